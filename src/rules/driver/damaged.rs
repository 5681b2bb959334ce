use super::{another_works, damage, unjudged};
use crate::case::Case;
use crate::rules::distribution::reinstall_driver;
use crate::rules::{Finding, Remedy, Severity, Subject, Verdict, Who};

rule! {
    /// A reader driver's files are damaged.
    ///
    /// ## What it means
    /// A driver is two things: a library, and a list of the models it drives (`Info.plist`). Where one of them is missing or
    /// cannot be read, the service leaves the driver out, or drives the wrong models.
    ///
    /// ## How we know
    /// The list was read: it is a property list, its three columns (vendor, product, name) have the same length, and the
    /// library that it names is there.
    ///
    /// ## What to do
    /// Install the driver's package again. Where the list was edited by hand, the package's own is a copy away.
    "driver/damaged",
    severity: Failure,
    masked_by: [driver::missing],
    sources: ["pcsc-lite src/parser.l, bundleparser; CCID src/Info.plist.src", "Apple PropertyList-1.0 DTD"],
}

fn check(case: &Case) -> Verdict {
    if let Some(it) = unjudged(case) {
        return it;
    }
    if case.drivers.is_empty() {
        return Verdict::NotApplicable;
    }
    let another = another_works(case) || !case.readers.is_empty();
    let found = case.drivers.iter().filter_map(|it| {
        let why = damage(it)?;
        let remedy = Remedy::new(
            Who::Admin,
            format!(
                "Install the package of the driver {} again, or remove what is left of it, and restart the service.",
                it.name()
            ),
        )
        .commands(reinstall_driver(case, it.name()))
        .command("sudo systemctl restart pcscd.service");
        let message = format!("The reader driver {} is damaged: {why}.", it.facts.path);
        let finding = Finding::new(Subject::Host, message, remedy).evidence(it.at());
        Some(if another || !it.is_loaded {
            finding.only(Severity::Warning)
        } else {
            finding
        })
    });
    Verdict::of(found.collect())
}
