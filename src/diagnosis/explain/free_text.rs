use super::{Explained, Item, card_word, log_line, one_word, pcsc_code, sign_in};
use crate::rules::find;
use crate::standards::{logs, pcsc};

/// Prose, logs, pages and JSON: a number is a code only where something beside it says so.
pub(super) fn read(out: &mut Explained, text: &str) {
    let page = speaks_of_sign_in(text);
    for line in text.lines() {
        let known = logs::line(line);
        let mut found: Vec<Found> = known
            .map(|it| log_line::item(it, line).into())
            .into_iter()
            .collect();
        let reader = Reader {
            line,
            words: words(line),
            log: known.is_some(),
            usb: known.is_some() || line.to_ascii_lowercase().contains("usb"),
            page,
        };
        for n in 0..reader.words.len() {
            found.extend(reader.at(n));
        }
        if found.is_empty() && !line.trim().is_empty() {
            out.not_recognised(line);
        }
        for it in found {
            match it {
                Found::Thing(it) => out.add(*it),
                Found::SignIn(code, seen, note) => out.add_sign_in(code, seen, note),
            }
        }
    }
}

/// What one word says.
enum Found<'t> {
    Thing(Box<Item>),
    /// The number, as written, and why it was taken for one where that is not beyond doubt.
    SignIn(u32, &'t str, Option<&'static str>),
}

impl From<Item> for Found<'_> {
    fn from(it: Item) -> Self {
        Found::Thing(Box::new(it))
    }
}

/// Whether the text is about a sign-in, so that what it calls an error code is the service's.
fn speaks_of_sign_in(text: &str) -> bool {
    const SIGNS: &[&str] = &[
        "aadsts",
        "correlation id",
        "correlation_id",
        "correlationid",
        "request id",
        "login.microsoftonline",
        "error_codes",
    ];
    text.lines().any(|it| {
        let it = it.to_ascii_lowercase();
        SIGNS.iter().any(|sign| it.contains(sign))
    })
}

/// A run of letters, digits and `_`.
#[derive(Clone, Copy)]
struct Word<'t> {
    at: usize,
    text: &'t str,
}

fn words(line: &str) -> Vec<Word<'_>> {
    let mut out = Vec::new();
    let mut start = None;
    for (at, it) in line.char_indices() {
        let inside = it.is_ascii_alphanumeric() || it == '_';
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                out.extend(line.get(from..at).map(|text| Word { at: from, text }));
                start = None;
            }
            _ => {}
        }
    }
    if let Some(from) = start {
        out.extend(line.get(from..).map(|text| Word { at: from, text }));
    }
    out
}

struct Reader<'t> {
    line: &'t str,
    words: Vec<Word<'t>>,
    log: bool,
    usb: bool,
    page: bool,
}

impl<'t> Reader<'t> {
    /// What the word at this place says.
    fn at(&self, n: usize) -> Option<Found<'t>> {
        let word = *self.words.get(n)?;
        let text = word.text;
        if text.len() > 60 {
            return None;
        }
        if let Some(code) = one_word::aadsts(text) {
            return Some(Found::SignIn(code, text, None));
        }
        if text
            .get(..6)
            .is_some_and(|it| it.eq_ignore_ascii_case("SCARD_"))
            && let Some(it) = pcsc::code_named(text)
        {
            return Some(pcsc_code::item(it.value, text).into());
        }
        if let Some(it) = logs::libusb_named(text) {
            return Some(log_line::libusb(it, text).into());
        }
        if self.log
            && let Some(it) = logs::errno_named(text)
        {
            return Some(log_line::errno(it, text).into());
        }
        if let Some(it) = self.rule(word) {
            return Some(it.into());
        }
        if let Some(digits) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"))
            && digits.len() >= 8
        {
            return one_word::hex(digits, text)
                .filter(|it| it.known)
                .map(Found::from);
        }
        if let Some(it) = self.status_word(n) {
            return Some(it.into());
        }
        if text.len() == 8 && self.stands_alone(word) && text.starts_with("8010") {
            return one_word::hex(text, text)
                .filter(|it| it.known)
                .map(Found::from);
        }
        if text.bytes().all(|it| it.is_ascii_digit()) {
            return self.number(n, word);
        }
        if self.page && text.len() >= 10 {
            let mut codes = sign_in::named(text);
            return match (codes.next(), codes.next()) {
                (Some(one), None) => Some(Found::SignIn(one, text, None)),
                _ => None,
            };
        }
        None
    }

    fn before(&self, word: Word) -> &str {
        self.line.get(..word.at).unwrap_or_default()
    }

    fn after(&self, word: Word) -> &str {
        self.line
            .get(word.at.saturating_add(word.text.len())..)
            .unwrap_or_default()
    }

    /// Not a part of a GUID, a date, an address, a version or a process number.
    fn stands_alone(&self, word: Word) -> bool {
        let before = self.before(word).chars().next_back();
        let mut after = self.after(word).chars();
        let first = after.next();
        let joined = |it: Option<char>| {
            it.is_some_and(|it| {
                it.is_alphanumeric()
                    || matches!(
                        it,
                        '-' | '.' | ':' | '/' | '#' | '@' | '[' | '$' | '+' | '\\' | '%'
                    )
            })
        };
        let ends = match first {
            Some('.' | ':' | ',') => after.next().is_none_or(|it| !it.is_alphanumeric()),
            it => !joined(it) && it != Some(']'),
        };
        ends && !joined(before)
    }

    fn rule(&self, word: Word) -> Option<Item> {
        let rest = self.after(word).strip_prefix('/')?;
        let end = rest
            .find(|it: char| !it.is_ascii_lowercase() && it != '-')
            .unwrap_or(rest.len());
        let id = format!("{}/{}", word.text, rest.get(..end)?.trim_end_matches('-'));
        find(&id).map(|it| one_word::of_rule(it, &id))
    }

    /// `SW=6A82`, `SW: 6A 82`, `SW1=0x6A, SW2=0x82`, `status word 6A82`.
    fn status_word(&self, n: usize) -> Option<Item> {
        let word = self.words.get(n)?;
        let previous = n.checked_sub(1).and_then(|n| self.words.get(n));
        let called = match word.text.to_ascii_lowercase().as_str() {
            "sw" | "sw1" | "sw12" | "sw1sw2" => true,
            "word" | "words" => previous.is_some_and(|it| it.text.eq_ignore_ascii_case("status")),
            _ => false,
        };
        if !called {
            return None;
        }
        let bytes: Vec<&str> = self
            .words
            .iter()
            .skip(n.saturating_add(1))
            .take(4)
            .map(|it| it.text)
            .filter(|it| !it.eq_ignore_ascii_case("sw2") && !it.eq_ignore_ascii_case("is"))
            .map(|it| it.strip_prefix("0x").unwrap_or(it))
            .take(2)
            .collect();
        let digits = match bytes.as_slice() {
            [one, ..] if one.len() == 4 => (*one).to_owned(),
            [one, two] if one.len() == 2 && two.len() == 2 => format!("{one}{two}"),
            _ => return None,
        };
        let value = one_word::status_word(&digits)?;
        Some(card_word::item(value, &digits))
    }

    fn number(&self, n: usize, word: Word<'t>) -> Option<Found<'t>> {
        let text = word.text;
        let value: i64 = text.get(..text.len().min(12))?.parse().ok()?;
        let minus = self.before(word).ends_with('-')
            && !self
                .before(word)
                .trim_end_matches('-')
                .ends_with(|it: char| it.is_alphanumeric());
        if minus && let Ok(negative) = i32::try_from(-value) {
            if let Some(value) = one_word::pcsc_value(negative.cast_unsigned()) {
                let seen = format!("-{text}");
                return Some(pcsc_code::item(value, &seen))
                    .filter(|it| it.known)
                    .map(Found::from);
            }
            return self.errno(n, negative).map(Found::from);
        }
        if text.len() == 10 && self.stands_alone(word) {
            let value = one_word::pcsc_value(u32::try_from(value).ok()?)?;
            return Some(pcsc_code::item(value, text))
                .filter(|it| it.known)
                .map(Found::from);
        }
        if !(5..=9).contains(&text.len()) {
            return None;
        }
        let code = u32::try_from(value).ok()?;
        let known = crate::diagnosis::codes::code(code).is_some();
        match self.called(word) {
            Called::SignIn => Some(Found::SignIn(code, text, None)),
            Called::Code if self.page => Some(Found::SignIn(code, text, None)),
            Called::Code if known => Some(Found::SignIn(
                code,
                text,
                Some(
                    "Nothing in the text says that it is a code of the sign-in service; it was taken for one because it is \
                 called a code or error.",
                ),
            )),
            Called::Nothing if known && !self.log && self.stands_alone(word) => {
                Some(Found::SignIn(
                    code,
                    text,
                    Some(
                        "A bare number in a text can be anything; it was taken for a sign-in code because one has this number.",
                    ),
                ))
            }
            _ => None,
        }
    }

    /// A number that a line about USB calls an error.
    fn errno(&self, n: usize, number: i32) -> Option<Item> {
        let previous = n.checked_sub(1).and_then(|n| self.words.get(n))?;
        let called = ["error", "status", "err", "errno", "ret", "code"]
            .iter()
            .any(|it| previous.text.eq_ignore_ascii_case(it));
        if !(called && self.usb) {
            return None;
        }
        logs::errno(number).map(|it| log_line::errno(it, &number.to_string()))
    }

    /// What the text before a number calls it.
    fn called(&self, word: Word) -> Called {
        let before = end(self.before(word));
        // Other numbers of the same list belong to the same name.
        let name = before.trim_end_matches(|it: char| !it.is_alphabetic());
        let gap = before.len().saturating_sub(name.len());
        let name = name.to_ascii_lowercase();
        let ends = |words: &[&str]| words.iter().any(|it| name.ends_with(it));
        if gap > 40 {
            Called::Nothing
        } else if ends(&["aadsts", "error_codes", "error?code", "resulttype"]) {
            Called::SignIn
        } else if ends(&[
            "exit code",
            "status code",
            "zip code",
            "country code",
            "exit_code",
        ]) {
            Called::Other
        } else if ends(&["code", "codes", "error", "errors", "errornumber", "fehler"]) {
            Called::Code
        } else if self.stands_alone(word) && !ends(&["port", "pid", "process", "ticket", "line"]) {
            Called::Nothing
        } else {
            Called::Other
        }
    }
}

/// The last few bytes, enough for a name and the numbers of its list.
fn end(text: &str) -> &str {
    let mut from = text.len().saturating_sub(64);
    while !text.is_char_boundary(from) {
        from = from.saturating_add(1);
    }
    text.get(from..).unwrap_or_default()
}

enum Called {
    /// A code of the sign-in service.
    SignIn,
    /// A code or error of something.
    Code,
    /// Nothing of the kind.
    Nothing,
    /// Something else.
    Other,
}
