//! The certificates and CRLs in a PKCS#7 or CMS SignedData (RFC 5652 §5.1), BER or DER.
use super::tlv::{Element, TlvError};

/// id-signedData, RFC 5652 §5.1: 1.2.840.113549.1.7.2.
const SIGNED_DATA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02];

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CmsError {
    #[error("a PKCS#7 message of type {0}, which holds no list of certificates")]
    OtherType(String),
    #[error("the PKCS#7 SignedData is malformed: {0}")]
    Malformed(TlvError),
    #[error("the PKCS#7 SignedData lacks its {0}")]
    Lacks(&'static str),
}

/// What a SignedData carries.
#[derive(Debug, Default)]
pub(super) struct Carried<'a> {
    pub certificates: Vec<Element<'a>>,
    pub crls: Vec<Element<'a>>,
    /// There are signers: the certificates are theirs, not a list somebody published.
    pub signed: bool,
    /// Certificates and revocation information in forms that are not X.509.
    pub others: usize,
}

/// Reads a ContentInfo.
pub(super) fn read<'a>(content_info: &Element<'a>) -> Result<Carried<'a>, CmsError> {
    let kind = content_info.child(0).ok_or(CmsError::Lacks("type"))?;
    if kind.value != SIGNED_DATA {
        return Err(CmsError::OtherType(dotted(kind.value)));
    }
    let wrapper = content_info.child(1).ok_or(CmsError::Lacks("content"))?;
    let signed_data = wrapper.child(0).ok_or(CmsError::Lacks("content"))?;
    let mut out = Carried::default();
    let mut sets = 0;
    for it in signed_data.children() {
        let it = it.map_err(CmsError::Malformed)?;
        match it.tag {
            // CertificateChoices: only the untagged one is X.509 (§10.2.2).
            0xA0 => {
                for one in it.children() {
                    let one = one.map_err(CmsError::Malformed)?;
                    match one.tag {
                        0x30 => out.certificates.push(one),
                        _ => out.others += 1,
                    }
                }
            }
            // RevocationInfoChoices (§10.2.1).
            0xA1 => {
                for one in it.children() {
                    let one = one.map_err(CmsError::Malformed)?;
                    match one.tag {
                        0x30 => out.crls.push(one),
                        _ => out.others += 1,
                    }
                }
            }
            // digestAlgorithms, then signerInfos.
            0x31 => {
                sets += 1;
                out.signed |= sets == 2 && !it.value.is_empty();
            }
            _ => {}
        }
    }
    Ok(out)
}

/// An object identifier's contents with dots.
pub(super) fn dotted(bytes: &[u8]) -> String {
    let mut arcs: Vec<u64> = Vec::new();
    let mut arc = 0_u64;
    for it in bytes.iter().take(64) {
        arc = arc << 7 | u64::from(it & 0x7F);
        if it & 0x80 == 0 {
            if arcs.is_empty() {
                let top = (arc / 40).min(2);
                arcs.push(top);
                arc -= top * 40;
            }
            arcs.push(arc);
            arc = 0;
        }
    }
    let words: Vec<String> = arcs.iter().map(u64::to_string).collect();
    words.join(".")
}
