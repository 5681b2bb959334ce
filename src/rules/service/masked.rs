use super::judge;
use crate::case::Case;
use crate::facts::UnitState;
use crate::rules::{Finding, Remedy, Severity, Subject, Verdict, Who};

rule! {
    /// The smart card service was switched off by an administrator.
    ///
    /// ## What it means
    /// Its unit is masked: systemd does not start it, whoever asks. That is done on purpose, by hardening guides for one,
    /// and lasts over restarts and updates.
    ///
    /// ## How we know
    /// The unit file `pcscd.socket` or `pcscd.service` that counts is a link to /dev/null, or empty.
    ///
    /// ## What to do
    /// Ask who did it and why. To undo it, unmask both units and start the socket.
    "service/masked",
    severity: Failure,
    masked_by: [service::library_missing],
    sources: ["systemctl(1): mask", "systemd.unit(5): unit files that are links to /dev/null"],
}

fn check(case: &Case) -> Verdict {
    let Some(manager) = case.daemon().and_then(|it| it.manager.seen()) else {
        return Verdict::NotApplicable;
    };
    let units = [
        (
            "pcscd.socket",
            &manager.socket,
            "/service/daemon/socket_unit",
        ),
        (
            "pcscd.service",
            &manager.service,
            "/service/daemon/service_unit",
        ),
    ];
    let masked: Vec<_> = units
        .into_iter()
        .filter(|(_, it, _)| it.seen().is_some_and(|it| it.state == UnitState::Masked))
        .collect();
    judge(case, |service| {
        if masked.is_empty() {
            return None;
        }
        let names: Vec<&str> = masked.iter().map(|it| it.0).collect();
        let works = service.context.seen().is_some();
        let text = "Ask who switched it off. To undo it, unmask the units and start the socket.";
        let remedy = Remedy::new(Who::Admin, text)
            .command("sudo systemctl unmask pcscd.socket pcscd.service")
            .command("sudo systemctl enable --now pcscd.socket");
        let message = format!(
            "The smart card service is switched off by an administrator: {} {} masked{}.",
            names.join(" and "),
            if names.len() == 1 { "is" } else { "are" },
            if works { ", although one runs now" } else { "" }
        );
        let mut finding = Finding::new(Subject::Host, message, remedy);
        finding.evidence = masked.iter().map(|it| it.2.to_owned()).collect();
        Some(if works {
            finding.only(Severity::Warning)
        } else {
            finding
        })
    })
}
