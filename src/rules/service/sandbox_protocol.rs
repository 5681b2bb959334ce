use crate::case::Case;
use crate::rules::distribution::update_service;
use crate::rules::{Confidence, Finding, Remedy, Severity, Subject, Verdict, Who};
use crate::standards::readers::{Version, protocol};

rule! {
    /// A browser in a sandbox may bring a PC/SC library that the service does not understand.
    ///
    /// ## What it means
    /// Snaps and flatpaks carry a copy of the library of their own. Up to pcsc-lite 2.4.0 library and service have to speak the
    /// very same protocol, which changed with 2.3.0: the card then works everywhere but in that browser.
    ///
    /// ## How we know
    /// A browser is installed as snap or flatpak, and the service is of a release that does not take the other protocol. Which
    /// release the browser's copy is, its files tell only in part.
    ///
    /// ## What to do
    /// Bring the service to 2.4.1 or later, or use the browser from the distribution's own packages or its maker's.
    "service/sandbox-protocol",
    severity: Warning,
    masked_by: [service::library_missing],
    sources: [
        "pcsc-lite ChangeLog 2.3.0, 2.4.1; src/winscard_msg.h",
        "blog.apdu.fr: pcsc-lite backward and forward compatible with itself (2026-01); PCSC issue 199",
    ],
}

/// The library became two files with this release.
const SPLIT: Version = Version::new(2, 2, 0);

fn check(case: &Case) -> Verdict {
    let Some(environment) = case.environment() else {
        return Verdict::NotApplicable;
    };
    let (Some(version), Some(browsers)) = (case.pcsc_lite(), environment.sandboxed_browsers.seen())
    else {
        return Verdict::NotApplicable;
    };
    let (speaks, takes_older) = protocol(version);
    if takes_older {
        return Verdict::Holds;
    }
    let found = browsers.iter().enumerate().filter_map(|(n, it)| {
        let library = it.library.seen();
        // One file only is a release before 2.2.0, which speaks 4:4.
        let differs = match library {
            Some(library) if !library.split => Some(speaks != protocol(Version::new(1, 9, 9)).0),
            _ => None,
        };
        if differs == Some(false) {
            return None;
        }
        let remedy = Remedy::new(
            Who::Admin,
            format!(
                "If the card works elsewhere and not in this browser: bring pcscd to 2.4.1 or later, or install {} from \
                 your distribution's own packages.",
                it.name
            ),
        )
        .commands(update_service(case))
        .command("journalctl -u pcscd | grep -i 'protocol mismatch'");
        let bundled = match library {
            Some(it) if !it.split => format!("brings a PC/SC library from before {SPLIT}"),
            Some(_) => "brings a PC/SC library of its own".to_owned(),
            None => "may bring a PC/SC library of its own, or none".to_owned(),
        };
        let message = format!(
            "The browser {} is a {} and {bundled}; pcscd {version} understands only its own protocol {speaks}.",
            it.name, it.kind
        );
        let finding = Finding::new(Subject::Host, message, remedy)
            .evidence(format!("/host/environment/sandboxed_browsers/{n}"))
            .evidence("/service/daemon/version");
        Some(if differs == Some(true) {
            finding.confidence(Confidence::Likely)
        } else {
            finding.confidence(Confidence::Hint).only(Severity::Note)
        })
    });
    Verdict::of(found.collect())
}
