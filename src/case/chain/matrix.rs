//! Where the certificates of a path are on this computer: what a program with this store could build.
use super::store::StoreCase;
use crate::pki::path::{Path, Purpose};

/// The certificates of one path in one store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InStore {
    /// Place in [`super::Chains::stores`].
    pub store: usize,
    /// Of each certificate above the first, in the order of the path.
    pub above: Vec<Presence>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// There, and a path may end with it.
    Trusted,
    /// Not trusted there, but among the system's anchors, which the program has beside the store.
    TrustedBySystem,
    /// There, to build with.
    Present,
    /// Refused, there or by the system whose anchors the program has beside the store.
    Distrusted,
    Absent,
    /// The store could not be read.
    Unknown,
}

impl InStore {
    /// Whether a program with this store alone gets from the certificate to an anchor: every certificate up to the first
    /// trusted one is there.
    pub fn is_complete(&self) -> Option<bool> {
        let mut rest = self.above.iter();
        loop {
            match rest.next() {
                Some(Presence::Trusted | Presence::TrustedBySystem) => return Some(true),
                Some(Presence::Present) => {}
                Some(Presence::Absent | Presence::Distrusted) | None => return Some(false),
                Some(Presence::Unknown) => return None,
            }
        }
    }

    /// Whether the path's end, its anchor, is trusted.
    pub fn anchor(&self) -> Presence {
        self.above.last().copied().unwrap_or(Presence::Absent)
    }
}

pub(super) fn of(path: &Path, stores: &[StoreCase], purpose: Purpose) -> Vec<InStore> {
    stores
        .iter()
        .enumerate()
        .filter(|(_, it)| it.is_installed())
        .map(|(store, it)| InStore {
            store,
            above: path
                .certificates
                .iter()
                .skip(1)
                .map(|link| presence(it, stores, &link.sha256, purpose))
                .collect(),
        })
        .collect()
}

fn presence(store: &StoreCase, all: &[StoreCase], sha256: &[u8; 32], purpose: Purpose) -> Presence {
    if store.facts.content.seen().is_none() {
        return Presence::Unknown;
    }
    let own = alone(store, sha256, purpose);
    let may = matches!(own, Presence::Absent | Presence::Present);
    if may && store.facts.has_system_anchors() {
        match of_system(all, sha256, purpose) {
            Presence::Trusted => return Presence::TrustedBySystem,
            Presence::Distrusted => return Presence::Distrusted,
            _ => {}
        }
    }
    own
}

fn alone(store: &StoreCase, sha256: &[u8; 32], purpose: Purpose) -> Presence {
    match store.find(sha256) {
        None => Presence::Absent,
        Some(it) if it.is_refused(purpose) => Presence::Distrusted,
        Some(it) if it.ends_paths(store.facts.kind) => Presence::Trusted,
        Some(_) => Presence::Present,
    }
}

/// What p11-kit's trust module makes of it. It reads the folders that bundles are made from, or the bundle, whichever its
/// distribution built it for.
fn of_system(all: &[StoreCase], sha256: &[u8; 32], purpose: Purpose) -> Presence {
    let found: Vec<Presence> = all
        .iter()
        .filter(|it| it.is_system())
        .map(|it| alone(it, sha256, purpose))
        .collect();
    [Presence::Distrusted, Presence::Trusted]
        .into_iter()
        .find(|it| found.contains(it))
        .unwrap_or(Presence::Absent)
}
