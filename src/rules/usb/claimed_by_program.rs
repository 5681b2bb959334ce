use super::{ago, claimed_by_nfc, for_each_silent, service_line};
use crate::case::{Case, DeviceCase};
use crate::rules::{Confidence, Finding, Remedy, Subject, Verdict, Who};
use crate::standards::logs::About;

rule! {
    /// Another program has the reader's USB device.
    ///
    /// ## What it means
    /// Only one program at a time can have a USB device. Something else took the reader before the smart card service could:
    /// GnuPG's scdaemon with its own driver, a virtual machine that the reader was passed on to, a program of the maker. The
    /// service does not try again by itself.
    ///
    /// ## How we know
    /// PC/SC does not show the reader while its interface is taken, or the service wrote that it could not claim it
    /// (LIBUSB_ERROR_BUSY). Which program it is can be told only where its open files may be read.
    ///
    /// ## What to do
    /// Close that program or let go of the reader there, then plug the reader in again.
    "usb/claimed-by-program",
    severity: Failure,
    masked_by: [usb::node_forbidden],
    sources: [
        "libccid src/ccid_usb.c (Can't claim interface)",
        "Linux 6.1, Documentation/driver-api/usb/usb.rst (usbfs, USBDEVFS_CLAIMINTERFACE)",
        "scdaemon(1), disable-ccid; YubiKey-Guide issue 277",
    ],
}

fn check(case: &Case) -> Verdict {
    for_each_silent(case, |it| {
        let lent = it.facts.driver.seen().filter(|it| *it == "usbip-host");
        let taken = it
            .claimed_by()
            .filter(|it| !claimed_by_nfc::DRIVERS.contains(it));
        let line = service_line(case, it, About::Claimed);
        let program = program(case, it);
        let (what, confidence) = match (lent, &program, taken, line) {
            (Some(_), ..) => (
                "it is lent to another computer over the network (usbip)".to_owned(),
                Confidence::Certain,
            ),
            (None, Some((name, pid)), ..) => (
                format!("the program {name} (process {pid}) has it open"),
                Confidence::Certain,
            ),
            (None, None, Some("usbfs"), _) => (
                "a program has taken it, most likely another one than the smart card service"
                    .to_owned(),
                Confidence::Likely,
            ),
            (None, None, Some(driver), _) => (
                format!("the kernel's driver {driver} has taken it"),
                Confidence::Certain,
            ),
            (None, None, None, Some(line)) => (
                format!(
                    "the smart card service found it taken (LIBUSB_ERROR_BUSY{}) and does not try again",
                    ago(case, line)
                ),
                Confidence::Likely,
            ),
            (None, None, None, None) => return None,
        };
        let message = format!("The reader {} is not there for PC/SC: {what}.", it.words());
        let mut finding = Finding::new(
            Subject::of_device(case, it),
            message,
            remedy(program.as_ref().map(|it| it.0.as_str())),
        )
        .confidence(confidence)
        .evidence(it.at("interfaces"));
        if let Some(line) = line {
            finding = finding.evidence(line.pointer.clone());
        }
        Some(finding)
    })
}

fn remedy(program: Option<&str>) -> Remedy {
    match program {
        Some("scdaemon") => Remedy::new(
            Who::You,
            "Let GnuPG leave readers to the smart card service: add disable-ccid to its settings, end scdaemon, then plug the \
             reader in again.",
        )
        .command("echo disable-ccid >> ~/.gnupg/scdaemon.conf")
        .command("gpgconf --kill scdaemon"),
        Some(it) if it.starts_with("qemu") || it.starts_with("VBox") || it.starts_with("vmware") => Remedy::new(
            Who::You,
            "Take the reader away from the virtual machine (its menu for USB devices), then plug it in again.",
        ),
        _ => Remedy::new(
            Who::You,
            "Close what else may use the reader (GnuPG, a virtual machine, a program of its maker), then plug it in again. The \
             command names the process that has it.",
        )
        .command("sudo cac-doctor    # names the process that has it open")
        .command("gpgconf --kill scdaemon    # if GnuPG has it"),
    }
}

/// A program that has its device file open.
fn program(case: &Case, it: &DeviceCase) -> Option<(String, u32)> {
    let node = &it.facts.node.seen()?.path;
    let holders = case.snapshot.machine.holders.seen()?;
    holders
        .programs
        .iter()
        .find(|it| it.nodes.seen().is_some_and(|it| it.contains(node)))
        .map(|it| (it.name.clone(), it.pid))
}
