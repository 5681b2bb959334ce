//! Key types and sizes against SP 800-78-5.
use crate::pki::signature::{Algorithm, Hash, KnownCurve, LEAST_EXPONENT};
use crate::pki::{Certificate, Key};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::macros::datetime;

/// What SP 800-78-5 says of a key in its slot at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyStrength {
    /// One of those it names.
    Fit,
    /// RSA-2048 after 2030, when only keys of 128 bits of strength are to be used.
    PastItsTime,
    /// Too short to be safe.
    Weak,
    /// RSA of a size it names, with a public exponent that is below 65537.
    SmallExponent,
    /// Not too short, and not one of those it names: P-521, Ed25519, RSA-4096.
    NotNamed,
    /// Of a kind whose strength is not known here.
    Unknown,
}

/// SP 800-78-5 §3.1 Table 1: RSA 2048 through 31 December 2030.
const RSA_2048_ENDS: OffsetDateTime = datetime!(2031-01-01 0:00 UTC);
/// SP 800-131A: below this RSA gives less than 112 bits of strength.
const RSA_LEAST: usize = 2048;

impl KeyStrength {
    /// `retired`: the container of a retired key, which may be of what was fit when it was made (SP 800-73-5 Part 1
    /// §3.3.4).
    pub fn of(it: &Certificate, retired: bool, at: OffsetDateTime) -> KeyStrength {
        match &it.key {
            // e = 1 is no encryption.
            Key::Rsa { .. } if it.rsa_exponent.is_some_and(|e| e < 3 || e % 2 == 0) => {
                KeyStrength::Weak
            }
            Key::Rsa { .. } if retired => KeyStrength::Fit,
            Key::Rsa { bits } if *bits < RSA_LEAST => KeyStrength::Weak,
            // SP 800-78-5 §3.1, as FIPS 186-5 §A.1.1: 2^16 < e < 2^256.
            Key::Rsa { .. } if it.rsa_exponent.is_some_and(|e| e < LEAST_EXPONENT.into()) => {
                KeyStrength::SmallExponent
            }
            Key::Rsa { bits: 2048 } if at >= RSA_2048_ENDS => KeyStrength::PastItsTime,
            Key::Rsa { bits: 2048 | 3072 } => KeyStrength::Fit,
            Key::Rsa { .. } => KeyStrength::NotNamed,
            Key::Ec { curve } => match curve.as_str() {
                "P-256" | "P-384" => KeyStrength::Fit,
                "P-521" => KeyStrength::NotNamed,
                other => match other.strip_prefix("curve ").and_then(KnownCurve::by_dotted) {
                    Some(known) if known.is_weak => KeyStrength::Weak,
                    Some(_) => KeyStrength::NotNamed,
                    None => KeyStrength::Unknown,
                },
            },
            Key::Other { algorithm } => match algorithm.as_str() {
                // Ed25519, Ed448: RFC 8410 §3.
                "1.3.101.112" | "1.3.101.113" => KeyStrength::NotNamed,
                _ => KeyStrength::Unknown,
            },
        }
    }

    /// Whether it is safe to rely on; one that the standard does not name can be.
    pub fn is_ok(self) -> Option<bool> {
        match self {
            KeyStrength::Fit | KeyStrength::NotNamed => Some(true),
            KeyStrength::Weak | KeyStrength::PastItsTime | KeyStrength::SmallExponent => {
                Some(false)
            }
            KeyStrength::Unknown => None,
        }
    }
}

/// The broken hash that a signature rests on, by name: collisions can be made of MD5 since 2004 and of SHA-1 since 2017
/// (shattered.io), and SP 800-131A ended both for signatures.
pub fn broken_hash(algorithm: &Algorithm) -> Option<&'static str> {
    match algorithm.hash() {
        Some(Hash::Sha1) => Some("SHA-1"),
        Some(_) => None,
        None => match algorithm.id.as_der_value() {
            // md2WithRSAEncryption, md5WithRSAEncryption: RFC 3279 §2.2.1.
            [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 2] => Some("MD2"),
            [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 4] => Some("MD5"),
            _ => None,
        },
    }
}
