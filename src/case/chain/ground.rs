//! What paths are built with: anchors, and certificates in between.
use super::refused::Refused;
use super::store::StoreCase;
use crate::facts::StoreKind;
use crate::pki::defaults::{Authority, Role, defaults};
use crate::pki::path::{Anchor, Anchors, Digest, Link, Pool};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Why a certificate ends a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrustedBy {
    /// The tool's own set.
    Default,
    /// `--trust`.
    Given(String),
    /// A store of this computer, by its place in [`super::Chains::stores`].
    Store(usize),
}

/// Anchors, and certificates to get to them.
#[derive(Default)]
pub(super) struct Ground {
    pub anchors: Anchors,
    pub pool: Pool,
    /// All who end paths with a certificate, the tool's own set first.
    pub(super) trusted_by: BTreeMap<Digest, Vec<TrustedBy>>,
    pub(super) refused: Refused,
    /// Whether the tool's own set counts.
    with_default: bool,
}

impl Ground {
    /// With the stores' certificates; those of the tool's own set come as they are needed.
    pub(super) fn new(stores: &[StoreCase], with_default: bool) -> Ground {
        let mut out = Ground {
            with_default,
            refused: Refused::by(stores),
            ..Ground::default()
        };
        for (index, store) in stores.iter().enumerate() {
            for held in &store.held {
                let Some(link) = &held.link else { continue };
                out.pool.add(Arc::clone(link));
                let given = store.facts.kind == StoreKind::Given;
                // Without the tool's own trust only what was named counts.
                let counts = given || with_default;
                if counts && held.ends_paths(store.facts.kind) {
                    let by = if given {
                        TrustedBy::Given(store.facts.path.as_str().to_owned())
                    } else {
                        TrustedBy::Store(index)
                    };
                    out.anchor(link, by);
                }
            }
        }
        out
    }

    fn anchor(&mut self, link: &Arc<Link>, by: TrustedBy) {
        self.anchors.add(Anchor::of_certificate(Arc::clone(link)));
        let all = self.trusted_by.entry(link.sha256).or_default();
        if !all.contains(&by) {
            // Trust by the tool's own set is told before that of a store.
            let at = match by {
                TrustedBy::Default => 0,
                _ => all.len(),
            };
            all.insert(at, by);
        }
    }

    /// Adds what the tool's own set has on the way up from these certificates. The set has hundreds, a card's paths need
    /// some twenty.
    pub(super) fn reach(&mut self, targets: &[Arc<Link>]) {
        let mut names: Vec<Box<[u8]>> = targets
            .iter()
            .chain(self.pool.iter())
            .map(|it| it.issuer.key().into())
            .collect();
        let mut seen: BTreeSet<Box<[u8]>> = BTreeSet::new();
        while let Some(name) = names.pop() {
            if !seen.insert(name.clone()) {
                continue;
            }
            if !self.with_default {
                continue;
            }
            for it in defaults().named(&name) {
                names.extend(self.take(it).map(|it| it.issuer.key().into()));
            }
        }
    }

    /// Adds all of the tool's own set, so that near misses under other names are found.
    pub(super) fn reach_all(&mut self) {
        if self.with_default {
            for it in &defaults().authorities {
                self.take(it);
            }
        }
    }

    fn take(&mut self, it: &Authority) -> Option<Arc<Link>> {
        let link = it.link()?;
        self.pool.add(Arc::clone(&link));
        if it.root.is_some_and(|it| it.role == Role::Anchor) {
            self.anchor(&link, TrustedBy::Default);
        }
        Some(link)
    }
}
