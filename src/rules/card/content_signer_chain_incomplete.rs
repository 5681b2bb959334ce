use super::{for_each_content_signer, verdict_of};
use crate::case::Case;
use crate::case::chain::{ChainCase, link_name, missing_issuer};
use crate::pki::defaults::defaults;
use crate::pki::path::Status;
use crate::rules::{Finding, Remedy, Subject, Verdict, Who};

rule! {
    /// The issuer of whoever signed the card's objects is not known here.
    ///
    /// ## What it means
    /// No path leads from the content signer's certificate to a trust anchor, as a certificate in between is missing. The
    /// signatures of CHUID and Security Object may be good all the same; here nobody can tell whether their signer may be
    /// believed. Nothing that signs people in looks at it.
    ///
    /// ## How we know
    /// Neither the set that this tool brings, nor any store of this computer, nor what was given with `--trust` holds a
    /// certificate with the issuer's name whose key signed this one. Where certificates of the holder lack the same issuer,
    /// that is told of them and not again here.
    ///
    /// ## What to do
    /// Nothing for a sign-in. To have it told here, give the issuer's certificates with `--trust` or `--untrusted`, or
    /// install the authorities of the card's issuer.
    "card/content-signer-chain-incomplete",
    severity: Note,
    masked_by: [card::foreign],
    sources: ["FIPS 201-3 §4.2.1 (content signing certificate)", "RFC 5280 §6.1 (a path ends at a trust anchor)"],
}

fn check(case: &Case) -> Verdict {
    // What the tool's own set does not close, a store might; without a look at them nothing is said.
    let looked = case.chains().looked;
    verdict_of(for_each_content_signer(case, |reader, it| {
        let chain = case.signer_chain(it).filter(|it| it.link.is_ok())?;
        if chain.judgement.status != Status::Incomplete {
            return Some(Ok(None));
        }
        if !looked {
            return None;
        }
        let lacks = |of: &ChainCase| {
            of.judgement.status == Status::Incomplete && missing(of) == missing(chain)
        };
        let mut own = reader.card.certificates.iter();
        if own.any(|it| case.chain(it).is_some_and(lacks)) {
            return Some(Ok(None));
        }
        let (issuer, below) = match chain.judgement.dead_ends.first() {
            Some(it) => (missing_issuer(it), link_name(&it.below)),
            None => ("its issuer".to_owned(), it.name().to_owned()),
        };
        let as_of = defaults().as_of().map(|it| it.to_string());
        let message = format!(
            "The {} of the card in {} {} signed by {}. {issuer}, which issued {below}, is neither in a store of this computer nor \
             in the tool's own set (as of {}): whether the signer may be believed cannot be told here.",
            it.objects(),
            reader.name.0,
            it.verb(),
            it.name(),
            as_of
                .as_deref()
                .and_then(|it| it.get(..7))
                .unwrap_or_default()
        );
        let remedy = Remedy::new(
            Who::You,
            "Nothing for a sign-in. To have it told, give the certificates of the card's issuer with --trust or --untrusted.",
        );
        Some(Ok(Some(
            Finding::new(Subject::of_object(reader, it.object()), message, remedy)
                .evidence(reader.at(&format!("{}/chain/missing", it.at()))),
        )))
    }))
}

/// The name of the issuer that is not there.
fn missing(it: &ChainCase) -> Option<String> {
    let first = it.judgement.dead_ends.first();
    first.map(|it| format!("{} {}", it.issuer, missing_issuer(it)))
}
