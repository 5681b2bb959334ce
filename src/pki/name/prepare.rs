use crate::pki::der::tag;
use unicode_normalization::UnicodeNormalization as _;

/// A value of an attribute as names are compared (RFC 5280 §7.1: the string preparation of RFC 4518, with case
/// folding): a directory string of any type by its text, everything else by its tag and bytes.
///
/// IA5String folds too: domainComponent and emailAddress are compared without regard to case (§7.2, §7.3; the
/// part before the @ of an address should not be, but every implementation does).
pub(super) fn prepared(kind: u8, value: &[u8]) -> Vec<u8> {
    let text = match kind {
        tag::UTF8_STRING
        | tag::PRINTABLE_STRING
        | tag::NUMERIC_STRING
        | tag::IA5_STRING
        | tag::VISIBLE_STRING => {
            // By far the most names: no table is needed for ASCII.
            if value.is_ascii() {
                return ascii(value);
            }
            std::str::from_utf8(value).ok().map(str::to_owned)
        }
        // T.61 is read as Latin-1, as everybody does who still writes it.
        tag::TELETEX_STRING => Some(value.iter().map(|it| char::from(*it)).collect()),
        tag::BMP_STRING => wide(value, 2),
        tag::UNIVERSAL_STRING => wide(value, 4),
        _ => None,
    };
    match text {
        Some(text) => unicode(&text),
        // Not text: cannot equal text, whose first byte is never FF.
        None => [&[0xFF, kind], value].concat(),
    }
}

fn ascii(value: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len());
    for byte in value {
        match byte {
            b' ' | b'\t'..=b'\r' => {
                if out.last().is_some_and(|it| *it != b' ') {
                    out.push(b' ');
                }
            }
            // RFC 4518 §2.2: control characters map to nothing.
            0..=0x1F | 0x7F => {}
            _ => out.push(byte.to_ascii_lowercase()),
        }
    }
    if out.last() == Some(&b' ') {
        out.pop();
    }
    out
}

/// RFC 4518 §2.2 (map), §2.3 (NFKC), §2.6.1 (insignificant spaces: here none at the ends and one between words, which
/// compares the same).
fn unicode(text: &str) -> Vec<u8> {
    let mapped: String = text
        .chars()
        .filter(|it| !vanishes(*it))
        .map(|it| if is_space(it) { ' ' } else { it })
        .flat_map(char::to_lowercase)
        .nfkc()
        .flat_map(char::to_lowercase)
        .collect();
    let mut out = String::with_capacity(mapped.len());
    for word in mapped.split(' ').filter(|it| !it.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out.into_bytes()
}

/// RFC 4518 §2.2: mapped to nothing.
fn vanishes(it: char) -> bool {
    matches!(it,
        '\u{0}'..='\u{8}' | '\u{E}'..='\u{1F}' | '\u{7F}'..='\u{84}' | '\u{86}'..='\u{9F}'
        | '\u{AD}' | '\u{34F}' | '\u{1806}' | '\u{180B}'..='\u{180E}' | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2063}' | '\u{206A}'..='\u{206F}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFC}')
}

/// RFC 4518 §2.2: mapped to a space.
fn is_space(it: char) -> bool {
    matches!(it,
        '\t'..='\r' | ' ' | '\u{85}' | '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}'
        | '\u{2028}' | '\u{2029}' | '\u{202F}' | '\u{205F}' | '\u{3000}')
}

/// BMPString (two bytes a character, surrogates allowed as practised) and UniversalString (four).
fn wide(value: &[u8], width: usize) -> Option<String> {
    if value.len().checked_rem(width) != Some(0) {
        return None;
    }
    if width == 2 {
        let units = value.chunks_exact(2).map(|it| {
            it.iter()
                .fold(0u16, |sum, byte| sum << 8 | u16::from(*byte))
        });
        return char::decode_utf16(units).collect::<Result<_, _>>().ok();
    }
    value
        .chunks_exact(4)
        .map(|it| char::from_u32(it.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte))))
        .collect()
}
