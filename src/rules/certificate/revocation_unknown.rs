use super::nothing_to_judge;
use crate::case::Case;
use crate::facts::Wanted;
use crate::pki::path::revocation::Status;
use crate::pki::revocation::{Fault, fault};
use crate::rules::{Finding, Remedy, Severity, Subject, Verdict, Who};

rule! {
    /// Whether the certificate for sign-in is revoked could not be told.
    ///
    /// ## What it means
    /// Its issuer publishes which certificates are withdrawn, and none of that could be had or relied on here. The
    /// certificate may well be good. A computer that cannot ask checks certificates of servers and mail slowly or not at all;
    /// a service such as Microsoft Entra asks for itself, from its own place in the network, and need not have this trouble.
    /// Where the address itself is dead or its list is stale, others suffer as well: Entra then refuses every certificate of
    /// that issuer (AADSTS500175). Of a server that is slow or silent it cannot be told from here.
    ///
    /// ## How we know
    /// Every source was tried that the certificate names, and those that were given: the report lists each with what came of
    /// it. The network was given five seconds in all.
    ///
    /// ## What to do
    /// See what came of each source. Where something is blocked here, allow plain http (port 80) to these hosts, which is
    /// secure as what comes is signed; or fetch the list elsewhere and give it with `--crl`. A stale or dead address is its
    /// issuer's to mend.
    "certificate/revocation-unknown",
    severity: Note,
    masked_by: [card::foreign, certificate::expired],
    sources: ["RFC 5280 §6.3.3", "Entra: fetches the CRL of each authority itself, asks no OCSP responder"],
}

fn check(case: &Case) -> Verdict {
    if let Some(verdict) = nothing_to_judge(case) {
        return verdict;
    }
    let Some((reader, it)) = case.pick() else {
        return Verdict::NotApplicable;
    };
    let Some(chain) = case.chain(it) else {
        return Verdict::NotApplicable;
    };
    match chain.revocation.status {
        Status::Unknown => {}
        Status::Good | Status::Revoked { .. } => return Verdict::Holds,
        Status::Unchecked => return Verdict::NotApplicable,
    }
    let fetches = case.snapshot.trust.fetches.seen().into_iter().flatten();
    let faults: Vec<Fault> = fetches
        .filter(|it| it.wanted == Wanted::Crl)
        .filter_map(|it| it.problem.map(fault))
        .collect();
    let address = faults.contains(&Fault::Address);
    let here = faults.contains(&Fault::Here);
    let unclear = faults.contains(&Fault::Unclear);
    let tried: Vec<String> = chain
        .revocation
        .tried
        .iter()
        .map(|it| format!("{}: {}", it.source, it.result))
        .collect();
    let message = format!(
        "Whether {} is revoked could not be told. {}.",
        it.shown_as(),
        tried.join(". ")
    );
    let remedy = if address {
        Remedy::new(
            Who::IdentityAdmin,
            "Tell your identity administrator that an address for the issuer's revocation list is dead or brings something \
             else: services that use it suffer too.",
        )
    } else if here {
        Remedy::new(
            Who::Admin,
            "Nothing for a sign-in to Microsoft Entra, which asks for itself. To have it told here, let plain http (port 80) \
             through to the hosts named, or give the list with --crl.",
        )
    } else if unclear {
        Remedy::new(
            Who::You,
            "Try again later, and on a network that reaches the hosts named, or give the list with --crl. Where nobody can \
             fetch the list, services that fetch it for themselves, as Microsoft Entra does, suffer too.",
        )
    } else {
        Remedy::new(
            Who::You,
            "Microsoft Entra asks for itself, and suffers only where a list named here has run out for everybody. To have it \
             told here, try again on a network that reaches the hosts named, or give the list with --crl.",
        )
    };
    let severity = if address {
        Severity::Warning
    } else {
        Severity::Note
    };
    let pointer = reader.at(&format!("card/certificates/{}/revocation", it.index));
    Verdict::Broken(vec![
        Finding::new(Subject::of_object(reader, &it.container), message, remedy)
            .only(severity)
            .evidence(pointer),
    ])
}
