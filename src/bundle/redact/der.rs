//! Taking DER apart and putting it together again, with what [`crate::pki::der`] reads and writes.
use crate::pki::der::{Element, Reader, tag, write};

/// How deep elements may nest here; a certificate has about ten levels.
pub(super) const DEPTH: u8 = 24;

pub(super) fn is_constructed(it: &Element<'_>) -> bool {
    it.tag & 0x20 != 0
}

/// A universal string type (X.680 §41).
pub(super) fn is_text(it: &Element<'_>) -> bool {
    matches!(it.tag, 0x0C | 0x12..=0x16 | 0x19..=0x1C | 0x1E)
}

/// All elements of a content, to its very end. None: it is not DER.
pub(super) fn children(content: &[u8]) -> Option<Vec<Element<'_>>> {
    let mut reader = Reader::new(content);
    let mut out = Vec::new();
    while !reader.is_empty() {
        out.push(reader.element().ok()?);
    }
    Some(out)
}

/// The one element that the bytes are.
pub(super) fn only(bytes: &[u8]) -> Option<Element<'_>> {
    let mut reader = Reader::new(bytes);
    let element = reader.element().ok()?;
    reader.is_empty().then_some(element)
}

/// A text of any string type.
pub(super) fn text(it: &Element<'_>) -> String {
    match it.tag {
        tag::BMP_STRING => {
            let (units, _) = it.value.as_chunks::<2>();
            String::from_utf16_lossy(
                &units
                    .iter()
                    .map(|it| u16::from_be_bytes(*it))
                    .collect::<Vec<_>>(),
            )
        }
        tag::UNIVERSAL_STRING => {
            let (units, _) = it.value.as_chunks::<4>();
            units
                .iter()
                .map(|it| char::from_u32(u32::from_be_bytes(*it)).unwrap_or('\u{fffd}'))
                .collect()
        }
        _ => match std::str::from_utf8(it.value) {
            Ok(text) => text.to_owned(),
            // TeletexString as everybody writes it.
            Err(_) => it.value.iter().map(|it| char::from(*it)).collect(),
        },
    }
}

/// The same text type with another text.
pub(super) fn retext(kind: u8, text: &str) -> Vec<u8> {
    let content: Vec<u8> = match kind {
        tag::BMP_STRING => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        tag::UNIVERSAL_STRING => text
            .chars()
            .flat_map(|it| u32::from(it).to_be_bytes())
            .collect(),
        _ => text.as_bytes().to_vec(),
    };
    write(kind, &content)
}

/// UTCTime or GeneralizedTime at the beginning of its day.
pub(super) fn day(kind: u8, value: &[u8]) -> Vec<u8> {
    let date = match kind {
        tag::UTC_TIME => 6,
        _ => 8,
    };
    let mut out = value.to_vec();
    for it in out.iter_mut().skip(date) {
        if it.is_ascii_digit() {
            *it = b'0';
        } else {
            // What follows the digits is the zone, or a fraction of the second.
            break;
        }
    }
    write(kind, &out)
}
