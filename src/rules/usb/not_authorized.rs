use super::{is_bare, kernel_lines, looked};
use crate::case::{Case, DeviceCase};
use crate::rules::{Confidence, Finding, Remedy, Severity, Subject, Verdict, Who};
use crate::standards::logs::About;

rule! {
    /// The computer is told not to use the reader.
    ///
    /// ## What it means
    /// The reader is plugged in and has power, but this computer blocks it: USBGuard or another guard against unknown USB
    /// devices has not allowed it. Until it is allowed, no driver and no program can use it.
    ///
    /// ## How we know
    /// The attribute `authorized` of the device, or of its reader interface, is 0.
    ///
    /// ## What to do
    /// Whoever administers the computer allows the device for good, as a rule in USBGuard.
    "usb/not-authorized",
    severity: Failure,
    masked_by: [],
    sources: [
        "Linux 6.1, Documentation/usb/authorization.rst",
        "usbguard(1): list-devices, allow-device",
        "USBGuard issue 299",
    ],
}

fn check(case: &Case) -> Verdict {
    if let Err(it) = looked(case) {
        return it;
    }
    // A device that was never let in may not have said what it is.
    let bare = is_bare(case);
    let about = |it: &&DeviceCase| {
        it.is_reader() || (bare && !it.is_hub() && it.interfaces().is_empty() && blocked(it))
    };
    let mut devices = case.usb.iter().filter(about).peekable();
    if devices.peek().is_none() {
        return Verdict::NotApplicable;
    }
    Verdict::of(devices.filter_map(|it| look(case, it)).collect())
}

fn blocked(it: &DeviceCase) -> bool {
    it.facts.authorized.seen() == Some(&false)
}

fn look(case: &Case, it: &DeviceCase) -> Option<Finding> {
    let interface = it
        .interfaces()
        .iter()
        .position(|it| it.authorized.seen() == Some(&false));
    let pointer = match interface {
        _ if blocked(it) => it.at("authorized"),
        Some(at) if it.readers.is_empty() => it.at(&format!("interfaces/{at}/authorized")),
        _ => return None,
    };
    let id = it.id_text().unwrap_or_else(|| "its id".to_owned());
    let remedy = Remedy::new(
        Who::Admin,
        format!(
            "Allow the device {id} on this computer: with USBGuard, find its number in the list of what is blocked and allow \
             that number for good. Without USBGuard, find out what sets `authorized` to 0."
        ),
    )
    .command("sudo usbguard list-devices --blocked")
    .command("sudo usbguard allow-device --permanent NUMBER    # its number in that list");
    let what = if it.is_reader() {
        format!("The reader {} is plugged in", it.words())
    } else {
        format!(
            "A USB device, {}, is plugged in that may be the reader",
            it.words()
        )
    };
    let mut finding = Finding::new(
        Subject::of_device(case, it),
        format!("{what}, but this computer is told not to use it."),
        remedy,
    )
    .evidence(pointer);
    if !it.is_reader() {
        finding = finding.confidence(Confidence::Hint);
    }
    if case.cards().next().is_some() {
        finding = finding.only(Severity::Warning);
    }
    if let Some(line) = kernel_lines(case, &it.facts.name)
        .filter(|it| it.is(About::Blocked))
        .last()
    {
        finding = finding.evidence(line.pointer.clone());
    }
    Some(finding)
}
