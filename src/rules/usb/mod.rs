pub(super) mod autosuspend;
pub(super) mod behind_hub;
pub(super) mod claimed_by_nfc;
pub(super) mod claimed_by_program;
pub(super) mod controller_died;
pub(super) mod enumeration_failed;
pub(super) mod flapping;
pub(super) mod hidden_by_udev;
pub(super) mod lost_after_reset;
pub(super) mod no_device;
pub(super) mod node_forbidden;
pub(super) mod not_authorized;
pub(super) mod not_configured;
pub(super) mod over_current;

use super::{Finding, Severity, Verdict};
use crate::case::{Case, DeviceCase, LineCase};
use crate::standards::logs::{About, Place};

/// Whether the USB was seen. Where it could not be, `usb/no-device` says so for all.
pub(super) fn looked(case: &Case) -> Result<(), Verdict> {
    match case.snapshot.machine.usb.seen() {
        Some(_) => Ok(()),
        None => Err(Verdict::NotApplicable),
    }
}

/// One finding for every card reader on the USB that `look` finds something wrong with, among those the rule is about. It
/// matters less where a CAC or PIV card was read in another reader.
pub(super) fn for_each_reader(
    case: &Case,
    applies: impl Fn(&DeviceCase) -> bool,
    look: impl Fn(&DeviceCase) -> Option<Finding>,
) -> Verdict {
    if let Err(it) = looked(case) {
        return it;
    }
    let mut devices = case.usb_readers().filter(|it| applies(it)).peekable();
    if devices.peek().is_none() {
        return Verdict::NotApplicable;
    }
    Verdict::of(
        devices
            .filter_map(|it| {
                let mut finding = look(it)?;
                let elsewhere = case
                    .cards()
                    .any(|(reader, _)| reader.device.is_none_or(|(device, _)| device != it.index));
                if elsewhere && finding.severity.is_none_or(|it| it > Severity::Warning) {
                    finding.severity = Some(Severity::Warning);
                }
                Some(finding)
            })
            .collect(),
    )
}

/// The same for readers that PC/SC does not show, where it can be told whether it does.
pub(super) fn for_each_silent(
    case: &Case,
    look: impl Fn(&DeviceCase) -> Option<Finding>,
) -> Verdict {
    for_each_reader(
        case,
        |it| is_told(case, it),
        |it| is_silent(case, it).then(|| look(it)).flatten(),
    )
}

/// PC/SC has listed its readers, and this is none of them.
pub(super) fn is_silent(case: &Case, it: &DeviceCase) -> bool {
    case.is_silent(it) == Some(true)
}

/// Where it can be told whether PC/SC shows it.
pub(super) fn is_told(case: &Case, it: &DeviceCase) -> bool {
    case.is_silent(it).is_some()
}

/// Nothing on the USB, and nothing in PC/SC, is a card reader.
fn is_bare(case: &Case) -> bool {
    case.readers.is_empty() && case.usb_readers().next().is_none()
}

/// The newest line of the service about this device, of this kind.
fn service_line<'c, 's>(
    case: &'c Case<'s>,
    it: &DeviceCase,
    about: About,
) -> Option<&'c LineCase<'s>> {
    let (bus, address) = (*it.facts.bus.seen()?, *it.facts.address.seen()?);
    case.service_log
        .iter()
        .rev()
        .find(|line| line.is(about) && line.names_node(bus, address))
}

/// Lines of the kernel about what is plugged in there.
fn kernel_lines<'c, 's>(
    case: &'c Case<'s>,
    device: &'c str,
) -> impl Iterator<Item = &'c LineCase<'s>> + 'c {
    case.kernel_log.iter().filter(move |it| it.is_about(device))
}

/// How long ago a line was written, in words; empty where it does not tell.
fn ago(case: &Case, it: &LineCase) -> String {
    match minutes_ago(case, it) {
        Some(..2) => ", just now".to_owned(),
        Some(it @ ..120) => format!(", {it} minutes ago"),
        Some(it @ ..2880) => format!(", {} hours ago", it / 60),
        Some(it) => format!(", {} days ago", it / 1440),
        None => String::new(),
    }
}

/// Whole minutes between a line and the look.
fn minutes_ago(case: &Case, it: &LineCase) -> Option<i64> {
    Some((case.snapshot.taken_at - it.at?).whole_minutes().max(0))
}

/// A place as people look for it: `port 3 of bus 1 (1-3)`, `port 2 of the hub at 1-4 (1-4.2)`.
fn place_words(place: &str) -> String {
    match (place.rsplit_once('.'), place.split_once('-')) {
        (Some((hub, port)), _) => format!("port {port} of the hub at {hub} ({place})"),
        (None, Some((bus, port))) => format!("port {port} of bus {bus} ({place})"),
        (None, None) => place.to_owned(),
    }
}

/// The device that a line names.
fn device_of<'l>(it: &'l LineCase) -> Option<&'l str> {
    match it.place.as_ref()? {
        Place::Device(it) => Some(it),
        Place::Hub(_) | Place::Controller(_) => None,
    }
}
