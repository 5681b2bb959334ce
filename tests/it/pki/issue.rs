//! Issues test certificates: every part can be set, right or wrong.
use cac_doctor::pki::der::{tag, write};
use cac_doctor::pki::path::Link;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use std::sync::Arc;

/// A P-256 key.
pub(super) struct Key(EcdsaKeyPair);

impl Key {
    pub(super) fn new() -> Self {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random);
        let pkcs8 = pkcs8.expect("a key");
        Key(
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref(), &random)
                .expect("a key"),
        )
    }

    fn spki(&self) -> Vec<u8> {
        let algorithm = [
            write(tag::OID, &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 2, 1]),
            write(tag::OID, &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 3, 1, 7]),
        ];
        let bits = [&[0], self.0.public_key().as_ref()].concat();
        sequence(&[sequence(&algorithm), write(tag::BIT_STRING, &bits)])
    }

    /// The usual key identifier: SHA-1 of the key (RFC 5280 §4.2.1.2, method 1).
    pub(super) fn id(&self) -> Vec<u8> {
        let sha1 = &ring::digest::SHA1_FOR_LEGACY_USE_ONLY;
        ring::digest::digest(sha1, self.0.public_key().as_ref())
            .as_ref()
            .to_vec()
    }

    fn sign(&self, bytes: &[u8]) -> Vec<u8> {
        let signature = self.0.sign(&SystemRandom::new(), bytes);
        signature.expect("a signature").as_ref().to_vec()
    }
}

pub(super) fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    write(tag::SEQUENCE, &parts.concat())
}

pub(super) fn common_name(text: &str) -> Vec<u8> {
    directory(&[(&[0x55, 4, 3], text)])
}

/// A distinguished name of UTF8String attributes.
pub(super) fn directory(attributes: &[(&[u8], &str)]) -> Vec<u8> {
    let relative: Vec<Vec<u8>> = attributes
        .iter()
        .map(|(kind, text)| {
            let value = write(tag::UTF8_STRING, text.as_bytes());
            write(tag::SET, &sequence(&[write(tag::OID, kind), value]))
        })
        .collect();
    sequence(&relative)
}

/// An extension of the arc 2.5.29.
pub(super) fn extension(last: u8, critical: bool, value: &[u8]) -> Vec<u8> {
    other_extension(&[0x55, 0x1D, last], critical, value)
}

pub(super) fn other_extension(id: &[u8], critical: bool, value: &[u8]) -> Vec<u8> {
    let mut parts = vec![write(tag::OID, id)];
    if critical {
        parts.push(write(tag::BOOLEAN, &[0xFF]));
    }
    parts.push(write(tag::OCTET_STRING, value));
    sequence(&parts)
}

pub(super) fn basic_constraints(ca: bool, path_length: Option<u8>) -> Vec<u8> {
    let mut parts = Vec::new();
    if ca {
        parts.push(write(tag::BOOLEAN, &[0xFF]));
    }
    parts.extend(path_length.map(|it| write(tag::INTEGER, &[it])));
    extension(19, true, &sequence(&parts))
}

/// keyUsage of two bytes, bit 0 first.
pub(super) fn key_usage(bits: u16) -> Vec<u8> {
    let [first, second] = bits.to_be_bytes();
    extension(15, true, &write(tag::BIT_STRING, &[0, first, second]))
}

/// keyCertSign and cRLSign.
pub(super) const SIGNS: u16 = 0x0600;
/// digitalSignature.
pub(super) const AUTHENTICATES: u16 = 0x8000;

/// One certificate to be.
#[derive(Clone)]
pub(super) struct Template {
    pub version: u8,
    pub serial: Vec<u8>,
    pub issuer: Vec<u8>,
    pub subject: Vec<u8>,
    /// UTCTime or GeneralizedTime by its length.
    pub not_before: String,
    pub not_after: String,
    pub extensions: Vec<Vec<u8>>,
    /// Changes the signature.
    pub tampered: bool,
}

impl Template {
    pub(super) fn new(issuer: &[u8], subject: &[u8], extensions: Vec<Vec<u8>>) -> Self {
        Template {
            version: 3,
            serial: vec![0x11, 0x22, 0x33],
            issuer: issuer.to_vec(),
            subject: subject.to_vec(),
            not_before: "200101000000Z".to_owned(),
            not_after: "491231235959Z".to_owned(),
            extensions,
            tampered: false,
        }
    }

    pub(super) fn issue(&self, key: &Key, signer: &Key) -> Vec<u8> {
        let time = |text: &str| {
            let kind = if text.len() > 13 {
                tag::GENERALIZED_TIME
            } else {
                tag::UTC_TIME
            };
            write(kind, text.as_bytes())
        };
        let ecdsa_with_sha256 = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 2];
        let algorithm = sequence(&[write(tag::OID, &ecdsa_with_sha256)]);
        let mut parts = Vec::new();
        if self.version > 1 {
            let version = write(tag::INTEGER, &[self.version - 1]);
            parts.push(write(tag::constructed(0), &version));
        }
        parts.extend([
            write(tag::INTEGER, &self.serial),
            algorithm.clone(),
            self.issuer.clone(),
            sequence(&[time(&self.not_before), time(&self.not_after)]),
            self.subject.clone(),
            key.spki(),
        ]);
        if !self.extensions.is_empty() {
            parts.push(write(tag::constructed(3), &sequence(&self.extensions)));
        }
        let signed = sequence(&parts);
        let mut signature = if self.tampered {
            signer.sign(&[&signed[..], &[0]].concat())
        } else {
            signer.sign(&signed)
        };
        signature.insert(0, 0);
        sequence(&[signed, algorithm, write(tag::BIT_STRING, &signature)])
    }
}

/// A CA or end entity with its key.
pub(super) struct Entity {
    pub name: Vec<u8>,
    pub key: Key,
}

impl Entity {
    pub(super) fn new(name: &str) -> Self {
        Entity {
            name: common_name(name),
            key: Key::new(),
        }
    }

    fn key_ids(&self, issuer: &Entity) -> [Vec<u8>; 2] {
        let subject = write(tag::OCTET_STRING, &self.key.id());
        let authority = sequence(&[write(tag::context(0), &issuer.key.id())]);
        [
            extension(14, false, &subject),
            extension(35, false, &authority),
        ]
    }

    /// What a CA's certificate by `issuer` has, with further extensions.
    pub(super) fn ca(&self, issuer: &Entity, more: Vec<Vec<u8>>) -> Template {
        let mut extensions = vec![basic_constraints(true, None), key_usage(SIGNS)];
        extensions.extend(self.key_ids(issuer));
        extensions.extend(more);
        Template::new(&issuer.name, &self.name, extensions)
    }

    /// What an end entity's certificate by `issuer` has, with further extensions.
    pub(super) fn leaf(&self, issuer: &Entity, more: Vec<Vec<u8>>) -> Template {
        let mut extensions = vec![key_usage(AUTHENTICATES)];
        extensions.extend(self.key_ids(issuer));
        extensions.extend(more);
        Template::new(&issuer.name, &self.name, extensions)
    }

    pub(super) fn sign(&self, template: &Template, subject: &Entity) -> Arc<Link> {
        let der = template.issue(&subject.key, &self.key);
        Arc::new(Link::parse(&der).expect("a certificate"))
    }
}
