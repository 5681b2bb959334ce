use super::for_each_reader;
use crate::case::{Case, DeviceCase};
use crate::rules::{Finding, Remedy, Subject, Verdict, Who};
use crate::standards::logs::About;

rule! {
    /// A kernel driver for NFC has taken the reader.
    ///
    /// ## What it means
    /// Linux has a driver of its own for some contactless readers (ACR122U and its kin). It takes the reader as soon as it is
    /// plugged in, and the smart card service cannot use it then.
    ///
    /// ## How we know
    /// The reader's interface is bound to pn533_usb or port100.
    ///
    /// ## What to do
    /// Keep that driver from being loaded, and plug the reader in again.
    "usb/claimed-by-nfc",
    severity: Failure,
    masked_by: [usb::not_configured],
    sources: [
        "Linux 6.1, drivers/nfc/pn533/usb.c, drivers/nfc/port100.c",
        "pcsc-tools issue 97; PCSC issue 206; libnfc issue 402",
    ],
}

/// Kernel drivers of NFC readers on USB.
pub(super) const DRIVERS: [&str; 2] = ["pn533_usb", "port100"];

fn check(case: &Case) -> Verdict {
    let has_interface = |it: &DeviceCase| it.reader_interfaces().next().is_some();
    for_each_reader(case, has_interface, |it| {
        let at = it.interfaces().iter().position(|it| {
            it.driver
                .seen()
                .is_some_and(|it| DRIVERS.contains(&it.as_str()))
        })?;
        let driver = it.interfaces().get(at)?.driver.seen()?;
        let modules = match driver.as_str() {
            "port100" => vec!["port100"],
            _ => vec!["pn533_usb", "pn533"],
        };
        let lines: Vec<String> = modules
            .iter()
            .chain(&["nfc"])
            .map(|it| format!("blacklist {it}"))
            .collect();
        let remedy = Remedy::new(
            Who::Admin,
            "Keep the kernel's NFC driver from being loaded, unload it, and plug the reader in again.",
        )
        .command(format!(
            "printf '{}\\n' | sudo tee /etc/modprobe.d/no-nfc-for-card-readers.conf",
            lines.join("\\n")
        ))
        .command(format!("sudo modprobe -r {}", modules.join(" ")));
        let message = format!(
            "The kernel's NFC driver {driver} has taken the reader {}; the smart card service cannot use it.",
            it.words()
        );
        let mut finding = Finding::new(Subject::of_device(case, it), message, remedy)
            .evidence(it.at(&format!("interfaces/{at}/driver")));
        let line = case
            .kernel_log
            .iter()
            .rev()
            .find(|line| line.is(About::Claimed) && line.is_about(&it.facts.name));
        if let Some(line) = line {
            finding = finding.evidence(line.pointer.clone());
        }
        Some(finding)
    })
}
