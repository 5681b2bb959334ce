use super::layer_line::{line, skipped, status, titled, worst};
use super::{FindingStatus, Judged, Layer, LayerStatus, chain_layers};
use crate::case::{CardKind, Case, DriverOf, PinState, ReaderCase};
use crate::facts::{Observed, Scope};
use crate::rules::Subject;

/// The layer table, top to bottom in the order the signal travels.
pub(super) fn of(case: &Case, findings: &[Judged]) -> Vec<Layer> {
    let usb = usb(case, findings);
    let driver = driver(case, findings);
    let service = service(case, findings);
    // The service works without a reader; what comes after both does not.
    let below = usb
        .as_ref()
        .and_then(below)
        .or_else(|| driver.as_ref().and_then(below))
        .filter(|_| case.readers.is_empty())
        .or_else(|| self::below(&service));
    let reader = reader(case, findings, below.as_deref());
    let below = below.or_else(|| self::below(&reader));
    let mut out: Vec<Layer> = usb
        .into_iter()
        .chain(driver)
        .chain([service, reader])
        .collect();
    // From here on the table tells of one card; what is wrong with another one stands among the findings.
    let here = main_reader(case).map(|it| it.index);
    let about_it = |it: &&Judged| {
        it.subject
            .reader()
            .is_none_or(|reader| Some(reader) == here)
    };
    let findings: Vec<Judged> = findings.iter().filter(about_it).cloned().collect();
    let findings = findings.as_slice();
    let card = card(case, findings, below.as_deref());
    let below = below.or_else(|| self::below(&card));
    out.push(card);
    out.push(pin(case, findings, below.as_deref()));
    out.push(certificate(case, findings, below.as_deref()));
    out.push(chain_layers::chain(case, findings, below.as_deref()));
    out.push(chain_layers::revocation(case, findings, below.as_deref()));
    out
}

/// What a layer below this one needs first, where this one is broken.
fn below(above: &Layer) -> Option<String> {
    matches!(
        above.status,
        LayerStatus::Fail | LayerStatus::Unknown | LayerStatus::Skipped
    )
    .then(|| match above.name {
        "USB" => "needs USB".to_owned(),
        name => format!("needs {}", name.to_lowercase()),
    })
}

/// None where nobody looked: snapshots of older versions have no such line.
fn usb(case: &Case, findings: &[Judged]) -> Option<Layer> {
    let name = "USB";
    let seen = match &case.snapshot.machine.usb {
        Observed::Seen(_) => true,
        Observed::Absent => false,
        Observed::Failed(it) => {
            return Some(line(
                name,
                LayerStatus::Unknown,
                format!("could not be looked at: {}", it.name),
            ));
        }
        Observed::Unasked { .. } => return None,
    };
    let device = case
        .usb_readers()
        .max_by_key(|it| (!it.readers.is_empty(), std::cmp::Reverse(it.index)));
    let text = match device {
        _ if !seen => "this system has none".to_owned(),
        None => "no card reader is plugged in".to_owned(),
        Some(it) => {
            let hubs = match it.hubs_between() {
                0 => "no hub".to_owned(),
                1 => "behind a hub".to_owned(),
                more => format!("behind {more} hubs"),
            };
            let more = match case.usb_readers().count() {
                0 | 1 => String::new(),
                count => format!(" (and {} more)", count - 1),
            };
            format!("{}, {hubs}{more}", it.words())
        }
    };
    Some(match worst(findings, &["usb/"]) {
        Some(it) if it.status == FindingStatus::Fail => titled(name, it),
        Some(it) => line(name, status(it), text),
        // Nothing that a card could be in, and the service could not be asked for readers of another kind.
        None if device.is_none() && seen && case.readers.is_empty() => {
            line(name, LayerStatus::Warn, text)
        }
        None => line(name, LayerStatus::Ok, text),
    })
}

/// Rules about readers that are told in the driver's line.
const DRIVER: [&str; 3] = [
    "driver/",
    "reader/unknown-to-driver",
    "reader/loses-fast-cards",
];

/// None where nobody looked: snapshots of older versions have no such line.
fn driver(case: &Case, findings: &[Judged]) -> Option<Layer> {
    let name = "Driver";
    match &case.snapshot.machine.drivers {
        Observed::Seen(_) => {}
        Observed::Failed(it) => {
            return Some(line(
                name,
                LayerStatus::Unknown,
                format!("could not be looked at: {}", it.name),
            ));
        }
        Observed::Absent | Observed::Unasked { .. } => return None,
    }
    let of_reader = main_reader(case).and_then(|it| case.driver_of(it));
    let class_driver = || {
        let mut loaded = case.loaded_drivers();
        let first = loaded.next()?;
        loaded.find(|it| it.is_class_driver).or(Some(first))
    };
    let text = match (of_reader, class_driver()) {
        (Some(DriverOf::Bundle(it)), _) => format!("{} knows this reader", it.words()),
        (Some(DriverOf::Configured(_, it)), _) => {
            format!("the reader is set up by {}", it.file)
        }
        (None, Some(it)) => format!("{}, {} models", it.words(), it.models().count()),
        (None, None) => "none for USB readers".to_owned(),
    };
    Some(match worst(findings, &DRIVER) {
        Some(it) if it.status == FindingStatus::Fail => titled(name, it),
        Some(it) => line(name, status(it), text),
        None if of_reader.is_none() && class_driver().is_none() => {
            line(name, LayerStatus::Unknown, text)
        }
        None => line(name, LayerStatus::Ok, text),
    })
}

fn service(case: &Case, findings: &[Judged]) -> Layer {
    let name = "Service";
    let Some(service) = case.snapshot.service.seen() else {
        return line(name, LayerStatus::Unknown, "not looked at");
    };
    match (worst(findings, &["service/"]), service.context.seen()) {
        (Some(it), _) => titled(name, it),
        (None, Some(ms)) => line(
            name,
            LayerStatus::Ok,
            format!("PC/SC answers in {} ms", (*ms).max(1)),
        ),
        (None, None) => line(name, LayerStatus::Unknown, "did not answer"),
    }
}

/// The reader whose card the lower layers tell of: the one with the certificate to pick, else the first with a card.
fn main_reader<'c>(case: &'c Case) -> Option<&'c ReaderCase<'c>> {
    case.pick()
        .map(|(it, _)| it)
        .or_else(|| case.cards().next().map(|(it, _)| it))
        .or_else(|| {
            case.readers
                .iter()
                .find(|it| it.card.kind != CardKind::None)
        })
        .or_else(|| case.readers.first())
}

fn reader(case: &Case, findings: &[Judged], needs: Option<&str>) -> Layer {
    let name = "Reader";
    if let Some(needs) = needs {
        return skipped(name, needs);
    }
    let text = match (main_reader(case), case.readers.len()) {
        (Some(it), 1) => it.name.0.clone(),
        (Some(it), more) => format!("{} (and {} more)", it.name.0, more - 1),
        (None, _) => "none".to_owned(),
    };
    let own: Vec<Judged> = findings
        .iter()
        .filter(|it| !DRIVER.contains(&it.rule.id))
        .cloned()
        .collect();
    match worst(&own, &["reader/"]) {
        Some(it) if it.status == FindingStatus::Fail || case.readers.is_empty() => titled(name, it),
        Some(it) => line(name, status(it), text),
        None => line(name, LayerStatus::Ok, text),
    }
}

/// Rules under `card/` that are told in the PIN line.
const PIN: [&str; 2] = ["card/pin-locked", "card/pin-one-try-left"];

/// Whether it is about a certificate's container rather than the card.
fn is_about_certificate(it: &Judged) -> bool {
    match &it.subject {
        Subject::Object(_, _, object) => object.len() == 2 || object.starts_with("cac:"),
        _ => false,
    }
}

fn card(case: &Case, findings: &[Judged], needs: Option<&str>) -> Layer {
    let name = "Card";
    if let Some(needs) = needs {
        return skipped(name, needs);
    }
    let Some(reader) = main_reader(case) else {
        return skipped(name, "needs reader");
    };
    if case.snapshot.scope == Scope::Readers && reader.card.kind == CardKind::Unread {
        return line(
            name,
            LayerStatus::NotAsked,
            "present; `cac-doctor certs` reads it",
        );
    }
    let kind = reader.card.kind.words();
    let text = match (&reader.card.protocol, reader.card.names.first()) {
        (Some(protocol), Some(model)) => format!("{kind} ({protocol}; {model})"),
        (Some(protocol), None) => format!("{kind} ({protocol})"),
        _ => kind.to_owned(),
    };
    let found = findings.iter().filter(|it| {
        it.rule.id.starts_with("card/") && !PIN.contains(&it.rule.id) && !is_about_certificate(it)
    });
    let found: Vec<Judged> = found.cloned().collect();
    match worst(&found, &["card/"]) {
        Some(it) if reader.card.is_cac_or_piv() => line(name, status(it), text),
        Some(it) => titled(name, it),
        None => line(name, LayerStatus::Ok, text),
    }
}

fn pin(case: &Case, findings: &[Judged], needs: Option<&str>) -> Layer {
    let name = "PIN";
    if let Some(needs) = needs {
        return skipped(name, needs);
    }
    let Some(reader) = main_reader(case) else {
        return skipped(name, "needs reader");
    };
    if case.snapshot.scope < Scope::Everything {
        return line(name, LayerStatus::NotAsked, "`cac-doctor check` asks it");
    }
    let ok = worst(findings, &PIN).map_or(LayerStatus::Ok, status);
    match &reader.card.pin {
        PinState::Tries { left: 1, .. } => line(name, ok, "1 try left"),
        PinState::Tries { left, .. } => line(name, ok, format!("{left} tries left")),
        PinState::Locked { .. } => line(name, ok, "locked"),
        PinState::Uncounted { because, .. } | PinState::NotRead(because) => line(
            name,
            LayerStatus::Unknown,
            format!("tries unknown: {because}"),
        ),
    }
}

fn certificate(case: &Case, findings: &[Judged], needs: Option<&str>) -> Layer {
    let name = "Certificate";
    if let Some(needs) = needs {
        return skipped(name, needs);
    }
    if case.snapshot.scope == Scope::Readers {
        return line(name, LayerStatus::NotAsked, "`cac-doctor certs` reads them");
    }
    let found: Vec<Judged> = findings
        .iter()
        .filter(|it| it.rule.id.starts_with("certificate/") || is_about_certificate(it))
        .filter(|it| !chain_layers::is_told_here(it.rule.id))
        .cloned()
        .collect();
    let worst = worst(&found, &[""]);
    let ok = worst.map_or(LayerStatus::Ok, status);
    let Some((_, pick)) = case.pick() else {
        let text = worst
            .map_or("none for sign-in", |it| it.title.trim_end_matches('.'))
            .to_owned();
        return Layer {
            name,
            status: if worst.is_some() {
                ok
            } else {
                LayerStatus::Unknown
            },
            text,
        };
    };
    let text = match &pick.content {
        Ok(it) => {
            let days = case.days_until(it.not_after);
            let left = match days {
                _ if it.not_before > case.at => format!("valid from {}", case.date(it.not_before)),
                ..0 => format!("expired on {}", case.date(it.not_after)),
                0 => "expires within a day".to_owned(),
                1 => "1 day left".to_owned(),
                days => format!("{days} days left"),
            };
            format!("{}, {}, {left}", pick.shown_as(), pick.purpose.words())
        }
        Err(error) => error.clone(),
    };
    line(name, ok, text)
}
