//! The verdict where a policy refused for another reason than the card.
use super::conditions::{CONDITIONS, Condition};
use super::evidence::Evidence;
use super::hypotheses::Hypothesis;
use super::works::works;
use super::{LoginDiagnosis, top};
use crate::diagnosis::Relation;
use crate::diagnosis::codes::Cause;
use crate::diagnosis::symptom::BLOCKED;
use crate::facts::NetworkPlace;
use crate::rules::{Remedy, Who};

fn condition(cause: Cause) -> Option<&'static Condition> {
    CONDITIONS.iter().find(|it| it.cause == cause)
}

/// The block is about something else than the card.
pub(super) fn tell(it: &Evidence, login: &LoginDiagnosis) -> (String, Remedy) {
    let first = login.hypotheses.first();
    let cause = top(&login.hypotheses);
    let known = first.is_some_and(|it| it.relation == Relation::Explains);
    let card = if it.certificate_accepted() {
        let who = if it.method_logged {
            "The sign-in log shows"
        } else {
            "You say"
        };
        format!("{who} that your certificate was accepted, so reader and card did their part.")
    } else if it.broken.or(it.blind).is_some() {
        "What the card is like does not matter to the policy that refused.".to_owned()
    } else {
        works(it.case)
    };
    // What is broken now keeps the next try from working, whatever this one failed on.
    let besides = it.broken.map_or(String::new(), |it| {
        format!(" Besides, and not the cause: {}", it.message)
    });
    let why = match (cause.and_then(condition), known, first) {
        (_, true, Some(first)) => refused(it, first, cause.and_then(condition)),
        (Some(condition), _, _) => format!(
            "A policy of your organisation refused this sign-in. The likeliest reason, as far as this computer can tell: {}.",
            condition.title
        ),
        _ => format!(
            "A policy of your organisation refused this sign-in (error {BLOCKED}); which one cannot be told from here."
        ),
    };
    let spared = if it.broken.is_none() {
        "Nothing on this computer's reader or card needs repair for this error."
    } else {
        "Repairing reader or card does not lift this error, but have it done for the next sign-in."
    };
    const SEND: &str = "cac-doctor check --page FILE --hand-over    # the text to send them";
    let next = match cause.and_then(condition) {
        Some(condition) if condition.yours => Remedy::new(
            Who::You,
            format!("{} {spared} If it still fails: your identity administrator.", cure(it, condition)),
        )
        .command(SEND),
        Some(condition) => Remedy::new(Who::IdentityAdmin, condition.cure).command(SEND),
        None => Remedy::new(
            Who::IdentityAdmin,
            format!(
                "{spared} {} your organisation's identity administrator: {}",
                match (it.page, it.sign_in) {
                    (None, None) => "On the error page open \"More details\" and send request id, correlation id and time to",
                    _ => "Send request id, correlation id and time to",
                },
                if known { "the log names the policy, and its owner knows what it asks." } else { "the sign-in log names the policy." }
            ),
        )
        .command(SEND),
    };
    (format!("{card} {why}{besides}"), next)
}

/// What the log says of the refusal, and how far it can be relied on.
fn refused(it: &Evidence, first: &Hypothesis, about: Option<&Condition>) -> String {
    let policy = it
        .failed_policies()
        .first()
        .and_then(|it| it.name.as_deref());
    let mut out = match (policy, about) {
        (Some(policy), Some(about)) => {
            format!(
                "The policy \"{policy}\" refused this sign-in; it is about {}.",
                about.title
            )
        }
        _ => format!("{} refused this sign-in.", first.title),
    };
    if it.sign_in.is_some_and(|it| !it.contradictions.is_empty()) {
        out.push_str(
            " But the log contradicts itself or the page (see below), so this is not certain.",
        );
    }
    out
}

/// What would satisfy the policy, for somebody who has done the plain thing already.
fn cure(it: &Evidence, condition: &Condition) -> String {
    let inside = match it.network {
        NetworkPlace::Government => Some("the government network"),
        NetworkPlace::Vpn => Some("the government VPN"),
        NetworkPlace::VirtualDesktop => Some("a virtual desktop"),
        NetworkPlace::Home | NetworkPlace::Unknown => None,
    };
    match (condition.cause, inside) {
        (Cause::NetworkPlace, Some(place)) => format!(
            "You say you were on {place}, and the policy judged the address that the sign-in came from: check that the \
             connection is up and that the sign-in goes through it. Part of the traffic may go around it (split tunnel, \
             IPv6)."
        ),
        (Cause::AuthenticationStrength, _) if it.certificate_accepted() => format!(
            "The certificate that was used does not count for enough. Close every browser window, sign in again and pick {}.",
            it.case
                .pick()
                .map_or("the one for PIV authentication".to_owned(), |(_, it)| it
                    .shown_as())
        ),
        _ => condition.cure.to_owned(),
    }
}
