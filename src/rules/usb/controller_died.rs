use super::{ago, is_bare, looked};
use crate::case::Case;
use crate::rules::{Confidence, Finding, Remedy, Subject, Verdict, Who};
use crate::standards::logs::{About, Place};

rule! {
    /// A USB controller of the computer stopped.
    ///
    /// ## What it means
    /// The part of the computer that its USB ports hang on gave up. Whatever is plugged in there is gone until it is started
    /// again, and no card reader is left.
    ///
    /// ## How we know
    /// The kernel wrote that a host controller died or does not answer, and no card reader is on the USB.
    ///
    /// ## What to do
    /// Restart the computer. If it comes again, look for updates of its firmware (BIOS) and of the system.
    "usb/controller-died",
    severity: Failure,
    masked_by: [],
    sources: ["Linux 6.1, drivers/usb/host/xhci.c, xhci-ring.c, drivers/usb/core/hcd.c (usb_hc_died)"],
}

fn check(case: &Case) -> Verdict {
    if let Err(it) = looked(case) {
        return it;
    }
    if case.snapshot.machine.kernel_log.seen().is_none() {
        return Verdict::NotApplicable;
    }
    let Some(line) = case
        .kernel_log
        .iter()
        .rev()
        .find(|it| it.is(About::Controller))
        .filter(|_| is_bare(case))
    else {
        return Verdict::Holds;
    };
    let which = match &line.place {
        Some(Place::Controller(it)) => format!(" {it}"),
        _ => String::new(),
    };
    let remedy = Remedy::new(
        Who::You,
        "Restart the computer, and plug the reader in again. If it comes back, have its firmware and system updated.",
    );
    let message = format!(
        "The USB controller{which} of this computer stopped{}, and no card reader is on the USB any more.",
        ago(case, line)
    );
    Verdict::Broken(vec![
        Finding::new(Subject::Host, message, remedy)
            .confidence(Confidence::Likely)
            .evidence(line.pointer.clone()),
    ])
}
