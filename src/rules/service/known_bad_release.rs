use crate::case::Case;
use crate::rules::distribution::update_service;
use crate::rules::{Confidence, Finding, Remedy, Subject, Verdict, Who};
use crate::standards::readers::{Component, releases};

rule! {
    /// The smart card service is of a release that is known to be bad.
    ///
    /// ## What it means
    /// That release has a fault which a later one mended, by itself or beside the driver that is installed. It need not touch
    /// this computer.
    ///
    /// ## How we know
    /// The version that pcscd tells, and those of the drivers, stand in our list of bad releases; `cac-doctor explain kb`
    /// tells its date. Distributions mend some faults without a new number.
    ///
    /// ## What to do
    /// Update service and driver together.
    "service/known-bad-release",
    severity: Warning,
    masked_by: [service::library_missing, usb::node_forbidden],
    sources: ["pcsc-lite ChangeLog 2.3.3, 2.5.1; PCSC issue 239; acsccid issue 39"],
}

fn check(case: &Case) -> Verdict {
    let Some(version) = case.pcsc_lite() else {
        return Verdict::NotApplicable;
    };
    let of = |component: Component| {
        let mut drivers = case.loaded_drivers();
        drivers.find(|it| it.component == Some(component))
    };
    let mut found = Vec::new();
    for bad in releases() {
        if bad.component != Component::PcscLite || !bad.range.holds(version) {
            continue;
        }
        let beside = match bad.with {
            None => None,
            Some((component, range)) => {
                let driver = of(component);
                match driver.and_then(|it| Some((it, it.version?))) {
                    Some((driver, version)) if range.holds(version) => Some(driver),
                    _ => continue,
                }
            }
        };
        // A fault of readers with several slots touches only those.
        if bad.key.starts_with("slots-of-many") && !has_many_slots(case) {
            continue;
        }
        // Whatever the releases say, the service opened this one.
        let opened = case.usb_readers().any(|it| !it.readers.is_empty());
        if bad.key.starts_with("nodes-of-root") && opened {
            continue;
        }
        let remedy = Remedy::new(
            Who::Admin,
            "Update the smart card service and the driver together, and restart it.",
        )
        .commands(update_service(case))
        .command("sudo systemctl restart pcscd.service");
        let with = beside.map_or(String::new(), |it| format!(" beside {}", it.words()));
        let message = format!("pcscd {version}{with} is a bad release: {}", bad.effect);
        let mut finding = Finding::new(Subject::Host, message, remedy)
            .confidence(Confidence::Likely)
            .evidence("/service/daemon/version");
        if let Some(it) = beside {
            finding = finding.evidence(it.at());
        }
        found.push(finding);
    }
    Verdict::of(found)
}

/// Two readers that PC/SC lists are slots of one device.
fn has_many_slots(case: &Case) -> bool {
    case.readers.iter().enumerate().any(|(n, it)| {
        it.number.is_some()
            && case
                .readers
                .iter()
                .skip(n + 1)
                .any(|other| other.number == it.number)
    })
}
