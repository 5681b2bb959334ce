use super::judge;
use crate::case::Case;
use crate::rules::distribution::is_linux;
use crate::rules::{Finding, Remedy, Subject, Verdict, Who};

rule! {
    /// The PC/SC service is stopped.
    ///
    /// ## What it means
    /// The system knows the smart card service, and it is not running. No program can see any reader.
    ///
    /// ## How we know
    /// SCardEstablishContext answers SCARD_E_SERVICE_STOPPED, and there is no running service behind the socket. On
    /// Windows SCARD_E_NO_SERVICE says the same.
    ///
    /// ## What to do
    /// Start it. On Windows it starts by itself when a reader is plugged in, unless it was disabled.
    "service/stopped",
    severity: Failure,
    masked_by: [service::remote_desktop],
    sources: ["PC/SC return codes SCARD_E_SERVICE_STOPPED 0x8010001E, SCARD_E_NO_SERVICE 0x8010001D (winscard.h)"],
}

fn check(case: &Case) -> Verdict {
    judge(case, |service| {
        let lets_in = service
            .socket
            .seen()
            .is_some_and(|it| it.connect.seen().is_some());
        let stopped = match service.context.failure()?.code {
            Some(0x8010_001E) => !(is_linux(case) && lets_in),
            Some(0x8010_001D) => !is_linux(case),
            _ => false,
        };
        let command = if is_linux(case) {
            "sudo systemctl enable --now pcscd.socket"
        } else {
            "sc.exe start SCardSvr"
        };
        let remedy = Remedy::new(Who::Admin, "Start the smart card service.").command(command);
        let message = "The smart card service of this computer is stopped.";
        stopped.then(|| Finding::new(Subject::Host, message, remedy).evidence("/service/context"))
    })
}
