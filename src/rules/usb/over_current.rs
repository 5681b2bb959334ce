use super::{ago, device_of, is_bare, looked, place_words};
use crate::case::{Case, DeviceCase};
use crate::rules::{Confidence, Finding, Popular, Remedy, Severity, Subject, Verdict, Who};

rule! {
    /// A USB port was switched off because too much current flowed.
    ///
    /// ## What it means
    /// Something at that port draws more than it may or is short-circuited: a damaged cable or plug, a broken device, a hub
    /// without power of its own that has too much to feed. The computer protects itself and switches the port off.
    ///
    /// ## How we know
    /// The hub counts over-currents of its port, or the kernel wrote of one; and it is the reader's port, or no reader is on
    /// the USB at all.
    ///
    /// ## What to do
    /// Unplug what is at that port, look at plug and cable, and plug the reader straight into another port of the computer.
    "usb/over-current",
    severity: Failure,
    masked_by: [usb::controller_died],
    sources: [
        "Linux 6.1, Documentation/ABI/testing/sysfs-bus-usb (over_current_count)",
        "Linux 6.1, drivers/usb/core/hub.c (hub_port_over_current…)",
    ],
}

fn check(case: &Case) -> Verdict {
    if let Err(it) = looked(case) {
        return it;
    }
    let mut found: Vec<Finding> = case
        .usb_readers()
        .filter_map(|it| of_reader(case, it))
        .collect();
    if found.is_empty() && is_bare(case) {
        found.extend(of_any(case));
    }
    Verdict::of(found)
}

fn remedy(place: &str) -> Remedy {
    Remedy::new(
        Who::You,
        format!(
            "Unplug what is at {place}, look at its plug and cable, and plug the reader straight into another port of the \
             computer. Then run this again."
        ),
    )
    .popular(Popular::Port)
}

/// The reader's own port. It works at present, or it would not be there.
fn of_reader(case: &Case, it: &DeviceCase) -> Option<Finding> {
    let count = *it.facts.port.seen()?.over_current_count.seen()?;
    if count == 0 {
        return None;
    }
    let times = match count {
        1 => "once".to_owned(),
        more => format!("{more} times"),
    };
    let message = format!(
        "The port of the reader {} was switched off {times} because too much current flowed.",
        it.words()
    );
    let place = place_words(&it.facts.name);
    Some(
        Finding::new(Subject::of_device(case, it), message, remedy(&place))
            .only(Severity::Warning)
            .evidence(it.at("port/over_current_count")),
    )
}

/// Any port, where no reader is on the USB: it may be the one that the reader is plugged into.
fn of_any(case: &Case) -> Option<Finding> {
    let line = case
        .kernel_log
        .iter()
        .rev()
        .find(|it| it.says("over-current"));
    if let Some(line) = line {
        let place = device_of(line).map_or_else(|| "that port".to_owned(), place_words);
        let message = format!(
            "A USB port was switched off because too much current flowed ({place}{}), and no card reader is on the USB.",
            ago(case, line)
        );
        return Some(
            Finding::new(Subject::Host, message, remedy(&place))
                .confidence(Confidence::Likely)
                .evidence(line.pointer.clone()),
        );
    }
    case.usb.iter().find_map(|hub| {
        let port = hub
            .facts
            .bad_ports
            .iter()
            .position(|it| it.over_current_count.seen().is_some_and(|it| *it > 0))?;
        let number = hub.facts.bad_ports.get(port)?.number;
        let place = match hub.facts.name.strip_prefix("usb") {
            Some(bus) => format!("port {number} of bus {bus}"),
            None => format!("port {number} of the hub at {}", hub.facts.name),
        };
        let message = format!(
            "Too much current flowed at a USB port ({place}), so that it was switched off, and no card reader is on the \
             USB."
        );
        Some(
            Finding::new(Subject::Host, message, remedy(&place))
                .confidence(Confidence::Likely)
                .evidence(hub.at(&format!("bad_ports/{port}"))),
        )
    })
}
