//! How personal values are found again inside other texts and bytes.
use super::kind::Kind;
use aho_corasick::{AhoCorasick, AhoCorasickKind, Input, MatchKind};
use std::collections::BTreeMap;
use std::ops::Range;

/// By their canonical form: kind, and what stands in their place.
pub(super) type Texts = BTreeMap<String, (Kind, String)>;
pub(super) type Binary = BTreeMap<Vec<u8>, (Kind, Vec<u8>)>;

/// Fewest bytes of a binary value that is looked for.
pub(super) const SHORTEST_BYTES: usize = 6;
/// Fewest letters of a text that is looked for inside words too.
const INSIDE_WORDS: usize = 8;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Text,
    /// UTF-16, either order.
    Wide,
    Bytes,
}

struct Needle {
    form: Form,
    kind: Kind,
    /// Found inside a longer word too; else only where no letter stands beside it.
    inside_words: bool,
    instead: String,
    bytes: Vec<u8>,
}

/// Finds personal values in whatever else there is.
pub(super) struct Search {
    automaton: AhoCorasick,
    needles: Vec<Needle>,
}

/// Byte range and needle.
type Hit<'s> = (Range<usize>, &'s Needle);

impl Search {
    /// # Errors
    /// Where the search cannot be built for its size.
    pub(super) fn new(texts: Texts, binary: Binary) -> Result<Search, aho_corasick::BuildError> {
        let mut needles: Vec<Needle> = Vec::new();
        let mut patterns: Vec<Vec<u8>> = Vec::new();
        let mut add = |pattern: Vec<u8>, needle: Needle| {
            patterns.push(pattern);
            needles.push(needle);
        };
        for (text, (kind, instead)) in texts {
            let plain = text.chars().all(char::is_alphabetic);
            let long = text.chars().count() >= if plain { INSIDE_WORDS } else { 6 };
            let needle = |form| Needle {
                form,
                kind,
                inside_words: long,
                instead: instead.clone(),
                bytes: Vec::new(),
            };
            // Letter case beyond ASCII is not folded by the search.
            let upper = text.to_uppercase();
            let forms = match text.is_ascii() {
                true => vec![text.clone()],
                false => vec![text.clone(), upper],
            };
            for it in forms {
                let units: Vec<u16> = it.encode_utf16().collect();
                add(it.clone().into_bytes(), needle(Form::Text));
                if long {
                    let le = units.iter().flat_map(|it| it.to_le_bytes()).collect();
                    let be = units.iter().flat_map(|it| it.to_be_bytes()).collect();
                    add(le, needle(Form::Wide));
                    add(be, needle(Form::Wide));
                }
            }
        }
        for (bytes, (kind, instead)) in binary {
            add(
                bytes,
                Needle {
                    form: Form::Bytes,
                    kind,
                    inside_words: true,
                    instead: String::new(),
                    bytes: instead,
                },
            );
        }
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(&patterns)?;
        Ok(Search { automaton, needles })
    }

    fn hits<'s>(&'s self, haystack: &[u8], wanted: impl Fn(&Needle) -> bool) -> Vec<Hit<'s>> {
        let mut out = Vec::new();
        let mut at = 0;
        while at < haystack.len() {
            let Some(found) = self
                .automaton
                .find(Input::new(haystack).span(at..haystack.len()))
            else {
                break;
            };
            let needle = self.needles.get(found.pattern().as_usize());
            let range = found.start()..found.end();
            match needle
                .filter(|it| wanted(it) && (it.inside_words || stands_alone(haystack, &range)))
            {
                Some(needle) => {
                    at = range.end;
                    out.push((range, needle));
                }
                None => at = range.start.saturating_add(1),
            }
        }
        out
    }

    /// The text with every known value replaced, whatever it is written in: as it is, in UTF-16, hexadecimal or base64.
    /// `short` values count in `prose` only: a word of a list of ours may be somebody's name.
    pub(super) fn text(&self, text: &str, prose: bool) -> String {
        self.replace(text, prose).0
    }

    /// The same, and where in the result pseudonyms stand.
    pub(super) fn replace(&self, text: &str, prose: bool) -> (String, Vec<Range<usize>>) {
        let encoded = self.encoded(text);
        let text = encoded.as_deref().unwrap_or(text);
        let hits = self.hits(text.as_bytes(), |it| {
            it.form != Form::Bytes && (prose || it.inside_words)
        });
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        let mut pseudonyms = Vec::new();
        for (range, needle) in hits {
            // A hit in UTF-8 begins and ends on characters, as its first byte is one that begins a character.
            let (Some(before), true) = (
                text.get(done..range.start),
                text.is_char_boundary(range.end),
            ) else {
                continue;
            };
            out.push_str(before);
            let start = out.len();
            out.push_str(&needle.instead);
            pseudonyms.push(start..out.len());
            done = range.end;
        }
        out.push_str(text.get(done..).unwrap_or_default());
        (out, pseudonyms)
    }

    /// Bytes with every known value overwritten, their number unchanged.
    pub(super) fn bytes(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let hits = self.hits(bytes, |it| it.inside_words);
        if hits.is_empty() {
            return None;
        }
        let mut out = bytes.to_vec();
        for (range, needle) in hits {
            let instead: Vec<u8> = match needle.form {
                Form::Bytes if needle.bytes.len() == range.len() => needle.bytes.clone(),
                _ => vec![b'x'; range.len()],
            };
            if let Some(to) = out.get_mut(range) {
                to.copy_from_slice(&instead);
            }
        }
        Some(out)
    }

    /// Whether a person is named in these bytes. Computers and networks do not count: authorities name theirs.
    pub(super) fn names_somebody(&self, bytes: &[u8]) -> bool {
        !self
            .hits(bytes, |it| {
                it.inside_words
                    && !matches!(
                        it.kind,
                        Kind::Host
                            | Kind::Address
                            | Kind::Url
                            | Kind::Path
                            | Kind::Place
                            | Kind::Value
                    )
            })
            .is_empty()
    }

    /// The text with runs of hexadecimal and base64 replaced in which a known value stands. None: there is none.
    fn encoded(&self, text: &str) -> Option<String> {
        let mut changed = false;
        let mut out = String::with_capacity(text.len());
        for piece in runs(text, is_base64) {
            let hex = piece.len() >= 2 * SHORTEST_BYTES
                && piece.len() % 2 == 0
                && piece.bytes().all(|it| it.is_ascii_hexdigit());
            let replaced = if hex {
                crate::standards::hex::parse(piece)
                    .and_then(|it| self.bytes(&it))
                    .map(|it| {
                        let joined = crate::standards::hex::joined(&it);
                        match piece.bytes().any(|it| it.is_ascii_uppercase()) {
                            true => joined,
                            false => joined.to_ascii_lowercase(),
                        }
                    })
            } else {
                None
            };
            let replaced = replaced.or_else(|| {
                let long = piece.len() >= SHORTEST_BYTES && piece.bytes().all(is_base64);
                (long && self.in_base64(piece)).then(|| "(removed)".to_owned())
            });
            changed |= replaced.is_some();
            out.push_str(replaced.as_deref().unwrap_or(piece));
        }
        // Pairs with something between them, as tools print bytes.
        let spaced = self.spaced_hex(if changed { &out } else { text });
        spaced.or(changed.then_some(out))
    }

    /// Whether a value is found in a run of base64 that may begin anywhere in a group of four.
    fn in_base64(&self, run: &str) -> bool {
        (0..4).any(|skip| {
            let decoded = unbase64(run.as_bytes().get(skip..).unwrap_or_default());
            !self.hits(&decoded, |it| it.inside_words).is_empty()
        })
    }

    fn spaced_hex(&self, text: &str) -> Option<String> {
        let pair = |it: &str| it.len() == 2 && it.bytes().all(|it| it.is_ascii_hexdigit());
        let separator = |it: char| matches!(it, ' ' | ':' | '-' | ',');
        let pieces: Vec<&str> = text.split_inclusive(separator).collect();
        let bare = |it: &&&str| pair(it.trim_end_matches(separator).trim_start_matches("0x"));
        let mut out = String::new();
        let mut changed = false;
        let mut at = 0;
        while let Some(piece) = pieces.get(at) {
            let run = pieces
                .get(at..)
                .unwrap_or_default()
                .iter()
                .take_while(bare)
                .count();
            if run < SHORTEST_BYTES {
                out.push_str(piece);
                at = at.saturating_add(1);
                continue;
            }
            let them = pieces.get(at..at.saturating_add(run)).unwrap_or_default();
            let bytes: Vec<u8> = them
                .iter()
                .filter_map(|it| {
                    u8::from_str_radix(it.trim_end_matches(separator).trim_start_matches("0x"), 16)
                        .ok()
                })
                .collect();
            match self.bytes(&bytes) {
                None => out.extend(them.iter().copied()),
                Some(clean) => {
                    changed = true;
                    for (it, byte) in them.iter().zip(clean) {
                        let end = it.trim_end_matches(separator).len();
                        out.push_str(&format!("{byte:02x}{}", it.get(end..).unwrap_or_default()));
                    }
                }
            }
            at = at.saturating_add(run);
        }
        changed.then_some(out)
    }
}

/// Neither side of the range is a letter or digit of the same word.
fn stands_alone(haystack: &[u8], range: &Range<usize>) -> bool {
    let letter = |it: Option<&u8>| it.is_some_and(|it| it.is_ascii_alphabetic() || *it >= 0x80);
    let before = range.start.checked_sub(1).and_then(|at| haystack.get(at));
    !letter(before) && !letter(haystack.get(range.end))
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

#[cfg(test)]
mod tests {
    use super::super::values::Values;
    use super::*;

    fn search() -> Search {
        let mut values = Values::default();
        values.learn("1234567890", Kind::Edipi, "0055555555".to_owned());
        values.learn("Jäger-Maß", Kind::Person, "person-1".to_owned());
        values.learn("doe", Kind::Person, "name-1".to_owned());
        values.learn("Windows", Kind::Host, "host-1".to_owned());
        values.learn("planted-host", Kind::Host, "host-2".to_owned());
        values.learn_bytes(&[1, 2, 3, 4, 5, 6], Kind::Serial, vec![9; 6]);
        values.search().unwrap()
    }

    fn base64(bytes: &[u8]) -> String {
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut out = String::new();
        for group in bytes.chunks(3) {
            let mut bits = [0; 4];
            bits[1..=group.len()].copy_from_slice(group);
            let bits = u32::from_be_bytes(bits);
            for n in 0..=group.len() {
                out.push(char::from(alphabet[(bits >> (18 - 6 * n) & 0x3F) as usize]));
            }
        }
        out
    }

    #[test]
    fn values_are_found_in_every_dress() {
        let it = search();
        assert_eq!(it.text("x1234567890@mil", false), "x0055555555@mil");
        assert_eq!(
            it.text("JÄGER-MASS or JÄGER-MAß or jäger-maß", true),
            "person-1 or JÄGER-MAß or person-1"
        );
        assert_eq!(it.text("PLANTED-HOST:/x", true), "host-2:/x");
        let wide: String = "planted-host".chars().flat_map(|it| [it, '\0']).collect();
        assert!(!it.text(&wide, true).contains("p\0l"), "{wide:?}");
        let hex = crate::standards::hex::joined(b"..1234567890..");
        assert!(!it.text(&hex, true).contains("31323334"));
        let spaced = crate::standards::hex::spaced(b"..1234567890..").to_lowercase();
        assert!(!it.text(&spaced, true).contains("31 32 33 34"), "{spaced}");
        for before in ["", "a", "ab", "abc"] {
            let run = base64(format!("{before}PLANTED-HOST!").as_bytes());
            assert_eq!(
                it.text(&format!("token {run} end"), true),
                "token (removed) end",
                "{before}"
            );
        }
    }

    #[test]
    fn short_names_are_words_of_prose_and_common_ones_are_left_alone() {
        let it = search();
        assert_eq!(it.text("for DOE, does", true), "for name-1, does");
        assert_eq!(it.text("doe", false), "doe");
        assert_eq!(it.text("Windows 11", true), "Windows 11");
    }

    #[test]
    fn bytes_keep_their_number() {
        let it = search();
        assert_eq!(
            it.bytes(&[0, 1, 2, 3, 4, 5, 6, 7]).unwrap(),
            [0, 9, 9, 9, 9, 9, 9, 7]
        );
        assert_eq!(it.bytes(b"a 1234567890").unwrap(), b"a xxxxxxxxxx");
        assert_eq!(it.bytes(b"nothing"), None);
        assert_eq!(it.text("serial 010203040506", true), "serial 090909090909");
    }
}
