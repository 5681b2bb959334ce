//! UTF-16 as UTF-8. PowerShell and Notepad of Windows write UTF-16 with a byte order mark.
use std::io::{self, Read};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
}

/// The encoding by the first bytes, and the length of the byte order mark (Unicode 16.0 §23.8). Without a mark the zero
/// half of the first character tells, as JSON and CSV begin with ASCII.
pub(super) fn encoding(head: &[u8]) -> (Encoding, usize) {
    match head {
        [0xEF, 0xBB, 0xBF, ..] => (Encoding::Utf8, 3),
        [0xFF, 0xFE, ..] => (Encoding::Utf16Le, 2),
        [0xFE, 0xFF, ..] => (Encoding::Utf16Be, 2),
        [a, 0, b, 0, ..] if *a != 0 && *b != 0 => (Encoding::Utf16Le, 0),
        [0, a, 0, b, ..] if *a != 0 && *b != 0 => (Encoding::Utf16Be, 0),
        _ => (Encoding::Utf8, 0),
    }
}

/// Hands on the source as UTF-8 without its byte order mark; a lone surrogate becomes U+FFFD.
pub(super) struct Utf8<R> {
    source: R,
    encoding: Option<Encoding>,
    /// Read and not yet converted.
    raw: Vec<u8>,
    /// Converted and not yet handed on.
    ready: Vec<u8>,
    given: usize,
    ended: bool,
}

const BLOCK: usize = 64 * 1024;

impl<R: Read> Utf8<R> {
    pub fn new(source: R) -> Self {
        Utf8 {
            source,
            encoding: None,
            raw: Vec::new(),
            ready: Vec::new(),
            given: 0,
            ended: false,
        }
    }

    fn read_raw(&mut self) -> io::Result<()> {
        let there = self.raw.len();
        self.raw.resize(there + BLOCK, 0);
        let read = self
            .source
            .read(self.raw.get_mut(there..).unwrap_or_default());
        self.raw.truncate(there + *read.as_ref().unwrap_or(&0));
        self.ended |= matches!(read, Ok(0));
        read.map(|_| ())
    }

    /// Moves what can be converted from `raw` to `ready`.
    fn convert(&mut self, little: bool) {
        let unit = |pair: &[u8; 2]| {
            if little {
                u16::from_le_bytes(*pair)
            } else {
                u16::from_be_bytes(*pair)
            }
        };
        let (pairs, rest) = self.raw.as_chunks::<2>();
        let mut used = pairs.len();
        // A high surrogate waits for its other half.
        let waits = pairs
            .last()
            .is_some_and(|it| (0xD800..0xDC00).contains(&unit(it)));
        if waits && !self.ended {
            used -= 1;
        }
        let units = pairs.iter().take(used).map(unit);
        let mut buffer = [0; 4];
        for it in char::decode_utf16(units) {
            let it = it.unwrap_or(char::REPLACEMENT_CHARACTER);
            self.ready
                .extend_from_slice(it.encode_utf8(&mut buffer).as_bytes());
        }
        if self.ended && !rest.is_empty() {
            self.ready.extend_from_slice("\u{FFFD}".as_bytes());
            used += 1;
        }
        self.raw.drain(..(used * 2).min(self.raw.len()));
    }
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let encoding = match self.encoding {
            Some(it) => it,
            None => {
                while self.raw.len() < 4 && !self.ended {
                    self.read_raw()?;
                }
                let (it, mark) = encoding(&self.raw);
                self.raw.drain(..mark);
                self.encoding = Some(it);
                if it == Encoding::Utf8 {
                    self.ready = std::mem::take(&mut self.raw);
                }
                it
            }
        };
        while self.given == self.ready.len() {
            if encoding == Encoding::Utf8 {
                return self.source.read(out);
            }
            self.ready.clear();
            self.given = 0;
            if self.ended && self.raw.is_empty() {
                return Ok(0);
            }
            if !self.ended {
                self.read_raw()?;
            }
            self.convert(encoding == Encoding::Utf16Le);
        }
        let left = self.ready.get(self.given..).unwrap_or_default();
        let n = left.len().min(out.len());
        for (to, from) in out.iter_mut().zip(left) {
            *to = *from;
        }
        self.given += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One byte a call.
    struct Drops<'a>(&'a [u8]);
    impl Read for Drops<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let n = out.len().min(1);
            self.0.read(&mut out[..n])
        }
    }

    fn text(bytes: &[u8]) -> String {
        let mut whole = String::new();
        Utf8::new(bytes).read_to_string(&mut whole).unwrap();
        let mut drops = String::new();
        Utf8::new(Drops(bytes)).read_to_string(&mut drops).unwrap();
        assert_eq!(whole, drops);
        whole
    }

    #[test]
    fn every_encoding_comes_out_the_same() {
        let wanted = "{\"a\": \"Zoë 😀\"}";
        let units: Vec<u16> = wanted.encode_utf16().collect();
        let le: Vec<u8> = units.iter().flat_map(|it| it.to_le_bytes()).collect();
        let be: Vec<u8> = units.iter().flat_map(|it| it.to_be_bytes()).collect();
        assert_eq!(text(wanted.as_bytes()), wanted);
        assert_eq!(text(&[b"\xEF\xBB\xBF", wanted.as_bytes()].concat()), wanted);
        assert_eq!(text(&le), wanted);
        assert_eq!(text(&be), wanted);
        assert_eq!(text(&[b"\xFF\xFE", &le[..]].concat()), wanted);
        assert_eq!(text(&[b"\xFE\xFF", &be[..]].concat()), wanted);
    }

    #[test]
    fn broken_utf_16_is_marked_and_not_lost() {
        assert_eq!(text(b"\xFF\xFEa\0\x00\xD8b\0c"), "a\u{FFFD}b\u{FFFD}");
        assert_eq!(text(b"\xFF\xFE\x3D\xD8"), "\u{FFFD}");
        assert_eq!(text(b""), "");
        assert_eq!(text(b"\xFF\xFE"), "");
    }
}
