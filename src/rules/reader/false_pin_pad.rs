use super::model;
use crate::case::Case;
use crate::rules::distribution::update_driver;
use crate::rules::{Finding, Remedy, Subject, Verdict, Who, for_each_reader};
use crate::standards::readers::Quirk;

rule! {
    /// The reader offers to have the PIN typed on it, and has no keys.
    ///
    /// ## What it means
    /// Programs ask the driver whether a PIN can be typed on the reader. This one says yes and has nothing to type on: the
    /// program waits until it gives up, without ever showing a window for the PIN.
    ///
    /// ## How we know
    /// The driver offers FEATURE_VERIFY_PIN_DIRECT for a model that is known to have no keys.
    ///
    /// ## What to do
    /// Update the driver, which corrects what the reader says of itself. Until then `enable_pinpad = false` in opensc.conf
    /// makes OpenSC ask for the PIN on the screen.
    "reader/false-pin-pad",
    severity: Warning,
    masked_by: [reader::not_matched],
    sources: ["CCID src/ccid.c (bPINSupport)", "OpenSC pull request 1438", "PC/SC Part 10 §2.2: FEATURE_VERIFY_PIN_DIRECT"],
}

fn check(case: &Case) -> Verdict {
    for_each_reader(
        case,
        |it| model(it).is_some() && it.pin_pad.is_some(),
        |it| {
            let model = model(it).filter(|it| it.has(Quirk::FalsePinPad))?;
            if it.pin_pad != Some(true) {
                return None;
            }
            let remedy = Remedy::new(
                Who::Admin,
                "Update the reader driver. Until then tell OpenSC not to use the reader's keys: enable_pinpad = false in \
                 the block reader_driver pcsc of opensc.conf.",
            )
            .commands(update_driver(case));
            Some(
                Finding::new(
                    Subject::of_reader(it),
                    format!(
                        "The reader {} ({}) says that a PIN can be typed on it, and it has no keys.",
                        it.name.0, model.name
                    ),
                    remedy,
                )
                .evidence(it.at("pin_pad"))
                .evidence(it.at("usb")),
            )
        },
    )
}
