use super::{Page, Request, Token, Tool};
use crate::diagnosis::explain::{self, Handed};
use crate::report::words;
use crate::rules::{Who, sections, title};
use serde::Serialize;

/// The layout of `explain --format json`. A minor step only adds members.
pub const SCHEMA: &str = "cac-doctor/explain/1.0";

/// What `explain` made of what it was given.
#[derive(Debug, Serialize)]
pub struct Explained {
    pub schema: &'static str,
    pub tool: Tool,
    /// In the order they were met.
    pub recognised: Vec<Item>,
    /// What was read of an error page; null where the text has no more of one than a code.
    pub page: Option<Page>,
    /// Tokens in it, decoded; none of a token itself.
    pub tokens: Vec<Token>,
    /// Authorize URLs in it.
    pub requests: Vec<Request>,
    /// The first few lines or words that were not recognised.
    pub unrecognised: Vec<String>,
    pub unrecognised_count: usize,
    /// What was perhaps meant.
    pub near: Vec<&'static str>,
    /// Whether everything that was given was read and is listed.
    pub complete: bool,
}

/// One thing that was recognised.
#[derive(Debug, Serialize)]
pub struct Item {
    /// `rule`, `sign-in`, `pcsc`, `status-word`, `kernel-line`, `service-line`, `libusb`, `errno`,
    /// `reader-model`, `knowledge-base`.
    pub kind: &'static str,
    /// As its standard writes it; of a line, the words it is known by.
    pub key: String,
    pub name: Option<String>,
    /// False: only its form was recognised.
    pub known: bool,
    /// As first written in what was given.
    pub seen: String,
    pub count: usize,
    pub meaning: String,
    /// Null: not a matter of one workstation, or not said of this kind.
    pub local: Option<Local>,
    pub what_to_do: String,
    pub who: Vec<Who>,
    /// One of the words of the report's `hypotheses`; null where it is no sign-in code.
    pub cause: Option<&'static str>,
    /// What it has to do with 53003.
    pub relation: String,
    /// What else it could be, and why it was taken for this.
    pub notes: Vec<String>,
    pub sources: Vec<String>,
    /// `YYYY-MM-DD`: when it was last held against its sources.
    pub checked: Option<&'static str>,
    /// The page of the rule book; null where it is no rule.
    pub rule: Option<Rule>,
}

/// Whether a fault on a workstation can bring a code about.
#[derive(Debug, Serialize)]
pub struct Local {
    /// `yes`, `possible`, `no`, `unknown`.
    pub possible: &'static str,
    pub how: Option<&'static str>,
}

/// The page of a rule.
#[derive(Debug, Serialize)]
pub struct Rule {
    pub title: &'static str,
    pub severity: &'static str,
    pub sections: Vec<Section>,
}

#[derive(Debug, Serialize)]
pub struct Section {
    /// Empty for what stands before the first heading.
    pub heading: &'static str,
    pub paragraphs: Vec<String>,
}

impl Explained {
    /// `complete`: whether all that was given was read.
    pub fn from(it: &explain::Explained, handed: &Handed, complete: bool) -> Explained {
        Explained {
            schema: SCHEMA,
            tool: Tool {
                name: env!("CARGO_PKG_NAME").to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
            },
            recognised: it.items.iter().map(Item::from).collect(),
            page: handed.page.as_ref().map(Page::from),
            tokens: handed
                .tokens
                .iter()
                .map(|it| Token::from(it, handed.now))
                .collect(),
            requests: handed.requests.iter().map(Request::from).collect(),
            unrecognised: it.unrecognised.clone(),
            unrecognised_count: it.unrecognised_count,
            near: it.near.clone(),
            complete: complete && !it.cut,
        }
    }
}

impl Item {
    fn from(it: &explain::Item) -> Item {
        Item {
            kind: words::explained_word(it.kind),
            key: it.key.clone(),
            name: it.name.clone(),
            known: it.known,
            seen: it.seen.clone(),
            count: it.count,
            meaning: it.meaning.clone(),
            local: it.local.map(|(local, how)| Local {
                possible: local.word(),
                how,
            }),
            what_to_do: it.what_to_do.clone(),
            who: it.who.clone(),
            cause: it.cause.map(|it| it.word()),
            relation: it.to_blocked.clone(),
            notes: it.notes.clone(),
            sources: it.sources.clone(),
            checked: it.checked,
            rule: it.rule.map(|rule| Rule {
                title: title(rule),
                severity: words::severity(rule.severity),
                sections: sections(rule)
                    .into_iter()
                    .map(|it| Section {
                        heading: it.heading,
                        paragraphs: it.paragraphs,
                    })
                    .collect(),
            }),
        }
    }
}
