//! What a code, a name, a line of a log or a pasted text says: everything in it that is recognised, each once, and
//! what is not. Pure; text in, plain data out.
mod card_word;
mod free_text;
mod handed;
mod log_line;
mod near;
mod one_word;
mod pcsc_code;
mod reader_model;
mod sign_in;

pub use handed::{Handed, Remark, Validity, remarks, validity};
pub use near::closest;

use super::codes::{Cause, Local};
use crate::rules::{Rule, Who};

/// What kind of thing was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Rule,
    /// Of the sign-in service, `AADSTS…`.
    SignIn,
    Pcsc,
    StatusWord,
    KernelLine,
    ServiceLine,
    Libusb,
    Errno,
    /// A model of reader, by its USB id.
    ReaderModel,
    /// The data about readers that this version brings.
    KnowledgeBase,
}

/// One thing that was recognised.
#[derive(Clone, Debug)]
pub struct Item {
    pub kind: Kind,
    /// As its standard writes it: `AADSTS53003`, `0x8010001D`, `6A82`, `-71`; of a line, the words it is known by.
    pub key: String,
    pub name: Option<String>,
    /// Whether this version knows what it means. Not: only its form was recognised.
    pub known: bool,
    /// As first written in what was given.
    pub seen: String,
    /// How often.
    pub count: usize,
    pub meaning: String,
    /// Whether a fault on a workstation can bring it about, and in what way.
    pub local: Option<(Local, Option<&'static str>)>,
    pub what_to_do: String,
    /// Who can do it, or mend it, the first one first.
    pub who: Vec<Who>,
    pub cause: Option<Cause>,
    /// What it has to do with 53003.
    pub to_blocked: String,
    /// What else it could be, and why it was taken for this.
    pub notes: Vec<String>,
    pub sources: Vec<String>,
    /// When it was last held against its sources.
    pub checked: Option<&'static str>,
    pub rule: Option<&'static Rule>,
    /// Of a sign-in code.
    number: Option<u32>,
}

impl Item {
    fn new(kind: Kind, key: impl Into<String>, seen: &str) -> Item {
        Item {
            kind,
            key: key.into(),
            name: None,
            known: true,
            seen: shown(seen),
            count: 1,
            meaning: String::new(),
            local: None,
            what_to_do: String::new(),
            who: Vec::new(),
            cause: None,
            to_blocked: String::new(),
            notes: Vec::new(),
            sources: Vec::new(),
            checked: None,
            rule: None,
            number: None,
        }
    }

    fn note(mut self, it: impl Into<String>) -> Item {
        self.notes.push(it.into());
        self
    }
}

/// Everything that was made of what was given.
#[derive(Clone, Debug, Default)]
pub struct Explained {
    /// In the order they were met.
    pub items: Vec<Item>,
    /// The first few lines or words that were not recognised.
    pub unrecognised: Vec<String>,
    /// All of them.
    pub unrecognised_count: usize,
    /// What was perhaps meant.
    pub near: Vec<&'static str>,
    /// Whether more was recognised than is kept.
    pub cut: bool,
}

/// Different things kept.
const ITEMS: usize = 200;
/// Unrecognised lines kept.
const UNRECOGNISED: usize = 20;
/// Characters of a line that are shown again.
const SHOWN: usize = 160;
/// Words up to which a text can be a list of codes.
const WORDS: usize = 64;

impl Explained {
    /// Whether this version knows at least one thing in it.
    pub fn any_known(&self) -> bool {
        self.items.iter().any(|it| it.known)
    }

    fn add(&mut self, it: Item) {
        if let Some(there) = self
            .items
            .iter_mut()
            .find(|there| there.kind == it.kind && there.key == it.key)
        {
            there.count = there.count.saturating_add(1);
            // Seen once where it is beyond doubt, it is beyond doubt.
            if it.notes.is_empty() {
                there.notes.clear();
            }
        } else if self.items.len() < ITEMS {
            self.items.push(it);
        } else {
            self.cut = true;
        }
    }

    /// A sign-in code. One that is there already is only counted: a log of millions must not be worded each time.
    fn add_sign_in(&mut self, number: u32, seen: &str, note: Option<&'static str>) {
        if let Some(there) = self.items.iter_mut().find(|it| it.number == Some(number)) {
            there.count = there.count.saturating_add(1);
            if note.is_none() {
                there.notes.clear();
            }
            return;
        }
        if self.items.len() >= ITEMS {
            self.cut = true;
            return;
        }
        let item = sign_in::item(number, seen);
        self.add(match note {
            Some(note) => item.note(note),
            None => item,
        });
    }

    /// Says of the data about readers how old it is on that day.
    pub fn on(mut self, today: time::Date) -> Explained {
        for it in &mut self.items {
            if it.kind == Kind::KnowledgeBase {
                *it = reader_model::knowledge_base(&it.seen, Some(today));
            }
        }
        self
    }

    /// Codes that were read of an error page, where the words around them did not tell.
    pub fn add_codes_of_page(&mut self, codes: &[u32]) {
        for it in codes {
            if !self.items.iter().any(|item| item.number == Some(*it)) {
                self.add_sign_in(*it, &it.to_string(), None);
            }
        }
    }

    fn not_recognised(&mut self, text: &str) {
        self.unrecognised_count = self.unrecognised_count.saturating_add(1);
        if self.unrecognised.len() < UNRECOGNISED {
            let shown = shown(text);
            if !self.unrecognised.contains(&shown) {
                self.unrecognised.push(shown);
            }
        }
    }
}

/// What the words of a command line say. Several may be one line that was pasted without quotes.
pub fn words(words: &[String]) -> Explained {
    let mut out = Explained::default();
    if words.len() > 1 {
        let line = words.join(" ");
        if crate::standards::logs::line(&line).is_some() {
            free_text::read(&mut out, &line);
            return out;
        }
    }
    for it in words {
        let it = it.trim();
        if it.contains(char::is_whitespace) {
            read_text(&mut out, it);
        } else if !it.is_empty() {
            one_word::read(&mut out, it);
        }
    }
    finish(out)
}

/// What a pasted text says.
pub fn text(text: &str) -> Explained {
    let mut out = Explained::default();
    read_text(&mut out, text);
    finish(out)
}

/// A text of nothing but codes is read word by word, any other as prose and log lines, where a number is a code only
/// if it is called one.
fn read_text(out: &mut Explained, text: &str) {
    let mut words = text.split_whitespace();
    let list = words.by_ref().take(WORDS).all(one_word::like_a_code) && words.next().is_none();
    if list {
        for it in text.split_whitespace() {
            one_word::read(out, it);
        }
    } else {
        free_text::read(out, text);
    }
}

fn finish(mut out: Explained) -> Explained {
    if !out.any_known() {
        let wanted = out
            .unrecognised
            .first()
            .cloned()
            .or_else(|| out.items.first().map(|it| it.seen.clone()));
        if let Some(wanted) = wanted {
            out.near = near::near(&wanted);
        }
    }
    out
}

/// What may be shown again of what was given: not long, and no token, which is as good as a password.
fn shown(text: &str) -> String {
    let mut out = String::new();
    for (n, it) in text.split_whitespace().enumerate() {
        if n > 0 {
            out.push(' ');
        }
        // A JSON Web Token begins with {" in base64url (RFC 7519 §3.1).
        match it.find("eyJ") {
            Some(at) if it.len() - at > 40 => {
                out.push_str(it.get(..at).unwrap_or_default());
                out.push_str("(a token, not shown)");
            }
            _ => out.push_str(it),
        }
        if out.len() > SHOWN * 4 {
            break;
        }
    }
    match out.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", out.get(..at).unwrap_or_default()),
        None => out,
    }
}

#[cfg(test)]
mod tests;
