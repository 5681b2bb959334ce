//! What OpenSSL writes behind a certificate in a block of TRUSTED CERTIFICATE: the uses it is trusted for and those it is
//! refused for.
//!
//! The structure is X509_CERT_AUX (OpenSSL, crypto/x509/x_x509a.c); what follows from it is obj_trust (x509_trust.c): a use
//! that is rejected is refused, and where a list of trusted uses is given, so is every use that is not in it.
use super::tlv::{self, TlvError};
use crate::facts::{TrustBits, TrustLevel};

/// id-kp-serverAuth, -clientAuth, -emailProtection, anyExtendedKeyUsage (RFC 5280 §4.2.1.12).
const SERVER_AUTH: &[u8] = &[0x2B, 6, 1, 5, 5, 7, 3, 1];
const CLIENT_AUTH: &[u8] = &[0x2B, 6, 1, 5, 5, 7, 3, 2];
const EMAIL_PROTECTION: &[u8] = &[0x2B, 6, 1, 5, 5, 7, 3, 4];
const ANY: &[u8] = &[0x55, 0x1D, 37, 0];

/// Tags of `trust` and of `reject`.
const TRUST: u8 = 0x30;
const REJECT: u8 = 0xA0;

/// What the bytes behind the certificate say; nothing where there are none.
pub(super) fn uses(rest: &[u8]) -> Result<TrustBits, TlvError> {
    let mut out = TrustBits::default();
    if rest.is_empty() {
        return Ok(out);
    }
    let whole = tlv::first(rest)?;
    for part in whole.children() {
        let part = part?;
        let mut listed = Vec::new();
        if matches!(part.tag, TRUST | REJECT) {
            for it in part.children() {
                listed.push(it?.value);
            }
        }
        let has = |use_: &[u8]| listed.iter().any(|it| *it == use_ || *it == ANY);
        let level = |use_: &[u8]| match (part.tag, has(use_)) {
            (TRUST, true) => TrustLevel::Anchor,
            (TRUST, false) | (REJECT, true) => TrustLevel::Distrusted,
            _ => TrustLevel::Unset,
        };
        out = out.with(TrustBits {
            server: level(SERVER_AUTH),
            client: level(CLIENT_AUTH),
            email: level(EMAIL_PROTECTION),
        });
    }
    Ok(out)
}
