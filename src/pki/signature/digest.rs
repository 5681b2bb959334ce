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

    #[test]
    fn a_key_bound_to_parameters_of_pss_makes_no_others() {
        let (_, algorithm, mut key, signature) = vectors().find(|it| it.0 == "pss-256").unwrap();
        let digest = algorithm.hash().unwrap().of(b"words to sign");
        // The signature has SHA-256 twice and a salt of 32.
        key.algorithm = algorithm.clone();
        let mut verify = |change: fn(&mut Vec<u8>)| {
            let mut bound = algorithm.clone();
            change(&mut bound.parameters.as_mut().unwrap().0);
            key.algorithm = bound;
            verify_digest(&key, &algorithm, digest.as_ref(), &signature)
        };
        assert_eq!(verify(|_| ()), Verification::Good);
        assert_eq!(
            verify(|it| *it.last_mut().unwrap() = 20),
            Verification::Good
        );
        let longer = verify(|it| *it.last_mut().unwrap() = 33);
        assert!(matches!(longer, Verification::Unusable(_)), "{longer:?}");
        // id-sha256 to id-sha384, of the hash alone.
        let other = verify(|it| {
            let id = it.iter().position(|it| *it == 0x60).unwrap();
            it[id + 8] = 2;
        });
        assert!(matches!(other, Verification::Unusable(_)), "{other:?}");
        let unread = verify(|it| it.truncate(3));
        assert!(matches!(unread, Verification::Unsupported(_)), "{unread:?}");
    }
}
