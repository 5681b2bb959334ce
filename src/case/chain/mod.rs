//! Certification paths of the certificates on the cards, with the stores of this computer.
mod distrust;
mod files;
mod ground;
mod matrix;
mod refused;
mod route;
mod store;
mod words;

pub use files::{Judged, Outcome, Target, given, is_lint, judge, split, untrusted};
pub use ground::TrustedBy;
pub use matrix::{InStore, Presence};
pub use route::{Cross, cross, crossed, is_wrong, root};
pub use store::{Held, StoreCase};
pub use words::{finding_words, link_name, missing_issuer, near_miss, short_name};

use crate::facts::{Observed, Trust};
use crate::pki::Certificate;
use crate::pki::cms::Signer;
use crate::pki::defaults::sha256;
use crate::pki::path::revocation::Answer;
use crate::pki::path::{Digest, Engine, Judgement, Link, Parameters, Path, Purpose, Revocation};
use ground::Ground;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What to judge with.
pub struct Question<'a> {
    pub parameters: Parameters,
    /// Whether the tool's own anchors and the stores of this computer count; else only what was given.
    pub with_default: bool,
    /// Certificates to build paths with, beside those of the stores.
    pub beside: &'a [Vec<u8>],
    pub revocation: Option<&'a dyn Revocation>,
    /// The targets are stand-ins of a redacted snapshot, with a record of what their signatures proved.
    pub redacted: bool,
}

/// Certificates judged.
pub struct Chains {
    pub stores: Vec<StoreCase>,
    /// Whether anybody looked at the stores.
    pub looked: bool,
    judged: BTreeMap<Digest, ChainCase>,
}

/// A certificate, or why it is none.
pub type Parsed = Result<Arc<Link>, String>;

/// One certificate judged.
pub struct ChainCase {
    /// The certificate, or why it is none.
    pub link: Parsed,
    pub judgement: Judgement,
    /// The certificate's own revocation, through its best path.
    pub revocation: Answer,
    /// Why the best path's anchor is one.
    pub trusted_by: Option<TrustedBy>,
    /// Where the certificates of the best path are on this computer, one entry a store.
    pub in_stores: Vec<InStore>,
}

impl Chains {
    /// Judges certificates.
    pub fn judge(trust: &Trust, targets: &[Vec<u8>], question: &Question<'_>) -> Chains {
        Chains::judge_with_signers(trust, targets, &[], question)
    }

    /// Judges certificates, and those of whoever signed objects of their cards. The signers are judged for that purpose,
    /// and else as RFC 5280 leaves it to the caller: what was asked about the certificates is about a sign-in.
    pub fn judge_with_signers(
        trust: &Trust,
        targets: &[Vec<u8>],
        signers: &[Vec<u8>],
        question: &Question<'_>,
    ) -> Chains {
        let facts = trust.stores.seen().map_or(&[][..], Vec::as_slice);
        let stores: Vec<StoreCase> = facts
            .iter()
            .enumerate()
            .map(|(index, it)| StoreCase::read(index, it))
            .collect();
        let looked = !matches!(trust.stores, Observed::Unasked { .. });
        let mut out = Chains {
            stores,
            looked,
            judged: BTreeMap::new(),
        };
        if targets.is_empty() && signers.is_empty() {
            return out;
        }
        let mut ground = Ground::new(&out.stores, question.with_default);
        for der in question.beside {
            if let Ok(link) = Link::parse(der) {
                ground.pool.add(Arc::new(link));
            }
        }
        // A CAC holds most of its certificates twice, and one signer signs all objects.
        let mut seen = BTreeSet::new();
        let mut once = |all: &[Vec<u8>]| -> Vec<(Digest, Parsed)> {
            let all = all.iter().map(|der| (sha256(der), der));
            all.filter(|(digest, _)| seen.insert(*digest))
                .map(|(digest, der)| (digest, parse(der, question.redacted)))
                .collect()
        };
        let parsed = [once(targets), once(signers)];
        let links: [Vec<Arc<Link>>; 2] = parsed
            .each_ref()
            .map(|them| them.iter().filter_map(|it| it.1.clone().ok()).collect());
        let signing = Parameters {
            purpose: Purpose::ContentSigning,
            budget: question.parameters.budget,
            ..Parameters::at(question.parameters.at)
        };
        let parameters = [&question.parameters, &signing];
        ground.reach(&links.concat());
        let all = |ground: &Ground| -> Vec<Judgement> {
            let each = parameters.into_iter().zip(&links);
            each.flat_map(|(parameters, links)| judge_all(ground, links, parameters, question))
                .collect()
        };
        let mut judged = all(&ground);
        let gaps = |it: &Judgement| !it.dead_ends.is_empty();
        if judged
            .iter()
            .any(|it| gaps(it) && it.best().is_none_or(|it| it.anchor.is_none()))
        {
            // What is missing may be there under another name.
            ground.reach_all();
            judged = all(&ground);
        }
        let mut judged = judged.into_iter();
        let parsed = parsed.into_iter().zip(parameters);
        let parsed = parsed.flat_map(|(them, of)| them.into_iter().map(|it| (it, of.purpose)));
        for ((digest, link), purpose) in parsed {
            let judgement = match &link {
                Ok(_) => judged.next().unwrap_or_else(unjudged),
                Err(_) => unjudged(),
            };
            let best = judgement.best();
            out.judged.insert(
                digest,
                ChainCase {
                    link,
                    revocation: best
                        .and_then(|it| it.revocation.first().cloned())
                        .unwrap_or_else(Answer::unchecked),
                    trusted_by: best.and_then(|it| ground.trusted_by(it, purpose)).cloned(),
                    in_stores: best
                        .map(|it| matrix::of(it, &out.stores, purpose))
                        .unwrap_or_default(),
                    judgement,
                },
            );
        }
        out
    }

    /// What became of the certificate with this fingerprint.
    pub fn of(&self, sha256: &Digest) -> Option<&ChainCase> {
        self.judged.get(sha256)
    }

    /// What became of a certificate on a card; none where its bytes are none.
    pub fn of_case(&self, it: &super::CertificateCase) -> Option<&ChainCase> {
        self.of_certificate(it.content.as_ref().ok()?)
    }

    /// What became of a content signer's certificate.
    pub fn of_signer(&self, it: &Signer) -> Option<&ChainCase> {
        self.of_certificate(&it.certificate)
    }

    fn of_certificate(&self, it: &Certificate) -> Option<&ChainCase> {
        let sha256 = crate::standards::hex::parse(&it.sha256)?;
        self.of(sha256.as_slice().try_into().ok()?)
    }

    /// All that were judged, in the order of their fingerprints.
    pub fn all(&self) -> impl Iterator<Item = &ChainCase> {
        self.judged.values()
    }

    pub fn is_empty(&self) -> bool {
        self.judged.is_empty()
    }
}

fn parse(der: &[u8], redacted: bool) -> Parsed {
    let link = Link::parse(der).map(|it| match redacted {
        true => Arc::new(it.of_redacted()),
        false => Arc::new(it),
    });
    link.map_err(|it| it.to_string())
}

fn unjudged() -> Judgement {
    Judgement {
        status: crate::pki::path::Status::Unknown,
        paths: Vec::new(),
        dead_ends: Vec::new(),
        cut_short: None,
    }
}

fn judge_all(
    ground: &Ground,
    links: &[Arc<Link>],
    parameters: &Parameters,
    question: &Question<'_>,
) -> Vec<Judgement> {
    let mut engine = Engine::new(&ground.pool, &ground.anchors, parameters).with_distrust(ground);
    if let Some(it) = question.revocation {
        engine = engine.with_revocation(it);
    }
    links
        .iter()
        .map(|it| {
            let mut judgement = engine.judge(it);
            prefer_own_root(&mut judgement.paths);
            judgement
        })
        .collect()
}

/// Among paths of the same worth the one to the certificate's own root comes before one through a cross-certificate.
fn prefer_own_root(paths: &mut [Path]) {
    paths.sort_by_key(|it| (it.with_revocation(), it.status, is_wrong(it)));
}
