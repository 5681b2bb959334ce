use super::Next;
use crate::diagnosis::{FindingStatus, Judged, Relation};
use crate::rules::{self, Confidence};
use schemars::JsonSchema;
use serde::Serialize;

/// What one rule says of one thing.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Finding {
    /// `where/problem`; never changes.
    pub rule: &'static str,
    /// `fail`, `warn`, `info`, `unknown`, `skipped`.
    #[schemars(with = "String")]
    pub status: FindingStatus,
    /// `certain`, `likely`, `hint`.
    #[schemars(with = "String")]
    pub confidence: Confidence,
    /// To the sign-in failure: `explains`, `contributes`, `does-not-explain`, `cannot-tell`.
    #[schemars(with = "String")]
    pub relation: Relation,
    /// Why the site's policy grades it as it does. Null: the policy says nothing of this check, or there is none.
    pub policy: Option<String>,
    pub subject: Subject,
    pub title: &'static str,
    pub message: String,
    /// JSON pointers (RFC 6901) into this report.
    pub evidence: Vec<String>,
    /// Ids of the rules whose failure made this one meaningless.
    pub masked_by: Vec<&'static str>,
    /// Null where there is nothing to repair or nothing was judged.
    pub remedy: Option<Next>,
    /// Standards with clause, manuals, source files.
    pub sources: Vec<&'static str>,
}

/// What a finding is about.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Subject {
    /// `host`, `device` (of the USB), `reader`, `card`, `object`.
    pub kind: &'static str,
    /// The reader's name, for a card that of the reader it is in, for an object its container.
    pub name: String,
    /// Place in `readers`.
    pub reader: Option<usize>,
    /// Place in `usb`.
    pub device: Option<usize>,
}

impl Finding {
    pub fn from(it: &Judged) -> Finding {
        Finding {
            rule: it.rule.id,
            status: it.status,
            confidence: it.confidence,
            relation: it.relation,
            policy: it.by_policy.clone(),
            subject: Subject {
                kind: it.subject.kind(),
                name: match &it.subject {
                    rules::Subject::Host => "this computer".to_owned(),
                    rules::Subject::Device { name, .. } => name.clone(),
                    rules::Subject::Reader(_, name) | rules::Subject::Card(_, name) => {
                        name.0.clone()
                    }
                    rules::Subject::Object(_, _, object) => object.clone(),
                },
                reader: it.subject.reader(),
                device: it.subject.device(),
            },
            title: it.title,
            message: it.message.clone(),
            evidence: it.evidence.clone(),
            masked_by: it.masked_by.clone(),
            remedy: it.remedy.as_ref().map(Next::from),
            sources: it.rule.sources.to_vec(),
        }
    }
}
