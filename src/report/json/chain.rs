use crate::case::chain::{ChainCase, Chains, Presence, TrustedBy, crossed, is_wrong, link_name};
use crate::pki::path::revocation::{Answer, Status as Revoked};
use crate::pki::path::{Effect, NearWhy, Path};
use crate::standards::hex;
use schemars::JsonSchema;
use serde::Serialize;

/// The paths to trust anchors.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Chain {
    /// `valid`, `invalid`, `incomplete`: no path reaches an anchor, `unknown`: nothing speaks against it, but something could
    /// not be decided.
    pub status: &'static str,
    /// Distinguished name of the anchor of the first path.
    pub anchor: Option<String>,
    /// Why that anchor is one: `default`: the tool's own set, `given`: `--trust`, `store`: a store of this computer.
    pub trusted_by: Option<&'static str>,
    /// The best first. Where none reaches an anchor, those that got nowhere.
    pub paths: Vec<ChainPath>,
    /// Where building stopped for want of an issuer.
    pub missing: Vec<Missing>,
    /// Why there may be more paths than these.
    pub cut_short: Option<String>,
    /// The certificates of the first path in each store of this computer.
    pub stores: Vec<ChainStore>,
}

/// One path, from the certificate up.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChainPath {
    /// `valid`, `invalid`, `incomplete`, `unknown`.
    pub status: &'static str,
    /// Distinguished names: the certificate's own first, the anchor's last.
    pub certificates: Vec<String>,
    /// SHA-256 of each, upper-case hexadecimal.
    pub sha256: Vec<String>,
    /// Distinguished name; null where the path reaches none.
    pub anchor: Option<String>,
    /// Place in `certificates` of a cross-certificate that leads away from the DoD's own root.
    pub cross_certificate: Option<usize>,
    /// The path of a DoD certificate ends at somebody else's anchor.
    pub wrong_anchor: bool,
    pub findings: Vec<PathFinding>,
    /// Of each certificate below the anchor: `good`, `revoked`, `unknown`, `unchecked`.
    pub revocation: Vec<&'static str>,
}

/// Something to say of a certificate in a path.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PathFinding {
    /// `expired`, `not-yet-valid`, `bad-signature`, `unsupported-algorithm`, `name-mismatch`, `not-a-ca`, `path-length`,
    /// `key-usage`, `eku`, `policy`, `name-constraint`, `unknown-critical-extension`, `revoked`, `revocation-unknown`,
    /// `no-issuer`, `untrusted-root`, `weak-algorithm`, `weak-key`, `key-identifier-mismatch`, `malformed`, `budget`, `distrusted`, and
    /// more in time.
    pub code: &'static str,
    /// Place in the path's `certificates`.
    pub certificate: usize,
    /// `fails`, `undecided`, `warns`.
    pub effect: &'static str,
    pub message: String,
    /// The clause.
    pub source: String,
}

/// An issuer that is not there.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Missing {
    /// The certificate whose issuer it is.
    pub below: String,
    pub issuer: String,
    /// Key identifier it should have, hexadecimal.
    pub authority_key_id: Option<String>,
    /// Where the certificate says that it can be fetched.
    pub fetch: Vec<String>,
    /// Certificates that are almost it.
    pub near: Vec<Near>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Near {
    pub subject: String,
    pub sha256: String,
    /// `other-key`: its name, but not its key; `other-name`: its key identifier under another name.
    pub why: &'static str,
}

/// The first path in one store.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChainStore {
    /// Place in `trust.stores`.
    pub store: usize,
    pub name: String,
    /// `trusted`, `trusted-by-system` (the program has the system's anchors beside the store), `present`, `distrusted`,
    /// `absent`, `unknown`.
    pub anchor: &'static str,
    /// Of every certificate between, from the issuer up.
    pub intermediates: Vec<StoreLink>,
    /// Whether a program with this store alone gets from the certificate to an anchor. Null: the store could not be read.
    pub complete: Option<bool>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct StoreLink {
    pub name: String,
    /// `trusted`, `trusted-by-system` (the program has the system's anchors beside the store), `present`, `distrusted`,
    /// `absent`, `unknown`.
    pub presence: &'static str,
}

/// The certificate's own revocation.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Revocation {
    /// `good`, `revoked`, `unknown`, `unchecked`.
    pub status: &'static str,
    /// Since when. RFC 3339.
    pub since: Option<String>,
    /// The name of the CRLReason (RFC 5280 §5.3.1).
    pub reason: Option<String>,
    pub tried: Vec<Tried>,
}

/// A source of revocation and what came of it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Tried {
    pub source: String,
    pub result: String,
}

impl Chain {
    /// Of a certificate that was judged.
    pub fn from(it: &ChainCase, chains: &Chains) -> Chain {
        let judgement = &it.judgement;
        let best = judgement.best();
        Chain {
            status: judgement.status.as_str(),
            anchor: best.and_then(anchor),
            trusted_by: it.trusted_by.as_ref().map(|it| match it {
                TrustedBy::Default => "default",
                TrustedBy::Given(_) => "given",
                TrustedBy::Store(_) => "store",
            }),
            paths: judgement.paths.iter().map(ChainPath::from).collect(),
            missing: judgement
                .dead_ends
                .iter()
                .map(|it| Missing {
                    below: it.below.subject.to_string(),
                    issuer: it.issuer.to_string(),
                    authority_key_id: it.authority_key_id.as_deref().map(hex::joined),
                    fetch: it.fetch.clone(),
                    near: it
                        .near
                        .iter()
                        .map(|it| Near {
                            subject: it.link.subject.to_string(),
                            sha256: hex::joined(&it.link.sha256),
                            why: match it.why {
                                NearWhy::OtherKey => "other-key",
                                NearWhy::OtherName => "other-name",
                            },
                        })
                        .collect(),
                })
                .collect(),
            cut_short: judgement.cut_short.clone(),
            stores: best
                .map(|path| stores(it, path, chains))
                .unwrap_or_default(),
        }
    }

    /// Of one that was not.
    pub fn unknown() -> Chain {
        Chain {
            status: "unknown",
            ..Chain::default()
        }
    }
}

fn anchor(path: &Path) -> Option<String> {
    path.anchor.as_ref().map(|it| it.name.to_string())
}

fn stores(it: &ChainCase, path: &Path, chains: &Chains) -> Vec<ChainStore> {
    it.in_stores
        .iter()
        .filter_map(|row| {
            let store = chains.stores.get(row.store)?;
            let between = row.above.len().saturating_sub(1);
            let links = path
                .certificates
                .iter()
                .skip(1)
                .zip(&row.above)
                .take(between);
            Some(ChainStore {
                store: store.index,
                name: store.name(),
                anchor: presence(row.anchor()),
                intermediates: links
                    .map(|(link, it)| StoreLink {
                        name: link_name(link),
                        presence: presence(*it),
                    })
                    .collect(),
                complete: row.is_complete(),
            })
        })
        .collect()
}

/// The word of the report.
pub fn presence(it: Presence) -> &'static str {
    match it {
        Presence::Trusted => "trusted",
        Presence::TrustedBySystem => "trusted-by-system",
        Presence::Present => "present",
        Presence::Distrusted => "distrusted",
        Presence::Absent => "absent",
        Presence::Unknown => "unknown",
    }
}

impl ChainPath {
    fn from(it: &Path) -> ChainPath {
        ChainPath {
            status: it.status.as_str(),
            certificates: it
                .certificates
                .iter()
                .map(|it| it.subject.to_string())
                .collect(),
            sha256: it
                .certificates
                .iter()
                .map(|it| hex::joined(&it.sha256))
                .collect(),
            anchor: anchor(it),
            cross_certificate: crossed(it),
            wrong_anchor: is_wrong(it),
            findings: it
                .findings
                .iter()
                .map(|it| PathFinding {
                    code: it.code.as_str(),
                    certificate: it.certificate,
                    effect: match it.effect {
                        Effect::Fails => "fails",
                        Effect::Undecided => "undecided",
                        Effect::Warns => "warns",
                    },
                    message: it.message.clone(),
                    source: it.source.to_string(),
                })
                .collect(),
            revocation: it.revocation.iter().map(|it| it.status.as_str()).collect(),
        }
    }
}

impl From<&Answer> for Revocation {
    fn from(it: &Answer) -> Revocation {
        let (since, reason) = match &it.status {
            Revoked::Revoked { since, reason } => (since.map(super::rfc3339), reason.clone()),
            _ => (None, None),
        };
        Revocation {
            status: it.status.as_str(),
            since,
            reason,
            tried: it
                .tried
                .iter()
                .map(|it| Tried {
                    source: it.source.clone(),
                    result: it.result.clone(),
                })
                .collect(),
        }
    }
}

impl Revocation {
    /// Nobody was asked.
    pub fn unchecked() -> Revocation {
        Revocation::from(&Answer::unchecked())
    }
}
