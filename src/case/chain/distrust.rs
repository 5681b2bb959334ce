//! Certificates that a store refuses. A store that refuses one of a path's certificates does not trust the path, whatever it
//! says of the path's end; another store may.
use super::ground::{Ground, TrustedBy};
use crate::pki::path::{Code, Distrust, Link, Path, Purpose, Refusal};
use std::sync::Arc;

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
