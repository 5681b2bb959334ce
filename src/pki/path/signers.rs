use super::anchor::Anchor;
use super::engine::Engine;
use super::judgement::{Effect, Path, Status};
use super::link::Link;
use super::revocation::{SignerPath, Signers};
use crate::pki::Name;
use std::sync::Arc;

/// The engine, as whoever answers its question about revocation sees it.
pub(super) struct Asking<'e, 'a> {
    pub engine: &'e mut Engine<'a>,
}

impl Signers for Asking<'_, '_> {
    fn by_name(&self, name: &Name) -> Vec<Arc<Link>> {
        let anchors = self.engine.anchors.by_name(name);
        let mut out: Vec<Arc<Link>> = self.engine.pool.by_subject(name).cloned().collect();
        for link in anchors.filter_map(|it| it.certificate.as_ref()) {
            if !out.iter().any(|it| it.sha256 == link.sha256) {
                out.push(Arc::clone(link));
            }
        }
        out
    }

    fn judge(&mut self, signer: &Arc<Link>, extra: &[Arc<Link>], to: &Anchor) -> SignerPath {
        if self.engine.asking.contains(&signer.sha256) {
            return SignerPath::Circular;
        }
        if self.engine.asking.len() > self.engine.parameters.budget.depth as usize {
            return SignerPath::Unknown(
                "its path was not judged: too many signers stand behind each other".to_owned(),
            );
        }
        let judgement = self.engine.judge_to(signer, extra, Some(to));
        let Some(best) = judgement.best() else {
            return SignerPath::Invalid("no path leads from it to the anchor".to_owned());
        };
        match best.with_revocation() {
            Status::Valid => match best.revocation.first().map(|it| &it.status) {
                Some(super::revocation::Status::Unchecked) => SignerPath::Unchecked,
                _ => SignerPath::Valid,
            },
            Status::Unknown => {
                let because = reasons(best, Effect::Undecided);
                match best.revocation.first().map(|it| &it.status) {
                    Some(super::revocation::Status::Good) => SignerPath::NotRevoked(because),
                    _ => SignerPath::Unknown(because),
                }
            }
            Status::Invalid | Status::Incomplete => {
                SignerPath::Invalid(reasons(best, Effect::Fails))
            }
        }
    }
}

/// Why a path is as it is, in one line.
fn reasons(path: &Path, effect: Effect) -> String {
    let mut out: Vec<&str> = path
        .findings
        .iter()
        .filter(|it| it.effect == effect)
        .map(|it| it.message.as_str())
        .collect();
    if out.is_empty() {
        out.push(match path.revocation.first().map(|it| &it.status) {
            Some(super::revocation::Status::Revoked { .. }) => "it is revoked",
            _ => "its own revocation is not known",
        });
    }
    out.join("; ")
}
