use super::{Algorithm, KnownCurve, curve};
use crate::facts::Bytes;
use crate::pki::Oid;
use crate::pki::der::{self, DerError, Reader, tag};
use crate::pki::path::Digest;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// A SubjectPublicKeyInfo (RFC 5280 §4.1.2.7).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PublicKey {
    /// SHA-256 of its DER: two keys are one if this is the same.
    pub sha256: Digest,
    pub algorithm: Algorithm,
    /// The key itself, without the BIT STRING around it: what key identifiers are hashes of.
    pub key: Bytes,
}

/// What kind of key it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    Rsa {
        bits: usize,
    },
    /// A key for RSASSA-PSS alone (RFC 4055 §1.2).
    RsaPss {
        bits: usize,
    },
    Ec {
        curve: Option<Curve>,
    },
    Dsa,
    Ed25519,
    Other,
}

/// FIPS 186-5 §A.1.1: 2^16 < e < 2^256, and odd.
pub const LEAST_EXPONENT: u32 = 65_537;

/// Named curves of RFC 5480 §2.1.1.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curve {
    P256,
    P384,
    P521,
}

impl Curve {
    fn by_id(id: &[u8]) -> Option<Curve> {
        match id {
            [0x2A, 0x86, 0x48, 0xCE, 0x3D, 3, 1, 7] => Some(Curve::P256),
            [0x2B, 0x81, 4, 0, 34] => Some(Curve::P384),
            [0x2B, 0x81, 4, 0, 35] => Some(Curve::P521),
            _ => None,
        }
    }
}

impl PublicKey {
    /// Reads the DER of a SubjectPublicKeyInfo. The key inside is looked at when it is used.
    ///
    /// # Errors
    /// Where it is not an algorithm and a bit string.
    pub fn from_der(der: &[u8]) -> Result<Self, DerError> {
        let mut inside = Reader::new(der::only(der, tag::SEQUENCE)?);
        let algorithm = Algorithm::from_der_value(inside.expect(tag::SEQUENCE)?)?;
        let key = der::bits(inside.expect(tag::BIT_STRING)?)?;
        inside.end()?;
        Ok(PublicKey {
            sha256: crate::pki::path::sha256(der),
            algorithm,
            key: key.to_vec().into(),
        })
    }

    pub fn kind(&self) -> KeyKind {
        let bits = || self.rsa().map_or(0, |(modulus, _)| bit_length(modulus));
        match self.algorithm.id.as_der_value() {
            // RFC 3279 §2.3
            [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 1] => KeyKind::Rsa { bits: bits() },
            [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 10] => KeyKind::RsaPss { bits: bits() },
            [0x2A, 0x86, 0x48, 0xCE, 0x3D, 2, 1] => KeyKind::Ec {
                curve: self
                    .algorithm
                    .parameters
                    .as_ref()
                    .and_then(|it| der::only(it, tag::OID).ok())
                    .and_then(Curve::by_id),
            },
            [0x2A, 0x86, 0x48, 0xCE, 0x38, 4, 1] => KeyKind::Dsa,
            [0x2B, 0x65, 0x70] => KeyKind::Ed25519,
            _ => KeyKind::Other,
        }
    }

    /// Modulus and exponent of an RSA key, without leading zeros.
    pub(super) fn rsa(&self) -> Option<(&[u8], &[u8])> {
        let mut inside = Reader::new(der::only(&self.key, tag::SEQUENCE).ok()?);
        let modulus = unsigned(inside.expect(tag::INTEGER).ok()?)?;
        let exponent = unsigned(inside.expect(tag::INTEGER).ok()?)?;
        inside.end().ok()?;
        Some((modulus, exponent))
    }

    /// The identifier of the curve of an EC key (RFC 5480 §2.1.1); none where it is written out instead.
    pub fn curve_id(&self) -> Option<Oid> {
        let KeyKind::Ec { .. } = self.kind() else {
            return None;
        };
        let parameters = self.algorithm.parameters.as_ref()?;
        der::only(parameters, tag::OID)
            .ok()
            .map(Oid::from_der_value)
    }

    /// Whether it is a point with its y left out, which RFC 5480 §2.2 lets readers not support.
    pub(super) fn is_compressed_point(&self) -> bool {
        matches!(self.kind(), KeyKind::Ec { .. }) && matches!(*self.key, [2 | 3, ..])
    }

    /// Why it is no key of its kind, so that nobody can use it; as far as that kind is known here.
    pub fn fault(&self) -> Option<String> {
        match self.kind() {
            KeyKind::Rsa { .. } | KeyKind::RsaPss { .. } => {
                let Some((modulus, exponent)) = self.rsa() else {
                    return Some("it is not a modulus and an exponent (RFC 8017 A.1.1)".to_owned());
                };
                let is_even = |it: &[u8]| it.last().is_none_or(|it| it % 2 == 0);
                // RFC 8017 §3.1: n is a product of odd primes, and e is odd and at least 3.
                if is_even(modulus) {
                    Some("its modulus is even (RFC 8017 3.1)".to_owned())
                } else if is_even(exponent) || exponent == [1] {
                    Some("its public exponent is even or 1 (RFC 8017 3.1)".to_owned())
                } else {
                    None
                }
            }
            KeyKind::Ec { curve: Some(curve) } if !curve::is_point(curve, &self.key) => Some(
                format!("its point does not lie on the curve {self} (RFC 5480 2.2)"),
            ),
            KeyKind::Ed25519 if self.key.len() != 32 => {
                Some("it is not of 32 bytes (RFC 8032 5.1.5)".to_owned())
            }
            KeyKind::Ec { .. } | KeyKind::Dsa | KeyKind::Ed25519 | KeyKind::Other => None,
        }
    }

    /// The public exponent of an RSA key that is below 65537, which FIPS 186-5 §A.1.1 and SP 800-78-5 §3.1 want at least.
    pub fn small_exponent(&self) -> Option<u32> {
        let (KeyKind::Rsa { .. } | KeyKind::RsaPss { .. }) = self.kind() else {
            return None;
        };
        let (_, exponent) = self.rsa()?;
        let value = exponent.iter().try_fold(0_u32, |sum, it| {
            sum.checked_mul(256)?.checked_add(u32::from(*it))
        })?;
        (value < LEAST_EXPONENT).then_some(value)
    }

    /// Size of the prime of a DSA key that has its parameters (RFC 3279 §2.3.2).
    pub fn dsa_bits(&self) -> Option<usize> {
        let parameters = self.algorithm.parameters.as_ref()?;
        let mut inside = Reader::new(der::only(parameters, tag::SEQUENCE).ok()?);
        Some(bit_length(unsigned(inside.expect(tag::INTEGER).ok()?)?))
    }

    /// The key with the parameters of its issuer's key where it has none of its own and is of the same kind
    /// (RFC 5280 §6.1.4 (d)–(f)). Only DSA keys are ever written that way.
    pub fn inheriting(&self, issuer: &PublicKey) -> Cow<'_, PublicKey> {
        const NULL: [u8; 2] = [tag::NULL, 0];
        let absent = match &self.algorithm.parameters {
            None => true,
            Some(it) => it.0 == NULL,
        };
        let (KeyKind::Dsa, KeyKind::Dsa, true) = (self.kind(), issuer.kind(), absent) else {
            return Cow::Borrowed(self);
        };
        let mut out = self.clone();
        out.algorithm.parameters = issuer.algorithm.parameters.clone();
        // Another key, as far as signatures are concerned.
        out.sha256 = crate::pki::path::sha256(&[self.sha256, issuer.sha256].concat());
        Cow::Owned(out)
    }
}

/// A positive INTEGER without leading zeros.
pub(super) fn unsigned(value: &[u8]) -> Option<&[u8]> {
    if value.first()? & 0x80 != 0 {
        return None;
    }
    value.get(value.iter().position(|it| *it != 0)?..)
}

pub(super) fn bit_length(number: &[u8]) -> usize {
    let zeros = number.first().map_or(0, |it| it.leading_zeros() as usize);
    (number.len() * 8).saturating_sub(zeros)
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.sha256 == other.sha256
    }
}

impl Eq for PublicKey {}

impl fmt::Display for PublicKey {
    /// In the words people use: `RSA-2048`, `P-256`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            KeyKind::Rsa { bits } => write!(f, "RSA-{bits}"),
            KeyKind::RsaPss { bits } => write!(f, "RSASSA-PSS-{bits}"),
            KeyKind::Ec { curve: Some(curve) } => f.write_str(match curve {
                Curve::P256 => "P-256",
                Curve::P384 => "P-384",
                Curve::P521 => "P-521",
            }),
            KeyKind::Ec { curve: None } => match self.curve_id() {
                Some(id) => match KnownCurve::by_id(&id) {
                    Some(known) => f.write_str(known.name),
                    None => write!(f, "EC on the curve {id}"),
                },
                None => f.write_str("EC on a curve without a name"),
            },
            KeyKind::Dsa => f.write_str("DSA"),
            KeyKind::Ed25519 => f.write_str("Ed25519"),
            KeyKind::Other => write!(f, "algorithm {}", self.algorithm.id),
        }
    }
}
