//! The public report, version 1: its own structs, so that nothing inside can change it by accident. It only grows:
//! a minor version adds members, and readers ignore those they do not know.
mod bundle;
mod card;
mod certificate;
mod chain;
mod chains;
mod daemon;
mod driver;
mod explained;
mod finding;
mod handed;
mod holders;
mod login;
mod logs;
mod look;
mod page;
mod permission;
mod policy;
mod print;
mod profile;
mod reader;
mod service;
mod sign_in;
mod surroundings;
mod trust;
mod usb;

pub use bundle::Bundle;
pub use card::{Card, Chuid, Pin};
pub use certificate::{Certificate, Content};
pub use chain::{
    Chain, ChainPath, ChainStore, PathFinding, Revocation, presence as presence_words,
};
pub use chains::{CHAIN_SCHEMA, ChainReport, chain_schema, chains};
pub use daemon::Daemon;
pub use driver::{Drivers, ReaderDriver};
pub use explained::{Explained, SCHEMA as EXPLAIN_SCHEMA};
pub use finding::{Finding, Subject};
pub use handed::{Request, Token};
pub use holders::Holders;
pub use login::{Login, Next, Symptom, Verdict};
pub use logs::{LogLook, Logs};
pub use look::{Error, Look, LookStatus};
pub use page::{Page, PageProblem};
pub use permission::Permission;
pub use policy::Policy;
pub use print::print;
pub use profile::{Entra, Identifier, Profile, SecurityObject, Signature};
pub use reader::{Reader, UsbId};
pub use service::{Host, Service};
pub use sign_in::SignIn;
pub use surroundings::{Environment, Middleware};
pub use trust::Trust;
pub use usb::{UsbDevice, UsbLook};

use crate::case::Case;
use crate::diagnosis::{Counts, Diagnosis, Part};
use crate::facts::Snapshot;
use schemars::JsonSchema;
use serde::Serialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The report layout this version writes: `cac-doctor/report/MAJOR.MINOR`.
pub const SCHEMA: &str = "cac-doctor/report/1.0";

/// What cac-doctor found on one workstation.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Report<'s> {
    /// `cac-doctor/report/MAJOR.MINOR`. A minor step only adds members.
    pub schema: &'static str,
    /// The program that judged.
    pub tool: Tool,
    /// The program that looked; another one where a snapshot was read back.
    pub taken_by: Tool,
    /// When looking began. RFC 3339, UTC.
    pub taken_at: String,
    /// The time of interest: when dates were judged. RFC 3339, UTC.
    pub at: String,
    /// Whether every probe ended in its time.
    pub complete: bool,
    /// What `status`, `verdict`, `counts` and `findings` are about: `everything`, `usb`, `readers` (the service, its readers
    /// and the cards in them, without what is on the cards).
    pub scope: &'static str,
    /// `ok`, `warn`, `fail`, `unknown`.
    pub status: &'static str,
    pub verdict: Verdict,
    pub symptom: Symptom,
    /// Rules by outcome.
    pub counts: Counts,
    /// Failures first, then warnings, notes, unknown, skipped.
    pub findings: Vec<Finding>,
    /// What could not be looked at, and why.
    pub unseen: Vec<String>,
    /// Every PC/SC reader, in the order the service lists them.
    pub readers: Vec<Reader>,
    /// The site's policy in force. Null: there was none.
    pub policy: Option<Policy>,
    pub login: Login,
    /// Every USB device, a hub before what is plugged into it. Empty: `usb_look` says why.
    pub usb: Vec<UsbDevice>,
    /// What came of looking at the USB.
    pub usb_look: UsbLook,
    /// Lines of the logs that tell of trouble.
    pub logs: Logs,
    /// Drivers that the PC/SC service can load.
    pub drivers: Drivers,
    pub service: Service,
    /// OpenSC.
    pub middleware: Middleware,
    /// What is trusted: the tool's own set of anchors, and the stores of this computer.
    pub trust: Trust,
    /// Browsers. Empty: not looked at; `unseen` says so.
    pub browsers: Vec<serde_json::Value>,
    /// Network place. Null: not looked at; `unseen` says so.
    pub network: Option<serde_json::Value>,
    pub host: Host,
    /// Ties this report to a bundle and to what was on a screen.
    pub support_code: String,
    /// Whether personal values are pseudonyms.
    pub redacted: bool,
    /// The bundle it was judged from, held against its manifest. Null: it was none.
    pub bundle: Option<Bundle>,
    /// Everything that was seen, as `--from` reads it back. Only in files written by `--output`; its layout is
    /// versioned by its own `schema` member and is not part of this schema.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<std::collections::BTreeMap<String, serde_json::Value>>")]
    pub snapshot: Option<&'s Snapshot>,
}

/// A program and its version.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Tool {
    pub name: String,
    pub version: String,
}

/// The report of a judged case.
pub fn from<'s>(case: &Case<'s>, diagnosis: &Diagnosis) -> Report<'s> {
    let snapshot = case.snapshot;
    Report {
        schema: SCHEMA,
        tool: Tool {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        taken_by: Tool {
            name: snapshot.tool.name.clone(),
            version: snapshot.tool.version.clone(),
        },
        taken_at: rfc3339(snapshot.taken_at),
        at: rfc3339(case.at),
        complete: diagnosis.complete,
        scope: diagnosis.part.map_or("everything", Part::as_str),
        status: super::words::status(diagnosis.status),
        verdict: Verdict::from(diagnosis),
        symptom: Symptom::from(&diagnosis.symptom),
        counts: diagnosis.counts,
        findings: diagnosis.findings.iter().map(Finding::from).collect(),
        unseen: diagnosis.unseen.clone(),
        readers: case
            .readers
            .iter()
            .map(|it| Reader::from(case, it))
            .collect(),
        policy: case.policy().map(Policy::from),
        login: Login::from(&snapshot.login, diagnosis),
        usb: case
            .usb
            .iter()
            .map(|it| UsbDevice::from(case, it))
            .collect(),
        usb_look: UsbLook::from(case),
        logs: Logs::from(case),
        drivers: Drivers::from(case),
        service: Service::from(&snapshot.service, &snapshot.machine),
        middleware: Middleware::from(&snapshot.machine.middleware),
        trust: Trust::from(
            &snapshot.trust,
            case.chains(),
            case.with_default_trust,
            case.at,
        ),
        browsers: Vec::new(),
        network: None,
        host: Host::from(&snapshot.host, &snapshot.machine),
        support_code: snapshot.support_code(),
        redacted: snapshot.redaction.is_some(),
        bundle: snapshot.delivery.as_ref().map(Bundle::from),
        snapshot: None,
    }
}

/// RFC 3339 in UTC, whole seconds. Years outside 0–9999, which RFC 3339 cannot write, keep the library's own form.
pub(in crate::report) fn rfc3339(it: OffsetDateTime) -> String {
    let utc = it.checked_to_offset(time::UtcOffset::UTC).unwrap_or(it);
    let whole = utc.replace_nanosecond(0).unwrap_or(utc);
    whole.format(&Rfc3339).unwrap_or_else(|_| whole.to_string())
}

/// The JSON Schema (2020-12) of [`Report`].
pub fn schema() -> String {
    schema_of::<Report<'static>>("cac-doctor report, version 1")
}

fn schema_of<T: JsonSchema>(title: &str) -> String {
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    schema.insert("title".to_owned(), title.into());
    let mut text = print(&schema, false);
    text.push('\n');
    text
}
