use crate::case::Case;
use crate::rules::usb::for_each_silent;
use crate::rules::{Confidence, Finding, Remedy, Subject, Verdict, Who};

rule! {
    /// The computer sees the reader, and PC/SC does not show it.
    ///
    /// ## What it means
    /// The reader is plugged in and says what it is, so cable and port are well. The smart card service does not have it all
    /// the same, and none of the known reasons was seen.
    ///
    /// ## How we know
    /// A card reader is on the USB, and SCardListReaders does not name it.
    ///
    /// ## What to do
    /// Plug the reader in again, or start the service again. If that does not help, its log says why it does not take it.
    "reader/not-shown",
    severity: Failure,
    masked_by: [usb::lost_after_reset],
    sources: ["PC/SC Part 5 §3.2 (SCardListReaders)", "pcsc-lite src/hotplug_libudev.c"],
}

fn check(case: &Case) -> Verdict {
    for_each_silent(case, |it| {
        let remedy = Remedy::new(
                Who::You,
                "Pull the reader out, wait a few seconds and plug it in again. If that does not help, have the smart card \
                 service started again, and its log looked at.",
            )
            .command("sudo systemctl restart pcscd")
            .command("sudo journalctl --unit=pcscd --boot");
        let message = format!(
            "The computer sees the reader {} on the USB, but the smart card service does not show it; why, could not be \
                 seen.",
            it.words()
        );
        Some(
            Finding::new(Subject::of_device(case, it), message, remedy)
                .confidence(Confidence::Certain)
                .evidence(it.at("smart_card/silent")),
        )
    })
}
