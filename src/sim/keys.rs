//! The fixed test keys of `keys/`: private ones of the issuers, public ones of the card.
use super::{der, oids, rsa_sha1};
use ring::{digest, rand::SystemRandom, rsa::KeyPair, signature};
use std::sync::OnceLock;

/// Whoever signs certificates or card objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signer {
    Root,
    IdCa,
    EmailCa,
    Content,
}

impl Signer {
    /// Loading checks an RSA key at length, so each is loaded once in a process.
    #[allow(clippy::expect_used, reason = "the key files are compiled in")]
    fn pair(self) -> &'static KeyPair {
        static LOADED: [OnceLock<KeyPair>; 4] = [const { OnceLock::new() }; 4];
        let slot = match self {
            Signer::Root => &LOADED[0],
            Signer::IdCa => &LOADED[1],
            Signer::EmailCa => &LOADED[2],
            Signer::Content => &LOADED[3],
        };
        slot.get_or_init(|| KeyPair::from_pkcs8(self.pkcs8()).expect("a PKCS#8 RSA key"))
    }

    /// SHA-256 with RSA, PKCS#1 v1.5: the same bytes each time, so that what is issued stays byte-stable.
    #[allow(clippy::expect_used, reason = "the buffer is made to the key's length")]
    pub fn sign(self, message: &[u8]) -> Vec<u8> {
        let pair = self.pair();
        let mut out = vec![0; pair.public().modulus_len()];
        pair.sign(
            &signature::RSA_PKCS1_SHA256,
            &SystemRandom::new(),
            message,
            &mut out,
        )
        .expect("RSA-2048 with SHA-256");
        out
    }

    /// SHA-1 with RSA, PKCS#1 v1.5, as issuers signed until about 2013.
    pub fn sign_over_sha1(self, message: &[u8]) -> Vec<u8> {
        let hash = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, message);
        rsa_sha1::sign(self.pkcs8(), hash.as_ref())
    }

    fn pkcs8(self) -> &'static [u8] {
        match self {
            Signer::Root => include_bytes!("keys/root.pk8"),
            Signer::IdCa => include_bytes!("keys/id-ca.pk8"),
            Signer::EmailCa => include_bytes!("keys/email-ca.pk8"),
            Signer::Content => include_bytes!("keys/content-signer.pk8"),
        }
    }

    /// SubjectPublicKeyInfo.
    pub fn spki(self) -> Vec<u8> {
        use ring::signature::KeyPair as _;
        der::sequence([
            der::sequence([der::oid(oids::RSA_ENCRYPTION), der::null()]),
            der::bits(self.pair().public_key().as_ref()),
        ])
    }
}

/// Public keys on the card, as SubjectPublicKeyInfo.
pub const PIV_AUTH_RSA: &[u8] = include_bytes!("keys/piv-auth.rsa2048.spki");
pub const SIGNATURE_RSA: &[u8] = include_bytes!("keys/signature.rsa2048.spki");
pub const KEY_MANAGEMENT_RSA: &[u8] = include_bytes!("keys/key-management.rsa2048.spki");
pub const IDENTITY_RSA: &[u8] = include_bytes!("keys/identity.rsa2048.spki");
pub const CARD_AUTH_P256: &[u8] = include_bytes!("keys/card-auth.p256.spki");
pub const HOLDER_RSA_1024: &[u8] = include_bytes!("keys/holder.rsa1024.spki");
pub const HOLDER_P384: &[u8] = include_bytes!("keys/holder.p384.spki");

pub fn sha256(message: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA256, message).as_ref().to_vec()
}

pub fn sha1(message: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, message)
        .as_ref()
        .to_vec()
}

/// A key identifier: SHA-1 of the public key's bits (RFC 5280 §4.2.1.2, method 1).
pub fn identifier(spki: &[u8]) -> Vec<u8> {
    // SPKI is SEQUENCE { AlgorithmIdentifier, BIT STRING }; the bits of the keys here end it.
    let bits = match spki.len() {
        91 => spki.get(26..),
        120 => spki.get(23..),
        162 => spki.get(22..),
        _ => spki.get(24..),
    };
    digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, bits.unwrap_or(spki))
        .as_ref()
        .to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::signature::UnparsedPublicKey;

    #[test]
    fn signatures_verify_and_are_stable() {
        for signer in [Signer::Root, Signer::IdCa, Signer::EmailCa, Signer::Content] {
            let spki = signer.spki();
            let once = signer.sign(b"words");
            assert_eq!(once, signer.sign(b"words"));
            UnparsedPublicKey::new(&signature::RSA_PKCS1_2048_8192_SHA256, &spki[24..])
                .verify(b"words", &once)
                .expect("its own signature");
        }
    }

    #[test]
    fn signatures_over_sha1_verify() {
        let key = Signer::IdCa.spki();
        let key = UnparsedPublicKey::new(
            &signature::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
            &key[24..],
        );
        key.verify(b"words", &Signer::IdCa.sign_over_sha1(b"words"))
            .expect("its own signature");
    }

    #[test]
    fn key_identifiers_hash_the_public_key_bits() {
        use x509_parser::prelude::{FromDer as _, SubjectPublicKeyInfo};
        let root = Signer::Root.spki();
        for spki in [
            PIV_AUTH_RSA,
            HOLDER_RSA_1024,
            CARD_AUTH_P256,
            HOLDER_P384,
            &root,
        ] {
            let (_, parsed) = SubjectPublicKeyInfo::from_der(spki).unwrap();
            let bits = parsed.subject_public_key.data;
            let hash = digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &bits);
            assert_eq!(identifier(spki), hash.as_ref());
        }
    }
}
