use crate::case::Case;
use crate::rules::distribution::is_linux;
use crate::rules::{Finding, Popular, Remedy, Subject, Verdict, Who};

rule! {
    /// The PC/SC service shows no reader.
    ///
    /// ## What it means
    /// The service works, but it has no reader to offer: none is plugged in, the plugged-in one is dead or not powered, or
    /// the driver does not know it.
    ///
    /// ## How we know
    /// SCardListReaders names none (SCARD_E_NO_READERS_AVAILABLE).
    ///
    /// ## What to do
    /// Plug the reader straight into another port of the computer, without a hub, and see whether its light comes on. `lsusb`
    /// shows whether the computer sees it at all: if it does, the driver does not take it; if it does not, cable, port or
    /// reader are at fault.
    "reader/none",
    severity: Failure,
    masked_by: [service::died, usb::no_device, reader::not_shown],
    sources: ["PC/SC Part 5 §3.2; SCARD_E_NO_READERS_AVAILABLE 0x8010002E (winscard.h)"],
}

fn check(case: &Case) -> Verdict {
    let Some(service) = case.snapshot.service.seen() else {
        return Verdict::Unknown("the service was not looked at".into());
    };
    match service.listing.seen() {
        None => Verdict::NotApplicable,
        Some(0) if case.readers.is_empty() => {
            let mut remedy = Remedy::new(
                Who::You,
                "Plug the reader straight into another port of the computer, without a hub, and see whether its light \
                 comes on. Then run this again. If the computer sees the reader and this still does not, look at its \
                 driver next.",
            )
            .popular(Popular::Port)
            .popular(Popular::Driver);
            if is_linux(case) {
                remedy = remedy.command("lsusb    # does the computer see the reader at all?");
            }
            Verdict::Broken(vec![
                Finding::new(
                    Subject::Host,
                    "The smart card service works, but no card reader is there for it.",
                    remedy,
                )
                .evidence("/service/listing"),
            ])
        }
        Some(_) => Verdict::Holds,
    }
}
