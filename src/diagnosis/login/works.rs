//! What was seen to work, and the step where nothing else is to be done.
use crate::case::Case;
use crate::facts::Scope;
use crate::rules::{Remedy, Who};

/// What was seen to work, and no more than that.
pub(super) fn works(case: &Case) -> String {
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

pub(super) fn nothing_more(case: &Case) -> Remedy {
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
