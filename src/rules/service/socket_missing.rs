use super::judge_socket;
use crate::case::Case;
use crate::rules::distribution::install_service;
use crate::rules::{Finding, Remedy, Subject, Verdict, Who};

rule! {
    /// The PC/SC service is not running: its socket is not there.
    ///
    /// ## What it means
    /// Programs talk to the PC/SC service (pcscd) through a socket file. The file is missing, so the service was never
    /// started, is not installed, or listens elsewhere. No program can see any reader.
    ///
    /// ## How we know
    /// SCardEstablishContext fails, and a plain connect(2) to the socket's path says that nothing is there (ENOENT).
    ///
    /// ## What to do
    /// Install pcscd if it is missing, and switch its socket on. Where `PCSCLITE_CSOCK_NAME` is set, see whether it names
    /// the right path. In a container the socket of the host has to be passed in.
    "service/socket-missing",
    severity: Failure,
    masked_by: [service::masked],
    sources: [
        "pcsc-lite: /run/pcscd/pcscd.comm, SCARD_E_NO_SERVICE in winscard_clnt.c",
        "connect(2): ENOENT",
    ],
}

fn check(case: &Case) -> Verdict {
    judge_socket(case, &["ENOENT", "ENOTDIR"], |socket| {
        let installed = case
            .snapshot
            .service
            .seen()
            .is_some_and(|it| it.program.seen().is_some());
        let container = case.is_in_container();
        let no_manager = case.daemon().is_some_and(|it| it.manager.is_absent());
        let mut message = if installed {
            format!(
                "The smart card service (pcscd) is installed but not running: there is no socket at {}.",
                socket.path
            )
        } else {
            "The smart card service (pcscd) is not installed, so no program can see a reader."
                .to_owned()
        };
        if socket.overridden {
            message.push_str(" The path comes from PCSCLITE_CSOCK_NAME.");
        }
        if container {
            message.push_str(" This is a container: the service may well run outside it.");
        }
        let start = "sudo systemctl enable --now pcscd.socket";
        let mut remedy = if socket.overridden {
            let text = "Unset PCSCLITE_CSOCK_NAME, or set it to the socket that pcscd listens on.";
            Remedy::new(Who::You, text).command("unset PCSCLITE_CSOCK_NAME")
        } else if installed {
            let text = "Start the smart card service and let it start by itself from now on.";
            Remedy::new(Who::Admin, text).command(start)
        } else {
            Remedy::new(Who::Admin, "Install the smart card service and start it.")
                .commands(install_service(case))
                .command(start)
        };
        if no_manager && installed && !socket.overridden {
            remedy =
                remedy.command("sudo pcscd    # where systemd does not run, as in most containers");
        }
        Finding::new(Subject::Host, message, remedy)
            .evidence("/service/context")
            .evidence("/service/socket")
    })
}
