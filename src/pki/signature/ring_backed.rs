use super::key::Curve;
use super::{Hash, KeyKind, PublicKey, Scheme, Verification};
use ring::signature::{self, UnparsedPublicKey, VerificationAlgorithm};

/// What ring verifies; `None` for a combination that it does not offer.
pub(super) fn verify(
    key: &PublicKey,
    kind: &KeyKind,
    scheme: &Scheme,
    signed: &[u8],
    signature: &[u8],
) -> Option<Verification> {
    let algorithm = offered(kind, scheme)?;
    Some(
        match UnparsedPublicKey::new(algorithm, &*key.key).verify(signed, signature) {
            Ok(()) => Verification::Good,
            Err(_) => Verification::Bad,
        },
    )
}

fn offered(kind: &KeyKind, scheme: &Scheme) -> Option<&'static dyn VerificationAlgorithm> {
    let strong = |bits: &usize| (2048..=8192).contains(bits);
    Some(match (kind, scheme) {
        (KeyKind::Rsa { bits }, Scheme::RsaPkcs1(hash)) if (1024..=8192).contains(bits) => {
            match hash {
                Hash::Sha1 => &signature::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
                Hash::Sha256 => &signature::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
                Hash::Sha384 if strong(bits) => &signature::RSA_PKCS1_2048_8192_SHA384,
                Hash::Sha384 => return None,
                Hash::Sha512 => &signature::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
            }
        }
        (KeyKind::Rsa { bits } | KeyKind::RsaPss { bits }, Scheme::RsaPss { hash, mask, salt })
            if strong(bits) && hash == mask && *salt as usize == hash.size() =>
        {
            match hash {
                Hash::Sha1 => return None,
                Hash::Sha256 => &signature::RSA_PSS_2048_8192_SHA256,
                Hash::Sha384 => &signature::RSA_PSS_2048_8192_SHA384,
                Hash::Sha512 => &signature::RSA_PSS_2048_8192_SHA512,
            }
        }
        (KeyKind::Ec { curve: Some(curve) }, Scheme::Ecdsa(hash)) => match (curve, hash) {
            (Curve::P256, Hash::Sha256) => &signature::ECDSA_P256_SHA256_ASN1,
            (Curve::P256, Hash::Sha384) => &signature::ECDSA_P256_SHA384_ASN1,
            (Curve::P384, Hash::Sha256) => &signature::ECDSA_P384_SHA256_ASN1,
            (Curve::P384, Hash::Sha384) => &signature::ECDSA_P384_SHA384_ASN1,
            _ => return None,
        },
        (KeyKind::Ed25519, Scheme::Ed25519) => &signature::ED25519,
        _ => return None,
    })
}
