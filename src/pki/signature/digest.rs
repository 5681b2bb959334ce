//! Signatures over a digest that is already known: of a CRL whose 44 MB were hashed once and are not kept.
use super::{Algorithm, PublicKey, Scheme, Verification, arithmetic, fits};

/// Whether `key` made `signature` over something whose digest, under the hash that `algorithm` names, is `digest`.
pub fn verify_digest(
    key: &PublicKey,
    algorithm: &Algorithm,
    digest: &[u8],
    signature: &[u8],
) -> Verification {
    let (scheme, kind) = match fits(key, algorithm) {
        Ok(it) => it,
        Err(answer) => return answer,
    };
    let size = algorithm.hash().map(super::Hash::size);
    // Ed25519 takes the message itself.
    if scheme != Scheme::Ed25519 && size != Some(digest.len()) {
        return Verification::Bad;
    }
    arithmetic::verify(key, &kind, &scheme, digest, signature).unwrap_or_else(|| {
        Verification::Unsupported(format!("{algorithm} with a key of type {key}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pki::tlv::{self, SEQUENCE};

    /// Made with OpenSSL over `words to sign`: name, AlgorithmIdentifier, SubjectPublicKeyInfo, signature.
    const VECTORS: &str = include_str!("digest_vectors.txt");

    fn bytes(hex: &str) -> Vec<u8> {
        (0..hex.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
            .collect()
    }

    fn vectors() -> impl Iterator<Item = (&'static str, Algorithm, PublicKey, Vec<u8>)> {
        VECTORS.lines().map(|line| {
            let mut parts = line.split(' ');
            let name = parts.next().unwrap();
            let algorithm = bytes(parts.next().unwrap());
            let algorithm = tlv::Reader::new(&algorithm).want(SEQUENCE).unwrap();
            (
                name,
                Algorithm::from_der_value(algorithm.value).unwrap(),
                PublicKey::from_der(&bytes(parts.next().unwrap())).unwrap(),
                bytes(parts.next().unwrap()),
            )
        })
    }

    #[test]
    fn signatures_of_openssl_verify_and_others_do_not() {
        assert_eq!(VECTORS.lines().count(), 15);
        for (name, algorithm, key, signature) in vectors() {
            let digest = algorithm.hash().unwrap().of(b"words to sign");
            let verify = |digest: &[u8], signature: &[u8]| {
                verify_digest(&key, &algorithm, digest, signature)
            };
            assert_eq!(
                verify(digest.as_ref(), &signature),
                Verification::Good,
                "{name}"
            );
            let other = algorithm.hash().unwrap().of(b"other words");
            assert_eq!(
                verify(other.as_ref(), &signature),
                Verification::Bad,
                "{name}"
            );
            for at in [signature.len() / 3, signature.len() - 1] {
                let mut changed = signature.clone();
                changed[at] ^= 1;
                assert_eq!(
                    verify(digest.as_ref(), &changed),
                    Verification::Bad,
                    "{name}"
                );
            }
            for short in [&[][..], &signature[..1], &signature[..signature.len() - 1]] {
                assert_eq!(verify(digest.as_ref(), short), Verification::Bad, "{name}");
            }
        }
    }

    #[test]
    fn a_key_of_another_kind_is_unusable_and_not_bad() {
        let all: Vec<_> = vectors().collect();
        for (name, algorithm, ..) in &all {
            for (other, _, key, signature) in &all {
                if name.split('-').next() != other.split('-').next() {
                    let answer = verify_digest(key, algorithm, &[0; 32], signature);
                    assert!(!matches!(answer, Verification::Good), "{name} with {other}");
                }
            }
        }
    }
}
