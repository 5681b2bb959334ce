use super::is_virtual;
use crate::case::Case;
use crate::rules::distribution::remove_virtual_readers;
use crate::rules::{Finding, Remedy, Severity, Subject, Verdict, Who};

rule! {
    /// A virtual reader stands before the real one.
    ///
    /// ## What it means
    /// The package vsmartcard-vpcd makes readers that exist in software only and are always empty ("Virtual PCD"). They come
    /// first in every list, and programs that take the first reader say that there is no card. Some instructions for CACs
    /// install the package for no reason.
    ///
    /// ## How we know
    /// A reader of that name is listed.
    ///
    /// ## What to do
    /// Remove the package, unless somebody needs it, and restart the service.
    "reader/virtual-first",
    severity: Warning,
    masked_by: [reader::not_matched],
    sources: ["vsmartcard: virtualsmartcard/src/vpcd (reader.conf)", "linux-cac-walkthrough README"],
}

fn check(case: &Case) -> Verdict {
    if case.readers.is_empty() {
        return Verdict::NotApplicable;
    }
    let Some(first) = case.readers.iter().find(|it| is_virtual(it)) else {
        return Verdict::Holds;
    };
    let real_after = case
        .readers
        .iter()
        .any(|it| !is_virtual(it) && it.index > first.index);
    let all = case.readers.iter().all(is_virtual);
    let message = match (all, real_after) {
        (true, _) => format!(
            "The only readers are virtual ones ({}): they exist in software and never hold a real card.",
            first.name.0
        ),
        (false, true) => format!(
            "The virtual reader {} stands before the real one: programs that take the first reader find no card.",
            first.name.0
        ),
        (false, false) => format!(
            "The virtual reader {} exists in software only, and is always empty.",
            first.name.0
        ),
    };
    let remedy = Remedy::new(
        Who::Admin,
        "Remove the virtual readers, unless somebody needs them, and restart the smart card service.",
    )
    .commands(remove_virtual_readers(case))
    .command("sudo systemctl restart pcscd.service");
    let finding = Finding::new(Subject::Host, message, remedy)
        .evidence(format!("/readers/{}/name", first.index));
    // A card in it is somebody's test.
    let used = case
        .readers
        .iter()
        .any(|it| is_virtual(it) && it.has_card());
    Verdict::Broken(vec![if used || !(all || real_after) {
        finding.only(Severity::Note)
    } else {
        finding
    }])
}
