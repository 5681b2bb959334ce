use super::{for_each_content_signer, verdict_of};
use crate::case::chain::{ChainCase, finding_words};
use crate::case::{Case, ReaderCase};
use crate::pki::path::{Code, Effect, Finding as PathFinding, Path, Status};
use crate::rules::{Finding, Remedy, Severity, Subject, Verdict, Who};
use std::collections::BTreeSet;

rule! {
    /// The path of whoever signed the card's objects to a trust anchor is not valid.
    ///
    /// ## What it means
    /// The signatures of CHUID and Security Object are by somebody whom their issuer did not let sign, or whose authorities
    /// are not good any more: a signature in the path that does not fit, an authority that has expired or was revoked, a root
    /// that nobody here trusts. Doors and systems that check these objects refuse the card. Browsers, Windows and Microsoft
    /// Entra look at the holder's certificates only, so sign-in to services does not depend on it.
    ///
    /// ## How we know
    /// Every path of the content signer's certificate was built and checked as RFC 5280 lays down. What is wrong with the
    /// authorities of the holder's certificates too is told of those. That the signer's certificate itself has expired, is
    /// revoked or not for content signing is told by checks of its own.
    ///
    /// ## What to do
    /// Have the card looked at by the office that issued it.
    "card/content-signer-chain-invalid",
    severity: Warning,
    masked_by: [card::foreign],
    sources: ["FIPS 201-3 §4.2.1 (content signing certificate)", "RFC 5280 §6.1 (path validation)"],
}

fn check(case: &Case) -> Verdict {
    verdict_of(for_each_content_signer(case, |reader, it| {
        let chain = case.signer_chain(it).filter(|it| it.link.is_ok())?;
        let path = match (chain.judgement.status, chain.judgement.best()) {
            // Of a path that was not found nothing is known.
            (Status::Incomplete, _) | (_, None) => return None,
            (Status::Invalid, Some(path)) => path,
            (Status::Valid | Status::Unknown, Some(_)) => return Some(Ok(None)),
        };
        let known = of_the_holder(case, reader);
        let mut reasons = reasons(path);
        reasons.retain(|it| !known.contains(&finding_words(path, it)));
        if reasons.is_empty() {
            return Some(Ok(None));
        }
        let told: Vec<String> = reasons
            .iter()
            .take(4)
            .map(|it| finding_words(path, it))
            .collect();
        let more = match reasons.len().saturating_sub(told.len()) {
            0 => String::new(),
            more => format!("; and {more} more"),
        };
        let message = format!(
            "The {} of the card in {} {} signed by {}, and no path from there to a trust anchor is valid. The best one fails: \
             {}{more}.",
            it.objects(),
            reader.name.0,
            it.verb(),
            it.name(),
            told.join("; ")
        );
        let remedy = Remedy::new(
            Who::CardOffice,
            "Have the card looked at: doors may refuse it. Sign-in to services does not depend on it.",
        );
        // A root that nobody here trusts may be one that this tool does not know.
        let severity = match reasons.iter().all(|it| it.code == Code::UntrustedRoot) {
            true => Severity::Note,
            false => Severity::Warning,
        };
        Some(Ok(Some(
            Finding::new(Subject::of_object(reader, it.object()), message, remedy)
                .only(severity)
                .evidence(reader.at(&format!("{}/chain/paths/0", it.at()))),
        )))
    }))
}

/// Reasons that no other check tells.
fn reasons(path: &Path) -> Vec<&PathFinding> {
    let fails = path.findings.iter().filter(|it| it.effect == Effect::Fails);
    fails
        .filter(|it| {
            let told = [Code::Expired, Code::NotYetValid, Code::Revoked, Code::Eku];
            it.certificate > 0 || !told.contains(&it.code)
        })
        .collect()
}

/// What is wrong with the authorities of the holder's certificates.
fn of_the_holder(case: &Case, reader: &ReaderCase) -> BTreeSet<String> {
    let all = reader
        .card
        .certificates
        .iter()
        .filter_map(|it| case.chain(it));
    let best = |it: &ChainCase| -> Vec<String> {
        let Some(path) = it.judgement.best() else {
            return Vec::new();
        };
        let above = reasons(path).into_iter().filter(|it| it.certificate > 0);
        above.map(|it| finding_words(path, it)).collect()
    };
    all.flat_map(best).collect()
}
