//! Entra sign-in logs: Graph `signIns`, downloads of the portal, Log Analytics rows. Read as a stream in constant
//! memory: entries are told apart without reading them, looked at for a few members, and only the picked one is parsed.
//!
//! Members and forms: Microsoft Graph resource types `signIn`, `appliedConditionalAccessPolicy`,
//! `authenticationDetail`; Azure Monitor table `SigninLogs`; portal "Download" of sign-in logs.
mod contradiction;
mod decode;
mod entry;
mod glimpse;
mod layout;
mod pick;
mod split;
mod structure;
mod tally;
mod text;
mod window;

use crate::facts::{Failure, SignIn};
use layout::Layout;
use pick::Picker;
use std::io::Read;
use time::OffsetDateTime;

/// Largest entry that is looked at. Graph entries with many policies are some tens of kilobytes.
const ENTRY_LIMIT: u64 = 1024 * 1024;
/// AADSTS53003, BlockedByConditionalAccess: what is looked for unless told otherwise.
const BLOCKED: u32 = 53003;

/// What is known of the attempt that is looked for, from the error page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    pub correlation_id: Option<String>,
    pub request_id: Option<String>,
    pub time: Option<OffsetDateTime>,
    /// 53003 unless given.
    pub code: Option<u32>,
}

/// Why no entry could be had from a log. The messages go after "FILE: ".
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    #[error(
        "empty; the identity team exports a sign-in log as JSON from the Entra portal or Graph"
    )]
    Empty,
    #[error(
        "not a sign-in log but {found}; give the JSON or CSV download of Entra's sign-in logs, Graph JSON or Log \
         Analytics rows"
    )]
    OtherKind { found: String },
    #[error(
        "no sign-in log: {found}; sign-in entries have a correlation id and an error code \
         (Graph /auditLogs/signIns, or the download of Entra's sign-in logs)"
    )]
    NotSignIns { found: String },
    #[error(
        "none of its {entries} entries is the attempt on the page ({wanted}); the export may be too old, cover another \
         time, or leave out non-interactive sign-ins"
    )]
    NoMatch { wanted: String, entries: u64 },
    #[error("no entry could be read: {problem} at byte {offset}, entry {entry}; export it again")]
    Unreadable {
        problem: String,
        offset: u64,
        entry: u64,
    },
}

impl LogError {
    /// As a fact of the snapshot.
    pub fn failure(&self) -> Failure {
        let name = match self {
            LogError::Empty => "empty",
            LogError::OtherKind { .. } | LogError::NotSignIns { .. } => "not a sign-in log",
            LogError::NoMatch { .. } => "no such entry",
            LogError::Unreadable { .. } => "unreadable",
        };
        Failure::new("sign-in log", name, None).because(self.to_string())
    }
}

/// Where an entry begins, and its number from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    offset: u64,
    entry: u64,
}

/// Reads a log and picks the wanted entry. What is damaged is passed over and told in [`SignIn::troubles`].
///
/// # Errors
/// [`LogError`], where there is no such entry.
pub fn read(source: impl Read, wanted: &Wanted) -> Result<SignIn, LogError> {
    let mut window = window::Window::new(text::Utf8::new(source));
    window.at_least(layout::HEAD);
    let layout = match layout::of(window.here()) {
        Err(LogError::Empty) => match window.failure.take() {
            Some(error) => {
                return Err(LogError::Unreadable {
                    problem: error.to_string(),
                    offset: 0,
                    entry: 1,
                });
            }
            None => return Err(LogError::Empty),
        },
        other => other?,
    };
    let mut picker = Picker::new(wanted, decode::Decoder::of(&layout));
    match layout {
        Layout::List { from } => split::list(&mut window, from, &mut picker),
        Layout::Wrapped { from, more } => split::wrapped(&mut window, from, more, &mut picker),
        Layout::Rows { from, .. } => split::wrapped(&mut window, from, false, &mut picker),
        Layout::Documents => split::documents(&mut window, &mut picker),
        Layout::Lines => split::lines(&mut window, &mut picker),
        Layout::Csv { from, .. } => split::records(&mut window, from, &mut picker),
    }
    if let Some(error) = window.failure.take() {
        let offset = window.offset() + window.here().len() as u64;
        picker.trouble_at(offset, format!("reading ended: {error}"));
    }
    picker.finish()
}
