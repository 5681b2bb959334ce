//! What was seen. Plain data, the same shape on every operating system; the whole of it is the snapshot that
//! `--output` writes and `--from` reads back.
//!
//! Nothing here parses, judges or advises. Bytes stay bytes: `case` decodes them once, so that a newer version of
//! the tool can read an old snapshot better than the version that took it.
mod card;
mod daemon;
mod delivery;
mod driver;
mod environment;
mod holders;
mod host;
mod judging;
mod log;
mod login;
mod machine;
mod middleware;
mod observed;
mod page;
mod permission;
pub mod personal;
mod pii;
mod platform;
mod reader;
mod redaction;
mod request;
mod revocation;
mod service;
mod signin;
mod site_policy;
mod store;
mod support_code;
mod token;
mod trust;
mod usb;

pub use card::*;
pub use daemon::*;
pub use delivery::*;
pub use driver::*;
pub use environment::*;
pub use holders::*;
pub use host::*;
pub use judging::*;
pub use log::*;
pub use login::*;
pub use machine::*;
pub use middleware::*;
pub use observed::*;
pub use page::*;
pub use permission::*;
pub use pii::*;
pub use platform::*;
pub use reader::*;
pub use redaction::*;
pub use request::*;
pub use revocation::*;
pub use service::*;
pub use signin::*;
pub use site_policy::*;
pub use store::*;
pub use token::*;
pub use trust::*;
pub use usb::*;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// The snapshot layout this version writes: `cac-doctor/snapshot/MAJOR.MINOR`.
/// A minor step only adds members; a major step is refused by older versions.
pub const SCHEMA: &str = "cac-doctor/snapshot/1.1";

/// Everything one run saw of one workstation, at one time. Immutable once taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// [`SCHEMA`] of the version that took it.
    pub schema: String,
    /// When looking began: RFC 3339, UTC. The default time of interest for every date judged later.
    #[serde(with = "time::serde::rfc3339")]
    pub taken_at: OffsetDateTime,
    /// How long looking took, milliseconds.
    pub took_ms: u64,
    pub tool: Tool,
    /// How much was asked for; a rule whose facts were not asked for answers "unknown", never "holds".
    pub scope: Scope,
    pub host: Observed<Host>,
    pub service: Observed<Service>,
    /// Every PC/SC reader, in the order the service lists them. `Absent`: the service lists none.
    pub readers: Observed<Vec<Reader>>,
    /// What lies below PC/SC: USB, logs, drivers, permissions, other programs.
    #[serde(default, skip_serializing_if = "is_default")]
    pub machine: Machine,
    /// What this workstation trusts, and what is known of revocation.
    #[serde(default, skip_serializing_if = "is_default")]
    pub trust: Trust,
    /// The site's policy in force when it was taken. `Absent`: the site has none here.
    #[serde(default, skip_serializing_if = "is_default")]
    pub policy: Observed<SitePolicy>,
    /// How to judge it, where that was not as usual.
    #[serde(default, skip_serializing_if = "is_default")]
    pub asked_for: AskedFor,
    /// What the person told about the failed sign-in.
    pub login: Login,
    /// What was done to it before it left the machine. None: nothing, everything in it is as it was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redaction: Option<Redaction>,
    /// How it came: set when a bundle is opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery: Option<Delivery>,
}

/// Nothing was looked at: not written, as snapshots of older versions do not have it either.
fn is_default<T: Default + PartialEq>(it: &T) -> bool {
    *it == T::default()
}

/// The program that took the snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    pub name: String,
    pub version: String,
}

/// How much of a card a run reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Readers and card presence only; no command is sent to a card.
    Readers,
    /// The certificates, and nothing that is not needed to find them.
    Certificates,
    /// All that can be read without a PIN.
    Everything,
}
