use super::conditions::named_other;
use super::evidence::Evidence;
use super::works::{nothing_more, works};
use super::{LoginDiagnosis, not_the_card, other_code};
use crate::diagnosis::codes;
use crate::diagnosis::{FindingStatus, Judged, Status, Story, Symptom};
use crate::facts::{Method, NetworkPlace, Scope};
use crate::rules::Remedy;

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
        Story::NotTheCard => not_the_card::tell(it, login),
        Story::OtherCode => other_code::tell(it, symptom),
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
    if it.told && (it.certificate_accepted() && it.wrong.is_none() || named_other(it)) {
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
