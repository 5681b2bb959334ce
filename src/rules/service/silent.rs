use super::judge;
use crate::case::Case;
use crate::facts::Failure;
use crate::rules::{Finding, Remedy, Subject, Verdict, Who};

rule! {
    /// The PC/SC service accepts a connection and does not answer.
    ///
    /// ## What it means
    /// The service runs and hangs, mostly in a driver or on a reader that no longer responds. Every program that asks for
    /// a card will hang with it.
    ///
    /// ## How we know
    /// SCardEstablishContext or SCardListReaders did not return within 5 seconds, at first or when the readers were listed
    /// again at the end. On a working computer they take a few milliseconds.
    ///
    /// ## What to do
    /// Unplug the reader and restart the service. If it hangs again with the reader back, try another reader or port.
    "service/silent",
    severity: Failure,
    masked_by: [service::stopped],
    sources: ["measured: a pcscd that accepts and never answers blocks SCardEstablishContext for ever"],
}

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
        let message = "The smart card service runs but does not answer: it hangs.";
        Some(Finding::new(Subject::Host, message, remedy).evidence(evidence))
    })
}
