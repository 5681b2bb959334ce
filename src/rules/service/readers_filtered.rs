use super::judge;
use crate::case::Case;
use crate::facts::Variable;
use crate::rules::{Confidence, Finding, Remedy, Severity, Subject, Verdict, Who};

rule! {
    /// The smart card service is told to leave readers out.
    ///
    /// ## What it means
    /// A setting names readers, or parts of their names, that the service must not show. One that is plugged in and works
    /// then does not appear anywhere.
    ///
    /// ## How we know
    /// PCSCLITE_FILTER_IGNORE_READER_NAMES is set for the service: in /etc/default/pcscd, in its unit or what changes it, or
    /// in the environment of the one that runs.
    ///
    /// ## What to do
    /// Take the variable out, or take out of it the name that fits this reader, and restart the service.
    "service/readers-filtered",
    severity: Warning,
    masked_by: [service::library_missing],
    sources: ["pcscd(8): PCSCLITE_FILTER_IGNORE_READER_NAMES"],
}

const NAME: &str = Variable::READERS_LEFT_OUT;

fn check(case: &Case) -> Verdict {
    let Some(daemon) = case.daemon() else {
        return Verdict::NotApplicable;
    };
    let set = daemon
        .variables
        .iter()
        .position(|it| it.name == NAME && !it.value.trim().is_empty());
    judge(case, |service| {
        let at = set?;
        let it = daemon.variables.get(at)?;
        let remedy = Remedy::new(
            Who::Admin,
            format!("Take {NAME} out of {}, or the name in it that is not meant, and restart the service.", it.from),
        )
        .command(format!("grep -rn {NAME} /etc/default/pcscd /etc/sysconfig/pcscd /etc/systemd/system/pcscd.service.d"))
        .command("sudo systemctl restart pcscd.service");
        let message = format!(
            "The smart card service is told to leave out readers whose name holds \"{}\" ({}).",
            it.value.0, it.from
        );
        let evidence = format!("/service/daemon/variables/{at}");
        let silent = || {
            case.usb_readers()
                .filter(|it| case.is_silent(it) == Some(true))
        };
        // The name that the driver gives the model is the one the setting is held against.
        let hidden = silent().find(|device| {
            let name = device
                .model
                .map_or_else(|| device.name(), |it| it.name.to_owned());
            let mut parts = it.value.split(':').map(str::trim);
            parts.any(|part| !part.is_empty() && name.contains(part))
        });
        Some(match hidden {
            Some(device) => Finding::new(
                Subject::of_device(case, device),
                format!("{message} The reader {} is one of them.", device.words()),
                remedy,
            )
            .confidence(Confidence::Likely)
            .only(Severity::Failure)
            .evidence(evidence),
            None => {
                let finding = Finding::new(Subject::Host, message, remedy).evidence(evidence);
                let lost = silent().next().is_some() || service.listing.seen() == Some(&0);
                // A reader that is shown was not meant.
                if lost {
                    finding
                } else {
                    finding.only(Severity::Note)
                }
            }
        })
    })
}
