use super::weight;
use crate::case::chain::{ChainCase, link_name, missing_issuer, near_miss};
use crate::case::{Case, CertificateCase, ReaderCase};
use crate::pki::defaults::defaults;
use crate::pki::path::Status;
use crate::rules::{Finding, Remedy, Severity, Subject, Verdict, Who};
use std::collections::BTreeMap;

rule! {
    /// The issuer of a certificate on the card is not known here.
    ///
    /// ## What it means
    /// No path leads from the certificate to a trust anchor, as a certificate in between is missing. A program on this
    /// computer with the same gap may not offer the certificate, or not send what the other side needs. The tenant that one
    /// signs in to builds its own path: this alone says nothing about it.
    ///
    /// ## How we know
    /// Neither the set that this tool brings, nor any store of this computer, nor what was given with `--trust` holds a
    /// certificate with the issuer's name whose key signed this one. Where a certificate of that name is there whose subject
    /// key identifier is not the one that this certificate asks for (authority key identifier), it is named: the authority
    /// was given another key. An authority that is newer than the set is missing from it, too; the set's date is told.
    ///
    /// ## What to do
    /// Install the issuing authorities: for a CAC DISA's bundle (unclass-certificates_pkcs7_DoD.zip), for a PIV card its
    /// agency's. `cac-doctor chain --trust FILE` shows whether a file closes the gap.
    "certificate/chain-incomplete",
    severity: Warning,
    masked_by: [card::foreign],
    sources: ["RFC 5280 §6.1 (a path ends at a trust anchor)", "RFC 5280 §4.2.1.1 (authority key identifier)", "RFC 5280 §4.2.2.1 (caIssuers)", "Mozilla NSS: a certificate is matched to the server's list of authorities through its chain"],
}

/// Certificates that lack the same issuer.
struct Gap<'c> {
    reader: &'c ReaderCase<'c>,
    lead: &'c CertificateCase,
    chain: &'c ChainCase,
    others: Vec<&'c CertificateCase>,
}

fn check(case: &Case) -> Verdict {
    let mut gaps: BTreeMap<(usize, String), Gap<'_>> = BTreeMap::new();
    let mut judged = false;
    for (reader, card) in case.cards() {
        for it in &card.certificates {
            let Some(chain) = case.chain(it).filter(|it| it.link.is_ok()) else {
                continue;
            };
            judged = true;
            if chain.judgement.status != Status::Incomplete {
                continue;
            }
            let missing = chain
                .judgement
                .dead_ends
                .first()
                .map_or_else(String::new, |it| {
                    format!("{} {}", it.issuer, missing_issuer(it))
                });
            match gaps.get_mut(&(reader.index, missing.clone())) {
                Some(gap) if weight(it) > weight(gap.lead) => {
                    gap.others.push(std::mem::replace(&mut gap.lead, it));
                    gap.chain = chain;
                }
                Some(gap) => gap.others.push(it),
                None => {
                    let gap = Gap {
                        reader,
                        lead: it,
                        chain,
                        others: Vec::new(),
                    };
                    gaps.insert((reader.index, missing), gap);
                }
            }
        }
    }
    // What the tool's own set does not close, a store might; without a look at them nothing is said.
    if !judged || (!case.chains().looked && !gaps.is_empty()) {
        return Verdict::NotApplicable;
    }
    Verdict::of(gaps.values().map(|it| finding(it)).collect())
}

fn finding(gap: &Gap<'_>) -> Finding {
    let names: Vec<&str> = std::iter::once(gap.lead)
        .chain(gap.others.iter().copied())
        .map(|it| it.container.as_str())
        .collect();
    let (issuer, below, fetch) = match gap.chain.judgement.dead_ends.first() {
        Some(it) => (
            missing_issuer(it),
            link_name(&it.below),
            it.fetch.first().cloned(),
        ),
        None => (String::from("its issuer"), gap.lead.shown_as(), None),
    };
    let as_of = defaults()
        .as_of()
        .map(|it| it.to_string())
        .unwrap_or_default();
    let mut message = format!(
        "{issuer}, which issued {below}, is neither in a store of this computer nor in the tool's own set (as of {}): no path leads from {} to a trust anchor.",
        as_of.get(..7).unwrap_or_default(),
        match names.as_slice() {
            [one] => format!("the certificate in {one}"),
            many => format!("the certificates in {}", many.join(", ")),
        }
    );
    let end = gap.chain.judgement.dead_ends.first();
    if let Some(near) = end.and_then(near_miss) {
        message.push_str(&format!(" {near}"));
    }
    let mut remedy = Remedy::new(
        Who::Admin,
        format!(
            "Install {issuer} and the authorities above it: for a CAC DISA's bundle, for a PIV card its agency's."
        ),
    );
    if let Some(address) = fetch {
        remedy.text.push_str(&format!(
            " The certificate names {address} as the place to fetch it from."
        ));
    }
    let severity = match weight(gap.lead) {
        Severity::Failure => Severity::Warning,
        _ => Severity::Note,
    };
    let mut out = Finding::new(
        Subject::of_object(gap.reader, &gap.lead.container),
        message,
        remedy,
    )
    .only(severity);
    for it in std::iter::once(gap.lead).chain(gap.others.iter().copied()) {
        out = out.evidence(
            gap.reader
                .at(&format!("card/certificates/{}/chain/missing", it.index)),
        );
    }
    out
}
