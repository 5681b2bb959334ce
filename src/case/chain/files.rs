//! Certificates in files instead of on a card.
use super::{ChainCase, Chains, Question};
use crate::facts::{
    Bytes, Kept, Observed, Pii, Store, StoreContent, StoreKind, StorePath, Trust, TrustBits,
    TrustLevel,
};
use crate::pki::defaults::{defaults, sha256};
use crate::pki::input::{Form, Found, Input, Place, Problem};
use crate::pki::path::revocation::Status as Revocation;
use crate::pki::path::{Code, Effect, Finding, Link, Status};

/// A certificate that is to be judged.
pub struct Target {
    pub place: Place,
    pub der: Vec<u8>,
}

/// Certificates of files, judged.
pub struct Judged {
    pub targets: Vec<Target>,
    pub chains: Chains,
    /// What could not be used, and whether it was to be judged.
    pub problems: Vec<(Problem, bool)>,
}

/// How one certificate came off, from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    Good,
    /// Its best path is valid and has something to be warned of.
    Warned,
    /// It could not be decided.
    Open,
    Bad,
}

/// Which certificates of a file are to be judged: those that are no authority's; where all are authorities', all. The
/// others help to build paths.
pub fn split(input: Input<'_>) -> (Vec<Target>, Vec<Vec<u8>>) {
    let is_authority = |it: &Found<'_>| {
        Link::parse(&it.der).is_ok_and(|it| it.is_ca() || (it.version < 3 && it.is_self_issued()))
    };
    let all_authorities = input.certificates.iter().all(is_authority);
    let mut targets = Vec::new();
    let mut beside = Vec::new();
    for it in input.certificates {
        let authority = is_authority(&it);
        if authority {
            beside.push(it.der.to_vec());
        }
        if !authority || all_authorities {
            targets.push(Target {
                place: it.place,
                der: it.der.into_owned(),
            });
        }
    }
    (targets, beside)
}

/// The store that a file given with `--trust` is. One certificate alone is an anchor whatever it is. Of several, those that
/// issued themselves are, and the rest helps to build paths; where none issued itself, all are. What only came with a
/// signature is no anchor. Where the file says itself what a certificate is trusted for, or that it is refused, that counts.
pub fn given(path: &str, input: &Input<'_>) -> Store {
    let listed: Vec<&Found<'_>> = input
        .certificates
        .iter()
        .filter(|it| it.form != Form::Signer)
        .collect();
    let self_issued = |it: &Found<'_>| {
        crate::pki::input::names(&it.der).is_some_and(|it| it.issuer == it.subject)
    };
    let any = listed.iter().any(|it| self_issued(it));
    let alone = listed.len() == 1;
    store(StoreKind::Given, path, input, |it| {
        let anchor = it.form != Form::Signer && (alone || !any || self_issued(it));
        // What the file itself says of it goes first.
        it.told.or(TrustBits::all(match anchor {
            true => TrustLevel::Anchor,
            false => TrustLevel::Unset,
        }))
    })
}

/// The store that a file given with `--untrusted` is.
pub fn untrusted(path: &str, input: &Input<'_>) -> Store {
    store(StoreKind::Untrusted, path, input, |_| TrustBits::default())
}

fn store(
    kind: StoreKind,
    path: &str,
    input: &Input<'_>,
    trust: impl Fn(&Found<'_>) -> TrustBits,
) -> Store {
    let mut kept: Vec<Kept> = Vec::new();
    for it in &input.certificates {
        let sha256 = sha256(&it.der);
        let trust = trust(it);
        if let Some(there) = kept.iter_mut().find(|it| it.sha256.0 == sha256) {
            // Twice in one file, once as an anchor: an anchor, unless it is refused.
            there.trust = there.trust.with(trust);
            continue;
        }
        kept.push(Kept {
            sha256: Bytes(sha256.to_vec()),
            trust,
            der: defaults()
                .find(&sha256)
                .is_none()
                .then(|| Bytes(it.der.to_vec())),
        });
    }
    Store {
        kind,
        path: StorePath::Personal(Pii(path.to_owned())),
        program: None,
        profile: None,
        content: Observed::Seen(StoreContent {
            certificates: u32::try_from(input.certificates.len()).unwrap_or(u32::MAX),
            kept,
            problems: input.problems.iter().map(ToString::to_string).collect(),
        }),
        roots: Observed::default(),
    }
}

/// Judges the certificates of files.
pub fn judge(
    targets: Vec<Target>,
    trust: &Trust,
    question: &Question<'_>,
    problems: Vec<(Problem, bool)>,
) -> Judged {
    let ders: Vec<Vec<u8>> = targets.iter().map(|it| it.der.clone()).collect();
    Judged {
        chains: Chains::judge(trust, &ders, question),
        targets,
        problems,
    }
}

/// Whether a finding is about how an authority encodes what it issues: every path of the DoD has some, and nobody here can
/// mend them. Told, but no reason to warn a script.
pub fn is_lint(it: &Finding) -> bool {
    it.effect == Effect::Warns && it.code == Code::Nonconforming
}

impl ChainCase {
    /// How it came off, its own revocation included.
    pub fn outcome(&self) -> Outcome {
        if self.link.is_err() {
            return Outcome::Open;
        }
        let path = match self.judgement.status {
            Status::Valid => {
                let warned = self.judgement.best().is_some_and(|it| {
                    it.findings
                        .iter()
                        .any(|it| it.effect == Effect::Warns && !is_lint(it))
                });
                if warned {
                    Outcome::Warned
                } else {
                    Outcome::Good
                }
            }
            Status::Unknown => Outcome::Open,
            Status::Invalid | Status::Incomplete => Outcome::Bad,
        };
        let own = match self.revocation.status {
            Revocation::Good | Revocation::Unchecked => Outcome::Good,
            Revocation::Unknown => Outcome::Open,
            Revocation::Revoked { .. } => Outcome::Bad,
        };
        path.max(own)
    }
}

impl Judged {
    /// The worst of all. What should have been judged and could not be read leaves the question open; a key beside a
    /// certificate does not.
    pub fn outcome(&self) -> Outcome {
        let of = |it: &Target| {
            self.chains
                .of(&sha256(&it.der))
                .map_or(Outcome::Open, ChainCase::outcome)
        };
        let worst = self.targets.iter().map(of).max().unwrap_or(Outcome::Open);
        let open = |it: &(Problem, bool)| it.1 && it.0.error.is_loss();
        match self.problems.iter().any(open) {
            true => worst.max(Outcome::Open),
            false => worst,
        }
    }
}
