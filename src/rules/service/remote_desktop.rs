use super::judge;
use crate::case::Case;
use crate::rules::{Confidence, Finding, Remedy, Subject, Verdict, Who};

rule! {
    /// In a session of Remote Desktop, Windows looks for the reader on the other computer.
    ///
    /// ## What it means
    /// Smart card calls of such a session go to the computer that the session is shown on. A reader plugged into the remote
    /// computer cannot be used in it, and its service seems to be stopped while it runs.
    ///
    /// ## How we know
    /// The session is one of Remote Desktop, and SCardEstablishContext answers SCARD_E_NO_SERVICE, or no reader is listed.
    ///
    /// ## What to do
    /// Plug the reader into the computer you sit at, and tick "Smart cards" under the connection's local resources before
    /// connecting. Or use the remote computer's own screen.
    "service/remote-desktop",
    severity: Failure,
    masked_by: [service::protocol_mismatch],
    sources: [
        "Microsoft: Smart Card and Remote Desktop Services (redirection of winscard calls)",
        "pcsc-sharp issue 49; FreeRDP pull request 5793",
    ],
}

fn check(case: &Case) -> Verdict {
    let windows = case
        .snapshot
        .host
        .seen()
        .is_some_and(|it| it.os == "windows");
    if !windows {
        return Verdict::NotApplicable;
    }
    let remote = case
        .snapshot
        .machine
        .windows
        .seen()
        .and_then(|it| it.remote_session.seen());
    let remote = remote.copied().unwrap_or_else(|| case.in_session("rdp"));
    judge(case, |service| {
        let no_service = service
            .context
            .failure()
            .is_some_and(|it| it.code == Some(0x8010_001D));
        let no_reader = service.listing.seen() == Some(&0);
        if !remote || !(no_service || no_reader) {
            return None;
        }
        let remedy = Remedy::new(
            Who::You,
            "Plug the reader into the computer you sit at, and in the settings of the remote connection tick \"Smart \
             cards\" under local resources. Then connect again.",
        );
        let message = "This is a session of Remote Desktop: Windows asks the computer you sit at for the reader, not this \
                       one.";
        Some(
            Finding::new(Subject::Host, message, remedy)
                .confidence(Confidence::Likely)
                .evidence(if no_service {
                    "/service/context"
                } else {
                    "/service/listing"
                })
                .evidence("/host/session"),
        )
    })
}
