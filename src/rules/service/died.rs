use crate::case::Case;
use crate::facts::Failure;
use crate::rules::{Finding, Remedy, Subject, Verdict, Who};

rule! {
    /// The PC/SC service ended while we were looking.
    ///
    /// ## What it means
    /// The service answered at first and was gone before the card had been read: it crashed, was restarted or was
    /// stopped. What was read before that is shown; the rest is unknown.
    ///
    /// ## How we know
    /// A later call returned SCARD_E_NO_SERVICE, SCARD_E_SERVICE_STOPPED or a broken connection, after
    /// SCardEstablishContext had worked.
    ///
    /// ## What to do
    /// Run again. If it happens every time, the service crashes on this reader or card: its journal says where.
    "service/died",
    severity: Failure,
    masked_by: [service::unreachable],
    sources: ["measured: SCardTransmit and SCardListReaders answer 0x8010001D once pcscd is gone"],
}

/// SCARD_E_NO_SERVICE, SCARD_E_SERVICE_STOPPED, SCARD_F_COMM_ERROR, SCARD_E_INVALID_HANDLE: the service is gone.
fn gone(failure: &Failure) -> bool {
    matches!(failure.code, Some(0x8010_001D | 0x8010_001E | 0x8010_0013))
}

fn check(case: &Case) -> Verdict {
    let Some(service) = case.snapshot.service.seen() else {
        return Verdict::Unknown("the service was not looked at".into());
    };
    if service.context.seen().is_none() {
        return Verdict::NotApplicable;
    }
    let mut evidence = Vec::new();
    if service.listing.failure().is_some_and(gone) {
        evidence.push("/service/listing".to_owned());
    }
    for it in &case.readers {
        let card = it.facts.card.seen();
        let from_card = card
            .and_then(|it| it.connection.failure())
            .is_some_and(gone)
            || card.and_then(|it| it.piv.failure()).is_some_and(gone)
            || it
                .card
                .unread
                .iter()
                .any(|it| it.problem.contains("SCARD_E_NO_SERVICE"));
        if it.facts.state.failure().is_some_and(gone) {
            evidence.push(it.at("state"));
        } else if from_card {
            evidence.push(it.at("card"));
        } else if it.facts.still_there.failure().is_some_and(gone) {
            evidence.push(it.at("still_there"));
        }
    }
    if evidence.is_empty() {
        return Verdict::Holds;
    }
    let remedy = Remedy::new(
        Who::You,
        "Run this again. If it happens every time, let an administrator read the journal.",
    )
    .command("journalctl -u pcscd -n 50");
    let mut finding = Finding::new(
        Subject::Host,
        "The smart card service ended while the card was being read.",
        remedy,
    );
    finding.evidence = evidence;
    Verdict::Broken(vec![finding])
}
