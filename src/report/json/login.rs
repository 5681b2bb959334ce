use super::{Page, SignIn};
use crate::diagnosis::{self, Diagnosis, Relation};
use crate::facts;
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
    /// The error page. Null: none was given, or it could not be read.
    pub page: Option<Page>,
    /// Why what was given could not be read: page, token or request. Null: it could, or none was given.
    pub page_error: Option<String>,
    /// The tenant's sign-in record. Null: none was given, or `sign_in_error` says why there is none.
    pub sign_in: Option<SignIn>,
    /// Why a sign-in log that was given could not be used.
    pub sign_in_error: Option<String>,
    /// Ranked causes. Empty: nobody told of a failed sign-in.
    pub hypotheses: Vec<Hypothesis>,
    /// Remedies people try that help here.
    pub helpful: Vec<Advice>,
    /// Remedies people try that would not help here.
    pub not_helpful: Vec<Advice>,
    /// What page, log, token and request show beside the cause.
    pub observations: Vec<String>,
    /// How to avoid it next time.
    pub next_time: Vec<&'static str>,
}

/// A cause that could explain the failed sign-in.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Hypothesis {
    /// `card-path`, `network-place`, … `unknown`.
    pub cause: &'static str,
    /// For people.
    pub title: String,
    /// 1 is the likeliest.
    pub rank: usize,
    /// `explains`, `contributes`, `does-not-explain`, `cannot-tell`.
    #[schemars(with = "String")]
    pub relation: Relation,
    pub r#for: Vec<String>,
    pub against: Vec<String>,
    /// The one fact that would settle it.
    pub decides: String,
    pub source: &'static str,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Advice {
    pub remedy: &'static str,
    pub why: String,
}

impl From<&diagnosis::login::Advice> for Advice {
    fn from(it: &diagnosis::login::Advice) -> Advice {
        Advice {
            remedy: it.remedy,
            why: it.why.clone(),
        }
    }
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
    pub fn from(told: &facts::Login, it: &Diagnosis) -> Login {
        let failures = [
            told.page.failure(),
            told.token.failure(),
            told.request.failure(),
        ];
        let failure = failures.into_iter().flatten().next();
        Login {
            page: told.page.seen().map(Page::from),
            page_error: failure.map(|it| it.causes.first().unwrap_or(&it.name).clone()),
            meaning: it.login.clone(),
            sign_in: told.sign_in.seen().map(SignIn::from),
            sign_in_error: told
                .sign_in
                .failure()
                .map(|it| it.causes.first().unwrap_or(&it.name).clone()),
            hypotheses: it
                .sign_in
                .hypotheses
                .iter()
                .enumerate()
                .map(|(at, it)| Hypothesis {
                    cause: it.cause,
                    title: it.title.clone(),
                    rank: at + 1,
                    relation: it.relation,
                    r#for: it.speaks_for.clone(),
                    against: it.against.clone(),
                    decides: it.decides.clone(),
                    source: it.source,
                })
                .collect(),
            helpful: it
                .sign_in
                .advised
                .helpful
                .iter()
                .map(Advice::from)
                .collect(),
            not_helpful: it
                .sign_in
                .advised
                .not_helpful
                .iter()
                .map(Advice::from)
                .collect(),
            observations: it.sign_in.observations.clone(),
            next_time: it.sign_in.next_time.clone(),
        }
    }
}
