use super::{is_bare, looked, place_words};
use crate::case::Case;
use crate::rules::{Confidence, Finding, Popular, Remedy, Subject, Verdict, Who};

rule! {
    /// No card reader is plugged in.
    ///
    /// ## What it means
    /// Nothing on this computer's USB is a card reader. It is not plugged in, or it is dead, its cable or port is, or the hub
    /// it is plugged into has no power. No driver and no setting changes that.
    ///
    /// ## How we know
    /// No USB device has an interface of the smart card class, and none is of a model that a driver knows; and the smart card
    /// service shows no reader of another kind either.
    ///
    /// ## What to do
    /// Plug the reader straight into a port of the computer and see whether its light comes on. If not, try another port, then
    /// the reader on another computer.
    "usb/no-device",
    severity: Failure,
    masked_by: [service::died, usb::flapping, environment::not_passed_through],
    sources: [
        "CCID 1.1 §4.3 (bInterfaceClass 0x0B)",
        "Linux 6.1, Documentation/ABI/testing/sysfs-bus-usb",
    ],
}

fn check(case: &Case) -> Verdict {
    if let Some(it) = case.snapshot.machine.usb.failure() {
        return Verdict::Unknown(format!(
            "the USB could not be looked at: {} {}",
            it.call, it.name
        ));
    }
    if let Err(it) = looked(case) {
        return it;
    }
    let listing = case
        .snapshot
        .service
        .seen()
        .and_then(|it| it.listing.seen());
    if !is_bare(case) {
        return Verdict::Holds;
    }
    if listing != Some(&0) {
        return Verdict::NotApplicable;
    }
    let gone = case.departed.last();
    let message = match gone {
        Some(it) => format!(
            "No card reader is plugged in. One was: {} at {}, until {}.",
            it.name,
            place_words(&it.place),
            it.at
                .map_or_else(|| "it was pulled out".to_owned(), |at| case.clock(at))
        ),
        None => {
            "No card reader is plugged in: nothing on the USB of this computer is one.".to_owned()
        }
    };
    let remedy = Remedy::new(
        Who::You,
        "Plug the reader straight into a port of the computer, without a hub, and see whether its light comes on. Then run \
         this again. If nothing lights up at another port and on another computer either, the reader or its cable is dead.",
    )
    .popular(Popular::Port)
    .command("cac-doctor usb    # what is plugged in");
    let finding = Finding::new(Subject::Host, message, remedy)
        .evidence("/usb_look")
        .evidence("/service/listing");
    Verdict::Broken(vec![match gone {
        Some(it) => finding.evidence(it.pointer.clone()),
        // A reader in an ExpressCard slot or at a serial port is not on the USB.
        None => finding.confidence(Confidence::Likely),
    }])
}
