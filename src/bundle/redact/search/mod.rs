//! How personal values are found again inside other texts and bytes.
mod encoded;
mod named;

use super::kind::Kind;
use super::words;
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
/// Fewest letters of one that is looked for in hexadecimal, base64 and UTF-16: three would be met by chance.
const ENCODED: usize = 4;

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
    /// Long enough to be no chance where it is met as bytes.
    encoded: bool,
    /// A word of the trade too: found only where what stands beside it says that it is a name.
    named: bool,
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
            let named = is_name(kind) && words::is_of_the_trade(&text);
            let encoded = text.chars().count() >= ENCODED;
            let needle = |form| Needle {
                form,
                kind,
                inside_words: long,
                encoded,
                named,
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
                if encoded {
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
                    encoded: true,
                    named: false,
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

    fn hits<'s>(
        &'s self,
        haystack: &[u8],
        wanted: impl Fn(&Needle, &Range<usize>) -> bool,
    ) -> Vec<Hit<'s>> {
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
            match needle.filter(|it| wanted(it, &range)) {
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
        let bytes = text.as_bytes();
        let hits = self.hits(bytes, |it, range| match it.form {
            Form::Bytes => false,
            Form::Wide => !it.named,
            Form::Text if it.named => named::is_name(text, range),
            Form::Text => it.inside_words || (prose && stands_alone(bytes, range)),
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
        self.overwritten(bytes, |it| it.inside_words && !it.named)
    }

    fn overwritten(&self, bytes: &[u8], wanted: impl Fn(&Needle) -> bool) -> Option<Vec<u8>> {
        let hits = self.hits(bytes, |it, _| wanted(it));
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
            .hits(bytes, |it, _| {
                it.inside_words
                    && !it.named
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
}

/// Kinds of names that people give. Numbers are no words.
fn is_name(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Host | Kind::User | Kind::Person | Kind::Path | Kind::Place | Kind::Value
    )
}

/// Neither side of the range is a letter or digit of the same word.
fn stands_alone(haystack: &[u8], range: &Range<usize>) -> bool {
    let letter = |it: Option<&u8>| it.is_some_and(|it| it.is_ascii_alphabetic() || *it >= 0x80);
    let before = range.start.checked_sub(1).and_then(|at| haystack.get(at));
    !letter(before) && !letter(haystack.get(range.end))
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
