use crate::facts::{ApprovedReader, Grade, SitePolicy};
use schemars::JsonSchema;
use serde::Serialize;

/// What the owner of the workstation laid down.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Policy {
    /// The file it was read from.
    pub file: String,
    pub organisation: Option<String>,
    /// How many days ahead an expiry is worth a warning. Null: as the tool has it.
    pub warn_days: Option<u32>,
    /// `04e6:5116`, `04e6:*`, or a pattern of PC/SC names. Empty: every reader is approved.
    pub readers: Vec<String>,
    /// Empty: every driver is approved.
    pub drivers: Vec<Driver>,
    /// Trust anchors that must be there.
    pub anchors: Vec<Anchor>,
    /// Checks that count for something else here.
    pub rules: Vec<Regraded>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Driver {
    pub name: String,
    pub at_least: Option<String>,
    pub below: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Anchor {
    pub name: Option<String>,
    pub sha256: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Regraded {
    pub rule: String,
    /// `off`, `note`, `warning`, `failure`.
    #[schemars(with = "String")]
    pub grade: Grade,
    pub reason: String,
}

impl From<&SitePolicy> for Policy {
    fn from(it: &SitePolicy) -> Policy {
        Policy {
            file: it.file.clone(),
            organisation: it.organisation.clone(),
            warn_days: it.warn_days,
            readers: it.readers.iter().map(ApprovedReader::to_string).collect(),
            drivers: it
                .drivers
                .iter()
                .map(|it| Driver {
                    name: it.name.clone(),
                    at_least: it.at_least.clone(),
                    below: it.below.clone(),
                })
                .collect(),
            anchors: it
                .anchors
                .iter()
                .map(|it| Anchor {
                    name: it.name.clone(),
                    sha256: it.sha256.clone(),
                })
                .collect(),
            rules: it
                .rules
                .iter()
                .map(|it| Regraded {
                    rule: it.rule.clone(),
                    grade: it.grade,
                    reason: it.reason.clone(),
                })
                .collect(),
        }
    }
}
