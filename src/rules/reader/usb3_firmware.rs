use crate::case::{Case, DeviceCase};
use crate::rules::usb::for_each_reader;
use crate::rules::{Confidence, Finding, Popular, Remedy, Severity, Subject, Verdict, Who};
use crate::standards::readers::Quirk;
use crate::standards::usb::bcd;

rule! {
    /// This firmware does not get along with USB 3 ports.
    ///
    /// ## What it means
    /// With firmware 2.00, this model waits for an empty packet after one that is exactly full. USB 2 controllers send it, USB 3
    /// controllers do not, so longer commands time out.
    ///
    /// ## How we know
    /// Model and release of the device, a controller that serves USB 3, and time-outs of the driver where its log can be read.
    ///
    /// ## What to do
    /// Use a USB 2 port or put a USB 2 hub between, or update libccid.
    "reader/usb3-firmware",
    severity: Warning,
    masked_by: [usb::not_configured],
    sources: ["CCID src/ccid.c (zero-length packets)", "PCSC issues 16, 71"],
}

/// bcdDevice of the firmware that waits.
const RELEASE: u16 = 0x0200;

fn check(case: &Case) -> Verdict {
    let model = |it: &DeviceCase| it.model.is_some_and(|it| it.has(Quirk::WholePackets));
    for_each_reader(case, model, |it| {
        if *it.facts.release.seen()? != RELEASE || !on_usb3(case, it) {
            return None;
        }
        let late = case
            .service_log
            .iter()
            .rev()
            .find(|it| it.says("libusb_error_timeout"));
        let remedy = Remedy::new(
            Who::You,
            "If it times out, plug the reader into a USB 2 port, or put a plain USB 2 hub between it and the computer.",
        )
        .popular(Popular::Port);
        let message = format!(
            "The reader {} has firmware {}, which does not get along with USB 3 controllers, and it is plugged into one.",
            it.words(),
            bcd(RELEASE)
        );
        let finding = Finding::new(Subject::of_device(case, it), message, remedy)
            .evidence(it.at("release"))
            .evidence(it.at("controller"));
        Some(match late {
            Some(line) => finding
                .confidence(Confidence::Likely)
                .evidence(line.pointer.clone()),
            None => finding.confidence(Confidence::Hint).only(Severity::Note),
        })
    })
}

/// The controller has a root hub for USB 3, so that it is of that generation whatever the port shows.
fn on_usb3(case: &Case, it: &DeviceCase) -> bool {
    it.controller.is_some_and(|controller| {
        case.usb.iter().any(|hub| {
            let fast = hub.facts.speed.seen().and_then(|it| it.parse::<f64>().ok());
            controller.root_hubs.contains(&hub.facts.name) && fast.is_some_and(|it| it >= 5000.0)
        })
    })
}
