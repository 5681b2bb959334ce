//! Delta CRLs: RFC 5280 §5.2.4 and §6.3.3 (c), (h), (i).
use super::Known;
use super::known::{Listed, Parts, numbers};
use crate::pki::crl::Reason;
use crate::pki::path::revocation::{Question, Tried};
use crate::pki::signature::{PublicKey, Verification};

impl<'f> Known<'f> {
    /// What the deltas that may be applied to `base` say of the certificate, the newest first: `None` where there is no delta.
    /// `key` is the base's signer, which must be the delta's too (h).
    pub(super) fn delta(
        &self,
        base: &Parts<'_>,
        key: &PublicKey,
        question: &Question<'_>,
        tried: &mut Vec<Tried>,
    ) -> Option<Listed<'f>> {
        let mut usable: Vec<(usize, &Parts<'f>)> = Vec::new();
        let mut for_good = None;
        for (index, crl) in self.crls.iter().enumerate() {
            let Ok(delta) = &crl.parts else { continue };
            let Some(from) = delta.extensions.base else {
                continue;
            };
            // (c)(1) and (2): same issuer, same scope.
            if !base.is_scope_of(delta) {
                continue;
            }
            let why = not_applicable(base, delta, from, question).or_else(|| {
                match self.verify(index, key) {
                    Verification::Good => None,
                    _ => Some("it is not signed with the key of the complete CRL".to_owned()),
                }
            });
            if let Some(why) = why {
                // Revocation is for good (§5.3.1), so that a delta which cannot be applied still tells it, unless it has
                // run out and the complete CRL is newer: then that knows better, but of a certificate that has expired.
                let in_force = delta.current(question.at).is_ok()
                    || question.certificate.not_after < question.at;
                let entry = delta
                    .for_good(question.certificate, question.at)
                    .filter(|_| in_force || !is_overtaken(base, delta))
                    .filter(|_| delta.unusable().is_none())
                    .filter(|_| self.verify(index, key) == Verification::Good);
                let result = match &entry {
                    Some(entry) => format!(
                        "{}; {why}, but revocation is for good",
                        super::entry_words(entry, question.at)
                    ),
                    None => format!("does not count: {why}"),
                };
                for_good = for_good.or(entry);
                tried.push(self.tell(index, result));
                continue;
            }
            usable.push((index, delta));
        }
        usable.sort_by(|(_, a), (_, b)| {
            let number = |it: &Parts<'f>| it.extensions.number.unwrap_or_default();
            numbers(number(b), number(a))
        });
        let mut usable = usable.into_iter();
        let Some((index, delta)) = usable.next() else {
            return for_good.map(Listed::Yes);
        };
        let certificate = question.certificate;
        let listed = delta.listed(certificate);
        let result = match &listed {
            Listed::No => "applied to the complete CRL; does not list it".to_owned(),
            Listed::Yes(entry) => format!(
                "applied to the complete CRL; {}",
                super::entry_words(entry, question.at)
            ),
            Listed::Unclear(why) => why.clone(),
        };
        tried.push(self.tell(index, result));
        // Older ones of the same base, in force too: an entry that is for good is not undone by a newer delta without it, as
        // between complete CRLs.
        for (index, older) in usable {
            let entry = older.for_good(certificate, question.at);
            let result = match &entry {
                Some(entry) => {
                    let words = super::entry_words(entry, question.at);
                    match &listed {
                        Listed::Yes(it) if it.reason == Some(Reason::RemoveFromCrl) => {
                            format!("not needed beside the newer delta; {words}")
                        }
                        Listed::Yes(_) => words,
                        Listed::No | Listed::Unclear(_) => format!(
                            "{words}; another delta does not have it, which does not undo it"
                        ),
                    }
                }
                None => "not needed beside the newer delta".to_owned(),
            };
            for_good = for_good.or(entry);
            tried.push(self.tell(index, result));
        }
        match (for_good, listed) {
            (Some(entry), Listed::No | Listed::Unclear(_)) => Some(Listed::Yes(entry)),
            (Some(entry), Listed::Yes(it)) if it.reason == Some(Reason::CertificateHold) => {
                Some(Listed::Yes(entry))
            }
            (_, listed) => Some(listed),
        }
    }
}

fn is_overtaken(base: &Parts<'_>, delta: &Parts<'_>) -> bool {
    match (base.extensions.number, delta.extensions.number) {
        (Some(base), Some(delta)) => numbers(delta, base).is_le(),
        _ => false,
    }
}

/// Why a delta of the right issuer and scope may not be combined with this complete CRL (§5.2.4).
fn not_applicable(
    base: &Parts<'_>,
    delta: &Parts<'_>,
    from: &[u8],
    question: &Question<'_>,
) -> Option<String> {
    if let Some(it) = delta.unusable() {
        return Some(it);
    }
    if let Err(it) = delta.current(question.at) {
        return Some(it);
    }
    // (c)(3)
    if let (Some(a), Some(b)) = (
        base.extensions.authority.key,
        delta.extensions.authority.key,
    ) && a != b
    {
        return Some("its authority key identifier is not that of the complete CRL".to_owned());
    }
    let Some(number) = base.extensions.number else {
        return Some("the complete CRL has no number to compare with".to_owned());
    };
    if numbers(number, from).is_lt() {
        return Some("it is based on a newer complete CRL than the one at hand".to_owned());
    }
    match delta.extensions.number {
        Some(it) if numbers(it, number).is_gt() => None,
        Some(_) => Some("the complete CRL is as new".to_owned()),
        None => Some("it has no number".to_owned()),
    }
}
