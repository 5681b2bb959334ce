//! A writer of DER (ITU-T X.690): as much as certificates and CMS signatures need.
use time::OffsetDateTime;

pub const BOOLEAN: u8 = 0x01;
pub const INTEGER: u8 = 0x02;
pub const BIT_STRING: u8 = 0x03;
pub const OCTET_STRING: u8 = 0x04;
pub const NULL: u8 = 0x05;
pub const OBJECT_IDENTIFIER: u8 = 0x06;
pub const UTF8_STRING: u8 = 0x0C;
pub const PRINTABLE_STRING: u8 = 0x13;
pub const IA5_STRING: u8 = 0x16;
pub const UTC_TIME: u8 = 0x17;
pub const GENERALIZED_TIME: u8 = 0x18;
pub const SEQUENCE: u8 = 0x30;
pub const SET: u8 = 0x31;

/// The length octets: short form below 128, else as few octets as hold it (X.690 §8.1.3, §10.1).
/// The BER-TLV of smart cards uses the same form (ISO/IEC 7816-4 §5.2.2.2).
pub fn length(n: usize) -> Vec<u8> {
    if n < 0x80 {
        return vec![n as u8];
    }
    let octets: Vec<u8> = n
        .to_be_bytes()
        .into_iter()
        .skip_while(|b| *b == 0)
        .collect();
    let mut out = vec![0x80 | octets.len() as u8];
    out.extend(octets);
    out
}

/// One element with a one-byte tag.
pub fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    out.extend(length(content.len()));
    out.extend_from_slice(content);
    out
}

/// One element made of others.
pub fn constructed<I>(tag: u8, parts: I) -> Vec<u8>
where
    I: IntoIterator,
    I::Item: AsRef<[u8]>,
{
    let mut content = Vec::new();
    for part in parts {
        content.extend_from_slice(part.as_ref());
    }
    element(tag, &content)
}

pub fn sequence<I>(parts: I) -> Vec<u8>
where
    I: IntoIterator,
    I::Item: AsRef<[u8]>,
{
    constructed(SEQUENCE, parts)
}

/// SET OF: the elements in ascending order of their encodings (X.690 §11.6).
pub fn set_of(mut parts: Vec<Vec<u8>>) -> Vec<u8> {
    parts.sort();
    constructed(SET, parts)
}

/// `[n]` constructed, for EXPLICIT tags and for IMPLICIT ones over constructed types.
pub fn context<I>(number: u8, parts: I) -> Vec<u8>
where
    I: IntoIterator,
    I::Item: AsRef<[u8]>,
{
    constructed(0xA0 | number, parts)
}

/// `[n]` IMPLICIT over a primitive type.
pub fn context_primitive(number: u8, content: &[u8]) -> Vec<u8> {
    element(0x80 | number, content)
}

/// A non-negative INTEGER from big-endian magnitude: no needless zero octets, no sign bit by accident (X.690 §8.3).
pub fn unsigned(magnitude: &[u8]) -> Vec<u8> {
    let mut content: Vec<u8> = magnitude.iter().copied().skip_while(|b| *b == 0).collect();
    if content.first().is_none_or(|b| b & 0x80 != 0) {
        content.insert(0, 0);
    }
    element(INTEGER, &content)
}

pub fn integer(n: u64) -> Vec<u8> {
    unsigned(&n.to_be_bytes())
}

pub fn boolean(it: bool) -> Vec<u8> {
    element(BOOLEAN, &[if it { 0xFF } else { 0x00 }])
}

pub fn null() -> Vec<u8> {
    element(NULL, &[])
}

/// An OBJECT IDENTIFIER; `arcs` holds at least two (X.690 §8.19).
pub fn oid(arcs: &[u64]) -> Vec<u8> {
    let (first, second, rest) = match arcs {
        [first, second, rest @ ..] => (*first, *second, rest),
        _ => (0, 0, &[][..]),
    };
    let mut content = Vec::new();
    for arc in std::iter::once(first * 40 + second).chain(rest.iter().copied()) {
        let groups = (1..10).take_while(|n| arc >> (7 * n) != 0).count();
        for group in (0..=groups).rev() {
            let more = if group == 0 { 0 } else { 0x80 };
            content.push((arc >> (7 * group)) as u8 & 0x7F | more);
        }
    }
    element(OBJECT_IDENTIFIER, &content)
}

pub fn octets(content: &[u8]) -> Vec<u8> {
    element(OCTET_STRING, content)
}

pub fn utf8(text: &str) -> Vec<u8> {
    element(UTF8_STRING, text.as_bytes())
}

pub fn printable(text: &str) -> Vec<u8> {
    element(PRINTABLE_STRING, text.as_bytes())
}

/// A BIT STRING of whole octets.
pub fn bits(content: &[u8]) -> Vec<u8> {
    let mut all = vec![0];
    all.extend_from_slice(content);
    element(BIT_STRING, &all)
}

/// A named bit list in one octet, bit 0 the most significant; trailing zero bits are dropped (X.690 §11.2.2).
pub fn named_bits(octet: u8) -> Vec<u8> {
    match octet {
        0 => element(BIT_STRING, &[0]),
        _ => element(BIT_STRING, &[octet.trailing_zeros() as u8, octet]),
    }
}

/// UTCTime until 2049, GeneralizedTime from 2050 (RFC 5280 §4.1.2.5).
pub fn time(at: OffsetDateTime) -> Vec<u8> {
    let at = at.to_offset(time::UtcOffset::UTC);
    let rest = format!(
        "{:02}{:02}{:02}{:02}{:02}Z",
        u8::from(at.month()),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    );
    match at.year() {
        1950..=2049 => element(UTC_TIME, format!("{:02}{rest}", at.year() % 100).as_bytes()),
        year => element(GENERALIZED_TIME, format!("{year:04}{rest}").as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn lengths_take_the_shortest_form() {
        assert_eq!(length(0x7F), [0x7F]);
        assert_eq!(length(0x80), [0x81, 0x80]);
        assert_eq!(length(0xFF), [0x81, 0xFF]);
        assert_eq!(length(0x100), [0x82, 0x01, 0x00]);
        assert_eq!(length(0x1_0000), [0x83, 0x01, 0x00, 0x00]);
    }

    #[test]
    fn integers_never_turn_negative() {
        assert_eq!(integer(0), [2, 1, 0]);
        assert_eq!(integer(0x7F), [2, 1, 0x7F]);
        assert_eq!(integer(0x80), [2, 2, 0, 0x80]);
        assert_eq!(unsigned(&[0, 0, 1, 0]), [2, 2, 1, 0]);
    }

    #[test]
    fn object_identifiers() {
        // rsaEncryption, RFC 8017 Appendix A.1
        assert_eq!(
            oid(&[1, 2, 840, 113549, 1, 1, 1]),
            [6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 1]
        );
        // id-ce-keyUsage, RFC 5280 §4.2.1.3
        assert_eq!(oid(&[2, 5, 29, 15]), [6, 3, 0x55, 0x1D, 0x0F]);
    }

    #[test]
    fn a_set_is_sorted() {
        assert_eq!(
            set_of(vec![integer(2), integer(1)]),
            [0x31, 6, 2, 1, 1, 2, 1, 2]
        );
    }

    #[test]
    fn named_bits_drop_trailing_zeros() {
        // keyUsage digitalSignature, nonRepudiation
        assert_eq!(named_bits(0xC0), [3, 2, 6, 0xC0]);
    }

    #[test]
    fn times_change_form_in_2050() {
        assert_eq!(
            time(datetime!(2049-12-31 23:59:59 UTC)),
            b"\x17\x0D491231235959Z"
        );
        assert_eq!(
            time(datetime!(2050-01-01 0:00 UTC)),
            b"\x18\x0F20500101000000Z"
        );
    }
}
