//! Whether a key made a signature: certificates, CRLs, OCSP responses and signed objects of the card alike.
//!
//! "Unsupported" is kept apart from "bad": what cannot be checked here may well be good.
mod algorithm;
mod arithmetic;
mod curve;
mod digest;
mod key;
mod known_curves;
mod ring_backed;

pub use algorithm::{Algorithm, Hash, Scheme};
pub use digest::verify_digest;
pub use key::{Curve, KeyKind, LEAST_EXPONENT, PublicKey};
pub use known_curves::KnownCurve;

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
    let (scheme, kind) = match fits(key, algorithm) {
        Ok(it) => it,
        Err(answer) => return answer,
    };
    let by_arithmetic = || {
        let digest = algorithm.hash()?.of(signed);
        arithmetic::verify(key, &kind, &scheme, digest.as_ref(), signature)
    };
    ring_backed::verify(key, &kind, &scheme, signed, signature)
        .or_else(by_arithmetic)
        .unwrap_or_else(|| {
            Verification::Unsupported(format!("{algorithm} with a key of type {key}"))
        })
}

/// What the algorithm asks for and what the key is, if a key of this kind can have made such a signature.
fn fits(key: &PublicKey, algorithm: &Algorithm) -> Result<(Scheme, KeyKind), Verification> {
    let Some(scheme) = algorithm.scheme() else {
        return Err(Verification::Unsupported(algorithm.to_string()));
    };
    let kind = key.kind();
    if let (Scheme::RsaPss { .. }, KeyKind::RsaPss { .. }, Some(_)) =
        (&scheme, &kind, &key.algorithm.parameters)
    {
        // The identifier is the one of signatures, and so are the parameters.
        let Some(bound) = key.algorithm.scheme() else {
            return Err(Verification::Unsupported(format!(
                "a key bound to {}",
                key.algorithm
            )));
        };
        if !within(&scheme, &bound) {
            return Err(Verification::Unusable(format!(
                "the key is bound to other parameters of RSASSA-PSS than the signature's ({algorithm})"
            )));
        }
    }
    if key.is_compressed_point() {
        return Err(Verification::Unsupported(format!(
            "{key} as a compressed point"
        )));
    }
    match (&scheme, &kind) {
        // A key for RSASSA-PSS must not be used otherwise (RFC 4055 §1.2).
        (Scheme::RsaPkcs1(_), KeyKind::Rsa { .. })
        | (Scheme::RsaPss { .. }, KeyKind::Rsa { .. } | KeyKind::RsaPss { .. })
        | (Scheme::Ecdsa(_), KeyKind::Ec { .. })
        | (Scheme::Dsa(_), KeyKind::Dsa)
        | (Scheme::Ed25519, KeyKind::Ed25519) => Ok((scheme, kind)),
        (_, KeyKind::Other) => Err(Verification::Unsupported(key.to_string())),
        _ => Err(Verification::Unusable(format!(
            "a key of type {key} cannot have made a signature of type {algorithm}"
        ))),
    }
}

/// Whether a signature keeps to what a key for RSASSA-PSS is bound to: the same hashes, and a salt at least as long
/// (RFC 4055 §1.2).
fn within(scheme: &Scheme, bound: &Scheme) -> bool {
    match (scheme, bound) {
        (
            Scheme::RsaPss { hash, mask, salt },
            Scheme::RsaPss {
                hash: of,
                mask: mask_of,
                salt: least,
            },
        ) => hash == of && mask == mask_of && salt >= least,
        _ => false,
    }
}
