//! Certificate objects of PIV and CAC cards, with the compression both allow (SP 800-73-5 Part 1 Appendix A,
//! GSC-IS 2.1).
use crate::standards::ber::TlvError;
use crate::standards::simple_tlv::Elements;
use std::io::Read;

/// The most a compressed certificate may inflate to. Real ones have 1 to 3 KiB; a card must not be able to fill memory.
pub const INFLATED_LIMIT: usize = 64 * 1024;

/// A certificate as a card holds it.
#[derive(Clone, PartialEq, Eq)]
pub struct CertificateObject {
    /// The certificate, decompressed.
    pub der: Vec<u8>,
    pub compression: Compression,
    /// Tag 71. The compression is told from the certificate's own bytes, since cards get this byte wrong.
    pub cert_info: Option<u8>,
}

impl std::fmt::Debug for CertificateObject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            der,
            compression,
            cert_info,
        } = self;
        write!(
            f,
            "CertificateObject({} bytes, {compression:?}, CertInfo {cert_info:02X?})",
            der.len()
        )
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    None,
    /// RFC 1952, as SP 800-73 wants it.
    Gzip,
    /// RFC 1950, seen in CAC applets.
    Zlib,
}

impl Compression {
    /// Told from the first bytes.
    fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0x1F, 0x8B, ..] => Some(Self::Gzip),
            [0x78, 0x01 | 0x5E | 0x9C | 0xDA, ..] => Some(Self::Zlib),
            // SEQUENCE, the start of every DER certificate.
            [0x30, ..] => Some(Self::None),
            _ => None,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    #[error("the object holds no tag 70 (certificate)")]
    Missing,
    #[error("tag 70 (certificate) is empty")]
    Empty,
    #[error("the certificate begins with {first:02X?}, which is neither DER nor gzip nor zlib")]
    Unknown { first: Vec<u8> },
    #[error("the certificate's {compression:?} data cannot be inflated: {reason}")]
    Inflate {
        compression: Compression,
        reason: String,
    },
    #[error(
        "the certificate inflates to more than {INFLATED_LIMIT} bytes; no certificate is that large"
    )]
    TooLarge,
    #[error(transparent)]
    Tlv(#[from] TlvError),
}

impl CertificateObject {
    /// From the content of tag 53. Damage after the certificate does not matter here.
    pub fn parse(content: &[u8]) -> Result<Self, CertificateError> {
        let (mut certificate, mut cert_info, mut broken) = (None, None, None);
        for element in Elements::new(content) {
            match element {
                Ok(element) if element.tag == 0x70 => {
                    certificate = certificate.or(Some(element.value))
                }
                Ok(element) if element.tag == 0x71 => cert_info = element.value.first().copied(),
                Ok(_) => {}
                Err(error) => broken = Some(error),
            }
        }
        match (certificate, broken) {
            (Some(certificate), _) => Self::from_parts(certificate, cert_info),
            (None, Some(broken)) => Err(broken.into()),
            (None, None) => Err(CertificateError::Missing),
        }
    }

    /// From tag 70 and tag 71 as they were found.
    pub fn from_parts(certificate: &[u8], cert_info: Option<u8>) -> Result<Self, CertificateError> {
        if certificate.is_empty() {
            return Err(CertificateError::Empty);
        }
        let compression =
            Compression::of(certificate).ok_or_else(|| CertificateError::Unknown {
                first: certificate.iter().copied().take(4).collect(),
            })?;
        let der = match compression {
            Compression::None => certificate.to_vec(),
            Compression::Gzip => inflate(compression, flate2::read::GzDecoder::new(certificate))?,
            Compression::Zlib => inflate(compression, flate2::read::ZlibDecoder::new(certificate))?,
        };
        Ok(Self {
            der,
            compression,
            cert_info,
        })
    }

    /// What CertInfo says: its two low bits are 01 for a compressed certificate.
    pub fn cert_info_says_compressed(&self) -> Option<bool> {
        self.cert_info.map(|info| info & 0x03 == 0x01)
    }
}

fn inflate(compression: Compression, decoder: impl Read) -> Result<Vec<u8>, CertificateError> {
    let mut der = Vec::new();
    // One byte more than allowed tells "exactly the limit" from "more".
    let limit = u64::try_from(INFLATED_LIMIT)
        .unwrap_or(u64::MAX)
        .saturating_add(1);
    let read = decoder.take(limit).read_to_end(&mut der);
    if der.len() > INFLATED_LIMIT {
        return Err(CertificateError::TooLarge);
    }
    match read {
        Ok(_) => Ok(der),
        Err(error) => Err(CertificateError::Inflate {
            compression,
            reason: error.to_string(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::write::{GzEncoder, ZlibEncoder};
    use std::io::Write;

    const DER: [u8; 5] = [0x30, 0x03, 0x02, 0x01, 0x05];

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn object(certificate: &[u8], info: u8) -> Vec<u8> {
        let mut bytes = vec![0x70, 0x82];
        bytes.extend(u16::try_from(certificate.len()).unwrap().to_be_bytes());
        bytes.extend(certificate);
        bytes.extend([0x71, 1, info, 0xFE, 0]);
        bytes
    }

    #[test]
    fn tells_the_compression_from_the_bytes() {
        let mut zlib = ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        zlib.write_all(&DER).unwrap();
        let forms = [
            (DER.to_vec(), Compression::None),
            (gzip(&DER), Compression::Gzip),
            (zlib.finish().unwrap(), Compression::Zlib),
        ];
        for (stored, compression) in forms {
            // CertInfo says "not compressed" each time, right or wrong.
            let parsed = CertificateObject::parse(&object(&stored, 0)).unwrap();
            assert_eq!(
                (parsed.der.as_slice(), parsed.compression),
                (&DER[..], compression)
            );
            assert_eq!(parsed.cert_info_says_compressed(), Some(false));
        }
    }

    #[test]
    fn a_bomb_is_refused() {
        let at_limit =
            CertificateObject::from_parts(&gzip(&vec![0x30; INFLATED_LIMIT]), None).unwrap();
        assert_eq!(at_limit.der.len(), INFLATED_LIMIT);
        let bomb = gzip(&vec![0x30; 10 * 1024 * 1024]);
        assert_eq!(
            CertificateObject::from_parts(&bomb, None),
            Err(CertificateError::TooLarge)
        );
    }

    #[test]
    fn says_what_is_wrong() {
        assert_eq!(
            CertificateObject::parse(&[]),
            Err(CertificateError::Missing)
        );
        assert_eq!(
            CertificateObject::parse(&[0x70, 0]),
            Err(CertificateError::Empty)
        );
        let unknown = CertificateObject::parse(&[0x70, 2, 0xAB, 0xCD]).unwrap_err();
        assert_eq!(
            unknown.to_string(),
            "the certificate begins with [AB, CD], which is neither DER nor gzip nor zlib"
        );
        assert!(matches!(
            CertificateObject::parse(&[0x70, 9, 0x30]),
            Err(CertificateError::Tlv(_))
        ));
        let mut cut = gzip(&DER);
        cut.truncate(15);
        assert!(matches!(
            CertificateObject::from_parts(&cut, Some(1)),
            Err(CertificateError::Inflate { .. })
        ));
        // Damage behind the certificate is no matter of the certificate.
        assert!(CertificateObject::parse(&[0x70, 1, 0x30, 0x72, 9]).is_ok());
    }
}
