use crate::case::Case;
use crate::facts::Failure;
use crate::rules::{Finding, Remedy, Subject, Verdict, Who};

rule! {
    /// The PC/SC service cannot be used, for a reason that none of the better known ones explains.
    ///
    /// ## What it means
    /// The first PC/SC call fails, and neither a missing socket, a dead service, a permission nor a protocol difference
    /// accounts for it. No program can see any reader.
    ///
    /// ## How we know
    /// The code that SCardEstablishContext or SCardListReaders returned is in the evidence.
    ///
    /// ## What to do
    /// Restart the service and look into its journal; `cac-doctor explain` tells what the code means.
    "service/unreachable",
    severity: Failure,
    masked_by: [
        service::library_missing, service::socket_missing, service::socket_stale, service::socket_forbidden,
        service::refused_by_policy, service::protocol_mismatch, service::stopped, service::silent,
    ],
    sources: ["PC/SC return codes (winscard.h, pcsclite.h)"],
}

fn check(case: &Case) -> Verdict {
    let Some(service) = case.snapshot.service.seen() else {
        return Verdict::Unknown("the service was not looked at".into());
    };
    let (failure, evidence): (&Failure, _) =
        match (service.context.failure(), service.listing.failure()) {
            (Some(it), _) => (it, "/service/context"),
            (None, Some(it)) => (it, "/service/listing"),
            (None, None) => return Verdict::Holds,
        };
    let remedy = Remedy::new(
        Who::Admin,
        "Restart the smart card service and look into its journal.",
    )
    .command("sudo systemctl restart pcscd.service")
    .command("journalctl -u pcscd -n 50");
    Verdict::Broken(vec![
        Finding::new(
            Subject::Host,
            format!(
                "The smart card service cannot be used: {} answers {}.",
                failure.call, failure.name
            ),
            remedy,
        )
        .evidence(evidence),
    ])
}
