use super::{for_each_reader, is_silent};
use crate::case::Case;
use crate::rules::{Finding, Remedy, Severity, Subject, Verdict, Who};

rule! {
    /// A rule of this computer hides the reader from the smart card service.
    ///
    /// ## What it means
    /// Somebody has told the service to leave this reader out, by a rule of udev. That is meant for readers that a virtual
    /// machine or another program is to have.
    ///
    /// ## How we know
    /// udev keeps the property PCSCLITE_IGNORE for the device, and PC/SC does not show it. The service heeds it since
    /// pcsc-lite 2.3.2.
    ///
    /// ## What to do
    /// If the reader is the one to sign in with, take the rule away and plug the reader in again.
    "usb/hidden-by-udev",
    severity: Failure,
    masked_by: [
        usb::claimed_by_nfc, service::died, driver::missing, driver::damaged, driver::wrong_architecture,
        driver::two_claim_one_reader, service::readers_filtered
    ],
    sources: ["pcscd(8) of pcsc-lite 2.3.2, PCSCLITE_IGNORE"],
}

fn check(case: &Case) -> Verdict {
    for_each_reader(
        case,
        |it| it.facts.udev.seen().is_some() && case.is_silent(it).is_some(),
        |it| {
            let value = it.udev("PCSCLITE_IGNORE")?;
            if !is_silent(case, it) || value.is_empty() || value == "0" {
                return None;
            }
            let remedy = Remedy::new(
                Who::Admin,
                "If this reader is to be used here, take PCSCLITE_IGNORE for it out of the rule that sets it, then plug the \
                 reader in again.",
            )
            .command("grep -rl PCSCLITE_IGNORE /etc/udev/rules.d /run/udev/rules.d /usr/lib/udev/rules.d /lib/udev/rules.d")
            .command("sudo udevadm control --reload");
            let message = format!(
                "A udev rule of this computer tells the smart card service to leave the reader {} out (PCSCLITE_IGNORE).",
                it.words()
            );
            let finding = Finding::new(Subject::of_device(case, it), message, remedy)
                .evidence(it.at("udev/PCSCLITE_IGNORE"));
            // Where others are there, that is what was wanted.
            Some(if case.readers.is_empty() {
                finding
            } else {
                finding.only(Severity::Note)
            })
        },
    )
}
