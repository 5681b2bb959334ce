use super::Error;
use crate::case::chain::{Chains, StoreCase, root};
use crate::facts::{Observed, StoreKind, Trust as Facts};
use crate::pki::defaults::{Role, defaults};
use crate::standards::hex;
use schemars::JsonSchema;
use serde::Serialize;
use time::OffsetDateTime;

/// What is trusted: the tool's own set, and the stores of this computer.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Trust {
    pub default: DefaultTrust,
    /// Empty where none was looked at; `because` says why.
    pub stores: Vec<TrustStore>,
    pub because: Option<String>,
}

/// The set of anchors and authorities that the tool brings.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DefaultTrust {
    /// Whether it counted in this run.
    pub used: bool,
    /// The day the DoD's part of it stands for, `YYYY-MM-DD`.
    pub as_of: Option<String>,
    /// Whole months from then to the time of interest.
    pub months_old: Option<i64>,
    /// It may lack authorities of newer cards (rule `trust/default-set-old`).
    pub old: bool,
    pub anchors: Vec<TrustAnchor>,
    /// Issuing authorities and cross-certificates in it.
    pub authorities: usize,
    pub sources: Vec<TrustSource>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TrustAnchor {
    pub name: &'static str,
    pub sha256: String,
    /// notAfter, `YYYY-MM-DD`.
    pub until: String,
}

/// Where a part of the set comes from.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TrustSource {
    pub label: &'static str,
    pub package: &'static str,
    /// When its publisher signed it, `YYYY-MM-DD`.
    pub published: Option<String>,
    /// When it was fetched from there.
    pub collected: Option<String>,
}

/// A place where programs keep certificates of authorities.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TrustStore {
    /// `system`, `nss`, `p11-kit`, `java`, `given`, `untrusted`, `simulated`.
    pub kind: &'static str,
    /// For people.
    pub name: String,
    pub path: String,
    pub program: Option<String>,
    pub profile: Option<String>,
    /// Why it could not be read.
    pub error: Option<Error>,
    /// The library of the web's authorities that the program has beside the store. Null: not known, or the program brings
    /// them in itself.
    pub roots: Option<StoreRoots>,
    /// All certificates in it. Null: it could not be read.
    pub certificates: Option<u32>,
    /// Those of them that matter here.
    pub held: Vec<HeldCertificate>,
    pub problems: Vec<String>,
}

/// `libnssckbi.so` as a program finds it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct StoreRoots {
    pub path: String,
    /// The file it is in the end.
    pub leads_to: String,
    /// It is p11-kit's, so that the program trusts the system's anchors too.
    pub system: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct HeldCertificate {
    /// Null where this version does not know the certificate with that fingerprint.
    pub subject: Option<String>,
    pub issuer: Option<String>,
    pub sha256: String,
    /// The name of the checked root it is.
    pub root: Option<&'static str>,
    /// `anchor`, `distrusted`, `unset`, for TLS servers, TLS clients and e-mail.
    pub server: &'static str,
    pub client: &'static str,
    pub email: &'static str,
    /// It is a cross-certificate that leads away from the DoD's own root.
    pub cross_certificate: bool,
}

impl Trust {
    pub fn from(facts: &Facts, chains: &Chains, with_default: bool, at: OffsetDateTime) -> Trust {
        Trust {
            default: DefaultTrust::at(at, with_default),
            stores: chains.stores.iter().map(TrustStore::from).collect(),
            because: match &facts.stores {
                Observed::Unasked { because } => Some(because.clone()),
                Observed::Failed(it) => Some(format!("{} {}", it.call, it.name)),
                Observed::Seen(_) | Observed::Absent => None,
            },
        }
    }
}

impl DefaultTrust {
    fn at(at: OffsetDateTime, used: bool) -> DefaultTrust {
        let set = defaults();
        DefaultTrust {
            used,
            as_of: set.as_of().map(|it| it.to_string()),
            months_old: set.months_old(at),
            old: set.is_old(at),
            anchors: set
                .anchors()
                .filter_map(|it| it.root)
                .map(|it| TrustAnchor {
                    name: it.name,
                    sha256: hex::joined(&it.sha256),
                    until: it.until.to_string(),
                })
                .collect(),
            authorities: set
                .authorities
                .iter()
                .filter(|it| it.root.is_none_or(|it| it.role != Role::Anchor))
                .count(),
            sources: set
                .provenance
                .iter()
                .map(|it| TrustSource {
                    label: it.label,
                    package: it.source,
                    published: it.published.map(|it| it.to_string()),
                    collected: it.collected.map(|it| it.to_string()),
                })
                .collect(),
        }
    }
}

impl TrustStore {
    fn from(it: &StoreCase) -> TrustStore {
        let facts = &it.facts;
        let content = facts.content.seen();
        TrustStore {
            kind: match facts.kind {
                StoreKind::System => "system",
                StoreKind::Nss => "nss",
                StoreKind::P11Kit => "p11-kit",
                StoreKind::Java => "java",
                StoreKind::Given => "given",
                StoreKind::Untrusted => "untrusted",
                StoreKind::Simulated => "simulated",
            },
            name: it.name(),
            path: facts.path.as_str().to_owned(),
            program: facts.program.clone(),
            profile: facts.profile.as_ref().map(|it| it.0.clone()),
            error: facts.content.failure().map(Error::from),
            roots: facts.roots.seen().map(|it| StoreRoots {
                path: it.path.as_str().to_owned(),
                leads_to: it.leads_to.as_str().to_owned(),
                system: it.is_system(),
            }),
            certificates: content.map(|it| it.certificates),
            held: it
                .held
                .iter()
                .map(|it| {
                    let link = it.link.as_deref();
                    HeldCertificate {
                        subject: link.map(|it| it.subject.to_string()),
                        issuer: link.map(|it| it.issuer.to_string()),
                        sha256: hex::joined(&it.sha256),
                        root: link.and_then(root).map(|it| it.name),
                        server: level(it.trust.server),
                        client: level(it.trust.client),
                        email: level(it.trust.email),
                        cross_certificate: link
                            .is_some_and(|it| crate::case::chain::cross(it).is_some()),
                    }
                })
                .collect(),
            problems: content.map(|it| it.problems.clone()).unwrap_or_default(),
        }
    }
}

fn level(it: crate::facts::TrustLevel) -> &'static str {
    use crate::facts::TrustLevel;
    match it {
        TrustLevel::Anchor => "anchor",
        TrustLevel::Distrusted => "distrusted",
        TrustLevel::Unset => "unset",
    }
}
