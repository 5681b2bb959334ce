//! DER read piece by piece (ITU-T X.690): definite lengths, one-byte tags, slices of what was given. For what
//! x509-parser does not read, or drops, or would copy: CRLs of any size, OCSP answers, distribution points.
use time::{Date, Month, OffsetDateTime, Time};

pub use super::der::tag::{
    BIT_STRING, BOOLEAN, ENUMERATED, GENERALIZED_TIME, INTEGER, OCTET_STRING, OID, SEQUENCE, SET,
    UTC_TIME, constructed as context_constructed, context,
};
use super::der::{self, DerError};

/// Where DER breaks. Offsets count from the start of the outermost bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TlvError {
    #[error("it breaks off at offset {offset}")]
    CutOff { offset: usize },
    #[error("the length at offset {offset} is of a form DER does not have")]
    Length { offset: usize },
    #[error(
        "the element at offset {offset} has {length} bytes, more than the {have} that are left"
    )]
    TooLong {
        offset: usize,
        length: usize,
        have: usize,
    },
    #[error("at offset {offset}: tag {found:02X} in the place of {wanted:02X}")]
    Tag {
        offset: usize,
        found: u8,
        wanted: u8,
    },
    #[error("{count} bytes too many from offset {offset} on")]
    Trailing { offset: usize, count: usize },
    #[error("at offset {offset}: {what}")]
    Value { offset: usize, what: &'static str },
}

/// One element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tlv<'a> {
    pub tag: u8,
    pub value: &'a [u8],
    /// Tag, length and value.
    pub raw: &'a [u8],
    /// Where its tag stands.
    pub offset: usize,
}

impl<'a> Tlv<'a> {
    /// Where its value begins.
    pub fn inside(&self) -> usize {
        self.offset + (self.raw.len() - self.value.len())
    }

    /// The elements inside.
    pub fn open(&self) -> Reader<'a> {
        Reader {
            rest: self.value,
            offset: self.inside(),
        }
    }

    /// # Errors
    /// [`TlvError::Tag`] where it is another.
    pub fn expect(self, wanted: u8) -> Result<Tlv<'a>, TlvError> {
        if self.tag == wanted {
            Ok(self)
        } else {
            Err(TlvError::Tag {
                offset: self.offset,
                found: self.tag,
                wanted,
            })
        }
    }

    fn wrong(&self, what: &'static str) -> TlvError {
        TlvError::Value {
            offset: self.offset,
            what,
        }
    }

    /// BOOLEAN. BER's other forms of true are taken too.
    ///
    /// # Errors
    /// Where it is no BOOLEAN of one byte.
    pub fn boolean(&self) -> Result<bool, TlvError> {
        match self.value {
            [it] => Ok(*it != 0),
            _ => Err(self.wrong("a BOOLEAN that has not one byte")),
        }
    }

    /// A BIT STRING's octets, and how many of the last one's bits do not count.
    ///
    /// # Errors
    /// Where the count of unused bits is missing or above 7.
    pub fn bits(&self) -> Result<(&'a [u8], u8), TlvError> {
        match self.value.split_first() {
            Some((unused @ 0..=7, bits)) if *unused == 0 || !bits.is_empty() => Ok((bits, *unused)),
            _ => Err(self.wrong("a BIT STRING without a sound count of unused bits")),
        }
    }

    /// An OBJECT IDENTIFIER in dotted form; arcs of more than 64 bits are none that anybody uses.
    ///
    /// # Errors
    /// Where it is cut off or too large.
    pub fn oid(&self) -> Result<String, TlvError> {
        dotted(self.value).ok_or_else(|| self.wrong("an OBJECT IDENTIFIER that cannot be read"))
    }

    /// UTCTime or GeneralizedTime (RFC 5280 §4.1.2.5). Seconds may be missing and fractions present, as old issuers
    /// write them; the zone must be Z.
    ///
    /// # Errors
    /// Where it is neither.
    pub fn time(&self) -> Result<OffsetDateTime, TlvError> {
        time(self.tag, self.value).ok_or_else(|| self.wrong("a time that cannot be read"))
    }
}

/// Reads elements one after another.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
    offset: usize,
}

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Reader {
            rest: bytes,
            offset: 0,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// What has not been read yet.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub fn offset(&self) -> usize {
        self.offset
    }

    /// Tag of the next element.
    pub fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// # Errors
    /// Where no whole element follows.
    pub fn element(&mut self) -> Result<Tlv<'a>, TlvError> {
        let offset = self.offset;
        let (tag, header, length) = header(self.rest, offset)?;
        let have = self.rest.len() - header;
        let whole = header
            .checked_add(length)
            .filter(|it| *it <= self.rest.len())
            .ok_or(TlvError::TooLong {
                offset,
                length,
                have,
            })?;
        let (raw, rest) = self
            .rest
            .split_at_checked(whole)
            .ok_or(TlvError::CutOff { offset })?;
        self.rest = rest;
        self.offset += whole;
        Ok(Tlv {
            tag,
            value: raw.get(header..).unwrap_or_default(),
            raw,
            offset,
        })
    }

    /// The next element, which must have this tag.
    ///
    /// # Errors
    /// Where none follows, or another.
    pub fn want(&mut self, tag: u8) -> Result<Tlv<'a>, TlvError> {
        self.element()?.expect(tag)
    }

    /// The next element where it has this tag.
    ///
    /// # Errors
    /// Where it has it and is not whole.
    pub fn maybe(&mut self, tag: u8) -> Result<Option<Tlv<'a>>, TlvError> {
        if self.peek() == Some(tag) {
            self.element().map(Some)
        } else {
            Ok(None)
        }
    }

    /// # Errors
    /// [`TlvError::Trailing`] where something follows.
    pub fn end(&self) -> Result<(), TlvError> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(TlvError::Trailing {
                offset: self.offset,
                count: self.rest.len(),
            })
        }
    }
}

/// Tag, size of tag and length octets, and length of the element that `bytes` begins with.
pub fn header(bytes: &[u8], offset: usize) -> Result<(u8, usize, usize), TlvError> {
    der::header(bytes).map_err(|error| match error {
        DerError::CutOff => TlvError::CutOff { offset },
        DerError::LongTag => TlvError::Value {
            offset,
            what: "a tag of more than one byte, which nothing here uses",
        },
        _ => TlvError::Length { offset },
    })
}

fn dotted(bytes: &[u8]) -> Option<String> {
    use std::fmt::Write as _;
    let mut out = String::new();
    let mut arc: u64 = 0;
    let mut open = true;
    let mut first = true;
    for it in bytes {
        if arc >> 57 != 0 {
            return None;
        }
        arc = arc << 7 | u64::from(it & 0x7F);
        open = it & 0x80 != 0;
        if open {
            continue;
        }
        if first {
            let root = (arc / 40).min(2);
            let _ = write!(out, "{root}.{}", arc - root * 40);
            first = false;
        } else {
            let _ = write!(out, ".{arc}");
        }
        arc = 0;
    }
    (!open).then_some(out)
}

pub(super) fn time(tag: u8, text: &[u8]) -> Option<OffsetDateTime> {
    let text = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    let (digits, _fraction) = match text.split_once('.') {
        Some((digits, fraction))
            if tag == GENERALIZED_TIME && fraction.bytes().all(|it| it.is_ascii_digit()) =>
        {
            (digits, fraction)
        }
        Some(_) => return None,
        None => (text, ""),
    };
    if !digits.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    let (year, rest) = match tag {
        UTC_TIME => {
            let year: i32 = digits.get(..2)?.parse().ok()?;
            // RFC 5280 §4.1.2.5.1
            (
                year + if year >= 50 { 1900 } else { 2000 },
                digits.get(2..)?,
            )
        }
        GENERALIZED_TIME => (digits.get(..4)?.parse().ok()?, digits.get(4..)?),
        _ => return None,
    };
    let two = |at: usize| -> Option<u8> { rest.get(at..at + 2)?.parse().ok() };
    let second = match rest.len() {
        10 => two(8)?,
        8 => 0,
        _ => return None,
    };
    let date = Date::from_calendar_date(year, Month::try_from(two(0)?).ok()?, two(2)?).ok()?;
    // A leap second has no number of its own in OffsetDateTime.
    let clock = Time::from_hms(two(4)?, two(6)?, second.min(59)).ok()?;
    (second <= 60).then(|| date.with_time(clock).assume_utc())
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn elements_are_slices_with_their_place() {
        let bytes = [0x30, 0x05, 0x02, 0x01, 0x05, 0x05, 0x00];
        let mut reader = Reader::new(&bytes);
        let outer = reader.want(SEQUENCE).unwrap();
        assert!(reader.end().is_ok());
        let mut inside = outer.open();
        let number = inside.want(INTEGER).unwrap();
        assert_eq!((number.value, number.offset), (&[5][..], 2));
        let null = inside.element().unwrap();
        assert_eq!((null.tag, null.offset, null.value.len()), (5, 5, 0));
    }

    #[test]
    fn what_is_no_der_says_where() {
        let say = |bytes: &[u8]| Reader::new(bytes).element().unwrap_err();
        assert_eq!(say(&[]), TlvError::CutOff { offset: 0 });
        assert_eq!(say(&[0x30]), TlvError::CutOff { offset: 0 });
        assert_eq!(say(&[0x30, 0x80, 0, 0]), TlvError::Length { offset: 0 });
        assert_eq!(
            say(&[0x30, 0x85, 0, 0, 0, 0, 1, 0]),
            TlvError::Length { offset: 0 }
        );
        assert_eq!(say(&[0x30, 0x82, 1]), TlvError::CutOff { offset: 0 });
        assert_eq!(
            say(&[0x30, 0x03, 1]),
            TlvError::TooLong {
                offset: 0,
                length: 3,
                have: 1
            }
        );
        assert!(matches!(
            Reader::new(&[0x04, 0x00]).want(SEQUENCE),
            Err(TlvError::Tag {
                found: 4,
                wanted: 0x30,
                ..
            })
        ));
    }

    #[test]
    fn object_identifiers_are_dotted() {
        assert_eq!(dotted(&[0x55, 0x1D, 0x1C]).as_deref(), Some("2.5.29.28"));
        assert_eq!(dotted(&[0x88, 0x37]).as_deref(), Some("2.999"));
        assert_eq!(dotted(&[]), None);
        assert_eq!(dotted(&[0x55, 0x9D]), None);
        assert_eq!(dotted(&[0xFF; 12]), None);
    }

    #[test]
    fn times_of_both_kinds() {
        assert_eq!(
            time(UTC_TIME, b"491231235959Z"),
            Some(datetime!(2049-12-31 23:59:59 UTC))
        );
        assert_eq!(
            time(UTC_TIME, b"500101000000Z"),
            Some(datetime!(1950-01-01 0:00 UTC))
        );
        assert_eq!(
            time(UTC_TIME, b"0001010000Z"),
            Some(datetime!(2000-01-01 0:00 UTC))
        );
        assert_eq!(
            time(GENERALIZED_TIME, b"20270304050607.123Z"),
            Some(datetime!(2027-03-04 5:06:07 UTC))
        );
        for it in [
            &b"2027030405060"[..],
            b"270304050607+0100",
            b"271304050607Z",
            b"",
            b"Z",
            "２７0304050607Z".as_bytes(),
        ] {
            assert_eq!(time(UTC_TIME, it), None);
        }
    }
}
