use super::unjudged;
use crate::case::{Case, DriverCase};
use crate::rules::{Confidence, Finding, Remedy, Severity, Subject, Verdict, Who};
use crate::standards::readers::id;

rule! {
    /// Two drivers claim the same reader.
    ///
    /// ## What it means
    /// Both name the same model, and the service takes one of them. A maker's driver goes before the class driver, which is
    /// meant so; where that one is old or does not load, the reader fails although the other could drive it. Of two that are
    /// both a maker's, which one is taken is chance.
    ///
    /// ## How we know
    /// The lists of models of all drivers in the service's folder were compared.
    ///
    /// ## What to do
    /// Keep the one that works: mostly libccid. Remove the maker's package, or update it.
    "driver/two-claim-one-reader",
    severity: Warning,
    masked_by: [driver::missing, driver::damaged, driver::wrong_architecture],
    sources: [
        "pcsc-lite src/hotplug_libudev.c (CCIDCLASSDRIVER)",
        "OpenSC issue 715; coinkite-tap-proto issue 37",
    ],
}

/// Models that are named in a message.
const NAMED: usize = 3;

fn check(case: &Case) -> Verdict {
    if let Some(it) = unjudged(case) {
        return it;
    }
    let drivers: Vec<&DriverCase> = case.loaded_drivers().collect();
    if drivers.len() < 2 {
        return if drivers.is_empty() {
            Verdict::NotApplicable
        } else {
            Verdict::Holds
        };
    }
    let mut found = Vec::new();
    for (n, one) in drivers.iter().enumerate() {
        for other in drivers.iter().skip(n + 1) {
            found.extend(pair(case, one, other));
        }
    }
    Verdict::of(found)
}

fn pair(case: &Case, one: &DriverCase, other: &DriverCase) -> Option<Finding> {
    let theirs: Vec<(u16, u16)> = other.models().collect();
    let shared: Vec<(u16, u16)> = one.models().filter(|it| theirs.contains(it)).collect();
    if shared.is_empty() {
        return None;
    }
    let here: Vec<(u16, u16)> = case
        .usb_readers()
        .filter_map(|it| it.id)
        .filter(|it| shared.contains(it))
        .collect();
    let is_meant = one.is_class_driver != other.is_class_driver;
    let silent = case
        .usb_readers()
        .find(|it| it.id.is_some_and(|id| here.contains(&id)) && case.is_silent(it) == Some(true));
    let list = if here.is_empty() { &shared } else { &here };
    let mut names: Vec<String> = list.iter().take(NAMED).map(|it| id(it.0, it.1)).collect();
    if list.len() > NAMED {
        names.push(format!("and {} more", list.len() - NAMED));
    }
    let (keep, drop) = if one.is_class_driver {
        (one, other)
    } else {
        (other, one)
    };
    let message = format!(
        "Both {} and {} claim the reader {}{}.",
        one.words(),
        other.words(),
        names.join(", "),
        if here.is_empty() {
            ", which is not plugged in"
        } else {
            ""
        }
    );
    let remedy = Remedy::new(
        Who::Admin,
        format!(
            "{}emove or update the package of {}; {} drives it, too.",
            if silent.is_some() {
                "R"
            } else {
                "If that reader does not work, r"
            },
            drop.name(),
            keep.name()
        ),
    )
    .command(format!("ls -d {} {}", one.facts.path, other.facts.path))
    .command("sudo systemctl restart pcscd.service");
    let (subject, message) = match silent {
        Some(it) => (
            Subject::of_device(case, it),
            format!(
                "{message} The service shows nothing of it: most likely the one that it takes does not work."
            ),
        ),
        None => (Subject::Host, message),
    };
    let finding = Finding::new(subject, message, remedy)
        .evidence(one.at())
        .evidence(other.at());
    Some(if silent.is_some() {
        finding
            .confidence(Confidence::Likely)
            .only(Severity::Failure)
    } else if is_meant || here.is_empty() {
        finding.only(Severity::Note)
    } else {
        finding
    })
}
