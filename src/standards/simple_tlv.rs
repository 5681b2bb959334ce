//! The two simple encodings cards use beside BER-TLV.
//!
//! * [`Elements`]: inside a PIV container every tag is exactly one byte and lengths are BER lengths
//!   (SP 800-73-5 Part 1 Appendix A). A BER reader would take tags like `3E`, `71` or `FE` for something else.
//! * [`SimpleTlv`] and [`buffer_pairs`]: GSC-IS 2.1 (NIST IR 6887): tag of one byte, length of one byte, or `FF` and
//!   two bytes little-endian.
use super::ber::{self, TlvError};

/// One data object with a tag of one byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element<'a> {
    pub tag: u8,
    pub value: &'a [u8],
    /// Where its tag stands.
    pub offset: usize,
}

/// Tag of one byte, BER length. Ends after the first error.
#[derive(Clone, Debug)]
pub struct Elements<'a> {
    rest: &'a [u8],
    offset: usize,
}

impl<'a> Elements<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self {
            rest: bytes,
            offset: 0,
        }
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = Result<Element<'a>, TlvError>;

    fn next(&mut self) -> Option<Self::Item> {
        next(&mut self.rest, &mut self.offset, ber::length)
    }
}

/// Tag of one byte, GSC-IS length. Ends after the first error.
#[derive(Clone, Debug)]
pub struct SimpleTlv<'a> {
    rest: &'a [u8],
    offset: usize,
}

impl<'a> SimpleTlv<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self {
            rest: bytes,
            offset: 0,
        }
    }
}

impl<'a> Iterator for SimpleTlv<'a> {
    type Item = Result<Element<'a>, TlvError>;

    fn next(&mut self) -> Option<Self::Item> {
        next(&mut self.rest, &mut self.offset, gsc_length)
    }
}

type ReadLength = for<'b> fn(&'b [u8], usize) -> Result<(usize, &'b [u8]), TlvError>;

fn next<'a>(
    rest: &mut &'a [u8],
    offset: &mut usize,
    read_length: ReadLength,
) -> Option<Result<Element<'a>, TlvError>> {
    let start = *offset;
    let (tag, after_tag) = rest.split_first()?;
    let read =
        read_length(after_tag, start.saturating_add(1)).and_then(|(length, after_length)| {
            after_length
                .split_at_checked(length)
                .ok_or(TlvError::ValueCutOff {
                    tag: u32::from(*tag),
                    offset: start,
                    length,
                    have: after_length.len(),
                })
        });
    match read {
        Ok((value, after)) => {
            *offset = start.saturating_add(rest.len().saturating_sub(after.len()));
            *rest = after;
            Some(Ok(Element {
                tag: *tag,
                value,
                offset: start,
            }))
        }
        Err(error) => {
            *rest = &[];
            Some(Err(error))
        }
    }
}

fn gsc_length(bytes: &[u8], offset: usize) -> Result<(usize, &[u8]), TlvError> {
    match bytes {
        [0xFF, low, high, rest @ ..] => Ok((usize::from(u16::from_le_bytes([*low, *high])), rest)),
        [0xFF, ..] | [] => Err(TlvError::LengthCutOff { offset }),
        [length, rest @ ..] => Ok((usize::from(*length), rest)),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BufferError {
    #[error("the {buffer} buffer has {have} bytes, too few for its own length")]
    NoLength { buffer: char, have: usize },
    #[error("the {buffer} buffer says it holds {length} bytes, but only {have} were read")]
    CutOff {
        buffer: char,
        length: usize,
        have: usize,
    },
    #[error("the length of tag {tag:02X} at offset {offset} of the T buffer is cut off")]
    LengthCutOff { tag: u8, offset: usize },
    #[error(
        "tag {tag:02X} should have {length} bytes at offset {offset} of the V buffer, but only {have} are there"
    )]
    ValueCutOff {
        tag: u8,
        length: usize,
        offset: usize,
        have: usize,
    },
}

/// Tags with their values from a pair of GSC-IS buffers: T holds tags and lengths, V the values in the same order
/// (GSC-IS 2.1). Both begin with their own length, two bytes little-endian.
/// Offsets in errors count from the start of the buffer, its length included, as READ BUFFER counts.
pub fn buffer_pairs<'a>(t: &[u8], v: &'a [u8]) -> Result<Vec<(u8, &'a [u8])>, BufferError> {
    let mut t = buffer_content('T', t)?;
    let whole = buffer_content('V', v)?;
    let (t_length, mut v) = (t.len(), whole);
    let mut pairs = Vec::new();
    while let Some((tag, after_tag)) = t.split_first() {
        let offset = t_length.saturating_sub(t.len()).saturating_add(2);
        let (length, after) = gsc_length(after_tag, 0)
            .map_err(|_| BufferError::LengthCutOff { tag: *tag, offset })?;
        let (value, rest) = v.split_at_checked(length).ok_or(BufferError::ValueCutOff {
            tag: *tag,
            length,
            offset: whole.len().saturating_sub(v.len()).saturating_add(2),
            have: v.len(),
        })?;
        pairs.push((*tag, value));
        (t, v) = (after, rest);
    }
    Ok(pairs)
}

fn buffer_content(buffer: char, bytes: &[u8]) -> Result<&[u8], BufferError> {
    let [low, high, content @ ..] = bytes else {
        return Err(BufferError::NoLength {
            buffer,
            have: bytes.len(),
        });
    };
    let length = usize::from(u16::from_le_bytes([*low, *high]));
    content.get(..length).ok_or(BufferError::CutOff {
        buffer,
        length,
        have: content.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_byte_tags_with_ber_lengths() {
        let bytes = [0x3E, 0x81, 2, 7, 8, 0x71, 1, 0, 0xFE, 0];
        let all: Vec<_> = Elements::new(&bytes)
            .map(|e| e.unwrap())
            .map(|e| (e.tag, e.value.len(), e.offset))
            .collect();
        assert_eq!(all, [(0x3E, 2, 0), (0x71, 1, 5), (0xFE, 0, 8)]);
        let mut cut = Elements::new(&bytes[..4]);
        assert_eq!(
            cut.next(),
            Some(Err(TlvError::ValueCutOff {
                tag: 0x3E,
                offset: 0,
                length: 2,
                have: 1
            }))
        );
        assert_eq!(cut.next(), None);
    }

    #[test]
    fn gsc_lengths() {
        let mut bytes = vec![0x01, 0x01, 0xAA, 0x70, 0xFF, 0x00, 0x01];
        bytes.extend([9; 256]);
        let all: Vec<_> = SimpleTlv::new(&bytes)
            .map(|e| e.unwrap())
            .map(|e| (e.tag, e.value.len()))
            .collect();
        assert_eq!(all, [(1, 1), (0x70, 256)]);
        assert_eq!(
            SimpleTlv::new(&[0x70, 0xFF, 1]).next(),
            Some(Err(TlvError::LengthCutOff { offset: 1 }))
        );
    }

    #[test]
    fn pairs_tags_with_values() {
        let t = [0x08, 0x00, 0x71, 0x01, 0x70, 0xFF, 0x02, 0x00, 0xFE, 0x00];
        let v = [0x03, 0x00, 0x01, 0x30, 0x82];
        let pairs = buffer_pairs(&t, &v).unwrap();
        assert_eq!(
            pairs,
            [
                (0x71, &[1u8][..]),
                (0x70, &[0x30, 0x82][..]),
                (0xFE, &[][..])
            ]
        );
    }

    #[test]
    fn buffers_that_do_not_fit_each_other_say_so() {
        assert_eq!(
            buffer_pairs(&[1], &[0, 0]),
            Err(BufferError::NoLength {
                buffer: 'T',
                have: 1
            })
        );
        assert_eq!(
            buffer_pairs(&[0, 0], &[2, 0, 1]),
            Err(BufferError::CutOff {
                buffer: 'V',
                length: 2,
                have: 1
            })
        );
        assert_eq!(
            buffer_pairs(&[1, 0, 0x70], &[0, 0]),
            Err(BufferError::LengthCutOff {
                tag: 0x70,
                offset: 2
            })
        );
        assert_eq!(
            buffer_pairs(&[4, 0, 0x71, 1, 0x70, 9], &[3, 0, 1, 2, 3]),
            Err(BufferError::ValueCutOff {
                tag: 0x70,
                length: 9,
                offset: 3,
                have: 2
            })
        );
    }
}
