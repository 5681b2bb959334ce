//! Whether a key made a signature: certificates, CRLs, OCSP responses and signed objects of the card alike.
//!
//! "Unsupported" is kept apart from "bad": what cannot be checked here may well be good.
mod algorithm;
mod digest;
mod key;
mod ring_backed;

pub use algorithm::{Algorithm, Hash, Scheme};
pub use digest::verify_digest;
pub use key::{Curve, KeyKind, PublicKey};

use serde::{Deserialize, Serialize};

/// What came of verifying a signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verification {
    /// This key made it.
    Good,
    /// It did not.
    Bad,
    /// The key cannot have made a signature of this kind, or is none; why.
    Unusable(String),
    /// The algorithm is not known here; which.
    Unsupported(String),
}

/// Whether `key` made `signature` over `signed` with `algorithm`.
pub fn verify(
    key: &PublicKey,
    algorithm: &Algorithm,
    signed: &[u8],
    signature: &[u8],
) -> Verification {
    let Some(scheme) = algorithm.scheme() else {
        return Verification::Unsupported(algorithm.to_string());
    };
    let kind = key.kind();
    match (&scheme, &kind) {
        (
            Scheme::RsaPkcs1(_) | Scheme::RsaPss { .. },
            KeyKind::Rsa { .. } | KeyKind::RsaPss { .. },
        )
        | (Scheme::Ecdsa(_), KeyKind::Ec { .. })
        | (Scheme::Dsa(_), KeyKind::Dsa)
        | (Scheme::Ed25519, KeyKind::Ed25519) => {}
        // An RSASSA-PSS key must not be used otherwise (RFC 4055 §1.2).
        (_, KeyKind::Other) => return Verification::Unsupported(key.to_string()),
        _ => {
            return Verification::Unusable(format!(
                "a key of type {key} cannot have made a signature of type {algorithm}"
            ));
        }
    }
    ring_backed::verify(key, &kind, &scheme, signed, signature).unwrap_or_else(|| {
        Verification::Unsupported(format!("{algorithm} with a key of type {key}"))
    })
}
