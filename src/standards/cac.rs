//! The CAC's applets: GSC-IS 2.1 (NIST IR 6887 2003 edition) and the DoD's use of it.
use super::ber::TlvError;
use super::piv::{CertificateError, CertificateObject};
use super::simple_tlv::{BufferError, SimpleTlv, buffer_pairs};

/// Registered application provider identifier of the CAC's applets.
pub const RID: [u8; 5] = [0xA0, 0x00, 0x00, 0x00, 0x79];
/// Registered application provider identifier of GSC-IS.
pub const GSC_RID: [u8; 5] = [0xA0, 0x00, 0x00, 0x01, 0x16];
/// The Card Capability Container (GSC-IS 2.1).
pub const CCC: [u8; 7] = [0xA0, 0x00, 0x00, 0x01, 0x16, 0xDB, 0x00];
/// The access control applet: as specified, and as ALT tokens have it (OpenSC `card-cac.c`).
pub const ACA: [[u8; 7]; 2] = [
    [0xA0, 0x00, 0x00, 0x00, 0x79, 0x03, 0x00],
    [0xA0, 0x00, 0x00, 0x00, 0x79, 0x10, 0x00],
];
/// How many PKI applets there can be: `0100` identity, `0101` e-mail signature, `0102` e-mail encryption, then others
/// up to `010F` (OpenSC `card-cac.c`).
pub const PKI_APPLETS: u8 = 16;
/// Reference of the PIN in these applets (P2 of VERIFY); PIV's is 80.
pub const PIN: u8 = 0x00;

/// AID of PKI applet `n`, 0 to 15.
pub fn pki_aid(n: u8) -> Option<[u8; 7]> {
    let [a, b, c, d, e] = RID;
    (n < PKI_APPLETS).then_some([a, b, c, d, e, 0x01, n])
}

/// What a PKI applet is for, where the DoD fixed it.
pub fn pki_name(aid: &[u8]) -> Option<&'static str> {
    match aid.strip_prefix(&RID)? {
        [1, 0] => Some("identity"),
        [1, 1] => Some("e-mail signature"),
        [1, 2] => Some("e-mail encryption"),
        _ => None,
    }
}

/// Where an object is: one entry of tag F3 of the CCC (GSC-IS 2.1). Sources split the last six bytes
/// differently, and they are zero on Java cards: only the first ten are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CardUrl {
    pub rid: [u8; 5],
    /// 01 generic, 02 symmetric key, 04 PKI.
    pub application_type: u8,
    pub object: [u8; 2],
    pub application: [u8; 2],
}

impl CardUrl {
    /// Bytes of one entry.
    pub const LENGTH: usize = 16;

    /// At least ten bytes.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let (rid, rest) = bytes.split_first_chunk::<5>()?;
        let [application_type, o1, o2, a1, a2, ..] = rest else {
            return None;
        };
        Some(Self {
            rid: *rid,
            application_type: *application_type,
            object: [*o1, *o2],
            application: [*a1, *a2],
        })
    }

    /// Every entry of a value that holds several; a rest too short for one is left off.
    pub fn list(value: &[u8]) -> impl Iterator<Item = Self> {
        value.chunks(Self::LENGTH).filter_map(Self::parse)
    }

    /// RID and application identifier: what SELECT takes.
    pub fn aid(&self) -> [u8; 7] {
        let [a, b, c, d, e] = self.rid;
        let [f, g] = self.application;
        [a, b, c, d, e, f, g]
    }

    pub fn is_pki(&self) -> bool {
        self.rid == RID && self.application_type == 0x04
    }
}

/// Answer to GET PROPERTIES (GSC-IS 2.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Properties {
    /// Tag 01: applet family (10 is CAC), then the version.
    pub applet: Vec<u8>,
    /// Tag 40: how many objects the applet says it has.
    pub count: Option<u8>,
    /// Tags 50 and 51.
    pub objects: Vec<Object>,
    /// Where reading had to stop; the members before it are read.
    pub broken: Option<TlvError>,
}

/// One object of an applet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Object {
    /// Tag 51: it holds a key and its certificate; tag 50: it holds data.
    pub pki: bool,
    /// Tag 41.
    pub id: Option<[u8; 2]>,
    /// Tag 42: lengths of the T and V buffers.
    pub buffers: Option<BufferProperties>,
    /// Tag 43.
    pub key: Option<KeyProperties>,
}

/// Tag 42.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BufferProperties {
    /// 01: tags in T, values in V. Otherwise V holds bytes without tags.
    pub kind: u8,
    pub t_length: u16,
    pub v_length: u16,
}

/// Tag 43.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyProperties {
    pub algorithm: u8,
    /// Bits.
    pub key_bits: u16,
    /// A certificate without a private key is a card only half issued.
    pub private_key_initialised: bool,
    pub public_key_initialised: bool,
}

impl Properties {
    pub fn parse(answer: &[u8]) -> Self {
        let mut properties = Self::default();
        properties.broken = properties.read(answer).err();
        properties
    }

    fn read(&mut self, answer: &[u8]) -> Result<(), TlvError> {
        for element in SimpleTlv::new(answer) {
            let element = element?;
            match element.tag {
                0x01 => self.applet = element.value.to_vec(),
                0x40 => self.count = element.value.first().copied(),
                0x50 | 0x51 => {
                    let (object, broken) = Object::read(element.tag == 0x51, element.value);
                    self.objects.push(object);
                    broken?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Whether any key object says its private key is there. `None`: no object speaks of a key.
    pub fn private_key(&self) -> Option<bool> {
        self.objects
            .iter()
            .filter_map(|object| object.key)
            .map(|key| key.private_key_initialised)
            .reduce(|a, b| a || b)
    }
}

impl Object {
    fn read(pki: bool, bytes: &[u8]) -> (Self, Result<(), TlvError>) {
        let mut object = Self {
            pki,
            ..Self::default()
        };
        for element in SimpleTlv::new(bytes) {
            match element {
                Ok(element) => object.take(element.tag, element.value),
                Err(error) => return (object, Err(error)),
            }
        }
        (object, Ok(()))
    }

    fn take(&mut self, tag: u8, value: &[u8]) {
        match (tag, value) {
            (0x41, [a, b]) => self.id = Some([*a, *b]),
            (0x42, [kind, t1, t2, v1, v2, ..]) => {
                self.buffers = Some(BufferProperties {
                    kind: *kind,
                    t_length: u16::from_le_bytes([*t1, *t2]),
                    v_length: u16::from_le_bytes([*v1, *v2]),
                });
            }
            (0x43, [algorithm, length, private, public, ..]) => {
                self.key = Some(KeyProperties {
                    algorithm: *algorithm,
                    key_bits: u16::from(*length).saturating_mul(8),
                    private_key_initialised: *private != 0,
                    public_key_initialised: *public != 0,
                });
            }
            _ => {}
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AppletError {
    #[error(transparent)]
    Buffers(#[from] BufferError),
    #[error(transparent)]
    Certificate(#[from] CertificateError),
}

/// The certificate of a PKI applet from its T and V buffers.
pub fn certificate_from_buffers(t: &[u8], v: &[u8]) -> Result<CertificateObject, AppletError> {
    let (mut certificate, mut cert_info) = (None, None);
    for (tag, value) in buffer_pairs(t, v)? {
        match tag {
            0x70 => certificate = Some(value),
            0x71 => cert_info = value.first().copied(),
            _ => {}
        }
    }
    let certificate = certificate.ok_or(CertificateError::Missing)?;
    Ok(CertificateObject::from_parts(certificate, cert_info)?)
}

/// The certificate from the whole answer to a CAC-1's GET CERTIFICATE: CertInfo, then the certificate.
pub fn certificate_from_cac1(answer: &[u8]) -> Result<CertificateObject, CertificateError> {
    let (cert_info, certificate) = answer.split_first().ok_or(CertificateError::Empty)?;
    CertificateObject::from_parts(certificate, Some(*cert_info))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standards::hex;
    use crate::standards::piv::Compression;

    #[test]
    fn aids() {
        assert_eq!(
            pki_aid(0x0F).map(|aid| hex::joined(&aid)).as_deref(),
            Some("A000000079010F")
        );
        assert_eq!(pki_aid(0x10), None);
        assert_eq!(pki_name(&pki_aid(2).unwrap()), Some("e-mail encryption"));
        assert_eq!(pki_name(&CCC), None);
    }

    #[test]
    fn card_urls() {
        let url = CardUrl::parse(&hex::parse("A000000116 01 6010 3000").unwrap()).unwrap();
        assert_eq!(hex::joined(&url.aid()), "A0000001163000");
        assert_eq!(url.object, [0x60, 0x10]);
        assert!(!url.is_pki());
        assert_eq!(CardUrl::list(&[0; 41]).count(), 2);
        assert_eq!(CardUrl::list(&[0; 42]).count(), 3);
    }

    #[test]
    fn properties_of_a_key_object() {
        let answer =
            hex::parse("0105 1002060203 4001 01 5111 4102 0100 4205 01 0A00 5B04 4304 06 80 01 01")
                .unwrap();
        let properties = Properties::parse(&answer);
        assert_eq!(
            (
                properties.broken,
                properties.count,
                properties.applet.first()
            ),
            (None, Some(1), Some(&0x10))
        );
        let object = properties.objects.first().unwrap();
        assert!(object.pki);
        assert_eq!(object.id, Some([1, 0]));
        assert_eq!(
            object.buffers,
            Some(BufferProperties {
                kind: 1,
                t_length: 10,
                v_length: 0x045B
            })
        );
        assert_eq!(
            object
                .key
                .map(|key| (key.key_bits, key.private_key_initialised)),
            Some((1024, true))
        );
        assert_eq!(properties.private_key(), Some(true));
        let cut = Properties::parse(&hex::parse("5106 4102 0100 4309").unwrap());
        assert_eq!(
            (cut.objects.first().and_then(|o| o.id), cut.private_key()),
            (Some([1, 0]), None)
        );
        assert!(cut.broken.is_some());
    }

    #[test]
    fn certificates() {
        let t = [0x06, 0x00, 0x71, 0x01, 0x70, 0x02, 0xFE, 0x00];
        let found = certificate_from_buffers(&t, &[0x03, 0x00, 0x00, 0x30, 0x00]).unwrap();
        assert_eq!(
            (found.der.as_slice(), found.compression, found.cert_info),
            (&[0x30, 0][..], Compression::None, Some(0))
        );
        assert_eq!(
            certificate_from_buffers(&[0, 0], &[0, 0]),
            Err(CertificateError::Missing.into())
        );
        assert_eq!(
            certificate_from_cac1(&[0, 0x30, 0]).map(|c| c.der),
            Ok(vec![0x30, 0])
        );
        assert_eq!(certificate_from_cac1(&[]), Err(CertificateError::Empty));
    }
}
