use super::judge;
use crate::case::Case;
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
    masked_by: [service::silent],
    sources: ["PC/SC return codes (winscard.h, pcsclite.h)"],
}

fn check(case: &Case) -> Verdict {
    judge(case, |service| {
        let context = service.context.failure().map(|it| (it, "/service/context"));
        let listing = || service.listing.failure().map(|it| (it, "/service/listing"));
        let (failure, evidence) = context.or_else(listing)?;
        let remedy = Remedy::new(
            Who::Admin,
            "Restart the smart card service and look into its journal.",
        )
        .command("sudo systemctl restart pcscd.service")
        .command("journalctl -u pcscd -n 50");
        let message = format!(
            "The smart card service cannot be used: {} answers {}.",
            failure.call, failure.name
        );
        Some(Finding::new(Subject::Host, message, remedy).evidence(evidence))
    })
}
