//! BER made definite (ISO/IEC 8825-1 §8): CMS allows indefinite lengths and strings in pieces, and signed objects of real
//! issuers use them. After this everything reads as DER does; what was definite already keeps its bytes.

/// Bytes read: a signed object of a card has a few thousand.
const SIZE_LIMIT: usize = 1 << 20;
/// How deep elements may nest. A certificate inside SignedData reaches about fourteen.
const DEPTH_LIMIT: u8 = 32;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BerError {
    #[error("{0} bytes, more than the {SIZE_LIMIT} a signed object may have here")]
    TooLarge(usize),
    #[error("it breaks off at offset {0}")]
    CutOff(usize),
    #[error("the tag at offset {0} has more than one byte")]
    LongTag(usize),
    #[error("the length at offset {0} has more than four bytes")]
    LongLength(usize),
    #[error("the element at offset {0} has an indefinite length and no parts")]
    Indefinite(usize),
    #[error("elements nest deeper than {DEPTH_LIMIT} levels at offset {0}")]
    TooDeep(usize),
}

const OCTET_STRING: u8 = 0x04;
/// OCTET STRING in pieces (§8.7.3).
const OCTET_STRING_IN_PIECES: u8 = 0x24;
const CONSTRUCTED: u8 = 0x20;

/// The first element of `bytes` with definite lengths everywhere; what follows it is left off.
pub fn definite(bytes: &[u8]) -> Result<Vec<u8>, BerError> {
    if bytes.len() > SIZE_LIMIT {
        return Err(BerError::TooLarge(bytes.len()));
    }
    let mut walk = Walk { bytes, at: 0 };
    walk.element(0)
}

struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Walk<'_> {
    fn byte(&mut self) -> Result<u8, BerError> {
        let byte = self.bytes.get(self.at).ok_or(BerError::CutOff(self.at))?;
        self.at = self.at.saturating_add(1);
        Ok(*byte)
    }

    /// Reads the length octets: `None` for the indefinite form.
    fn length(&mut self) -> Result<Option<usize>, BerError> {
        let start = self.at;
        match self.byte()? {
            0x80 => Ok(None),
            short @ 0..0x80 => Ok(Some(usize::from(short))),
            long => {
                let count = usize::from(long & 0x7F);
                if count > 4 {
                    return Err(BerError::LongLength(start));
                }
                let mut length = 0usize;
                for _ in 0..count {
                    length = length << 8 | usize::from(self.byte()?);
                }
                Ok(Some(length))
            }
        }
    }

    fn element(&mut self, depth: u8) -> Result<Vec<u8>, BerError> {
        let start = self.at;
        if depth > DEPTH_LIMIT {
            return Err(BerError::TooDeep(start));
        }
        let tag = self.byte()?;
        if tag & 0x1F == 0x1F {
            return Err(BerError::LongTag(start));
        }
        let length = self.length()?;
        let inside = self.at;
        let end = match length {
            Some(length) => {
                let end = inside.saturating_add(length);
                if end > self.bytes.len() {
                    return Err(BerError::CutOff(self.bytes.len()));
                }
                Some(end)
            }
            None if tag & CONSTRUCTED == 0 => return Err(BerError::Indefinite(start)),
            None => None,
        };
        if let (0, Some(end)) = (tag & CONSTRUCTED, end) {
            self.at = end;
            return Ok(self.raw(start, end));
        }
        let mut parts = Vec::new();
        loop {
            match end {
                Some(end) if self.at >= end => break,
                // End-of-contents (§8.1.5).
                None if self
                    .bytes
                    .get(self.at..)
                    .is_some_and(|it| it.starts_with(&[0, 0])) =>
                {
                    break;
                }
                _ => parts.push(self.element(depth.saturating_add(1))?),
            }
        }
        if let Some(end) = end
            && self.at != end
        {
            return Err(BerError::CutOff(end));
        }
        let content_end = self.at;
        if end.is_none() {
            self.at = self.at.saturating_add(2);
        }
        let raw = self.bytes.get(inside..content_end).unwrap_or_default();
        Ok(if tag == OCTET_STRING_IN_PIECES {
            let pieces = parts
                .iter()
                .flat_map(|it| content(it))
                .copied()
                .collect::<Vec<u8>>();
            crate::pki::der::write(OCTET_STRING, &pieces)
        } else {
            let parts = parts.concat();
            if parts == raw && end.is_some() {
                self.raw(start, content_end)
            } else {
                crate::pki::der::write(tag, &parts)
            }
        })
    }

    fn raw(&self, from: usize, to: usize) -> Vec<u8> {
        self.bytes.get(from..to).unwrap_or_default().to_vec()
    }
}

/// What stands inside an element that was made definite.
fn content(element: &[u8]) -> &[u8] {
    let header = match element.get(1) {
        Some(long @ 0x81..) => usize::from(long & 0x7F).saturating_add(2),
        _ => 2,
    };
    element.get(header..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indefinite_lengths_and_pieces_become_definite() {
        // SEQUENCE { [0] { OCTET STRING in pieces "ab", "c" } }, all indefinite.
        let ber = [
            0x30, 0x80, 0xA0, 0x80, 0x24, 0x80, 4, 2, b'a', b'b', 4, 1, b'c', 0, 0, 0, 0, 0, 0,
        ];
        assert_eq!(
            definite(&ber).unwrap(),
            [0x30, 7, 0xA0, 5, 4, 3, b'a', b'b', b'c']
        );
    }

    #[test]
    fn definite_bytes_stay_as_they_are() {
        // A length in more bytes than needed is kept: it may have been signed.
        let ber = [0x30, 0x81, 3, 2, 1, 5, 0xFF];
        assert_eq!(definite(&ber).unwrap(), ber[..6]);
    }

    #[test]
    fn what_is_wrong_is_said() {
        assert_eq!(definite(&[]), Err(BerError::CutOff(0)));
        assert_eq!(definite(&[0x30, 0x80, 2, 1]), Err(BerError::CutOff(4)));
        assert_eq!(definite(&[0x30, 0x80]), Err(BerError::CutOff(2)));
        assert_eq!(definite(&[0x04, 0x80]), Err(BerError::Indefinite(0)));
        assert_eq!(definite(&[0x30, 3, 2, 2, 1, 1]), Err(BerError::CutOff(5)));
        assert_eq!(definite(&[0x1F, 1]), Err(BerError::LongTag(0)));
        assert_eq!(
            definite(&[0x30, 0x85, 0, 0, 0, 0, 0]),
            Err(BerError::LongLength(1))
        );
        let deep = [0x30, 0x80].repeat(40);
        assert_eq!(definite(&deep), Err(BerError::TooDeep(66)));
    }
}
