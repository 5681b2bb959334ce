use super::judge_socket;
use crate::case::Case;
use crate::facts::Observed;
use crate::rules::{Finding, Remedy, Subject, Verdict, Who};

rule! {
    /// This user may not open the PC/SC service's socket.
    ///
    /// ## What it means
    /// The service may be running, but the file permissions of its socket, or of the folder around it, keep this user
    /// out. Programs of this user see no reader; other users may.
    ///
    /// ## How we know
    /// SCardEstablishContext fails, and a plain connect(2) to the socket is not permitted (EACCES).
    ///
    /// ## What to do
    /// pcscd makes its socket with mode 0666 in /run/pcscd. Find out who changed it; restarting the service makes it anew.
    "service/socket-forbidden",
    severity: Failure,
    masked_by: [service::socket_stale],
    sources: ["connect(2): EACCES; pcsc-lite pcscd.socket: SocketMode=0666"],
}

fn check(case: &Case) -> Verdict {
    judge_socket(case, &["EACCES", "EPERM"], |socket| {
        let mode = match (&socket.mode, &socket.owner) {
            (Observed::Seen(mode), Observed::Seen(owner)) => {
                format!(
                    " Its mode is 0{mode} and its owner has user id {owner}; the usual mode is 0666."
                )
            }
            _ => " The folder it lies in cannot be entered.".to_owned(),
        };
        let text = "See who may open the socket, and restart the service to make it anew.";
        let remedy = Remedy::new(Who::Admin, text)
            .command(format!("ls -ld /run/pcscd {}", socket.path))
            .command("sudo systemctl restart pcscd.socket");
        let message = format!(
            "You are not permitted to open the smart card service's socket {}.{mode}",
            socket.path
        );
        Finding::new(Subject::Host, message, remedy)
            .evidence("/service/context")
            .evidence("/service/socket")
    })
}
