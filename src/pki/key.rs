use ring::digest;
use serde::{Deserialize, Serialize};
use x509_parser::prelude::*;
use x509_parser::public_key::PublicKey;

/// Public key, in the words people use: `RSA-2048`, `P-256`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    Rsa {
        bits: usize,
    },
    /// Named curve, by its common name or its OID.
    Ec {
        curve: String,
    },
    Other {
        algorithm: String,
    },
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Key::Rsa { bits } => write!(f, "RSA-{bits}"),
            Key::Ec { curve } => f.write_str(curve),
            Key::Other { algorithm } => match algorithm.as_str() {
                // RFC 8410 §3
                "1.3.101.112" => f.write_str("Ed25519"),
                "1.3.101.113" => f.write_str("Ed448"),
                // RFC 3279 §2.3.2
                "1.2.840.10040.4.1" => f.write_str("DSA"),
                other => write!(f, "key of algorithm {other}"),
            },
        }
    }
}

impl Key {
    pub(super) fn of(it: &SubjectPublicKeyInfo<'_>) -> Key {
        match it.parsed() {
            Ok(PublicKey::RSA(rsa)) => Key::Rsa {
                bits: bits(rsa.modulus),
            },
            Ok(PublicKey::EC(_)) => {
                let curve = it
                    .algorithm
                    .parameters
                    .as_ref()
                    .and_then(|it| it.as_oid().ok())
                    .map(|it| it.to_id_string());
                Key::Ec {
                    curve: match curve.as_deref() {
                        // RFC 5480 §2.1.1.1
                        Some("1.2.840.10045.3.1.7") => "P-256".to_owned(),
                        Some("1.3.132.0.34") => "P-384".to_owned(),
                        Some("1.3.132.0.35") => "P-521".to_owned(),
                        Some(other) => format!("curve {other}"),
                        None => "curve without a name".to_owned(),
                    },
                }
            }
            _ => Key::Other {
                algorithm: it.algorithm.algorithm.to_id_string(),
            },
        }
    }
}

/// Bits of a number, without the zero octet that keeps it from being negative.
fn bits(modulus: &[u8]) -> usize {
    let magnitude = match modulus.iter().position(|it| *it != 0) {
        Some(start) => modulus.get(start..).unwrap_or_default(),
        None => return 0,
    };
    let unused = magnitude.first().map_or(0, |it| it.leading_zeros());
    magnitude
        .len()
        .saturating_mul(8)
        .saturating_sub(unused as usize)
}

/// How a subject key identifier was made from the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyIdentifier {
    /// The certificate has none.
    Absent,
    /// SHA-1 of the public key's bits: RFC 5280 §4.2.1.2 method 1.
    Sha1,
    /// The type field 0100 and the last 60 bits of that SHA-1: RFC 5280 §4.2.1.2 method 2.
    ShortSha1,
    /// The first 160 bits of SHA-256, SHA-384 or SHA-512 of the public key's bits: RFC 7093 §2 methods 1 to 3.
    Rfc7093,
    /// A hash of the whole SubjectPublicKeyInfo, or of the bits with their tag and length: RFC 7093 §2 method 4, and SHA-1
    /// as some issuers' software makes it.
    WholeKeyInfo,
    /// By none of these from this key.
    Unknown,
}

impl KeyIdentifier {
    pub(super) fn of(identifier: Option<&[u8]>, spki: &SubjectPublicKeyInfo<'_>) -> KeyIdentifier {
        let Some(identifier) = identifier else {
            return KeyIdentifier::Absent;
        };
        let bits: &[u8] = &spki.subject_public_key.data;
        let sha1 = sha1(bits);
        if identifier == sha1 {
            return KeyIdentifier::Sha1;
        }
        if let Some(last) = sha1.last_chunk::<8>() {
            let mut short = *last;
            short[0] = short[0] & 0x0F | 0x40;
            if identifier == short {
                return KeyIdentifier::ShortSha1;
            }
        }
        // Truncated to 160 bits, or whole as RFC 7093 §2 method 4 allows.
        let sha2 = |of: &[u8]| {
            [&digest::SHA256, &digest::SHA384, &digest::SHA512]
                .into_iter()
                .any(|it| {
                    let hash = digest::digest(it, of);
                    let hash = hash.as_ref();
                    identifier == hash || (identifier.len() == 20 && hash.starts_with(identifier))
                })
        };
        if sha2(bits) {
            return KeyIdentifier::Rfc7093;
        }
        // The BIT STRING ends the SubjectPublicKeyInfo; before its bits stand the count of unused ones, and its header.
        let tagged = match bits.len().saturating_add(1) {
            it @ ..0x80 => it.saturating_add(2),
            it @ ..0x100 => it.saturating_add(3),
            it => it.saturating_add(4),
        };
        let tagged = spki.raw.len().checked_sub(tagged);
        let tagged = tagged.and_then(|it| spki.raw.get(it..)).unwrap_or(spki.raw);
        let whole = |it: &[u8]| identifier == self::sha1(it) || sha2(it);
        if whole(spki.raw) || whole(tagged) {
            return KeyIdentifier::WholeKeyInfo;
        }
        KeyIdentifier::Unknown
    }

    /// Whether it can be the identifier of this key. One that is absent is not wrong.
    pub fn fits(self) -> bool {
        self != KeyIdentifier::Unknown
    }

    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            KeyIdentifier::Absent => "absent",
            KeyIdentifier::Sha1 => "SHA-1 of the key (RFC 5280 method 1)",
            KeyIdentifier::ShortSha1 => "short SHA-1 of the key (RFC 5280 method 2)",
            KeyIdentifier::Rfc7093 => "SHA-2 of the key (RFC 7093)",
            KeyIdentifier::WholeKeyInfo => "hash of the whole key field",
            KeyIdentifier::Unknown => "not made from this key by any known method",
        }
    }
}

/// SHA-1 as identifiers use it; never for a signature.
pub(super) fn sha1(bytes: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, bytes)
        .as_ref()
        .to_vec()
}
