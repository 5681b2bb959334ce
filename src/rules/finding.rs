use super::{Severity, Subject};
use serde::{Deserialize, Serialize};

/// How sure a finding is, in the report's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Fits only.
    Hint,
    /// Fits, and something else was ruled out.
    Likely,
    /// Seen.
    Certain,
}

/// Who can take a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Who {
    You,
    Admin,
    CardOffice,
    IdentityAdmin,
    AppOwner,
}

impl Who {
    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            Who::You => "you",
            Who::Admin => "the administrator of this computer",
            Who::CardOffice => "the card office (RAPIDS site or your card's issuer)",
            Who::IdentityAdmin => "your organisation's identity administrator",
            Who::AppOwner => "the owner of the application",
        }
    }
}

/// What popular articles tell people to do, where a remedy holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Popular {
    /// Take the card out and put it in again.
    Reseat,
    /// Update the reader's driver.
    Driver,
    /// Use another USB port.
    Port,
}

/// One step that helps: imperative, exact, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    pub text: String,
    /// Commands as they must be typed, real names filled in. Printed, never run.
    pub commands: Vec<String>,
    pub who: Who,
    /// What `text` holds of popular advice.
    pub popular: Vec<Popular>,
}

impl Remedy {
    pub fn new(who: Who, text: impl Into<String>) -> Self {
        Remedy {
            text: text.into(),
            commands: Vec::new(),
            who,
            popular: Vec::new(),
        }
    }

    pub fn popular(mut self, it: Popular) -> Self {
        self.popular.push(it);
        self
    }

    pub fn command(mut self, it: impl Into<String>) -> Self {
        self.commands.push(it.into());
        self
    }

    pub fn commands(mut self, them: impl IntoIterator<Item = String>) -> Self {
        self.commands.extend(them);
        self
    }
}

/// One thing a rule found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub subject: Subject,
    /// What was seen, in one or two sentences.
    pub message: String,
    pub confidence: Confidence,
    /// Where it matters less here than the rule says in general.
    pub severity: Option<Severity>,
    /// JSON pointers into the report (version 1) to the facts it rests on.
    pub evidence: Vec<String>,
    pub remedy: Remedy,
}

impl Finding {
    pub fn new(subject: Subject, message: impl Into<String>, remedy: Remedy) -> Self {
        Finding {
            subject,
            message: message.into(),
            confidence: Confidence::Certain,
            severity: None,
            evidence: Vec::new(),
            remedy,
        }
    }

    /// Matters less here.
    pub fn only(mut self, it: Severity) -> Self {
        self.severity = Some(it);
        self
    }

    pub fn confidence(mut self, it: Confidence) -> Self {
        self.confidence = it;
        self
    }

    pub fn evidence(mut self, pointer: impl Into<String>) -> Self {
        self.evidence.push(pointer.into());
        self
    }
}
