use crate::case::Case;
use crate::rules::{Finding, Remedy, Subject, Verdict, Who, for_each_reader};

rule! {
    /// The service still lists a reader that is not plugged in any more.
    ///
    /// ## What it means
    /// The service did not notice that the reader was unplugged, or that it came back under another address: everything that is
    /// asked of it fails. That happens where udev, which tells it, was stopped, or after the computer slept.
    ///
    /// ## How we know
    /// The driver says at which bus and address of the USB the reader is (SCARD_ATTR_CHANNEL_ID), and no device is there.
    ///
    /// ## What to do
    /// Restart the service. If it happens again, see whether systemd-udevd runs.
    "reader/ghost",
    severity: Failure,
    masked_by: [reader::not_matched],
    sources: [
        "CCID SCARDGETATTRIB.md: SCARD_ATTR_CHANNEL_ID",
        "measured: with udevd stopped, pcscd 1.9.9 keeps a reader that was unplugged",
        "PCSC issues 144, 154, 208",
    ],
}

fn check(case: &Case) -> Verdict {
    for_each_reader(
        case,
        |it| case.is_ghost(it).is_some(),
        |it| {
            if case.is_ghost(it) != Some(true) {
                return None;
            }
            let remedy = Remedy::new(
                Who::Admin,
                "Restart the smart card service. If it happens again, see whether udev runs.",
            )
            .command("sudo systemctl restart pcscd.service")
            .command("systemctl status systemd-udevd.service");
            Some(
                Finding::new(
                    Subject::of_reader(it),
                    format!(
                        "The service lists the reader {}, and nothing is plugged in at its place any more.",
                        it.name.0
                    ),
                    remedy,
                )
                .evidence(it.at("attributes"))
                .evidence("/usb_look"),
            )
        },
    )
}
