use crate::case::Case;
use crate::rules::{Confidence, Finding, Remedy, Subject, Verdict, Who};

rule! {
    /// This is a container, and the reader or its service is outside it.
    ///
    /// ## What it means
    /// A container has no smart card service of its own unless somebody put one there, and sees no device file that was not
    /// passed in. What is missing here may work well on the computer around it.
    ///
    /// ## How we know
    /// Marks that container managers leave (/.dockerenv, /run/.containerenv and the like), while the service cannot be
    /// reached or shows no reader.
    ///
    /// ## What to do
    /// Pass the host's service in by its socket, with the same release of pcsc-lite on both sides; that is better than
    /// passing the USB device. Or run this on the host.
    "environment/container",
    severity: Note,
    masked_by: [],
    sources: ["PCSC issue 59", "docker-run(1), podman-run(1): --volume", "systemd-detect-virt(1)"],
}

fn check(case: &Case) -> Verdict {
    if case.environment().is_none() {
        return Verdict::NotApplicable;
    }
    let Some(service) = case.snapshot.service.seen() else {
        return Verdict::NotApplicable;
    };
    if !case.is_in_container() {
        return Verdict::NotApplicable;
    }
    let unreachable = service.context.seen().is_none();
    let none = service.listing.seen() == Some(&0);
    if !(unreachable || none) {
        return Verdict::Holds;
    }
    let remedy = Remedy::new(
        Who::Admin,
        "Run this outside the container, or pass the host's smart card service in by its socket.",
    )
    .command("docker run -v /run/pcscd/pcscd.comm:/run/pcscd/pcscd.comm …");
    let message = if unreachable {
        "This is a container: the smart card service may well run outside it."
    } else {
        "This is a container: a reader of the computer around it is not seen here unless it was passed in."
    };
    Verdict::Broken(vec![
        Finding::new(Subject::Host, message, remedy)
            .confidence(Confidence::Likely)
            .evidence("/host/environment/container")
            .evidence(if unreachable {
                "/service/context"
            } else {
                "/service/listing"
            }),
    ])
}
