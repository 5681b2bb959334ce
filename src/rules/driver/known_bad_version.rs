use super::unjudged;
use crate::case::Case;
use crate::rules::distribution::update_driver;
use crate::rules::{Confidence, Finding, Remedy, Subject, Verdict, Who};
use crate::standards::readers::releases;

rule! {
    /// The driver is of a release that is known to be bad.
    ///
    /// ## What it means
    /// That release has a fault which the next one mended. It need not touch this reader.
    ///
    /// ## How we know
    /// The version in the driver's Info.plist stands in our list of bad releases; `cac-doctor explain kb` tells its date.
    ///
    /// ## What to do
    /// Update the driver and restart the service.
    "driver/known-bad-version",
    severity: Warning,
    masked_by: [driver::missing, driver::damaged],
    sources: ["CCID README.md, History: 1.5.4, 1.8.1, 1.8.2"],
}

fn check(case: &Case) -> Verdict {
    if let Some(it) = unjudged(case) {
        return it;
    }
    let mut known = case
        .loaded_drivers()
        .filter(|it| it.version.is_some())
        .peekable();
    if known.peek().is_none() {
        return Verdict::NotApplicable;
    }
    let mut found = Vec::new();
    for it in known {
        let (Some(version), Some(component)) = (it.version, it.component) else {
            continue;
        };
        for bad in releases() {
            if bad.component != component || bad.with.is_some() || !bad.range.holds(version) {
                continue;
            }
            let fixed = bad
                .range
                .fixed
                .map_or(String::new(), |it| format!(" {it} mended that."));
            let message = format!("{} is a bad release: {}{fixed}", it.words(), bad.effect);
            let remedy = Remedy::new(
                Who::Admin,
                "Update the reader driver and restart the service.",
            )
            .commands(update_driver(case))
            .command("sudo systemctl restart pcscd.service");
            found.push(
                Finding::new(Subject::Host, message, remedy)
                    .confidence(Confidence::Likely)
                    .evidence(it.at()),
            );
        }
    }
    Verdict::of(found)
}
