//! Responders that the issuer of a certificate appointed: RFC 6960 §4.2.2.2.
use crate::facts::{Observed, OcspExchange};
use crate::pki::Name;
use crate::pki::ocsp::{Answer, ResponderId, Response};
use crate::pki::path::revocation::{Question, SignerPath, Signers};
use crate::pki::path::{KeyUsage, Link};
use crate::pki::signature::{Hash, Verification};
use std::sync::Arc;

/// id-kp-OCSPSigning, 1.3.6.1.5.5.7.3.9.
const OCSP_SIGNING: &[u8] = &[0x2B, 6, 1, 5, 5, 7, 3, 9];
/// id-pkix-ocsp-nocheck, 1.3.6.1.5.5.7.48.1.5.
const NO_CHECK: &[u8] = &[0x2B, 6, 1, 5, 5, 7, 0x30, 1, 5];
/// Certificates of an answer that are tried as its signer's.
pub(super) const CANDIDATES: usize = 16;

/// Responders whose certificates came with an answer and whose own status is to be looked up: they may sign answers, and
/// nothing says that they need not be checked (id-pkix-ocsp-nocheck, RFC 6960 §4.2.2.2.1). Who appointed them, and
/// whether they signed it, is not looked at.
pub fn responders(exchange: &OcspExchange) -> Vec<Link> {
    let Observed::Seen(bytes) = &exchange.response else {
        return Vec::new();
    };
    let Ok(Response::Answer(answer)) = Response::read(&bytes.0) else {
        return Vec::new();
    };
    let sent = answer.certificates.iter().take(CANDIDATES);
    sent.filter_map(|der| Link::parse(der).ok())
        .filter(|it| is_named(&answer, it) && may_sign(it) && !needs_no_check(it))
        .collect()
}

/// Whether an answer says that the holder of this certificate gave it.
pub(super) fn is_named(answer: &Answer<'_>, link: &Link) -> bool {
    match answer.responder {
        ResponderId::Name(name) => Name::from_der(name).is_ok_and(|it| it == link.subject),
        ResponderId::Key(key) => Hash::Sha1.of(&link.key.key).as_ref() == key,
    }
}

/// Whether a certificate appoints a responder (RFC 6960 §4.2.2.2).
fn may_sign(link: &Link) -> bool {
    let usage = link.extensions.extended_key_usage.as_ref();
    usage.is_some_and(|it| it.value.iter().any(|it| it == &OCSP_SIGNING))
}

/// keyUsage, where it is there, must have digitalSignature or nonRepudiation, the ones that go with OCSPSigning.
fn signs_data(link: &Link) -> bool {
    let usage = link.extensions.key_usage.as_ref();
    usage.is_none_or(|it| {
        it.value.has(KeyUsage::DIGITAL_SIGNATURE) || it.value.has(KeyUsage::NON_REPUDIATION)
    })
}

/// Whether its issuer says that a responder's own status need not be checked (RFC 6960 §4.2.2.2.1).
fn needs_no_check(link: &Link) -> bool {
    link.extensions.other.iter().any(|it| it.id == NO_CHECK)
}

/// Whether the issuer of the certificate let this responder speak for it (RFC 6960 §4.2.2.2); a note for people where
/// there is something to add.
pub(super) fn delegated(
    link: Link,
    question: &Question<'_>,
    signers: &mut dyn Signers,
) -> Result<Option<String>, String> {
    if link.sha256 == question.certificate.sha256 {
        return Err("the certificate that is asked about signed the answer itself".to_owned());
    }
    if !may_sign(&link) {
        return Err(
            "its signer may not sign OCSP answers (no extended key usage OCSPSigning)".to_owned(),
        );
    }
    if !signs_data(&link) {
        return Err(
            "its signer's key is not for signatures (keyUsage with neither digitalSignature nor nonRepudiation, RFC 5280 §4.2.1.3 and §4.2.1.12)"
                .to_owned(),
        );
    }
    if link.issuer != question.certificate.issuer
        || link.verify(question.issuer_key) != Verification::Good
    {
        return Err("its signer was not appointed by the certificate's own issuer".to_owned());
    }
    if !link.is_valid_at(question.at) {
        return Err(format!(
            "its signer's certificate is valid from {} to {} only",
            link.not_before.date(),
            link.not_after.date()
        ));
    }
    let fault = link.malformed.iter().find(|it| it.fatal);
    if let Some(it) = fault {
        return Err(format!(
            "its signer's certificate does not count: {}",
            it.what
        ));
    }
    if let Some(it) = link.extensions.unknown_critical().next() {
        return Err(format!(
            "its signer's certificate has the critical extension {}, which is not known here",
            it.id
        ));
    }
    if needs_no_check(&link) {
        return Ok(None);
    }
    // Without nocheck the responder's own status is to be checked, from CRLs.
    match signers.judge(&Arc::new(link), &[], question.anchor) {
        // What is above it is above the certificate as well, and is told of that.
        SignerPath::Valid | SignerPath::NotRevoked(_) => Ok(Some(
            "its signer's certificate is not revoked, as CRLs tell".to_owned(),
        )),
        SignerPath::Invalid(because) => Err(format!(
            "its signer's certificate does not count: {because}"
        )),
        SignerPath::Unchecked | SignerPath::Unknown(_) | SignerPath::Circular => Ok(Some(
            "whether its signer's certificate is revoked is not known".to_owned(),
        )),
    }
}
