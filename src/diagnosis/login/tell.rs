use super::conditions::{CONDITIONS, Condition};
use super::evidence::Evidence;
use super::{LoginDiagnosis, top};
use crate::case::Case;
use crate::diagnosis::codes::{self, Cause};
use crate::diagnosis::symptom::BLOCKED;
use crate::diagnosis::{FindingStatus, Judged, Relation, Status, Story, Symptom};
use crate::facts::{Method, Scope};
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
    if it.told && it.certificate_accepted() && it.wrong.is_none() {
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
    } else {
        works(it.case)
    };
    let why = match (cause.and_then(condition), known, first) {
        (_, true, Some(first)) => format!("{} refused this sign-in.", first.title),
        (Some(condition), _, _) if weighs(login) => {
            format!(
                "A policy of your organisation refused this sign-in, most likely because of {}.",
                condition.title
            )
        }
        _ => format!(
            "A policy of your organisation refused this sign-in (error {BLOCKED}); which one cannot be told from here."
        ),
    };
    let next = match cause.and_then(condition).filter(|_| known || weighs(login)) {
        Some(condition) if condition.yours => Remedy::new(
            Who::You,
            format!("{} Nothing on this computer's reader or card needs repair for this error. If it still fails: your \
                     identity administrator.", condition.cure),
        )
        .command("cac-doctor check --page FILE --hand-over    # the text to send them"),
        Some(condition) => Remedy::new(Who::IdentityAdmin, condition.cure)
            .command("cac-doctor check --page FILE --hand-over    # the text to send them"),
        None => Remedy::new(
            Who::IdentityAdmin,
            "Nothing on this computer's reader or card needs repair for this error. On the error page open \"More details\" \
             and send request id, correlation id and time to your organisation's identity administrator: the sign-in log \
             names the policy.",
        ),
    };
    (format!("{card} {why}"), next)
}

/// Whether the first hypothesis has something of weight for itself: more than what is so of most computers.
fn weighs(login: &LoginDiagnosis) -> bool {
    let strength = |at: usize| login.hypotheses.get(at).map_or(0, |it| it.weight);
    strength(0) >= 3 && strength(0) > strength(1)
}

fn other_code(it: &Evidence, symptom: &Symptom) -> (String, Remedy) {
    let name = format!("Error {}", symptom.code);
    let known = codes::code(it.code);
    let explained = it.broken.filter(|_| {
        known.is_some_and(|it| {
            matches!(
                it.cause,
                Cause::NoCertificateSent | Cause::CardPath | Cause::CertificateExpiredOrRevoked
            )
        })
    });
    if let Some(broken) = explained {
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
    let sentence = format!("{name} is not 53003. {}", symptom.meaning);
    let next = match known {
        Some(known) => Remedy::new(
            known.who.first().copied().unwrap_or(Who::IdentityAdmin),
            known.step.text(),
        ),
        None => Remedy::new(
            Who::You,
            format!(
                "Look at Microsoft's own page for the code: {}",
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
        let next = root.remedy.clone().unwrap_or_else(|| nothing_more(it.case));
        let both = story == Story::CardPathBroken && it.told && it.other_factor();
        let sentence = if both {
            let what = if it.method == Method::Password {
                "a password"
            } else {
                "something else"
            };
            format!(
                "{} You signed in with {what}, and a policy that wants the certificate most likely refused that.",
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
             that. Put this right, then sign in with the certificate in a fresh browser window. Whether that policy is the one \
             that refused you cannot be told from here.",
            it.broken.map_or("see above", |it| it.title.trim_end_matches('.')),
        ),
        Story::NotTheCard => "What such policies look at is where you are on the network, the device, the program and how the \
            sign-in was proved. A government VPN or network may be just what the policy wants: never turn it off for this error."
            .to_owned(),
        Story::OtherCode => {
            let to = codes::code(it.code).map_or("", codes::Code::to_blocked);
            return vec![format!("You have error {} ({}). {to}", symptom.code, symptom.name)];
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
