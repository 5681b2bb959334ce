//! Known values in what is written in hexadecimal and base64.
use super::{Form, Needle, Search};

/// Fewest bytes in a row that are read as such.
const SHORTEST: usize = super::ENCODED;
/// Fewest letters of base64.
const LETTERS: usize = 6;

fn is_encoded(it: &Needle) -> bool {
    it.encoded && !it.named
}

impl Search {
    /// The text with runs of hexadecimal and base64 replaced in which a known value stands. None: there is none.
    pub(super) fn encoded(&self, text: &str) -> Option<String> {
        let mut out: Option<String> = None;
        for step in [Self::in_hex, Self::in_base64, Self::in_pairs] {
            if let Some(new) = step(self, out.as_deref().unwrap_or(text)) {
                out = Some(new);
            }
        }
        out
    }

    fn in_hex(&self, text: &str) -> Option<String> {
        let mut changed = false;
        let mut out = String::with_capacity(text.len());
        for piece in runs(text, |it| it.is_ascii_hexdigit()) {
            let hex = piece.len() >= 2 * SHORTEST && piece.bytes().all(|it| it.is_ascii_hexdigit());
            // A byte may begin at either digit.
            let replaced = (0..2).filter(|_| hex).find_map(|skip| {
                let (before, rest) = piece.split_at_checked(skip)?;
                let (digits, after) = rest.split_at_checked(rest.len() / 2 * 2)?;
                let bytes = crate::standards::hex::parse(digits)?;
                let new = self.overwritten(&bytes, is_encoded)?;
                let new = crate::standards::hex::joined(&new);
                let upper = piece.bytes().any(|it| it.is_ascii_uppercase());
                let new = if upper { new } else { new.to_ascii_lowercase() };
                Some(format!("{before}{new}{after}"))
            });
            changed |= replaced.is_some();
            out.push_str(replaced.as_deref().unwrap_or(piece));
        }
        changed.then_some(out)
    }

    fn in_base64(&self, text: &str) -> Option<String> {
        let mut changed = false;
        let mut out = String::with_capacity(text.len());
        for piece in runs(text, is_base64) {
            let long = piece.len() >= LETTERS && piece.bytes().all(is_base64);
            let found = long && self.is_in_base64(piece);
            changed |= found;
            out.push_str(if found { "(removed)" } else { piece });
        }
        changed.then_some(out)
    }

    /// Whether a value is found in a run of base64 that may begin anywhere in a group of four.
    fn is_in_base64(&self, run: &str) -> bool {
        let decoded =
            |run: &str, skip: usize| unbase64(run.as_bytes().get(skip..).unwrap_or_default());
        let found = (0..4).any(|skip| {
            let wanted = |it: &Needle| it.inside_words && !it.named;
            !self
                .hits(&decoded(run, skip), |it, _| wanted(it))
                .is_empty()
        });
        // Words of four letters are met by chance where bytes are any bytes, and not where all of them are letters.
        let words = || {
            run.split(['/', '-', '_', '+'])
                .filter(|it| it.len() >= LETTERS)
        };
        found
            || words().any(|word| {
                (0..4).any(|skip| {
                    let bytes = decoded(word, skip);
                    let letters = bytes.iter().all(|it| matches!(it, 0 | 0x20..=0x7E));
                    letters
                        && !self
                            .hits(&bytes, |it, _| is_encoded(it) && it.form != Form::Bytes)
                            .is_empty()
                })
            })
    }

    /// Pairs with something between them, as tools print bytes.
    fn in_pairs(&self, text: &str) -> Option<String> {
        let separator = |it: char| it.is_whitespace() || ":-,._|\\()[]{}\"'".contains(it);
        let digits = |it: &str| {
            let it = it.trim_end_matches(separator);
            let it = it.strip_prefix("0x").or(it.strip_prefix('x')).unwrap_or(it);
            let pair = it.len() == 2 && it.bytes().all(|it| it.is_ascii_hexdigit());
            pair.then(|| u8::from_str_radix(it, 16).ok()).flatten()
        };
        // Words, each with what stands behind it.
        let mut pieces: Vec<&str> = Vec::new();
        let mut left = text;
        while !left.is_empty() {
            let word = left.find(separator).unwrap_or(left.len());
            let after = left.get(word..).unwrap_or_default();
            let gap = after.find(|it| !separator(it)).unwrap_or(after.len());
            let (piece, rest) = left
                .split_at_checked(word.saturating_add(gap))
                .unwrap_or((left, ""));
            pieces.push(piece);
            left = rest;
        }
        let mut out = String::new();
        let mut changed = false;
        let mut at = 0;
        while let Some(piece) = pieces.get(at) {
            let rest = pieces.get(at..).unwrap_or_default();
            let bytes: Vec<u8> = rest.iter().map_while(|it| digits(it)).collect();
            if bytes.len() < SHORTEST {
                out.push_str(piece);
                at = at.saturating_add(1);
                continue;
            }
            let them = rest.get(..bytes.len()).unwrap_or_default();
            match self.overwritten(&bytes, is_encoded) {
                None => out.extend(them.iter().copied()),
                Some(clean) => {
                    changed = true;
                    for (it, byte) in them.iter().zip(clean) {
                        let end = it.trim_end_matches(separator).len();
                        let (pair, after) = it.split_at_checked(end).unwrap_or((it, ""));
                        let before = pair.get(..end.saturating_sub(2)).unwrap_or_default();
                        out.push_str(&format!("{before}{byte:02x}{after}"));
                    }
                }
            }
            at = at.saturating_add(bytes.len());
        }
        changed.then_some(out)
    }
}

/// The text in pieces: runs of bytes that belong together, and what lies between.
fn runs(text: &str, belongs: fn(u8) -> bool) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.bytes().next() {
        let inside = belongs(first);
        let end = rest
            .bytes()
            .position(|it| belongs(it) != inside)
            .unwrap_or(rest.len());
        // Bytes that belong are ASCII, so a run ends between characters.
        let (run, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        out.push(run);
        rest = after;
    }
    out
}

fn is_base64(it: u8) -> bool {
    it.is_ascii_alphanumeric() || matches!(it, b'+' | b'/' | b'-' | b'_')
}

/// Both alphabets of RFC 4648; what is left over at the end is dropped.
fn unbase64(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    for group in text.chunks(4) {
        let mut bits: u32 = 0;
        for it in group {
            let value = match it {
                b'A'..=b'Z' => it - b'A',
                b'a'..=b'z' => it - b'a' + 26,
                b'0'..=b'9' => it - b'0' + 52,
                b'+' | b'-' => 62,
                _ => 63,
            };
            bits = bits << 6 | u32::from(value);
        }
        let count = group.len();
        bits <<= 6 * (4_usize.saturating_sub(count));
        let [_, a, b, c] = bits.to_be_bytes();
        out.extend([a, b, c].into_iter().take(count.saturating_sub(1)));
    }
    out
}
