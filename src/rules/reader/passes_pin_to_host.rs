use crate::case::{Case, DeviceCase};
use crate::rules::usb::for_each_reader;
use crate::rules::{Finding, Remedy, Subject, Verdict, Who};
use crate::standards::readers::Quirk;

rule! {
    /// This keyboard hands a PIN that is typed on it to the computer.
    ///
    /// ## What it means
    /// It offers to keep the PIN inside the reader, and does not: the digits reach the computer as well. That is a weakness of
    /// the keyboard, not a reason for a failed sign-in. The driver therefore does not offer PIN entry on it.
    ///
    /// ## How we know
    /// The model, by vendor and product.
    ///
    /// ## What to do
    /// Nothing for signing in. Where PINs must not reach the computer, use another reader.
    "reader/passes-pin-to-host",
    severity: Note,
    masked_by: [],
    sources: ["CCID src/ccid.c (bPINSupport)"],
}

fn check(case: &Case) -> Verdict {
    for_each_reader(
        case,
        |it: &DeviceCase| it.model.is_some(),
        |it| {
            if !it.model?.has(Quirk::PinToHost) {
                return None;
            }
            let remedy = Remedy::new(
                Who::Admin,
                "Nothing to repair. Where PINs must not reach the computer, give out another reader.",
            );
            let message = format!(
                "The reader {} is of a model that hands a PIN typed on it to the computer.",
                it.words()
            );
            Some(Finding::new(Subject::of_device(case, it), message, remedy).evidence(it.at("id")))
        },
    )
}
