use super::{ago, device_of, looked, minutes_ago, place_words};
use crate::case::{Case, LineCase};
use crate::rules::{Confidence, Finding, Popular, Remedy, Subject, Verdict, Who};
use crate::standards::logs::About;

rule! {
    /// Something is plugged in that does not tell what it is.
    ///
    /// ## What it means
    /// The computer notices that a device is plugged in, asks it what it is, and gets no answer or a garbled one: a bad cable,
    /// plug, port or hub, too little power, or a dead device. If it is the card reader, no driver and no setting helps.
    ///
    /// ## How we know
    /// The kernel gave up on a device ("device descriptor read", "not accepting address", "unable to enumerate"), nothing is
    /// at that port now, and PC/SC shows no reader.
    ///
    /// ## What to do
    /// Plug the reader straight into another port of the computer, without hub, dock or extension cable. If it is the same
    /// there and on another computer, the reader is dead.
    "usb/enumeration-failed",
    severity: Failure,
    masked_by: [usb::over_current],
    sources: [
        "Linux 6.1, drivers/usb/core/hub.c (hub_port_init, hub_port_connect)",
        "Linux 6.1, Documentation/driver-api/usb/error-codes.rst",
    ],
}

/// Words of lines by which the kernel gives up, or is about to.
const WORDS: [&str; 7] = [
    "device descriptor read",
    "not accepting address",
    "unable to enumerate",
    "can't read configurations",
    "maybe the usb cable is bad",
    "connect-debounce failed",
    "failed to enable device",
];

fn check(case: &Case) -> Verdict {
    if let Err(it) = looked(case) {
        return it;
    }
    if case.snapshot.machine.kernel_log.seen().is_none() {
        return Verdict::NotApplicable;
    }
    let failed = |it: &&LineCase| {
        it.is(About::Wiring)
            && WORDS.iter().any(|words| it.says(words))
            && device_of(it).is_some_and(|place| {
                let there = |it: &&crate::case::DeviceCase| it.facts.name == place;
                !case.usb.iter().any(|it| there(&it))
            })
    };
    let last = case.kernel_log.iter().rev().find(failed);
    let Some((line, place)) = last
        .filter(|_| case.readers.is_empty())
        .and_then(|it| Some((it, device_of(it)?)))
    else {
        return Verdict::Holds;
    };
    // The line that names the error, where the last one only says that it is over.
    let shown = case
        .kernel_log
        .iter()
        .rev()
        .find(|it| failed(it) && device_of(it) == Some(place) && it.says("error"))
        .unwrap_or(line);
    let another = case.usb_readers().next().is_some();
    let old = minutes_ago(case, line).is_none_or(|it| it > 60);
    let remedy = Remedy::new(
        Who::You,
        format!(
            "Unplug what is at {} and plug the reader straight into another port of the computer, without hub or extension \
             cable. If it is the same there, try another cable, then another reader: this one is dead.",
            place_words(place)
        ),
    )
    .popular(Popular::Port);
    let message = format!(
        "Something is plugged in at {} that does not tell the computer what it is ({}{}). Most likely that is the card \
         reader.",
        place_words(place),
        error(shown),
        ago(case, line)
    );
    Verdict::Broken(vec![
        Finding::new(Subject::Host, message, remedy)
            .confidence(if another || old {
                Confidence::Hint
            } else {
                Confidence::Likely
            })
            .evidence(shown.pointer.clone())
            .evidence("/service/listing"),
    ])
}

/// `device descriptor read/64, error -71`, without the place in front.
fn error<'l>(it: &'l LineCase) -> &'l str {
    it.text.split_once(": ").map_or(it.text, |(_, it)| it)
}
