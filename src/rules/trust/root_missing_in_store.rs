use crate::case::Case;
use crate::case::chain::{Presence, StoreCase, link_name};
use crate::facts::StoreKind;
use crate::pki::path::Status;
use crate::rules::{Finding, Remedy, Severity, Subject, Verdict, Who};

rule! {
    /// The root of the card's certificates is not trusted in a store of this computer.
    ///
    /// ## What it means
    /// A program with that store cannot check certificates of the card's own community: sites of the DoD or of the agency show
    /// a security warning, and a browser may not match the card's certificate to what such a site asks for. A sign-in page
    /// of Microsoft does not need it.
    ///
    /// ## How we know
    /// The certificate for sign-in has a valid path to a root; the store was read, and does not hold that root as trusted.
    ///
    /// ## What to do
    /// Import the root into that store: in Firefox under Settings, Certificates; for Chromium with certutil.
    "trust/root-missing-in-store",
    severity: Warning,
    masked_by: [card::foreign],
    sources: ["NSS certutil(1): trust flags C and T", "Firefox and Chromium on Linux keep authorities that users add in an NSS database"],
}

fn check(case: &Case) -> Verdict {
    let picked = case.pick().and_then(|(reader, it)| {
        let chain = case.chain(it)?;
        let path = chain
            .judgement
            .best()
            .filter(|it| it.status == Status::Valid)?;
        let anchor = path.certificates.last()?;
        Some((reader, it, chain, anchor))
    });
    let Some((reader, certificate, chain, anchor)) = picked else {
        return Verdict::NotApplicable;
    };
    if !case.chains().looked {
        return Verdict::NotApplicable;
    }
    let name = link_name(anchor);
    let lacking: Vec<&StoreCase> = chain
        .in_stores
        .iter()
        .filter(|it| {
            matches!(
                it.anchor(),
                Presence::Absent | Presence::Present | Presence::Distrusted
            )
        })
        .filter_map(|it| case.chains().stores.get(it.store))
        // Folders that bundles are made from are no store that a program reads.
        .filter(|it| it.facts.kind != StoreKind::P11Kit)
        .collect();
    let evidence = |store: &StoreCase| format!("/trust/stores/{}", store.index);
    let (browsers, others): (Vec<&StoreCase>, Vec<&StoreCase>) = lacking
        .into_iter()
        .partition(|it| it.facts.kind == StoreKind::Nss);
    let mut found = Vec::new();
    for (stores, severity) in [(browsers, Severity::Warning), (others, Severity::Note)] {
        let [first, ..] = stores.as_slice() else {
            continue;
        };
        let names: Vec<String> = stores.iter().map(|it| it.name()).collect();
        let message = format!(
            "{name}, the root of the certificate for sign-in, is not trusted in: {}.",
            names.join("; ")
        );
        let mut out = Finding::new(Subject::Host, message, remedy(first, &name)).only(severity);
        for it in &stores {
            out = out.evidence(evidence(it));
        }
        found.push(out.evidence(reader.at(&format!(
            "card/certificates/{}/chain/anchor",
            certificate.index
        ))));
    }
    Verdict::of(found)
}

fn remedy(store: &StoreCase, root: &str) -> Remedy {
    let folder = store
        .facts
        .path
        .as_str()
        .trim_end_matches("/cert9.db")
        .to_owned();
    match store.facts.kind {
        StoreKind::Nss => Remedy::new(
            Who::You,
            format!("Import {root} (from DISA's bundle, or your agency's) as an authority, with the browser closed."),
        )
        .command(format!("certutil -d sql:{folder} -A -t CT,, -n '{root}' -i FILE")),
        _ => Remedy::new(
            Who::Admin,
            format!("Where programs beside the browser need sites of this community, add {root} to that store. Nothing here needs it for the sign-in."),
        ),
    }
}
