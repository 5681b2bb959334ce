//! Bytes of unknown encoding as text: every encoding that clipboards, editors and consoles write (The Unicode Standard
//! §3.9 D84–D93, §23.8 for the byte order mark).
use std::borrow::Cow;

/// Text, and the way back from a place in it to the byte it came from.
#[derive(Debug)]
pub struct Text<'b> {
    pub text: Cow<'b, str>,
    encoding: Encoding,
    /// Bytes of the byte order mark.
    mark: usize,
    pub problems: Vec<Undecoded>,
}

/// What could not be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Undecoded {
    /// Place in the text.
    pub position: usize,
    /// Byte of the file.
    pub offset: u64,
    pub what: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    /// RFC 3629. A byte that is no part of it stands as SUB, one byte long.
    Utf8,
    /// RFC 2781.
    Utf16,
    /// Windows-1252: one byte a character.
    SingleByte,
}

/// U+001A SUBSTITUTE: stands for what could not be decoded, and is as long as what it stands for.
const SUBSTITUTE: u8 = 0x1A;
/// Bytes looked at to tell UTF-16 without a mark.
const PROBE: usize = 4096;

/// Decodes by byte order mark (Unicode Standard §23.8), by the zero bytes of UTF-16, else as UTF-8, else as Windows-1252.
pub fn decode(bytes: &[u8]) -> Text<'_> {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest, 3),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, 2, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, 2, u16::from_be_bytes),
        _ => match zeros(bytes) {
            Some(true) => utf16(bytes, 0, u16::from_be_bytes),
            Some(false) => utf16(bytes, 0, u16::from_le_bytes),
            None => utf8(bytes, 0),
        },
    }
}

/// Whether the zero bytes stand at even places (big endian) or at odd ones; none where it is no UTF-16.
fn zeros(bytes: &[u8]) -> Option<bool> {
    let (mut even, mut odd, mut pairs) = (0_usize, 0_usize, 0_usize);
    for pair in bytes.chunks_exact(2).take(PROBE / 2) {
        pairs += 1;
        even += usize::from(pair.first() == Some(&0));
        odd += usize::from(pair.last() == Some(&0));
    }
    // Identifiers and digits are ASCII in every language of the page, so a third of the high bytes are zero.
    let many = |it: usize| pairs > 1 && it.saturating_mul(3) >= pairs;
    let few = |it: usize| it.saturating_mul(8) <= pairs;
    match (many(even) && few(odd), many(odd) && few(even)) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

fn utf16(bytes: &[u8], mark: usize, unit: fn([u8; 2]) -> u16) -> Text<'_> {
    let mut problems = Vec::new();
    let units = bytes
        .chunks_exact(2)
        .filter_map(|it| it.try_into().ok().map(unit));
    let mut at = mark as u64;
    let mut text = String::with_capacity(bytes.len() / 2);
    for it in char::decode_utf16(units) {
        match it {
            Ok(it) => {
                text.push(it);
                at += 2 * it.len_utf16() as u64;
            }
            Err(_) => {
                if problems.is_empty() {
                    problems.push(Undecoded {
                        position: text.len(),
                        offset: at,
                        what: "half of a UTF-16 surrogate pair",
                    });
                }
                text.push(char::REPLACEMENT_CHARACTER);
                at += 2;
            }
        }
    }
    if !bytes.len().is_multiple_of(2) {
        problems.push(Undecoded {
            position: text.len(),
            offset: at,
            what: "half of a UTF-16 character: the text is cut off",
        });
    }
    Text {
        text: Cow::Owned(text),
        encoding: Encoding::Utf16,
        mark,
        problems,
    }
}

fn utf8(bytes: &[u8], mark: usize) -> Text<'_> {
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => {
            return Text {
                text: Cow::Borrowed(text),
                encoding: Encoding::Utf8,
                mark,
                problems: Vec::new(),
            };
        }
        Err(error) => error,
    };
    let problem = |what| {
        vec![Undecoded {
            position: error.valid_up_to(),
            offset: (mark + error.valid_up_to()) as u64,
            what,
        }]
    };
    let multibyte = bytes
        .utf8_chunks()
        .any(|it| it.valid().bytes().any(|it| it >= 0x80));
    if mark == 0 && !multibyte {
        return Text {
            text: Cow::Owned(bytes.iter().map(|it| windows_1252(*it)).collect()),
            encoding: Encoding::SingleByte,
            mark,
            problems: problem("not UTF-8; read as Windows-1252"),
        };
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| char::from(SUBSTITUTE)));
    }
    Text {
        text: Cow::Owned(text),
        encoding: Encoding::Utf8,
        mark,
        problems: problem("not UTF-8; what is wrong was passed over"),
    }
}

/// The characters that matter of Windows-1252 (WHATWG Encoding §9): quotation marks and dashes; the rest is Latin-1.
fn windows_1252(byte: u8) -> char {
    match byte {
        0x91 | 0x92 => '\u{2019}',
        0x93 | 0x94 => '"',
        0x96 | 0x97 => '-',
        0x80..=0x9F => char::REPLACEMENT_CHARACTER,
        it => char::from(it),
    }
}

impl Text<'_> {
    /// The byte of the file at which the character at `position` of the text begins.
    pub fn offset(&self, position: usize) -> u64 {
        let before = self.text.get(..position).unwrap_or(&self.text);
        let bytes: usize = match self.encoding {
            Encoding::Utf8 => before.len(),
            Encoding::Utf16 => before.chars().map(|it| 2 * it.len_utf16()).sum(),
            Encoding::SingleByte => before.chars().count(),
        };
        (self.mark + bytes) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wide(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn every_encoding_gives_the_same_text_and_its_own_offsets() {
        let text = "Gerät 😀: 53003";
        let le = wide(text, u16::to_le_bytes);
        let be = wide(text, u16::to_be_bytes);
        let with = |mark: &[u8], rest: &[u8]| [mark, rest].concat();
        let place = text.find('5').unwrap();
        for (bytes, offset) in [
            (text.as_bytes().to_vec(), 13),
            (with(&[0xEF, 0xBB, 0xBF], text.as_bytes()), 16),
            (le.clone(), 20),
            (be.clone(), 20),
            (with(&[0xFF, 0xFE], &le), 22),
            (with(&[0xFE, 0xFF], &be), 22),
        ] {
            let it = decode(&bytes);
            assert_eq!(it.text, text);
            assert_eq!(it.offset(place), offset, "{bytes:?}");
            assert!(it.problems.is_empty());
        }
    }

    #[test]
    fn what_cannot_be_decoded_is_told_with_its_place() {
        let it = decode(b"Ger\xe4t: can\x92t");
        assert_eq!(it.text, "Gerät: can\u{2019}t");
        let problem = it.problems.first().unwrap();
        assert_eq!((problem.position, problem.offset), (3, 3));
        assert_eq!(problem.what, "not UTF-8; read as Windows-1252");
        assert_eq!(it.offset(it.text.find(':').unwrap()), 5);
        let it = decode("ü\u{e9}".as_bytes().get(..3).unwrap());
        assert_eq!(it.text, "ü\u{1a}");
        assert_eq!(it.problems.first().unwrap().offset, 2);
        let it = decode(b"\xFF\xFEa\0\x00\xD8b\0c");
        assert_eq!(it.text, "a\u{fffd}b");
        let places: Vec<u64> = it.problems.iter().map(|it| it.offset).collect();
        assert_eq!(places, [4, 8]);
    }
}
