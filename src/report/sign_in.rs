//! The entry of the sign-in log in words.
use crate::facts::{
    Contradiction, MatchedBy, Method, Observed, Policy, SignIn, Strange, StrangeKind,
};
use crate::report::json;

/// Whom to tell of attempts that do not look like the person.
const TELL: &str = "Tell your organisation's security operations or identity team.";

/// What a sign-in log says, one statement a string; nothing where none was given.
pub(super) fn statements(it: &Observed<SignIn>) -> Vec<String> {
    match it {
        Observed::Seen(it) => {
            let mut out = vec![entry(it)];
            out.extend(it.contradictions.iter().map(contradiction));
            out.extend(it.strange.iter().map(strange));
            out.extend(it.troubles.iter().map(|it| {
                let (entry, offset, problem) = (it.entry, it.offset, &it.problem);
                format!("Not read: {problem} (entry {entry}, byte {offset}).")
            }));
            out
        }
        Observed::Failed(failure) => {
            let cause = failure.causes.first().unwrap_or(&failure.name);
            vec![format!("The log could not be used: {cause}.")]
        }
        Observed::Absent | Observed::Unasked { .. } => Vec::new(),
    }
}

/// When, which code, by which policy, and what of the card.
fn entry(it: &SignIn) -> String {
    let codes: Vec<String> = it.codes.iter().map(u32::to_string).collect();
    let when = it.created.map_or("no time".to_owned(), json::rfc3339);
    let many = it.entries;
    let which = match it.matched_by {
        MatchedBy::CorrelationId => format!("found by correlation id in {many}"),
        MatchedBy::RequestId => format!("found by request id in {many}"),
        MatchedBy::Time => format!("found by its time in {many}"),
        MatchedBy::Only => "the only one".to_owned(),
        MatchedBy::Newest => format!("the newest that fits, of {many}"),
    };
    let failed: Vec<String> = it
        .failed
        .iter()
        .filter_map(|n| it.policies.get(*n))
        .map(policy)
        .collect();
    let by = match (&failed[..], it.policies_listed) {
        ([], true) => "no policy in it failed".to_owned(),
        ([], false) => {
            "this form of the log names no policy; the JSON download or Graph does".to_owned()
        }
        (some, _) => format!("refused by {}", some.join("; ")),
    };
    let card = match (it.card_cleared, it.method) {
        (Some(true), _) => "a certificate was accepted, so reader, card and PIN worked",
        (_, Method::Password) => "a password was used, not the card",
        (Some(false), _) => "another factor was used, not the card",
        (None, Method::Certificate) => "a certificate was tried and not accepted",
        (None, _) => "it does not tell how the person signed in",
    };
    format!(
        "Entry of {when} ({which}), code {}: {by}; {card}.",
        codes.join(" and ")
    )
}

fn policy(it: &Policy) -> String {
    let name = it.name.as_deref().or(it.id.as_deref()).unwrap_or("unnamed");
    let mut parts = Vec::new();
    if !it.controls.is_empty() {
        parts.push(it.controls.join(", "));
    }
    if let Some(strength) = &it.strength {
        let result = it.strength_result.as_deref().unwrap_or("no result");
        parts.push(format!("strength {strength}: {result}"));
    }
    if !it.conditions_satisfied.is_empty() {
        parts.push(format!("because of {}", it.conditions_satisfied.join(", ")));
    }
    format!("\"{name}\" ({})", parts.join("; "))
}

pub(super) fn contradiction(it: &Contradiction) -> String {
    match it {
        Contradiction::BlockedWithStatus { status } => {
            format!("Contradiction: code 53003, and conditionalAccessStatus is {status}.")
        }
        Contradiction::BlockedByNoPolicy => {
            "Contradiction: code 53003, and no listed policy failed; perhaps whoever exported the log may not read \
             policies."
                .to_owned()
        }
        Contradiction::RefusedWithoutCode => {
            "Contradiction: Conditional Access failed, and the code is 0.".to_owned()
        }
        Contradiction::TwoCodes { codes } => {
            let codes: Vec<String> = codes.iter().map(u32::to_string).collect();
            format!("Contradiction: one entry with codes {}.", codes.join(" and "))
        }
        Contradiction::OtherCode { wanted, found } => {
            format!("Contradiction: the page says {wanted}, the log {found}.")
        }
        Contradiction::OtherRequest { wanted, found } => {
            format!("Contradiction: the page's request id is {wanted}, the log's {found}.")
        }
    }
}

pub(super) fn strange(it: &Strange) -> String {
    let names: Vec<&str> = it.names.iter().map(|it| it.0.as_str()).collect();
    let names = names.join(", ");
    let (count, spread) = (it.count, it.spread);
    let what = match it.kind {
        StrangeKind::OtherCountry => {
            format!("{count} attempts of the same user came from elsewhere: {names}")
        }
        StrangeKind::OtherDevice => {
            format!("{count} attempts of the same user came from {spread} other devices")
        }
        StrangeKind::ManyWrongPasswords => {
            format!("{count} wrong passwords or lock-outs (50126, 50053) of the same user")
        }
        StrangeKind::ManyUsersFromOneAddress => {
            format!(
                "{count} wrong passwords or lock-outs of {spread} users from one address, {names}"
            )
        }
    };
    format!("Strange: {what}. {TELL}")
}
