//! The stores of this computer, read.
use crate::facts::{Store, StoreKind, TrustBits, TrustLevel};
use crate::pki::defaults::{Authority, defaults, sha256};
use crate::pki::path::{Digest, Link, Purpose};
use std::sync::Arc;

/// A store with what matters in it.
pub struct StoreCase {
    pub facts: Store,
    /// Place in the snapshot and in the report's `trust.stores`.
    pub index: usize,
    pub held: Vec<Held>,
}

/// A certificate in a store.
pub struct Held {
    pub sha256: Digest,
    pub trust: TrustBits,
    /// None where the snapshot names a certificate of a set that this version does not bring, or where it cannot be read.
    pub link: Option<Arc<Link>>,
}

impl Held {
    /// Whether the store ends paths with it, be it for some uses only.
    pub(super) fn ends_paths(&self, kind: StoreKind) -> bool {
        kind != StoreKind::Untrusted && self.trust.any(TrustLevel::Anchor)
    }

    /// Whether the store ends paths of a sign-in with it.
    pub fn is_anchor(&self, kind: StoreKind) -> bool {
        self.ends_paths(kind) && !refused(self.trust, Purpose::SignIn)
    }

    /// Whether it is refused for this purpose.
    pub(super) fn is_refused(&self, purpose: Purpose) -> bool {
        refused(self.trust, purpose)
    }
}

/// Of uses that no store tells apart it takes the refusal of all.
fn refused(bits: TrustBits, purpose: Purpose) -> bool {
    match purpose {
        Purpose::SignIn => bits.client == TrustLevel::Distrusted,
        Purpose::Any | Purpose::ContentSigning => bits == TrustBits::all(TrustLevel::Distrusted),
    }
}

impl StoreCase {
    pub(super) fn read(index: usize, facts: &Store) -> StoreCase {
        let kept = facts
            .content
            .seen()
            .map_or(&[][..], |it| it.kept.as_slice());
        let held = kept
            .iter()
            .filter_map(|it| {
                // A fingerprint that is not that of the bytes beside it is not believed.
                let (digest, link) = match &it.der {
                    Some(der) => (sha256(der), Link::parse(der).ok().map(Arc::new)),
                    None => (
                        it.sha256.0.as_slice().try_into().ok()?,
                        defaults().find(&it.sha256).and_then(Authority::link),
                    ),
                };
                Some(Held {
                    sha256: digest,
                    trust: it.trust,
                    link,
                })
            })
            .collect();
        StoreCase {
            facts: facts.clone(),
            index,
            held,
        }
    }

    pub fn find(&self, sha256: &Digest) -> Option<&Held> {
        self.held.iter().find(|it| it.sha256 == *sha256)
    }

    /// Whether paths may end with this certificate here.
    pub fn trusts(&self, sha256: &Digest) -> bool {
        self.find(sha256)
            .is_some_and(|it| it.is_anchor(self.facts.kind))
    }

    /// A store that belongs to this computer, rather than to the command line.
    pub fn is_installed(&self) -> bool {
        !matches!(self.facts.kind, StoreKind::Given | StoreKind::Untrusted)
    }

    /// What p11-kit's trust module reads. Debian's folder of local authorities is none of it: what lies there counts when it
    /// is in the bundle.
    pub(super) fn is_system(&self) -> bool {
        match self.facts.kind {
            StoreKind::System => self.facts.program.is_none(),
            StoreKind::P11Kit => !self.facts.path.as_str().starts_with("/usr/local/"),
            _ => false,
        }
    }

    /// As people know it: `Firefox (snap), profile abc.default`, `the system's bundle`.
    pub fn name(&self) -> String {
        let mut out = match (&self.facts.program, self.facts.kind) {
            (Some(program), _) => program.clone(),
            (None, StoreKind::System) => "the system's bundle".to_owned(),
            (None, StoreKind::Nss) => "an NSS database".to_owned(),
            (None, StoreKind::P11Kit) => "the folder bundles are made from".to_owned(),
            (None, StoreKind::Java) => "Java".to_owned(),
            (None, StoreKind::Given) => "--trust".to_owned(),
            (None, StoreKind::Untrusted) => "--untrusted".to_owned(),
            (None, StoreKind::Simulated) => "the simulated workstation".to_owned(),
        };
        if let Some(profile) = &self.facts.profile {
            out.push_str(&format!(", profile {}", profile.0));
        }
        out
    }
}
