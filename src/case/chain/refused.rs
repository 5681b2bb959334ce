//! What stores refuse.
use super::store::StoreCase;
use crate::facts::{Store, StoreKind};
use crate::pki::path::{Digest, Link, Purpose};
use std::collections::{BTreeMap, BTreeSet};

/// What stores refuse, by certificate and purpose.
#[derive(Default)]
pub(super) struct Refused {
    pub by: BTreeMap<(Digest, u8), BTreeSet<usize>>,
    /// Of each store, itself and those that it takes refusals from.
    pub heeds: Vec<Vec<usize>>,
    /// Of each store, whose name it bears without the person's.
    pub names: Vec<String>,
    pub given: BTreeSet<usize>,
}

/// In the order of their places in the key.
const PURPOSES: [Purpose; 3] = [Purpose::Any, Purpose::SignIn, Purpose::ContentSigning];

pub(super) fn place(purpose: Purpose) -> u8 {
    match purpose {
        Purpose::Any => 0,
        Purpose::SignIn => 1,
        Purpose::ContentSigning => 2,
    }
}

impl Refused {
    pub(super) fn by(stores: &[StoreCase]) -> Refused {
        let mut out = Refused::default();
        for (index, store) in stores.iter().enumerate() {
            for held in &store.held {
                for purpose in PURPOSES.into_iter().filter(|it| held.is_refused(*it)) {
                    let key = (held.sha256, place(purpose));
                    out.by.entry(key).or_default().insert(index);
                }
            }
            // The system's trust is one, in whatever folders it is kept.
            let shares = store.is_system() || store.facts.has_system_anchors();
            let others = stores.iter().enumerate();
            let others = others.filter(|(at, it)| *at == index || shares && it.is_system());
            out.heeds.push(others.map(|(at, _)| at).collect());
            out.names.push(name(&store.facts));
            if store.facts.kind == StoreKind::Given {
                out.given.insert(index);
            }
        }
        out
    }

    /// Whether one of these stores refuses the certificate, and which.
    pub(super) fn of(&self, link: &Link, purpose: Purpose, stores: &[usize]) -> Option<usize> {
        let by = self.by.get(&(link.sha256, place(purpose)))?;
        stores.iter().copied().find(|it| by.contains(it))
    }
}

/// As people know it; the profile may name a person.
fn name(store: &Store) -> String {
    match (&store.program, store.kind) {
        (Some(program), _) => program.clone(),
        (None, StoreKind::Nss) => "an NSS database".to_owned(),
        (None, _) => "the system".to_owned(),
    }
}
