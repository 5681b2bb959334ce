use super::judge;
use crate::case::Case;
use crate::facts::Failure;
use crate::rules::{Confidence, Finding, Remedy, Subject, Verdict, Who};

rule! {
    /// The PC/SC service accepts a connection and does not answer.
    ///
    /// ## What it means
    /// The service runs and hangs, mostly in a driver or on a reader that no longer responds. Every program that asks for
    /// a card will hang with it.
    ///
    /// ## How we know
    /// SCardEstablishContext or SCardListReaders did not return within 5 seconds, or the shorter time of the run, at first
    /// or when the readers were listed again at the end. On a working computer they take a few milliseconds.
    ///
    /// ## What to do
    /// Unplug the reader and restart the service. If it hangs again with the reader back, try another reader or port.
    "service/silent",
    severity: Failure,
    masked_by: [service::stopped],
    sources: ["measured: a pcscd that accepts and never answers blocks SCardEstablishContext for ever"],
}

/// What the probe waits for the service where the run has the time.
const LONG_ENOUGH_MS: u64 = 5_000;

fn check(case: &Case) -> Verdict {
    judge(case, |service| {
        let evidence = if service.context.failure().is_some_and(Failure::timed_out) {
            "/service/context".to_owned()
        } else if service.listing.failure().is_some_and(Failure::timed_out) {
            "/service/listing".to_owned()
        } else if let Some(it) = case.readers.iter().find(|it| {
            let again = it.facts.still_there.failure();
            again.is_some_and(Failure::timed_out)
        }) {
            it.at("still_there")
        } else {
            return None;
        };
        let text = "Unplug the reader, restart the smart card service, and plug it in again.";
        let remedy = Remedy::new(Who::Admin, text)
            .command("sudo systemctl restart pcscd.service")
            .command("journalctl -u pcscd -n 50    # what it was doing");
        // A service that is only slow to start has answered by then.
        let message = if case.snapshot.took_ms >= LONG_ENOUGH_MS {
            "The smart card service runs but does not answer: it hangs."
        } else {
            "The smart card service takes the call and has not answered in the time it was given: most likely it hangs."
        };
        let finding = Finding::new(Subject::Host, message, remedy).evidence(evidence);
        Some(if case.snapshot.took_ms >= LONG_ENOUGH_MS {
            finding
        } else {
            finding.confidence(Confidence::Likely)
        })
    })
}
