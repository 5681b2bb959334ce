//! CRLs: the loop of RFC 5280 §6.3.3.
use super::known::{Listed, Parts};
use super::scope::{Point, Scope, scope};
use super::signer::Signer;
use super::{Known, Said, entry_words, since, written_words};
use crate::pki::crl::{DistributionPoint, Reason, Reasons};
use crate::pki::path::revocation::{Question, Signers, Tried};
use std::collections::BTreeMap;
use time::OffsetDateTime;

/// What there is to say of a CRL that is for other reasons than the distribution point is (RFC 5280 §6.3.3 (d)).
const NO_REASONS: &str = "does not count: it covers none of the distribution point's reasons";

/// What came of one CRL.
enum Outcome {
    /// It does not count; why.
    Not(String),
    Unlisted {
        words: String,
        notes: Vec<String>,
    },
    Revoked {
        since: Option<OffsetDateTime>,
        reason: Option<Reason>,
        words: String,
    },
}

impl<'f> Known<'f> {
    pub(super) fn crl(
        &self,
        question: &Question<'_>,
        signers: &mut dyn Signers,
        tried: &mut Vec<Tried>,
    ) -> Said {
        let certificate = question.certificate;
        let mut told: BTreeMap<usize, Tried> = BTreeMap::new();
        let mut deltas = Vec::new();
        let value = certificate.extensions.crl_distribution_points.as_ref();
        let given = match value.map(|it| DistributionPoint::read_all(&it.value)) {
            None => Vec::new(),
            Some(Ok(them)) => them,
            Some(Err(error)) => {
                tried.push(Tried {
                    source: "certificate".to_owned(),
                    result: format!("its distribution points cannot be read: {error}"),
                });
                Vec::new()
            }
        };
        let points = given.iter().map(Point::Given).chain([Point::Assumed]);
        let mut covered = Reasons::NONE;
        let mut revoked = None;
        for point in points {
            for index in self.order(question.at) {
                let Some(crl) = self.crls.get(index) else {
                    continue;
                };
                let Ok(parts) = &crl.parts else { continue };
                if parts.is_delta() {
                    continue;
                }
                let interim = match scope(parts, certificate, &point) {
                    Scope::Foreign => continue,
                    Scope::Outside(why) => {
                        let tell = || self.tell(index, format!("does not count: {why}"));
                        told.entry(index).or_insert_with(tell);
                        continue;
                    }
                    Scope::Inside(reasons) => reasons,
                };
                // (e). What a newer list settled another one in force can still revoke.
                if revoked.is_some() || interim.without(covered).is_empty() {
                    let earlier = match revoked {
                        None => self.earlier(index, parts, question, signers),
                        Some(_) => None,
                    };
                    match earlier {
                        Some((since, reason, words)) => {
                            let why = match interim.is_empty() {
                                true => {
                                    "it covers none of the distribution point's reasons, but revocation is for good"
                                }
                                false => "another list does not have it, which does not undo it",
                            };
                            told.insert(index, self.tell(index, format!("{words}; {why}")));
                            revoked = Some((since, reason));
                        }
                        None => {
                            let why = match interim.is_empty() {
                                true => NO_REASONS.to_owned(),
                                false => unneeded(parts, question),
                            };
                            told.entry(index).or_insert_with(|| self.tell(index, why));
                        }
                    }
                    continue;
                }
                match self.consult(index, parts, question, signers, &mut deltas) {
                    Outcome::Not(why) => {
                        told.insert(index, self.tell(index, format!("does not count: {why}")));
                    }
                    Outcome::Unlisted { mut words, notes } => {
                        covered = covered.or(interim);
                        if interim != Reasons::ALL {
                            words = format!("{words}, for these reasons: {interim}");
                        }
                        for it in notes {
                            words = format!("{words}; {it}");
                        }
                        told.insert(index, self.tell(index, words));
                    }
                    Outcome::Revoked {
                        since,
                        reason,
                        words,
                    } => {
                        told.insert(index, self.tell(index, words));
                        revoked = Some((since, reason));
                    }
                }
            }
        }
        // Which authority they would be of nobody knows; told once, of the certificate itself.
        if !certificate.is_ca() {
            self.broken(&mut told);
        }
        tried.extend(told.into_values());
        if revoked.is_none() && covered.is_empty() {
            tried.extend(deltas);
            revoked = self.only_deltas(question, signers, tried);
        } else {
            self.unused_deltas(question, &mut deltas);
            tried.extend(deltas);
        }
        match revoked {
            Some((since, reason)) => Said::Revoked { since, reason },
            None if covered == Reasons::ALL => Said::Good,
            None if covered.is_empty() => Said::Nothing,
            None => {
                tried.push(Tried {
                    source: "CRLs".to_owned(),
                    result: format!(
                        "no CRL tells of revocation for: {}",
                        Reasons::ALL.without(covered)
                    ),
                });
                Said::Partly(covered)
            }
        }
    }

    /// What an older CRL says of a certificate that a newer one does not list. An entry stays on the lists until the
    /// certificate has expired (§3.3), and all but a hold is for good (§5.3.1): a list that lost it does not undo it, where
    /// the older one is in force too, or the certificate has expired. An older one that has run out tells of its own time.
    fn earlier(
        &self,
        index: usize,
        crl: &Parts<'f>,
        question: &Question<'_>,
        signers: &mut dyn Signers,
    ) -> Option<(Option<OffsetDateTime>, Option<Reason>, String)> {
        let certificate = question.certificate;
        let counts = crl.current(question.at).is_ok() || certificate.not_after < question.at;
        if !counts || crl.for_good(certificate, question.at).is_none() {
            return None;
        }
        match self.consult(index, crl, question, signers, &mut Vec::new()) {
            Outcome::Revoked {
                reason: Some(Reason::CertificateHold),
                ..
            } => None,
            Outcome::Revoked {
                since,
                reason,
                words,
            } => Some((since, reason, words)),
            Outcome::Not(_) | Outcome::Unlisted { .. } => None,
        }
    }

    /// (a) and (f) to (k) for a CRL that covers the certificate.
    fn consult(
        &self,
        index: usize,
        crl: &Parts<'f>,
        question: &Question<'_>,
        signers: &mut dyn Signers,
        deltas: &mut Vec<Tried>,
    ) -> Outcome {
        if let Some(why) = crl.unusable() {
            return Outcome::Not(why);
        }
        let (key, note) = match self.signer(index, crl, question, signers) {
            Signer::Found { key, note } => (key, note),
            Signer::Not(why) => return Outcome::Not(why),
        };
        let certificate = question.certificate;
        let listed = crl.listed(certificate);
        let mut notes: Vec<String> = note.into_iter().collect();
        if let Err(why) = crl.current(question.at) {
            // Revocation is for good (§5.3.1), so that even a CRL of another time tells it; hold is not.
            return match listed {
                Listed::Yes(entry)
                    if crl.tells(&entry, question.at)
                        && !matches!(
                            entry.reason,
                            Some(Reason::CertificateHold | Reason::RemoveFromCrl)
                        ) =>
                {
                    Outcome::Revoked {
                        since: since(entry.at, question.at),
                        reason: entry.reason,
                        words: format!(
                            "{}; {why}, but revocation is for good",
                            entry_words(&entry, question.at)
                        ),
                    }
                }
                Listed::Yes(entry) => {
                    Outcome::Not(format!("{why}; it says: {}", written_words(&entry)))
                }
                _ => Outcome::Not(why),
            };
        }
        if crl.head.next_update.is_none() {
            notes.push("it does not say until when it holds".to_owned());
        }
        // (i): what the delta says goes before what the complete CRL says.
        let delta = self.delta(crl, &key, question, deltas);
        if delta.is_none()
            && (certificate.extensions.freshest_crl.is_some()
                || !crl.extensions.freshest.is_empty())
        {
            notes.push(format!(
                "there are delta CRLs and none was at hand: what was revoked after {} does not show",
                crl.head.this_update.date()
            ));
        }
        let listed = match delta {
            Some(Listed::Yes(entry)) if entry.reason == Some(Reason::RemoveFromCrl) => {
                let words = match listed {
                    Listed::Yes(_) => "lists it, but its delta CRL takes it off the list",
                    Listed::No | Listed::Unclear(_) => {
                        "does not list it, nor does its delta CRL any longer"
                    }
                };
                return Outcome::Unlisted {
                    words: words.to_owned(),
                    notes,
                };
            }
            Some(Listed::Yes(entry)) if matches!(listed, Listed::No) => {
                return Outcome::Revoked {
                    since: since(entry.at, question.at),
                    reason: entry.reason,
                    words: "does not list it, but a delta CRL does".to_owned(),
                };
            }
            Some(it @ (Listed::Yes(_) | Listed::Unclear(_))) => it,
            Some(Listed::No) | None => listed,
        };
        match listed {
            Listed::No => Outcome::Unlisted {
                words: "does not list it".to_owned(),
                notes,
            },
            Listed::Unclear(why) => Outcome::Not(why),
            // Only a delta may say removeFromCRL (§5.3.1); a complete CRL that does, means it is off the list.
            Listed::Yes(entry) if entry.reason == Some(Reason::RemoveFromCrl) => {
                Outcome::Unlisted {
                    words: "lists it as taken off the list (removeFromCRL)".to_owned(),
                    notes,
                }
            }
            Listed::Yes(entry) => {
                let mut words = entry_words(&entry, question.at);
                if let Some(since) = entry.invalid_since {
                    words = format!("{words}, suspected since {}", since.date());
                }
                Outcome::Revoked {
                    since: since(entry.at, question.at),
                    reason: entry.reason,
                    words,
                }
            }
        }
    }

    /// CRLs that hold at this time first, the newest first.
    fn order(&self, at: OffsetDateTime) -> Vec<usize> {
        let mut out: Vec<usize> = (0..self.crls.len()).collect();
        out.sort_by_key(|index| {
            let parts = self.crls.get(*index).and_then(|it| it.parts.as_ref().ok());
            std::cmp::Reverse(parts.map(|it| (it.current(at).is_ok(), it.head.this_update)))
        });
        out
    }

    pub(super) fn tell(&self, index: usize, result: String) -> Tried {
        let crl = self.crls.get(index);
        let source = crl.map_or(String::new(), |it| match &it.parts {
            Ok(parts) => format!("{}: {}", it.source, parts.words()),
            Err(_) => it.source.clone(),
        });
        Tried { source, result }
    }

    /// CRLs that could not be read might be the ones.
    fn broken(&self, told: &mut BTreeMap<usize, Tried>) {
        for (index, it) in self.crls.iter().enumerate() {
            if let Err(why) = &it.parts {
                told.insert(index, self.tell(index, format!("does not count: {why}")));
            }
        }
    }

    /// Deltas of the certificate's issuer that were held against no complete CRL: those of another scope, and those whose
    /// complete CRL does not count itself.
    fn unused_deltas(&self, question: &Question<'_>, deltas: &mut Vec<Tried>) {
        for (index, it) in self.crls.iter().enumerate() {
            if let Ok(parts) = &it.parts
                && parts.is_delta()
                && parts.issuer == question.certificate.issuer
            {
                let complete = self.crls.iter().filter_map(|it| it.parts.as_ref().ok());
                let mut complete = complete.filter(|it| !it.is_delta());
                let why = match complete.any(|it| it.is_scope_of(parts)) {
                    true => {
                        "does not count: nor does the complete CRL that it changes, or it was not needed"
                    }
                    false => "does not count: it is of another scope than the complete CRL",
                };
                let it = self.tell(index, why.to_owned());
                if !deltas.iter().any(|told| told.source == it.source) {
                    deltas.push(it);
                }
            }
        }
    }

    /// Deltas without the complete CRL that they change. They cannot clear a certificate, but revocation is for good.
    fn only_deltas(
        &self,
        question: &Question<'_>,
        signers: &mut dyn Signers,
        tried: &mut Vec<Tried>,
    ) -> Option<(Option<OffsetDateTime>, Option<Reason>)> {
        let mut revoked = None;
        for (index, it) in self.crls.iter().enumerate() {
            if let Ok(parts) = &it.parts
                && parts.is_delta()
                && parts.issuer == question.certificate.issuer
            {
                let base = "it is a delta CRL, and the complete CRL that it changes is not at hand";
                let entry = parts
                    .for_good(question.certificate, question.at)
                    .filter(|_| parts.unusable().is_none());
                let signed =
                    entry.map(|entry| (entry, self.signer(index, parts, question, signers)));
                let words = match signed {
                    Some((entry, Signer::Found { .. })) => {
                        let words = entry_words(&entry, question.at);
                        revoked = Some((since(entry.at, question.at), entry.reason));
                        format!("{words}; {base}, but revocation is for good")
                    }
                    Some((_, Signer::Not(why))) => format!("does not count: {base}; {why}"),
                    None => format!("does not count: {base}"),
                };
                tried.push(self.tell(index, words));
            }
        }
        revoked
    }
}

/// A CRL after those that told all: what a person may wonder about.
fn unneeded(crl: &Parts<'_>, question: &Question<'_>) -> String {
    let needless = "not needed beside the newer one";
    match crl.for_good(question.certificate, question.at) {
        Some(entry) => format!(
            "{needless}; it lists the certificate: {}",
            entry_words(&entry, question.at)
        ),
        None => needless.to_owned(),
    }
}
