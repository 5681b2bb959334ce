use super::{for_each_reader, is_silent, kernel_lines, service_line};
use crate::case::{Case, DeviceCase, LineCase};
use crate::rules::{Confidence, Finding, Remedy, Severity, Subject, Verdict, Who, udev};
use crate::standards::logs::About;

rule! {
    /// The reader is put to sleep to save power and does not wake up well.
    ///
    /// ## What it means
    /// The computer suspends the reader while nobody uses it. Some readers do not come back from that: the first use after a
    /// rest fails, or the reader is lost. libccid's own udev rules switch this saving on for every reader.
    ///
    /// ## How we know
    /// The reader may be suspended (`power/control` is auto), and it failed when it was opened (LIBUSB_ERROR_IO) or had to be
    /// reset more than once.
    ///
    /// ## What to do
    /// Keep this model awake by a udev rule in a file that sorts after libccid's (92-…), then plug the reader in again.
    "usb/autosuspend",
    severity: Warning,
    masked_by: [usb::claimed_by_program],
    sources: [
        "CCID issues 36, 37; CCID src/92_pcscd_ccid.rules",
        "Linux 6.1, Documentation/driver-api/usb/power-management.rst",
    ],
}

fn check(case: &Case) -> Verdict {
    let told = |it: &DeviceCase| it.facts.power.control.seen().is_some();
    for_each_reader(case, told, |it| {
        let power = &it.facts.power;
        let never = power.autosuspend_delay_ms.seen().is_some_and(|it| *it < 0);
        if power.control.seen()? != "auto" || never {
            return None;
        }
        let lines = trouble(case, it);
        if lines.is_empty() {
            return None;
        }
        let silent = is_silent(case, it);
        let (vendor, product) = it.id?;
        let rule = udev::no_autosuspend(vendor, product);
        let remedy = Remedy::new(
            Who::Admin,
            "Keep this model of reader awake, by a udev rule that sorts after those of libccid. Then plug the reader in \
             again.",
        )
        .commands(udev::install(&rule, udev::NO_AUTOSUSPEND));
        let message = format!(
            "The reader {} may be put to sleep to save power, and it failed the way readers do that do not wake up well.",
            it.words()
        );
        let mut finding = Finding::new(Subject::of_device(case, it), message, remedy)
            .confidence(Confidence::Likely)
            .evidence(it.at("power/control"));
        if silent {
            finding = finding.only(Severity::Failure);
        }
        for line in lines.iter().rev().take(2) {
            finding = finding.evidence(line.pointer.clone());
        }
        Some(finding)
    })
}

/// Lines that fit: it could not be opened, or it was reset twice or more.
fn trouble<'c, 's>(case: &'c Case<'s>, it: &'c DeviceCase) -> Vec<&'c LineCase<'s>> {
    let opened = service_line(case, it, About::Wiring).filter(|it| it.says("libusb_error_io"));
    let resets: Vec<&LineCase<'s>> = kernel_lines(case, &it.facts.name)
        .filter(|it| it.says("reset ") && it.says("usb device number"))
        .collect();
    match (opened, resets.len()) {
        (Some(opened), _) => resets.into_iter().chain([opened]).collect(),
        (None, 2..) => resets,
        (None, _) => Vec::new(),
    }
}
