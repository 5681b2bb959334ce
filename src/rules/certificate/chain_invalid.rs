use super::weight;
use crate::case::chain::{ChainCase, finding_words};
use crate::case::{Case, CertificateCase, ReaderCase};
use crate::pki::path::{Code, Effect, Finding as PathFinding, Path, Status};
use crate::rules::{Finding, Remedy, Severity, Subject, Verdict, Who};
use std::collections::BTreeMap;

rule! {
    /// The path of a certificate on the card to its trust anchor is not valid.
    ///
    /// ## What it means
    /// A path was found, and something in it is against the rules: a signature that does not fit, an authority that has
    /// expired, is no authority or was revoked, a policy or name that it may not issue for. Whoever checks the certificate by
    /// the standard refuses it.
    ///
    /// ## How we know
    /// Every path was built and checked as RFC 5280 lays down. The reasons of the best one are told, each with its
    /// certificate and clause; the report has those of all others. Where something in all of them cannot be checked here, a
    /// signature by an algorithm that the tool does not know, the answer is that it is not known. That the certificate
    /// itself has expired, is not valid yet or was revoked is told by checks of its own.
    ///
    /// ## What to do
    /// A bad signature or an authority that may not issue such a certificate: have the certificate replaced at the card
    /// office. An expired or revoked authority: install the current ones of DISA or of your agency, and if that does not
    /// help, have the certificate replaced.
    "certificate/chain-invalid",
    severity: Failure,
    masked_by: [card::foreign],
    sources: ["RFC 5280 §6.1 (path validation)"],
}

/// Reasons that no other check tells.
fn reasons(path: &Path) -> Vec<&PathFinding> {
    path.findings
        .iter()
        .filter(|it| it.effect == Effect::Fails)
        .filter(|it| {
            let own = it.certificate == 0
                && matches!(it.code, Code::Expired | Code::NotYetValid | Code::Revoked);
            !own
        })
        .collect()
}

/// Certificates that fail for the same reasons in the certificates above them.
struct Group<'c> {
    reader: &'c ReaderCase<'c>,
    lead: &'c CertificateCase,
    chain: &'c ChainCase,
    others: Vec<&'c CertificateCase>,
}

fn check(case: &Case) -> Verdict {
    let mut groups: BTreeMap<(usize, Vec<String>), Group<'_>> = BTreeMap::new();
    let mut judged = false;
    for (reader, card) in case.cards() {
        for it in &card.certificates {
            let Some(chain) = case.chain(it).filter(|it| it.link.is_ok()) else {
                continue;
            };
            // Of a path that was not found nothing is known.
            judged |= chain.judgement.status != Status::Incomplete;
            let best = chain.judgement.best();
            let Some(path) = best.filter(|_| chain.judgement.status == Status::Invalid) else {
                continue;
            };
            let reasons = reasons(path);
            if reasons.is_empty() {
                continue;
            }
            let mut key: Vec<String> = reasons.iter().map(|it| finding_words(path, it)).collect();
            if reasons.iter().any(|it| it.certificate == 0) {
                key.push(it.container.clone());
            }
            match groups.get_mut(&(reader.index, key.clone())) {
                Some(group) if weight(it) > weight(group.lead) => {
                    group.others.push(std::mem::replace(&mut group.lead, it));
                    group.chain = chain;
                }
                Some(group) => group.others.push(it),
                None => {
                    let group = Group {
                        reader,
                        lead: it,
                        chain,
                        others: Vec::new(),
                    };
                    groups.insert((reader.index, key), group);
                }
            }
        }
    }
    if !judged {
        return Verdict::NotApplicable;
    }
    let found: Vec<Finding> = groups.values().filter_map(finding).collect();
    match undecided(case) {
        Some(why) if found.is_empty() => Verdict::Unknown(why),
        _ => Verdict::of(found),
    }
}

/// Why no path of some certificate is known to be good, although none is known to be bad: what is not supported here is
/// not invalid, and not good either. That revocation is not known is for other checks to tell.
fn undecided(case: &Case) -> Option<String> {
    let certificates = case.cards().flat_map(|(_, card)| &card.certificates);
    let mut open: Vec<(&CertificateCase, String)> = certificates
        .filter_map(|it| {
            let judgement = &case.chain(it)?.judgement;
            let why = match (judgement.status, judgement.best()) {
                (Status::Unknown, Some(path)) => {
                    let open = path.findings.iter().find(|it| {
                        it.effect == Effect::Undecided && it.code != Code::RevocationUnknown
                    });
                    open.map(|it| finding_words(path, it))
                }
                _ => None,
            };
            let why = why.or_else(|| match judgement.status {
                Status::Unknown => judgement.cut_short.clone(),
                _ => None,
            })?;
            Some((it, why))
        })
        .collect();
    open.sort_by_key(|(it, _)| std::cmp::Reverse(weight(it)));
    let (it, why) = open.first()?;
    let others = match open.len() {
        1 => String::new(),
        more => format!(" (and {} more)", more - 1),
    };
    Some(format!(
        "{}, {} in {}{others}: whether a path to a trust anchor is valid could not be decided: {why}",
        it.shown_as(),
        it.purpose.words(),
        it.container
    ))
}

fn finding(group: &Group<'_>) -> Option<Finding> {
    let it = group.lead;
    let path = group.chain.judgement.best()?;
    let reasons = reasons(path);
    let told: Vec<String> = reasons
        .iter()
        .take(4)
        .map(|it| finding_words(path, it))
        .collect();
    let more = match reasons.len() - told.len() {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    let others: Vec<&str> = group
        .others
        .iter()
        .map(|it| it.container.as_str())
        .collect();
    let others = match others.as_slice() {
        [] => String::new(),
        [one] => format!(", and the one in {one}"),
        many => format!(", and those in {}", many.join(", ")),
    };
    let message = format!(
        "{}, {} in {}{others}: no path to a trust anchor is valid. The best one fails: {}{more}.",
        it.shown_as(),
        it.purpose.words(),
        it.container,
        told.join("; ")
    );
    // What an authority's own certificate is at fault with can be mended by a newer one of it.
    let of_authority = reasons.iter().all(|it| {
        it.certificate > 0
            && matches!(
                it.code,
                Code::Expired | Code::NotYetValid | Code::Revoked | Code::UntrustedRoot
            )
    });
    let refused = |it: &&PathFinding| it.code == Code::Distrusted;
    let remedy = if reasons.iter().any(refused)
        && reasons
            .iter()
            .all(|it| refused(it) || it.code == Code::UntrustedRoot)
    {
        Remedy::new(
            Who::Admin,
            "Find out why the certificate is refused there: somebody has decided so. Where that was a mistake, take the refusal back.",
        )
    } else if of_authority {
        Remedy::new(
            Who::Admin,
            "Install the current authorities of DISA or of your agency. If that does not help, have the certificate replaced at the card office.",
        )
    } else {
        Remedy::new(
            Who::CardOffice,
            "Have the certificate replaced. Nothing on this computer helps.",
        )
    };
    let severity = match weight(it) {
        // A root that nobody here trusts may be one that this tool does not know.
        Severity::Failure if reasons.iter().all(|it| it.code == Code::UntrustedRoot) => {
            Severity::Warning
        }
        other => other,
    };
    let mut out = Finding::new(
        Subject::of_object(group.reader, &it.container),
        message,
        remedy,
    )
    .only(severity);
    for it in std::iter::once(it).chain(group.others.iter().copied()) {
        let place = format!("card/certificates/{}/chain/paths/0", it.index);
        out = out.evidence(group.reader.at(&place));
    }
    Some(out)
}
