use super::{for_each_reader, is_silent};
use crate::case::{Case, DeviceCase, LineCase};
use crate::rules::{Confidence, Finding, Popular, Remedy, Subject, Verdict, Who};
use crate::standards::logs::About;

rule! {
    /// A hub or dock stands between computer and reader, and there is trouble.
    ///
    /// ## What it means
    /// Hubs, docks and monitors with ports share out power and room on the bus, and some lose devices. With a reader in
    /// trouble, the hub is the first thing to leave out.
    ///
    /// ## How we know
    /// The reader is plugged into a hub, and PC/SC does not show it, or the kernel wrote of trouble at the reader's port or at
    /// a hub above it.
    ///
    /// ## What to do
    /// Plug the reader straight into a port of the computer and see whether the trouble is gone.
    "usb/behind-hub",
    severity: Note,
    masked_by: [],
    sources: ["PCSC issue 56", "USB 2.0 §7.2.1 (bus-powered hubs: 100 mA a port)"],
}

fn check(case: &Case) -> Verdict {
    for_each_reader(
        case,
        |it| it.hubs_between() > 0,
        |it| {
            let line = trouble(case, it);
            if line.is_none() && !is_silent(case, it) {
                return None;
            }
            let hub = it.hubs.first().and_then(|at| case.usb.get(*at))?;
            let remedy = Remedy::new(
                Who::You,
                "Plug the reader straight into a port of the computer and run this again.",
            )
            .popular(Popular::Port);
            let message = format!(
                "The reader {} is plugged into {}; that may be part of the trouble.",
                it.words(),
                hub.words()
            );
            let finding = Finding::new(Subject::of_device(case, it), message, remedy)
                .confidence(Confidence::Hint)
                .evidence(hub.at("name"));
            Some(match line {
                Some(line) => finding.evidence(line.pointer.clone()),
                None => finding,
            })
        },
    )
}

fn trouble<'c, 's>(case: &'c Case<'s>, it: &DeviceCase) -> Option<&'c LineCase<'s>> {
    let above = it.hubs.iter().filter_map(|at| case.usb.get(*at));
    let names: Vec<&str> = above
        .filter(|it| !it.is_root_hub())
        .map(|it| it.facts.name.as_str())
        .chain([it.facts.name.as_str()])
        .collect();
    case.kernel_log.iter().rev().find(|line| {
        (line.is(About::Wiring) || line.is(About::Power) || line.is(About::Bandwidth))
            && names.iter().any(|name| line.is_about(name))
    })
}
