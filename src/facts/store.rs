use super::trust::{not_looked_at, was_not_looked_at};
use super::{Bytes, Observed, Pii};
use serde::{Deserialize, Serialize};

/// One place that holds certificates of authorities.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Store {
    pub kind: StoreKind,
    pub path: StorePath,
    /// The program whose store it is, as people call it: `Firefox`, `Chromium`, `Java 17`; none where all programs share it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<String>,
    /// The profile of that program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<Pii<String>>,
    pub content: Observed<StoreContent>,
    /// The library of the web's authorities that the program has beside this store. `Absent`: it brings them in itself.
    #[serde(default = "not_looked_at", skip_serializing_if = "was_not_looked_at")]
    pub roots: Observed<RootLibrary>,
}

impl Store {
    /// Whether the program also trusts what the system's administrator made an anchor.
    pub fn has_system_anchors(&self) -> bool {
        self.roots.seen().is_some_and(RootLibrary::is_system)
    }
}

/// The module of trust anchors that NSS loads, `libnssckbi.so`. The distribution may have put p11-kit's in its place, which
/// brings the anchors of the whole system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RootLibrary {
    /// Where the program finds it.
    pub path: StorePath,
    /// What that is in the end.
    pub leads_to: StorePath,
}

impl RootLibrary {
    /// Whether it is p11-kit's (p11-kit's manual, "Trust Policy Module").
    pub fn is_system(&self) -> bool {
        let name = self.leads_to.as_str().rsplit('/').next();
        name.is_some_and(|it| it.starts_with("p11-kit-trust.so"))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StoreKind {
    /// The bundle that OpenSSL, curl and most programs read.
    System,
    /// An NSS database: Firefox, Thunderbird, Chromium and kin.
    Nss,
    /// Source folders of p11-kit or the distribution, from which the bundles are made.
    P11Kit,
    /// Java's key store.
    Java,
    /// Given with `--trust`: its anchors are trusted for this run.
    Given,
    /// Given with `--untrusted`: certificates to build paths with, trusted for nothing.
    Untrusted,
    /// The issuers of a simulated card, anchors on the simulated workstation alone.
    Simulated,
}

/// Where a store lies. A path below somebody's home names them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StorePath {
    Common(String),
    Personal(Pii<String>),
}

impl StorePath {
    pub fn as_str(&self) -> &str {
        match self {
            StorePath::Common(it) => it,
            StorePath::Personal(it) => it,
        }
    }
}

/// What a store holds, as far as it matters here. Most of what a system trusts is the web's; of that only the number is
/// kept. Certificates of the set this tool brings are kept by fingerprint, others whole where a path of a card or of the
/// government's mesh could go through them, so that a path can be built again from the snapshot alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoreContent {
    /// All certificates in it.
    pub certificates: u32,
    pub kept: Vec<Kept>,
    /// What in it could not be read, one line each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<String>,
}

/// A certificate in a store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Of the DER.
    pub sha256: Bytes,
    pub trust: TrustBits,
    /// Left out where the tool's own set has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub der: Option<Bytes>,
}

/// What a store trusts a certificate for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustBits {
    /// TLS servers.
    #[serde(default, skip_serializing_if = "is_unset")]
    pub server: TrustLevel,
    /// TLS clients.
    #[serde(default, skip_serializing_if = "is_unset")]
    pub client: TrustLevel,
    #[serde(default, skip_serializing_if = "is_unset")]
    pub email: TrustLevel,
}

impl TrustBits {
    /// The same for every use.
    pub fn all(it: TrustLevel) -> TrustBits {
        TrustBits {
            server: it,
            client: it,
            email: it,
        }
    }

    pub fn any(&self, wanted: TrustLevel) -> bool {
        [self.server, self.client, self.email].contains(&wanted)
    }

    /// These, and for the uses that they leave open, those.
    pub fn or(self, those: TrustBits) -> TrustBits {
        let each = |own: TrustLevel, other| match own {
            TrustLevel::Unset => other,
            own => own,
        };
        TrustBits {
            server: each(self.server, those.server),
            client: each(self.client, those.client),
            email: each(self.email, those.email),
        }
    }

    /// What two places say of one certificate: refusal goes before trust.
    pub fn with(self, other: TrustBits) -> TrustBits {
        TrustBits {
            server: self.server.max(other.server),
            client: self.client.max(other.client),
            email: self.email.max(other.email),
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrustLevel {
    /// In the store, and nothing more: good for building a path, not for ending one.
    #[default]
    Unset,
    /// A trust anchor.
    Anchor,
    /// Refused.
    Distrusted,
}

fn is_unset(it: &TrustLevel) -> bool {
    *it == TrustLevel::Unset
}
