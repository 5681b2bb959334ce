use super::conditions::{CONDITIONS, Condition};
use super::evidence::Evidence;
use super::hypotheses::Hypothesis;
use super::{LoginDiagnosis, top};
use crate::case::Case;
use crate::diagnosis::codes::{self, Cause, Step};
use crate::diagnosis::symptom::BLOCKED;
use crate::diagnosis::{FindingStatus, Judged, Relation, Status, Story, Symptom};
use crate::facts::{Method, NetworkPlace, Scope};
use crate::rules::{Remedy, Who};

/// The verdict in words.
pub(in crate::diagnosis) struct Told {
    pub story: Story,
    pub sentence: String,
    pub next: Remedy,
    /// What it means for the sign-in error, one paragraph a string.
    pub login: Vec<String>,
}

pub(in crate::diagnosis) fn tell(
    it: &Evidence,
    status: Status,
    findings: &[Judged],
    symptom: &Symptom,
    login: &LoginDiagnosis,
) -> Told {
    let story = story(it);
    let (sentence, next) = match story {
        Story::NotTheCard => not_the_card(it, login),
        Story::OtherCode => other_code(it, symptom),
        _ => local(it, story, status, findings),
    };
    let faulty = it.request.is_some_and(|it| !it.problems.is_empty());
    let sentence = if !it.told && faulty {
        format!(
            "{sentence} The application's request has faults of its own; its owner has to mend them."
        )
    } else {
        sentence
    };
    Told {
        story,
        sentence,
        next,
        login: paragraphs(it, story, symptom),
    }
}

/// Which of the stories fits what was seen and told.
fn story(it: &Evidence) -> Story {
    if it.told && !it.is_blocked() {
        return Story::OtherCode;
    }
    // An accepted certificate clears the card for this sign-in, whatever state it is in now.
    if it.told && (it.certificate_accepted() && it.wrong.is_none() || it.named_other()) {
        return Story::NotTheCard;
    }
    if it.broken.is_some() {
        return Story::CardPathBroken;
    }
    if it.wrong.is_some() {
        return Story::WrongCertificate;
    }
    if it.blind.is_some() {
        return Story::CannotTell;
    }
    if it.told && it.case.snapshot.scope > Scope::Readers {
        Story::NotTheCard
    } else {
        Story::Healthy
    }
}

fn condition(cause: Cause) -> Option<&'static Condition> {
    CONDITIONS.iter().find(|it| it.cause == cause)
}

/// The block is about something else than the card.
fn not_the_card(it: &Evidence, login: &LoginDiagnosis) -> (String, Remedy) {
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

fn other_code(it: &Evidence, symptom: &Symptom) -> (String, Remedy) {
    let name = format!("Error {}", symptom.code);
    let known = codes::code(it.code);
    if let Some(broken) = it.fitting {
        let next = broken
            .remedy
            .clone()
            .unwrap_or_else(|| nothing_more(it.case));
        return (
            format!(
                "{} That fits error {}: {}",
                broken.message, symptom.code, symptom.meaning
            ),
            next,
        );
    }
    let mut sentence = format!("{name} is not 53003. {}", symptom.meaning);
    if let Some(broken) = it.broken {
        sentence = format!(
            "{sentence} Besides, the certificate cannot be used here: {}",
            broken.message
        );
    }
    let picked = it.case.pick().map(|(_, it)| it.shown_as());
    let sound = it.broken.or(it.wrong).or(it.blind).is_none();
    let next = match known {
        Some(known) if sound && known.step == Step::CardPath => Remedy::new(
            Who::You,
            format!(
                "Reader and card work here. Close every browser window, sign in again, and pick {} when the browser asks. If \
                 it does not ask, or the error stays: ask the administrator of this computer whether the browser can use \
                 the card, and whether a proxy opens the encrypted connection to the sign-in service.",
                picked.unwrap_or("the certificate for PIV authentication".to_owned())
            ),
        ),
        Some(known) if sound && known.step == Step::Renew && picked.is_some() => Remedy::new(
            Who::You,
            format!(
                "The certificate for sign-in on this card is in date. Close every browser window, sign in again and pick {}. \
                 If the error stays with that one, it may be revoked, or the organisation's list of revoked ones is out of \
                 date: your identity administrator can tell.",
                picked.unwrap_or_default()
            ),
        ),
        Some(known)
            if picked.is_some()
                && matches!(known.step, Step::Pick | Step::FreshBrowser | Step::Binding) =>
        {
            Remedy::new(
                known.who.first().copied().unwrap_or(Who::You),
                format!(
                    "{} Here that is {}.",
                    known.step.text(),
                    picked.unwrap_or_default()
                ),
            )
        }
        Some(known) => Remedy::new(
            known.who.first().copied().unwrap_or(Who::IdentityAdmin),
            known.step.text(),
        ),
        None => Remedy::new(
            Who::You,
            format!(
                "Look at Microsoft's own page for the code, {}, and send the ids and the time of the error page to your \
                 identity administrator.",
                codes::look_up(it.code)
            ),
        ),
    };
    (sentence, next)
}

/// The verdict about this computer.
fn local(it: &Evidence, story: Story, status: Status, findings: &[Judged]) -> (String, Remedy) {
    let root = it
        .broken
        .or(it.wrong)
        .or(it.blind)
        .or_else(|| findings.iter().find(|it| it.status == FindingStatus::Fail));
    if let Some(root) = root {
        let mut next = root.remedy.clone().unwrap_or_else(|| nothing_more(it.case));
        let both = story == Story::CardPathBroken && it.told && it.other_factor();
        let sentence = if both {
            next.text.push_str(
                " Then close every browser window and sign in with the certificate, not with anything else.",
            );
            if it.network == NetworkPlace::Home && it.failed_policies().is_empty() {
                next.text.push_str(
                    " If that is refused too, sign in from the government VPN, the office network or a virtual desktop.",
                );
            }
            let what = if it.method == Method::Password {
                "a password"
            } else {
                "something else"
            };
            let policies = it.failed_policies();
            let named = policies.first().and_then(|it| it.name.as_deref());
            let refused = named.map_or(
                "and a policy that wants the certificate may have refused that".to_owned(),
                |it| format!("and the policy \"{it}\" refused that"),
            );
            format!("{} You signed in with {what}, {refused}.", root.message)
        } else if it.told && story == Story::WrongCertificate && it.network == NetworkPlace::Home {
            format!(
                "{} From home the place alone may be what was refused: try the government VPN, the office network or a virtual \
                 desktop first.",
                root.message
            )
        } else {
            root.message.clone()
        };
        return (sentence, next);
    }
    let first = findings
        .iter()
        .find(|it| it.status == FindingStatus::Warn)
        .filter(|_| status == Status::Warn);
    match first {
        Some(first) => (
            format!("{} One thing to know: {}", works(it.case), first.message),
            first
                .remedy
                .clone()
                .unwrap_or_else(|| nothing_more(it.case)),
        ),
        None => (works(it.case), nothing_more(it.case)),
    }
}

/// What was seen to work, and no more than that.
fn works(case: &Case) -> String {
    if case.snapshot.scope == Scope::Readers {
        return match case.readers.len() {
            1 => "The smart card service and the reader work.".to_owned(),
            many => format!("The smart card service and {many} readers work."),
        };
    }
    match case.pick() {
        Some(_) => {
            "Your reader and card work, and the certificate for sign-in is there and in date."
                .to_owned()
        }
        None => "Your reader and card answer.".to_owned(),
    }
}

fn nothing_more(case: &Case) -> Remedy {
    match case.pick() {
        Some((_, it)) => Remedy::new(
            Who::You,
            format!(
                "When the browser asks which certificate to use, pick {} ({}).",
                it.shown_as(),
                it.purpose.words()
            ),
        ),
        None => Remedy::new(Who::You, "Nothing needs to be done here."),
    }
}

const AFTER_A_FACTOR: &str = "Error 53003 (BlockedByConditionalAccess) comes after a first factor was accepted: a policy of your \
                              organisation then refused the sign-in. No reader, driver or card causes it directly.";

fn paragraphs(it: &Evidence, story: Story, symptom: &Symptom) -> Vec<String> {
    let second = match story {
        Story::CardPathBroken | Story::WrongCertificate if it.broken.is_none() => {
            "The card works, but the browser would offer a certificate that is not for sign-in. With that one the sign-in fails \
             with a code of its own, or counts for less than the policy wants. Close the browser before the next try: it \
             remembers the certificate picked first."
                .to_owned()
        }
        Story::CardPathBroken | Story::WrongCertificate => format!(
            "What was found here keeps the certificate from being used ({}). If the sign-in got to 53003 all the same, it \
             was begun with something else, such as a password, and a policy that wants the certificate may have refused \
             that. Put this right, then sign in with the certificate in a fresh browser window.{}",
            it.broken.map_or("see above", |it| it.title.trim_end_matches('.')),
            if it.failed_policies().is_empty() {
                " Whether that policy is the one that refused you cannot be told from here."
            } else {
                ""
            },
        ),
        Story::NotTheCard => "What such policies look at is where you are on the network, the device, the program and how the \
            sign-in was proved. A government VPN or network may be just what the policy wants: never turn it off for this error."
            .to_owned(),
        Story::OtherCode => {
            let to = codes::code(it.code).map_or("", codes::Code::to_blocked);
            let name = codes::code(it.code).and_then(|it| it.name);
            let name = name.map_or(String::new(), |it| format!(" ({it})"));
            return vec![format!("You have error {}{name}. {to}", symptom.code).trim_end().to_owned()];
        }
        Story::CannotTell => "Too much could not be seen here to say whether the certificate could have been used. A sign-in \
            that got to 53003 had some factor accepted, the certificate or another."
            .to_owned(),
        Story::Healthy => match it.case.pick() {
            Some((_, picked)) => format!(
                "If a page showed you 53003, the reader, the card and its certificate are not the reason as far as this can \
                 see: run this again with --symptom 53003, or with the page's \"More details\" in a file (--page FILE), for what \
                 to do. Use the certificate {}, and close the browser first if another one was picked before.",
                picked.shown_as()
            ),
            None => "Nothing was looked at that could explain it.".to_owned(),
        },
    };
    vec![AFTER_A_FACTOR.to_owned(), second]
}
