//! What the failed sign-in is about: evidence, hypotheses, advice, and what to hand to whom.
mod conditions;
mod evidence;
mod handover;
mod hypotheses;
mod not_the_card;
mod observations;
mod other_code;
mod remedies;
mod tell;
mod weigh;
mod works;

pub use handover::text as hand_over;
pub use hypotheses::Hypothesis;
pub use remedies::{Advice, Advised};

pub(super) use conditions::named_other;
pub(super) use evidence::{Evidence, brings};
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

/// The weight from which on a cause is named: more than what is so of most computers.
const WEIGHS: i32 = 3;

/// The likeliest cause, where the log names it, or where more speaks for it than for any other.
fn top(hypotheses: &[Hypothesis]) -> Option<Cause> {
    let first = hypotheses.first()?;
    let next = hypotheses.get(1).map_or(0, |it| it.weight);
    let stands = first.relation == Relation::Explains
        || (first.relation != Relation::DoesNotExplain
            && first.weight >= WEIGHS
            && first.weight > next);
    stands.then(|| Cause::of(first.cause)).flatten()
}
