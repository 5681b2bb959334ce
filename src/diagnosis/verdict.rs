use super::pathway::{self, Pathway};
use super::symptom::BLOCKED;
use super::{FindingStatus, Judged, Status, Story, Symptom};
use crate::case::Case;
use crate::facts::Scope;
use crate::rules::{Remedy, Who};

/// The verdict in words.
pub(super) struct Told {
    pub story: Story,
    pub sentence: String,
    pub next: Remedy,
    /// What it means for the sign-in error, one paragraph a string.
    pub login: Vec<String>,
}

pub(super) fn tell(case: &Case, status: Status, findings: &[Judged], symptom: &Symptom) -> Told {
    let root = findings
        .iter()
        .find(|it| matches!(it.status, FindingStatus::Fail));
    let blind = findings
        .iter()
        .find(|it| it.status == FindingStatus::Unknown && it.remedy.is_some());
    let story = story(case, root, blind, symptom);
    let (sentence, next) = match (root.or(blind), story) {
        (Some(it), _) => (
            it.message.clone(),
            it.remedy.clone().unwrap_or_else(|| nothing_more(case)),
        ),
        (None, Story::NotTheCard) => (
            format!(
                "{} A policy of your organisation refused the sign-in (error {BLOCKED}); the card did not.",
                works(case)
            ),
            Remedy::new(
                Who::IdentityAdmin,
                "Nothing on this computer's reader, card or driver needs repair for this error. On the error page open \
                 \"More details\" and send request id, correlation id and time to your organisation's identity \
                 administrator: the sign-in log names the policy.",
            ),
        ),
        (None, Story::OtherCode) => (
            format!(
                "{} Error {} is another matter: {}",
                works(case),
                symptom.code,
                symptom.meaning
            ),
            nothing_more(case),
        ),
        (None, _) if status == Status::Warn => {
            let first = findings.iter().find(|it| it.status == FindingStatus::Warn);
            let also = first.map_or(String::new(), |it| {
                format!(" One thing to know: {}", it.message)
            });
            let next = first
                .and_then(|it| it.remedy.clone())
                .unwrap_or_else(|| nothing_more(case));
            (format!("{}{also}", works(case)), next)
        }
        (None, _) => (works(case), nothing_more(case)),
    };
    Told {
        story,
        sentence,
        next,
        login: login(case, story, root, symptom),
    }
}

fn story(case: &Case, root: Option<&Judged>, blind: Option<&Judged>, symptom: &Symptom) -> Story {
    // Only these codes come from the card's side or from the policy; the others end a sign-in before or beside it.
    let ours = matches!(symptom.code, BLOCKED | 50192 | 500172 | 1001003);
    if symptom.told && !ours {
        return Story::OtherCode;
    }
    match (root, blind) {
        (Some(it), _) => match pathway::of(it.rule) {
            Some(Pathway::WrongCertificate) => Story::WrongCertificate,
            Some(Pathway::CardPath | Pathway::CertificateDates) => Story::CardPathBroken,
            None => Story::CannotTell,
        },
        (None, Some(_)) => Story::CannotTell,
        (None, None) if case.snapshot.scope == Scope::Readers => Story::Healthy,
        (None, None) if symptom.told && symptom.code == BLOCKED => Story::NotTheCard,
        // The card is well, and the code says that no good certificate arrived: what lies between was not looked at.
        (None, None) if symptom.told => Story::CannotTell,
        (None, None) => Story::Healthy,
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

fn login(case: &Case, story: Story, root: Option<&Judged>, symptom: &Symptom) -> Vec<String> {
    let blocked = "Error 53003 (BlockedByConditionalAccess) comes after a first factor was accepted: a policy of your \
                   organisation then refused the sign-in. No reader, driver or card causes it directly.";
    let picked = case.pick().map(|(_, it)| it.shown_as());
    let second = match story {
        Story::CardPathBroken => format!(
            "What was found here keeps the certificate from being used ({}). If the sign-in got to 53003 all the same, it \
             was begun with something else, such as a password, and a policy that wants the certificate may have refused \
             that. Put this right, then sign in with the certificate in a fresh browser window. Whether that policy is the \
             one that refused you cannot be told from here.",
            root.map_or("see above", |it| it.title.trim_end_matches('.')),
        ),
        Story::WrongCertificate => "The card works, but the browser would offer a certificate that is not for sign-in. With \
            that one the sign-in fails with a code of its own, or counts for less than the policy wants. Close the browser \
            before the next try: it remembers the certificate picked first."
            .to_owned(),
        Story::NotTheCard => "Reader, card and certificate are not the reason. What such policies look at is where you are on \
            the network, the device, the application and how you signed in; reseating the card, another USB port, a driver, a \
            cleared cache or a new password change none of that. If you were at home, the office network or a government VPN \
            may be what the policy wants: never turn such a VPN off for this error."
            .to_owned(),
        Story::OtherCode => format!(
            "You named error {} ({}), which is not 53003. {} The state of the card does not bring it about.",
            symptom.code, symptom.name, symptom.meaning
        ),
        Story::CannotTell => "Too much could not be seen here to say whether the certificate could have been used. A sign-in \
            that got to 53003 had some factor accepted, the certificate or another."
            .to_owned(),
        Story::Healthy => match picked {
            Some(name) => format!(
                "If a page showed you 53003, the reader, the card and its certificate are not the reason as far as this can \
                 see: run this again with --symptom 53003 for what to do. Use the certificate {name}, and close the browser \
                 first if another one was picked before.",
            ),
            None => "Nothing was looked at that could explain it.".to_owned(),
        },
    };
    if story == Story::OtherCode {
        vec![second]
    } else {
        vec![blocked.to_owned(), second]
    }
}
