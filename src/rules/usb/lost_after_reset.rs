use super::{ago, for_each_silent};
use crate::case::{Case, DeviceCase, LineCase};
use crate::rules::{Confidence, Finding, Remedy, Subject, Verdict, Who};
use crate::standards::logs::About;

rule! {
    /// The smart card service lost the reader and does not find it again.
    ///
    /// ## What it means
    /// The reader was reset, or the computer slept, and the reader came back at another address. The service still looks for
    /// the old one, and shows nothing until it is started again or the reader is plugged in anew.
    ///
    /// ## How we know
    /// The reader is on the USB and PC/SC does not show it, while the service wrote that it is gone (LIBUSB_ERROR_NO_DEVICE,
    /// "Error communicating to"), or the computer woke up, or the reader was reset.
    ///
    /// ## What to do
    /// Plug the reader in again, or start the service again. If it comes back, update pcsc-lite and libccid and leave the hub
    /// out.
    "usb/lost-after-reset",
    severity: Failure,
    masked_by: [usb::autosuspend],
    sources: ["PCSC issues 144, 154, 208; PCSC pull request 261"],
}

fn check(case: &Case) -> Verdict {
    for_each_silent(case, |it| {
        let line = mark(case, it)?;
        let remedy = Remedy::new(
                Who::You,
                "Pull the reader out, wait a few seconds and plug it in again, straight into the computer. If that does not \
                 help, have the smart card service started again.",
            )
            .command("sudo systemctl restart pcscd");
        let message = format!(
            "The reader {} is on the USB, but the smart card service has lost it (\"{}\"{}).",
            it.words(),
            line.said(),
            ago(case, line)
        );
        Some(
            Finding::new(Subject::of_device(case, it), message, remedy)
                .confidence(Confidence::Likely)
                .evidence(it.at("smart_card/silent"))
                .evidence(line.pointer.clone()),
        )
    })
}

/// What speaks for it: the newest such line.
fn mark<'c, 's>(case: &'c Case<'s>, device: &DeviceCase) -> Option<&'c LineCase<'s>> {
    let service =
        case.service_log.iter().rev().find(|it| {
            it.is(About::Gone) || (it.is(About::Wiring) && it.says("error communicating"))
        });
    let kernel = case.kernel_log.iter().rev().find(|it| {
        it.is(About::Woke)
            || (it.is_about(&device.facts.name)
                && it.says("reset ")
                && it.says("usb device number"))
    });
    service.or(kernel)
}
