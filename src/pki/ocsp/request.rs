//! OCSPRequest (RFC 6960 §4.1), with a nonce (RFC 9654).
use ring::digest::{self, SHA1_FOR_LEGACY_USE_ONLY};

/// CertID: which certificate is meant (RFC 6960 §4.1.1).
#[derive(Clone, Copy, Debug)]
pub struct CertificateId<'a> {
    /// The issuer's Name as the certificate has it, DER.
    pub issuer_name: &'a [u8],
    /// The octets of the issuer's subjectPublicKey BIT STRING, without the count of unused bits.
    pub issuer_key: &'a [u8],
    /// The serial number's own octets.
    pub serial: &'a [u8],
}

/// SHA-1 as AlgorithmIdentifier: RFC 5019 §2.1.1 and RFC 9500s' successors aside, what every responder understands.
const SHA1: &[u8] = &[
    0x30, 0x09, 0x06, 0x05, 0x2B, 0x0E, 0x03, 0x02, 0x1A, 0x05, 0x00,
];
/// id-pkix-ocsp-nonce, 1.3.6.1.5.5.7.48.1.2, as element.
const NONCE: &[u8] = &[
    0x06, 0x09, 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x02,
];

/// A request about one certificate. `nonce`: 1 to 128 octets, 32 are usual (RFC 9654 §2.1); without one a responder may
/// answer from its store.
pub fn request(id: &CertificateId<'_>, nonce: Option<&[u8]>) -> Vec<u8> {
    let hash = |it: &[u8]| element(0x04, digest::digest(&SHA1_FOR_LEGACY_USE_ONLY, it).as_ref());
    let id = element(
        0x30,
        &[
            SHA1.to_vec(),
            hash(id.issuer_name),
            hash(id.issuer_key),
            element(0x02, id.serial),
        ]
        .concat(),
    );
    let mut signed = element(0x30, &element(0x30, &id));
    if let Some(nonce) = nonce {
        let value = element(0x04, &element(0x04, nonce));
        let extension = element(0x30, &[NONCE, &value].concat());
        signed.extend(element(0xA2, &element(0x30, &extension)));
    }
    element(0x30, &element(0x30, &signed))
}

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    match content.len() {
        short @ 0..0x80 => out.push(short as u8),
        long @ 0x80..0x100 => out.extend([0x81, long as u8]),
        // Names and keys are hashed and serial numbers short, so that no request comes near 64 KiB.
        long => out.extend([0x82, (long >> 8) as u8, long as u8]),
    }
    out.extend_from_slice(content);
    out
}
