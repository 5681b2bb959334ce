//! BER-TLV data objects (ISO/IEC 8825-1 §8.1, as ISO/IEC 7816-4:2013 §5.2.2 uses them): bounded, definite lengths.

/// How deep constructed data objects may nest. The deepest template the tool reads has three levels.
pub const DEPTH_LIMIT: u8 = 8;
/// Bytes of a tag: ISO/IEC 7816-4 uses at most three.
const TAG_LIMIT: usize = 3;
/// Bytes of a length after the byte that counts them: 16 MiB is far beyond any card object.
const LENGTH_LIMIT: u8 = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TlvError {
    #[error("the tag at offset {offset} is cut off")]
    TagCutOff { offset: usize },
    #[error("the tag at offset {offset} is longer than {TAG_LIMIT} bytes")]
    TagTooLong { offset: usize },
    #[error("the length at offset {offset} is cut off")]
    LengthCutOff { offset: usize },
    #[error("the length at offset {offset} is of the indefinite form, which cards may not use")]
    LengthIndefinite { offset: usize },
    #[error("the length at offset {offset} has {bytes} bytes; at most {LENGTH_LIMIT} are read")]
    LengthTooLong { offset: usize, bytes: u8 },
    #[error(
        "the value of tag {tag:02X} at offset {offset} should have {length} bytes, but only {have} are there"
    )]
    ValueCutOff {
        tag: u32,
        offset: usize,
        length: usize,
        have: usize,
    },
    #[error("data objects nest deeper than {DEPTH_LIMIT} levels at offset {offset}")]
    TooDeep { offset: usize },
}

/// One data object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element<'a> {
    /// Its bytes as one number: `0x5F2F`.
    pub tag: u32,
    pub value: &'a [u8],
    /// Where its tag stands, counted from the start of the outermost bytes.
    pub offset: usize,
    inside: usize,
    depth: u8,
}

impl<'a> Element<'a> {
    /// Bit 6 of the first tag byte: the value is itself a row of data objects.
    pub fn is_constructed(&self) -> bool {
        let first = self.tag.to_be_bytes().into_iter().find(|byte| *byte != 0);
        first.is_some_and(|byte| byte & 0x20 != 0)
    }

    /// The data objects inside.
    pub fn children(&self) -> Elements<'a> {
        Elements {
            rest: self.value,
            offset: self.inside,
            depth: self.depth.saturating_add(1),
        }
    }
}

/// Reads a row of data objects one by one; ends after the first error.
#[derive(Clone, Debug)]
pub struct Elements<'a> {
    rest: &'a [u8],
    offset: usize,
    depth: u8,
}

impl<'a> Elements<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self {
            rest: bytes,
            offset: 0,
            depth: 0,
        }
    }

    fn read(&mut self) -> Result<Element<'a>, TlvError> {
        let start = self.offset;
        if self.depth >= DEPTH_LIMIT {
            return Err(TlvError::TooDeep { offset: start });
        }
        let (tag, after_tag) = tag(self.rest, start)?;
        let length_at = start.saturating_add(self.rest.len().saturating_sub(after_tag.len()));
        let (length, after_length) = length(after_tag, length_at)?;
        let inside = start.saturating_add(self.rest.len().saturating_sub(after_length.len()));
        let (value, rest) = after_length
            .split_at_checked(length)
            .ok_or(TlvError::ValueCutOff {
                tag,
                offset: start,
                length,
                have: after_length.len(),
            })?;
        self.rest = rest;
        self.offset = inside.saturating_add(length);
        Ok(Element {
            tag,
            value,
            offset: start,
            inside,
            depth: self.depth,
        })
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = Result<Element<'a>, TlvError>;

    fn next(&mut self) -> Option<Self::Item> {
        // Padding with 00 may stand before, between and after data objects (ISO/IEC 7816-4:2013 §5.2.2).
        while let [0, rest @ ..] = self.rest {
            self.rest = rest;
            self.offset = self.offset.saturating_add(1);
        }
        if self.rest.is_empty() {
            return None;
        }
        let element = self.read();
        if element.is_err() {
            self.rest = &[];
        }
        Some(element)
    }
}

/// The value of the first data object with this tag in a row of them; an error before it is found is the answer.
pub fn find(bytes: &[u8], tag: u32) -> Result<Option<&[u8]>, TlvError> {
    for element in Elements::new(bytes) {
        let element = element?;
        if element.tag == tag {
            return Ok(Some(element.value));
        }
    }
    Ok(None)
}

/// ISO/IEC 8825-1 §8.1.2: five low bits set in the first byte announce more bytes, the last has bit 8 clear.
fn tag(bytes: &[u8], offset: usize) -> Result<(u32, &[u8]), TlvError> {
    let (first, mut rest) = bytes.split_first().ok_or(TlvError::TagCutOff { offset })?;
    let mut tag = u32::from(*first);
    if first & 0x1F != 0x1F {
        return Ok((tag, rest));
    }
    for _ in 1..TAG_LIMIT {
        let (byte, after) = rest.split_first().ok_or(TlvError::TagCutOff { offset })?;
        tag = tag << 8 | u32::from(*byte);
        rest = after;
        if byte & 0x80 == 0 {
            return Ok((tag, rest));
        }
    }
    Err(TlvError::TagTooLong { offset })
}

/// A BER length (ISO/IEC 8825-1 §8.1.3) and the bytes after it. `offset` is for the error's words only.
pub fn length(bytes: &[u8], offset: usize) -> Result<(usize, &[u8]), TlvError> {
    let (first, mut rest) = bytes
        .split_first()
        .ok_or(TlvError::LengthCutOff { offset })?;
    let count = match first {
        0..=0x7F => return Ok((usize::from(*first), rest)),
        0x80 => return Err(TlvError::LengthIndefinite { offset }),
        _ => first & 0x7F,
    };
    if count > LENGTH_LIMIT {
        return Err(TlvError::LengthTooLong {
            offset,
            bytes: count,
        });
    }
    let mut length = 0usize;
    for _ in 0..count {
        let (byte, after) = rest
            .split_first()
            .ok_or(TlvError::LengthCutOff { offset })?;
        length = length << 8 | usize::from(*byte);
        rest = after;
    }
    Ok((length, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_nested_objects_with_offsets() {
        let bytes = [
            0x61, 0x07, 0x79, 0x05, 0x5F, 0x2F, 0x02, 0xAA, 0xBB, 0x00, 0x50, 0x81, 0x01, 0x41,
        ];
        let all: Vec<_> = Elements::new(&bytes).map(|e| e.unwrap()).collect();
        assert_eq!(
            all.iter().map(|e| (e.tag, e.offset)).collect::<Vec<_>>(),
            [(0x61, 0), (0x50, 10)]
        );
        assert!(all[0].is_constructed() && !all[1].is_constructed());
        let inner = all[0]
            .children()
            .next()
            .unwrap()
            .unwrap()
            .children()
            .next()
            .unwrap()
            .unwrap();
        assert_eq!(
            (inner.tag, inner.value, inner.offset),
            (0x5F2F, &[0xAA, 0xBB][..], 4)
        );
        assert_eq!(find(&bytes, 0x50), Ok(Some(&[0x41][..])));
        assert_eq!(find(&bytes, 0x51), Ok(None));
    }

    #[test]
    fn says_where_it_breaks() {
        let first = |bytes: &'static [u8]| Elements::new(bytes).next().unwrap().unwrap_err();
        assert_eq!(first(&[0x5F]), TlvError::TagCutOff { offset: 0 });
        assert_eq!(
            first(&[0x00, 0x5F, 0x81, 0x81, 0x01]),
            TlvError::TagTooLong { offset: 1 }
        );
        assert_eq!(first(&[0x53]), TlvError::LengthCutOff { offset: 1 });
        assert_eq!(
            first(&[0x53, 0x80]),
            TlvError::LengthIndefinite { offset: 1 }
        );
        assert_eq!(
            first(&[0x53, 0x84, 0, 0, 0, 1]),
            TlvError::LengthTooLong {
                offset: 1,
                bytes: 4
            }
        );
        assert_eq!(
            first(&[0x53, 0x82, 0x01]),
            TlvError::LengthCutOff { offset: 1 }
        );
        assert_eq!(
            first(&[0x53, 2, 1]),
            TlvError::ValueCutOff {
                tag: 0x53,
                offset: 0,
                length: 2,
                have: 1
            }
        );
    }

    #[test]
    fn depth_is_limited() {
        let mut bytes = vec![];
        for _ in 0..20 {
            let mut outer = vec![0x61, u8::try_from(bytes.len()).unwrap()];
            outer.extend(bytes);
            bytes = outer;
        }
        let mut elements = Elements::new(&bytes);
        let mut depth = 0;
        let end = loop {
            match elements.next().unwrap() {
                Ok(element) => elements = element.children(),
                Err(error) => break error,
            }
            depth += 1;
        };
        assert_eq!(depth, DEPTH_LIMIT);
        assert_eq!(end, TlvError::TooDeep { offset: 16 });
    }
}
