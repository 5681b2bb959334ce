//! The verdict about a code other than 53003: it has a cause of its own.
use super::evidence::Evidence;
use super::works::nothing_more;
use crate::diagnosis::Symptom;
use crate::diagnosis::codes::{self, Step};
use crate::rules::{Remedy, Who};

pub(super) fn tell(it: &Evidence, symptom: &Symptom) -> (String, Remedy) {
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
