//! Does what was found explain *that* login failure? Pure; no bytes, no operating system, no formatting.
mod account;
mod chain_layers;
pub mod codes;
mod diagnose;
pub mod explain;
mod layer_line;
mod layers;
pub mod login;
mod part;
mod pathway;
mod site;
mod symptom;

pub use account::privileged;
pub use diagnose::diagnose;
pub use part::Part;
pub use pathway::{PATHWAYS, Pathway, UNRELATED};

use crate::rules::{self, Confidence, Remedy, Rule, Subject};
use serde::{Deserialize, Serialize};

/// The whole answer, ready to be worded by `report`.
#[derive(Clone, Debug)]
pub struct Diagnosis {
    /// The part that alone was judged; none: everything.
    pub part: Option<Part>,
    pub status: Status,
    pub story: Story,
    /// The verdict, one sentence a tired person understands (a second short one may follow).
    pub sentence: String,
    pub next: Remedy,
    pub symptom: Symptom,
    /// What all this means for the sign-in error, one paragraph a string.
    pub login: Vec<String>,
    /// Hypotheses, advice and observations about the sign-in that failed.
    pub sign_in: login::LoginDiagnosis,
    /// Top to bottom in the order the signal travels.
    pub layers: Vec<Layer>,
    /// Failures first, then warnings, notes, unknown, skipped; inside that in rule order.
    pub findings: Vec<Judged>,
    pub counts: Counts,
    /// Checks that found nothing.
    pub passed: Vec<&'static Rule>,
    /// What the tool could not look at, and why.
    pub unseen: Vec<String>,
    /// Whether every probe ended in its time.
    pub complete: bool,
}

/// The state of the run as a whole; the exit status follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    Ok,
    Warn,
    Fail,
    Unknown,
}

/// Which story fits what was seen; the first four are the ones a 53003 can belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Story {
    Healthy,
    CardPathBroken,
    WrongCertificate,
    NotTheCard,
    OtherCode,
    CannotTell,
}

/// The sign-in error this run is held against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symptom {
    pub code: u32,
    /// `unknown` where this version does not know the code.
    pub name: &'static str,
    pub meaning: String,
    /// Told by the person rather than assumed.
    pub told: bool,
}

/// One line of the layer table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    /// `Service`, `Reader`, `Card`, `PIN`, `Certificate`.
    pub name: &'static str,
    pub status: LayerStatus,
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LayerStatus {
    Ok,
    Warn,
    Fail,
    Unknown,
    Skipped,
    NotAsked,
}

/// Of a finding to the login failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    Explains,
    Contributes,
    DoesNotExplain,
    CannotTell,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FindingStatus {
    Fail,
    Warn,
    Info,
    Unknown,
    Skipped,
}

/// A finding with its place in the whole.
#[derive(Clone, Debug)]
pub struct Judged {
    pub rule: &'static Rule,
    pub status: FindingStatus,
    /// The status without the site's policy: what was found, whatever it counts for here.
    pub found: FindingStatus,
    /// Why the site's policy grades this check as it does, where it does.
    pub by_policy: Option<String>,
    pub confidence: Confidence,
    pub relation: Relation,
    pub subject: Subject,
    pub title: &'static str,
    pub message: String,
    /// JSON pointers into the report.
    pub evidence: Vec<String>,
    /// Ids of the rules that stand before it, where it was skipped.
    pub masked_by: Vec<&'static str>,
    /// None where it was skipped or could not be judged.
    pub remedy: Option<Remedy>,
}

impl Judged {
    /// Of a check that judged nothing.
    fn unjudged(rule: &'static Rule, status: FindingStatus, message: String) -> Judged {
        Judged {
            rule,
            status,
            found: status,
            by_policy: None,
            confidence: Confidence::Certain,
            relation: Relation::CannotTell,
            subject: Subject::Host,
            title: rules::title(rule),
            message,
            evidence: Vec::new(),
            masked_by: Vec::new(),
            remedy: None,
        }
    }
}

/// Rules by outcome. A rule broken for several subjects counts once, at its worst.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema,
)]
pub struct Counts {
    pub ok: u32,
    pub warn: u32,
    pub fail: u32,
    pub unknown: u32,
    pub skipped: u32,
}
