use super::{Snapshot, Tool};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Personal values in the snapshot are pseudonyms.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Redaction {
    /// The rules it was done by: `cac-doctor/redaction/MAJOR.MINOR`.
    pub rules: String,
    /// The program that did it.
    pub tool: Tool,
    /// [`Snapshot::support_code`] of the snapshot before.
    pub support_code: String,
    /// How many different values were replaced, by kind.
    pub replaced: BTreeMap<String, u64>,
    /// The snapshot as it was read. What differs now was added since, and is as it was seen. Never written.
    #[serde(skip)]
    pub as_read: Option<Arc<Snapshot>>,
}

impl Redaction {
    /// Stands at the head of every report about a snapshot that was redacted: nobody shall look for what was made up.
    pub const NOTICE: &str =
        "Redacted: names, numbers and addresses in this report are pseudonyms, not the real ones.";
}

impl Snapshot {
    /// [`Redaction::NOTICE`], where it is redacted.
    pub fn notice(&self) -> Option<&'static str> {
        self.redaction.as_ref().map(|_| Redaction::NOTICE)
    }

    /// The snapshot before anything was added to what came redacted; else itself.
    pub fn before_additions(&self) -> &Snapshot {
        let redaction = self.redaction.as_ref();
        redaction
            .and_then(|it| it.as_read.as_deref())
            .unwrap_or(self)
    }

    /// Whether it came redacted, and holds more, less or something else now. How it is judged is not part of it.
    pub fn has_additions(&self) -> bool {
        let before = self.before_additions();
        !std::ptr::eq(before, self)
            && *before
                != Snapshot {
                    redaction: before.redaction.clone(),
                    delivery: before.delivery.clone(),
                    asked_for: before.asked_for,
                    ..self.clone()
                }
    }
}
