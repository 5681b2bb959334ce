use super::{device_of, looked, place_words};
use crate::case::{Case, DeviceCase, LineCase};
use crate::rules::{Confidence, Finding, Popular, Remedy, Severity, Subject, Verdict, Who};
use crate::standards::logs::About;
use time::Duration;

rule! {
    /// The reader keeps losing its USB connection.
    ///
    /// ## What it means
    /// The device goes and comes back again and again. Each time, every program that uses the card loses it. A loose plug, a
    /// damaged cable, a hub or dock, or a reader that resets itself does that.
    ///
    /// ## How we know
    /// The kernel wrote three disconnects or more within ten minutes, during the last day, at the reader's port or at a hub
    /// above it; or at a port where nothing is any more, while no reader is on the USB.
    ///
    /// ## What to do
    /// Plug the reader straight into another port of the computer, without hub, dock or extension cable. If it goes on, change
    /// the cable or the reader.
    "usb/flapping",
    severity: Warning,
    masked_by: [usb::enumeration_failed],
    sources: [
        "Linux 6.1, drivers/usb/core/hub.c (usb_disconnect)",
        "PCSC issue 56; PCSC issue 208",
    ],
}

/// So many disconnects in so much time are no hand any more.
const COUNT: usize = 3;
const WINDOW: Duration = Duration::minutes(10);

fn check(case: &Case) -> Verdict {
    if let Err(it) = looked(case) {
        return it;
    }
    if case.snapshot.machine.kernel_log.seen().is_none() {
        return Verdict::NotApplicable;
    }
    let readers: Vec<&DeviceCase> = case.usb_readers().collect();
    let mut found: Vec<Finding> = Vec::new();
    for it in &readers {
        let above = it
            .hubs
            .iter()
            .filter_map(|at| case.usb.get(*at))
            .filter(|it| !it.is_root_hub());
        let names = std::iter::once(*it).chain(above);
        if let Some((name, lines)) = names
            .map(|it| it.facts.name.as_str())
            .find_map(|name| Some((name, burst(case, name)?)))
        {
            let at = if name == it.facts.name {
                String::new()
            } else {
                format!(", with the hub at {name}")
            };
            let message = format!(
                "The reader {} lost its USB connection {} times within {}{at}.",
                it.words(),
                lines.len(),
                span(&lines)
            );
            found.push(shown(
                Finding::new(Subject::of_device(case, it), message, remedy()),
                &lines,
            ));
        }
    }
    if readers.is_empty() && case.readers.is_empty() {
        found.extend(gone(case));
    }
    Verdict::of(found)
}

fn remedy() -> Remedy {
    Remedy::new(
        Who::You,
        "Plug the reader straight into another port of the computer, without hub, dock or extension cable. If it goes on, \
         change the cable, then the reader.",
    )
    .popular(Popular::Port)
}

fn shown(mut it: Finding, lines: &[&LineCase]) -> Finding {
    for line in lines.iter().rev().take(3).rev() {
        it = it.evidence(line.pointer.clone());
    }
    it
}

/// A port where something came and went and is not there now.
fn gone(case: &Case) -> Option<Finding> {
    let mut places: Vec<&str> = case.kernel_log.iter().filter_map(device_of).collect();
    places.sort_unstable();
    places.dedup();
    let (place, lines) = places
        .into_iter()
        .filter(|place| !case.usb.iter().any(|it| it.facts.name == *place))
        .find_map(|place| Some((place, burst(case, place)?)))?;
    let message = format!(
        "A USB device at {} came and went {} times within {} and is gone now; no card reader is on the USB. Most likely that \
         was the reader.",
        place_words(place),
        lines.len(),
        span(&lines)
    );
    Some(
        shown(Finding::new(Subject::Host, message, remedy()), &lines)
            .only(Severity::Failure)
            .confidence(Confidence::Likely),
    )
}

/// The last disconnects at a place that stand close together.
fn burst<'c, 's>(case: &'c Case<'s>, place: &str) -> Option<Vec<&'c LineCase<'s>>> {
    let lines: Vec<&LineCase<'s>> = case
        .kernel_log
        .iter()
        .filter(|it| it.is(About::Gone) && it.is_about(place))
        .collect();
    let last = lines.last()?.at?;
    if case.snapshot.taken_at - last > Duration::DAY {
        return None;
    }
    let close: Vec<&LineCase<'s>> = lines
        .into_iter()
        .filter(|it| it.at.is_some_and(|at| last - at <= WINDOW))
        .collect();
    (close.len() >= COUNT).then_some(close)
}

fn span(lines: &[&LineCase]) -> String {
    let ends = (
        lines.first().and_then(|it| it.at),
        lines.last().and_then(|it| it.at),
    );
    match ends {
        (Some(first), Some(last)) => match (last - first).whole_seconds() {
            it @ ..120 => format!("{} seconds", it.max(1)),
            it => format!("{} minutes", it / 60),
        },
        _ => "ten minutes".to_owned(),
    }
}
