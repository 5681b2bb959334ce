use super::judge;
use crate::case::Case;
use crate::rules::distribution::is_linux;
use crate::rules::{Confidence, Finding, Remedy, Subject, Verdict, Who};

rule! {
    /// The PC/SC library and the PC/SC service do not speak the same protocol.
    ///
    /// ## What it means
    /// The program's own copy of the library (in a snap, flatpak, AppImage or container) and the running service come
    /// from different releases of pcsc-lite. Programs outside that copy may work at the same time.
    ///
    /// ## How we know
    /// The socket lets us in, and SCardEstablishContext answers SCARD_E_SERVICE_STOPPED. On pcsc-lite that is what a
    /// difference of protocol versions looks like; a service that dies at that moment looks alike.
    ///
    /// ## What to do
    /// Bring both to pcsc-lite 2.4.1 or later, which speak to older ones again, or use the program from the
    /// distribution's own packages. The journal of pcscd says "Communication protocol mismatch!".
    "service/protocol-mismatch",
    severity: Failure,
    masked_by: [service::refused_by_policy],
    sources: ["pcsc-lite ChangeLog 2.3.0, 2.4.1; winscard_msg.h PROTOCOL_VERSION"],
}

fn check(case: &Case) -> Verdict {
    judge(case, |service| {
        let stopped = service.context.failure()?.code == Some(0x8010_001E);
        let lets_in = service.socket.seen()?.connect.seen().is_some();
        if !(stopped && lets_in && is_linux(case)) {
            return None;
        }
        let remedy = Remedy::new(
            Who::Admin,
            "Bring the PC/SC library and the service to the same release, or start this program outside its sandbox.",
        )
        .command("pcscd --version")
        .command("journalctl -u pcscd | grep -i 'protocol mismatch'");
        Some(
            Finding::new(
                Subject::Host,
                "The smart card service runs, but most likely speaks another protocol version than the PC/SC library of \
                 this program.",
                remedy,
            )
            .confidence(Confidence::Likely)
            .evidence("/service/context")
            .evidence("/service/socket"),
        )
    })
}
