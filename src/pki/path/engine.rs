use super::anchor::{Anchor, Anchors};
use super::build::{Builder, Issuers};
use super::distrust::Distrust;
use super::judgement::{Finding, Judgement, Path, Status};
use super::link::{Digest, Link};
use super::parameters::Parameters;
use super::pool::Pool;
use super::reach::Distances;
use super::revocation::{Answer, Revocation};
use super::signers::Asking;
use crate::pki::signature::{PublicKey, Verification};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Builds and judges paths over one pool of certificates. What it has verified once it remembers, so one engine is to
/// judge all certificates of a run.
pub struct Engine<'a> {
    pub(super) pool: &'a Pool,
    pub(super) anchors: &'a Anchors,
    pub(super) parameters: &'a Parameters,
    pub(super) revocation: Option<&'a dyn Revocation>,
    pub(super) distrust: Option<&'a dyn Distrust>,
    signatures: BTreeMap<(Digest, Digest), Verification>,
    /// Who may have issued a certificate.
    pub(super) issuers: BTreeMap<Digest, Arc<Issuers>>,
    /// What there is to say of a certificate wherever it stands.
    pub(super) alone: BTreeMap<Digest, Arc<[Finding]>>,
    /// By certificate, issuer's key and anchor's key.
    pub(super) answers: BTreeMap<(Digest, Digest, Digest), Answer>,
    /// Certificates whose revocation is being asked, the outermost first.
    pub(super) asking: Vec<Digest>,
    pub(super) spent: Spent,
    pub(super) counts: Counts,
    /// How far from an anchor, of those visited.
    pub(super) distances: Distances,
    pub(super) visited: BTreeSet<Digest>,
}

/// What one judgement has used of its budget.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spent {
    pub steps: u32,
    pub paths: u32,
    pub signatures: u32,
    pub cut: Option<Cut>,
}

/// Which bound of the budget was reached first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    Steps,
    Paths,
    Length,
    Signatures,
}

impl Cut {
    fn message(self, parameters: &Parameters) -> String {
        let budget = &parameters.budget;
        match self {
            Cut::Steps => format!(
                "the search for paths was given up after {} steps",
                budget.steps
            ),
            Cut::Paths => format!("more than {} paths: the others are left out", budget.paths),
            Cut::Length => format!(
                "paths of more than {} certificates are left out",
                budget.length
            ),
            Cut::Signatures => format!(
                "more than {} signatures: the others were not verified",
                budget.signatures
            ),
        }
    }
}

/// What an engine has done since it was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Paths validated.
    pub paths: u64,
    /// Certificates tried as the next link of a path.
    pub steps: u64,
    /// Signatures verified.
    pub signatures: u64,
}

impl<'a> Engine<'a> {
    pub fn new(pool: &'a Pool, anchors: &'a Anchors, parameters: &'a Parameters) -> Self {
        Engine {
            pool,
            anchors,
            parameters,
            revocation: None,
            distrust: None,
            signatures: BTreeMap::new(),
            issuers: BTreeMap::new(),
            alone: BTreeMap::new(),
            answers: BTreeMap::new(),
            asking: Vec::new(),
            spent: Spent::default(),
            counts: Counts::default(),
            distances: Distances::new(),
            visited: BTreeSet::new(),
        }
    }

    /// Asks this for the revocation of every certificate below the anchor.
    #[must_use]
    pub fn with_revocation(mut self, revocation: &'a dyn Revocation) -> Self {
        self.revocation = Some(revocation);
        self
    }

    /// Asks this whether certificates of a path are refused.
    #[must_use]
    pub fn with_distrust(mut self, distrust: &'a dyn Distrust) -> Self {
        self.distrust = Some(distrust);
        self
    }

    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Every path from this certificate, which need not be in the pool, to every anchor, judged.
    pub fn judge(&mut self, target: &Arc<Link>) -> Judgement {
        self.spent = Spent::default();
        self.judge_to(target, &[], None)
    }

    /// As [`Engine::judge`], with further certificates and to one anchor only.
    pub(super) fn judge_to(
        &mut self,
        target: &Arc<Link>,
        extra: &[Arc<Link>],
        to: Option<&Anchor>,
    ) -> Judgement {
        let built = Builder::new(self, extra, to).build(target);
        let mut paths: Vec<Path> = built
            .drafts
            .into_iter()
            .map(|it| self.validate(it))
            .collect();
        self.counts.paths += paths.len() as u64;
        paths.sort_by_cached_key(|it| {
            (
                it.with_revocation(),
                it.status,
                !it.ends_with_root(),
                it.findings.len(),
                it.certificates.len(),
            )
        });
        let cut_short = self.spent.cut.map(|it| it.message(self.parameters));
        let best = paths.iter().map(|it| it.status).min();
        let status = match best {
            // What was left out might have been a valid path.
            Some(Status::Invalid | Status::Incomplete) | None
                if cut_short.is_some() && !built.is_unreachable =>
            {
                Status::Unknown
            }
            Some(status) => status,
            None => Status::Incomplete,
        };
        Judgement {
            status,
            paths,
            dead_ends: built.dead_ends,
            cut_short,
        }
    }

    /// Whether this key signed the certificate; each pair is verified once.
    pub(super) fn verify(&mut self, link: &Link, key: &PublicKey) -> Verification {
        let pair = (link.sha256, key.sha256);
        if let Some(known) = self.signatures.get(&pair) {
            return known.clone();
        }
        if self.spent.signatures >= self.parameters.budget.signatures {
            self.cut(Cut::Signatures);
            return Verification::Unsupported("any kind: too many signatures".to_owned());
        }
        self.spent.signatures += 1;
        self.counts.signatures += 1;
        let out = link.verify(key);
        self.signatures.insert(pair, out.clone());
        out
    }

    pub(super) fn cut(&mut self, by: Cut) {
        self.spent.cut.get_or_insert(by);
    }

    /// Revocation of the certificate at `index` of a path; `certificates` are those of the path, the anchor's last.
    pub(super) fn revocation(
        &mut self,
        certificates: &[Arc<Link>],
        index: usize,
        issuer_key: &PublicKey,
        anchor: &Anchor,
    ) -> Answer {
        let (Some(revocation), Some(certificate)) = (self.revocation, certificates.get(index))
        else {
            return Answer::unchecked();
        };
        // Asked further up already: the answer there cannot wait for itself.
        if self.asking.contains(&certificate.sha256) {
            return Answer::unchecked();
        }
        let known = (certificate.sha256, issuer_key.sha256, anchor.key.sha256);
        if let Some(answer) = self.answers.get(&known) {
            return answer.clone();
        }
        let above = certificates
            .get(index.saturating_add(1)..)
            .unwrap_or_default();
        let question = super::revocation::Question {
            certificate,
            issuer_key,
            issuer: above.first(),
            above,
            anchor,
            at: self.parameters.at,
            depth: u32::try_from(self.asking.len()).unwrap_or(u32::MAX),
        };
        self.asking.push(certificate.sha256);
        let answer = revocation.answer(&question, &mut Asking { engine: self });
        self.asking.pop();
        // Inside another question an answer may lack what is being asked there.
        if self.asking.is_empty() {
            self.answers.insert(known, answer.clone());
        }
        answer
    }
}
