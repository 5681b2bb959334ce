//! Tags and lengths of BER and DER (ITU-T X.690 §8.1), the indefinite form included: just enough to find the pieces of a
//! certificate list, without reading what is in them.

use crate::pki::der::{self, DerError};

/// How deep constructed encodings may nest where an indefinite length makes the reader look inside.
const DEPTH_LIMIT: u8 = 32;

/// Why bytes are not BER. Offsets count from the start of what was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TlvError {
    #[error("the tag or length at offset {offset} is cut off")]
    HeaderCutOff { offset: usize },
    #[error("the tag at offset {offset} has more than one byte, which no certificate list uses")]
    LongTag { offset: usize },
    #[error("the length at offset {offset} takes more than 4 bytes")]
    LongLength { offset: usize },
    #[error("the element at offset {offset} should have {length} bytes, but only {have} are there")]
    ValueCutOff {
        offset: usize,
        length: usize,
        have: usize,
    },
    #[error("the element at offset {offset} has an indefinite length and no end")]
    NoEnd { offset: usize },
    #[error("elements nest deeper than {DEPTH_LIMIT} levels at offset {offset}")]
    TooDeep { offset: usize },
}

/// One encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element<'a> {
    /// Identifier octet: class, constructed bit and number below 31.
    pub tag: u8,
    /// The contents, without the end-of-contents octets of the indefinite form.
    pub value: &'a [u8],
    /// Identifier, length and contents as they stand.
    pub whole: &'a [u8],
    /// Where it begins.
    pub offset: usize,
    /// Length of the header.
    pub header: usize,
}

impl<'a> Element<'a> {
    /// The encodings inside, in order; ends after the first that cannot be read.
    pub fn children(&self) -> Elements<'a> {
        Elements {
            rest: self.value,
            offset: self.offset.saturating_add(self.header),
        }
    }

    /// The n-th encoding inside.
    pub fn child(&self, n: usize) -> Option<Element<'a>> {
        self.children().nth(n)?.ok()
    }

    /// The contents of an OCTET STRING, put together where BER cut them into pieces (X.690 §8.7).
    pub fn octets(&self) -> Option<Vec<u8>> {
        match self.tag {
            0x04 | 0x80 => Some(self.value.to_vec()),
            0x24 | 0xA0 => {
                let mut out = Vec::new();
                for it in self.children() {
                    let it = it.ok()?;
                    // Pieces of pieces are allowed by the standard and written by nobody.
                    if it.tag != 0x04 {
                        return None;
                    }
                    out.extend_from_slice(it.value);
                }
                Some(out)
            }
            _ => None,
        }
    }
}

/// Reads encodings one after the other.
#[derive(Clone, Debug)]
pub struct Elements<'a> {
    rest: &'a [u8],
    offset: usize,
}

impl<'a> Elements<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Elements {
            rest: bytes,
            offset: 0,
        }
    }

    /// What was not read yet.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = Result<Element<'a>, TlvError>;

    fn next(&mut self) -> Option<Self::Item> {
        // End-of-contents octets inside a definite value are padding that some writers leave.
        if self.rest.is_empty() || self.rest == [0, 0] {
            return None;
        }
        let read = read(self.rest, self.offset, 0);
        match &read {
            Ok(it) => {
                self.rest = self.rest.get(it.whole.len()..).unwrap_or_default();
                self.offset = self.offset.saturating_add(it.whole.len());
            }
            Err(_) => self.rest = &[],
        }
        Some(read)
    }
}

/// The encoding that `bytes` begin with.
pub fn first(bytes: &[u8]) -> Result<Element<'_>, TlvError> {
    read(bytes, 0, 0)
}

fn read(bytes: &[u8], offset: usize, depth: u8) -> Result<Element<'_>, TlvError> {
    if depth > DEPTH_LIMIT {
        return Err(TlvError::TooDeep { offset });
    }
    let (tag, header, length) = match der::header(bytes) {
        Ok(it) => it,
        Err(DerError::Indefinite) => {
            let tag = bytes.first().copied().unwrap_or_default();
            return indefinite(bytes, tag, offset, depth);
        }
        Err(DerError::LongTag) => return Err(TlvError::LongTag { offset }),
        Err(DerError::LongLength) => return Err(TlvError::LongLength { offset }),
        Err(_) => return Err(TlvError::HeaderCutOff { offset }),
    };
    let after = bytes.get(header..).unwrap_or_default();
    let value = after.get(..length).ok_or(TlvError::ValueCutOff {
        offset,
        length,
        have: after.len(),
    })?;
    Ok(Element {
        tag,
        value,
        whole: bytes.get(..header.saturating_add(length)).unwrap_or(bytes),
        offset,
        header,
    })
}

/// An encoding that ends with two zero octets (X.690 §8.1.3.6). What is inside must be read to find them.
fn indefinite(bytes: &[u8], tag: u8, offset: usize, depth: u8) -> Result<Element<'_>, TlvError> {
    const HEADER: usize = 2;
    let mut at = HEADER;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        match rest {
            [0, 0, ..] => {
                return Ok(Element {
                    tag,
                    value: bytes.get(HEADER..at).unwrap_or_default(),
                    whole: bytes.get(..at.saturating_add(2)).unwrap_or(bytes),
                    offset,
                    header: HEADER,
                });
            }
            [] | [_] => return Err(TlvError::NoEnd { offset }),
            _ => {
                let inner = read(rest, offset.saturating_add(at), depth.saturating_add(1))?;
                at = at.saturating_add(inner.whole.len());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn definite_and_indefinite_forms_are_read_alike() {
        let definite = [0x30, 0x05, 0x02, 0x01, 0x07, 0x05, 0x00];
        let indefinite = [0x30, 0x80, 0x02, 0x01, 0x07, 0x05, 0x00, 0x00, 0x00];
        for bytes in [&definite[..], &indefinite[..]] {
            let it = first(bytes).unwrap();
            assert_eq!(it.whole, bytes);
            assert_eq!(it.value, &definite[2..]);
            assert_eq!(it.child(0).unwrap().value, [7]);
            assert_eq!(it.child(1).unwrap().tag, 5);
            assert!(it.child(2).is_none());
        }
    }

    #[test]
    fn octets_in_pieces_are_put_together() {
        let pieces = [0x24, 0x80, 0x04, 0x01, 0x41, 0x04, 0x02, 0x42, 0x43, 0, 0];
        assert_eq!(first(&pieces).unwrap().octets().unwrap(), b"ABC");
    }

    #[test]
    fn what_is_cut_off_or_endless_says_where() {
        assert_eq!(first(&[0x30]), Err(TlvError::HeaderCutOff { offset: 0 }));
        assert_eq!(
            first(&[0x30, 0x05, 1]),
            Err(TlvError::ValueCutOff {
                offset: 0,
                length: 5,
                have: 1
            })
        );
        assert_eq!(
            first(&[0x30, 0x80, 0x05, 0x00]),
            Err(TlvError::NoEnd { offset: 0 })
        );
        assert_eq!(first(&[0x3F, 0x01]), Err(TlvError::LongTag { offset: 0 }));
        assert_eq!(
            first(&[0x30, 0x85, 1, 1, 1, 1, 1]),
            Err(TlvError::LongLength { offset: 0 })
        );
        let deep: Vec<u8> = [0x30, 0x80].repeat(100_000);
        assert!(matches!(first(&deep), Err(TlvError::TooDeep { .. })));
    }
}
