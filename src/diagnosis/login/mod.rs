//! What the failed sign-in is about: evidence, hypotheses, advice, and what to hand to whom.
mod conditions;
mod evidence;
mod handover;
mod hypotheses;
mod observations;
mod remedies;
mod tell;

pub use handover::text as hand_over;
pub use hypotheses::Hypothesis;
pub use remedies::{Advice, Advised};

pub(super) use evidence::Evidence;
pub(super) use tell::tell;

use super::Relation;
use super::codes::Cause;

/// Everything that is said about the sign-in.
#[derive(Clone, Debug, Default)]
pub struct LoginDiagnosis {
    /// The likeliest first; empty where nobody told of a failed sign-in.
    pub hypotheses: Vec<Hypothesis>,
    pub advised: Advised,
    /// What page, log, token and request show beside the cause.
    pub observations: Vec<String>,
    /// How to avoid it next time.
    pub next_time: Vec<&'static str>,
}

pub(super) fn diagnose(it: &Evidence) -> LoginDiagnosis {
    if !it.told && it.token.is_none() && it.request.is_none() {
        return LoginDiagnosis::default();
    }
    let hypotheses = hypotheses::rank(it);
    let observations = observations::of(it);
    if !it.told {
        return LoginDiagnosis {
            observations,
            ..LoginDiagnosis::default()
        };
    }
    LoginDiagnosis {
        advised: remedies::advise(it, top(&hypotheses)),
        next_time: remedies::next_time(it),
        hypotheses,
        observations,
    }
}

/// The likeliest cause, where something speaks for it and nothing makes it fall.
fn top(hypotheses: &[Hypothesis]) -> Option<Cause> {
    let first = hypotheses.first()?;
    let stands = !first.speaks_for.is_empty() && first.relation != Relation::DoesNotExplain;
    stands.then(|| Cause::of(first.cause)).flatten()
}
