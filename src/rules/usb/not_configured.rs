use super::{for_each_reader, kernel_lines};
use crate::case::Case;
use crate::rules::{Finding, Popular, Remedy, Subject, Verdict, Who};
use crate::standards::logs::About;

rule! {
    /// The computer could not set the reader up.
    ///
    /// ## What it means
    /// The reader said what it is, and then could not be put to work: the port or hub has too little power for it, the bus has
    /// no room left, or the reader refused.
    ///
    /// ## How we know
    /// The device is allowed and has no configuration (bConfigurationValue is empty); the kernel's log says why where it can
    /// be read.
    ///
    /// ## What to do
    /// Plug the reader straight into a port of the computer, or into a hub with a power supply of its own.
    "usb/not-configured",
    severity: Failure,
    masked_by: [usb::not_authorized],
    sources: [
        "USB 2.0 §9.1.1 (Addressed and Configured states)",
        "Linux 6.1, drivers/usb/core/generic.c (usb_choose_configuration), hub.c",
    ],
}

fn check(case: &Case) -> Verdict {
    let applies = |it: &crate::case::DeviceCase| it.facts.configuration.failure().is_none();
    for_each_reader(case, applies, |it| {
        let unset = it.facts.configuration.is_absent() || it.facts.configuration.seen() == Some(&0);
        if !unset || it.facts.authorized.seen() == Some(&false) || !it.readers.is_empty() {
            return None;
        }
        let why = kernel_lines(case, &it.facts.name)
            .filter(|it| it.is(About::Power) || it.is(About::Bandwidth) || it.is(About::Wiring))
            .last();
        let because = why.map_or("", |it| it.line.meaning);
        let power = match it.facts.power.max.seen() {
            Some(max) => format!(" It asks for {max}."),
            None => String::new(),
        };
        let remedy = Remedy::new(
            Who::You,
            "Plug the reader straight into a port of the computer, or into a hub with a power supply of its own.",
        )
        .popular(Popular::Port);
        let message = format!(
            "The reader {} is plugged in, but the computer could not set it up. {because}{power}",
            it.words()
        );
        let finding = Finding::new(
            Subject::of_device(case, it),
            message.trim().to_owned(),
            remedy,
        );
        Some(match why {
            Some(line) => finding.evidence(it.at("")).evidence(line.pointer.clone()),
            None => finding.evidence(it.at("")),
        })
    })
}
