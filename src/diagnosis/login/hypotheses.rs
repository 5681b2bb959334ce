use super::conditions::{CONDITIONS, Condition, named_other, of_policy};
use super::evidence::Evidence;
use super::weigh::Weight;
use crate::diagnosis::Relation;
use crate::diagnosis::codes::{self, Category, Cause, Local};
use crate::facts::Method;
use std::cmp::Reverse;

/// One cause that could explain the failed sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hypothesis {
    /// A word of the report's closed list.
    pub cause: &'static str,
    /// For people.
    pub title: String,
    pub relation: Relation,
    /// What speaks for it less what speaks against it; only for ranking.
    pub weight: i32,
    pub speaks_for: Vec<String>,
    pub against: Vec<String>,
    /// The one fact that would settle it.
    pub decides: String,
    /// Where the facts behind it come from.
    pub source: &'static str,
}

/// What could explain it, the likeliest first.
pub(in crate::diagnosis) fn rank(it: &Evidence) -> Vec<Hypothesis> {
    if it.is_blocked() {
        blocked(it)
    } else {
        other_code(it)
    }
}

fn blocked(it: &Evidence) -> Vec<Hypothesis> {
    let policies = it.failed_policies();
    if !policies.is_empty() {
        return logged(it);
    }
    if !it.told {
        return Vec::new();
    }
    let mut weighed: Vec<(i32, Hypothesis)> = CONDITIONS
        .iter()
        .map(|condition| {
            let mut weight = Weight::default();
            (condition.weigh)(it, &mut weight);
            (weight.sum, of_condition(condition, weight))
        })
        .collect();
    weighed.push(card_path(it));
    if let Some(wrong) = it.wrong {
        weighed.push(wrong_certificate(it, wrong.message.clone()));
    }
    // Stable: where all weigh alike, the order of the table decides.
    weighed.sort_by_key(|(sum, _)| Reverse(*sum));
    weighed.into_iter().map(|(_, it)| it).collect()
}

fn of_condition(condition: &Condition, weight: Weight) -> Hypothesis {
    Hypothesis {
        cause: condition.cause.word(),
        title: format!("A policy about {}", condition.title),
        relation: if weight.sum < 0 {
            Relation::DoesNotExplain
        } else {
            Relation::CannotTell
        },
        weight: weight.sum,
        speaks_for: weight.speaks_for,
        against: weight.against,
        decides: condition.decides.to_owned(),
        source: condition.source,
    }
}

/// The log names the policies that refused: they explain it, and what the card is like does not.
fn logged(it: &Evidence) -> Vec<Hypothesis> {
    let mut out: Vec<Hypothesis> = Vec::new();
    for policy in it.failed_policies() {
        let name = policy.name.as_deref().unwrap_or("a policy without a name");
        let mut speaks_for = vec![format!("log: the policy \"{name}\" refused the sign-in")];
        if !policy.controls.is_empty() {
            speaks_for.push(format!("log: it demands {}", policy.controls.join(", ")));
        }
        if !policy.conditions_satisfied.is_empty() {
            speaks_for.push(format!(
                "log: it applied because of {}",
                policy.conditions_satisfied.join(", ")
            ));
        }
        if let Some(result) = &policy.strength_result {
            speaks_for.push(format!("log: authentication strength: {result}"));
        }
        let conditions = of_policy(policy);
        for condition in &conditions {
            let mut weight = Weight::default();
            (condition.weigh)(it, &mut weight);
            let mut found = of_condition(condition, weight);
            found.relation = Relation::Explains;
            found.title = format!("The policy \"{name}\", about {}", condition.title);
            found.speaks_for.splice(0..0, speaks_for.iter().cloned());
            found.decides = "nothing is open: the log names the policy".to_owned();
            if it.sign_in.is_some_and(|it| !it.contradictions.is_empty()) {
                found.against.push(
                    "the log does not agree with itself or with the page: trust it with care"
                        .to_owned(),
                );
                found.decides = "an entry of the log that agrees with the page".to_owned();
            }
            out.push(found);
        }
        if conditions.is_empty() {
            out.push(Hypothesis {
                cause: Cause::Unknown.word(),
                title: format!("The policy \"{name}\""),
                relation: Relation::Explains,
                weight: 0,
                speaks_for,
                against: Vec::new(),
                decides: "what the policy looks at: its owner knows".to_owned(),
                source: "entra-docs troubleshoot-conditional-access",
            });
        }
    }
    out.push(card_path(it).1);
    out
}

/// What the card, reader and service have to do with a 53003.
fn card_path(it: &Evidence) -> (i32, Hypothesis) {
    let mut weight = Weight::default();
    let mut relation = Relation::DoesNotExplain;
    weight.against.push("a 53003 comes only after a first factor was accepted; a broken reader or card has no such code".to_owned());
    if it.certificate_accepted() {
        weight.minus(
            5,
            format!(
                "{}: the certificate was used and accepted, so reader, card, PIN and key worked",
                it.method_says()
            ),
        );
        if let Some(broken) = it.broken {
            weight.against.push(format!(
                "seen here now, and not the cause of this 53003: {}",
                broken.title.trim_end_matches('.')
            ));
        }
    } else if named_other(it) {
        weight.minus(
            5,
            "log: the policy that refused does not ask what the sign-in was proved with",
        );
        if let Some(broken) = it.broken {
            weight.against.push(format!(
                "seen here, and why the certificate cannot be used; that policy refuses all the same: {}",
                broken.title.trim_end_matches('.')
            ));
        }
    } else if let Some(broken) = it.broken {
        weight.plus(
            2,
            format!(
                "the certificate cannot be used here: {}",
                broken.title.trim_end_matches('.')
            ),
        );
        relation = Relation::CannotTell;
        if it.other_factor() {
            let what = if it.method == Method::Password {
                "a password"
            } else {
                "something else"
            };
            weight.plus(
                3,
                format!(
                    "{}: {what} was used; a policy that wants the certificate refuses that",
                    it.method_says()
                ),
            );
            relation = Relation::Contributes;
        }
    } else if it.blind.is_some() {
        weight
            .speaks_for
            .push("it could not be seen here whether the certificate can be used".to_owned());
        relation = Relation::CannotTell;
    } else {
        weight.minus(4, "service, reader and card work here");
    }
    let hypothesis = Hypothesis {
        cause: Cause::CardPath.word(),
        title: "The certificate could not be used, and something else was".to_owned(),
        relation,
        weight: weight.sum,
        speaks_for: weight.speaks_for,
        against: weight.against,
        decides: if it.method == Method::Unknown {
            "whether you signed in with the certificate or with something else (--method)"
        } else {
            "whether it works once the certificate can be used"
        }
        .to_owned(),
        source: "entra-docs concept-assignment-network: policies are asked after the first factor",
    };
    (weight.sum, hypothesis)
}

fn wrong_certificate(it: &Evidence, seen: String) -> (i32, Hypothesis) {
    let mut weight = Weight::default();
    weight.plus(2, seen);
    if it.method == Method::Certificate {
        weight.plus(
            1,
            "a certificate was used, and the one for sign-in is not on the card",
        );
    }
    let hypothesis = Hypothesis {
        cause: Cause::WrongCertificate.word(),
        title: "Another certificate than the one for sign-in was picked".to_owned(),
        relation: Relation::CannotTell,
        weight: weight.sum,
        speaks_for: weight.speaks_for,
        against: vec![
            "a certificate that counts for too little mostly ends in error 500187, not 53003"
                .to_owned(),
        ],
        decides: "which certificate was picked in the browser".to_owned(),
        source: "entra-docs concept-certificate-based-authentication-technical-deep-dive",
    };
    (weight.sum, hypothesis)
}

/// Another code has a cause of its own; what was found here may be why.
fn other_code(it: &Evidence) -> Vec<Hypothesis> {
    let Some(known) = codes::code(it.code) else {
        return vec![Hypothesis {
            cause: Cause::Unknown.word(),
            title: format!("Error {} is not known to this version", it.code),
            relation: Relation::CannotTell,
            weight: 0,
            speaks_for: vec!["nothing is known here of this code".to_owned()],
            against: Vec::new(),
            decides: codes::look_up(it.code),
            source: "entra-docs reference-error-codes",
        }];
    };
    let open = known.cause == Cause::Unknown;
    let mut out = vec![Hypothesis {
        cause: known.cause.word(),
        title: known.told(),
        relation: if open {
            Relation::CannotTell
        } else {
            Relation::Explains
        },
        weight: 0,
        speaks_for: vec![format!(
            "the code itself: {} {}",
            it.code,
            known.name.unwrap_or("(no published name)")
        )],
        against: Vec::new(),
        decides: if open {
            format!("the sign-in log, and {}", codes::look_up(it.code))
        } else {
            "nothing is open: this code has its own cause".to_owned()
        },
        source: "entra-docs reference-error-codes",
    }];
    if let Some(broken) = it.fitting.or(it.broken) {
        // What is said about a certificate was said of one that arrived.
        let arrived =
            known.category == Category::Certificate && known.cause != Cause::NoCertificateSent;
        let possible = matches!(known.local, Local::Yes | Local::Possible) && !arrived;
        let against = if it.fitting.is_some() || possible {
            None
        } else if arrived {
            Some("for this error a certificate had arrived: card and reader worked then")
        } else {
            Some("this error does not come from the card")
        };
        out.push(Hypothesis {
            cause: Cause::CardPath.word(),
            title: "The certificate cannot be used here".to_owned(),
            relation: if it.fitting.is_some() {
                Relation::Explains
            } else if possible {
                Relation::CannotTell
            } else {
                Relation::DoesNotExplain
            },
            weight: 0,
            speaks_for: vec![broken.message.clone()],
            against: against.map(str::to_owned).into_iter().collect(),
            decides: "whether the sign-in works once that is put right".to_owned(),
            source: "entra-docs reference-error-codes",
        });
    }
    out
}
