//! The LDS security object (ICAO Doc 9303 Part 10 §4.6.2.3): a list of hashes, one a data group.
use crate::pki::Oid;
use crate::pki::der::{self, DerError, Reader, tag};
use crate::pki::signature::{Algorithm, Hash};

/// Sixteen data groups are defined; a card maps each to one container.
const GROUP_LIMIT: usize = 64;

#[derive(Clone, Debug)]
pub struct Lds {
    pub hash: Algorithm,
    /// Data group number and hash, in the order of the object.
    pub hashes: Vec<(u32, Vec<u8>)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LdsError {
    #[error("the list of hashes cannot be read: {0}")]
    Structure(#[from] DerError),
    #[error("the list has more than {GROUP_LIMIT} hashes")]
    TooMany,
}

impl Lds {
    /// id-icao-ldsSecurityObject: of Doc 9303, and the one of ICAO's PKI report of 2004 that SP 800-73 cites and cards
    /// bear as well.
    pub fn types() -> [Oid; 2] {
        [
            Oid::from_der_value(&[0x67, 0x81, 0x08, 1, 1, 1]),
            Oid::from_der_value(&[0x2B, 0x1B, 1, 1, 1]),
        ]
    }

    pub fn parse(bytes: &[u8]) -> Result<Lds, LdsError> {
        let mut it = Reader::new(der::only(bytes, tag::SEQUENCE)?);
        it.expect(tag::INTEGER)?;
        let hash = Algorithm::from_der_value(it.expect(tag::SEQUENCE)?)?;
        let mut groups = Reader::new(it.expect(tag::SEQUENCE)?);
        let mut hashes = Vec::new();
        while !groups.is_empty() {
            if hashes.len() >= GROUP_LIMIT {
                return Err(LdsError::TooMany);
            }
            let mut group = Reader::new(groups.expect(tag::SEQUENCE)?);
            let number = der::count(group.expect(tag::INTEGER)?)?;
            hashes.push((number, group.expect(tag::OCTET_STRING)?.to_vec()));
        }
        Ok(Lds { hash, hashes })
    }

    /// The hash function, where it is known here.
    pub fn function(&self) -> Option<Hash> {
        Hash::by_id(self.hash.id.as_der_value())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_types_are_the_ones_of_the_standards() {
        assert_eq!(
            Lds::types().map(|it| it.to_string()),
            ["2.23.136.1.1.1", "1.3.27.1.1.1"]
        );
    }

    #[test]
    fn reads_hashes_by_group() {
        let lds = [
            0x30, 23, 2, 1, 0, 0x30, 7, 6, 5, 0x2B, 0x0E, 3, 2, 0x1A, 0x30, 9, 0x30, 7, 2, 1, 3, 4,
            2, 9, 9,
        ];
        let lds = Lds::parse(&lds).unwrap();
        assert_eq!(lds.function(), Some(Hash::Sha1));
        assert_eq!(lds.hashes, [(3, vec![9, 9])]);
        assert!(Lds::parse(&[0x30, 0]).is_err());
    }
}
