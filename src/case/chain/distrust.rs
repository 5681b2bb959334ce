//! Certificates that a store refuses. A store that refuses one of a path's certificates does not trust the path, whatever it
//! says of the path's end; another store may.
use super::ground::{Ground, TrustedBy};
use super::store::StoreCase;
use crate::facts::{Store, StoreKind};
use crate::pki::path::{Code, Digest, Distrust, Link, Path, Purpose, Refusal};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What stores refuse, by certificate and purpose.
#[derive(Default)]
pub(super) struct Refused {
    by: BTreeMap<(Digest, u8), BTreeSet<usize>>,
    /// Of each store, itself and those that it takes refusals from.
    heeds: Vec<Vec<usize>>,
    /// Of each store, whose name it bears without the person's.
    names: Vec<String>,
    given: BTreeSet<usize>,
}

/// In the order of their places in the key.
const PURPOSES: [Purpose; 3] = [Purpose::Any, Purpose::SignIn, Purpose::ContentSigning];

fn place(purpose: Purpose) -> u8 {
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
    fn of(&self, link: &Link, purpose: Purpose, stores: &[usize]) -> Option<usize> {
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

impl Ground {
    /// Who ends this path and refuses nothing of it.
    pub(super) fn trusted_by(&self, path: &Path, purpose: Purpose) -> Option<&TrustedBy> {
        if path.findings.iter().any(|it| it.code == Code::Distrusted) {
            return None;
        }
        let anchor = path.anchor.as_ref()?.certificate.as_ref()?;
        let mut all = self.trusted_by.get(&anchor.sha256)?.iter();
        all.find(|it| self.refused_by(it, &path.certificates, purpose).is_empty())
    }

    /// What of a path somebody who trusts its end refuses.
    fn refused_by(&self, by: &TrustedBy, path: &[Arc<Link>], purpose: Purpose) -> Vec<Refusal> {
        let TrustedBy::Store(store) = by else {
            return Vec::new();
        };
        let heeds = self
            .refused
            .heeds
            .get(*store)
            .map_or(&[][..], Vec::as_slice);
        let each = path.iter().enumerate();
        each.filter_map(|(certificate, link)| {
            let who = self.refused.of(link, purpose, heeds)?;
            let name = self.refused.names.get(who)?;
            Some(Refusal {
                certificate,
                message: format!(
                    "{name} of this computer trusts the end of the path, but refuses this certificate"
                ),
            })
        })
        .collect()
    }
}

impl Distrust for Ground {
    fn refusals(
        &self,
        certificates: &[Arc<Link>],
        anchored: bool,
        purpose: Purpose,
    ) -> Vec<Refusal> {
        if self.refused.by.is_empty() {
            return Vec::new();
        }
        // What the person gives counts for every path.
        let given: Vec<usize> = self.refused.given.iter().copied().collect();
        let each = certificates.iter().enumerate();
        let mut out: Vec<Refusal> = each
            .filter(|(_, link)| self.refused.of(link, purpose, &given).is_some())
            .map(|(certificate, link)| Refusal {
                certificate,
                message: match self.refused.of(link, Purpose::Any, &given) {
                    Some(_) => "a file given with --trust says that it is not to be trusted",
                    None => "a file given with --trust says that it is not to be trusted for this purpose",
                }
                .to_owned(),
            })
            .collect();
        let anchor = certificates.last().filter(|_| anchored);
        let trusters = anchor.and_then(|it| self.trusted_by.get(&it.sha256));
        let each: Vec<Vec<Refusal>> = trusters
            .into_iter()
            .flatten()
            .map(|it| self.refused_by(it, certificates, purpose))
            .collect();
        if each.iter().all(|it| !it.is_empty()) {
            for it in each.into_iter().flatten() {
                if !out.iter().any(|known| known.certificate == it.certificate) {
                    out.push(it);
                }
            }
        }
        out
    }
}
