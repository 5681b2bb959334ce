//! Drivers of readers, and the service's way to them.
pub(super) mod damaged;
pub(super) mod known_bad_version;
pub(super) mod missing;
pub(super) mod two_claim_one_reader;
pub(super) mod wrong_architecture;

use super::Verdict;
use crate::case::{Case, DriverCase};
use crate::facts::Observed;

/// The verdict where drivers were not looked at, or there is no service that could load one.
fn unjudged(case: &Case) -> Option<Verdict> {
    let machine = &case.snapshot.machine;
    match &machine.drivers {
        Observed::Seen(_) => {}
        Observed::Failed(it) => {
            return Some(Verdict::Unknown(format!(
                "drivers: {} {}",
                it.call, it.name
            )));
        }
        _ => return Some(Verdict::NotApplicable),
    }
    let installed = machine
        .daemon
        .seen()
        .is_none_or(|it| !it.program.is_absent());
    (!installed).then_some(Verdict::NotApplicable)
}

/// Whether the service can load it, as far as its files tell.
fn is_usable(case: &Case, it: &DriverCase) -> bool {
    damage(it).is_none() && !is_for_another_machine(case, it)
}

/// What is wrong with its files, if anything.
fn damage(it: &DriverCase) -> Option<String> {
    let plist = match &it.facts.plist {
        Observed::Seen(it) => it,
        Observed::Absent => return Some("it has no Info.plist".to_owned()),
        Observed::Failed(it) => {
            let why = it.causes.first().map_or(it.name.as_str(), String::as_str);
            return Some(format!("its Info.plist cannot be read: {why}"));
        }
        Observed::Unasked { .. } => return None,
    };
    let [vendors, products, names] = plist.entries;
    if vendors != products || products != names {
        return Some(format!(
            "its lists of models do not fit together: {vendors} vendors, {products} products, {names} names"
        ));
    }
    if plist.unreadable > 0 {
        return Some(format!(
            "{} of its models have numbers that cannot be read",
            plist.unreadable
        ));
    }
    if vendors == 0 {
        return Some("it names no model".to_owned());
    }
    match &it.facts.library {
        Observed::Absent => Some(match &it.facts.library_path {
            Some(path) => format!("its library {path} is missing"),
            None => "it names no library".to_owned(),
        }),
        Observed::Failed(failure) => Some(format!(
            "its library cannot be read: {}",
            failure
                .causes
                .first()
                .map_or(failure.name.as_str(), String::as_str)
        )),
        Observed::Unasked { .. } => Some("it names no library".to_owned()),
        Observed::Seen(_) => None,
    }
}

/// Whether its library is for another machine than the service.
fn is_for_another_machine(case: &Case, it: &DriverCase) -> bool {
    let service = case.daemon().and_then(|it| it.elf.seen());
    let own = it.facts.library.seen();
    matches!((service, own), (Some(service), Some(own)) if service != own)
}

/// Whether the service has a driver left that it can load.
fn another_works(case: &Case) -> bool {
    case.drivers
        .iter()
        .any(|it| it.is_loaded && is_usable(case, it))
}
