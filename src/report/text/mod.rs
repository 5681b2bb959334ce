//! The report for people.
mod certs;
mod chain;
mod check;
pub(in crate::report) mod dates;
mod explained;
mod handed;
mod login;
mod page;
mod plain;
mod profile;
mod readers;
mod rules;
mod usb;
mod wrap;

pub use certs::certs;
pub use chain::{chain, file_chains};
pub use check::check;
pub use explained::explained;
pub use login::lines;
pub use page::Page;
pub use readers::readers;
pub use rules::{SafetyRow, rules, safety, scenarios};
pub use usb::usb;

use crate::diagnosis::{FindingStatus, LayerStatus};

/// What the last line says besides the counts.
#[derive(Clone, Copy, Debug)]
pub struct Closing {
    /// How long the run took, milliseconds.
    pub took_ms: u64,
    /// The exit status that follows.
    pub exit: u8,
}

/// How the page is to look.
#[derive(Clone, Copy, Debug)]
pub struct View {
    /// Columns.
    pub width: usize,
    /// Nothing but ASCII.
    pub ascii: bool,
    /// Colour on top of the words.
    pub color: bool,
    /// One record a line, tab-separated, no drawing.
    pub plain: bool,
    pub verbose: bool,
}

impl Default for View {
    fn default() -> Self {
        View {
            width: 80,
            ascii: false,
            color: false,
            plain: false,
            verbose: false,
        }
    }
}

/// What a word is meant to catch: said in words first, by colour second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Plain,
    Bold,
    Ok,
    Warn,
    Fail,
    Dim,
}

impl Tone {
    /// SGR parameters (ECMA-48 §8.3.117).
    fn code(self) -> Option<&'static str> {
        match self {
            Tone::Plain => None,
            Tone::Bold => Some("1"),
            Tone::Ok => Some("32"),
            Tone::Warn => Some("33;1"),
            Tone::Fail => Some("31;1"),
            Tone::Dim => Some("2"),
        }
    }

    fn of_layer(it: LayerStatus) -> Tone {
        match it {
            LayerStatus::Ok => Tone::Ok,
            LayerStatus::Warn => Tone::Warn,
            LayerStatus::Fail => Tone::Fail,
            LayerStatus::Unknown => Tone::Bold,
            LayerStatus::Skipped | LayerStatus::NotAsked => Tone::Dim,
        }
    }

    fn of_finding(it: FindingStatus) -> Tone {
        match it {
            FindingStatus::Fail => Tone::Fail,
            FindingStatus::Warn => Tone::Warn,
            FindingStatus::Info | FindingStatus::Unknown => Tone::Bold,
            FindingStatus::Skipped => Tone::Dim,
        }
    }
}
