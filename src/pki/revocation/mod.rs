//! Whether a certificate is revoked, from what is at hand: CRLs (RFC 5280 §6.3) and OCSP answers (RFC 6960). Three-valued,
//! with every source and why it did or did not count. Pure; the path engine asks through [`path::Revocation`].
mod crl;
mod delta;
mod fetch;
mod known;
mod ocsp;
mod plan;
mod responder;
mod scope;
mod signer;

pub use fetch::{Fault, fault};
pub use known::{KnownCrl, Parts, holds};
pub use ocsp::{lists, settles};
pub use plan::{Issued, Need, plan};
pub use responder::responders;

use crate::facts::{Fetch, Observed, OcspExchange, Trust};
use crate::pki::Name;
use crate::pki::crl::{Entry, Reason, Reasons};
use crate::pki::path::AccessDescription;
use crate::pki::path::revocation::{Answer, Question, Revocation, Signers, Status, Tried};
use crate::pki::signature::Verification;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use time::{Duration, OffsetDateTime};

#[cfg(doc)]
use crate::pki::path;

/// How far this computer's clock and the issuer's may be apart.
const SKEW: Duration = Duration::minutes(5);

/// CRLs of other issuers that are told of one by one.
const FOREIGN: usize = 8;

/// Everything known about revocation, decoded once.
pub struct Known<'f> {
    crls: Vec<KnownCrl<'f>>,
    ocsp: &'f [OcspExchange],
    fetches: &'f [Fetch],
    /// Why the network was left alone, where it was.
    unasked: Option<&'f str>,
    /// CRL and key: whether that key signed it. Each is worked out once.
    verified: Mutex<BTreeMap<(usize, [u8; 32]), Verification>>,
    /// It was redacted: in the place of a signature a record may stand of what it proved.
    redacted: bool,
}

impl<'f> Known<'f> {
    /// What the facts hold.
    pub fn new(trust: &'f Trust) -> Known<'f> {
        let crls = trust.crls.seen().map_or(&[][..], Vec::as_slice);
        Known {
            crls: crls.iter().map(KnownCrl::read).collect(),
            ocsp: trust.ocsp.seen().map_or(&[], Vec::as_slice),
            fetches: trust.fetches.seen().map_or(&[], Vec::as_slice),
            unasked: match &trust.fetches {
                Observed::Unasked { because } => Some(because),
                _ => None,
            },
            verified: Mutex::new(BTreeMap::new()),
            redacted: false,
        }
    }

    /// The same out of a snapshot that was redacted, or was not.
    pub fn redacted(self, redacted: bool) -> Known<'f> {
        Known { redacted, ..self }
    }

    /// Whether anything was looked for at all.
    pub fn is_empty(&self) -> bool {
        self.crls.is_empty() && self.ocsp.is_empty() && self.fetches.is_empty()
    }

    /// CRLs that were given in files, where none is about the certificate: whose they are.
    fn foreign(&self) -> Vec<Tried> {
        let of_files = self.crls.iter().filter(|it| it.is_given);
        let with_parts = of_files.filter_map(|it| Some((it, it.parts.as_ref().ok()?)));
        with_parts
            .take(FOREIGN)
            .map(|(it, parts)| Tried {
                source: format!("{}: {}", it.source, parts.words()),
                result: "does not count: it is of another issuer than the certificate".to_owned(),
            })
            .collect()
    }

    fn verify(&self, index: usize, key: &crate::pki::signature::PublicKey) -> Verification {
        let place = (index, key.sha256);
        let mut verified = self.verified.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(it) = verified.get(&place) {
            return it.clone();
        }
        let answer = self
            .crls
            .get(index)
            .map_or(Verification::Bad, |it| it.verify(key));
        verified.insert(place, answer.clone());
        answer
    }
}

/// What one kind of source says.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Said {
    /// Nothing that counts.
    Nothing,
    Good,
    Revoked {
        since: Option<OffsetDateTime>,
        reason: Option<Reason>,
    },
    /// Good as far as these reasons go, which are not all.
    Partly(Reasons),
}

impl Revocation for Known<'_> {
    fn answer(&self, question: &Question<'_>, signers: &mut dyn Signers) -> Answer {
        if self.is_empty() {
            let mut out = Answer::unchecked();
            if let Some(because) = self.unasked {
                out.tried.push(Tried {
                    source: "network".to_owned(),
                    result: format!("not asked: {because}"),
                });
            } else {
                let (status, result) = unaddressed(question);
                out.status = status;
                out.tried.push(Tried {
                    source: "certificate".to_owned(),
                    result: result.to_owned(),
                });
            }
            return out;
        }
        let mut tried = Vec::new();
        let by_ocsp = self.ocsp(question, signers, &mut tried);
        let by_crl = self.crl(question, signers, &mut tried);
        self.unfetched(question, &mut tried);
        let mut status = match (by_ocsp, by_crl) {
            (Said::Revoked { since, reason }, _) | (_, Said::Revoked { since, reason }) => {
                Status::Revoked {
                    since,
                    reason: reason.map(Reason::name),
                }
            }
            (Said::Good, _) | (_, Said::Good) => Status::Good,
            (_, Said::Partly(_) | Said::Nothing) => Status::Unknown,
        };
        if tried.is_empty() {
            // Of an authority nobody was asked: its issuer's CRL was not given with the certificate's, or it names none.
            // Of the certificate itself that is what was to be told, and could not.
            if question.certificate.is_ca() {
                status = Status::Unchecked;
            } else if question.depth == 0 {
                tried.extend(self.foreign());
            }
            tried.push(Tried {
                source: "certificate".to_owned(),
                result: nothing_at_hand(question),
            });
        }
        Answer { status, tried }
    }
}

/// What there is to say where the network might have been asked, and the certificate gave nobody to ask.
fn unaddressed(question: &Question<'_>) -> (Status, &'static str) {
    let extensions = &question.certificate.extensions;
    let responder = extensions.access(AccessDescription::OCSP).next();
    if extensions.crl_distribution_points.is_some() || responder.is_some() {
        (
            Status::Unknown,
            "what it names as sources of CRLs and OCSP answers are no addresses that can be asked",
        )
    } else {
        (
            Status::Unchecked,
            "it names neither a CRL nor an OCSP responder, and no CRL of its issuer was given",
        )
    }
}

fn nothing_at_hand(question: &Question<'_>) -> String {
    let extensions = &question.certificate.extensions;
    if extensions.crl_distribution_points.is_none() && extensions.authority_info_access.is_none() {
        "it names neither a CRL nor an OCSP responder, and no CRL of its issuer was given"
            .to_owned()
    } else {
        "no CRL and no OCSP answer of its issuer is at hand".to_owned()
    }
}

/// A name for people: its last common name, else all of it.
fn short(name: &Name) -> String {
    let whole = name.to_string();
    whole
        .rsplit_once("CN=")
        .map_or(whole.clone(), |(_, it)| it.to_owned())
}

/// The date of a revocation, where it tells since when: not one that is still to come at the time of interest.
fn since(written: OffsetDateTime, at: OffsetDateTime) -> Option<OffsetDateTime> {
    (written <= at.saturating_add(SKEW)).then_some(written)
}

/// `revoked on 2026-02-03 because its key was compromised (keyCompromise)`, for whoever asks at this time. Whoever lists a
/// certificate, or answers that it is revoked, has revoked it: RFC 5280 §6.3.3 (j) and RFC 6960 §2.2 do not look at the date.
fn revoked_words(written: OffsetDateTime, reason: Option<Reason>, at: OffsetDateTime) -> String {
    if since(written, at).is_some() {
        return dated_words(written, reason);
    }
    let state = match reason {
        Some(Reason::CertificateHold) => {
            "on hold: suspended for the time being (certificateHold)".to_owned()
        }
        Some(it) => format!("revoked {}", it.words()),
        None => "revoked".to_owned(),
    };
    format!(
        "{state}; the date written for it, {}, lies in the future, which does not put it off (RFC 5280 §6.3.3 (j), RFC 6960 §2.2)",
        written.date()
    )
}

/// The same for an entry of a list.
fn entry_words(entry: &Entry<'_>, at: OffsetDateTime) -> String {
    match entry.reason {
        Some(Reason::RemoveFromCrl) => written_words(entry),
        reason => revoked_words(entry.at, reason, at),
    }
}

/// What an entry says, whenever it is asked.
fn written_words(entry: &Entry<'_>) -> String {
    match entry.reason {
        Some(Reason::RemoveFromCrl) => {
            format!(
                "taken off the list (removeFromCRL), dated {}",
                entry.at.date()
            )
        }
        reason => dated_words(entry.at, reason),
    }
}

/// What is written, whenever it is asked.
fn dated_words(written: OffsetDateTime, reason: Option<Reason>) -> String {
    let date = written.date();
    match reason {
        Some(Reason::CertificateHold) => {
            format!("on hold since {date}: suspended for the time being (certificateHold)")
        }
        Some(it) => format!("revoked on {date} {}", it.words()),
        None => format!("revoked on {date}"),
    }
}
