//! A snapshot as something that leaves the machine and comes back. Pure: bytes in, bytes out; `cli` does the file I/O.
pub mod archive;
mod manifest;
mod open;
mod read;
mod readme;
pub mod redact;

pub use archive::{ArchiveError, Member};
pub use manifest::{Entry, Manifest, SCHEMA};
pub use open::{is_encrypted, open};
pub use read::{BundleError, SIZE_LIMIT, parse};
pub use readme::kinds;

use crate::facts::{Log, Observed, Snapshot, Tool};
use serde::Serialize;
use std::fmt::Write as _;
use time::format_description::well_known::Rfc3339;

/// Stands at the head of everything that was not redacted.
pub const NOT_REDACTED: &str =
    "NOT REDACTED: this holds names, numbers and addresses of a person as they are.";

/// What a bundle is made of beside the snapshot: judged and worded by those whose work that is.
pub struct Contents<'s> {
    pub snapshot: &'s Snapshot,
    pub report_text: String,
    pub report_html: String,
    pub report_json: String,
    /// Where somebody told of a failed sign-in.
    pub hand_over: Option<String>,
    pub complete: bool,
    pub unseen: Vec<String>,
}

/// The snapshot with the stamp before it.
#[derive(Serialize)]
struct Stamped<'s> {
    notice: &'static str,
    #[serde(flatten)]
    snapshot: &'s Snapshot,
}

/// Every member, in the order they are written: what people read first, the manifest last.
///
/// # Errors
/// Where a snapshot cannot be written as JSON, which is a defect.
pub fn members(it: Contents<'_>) -> Result<Vec<Member>, serde_json::Error> {
    let snapshot = it.snapshot;
    let redacted = snapshot.redaction.is_some();
    let mut json = match redacted {
        true => serde_json::to_string_pretty(snapshot)?,
        false => serde_json::to_string_pretty(&Stamped {
            notice: NOT_REDACTED,
            snapshot,
        })?,
    };
    json.push('\n');
    let stamped = |text: String| match redacted {
        true => text,
        false => format!("{NOT_REDACTED}\n\n{text}"),
    };
    let mut members = vec![
        Member::new("report.txt", stamped(it.report_text)),
        Member::new("report.html", it.report_html),
        Member::new("report.json", it.report_json),
    ];
    members.extend(
        it.hand_over
            .map(|it| Member::new("hand-over.txt", stamped(it))),
    );
    members.push(Member::new("snapshot.json", json));
    for (name, log) in [
        ("logs/kernel.txt", &snapshot.machine.kernel_log),
        ("logs/service.txt", &snapshot.machine.service_log),
    ] {
        members.extend(log_text(log).map(|it| Member::new(name, stamped(it))));
    }
    let mut manifest = Manifest {
        schema: SCHEMA.to_owned(),
        notice: (!redacted).then(|| NOT_REDACTED.to_owned()),
        tool: Tool {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        support_code: snapshot.support_code(),
        taken_at: snapshot.taken_at.format(&Rfc3339).unwrap_or_default(),
        complete: it.complete,
        unseen: it.unseen,
        redaction: snapshot.redaction.clone(),
        members: Vec::new(),
    };
    let names: Vec<&str> = ["README.txt"]
        .into_iter()
        .chain(members.iter().map(|it| it.name.as_str()))
        .chain([manifest::NAME])
        .collect();
    let readme = readme::text(&manifest, &snapshot.asked_for, &names);
    members.insert(0, Member::new("README.txt", readme));
    manifest.members = members.iter().map(Entry::of).collect();
    let mut text = serde_json::to_string_pretty(&manifest)?;
    text.push('\n');
    members.push(Member::new(manifest::NAME, text));
    Ok(members)
}

/// The lines of a log, as the log itself would have them. None: there are none.
fn log_text(log: &Observed<Log>) -> Option<String> {
    let log = log.seen().filter(|it| !it.lines.is_empty())?;
    let mut out = String::new();
    if log.card_traffic > 0 {
        let _ = writeln!(
            out,
            "{} lines with bytes sent to a card were left out: they can hold a PIN.",
            log.card_traffic
        );
    }
    if log.left_out > 0 {
        let _ = writeln!(out, "{} older lines were left out.", log.left_out);
    }
    for it in &log.lines {
        let at = it.at.and_then(|it| it.format(&Rfc3339).ok());
        let text: String = it
            .text
            .chars()
            .map(|it| if it.is_control() { ' ' } else { it })
            .collect();
        let _ = writeln!(out, "{:<24} {text}", at.unwrap_or_default());
    }
    Some(out)
}

/// `cac-doctor-2027-03-04-7QK2M9XA.zip`: the day at the workstation, and the support code.
pub fn file_name(snapshot: &Snapshot) -> String {
    let offset = snapshot.host.seen().map_or(0, |it| it.utc_offset_s);
    let local = time::UtcOffset::from_whole_seconds(offset)
        .ok()
        .and_then(|it| snapshot.taken_at.checked_to_offset(it))
        .unwrap_or(snapshot.taken_at);
    let code = snapshot.support_code().replace('-', "");
    format!("cac-doctor-{}-{code}.zip", local.date())
}
