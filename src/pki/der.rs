//! DER (ISO/IEC 8825-1 §10) as certificates, CRLs and OCSP responses use it: one-byte tags, definite lengths. What
//! x509-parser reads leniently or drops is read with this.

/// Longest length field read: four bytes address any file that is read here.
const LENGTH_LIMIT: usize = 4;

/// Tags of X.680 that the readers here ask for.
pub mod tag {
    pub const BOOLEAN: u8 = 0x01;
    pub const INTEGER: u8 = 0x02;
    pub const BIT_STRING: u8 = 0x03;
    pub const OCTET_STRING: u8 = 0x04;
    pub const NULL: u8 = 0x05;
    pub const OID: u8 = 0x06;
    pub const ENUMERATED: u8 = 0x0A;
    pub const UTF8_STRING: u8 = 0x0C;
    pub const NUMERIC_STRING: u8 = 0x12;
    pub const PRINTABLE_STRING: u8 = 0x13;
    pub const TELETEX_STRING: u8 = 0x14;
    pub const IA5_STRING: u8 = 0x16;
    pub const UTC_TIME: u8 = 0x17;
    pub const GENERALIZED_TIME: u8 = 0x18;
    pub const VISIBLE_STRING: u8 = 0x1A;
    pub const UNIVERSAL_STRING: u8 = 0x1C;
    pub const BMP_STRING: u8 = 0x1E;
    pub const SEQUENCE: u8 = 0x30;
    pub const SET: u8 = 0x31;

    /// `[n]`, primitive.
    pub const fn context(n: u8) -> u8 {
        0x80 | n
    }

    /// `[n]`, constructed.
    pub const fn constructed(n: u8) -> u8 {
        0xA0 | n
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DerError {
    #[error("the DER breaks off")]
    CutOff,
    #[error("a tag of more than one byte, which X.509 does not use")]
    LongTag,
    #[error("a length of the indefinite form, which DER forbids")]
    Indefinite,
    #[error("a length of more than {LENGTH_LIMIT} bytes")]
    LongLength,
    #[error("tag {found:02X} where {expected:02X} should be")]
    Tag { expected: u8, found: u8 },
    #[error("{0} bytes follow the last element")]
    Trailing(usize),
    #[error("a value that its type does not allow")]
    Value,
    /// The standard knows no such limit.
    #[error("more than the {limit} {what} that are read here")]
    TooMany { limit: usize, what: &'static str },
}

/// One element: tag, value, and the bytes of both with the length between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element<'a> {
    pub tag: u8,
    pub value: &'a [u8],
    pub raw: &'a [u8],
}

/// Reads elements one after the other.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Reader { rest: bytes }
    }

    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// What has not been read yet.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Tag of the next element, without reading it.
    pub fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// The next element, whatever it is.
    pub fn element(&mut self) -> Result<Element<'a>, DerError> {
        let (tag, header, length) = header(self.rest)?;
        let inside = self.rest.get(header..).unwrap_or_default();
        let (value, rest) = inside.split_at_checked(length).ok_or(DerError::CutOff)?;
        let raw = &self.rest[..self.rest.len() - rest.len()];
        self.rest = rest;
        Ok(Element { tag, value, raw })
    }

    /// The value of the next element, which must have this tag.
    pub fn expect(&mut self, tag: u8) -> Result<&'a [u8], DerError> {
        let before = *self;
        let element = self.element()?;
        if element.tag == tag {
            return Ok(element.value);
        }
        *self = before;
        Err(DerError::Tag {
            expected: tag,
            found: element.tag,
        })
    }

    /// The value of the next element if it has this tag; otherwise nothing is read.
    pub fn optional(&mut self, tag: u8) -> Result<Option<&'a [u8]>, DerError> {
        if self.peek() == Some(tag) {
            return self.expect(tag).map(Some);
        }
        Ok(None)
    }

    /// Nothing may follow.
    pub fn end(&self) -> Result<(), DerError> {
        match self.rest.len() {
            0 => Ok(()),
            left => Err(DerError::Trailing(left)),
        }
    }
}

/// Tag, size of tag and length octets, and length of the element that `bytes` begins with. Whether so many bytes follow is
/// not looked at.
///
/// # Errors
/// [`DerError::CutOff`], [`DerError::LongTag`], [`DerError::Indefinite`], [`DerError::LongLength`].
pub fn header(bytes: &[u8]) -> Result<(u8, usize, usize), DerError> {
    let (tag, after) = bytes.split_first().ok_or(DerError::CutOff)?;
    if tag & 0x1F == 0x1F {
        return Err(DerError::LongTag);
    }
    let (first, after) = after.split_first().ok_or(DerError::CutOff)?;
    match first {
        0..=0x7F => Ok((*tag, 2, usize::from(*first))),
        0x80 => Err(DerError::Indefinite),
        _ => {
            let count = usize::from(first & 0x7F);
            if count > LENGTH_LIMIT {
                return Err(DerError::LongLength);
            }
            let octets = after.get(..count).ok_or(DerError::CutOff)?;
            let length = octets
                .iter()
                .fold(0_u64, |sum, it| sum << 8 | u64::from(*it));
            let length = usize::try_from(length).map_err(|_| DerError::LongLength)?;
            Ok((*tag, 2 + count, length))
        }
    }
}

/// The value of the one element that these bytes are.
pub fn only(bytes: &[u8], tag: u8) -> Result<&[u8], DerError> {
    let mut reader = Reader::new(bytes);
    let value = reader.expect(tag)?;
    reader.end()?;
    Ok(value)
}

/// BOOLEAN (X.690 §11.1); any value but 0 counts as TRUE, as BER has it and as some issuers write it.
pub fn boolean(value: &[u8]) -> Result<bool, DerError> {
    match value {
        [byte] => Ok(*byte != 0),
        _ => Err(DerError::Value),
    }
}

/// The bytes of a BIT STRING of whole bytes, as keys and signatures are.
pub fn bits(value: &[u8]) -> Result<&[u8], DerError> {
    match value.split_first() {
        Some((0, bytes)) => Ok(bytes),
        _ => Err(DerError::Value),
    }
}

/// The first sixteen flags of a BIT STRING of named bits, the first as the lowest bit. Bits that its count leaves out are
/// not set, whatever stands there (X.690 §8.6.2, §11.2).
pub fn flags(value: &[u8]) -> Result<u16, DerError> {
    let (unused, octets) = match value.split_first() {
        Some((unused @ 0..=7, octets)) if *unused == 0 || !octets.is_empty() => (*unused, octets),
        _ => return Err(DerError::Value),
    };
    let count = octets.len().saturating_mul(8) - usize::from(unused);
    let all = octets.iter().take(2).zip([0_u32, 8]);
    let all = all.fold(0_u16, |sum, (octet, at)| {
        sum | u16::from(octet.reverse_bits()) << at
    });
    Ok(match count {
        0..16 => all & ((1 << count) - 1),
        _ => all,
    })
}

/// A non-negative INTEGER, cut down to the largest `u32`: counters of certificates are compared with path lengths, so
/// that more does not matter.
pub fn count(value: &[u8]) -> Result<u32, DerError> {
    match value.first() {
        None | Some(0x80..) => Err(DerError::Value),
        Some(_) => {
            let digits = value
                .iter()
                .position(|it| *it != 0)
                .map_or(&[][..], |first| value.get(first..).unwrap_or_default());
            if digits.len() > 4 {
                return Ok(u32::MAX);
            }
            Ok(digits
                .iter()
                .fold(0, |sum, digit| sum << 8 | u32::from(*digit)))
        }
    }
}

/// Writes one element.
pub fn write(tag: u8, value: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len().saturating_add(6));
    out.push(tag);
    match u8::try_from(value.len()) {
        Ok(short) if short < 0x80 => out.push(short),
        _ => {
            let digits = value.len().to_be_bytes();
            let first = digits.iter().position(|it| *it != 0).unwrap_or(0);
            let digits = digits.get(first..).unwrap_or_default();
            out.push(0x80 | u8::try_from(digits.len()).unwrap_or(8));
            out.extend_from_slice(digits);
        }
    }
    out.extend_from_slice(value);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_read_one_after_the_other() {
        let mut reader = Reader::new(&[0x02, 1, 5, 0x30, 0x81, 1, 0, 0x05]);
        assert_eq!(reader.expect(tag::INTEGER), Ok(&[5][..]));
        let element = reader.element().expect("a sequence");
        assert_eq!((element.tag, element.raw.len()), (tag::SEQUENCE, 4));
        assert_eq!(reader.element(), Err(DerError::CutOff));
    }

    #[test]
    fn a_count_is_cut_down_and_never_negative() {
        assert_eq!(count(&[0]), Ok(0));
        assert_eq!(count(&[0, 0x80]), Ok(128));
        assert_eq!(count(&[1, 0, 0, 0, 0]), Ok(u32::MAX));
        assert_eq!(count(&[0x80]), Err(DerError::Value));
        assert_eq!(count(&[]), Err(DerError::Value));
    }

    #[test]
    fn flags_that_do_not_count_are_not_set() {
        assert_eq!(flags(&[5, 0xA0]), Ok(0b101));
        // keyCertSign and cRLSign, of which the count takes only the first bit.
        assert_eq!(flags(&[7, 0x86]), Ok(1));
        assert_eq!(flags(&[7, 0xFF, 0xFF]), Ok(0x01FF));
        assert_eq!(flags(&[7, 0xFF, 0xFF, 0xFF]), Ok(0xFFFF));
        assert_eq!(flags(&[0]), Ok(0));
        for bad in [&[][..], &[1], &[8, 0x86], &[9, 0x86]] {
            assert_eq!(flags(bad), Err(DerError::Value), "{bad:?}");
        }
    }

    #[test]
    fn what_is_written_reads_back() {
        for size in [0, 127, 128, 255, 256, 70_000] {
            let value = vec![7; size];
            assert_eq!(
                only(&write(tag::OCTET_STRING, &value), tag::OCTET_STRING),
                Ok(&value[..])
            );
        }
    }
}
