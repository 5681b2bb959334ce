use super::unanswered;
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
    masked_by: [service::library_missing],
    sources: ["connect(2): ECONNREFUSED on a Unix socket: no one is listening"],
}

fn check(case: &Case) -> Verdict {
    let socket = match unanswered(case) {
        Ok(Some(it)) => it,
        Ok(None) => return Verdict::Holds,
        Err(verdict) => return verdict,
    };
    if !socket
        .connect
        .failure()
        .is_some_and(|it| it.name == "ECONNREFUSED")
    {
        return Verdict::Holds;
    }
    let remedy = Remedy::new(Who::Admin, "Restart the smart card service.")
        .command("sudo systemctl restart pcscd.socket pcscd.service")
        .command("journalctl -u pcscd -n 50    # why it ended");
    Verdict::Broken(vec![
        Finding::new(
            Subject::Host,
            format!(
                "The smart card service (pcscd) has stopped: nobody listens on its socket {}.",
                socket.path
            ),
            remedy,
        )
        .evidence("/service/context")
        .evidence("/service/socket"),
    ])
}
