//! Bytes of unknown encoding as text (The Unicode Standard §3.9 D84–D93, §23.8 for the byte order mark).

/// What was read, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    pub text: String,
    pub encoding: Encoding,
    /// Whether some of it was no text in that encoding; U+FFFD stands there.
    pub damaged: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
}

/// Reads what a byte order mark says, UTF-8 without one.
pub fn decode(bytes: &[u8]) -> Decoded {
    match bytes {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, Encoding::Utf16Le, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, Encoding::Utf16Be, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest),
        _ => utf8(bytes),
    }
}

fn utf8(bytes: &[u8]) -> Decoded {
    let text = String::from_utf8_lossy(bytes);
    Decoded {
        damaged: std::str::from_utf8(bytes).is_err(),
        text: text.into_owned(),
        encoding: Encoding::Utf8,
    }
}

fn utf16(bytes: &[u8], encoding: Encoding, unit: fn([u8; 2]) -> u16) -> Decoded {
    let pairs = bytes.chunks_exact(2);
    // A last byte alone is half a character.
    let mut damaged = !pairs.remainder().is_empty();
    let units = pairs.filter_map(|it| it.first_chunk().copied()).map(unit);
    let mut text: String = char::decode_utf16(units)
        .map(|it| {
            it.unwrap_or_else(|_| {
                damaged = true;
                char::REPLACEMENT_CHARACTER
            })
        })
        .collect();
    if !bytes.len().is_multiple_of(2) {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    Decoded {
        text,
        encoding,
        damaged,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_is_heeded_and_left_out() {
        let read = |bytes| {
            let it = decode(bytes);
            (it.text, it.encoding, it.damaged)
        };
        assert_eq!(
            read(b"\xFF\xFE5\x003\x00"),
            ("53".into(), Encoding::Utf16Le, false)
        );
        assert_eq!(
            read(b"\xFE\xFF\x005\x003"),
            ("53".into(), Encoding::Utf16Be, false)
        );
        assert_eq!(
            read(b"\xEF\xBB\xBFab"),
            ("ab".into(), Encoding::Utf8, false)
        );
        assert_eq!(read(b""), (String::new(), Encoding::Utf8, false));
    }

    #[test]
    fn what_is_cut_or_broken_is_marked() {
        assert_eq!(decode(b"a\xC3").text, "a\u{FFFD}");
        assert!(decode(b"a\xC3").damaged);
        assert_eq!(decode(b"\xFF\xFEa\x00b").text, "a\u{FFFD}");
        assert!(decode(b"\xFF\xFEa\x00b").damaged);
        let lone = decode(b"\xFF\xFE\x00\xD8a\x00");
        assert_eq!((lone.text.as_str(), lone.damaged), ("\u{FFFD}a", true));
    }
}
