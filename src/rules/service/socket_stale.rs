use super::judge_socket;
use crate::case::Case;
use crate::rules::{Finding, Remedy, Subject, Verdict, Who};

rule! {
    /// The PC/SC service has died and left its socket behind.
    ///
    /// ## What it means
    /// The socket file is there, but nobody listens on it: the service (pcscd) ended without cleaning up, or was killed.
    /// No program can see any reader until it runs again.
    ///
    /// ## How we know
    /// SCardEstablishContext fails, and a plain connect(2) to the socket is refused (ECONNREFUSED).
    ///
    /// ## What to do
    /// Restart the service. If it dies again, its journal says why.
    "service/socket-stale",
    severity: Failure,
    masked_by: [service::socket_missing],
    sources: ["connect(2): ECONNREFUSED on a Unix socket: no one is listening"],
}

fn check(case: &Case) -> Verdict {
    judge_socket(case, &["ECONNREFUSED"], |socket| {
        let remedy = Remedy::new(Who::Admin, "Restart the smart card service.")
            .command("sudo systemctl restart pcscd.socket pcscd.service")
            .command("journalctl -u pcscd -n 50    # why it ended");
        let message = format!(
            "The smart card service (pcscd) has stopped: nobody listens on its socket {}.",
            socket.path
        );
        Finding::new(Subject::Host, message, remedy)
            .evidence("/service/context")
            .evidence("/service/socket")
    })
}
