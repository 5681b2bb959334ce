use super::unjudged;
use crate::case::Case;
use crate::rules::distribution::install_driver;
use crate::rules::{Finding, Remedy, Severity, Subject, Verdict, Who};

rule! {
    /// The smart card service has no driver for USB readers.
    ///
    /// ## What it means
    /// pcscd itself knows no reader. It loads a driver for each from its folder of drivers, and that folder has none: every
    /// USB reader is ignored, whatever its light says.
    ///
    /// ## How we know
    /// No folder named `….bundle` lies where pcscd looks (its `usbdropdir`, which `pcscd --version` tells, and the usual
    /// places).
    ///
    /// ## What to do
    /// Install the CCID driver, which drives nearly all readers, and restart the service.
    "driver/missing",
    severity: Failure,
    masked_by: [service::library_missing],
    sources: ["pcsc-lite: --enable-usbdropdir, hotplug_libudev.c (HPReadBundleValues)", "CCID README: installation"],
}

fn check(case: &Case) -> Verdict {
    if let Some(it) = unjudged(case) {
        return it;
    }
    if case.drivers.iter().any(|it| it.is_loaded) {
        return Verdict::Holds;
    }
    let elsewhere = case.drivers.first().map_or(String::new(), |it| {
        format!(
            " There is one at {}, where it does not look.",
            it.facts.path
        )
    });
    let remedy = Remedy::new(
        Who::Admin,
        "Install the driver and restart the smart card service.",
    )
    .commands(install_driver(case))
    .command("sudo systemctl restart pcscd.service");
    let finding = Finding::new(
        Subject::Host,
        format!(
            "The smart card service has no driver for USB readers, so it sees none.{elsewhere}"
        ),
        remedy,
    )
    .evidence("/drivers/folders");
    // Readers that are listed have a driver of another kind.
    Verdict::Broken(vec![if case.readers.is_empty() {
        finding
    } else {
        finding.only(Severity::Warning)
    }])
}
