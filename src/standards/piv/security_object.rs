//! The Security Object (SP 800-73-5 Part 1 §3.1.7). Nothing is verified here.
use crate::standards::ber::TlvError;
use crate::standards::simple_tlv::Elements;

/// A signed list of hashes over other containers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityObject {
    /// Tag BA: data group number and container identifier.
    pub mapping: Vec<(u8, u16)>,
    /// Tag BB: CMS SignedData over an LDS security object (ICAO Doc 9303 Part 10 §4.6.2); its signer's certificate stands in the
    /// CHUID.
    pub cms: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecurityObjectError {
    #[error("the Security Object holds no tag {tag:02X}")]
    Missing { tag: u8 },
    #[error("the mapping of data groups has {bytes} bytes; each entry takes 3")]
    MappingLength { bytes: usize },
    #[error(transparent)]
    Tlv(#[from] TlvError),
}

impl SecurityObject {
    /// From the content of tag 53.
    pub fn parse(content: &[u8]) -> Result<Self, SecurityObjectError> {
        let (mut mapping, mut cms) = (None, None);
        for element in Elements::new(content) {
            let element = element?;
            match element.tag {
                0xBA => mapping = Some(element.value),
                0xBB => cms = Some(element.value.to_vec()),
                _ => {}
            }
        }
        let raw = mapping.ok_or(SecurityObjectError::Missing { tag: 0xBA })?;
        let (entries, rest) = raw.as_chunks::<3>();
        if !rest.is_empty() {
            return Err(SecurityObjectError::MappingLength { bytes: raw.len() });
        }
        Ok(Self {
            mapping: entries
                .iter()
                .map(|[group, high, low]| (*group, u16::from_be_bytes([*high, *low])))
                .collect(),
            cms: cms.ok_or(SecurityObjectError::Missing { tag: 0xBB })?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_mapping_and_signature() {
        let object =
            SecurityObject::parse(&[0xBA, 6, 1, 0x30, 0, 3, 0x60, 0x30, 0xBB, 1, 0x30, 0xFE, 0])
                .unwrap();
        assert_eq!(object.mapping, [(1, 0x3000), (3, 0x6030)]);
        assert_eq!(object.cms, [0x30]);
    }

    #[test]
    fn says_what_is_wrong() {
        assert_eq!(
            SecurityObject::parse(&[0xBB, 0]),
            Err(SecurityObjectError::Missing { tag: 0xBA })
        );
        assert_eq!(
            SecurityObject::parse(&[0xBA, 0]),
            Err(SecurityObjectError::Missing { tag: 0xBB })
        );
        assert_eq!(
            SecurityObject::parse(&[0xBA, 2, 1, 0x30, 0xBB, 0]),
            Err(SecurityObjectError::MappingLength { bytes: 2 })
        );
    }
}
