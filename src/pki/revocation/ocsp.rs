//! OCSP answers: RFC 6960 §3.2 and §4.2.2, RFC 9654.
use super::responder::{CANDIDATES, delegated, is_named};
use super::{Known, SKEW, Said, revoked_words, since};
use crate::facts::{Crl, Observed, OcspExchange, Origin, Trust};
use crate::pki::Name;
use crate::pki::crl::{Reason, minimal};
use crate::pki::ocsp::{Answer, CertStatus, ResponderId, Response, Single};
use crate::pki::path::revocation::{Question, SignerPath, Signers, Tried};
use crate::pki::path::{Anchor, Link, Recorded};
use crate::pki::signature::{Algorithm, Hash, PublicKey, Verification, verify};
use crate::pki::stand_in;
use crate::pki::tlv::{Reader, SEQUENCE};
use std::sync::Arc;
use time::{Duration, OffsetDateTime};

/// An answer without nextUpdate says that newer is always to be had (RFC 6960 §4.2.2.1); of this age it is not new.
const NEW: Duration = Duration::days(1);
impl Known<'_> {
    pub(super) fn ocsp(
        &self,
        question: &Question<'_>,
        signers: &mut dyn Signers,
        tried: &mut Vec<Tried>,
    ) -> Said {
        let mut out = Said::Nothing;
        let wanted = crate::facts::Bytes(question.certificate.sha256.to_vec()).hex();
        for it in self.ocsp.iter().filter(|it| it.certificate.0 == wanted) {
            let Observed::Seen(bytes) = &it.response else {
                continue;
            };
            let (said, result) = judge(it, &bytes.0, self.redacted, question, signers);
            let source = match &it.origin {
                Origin::File { path } => path.0.clone(),
                Origin::Cache { address, .. } | Origin::Network { address } => address.clone(),
            };
            tried.push(Tried {
                source: format!("{source}: OCSP"),
                result,
            });
            if matches!(said, Said::Revoked { .. }) || out == Said::Nothing {
                out = said;
            }
        }
        out
    }
}

/// Whether an answer alone settles the status of a certificate under this issuer, so that nobody else need be asked. Its
/// use is judged again with the whole path.
pub fn settles(
    exchange: &OcspExchange,
    certificate: &Arc<Link>,
    issuer: &Arc<Link>,
    at: OffsetDateTime,
) -> bool {
    let Observed::Seen(bytes) = &exchange.response else {
        return false;
    };
    let anchor = Anchor::of_certificate(Arc::clone(issuer));
    let question = below_anchor(certificate, issuer, &anchor, at);
    judge(exchange, &bytes.0, false, &question, &mut Nobody).0 != Said::Nothing
}

/// Whether these CRLs list a certificate of this issuer as revoked. Its use is judged again with the whole path.
pub fn lists(
    crls: &[Crl],
    certificate: &Arc<Link>,
    issuer: &Arc<Link>,
    at: OffsetDateTime,
) -> bool {
    let trust = Trust {
        crls: Observed::Seen(crls.to_vec()),
        ..Trust::default()
    };
    let anchor = Anchor::of_certificate(Arc::clone(issuer));
    let question = below_anchor(certificate, issuer, &anchor, at);
    let said = Known::new(&trust).crl(&question, &mut Nobody, &mut Vec::new());
    matches!(said, Said::Revoked { .. })
}

/// The question about a certificate whose issuer is trusted for the while: the path above it is not looked at.
fn below_anchor<'q>(
    certificate: &'q Arc<Link>,
    issuer: &'q Arc<Link>,
    anchor: &'q Anchor,
    at: OffsetDateTime,
) -> Question<'q> {
    Question {
        certificate,
        issuer_key: &issuer.key,
        issuer: Some(issuer),
        above: std::slice::from_ref(issuer),
        anchor,
        at,
        depth: 0,
    }
}

/// Knows no certificate but those that come with an answer.
struct Nobody;

impl Signers for Nobody {
    fn by_name(&self, _: &Name) -> Vec<Arc<Link>> {
        Vec::new()
    }

    fn judge(&mut self, _: &Arc<Link>, _: &[Arc<Link>], _: &Anchor) -> SignerPath {
        SignerPath::Unknown("nobody judges here".to_owned())
    }
}

fn judge(
    exchange: &OcspExchange,
    bytes: &[u8],
    redacted: bool,
    question: &Question<'_>,
    signers: &mut dyn Signers,
) -> (Said, String) {
    let not = |why: String| (Said::Nothing, format!("does not count: {why}"));
    let answer = match Response::read(bytes) {
        Ok(Response::Answer(it)) => it,
        Ok(Response::Refused(status)) => {
            return (
                Said::Nothing,
                format!("would not answer: {}", Response::refusal(status)),
            );
        }
        Ok(Response::OtherType(kind)) => {
            return not(format!(
                "its answer is of the type {kind}, which is not known here"
            ));
        }
        Err(error) => return not(format!("its answer is malformed: {error}")),
    };
    if let Some(it) = answer.unknown_critical.first() {
        return not(format!(
            "it has the critical extension {it}, which is not known here"
        ));
    }
    // Who signed, before anything it says is believed.
    let mut notes = Vec::new();
    if let Err(why) = signed(&answer, redacted, question, signers, &mut notes) {
        return not(why);
    }
    match (&exchange.nonce, answer.nonce) {
        (Some(ours), Some(theirs)) if ours.0 != theirs => {
            return not("it repeats another nonce than was sent: an old answer was played back, or it answers somebody else".to_owned());
        }
        (Some(_), None) => {
            notes.push(
                "without the nonce that was sent, as answers made in advance are (RFC 9654)"
                    .to_owned(),
            );
        }
        _ => {}
    }
    // Nothing forbids that an answer tells of one certificate twice: what revokes it goes first, then what counts.
    let about = answer.singles.iter().filter(|it| is_about(it, question));
    let told = about.map(|it| match it.unknown_critical.first() {
        Some(unknown) => not(format!(
            "it has the critical extension {unknown}, which is not known here"
        )),
        None => status(it, question.at),
    });
    let weight = |said: &Said| match said {
        Said::Revoked { .. } => 2,
        Said::Nothing => 0,
        Said::Good | Said::Partly(_) => 1,
    };
    let best = told.reduce(|a, b| if weight(&b.0) > weight(&a.0) { b } else { a });
    let Some((said, words)) = best else {
        return not("it is about another certificate".to_owned());
    };
    let mut words = words;
    for it in notes {
        words = format!("{words}; {it}");
    }
    (said, words)
}

fn status(single: &Single<'_>, at: OffsetDateTime) -> (Said, String) {
    let window = current(single, at);
    let of = single.this_update.date();
    match (single.status, window) {
        (
            CertStatus::Revoked {
                at: written,
                reason,
            },
            Ok(()),
        ) => (
            Said::Revoked {
                since: since(written, at),
                reason,
            },
            revoked_words(written, reason, at),
        ),
        // Revocation is for good, so that an answer of another time tells it too; hold is not.
        (
            CertStatus::Revoked {
                at: written,
                reason,
            },
            Err(why),
        ) if written.min(single.this_update) <= at.saturating_add(SKEW)
            && reason != Some(Reason::CertificateHold) =>
        {
            let words = format!(
                "{}; {why}, but revocation is for good",
                revoked_words(written, reason, at)
            );
            let since = since(written, at);
            (Said::Revoked { since, reason }, words)
        }
        (_, Err(why)) => (Said::Nothing, format!("does not count: {why}")),
        (CertStatus::Good, Ok(())) => (Said::Good, format!("good, as of {of}")),
        (CertStatus::Unknown, Ok(())) => (
            Said::Nothing,
            "unknown: the responder does not know this certificate".to_owned(),
        ),
    }
}

/// Whether an answer holds at this time; if not, why not (RFC 6960 §4.2.2.1).
fn current(single: &Single<'_>, at: OffsetDateTime) -> Result<(), String> {
    if single
        .this_update
        .checked_sub(SKEW)
        .is_some_and(|it| it > at)
    {
        return Err(format!(
            "it is of {}, after the time of interest",
            single.this_update.date()
        ));
    }
    let (until, what) = match single.next_update {
        Some(it) => (Some(it), "a newer one was due on"),
        None => (
            single.this_update.checked_add(NEW),
            "it names no end, and is older than a day since",
        ),
    };
    match until {
        Some(until) if until.checked_add(SKEW).is_some_and(|it| it < at) => {
            Err(format!("it is stale: {what} {}", until.date()))
        }
        _ => Ok(()),
    }
}

/// Whether an answer's CertID is the certificate's: serial number, name and key of its issuer.
fn is_about(single: &Single<'_>, question: &Question<'_>) -> bool {
    let Some(hash) = Hash::by_dotted(&single.hash) else {
        return false;
    };
    let certificate = question.certificate;
    minimal(single.serial) == minimal(&certificate.serial)
        && hash.of(certificate.issuer.as_der()).as_ref() == single.name_hash
        && hash.of(&question.issuer_key.key).as_ref() == single.key_hash
}

/// Whether the answer is signed by somebody who may (RFC 6960 §4.2.2.2); if not, why not.
fn signed(
    answer: &Answer<'_>,
    redacted: bool,
    question: &Question<'_>,
    signers: &mut dyn Signers,
    notes: &mut Vec<String>,
) -> Result<(), String> {
    let inside = Reader::new(answer.algorithm)
        .want(SEQUENCE)
        .map_err(|it| format!("its signature algorithm cannot be read: {it}"))?;
    let algorithm = Algorithm::from_der_value(inside.value)
        .map_err(|it| format!("its signature algorithm cannot be read: {it}"))?;
    // In a redacted snapshot a record may stand where the signature was.
    let recorded = redacted.then(|| stand_in::read(answer.signature)).flatten();
    let check = |key: &PublicKey| match &recorded {
        Some(answers) => Recorded::of(answers, key),
        None => verify(key, &algorithm, answer.signed, answer.signature),
    };
    // The issuer itself.
    let issuer_key = question.issuer_key;
    let is_issuer = match answer.responder {
        ResponderId::Name(name) => {
            Name::from_der(name).is_ok_and(|it| it == question.certificate.issuer)
        }
        ResponderId::Key(key) => Hash::Sha1.of(&issuer_key.key).as_ref() == key,
    };
    if is_issuer {
        match check(issuer_key) {
            Verification::Good => return Ok(()),
            Verification::Unsupported(what) => {
                return Err(format!("its signature cannot be checked here: {what}"));
            }
            // A responder may bear the issuer's name and have a key of its own.
            Verification::Bad | Verification::Unusable(_) => {}
        }
    }
    let mut why = None;
    for der in answer.certificates.iter().take(CANDIDATES) {
        let Ok(link) = Link::parse(der) else { continue };
        let link = match redacted {
            true => link.of_redacted(),
            false => link,
        };
        if !is_named(answer, &link) {
            continue;
        }
        match check(&link.key) {
            Verification::Good => {}
            Verification::Unsupported(what) => {
                why = Some(format!("its signature cannot be checked here: {what}"));
                continue;
            }
            Verification::Bad | Verification::Unusable(_) => {
                why = Some("its signature is wrong: the answer was changed on its way".to_owned());
                continue;
            }
        }
        match delegated(link, question, signers) {
            Ok(note) => {
                notes.extend(note);
                return Ok(());
            }
            Err(it) => why = Some(it),
        }
    }
    Err(why.unwrap_or_else(|| {
        if is_issuer {
            "its signature is wrong: the answer was changed on its way, or is not by the issuer's key".to_owned()
        } else {
            "it is signed by somebody whose certificate did not come with it".to_owned()
        }
    }))
}
