use crate::case::Case;
use crate::rules::distribution::install_library;
use crate::rules::{Finding, Remedy, Subject, Verdict, Who};

rule! {
    /// The PC/SC library is not installed.
    ///
    /// ## What it means
    /// Every program on this computer reaches smart cards through this library. Without it no program can see any
    /// reader, whatever is plugged in.
    ///
    /// ## How we know
    /// The system's loader cannot open `libpcsclite.so.1`, the name under which every program asks for it.
    ///
    /// ## What to do
    /// Install the PC/SC library and service from your distribution's packages. A package named `-dev` or `-devel` is
    /// not needed.
    "service/library-missing",
    severity: Failure,
    masked_by: [],
    sources: ["pcsc-lite: libpcsclite.so.1 is the client side of PC/SC on Linux (pcscd(8))"],
}

fn check(case: &Case) -> Verdict {
    let Some(service) = case.snapshot.service.seen() else {
        return Verdict::Unknown("the service was not looked at".into());
    };
    let Some(failure) = service.library.failure() else {
        return Verdict::Holds;
    };
    let why = failure
        .causes
        .first()
        .map_or(String::new(), |it| format!(" The loader says: {it}."));
    let remedy = Remedy::new(Who::Admin, "Install the PC/SC library and service.")
        .commands(install_library(case));
    Verdict::Broken(vec![
        Finding::new(
            Subject::Host,
            format!(
                "This computer has no PC/SC library, so no program on it can use a smart card.{why}"
            ),
            remedy,
        )
        .evidence("/service/library"),
    ])
}
