//! The certificates in a `certval` store: CBOR (RFC 8949) of the form
//! `{"buffers": [{"filename": text, "bytes": bytes}, …], "partial_paths": …}`, of which only the first member is read.

/// Most items of an array; far beyond any published store.
const LIMIT: u64 = 100_000;

struct Reader {
    rest: &'static [u8],
}

impl Reader {
    /// Major type and argument of the next item.
    fn head(&mut self) -> Option<(u8, u64)> {
        let (first, rest) = self.rest.split_first()?;
        let count = match first & 0x1F {
            small @ 0..=23 => {
                self.rest = rest;
                return Some((first >> 5, u64::from(small)));
            }
            24 => 1,
            25 => 2,
            26 => 4,
            27 => 8,
            // Indefinite lengths are not written by certval.
            _ => return None,
        };
        let (digits, rest) = rest.split_at_checked(count)?;
        self.rest = rest;
        let argument = digits
            .iter()
            .fold(0_u64, |all, it| all << 8 | u64::from(*it));
        Some((first >> 5, argument))
    }

    fn of(&mut self, major: u8) -> Option<u64> {
        self.head().filter(|it| it.0 == major).map(|it| it.1)
    }

    fn string(&mut self, major: u8) -> Option<&'static [u8]> {
        let length = usize::try_from(self.of(major)?).ok()?;
        let (out, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(out)
    }
}

const BYTES: u8 = 2;
const TEXT: u8 = 3;
const ARRAY: u8 = 4;
const MAP: u8 = 5;

/// Every certificate; what cannot be read ends the list, which the tests notice.
pub(super) fn certificates(cbor: &'static [u8]) -> Vec<&'static [u8]> {
    let mut out = Vec::new();
    let _ = read(&mut Reader { rest: cbor }, &mut out);
    out
}

fn read(from: &mut Reader, out: &mut Vec<&'static [u8]>) -> Option<()> {
    from.of(MAP)?;
    (from.string(TEXT)? == b"buffers").then_some(())?;
    for _ in 0..from.of(ARRAY)?.min(LIMIT) {
        for _ in 0..from.of(MAP)?.min(8) {
            match from.string(TEXT)? {
                b"bytes" => out.push(from.string(BYTES)?),
                _ => {
                    from.string(TEXT)?;
                }
            }
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_are_taken_in_order_and_anything_else_ends_the_list() {
        let store: &[u8] = b"\xa1\x67buffers\x82\xa2\x68filename\x61a\x65bytes\x42\x30\x00\xa2\x68filename\x61b\x65bytes\x58\x01\x31";
        assert_eq!(certificates(store), [&b"\x30\x00"[..], b"\x31"]);
        for cut in 0..store.len() {
            let cut: &'static [u8] = &store[..cut];
            assert!(certificates(cut).len() < 2);
        }
        assert!(certificates(b"\xbf\x67buffers").is_empty());
        assert!(certificates(b"\xa1\x67buffers\x9b\xff\xff\xff\xff\xff\xff\xff\xff").is_empty());
    }
}
