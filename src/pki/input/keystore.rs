//! Java key stores: the JKS form, and PKCS#12 without a password, as Java's `cacerts` is written since JDK 18 (JEP 8076190).
use super::cms::dotted;
use super::tlv::{self, Element, TlvError};

/// `FEEDFEED`, then version 1 or 2 (JDK: sun/security/provider/JavaKeyStore.java).
const JKS: [u8; 4] = [0xFE, 0xED, 0xFE, 0xED];
/// JCEKS, the variant of the cryptography extension, with the same layout for certificates.
const JCEKS: [u8; 4] = [0xCE, 0xCE, 0xCE, 0xCE];
/// Most entries read.
const ENTRY_LIMIT: u32 = 20_000;

/// data, RFC 5652 §4: 1.2.840.113549.1.7.1.
const DATA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01];
/// encryptedData, RFC 5652 §8: 1.2.840.113549.1.7.6.
const ENCRYPTED_DATA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x06];
/// certBag, RFC 7292 §4.2.3: 1.2.840.113549.1.12.10.1.3.
const CERT_BAG: &[u8] = &[
    0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x0C, 0x0A, 0x01, 0x03,
];
/// keyBag and pkcs8ShroudedKeyBag, RFC 7292 §4.2.1 and §4.2.2: 1.2.840.113549.1.12.10.1.1 and .2.
const KEY_BAGS: [&[u8]; 2] = [
    &[
        0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x0C, 0x0A, 0x01, 0x01,
    ],
    &[
        0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x0C, 0x0A, 0x01, 0x02,
    ],
];
/// x509Certificate, RFC 7292 §4.2.3: 1.2.840.113549.1.9.22.1.
const X509: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x16, 0x01];

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeystoreError {
    #[error("the Java key store is cut off at offset {offset}")]
    CutOff { offset: usize },
    #[error("the Java key store is of version {0}; 1 and 2 are known")]
    Version(u32),
    #[error("entry {number} of the Java key store is of kind {kind}, which is not known")]
    Entry { number: u32, kind: u32 },
    #[error("the Java key store has more than {ENTRY_LIMIT} entries; the rest was left out")]
    TooMany,
    #[error(
        "the certificates of this PKCS#12 file are encrypted; take them out with: openssl pkcs12 -nokeys -in FILE -out FILE.pem"
    )]
    Encrypted,
    #[error("the PKCS#12 file is of type {0}, which holds no readable certificates")]
    OtherType(String),
    #[error("the PKCS#12 file lacks its {0}")]
    Lacks(&'static str),
    #[error("the PKCS#12 file is malformed: {0}")]
    Malformed(TlvError),
}

/// What a key store gave.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub certificates: Vec<Vec<u8>>,
    /// There is a private key: in PKCS#12 the certificates are its chain, and nobody's anchors.
    pub of_key: bool,
    pub problems: Vec<KeystoreError>,
}

pub(super) fn is_jks(bytes: &[u8]) -> bool {
    bytes.starts_with(&JKS) || bytes.starts_with(&JCEKS)
}

pub(super) fn read(bytes: &[u8]) -> Read {
    let mut out = Read::default();
    let done = if is_jks(bytes) {
        jks(bytes, &mut out)
    } else {
        pkcs12(bytes, &mut out)
    };
    out.problems.extend(done.err());
    out
}

/// Big-endian fields in a row.
struct Fields<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Fields<'a> {
    fn take(&mut self, size: usize) -> Result<&'a [u8], KeystoreError> {
        let end = self.at.saturating_add(size);
        let out = self
            .bytes
            .get(self.at..end)
            .ok_or(KeystoreError::CutOff { offset: self.at })?;
        self.at = end;
        Ok(out)
    }

    fn number(&mut self, size: usize) -> Result<u32, KeystoreError> {
        let digits = self.take(size)?;
        Ok(digits.iter().fold(0, |all, it| all << 8 | u32::from(*it)))
    }

    fn sized(&mut self, size: usize) -> Result<&'a [u8], KeystoreError> {
        let length = self.number(size)? as usize;
        self.take(length)
    }

    /// Type (since version 2) and encoding.
    fn certificate(&mut self, version: u32) -> Result<&'a [u8], KeystoreError> {
        if version == 2 {
            self.sized(2)?;
        }
        self.sized(4)
    }
}

fn jks(bytes: &[u8], out: &mut Read) -> Result<(), KeystoreError> {
    let mut it = Fields { bytes, at: 4 };
    let version = it.number(4)?;
    if !matches!(version, 1 | 2) {
        return Err(KeystoreError::Version(version));
    }
    let count = it.number(4)?;
    for number in 1..=count.min(ENTRY_LIMIT) {
        let kind = it.number(4)?;
        it.sized(2)?; // alias
        it.take(8)?; // date
        match kind {
            // A private key with its chain: passed over, as its certificates are nobody's anchors.
            1 => {
                it.sized(4)?;
                for _ in 0..it.number(4)?.min(ENTRY_LIMIT) {
                    it.certificate(version)?;
                }
            }
            2 => out.certificates.push(it.certificate(version)?.to_vec()),
            kind => return Err(KeystoreError::Entry { number, kind }),
        }
    }
    if count > ENTRY_LIMIT {
        return Err(KeystoreError::TooMany);
    }
    Ok(())
}

/// PFX, RFC 7292 §4: AuthenticatedSafe in data in ContentInfo.
fn pkcs12(bytes: &[u8], out: &mut Read) -> Result<(), KeystoreError> {
    let pfx = tlv::first(bytes).map_err(KeystoreError::Malformed)?;
    let safe = pfx.child(1).ok_or(KeystoreError::Lacks("content"))?;
    let safe = data(&safe)?;
    let safe = tlv::first(&safe).map_err(KeystoreError::Malformed)?;
    for content in safe.children() {
        let content = content.map_err(KeystoreError::Malformed)?;
        match data(&content) {
            Ok(bags) => {
                let bags = tlv::first(&bags).map_err(KeystoreError::Malformed)?;
                for bag in bags.children() {
                    let bag = bag.map_err(KeystoreError::Malformed)?;
                    let kind = bag.child(0).map_or(&[][..], |it| it.value);
                    out.of_key |= KEY_BAGS.contains(&kind);
                    out.certificates.extend(certificate(&bag));
                }
            }
            Err(error) => out.problems.push(error),
        }
    }
    Ok(())
}

/// The octets of a ContentInfo of type data.
fn data(content_info: &Element<'_>) -> Result<Vec<u8>, KeystoreError> {
    let kind = content_info.child(0).ok_or(KeystoreError::Lacks("type"))?;
    match kind.value {
        DATA => content_info
            .child(1)
            .and_then(|it| it.child(0))
            .and_then(|it| it.octets())
            .ok_or(KeystoreError::Lacks("content")),
        ENCRYPTED_DATA => Err(KeystoreError::Encrypted),
        other => Err(KeystoreError::OtherType(dotted(other))),
    }
}

/// The certificate in a SafeBag.
fn certificate(bag: &Element<'_>) -> Option<Vec<u8>> {
    if bag.child(0)?.value != CERT_BAG {
        return None;
    }
    let cert_bag = bag.child(1)?.child(0)?;
    if cert_bag.child(0)?.value != X509 {
        return None;
    }
    cert_bag.child(1)?.child(0)?.octets()
}
