use super::SignIn;
use crate::case::Case;
use crate::diagnosis::{self, Diagnosis};
use crate::report::words;
use crate::rules::{Remedy, Who};
use schemars::JsonSchema;
use serde::Serialize;

/// The whole in one sentence, and what to do first.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Verdict {
    /// `healthy`, `card-path-broken`, `wrong-certificate`, `not-the-card`, `other-code`, `cannot-tell`.
    pub story: &'static str,
    pub sentence: String,
    pub next: Next,
}

/// A step that helps.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Next {
    pub text: String,
    /// As they must be typed. Printed, never run.
    pub commands: Vec<String>,
    /// Who can take it: `you`, `admin`, `card-office`, `identity-admin`, `app-owner`.
    #[schemars(with = "String")]
    pub who: Who,
}

/// The sign-in error the run is held against.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Symptom {
    /// The AADSTS number.
    pub code: u32,
    pub name: &'static str,
    pub meaning: String,
    /// Told by the person rather than assumed.
    pub told: bool,
}

/// What was found, held against the sign-in error.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Login {
    /// What it means for the error, one paragraph a string.
    pub meaning: Vec<String>,
    /// The error page. Null: none was given.
    pub page: Option<serde_json::Value>,
    /// The tenant's sign-in record. Null: none was given, or `sign_in_error` says why there is none.
    pub sign_in: Option<SignIn>,
    /// Why a sign-in log that was given could not be used.
    pub sign_in_error: Option<String>,
    /// Ranked causes. Empty: none was ranked.
    pub hypotheses: Vec<serde_json::Value>,
    /// Remedies people try that would not help here.
    pub not_helpful: Vec<serde_json::Value>,
}

impl Verdict {
    pub fn from(it: &Diagnosis) -> Verdict {
        Verdict {
            story: words::story(it.story),
            sentence: it.sentence.clone(),
            next: Next::from(&it.next),
        }
    }
}

impl Next {
    pub fn from(it: &Remedy) -> Next {
        Next {
            text: it.text.clone(),
            commands: it.commands.clone(),
            who: it.who,
        }
    }
}

impl Symptom {
    pub fn from(it: &diagnosis::Symptom) -> Symptom {
        Symptom {
            code: it.code,
            name: it.name,
            meaning: it.meaning.clone(),
            told: it.told,
        }
    }
}

impl Login {
    pub fn from(case: &Case, it: &Diagnosis) -> Login {
        let log = &case.snapshot.login.sign_in;
        let failure = log.failure();
        Login {
            meaning: it.login.clone(),
            page: None,
            sign_in: log.seen().map(SignIn::from),
            sign_in_error: failure.map(|it| it.causes.first().unwrap_or(&it.name).clone()),
            hypotheses: Vec::new(),
            not_helpful: Vec::new(),
        }
    }
}
