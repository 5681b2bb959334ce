//! Parts of readers' names in settings, which tell the service or OpenSC what readers to leave out. What they fit they must
//! fit still: what is part of a name that stays, stays, and a serial number becomes the one in the reader's name.
use super::kind::Kind;
use super::pseudonym::Pseudonyms;
use super::text;
use super::tree::Node;
use super::values::Values;
use crate::standards::readers;

/// Between one part and the next (pcscd(8), PCSCLITE_FILTER_IGNORE_READER_NAMES).
const SEPARATOR: char = ':';

/// What readers are called in a snapshot.
#[derive(Default)]
pub(super) struct Names(Vec<String>);

impl Names {
    pub(super) fn of(tree: &Node) -> Names {
        fn walk(node: &Node, member: &str, out: &mut Vec<String>) {
            match node {
                Node::Text(it) if matches!(member, "manufacturer" | "model") => {
                    out.push(it.clone());
                }
                Node::Plain(_) | Node::Text(_) => {}
                Node::List(them) => them.iter().for_each(|it| walk(it, member, out)),
                Node::Map(them) | Node::Keyed(them) => {
                    for (name, it) in them {
                        // Of one that was seen or not, the member it is in tells.
                        let outcome = name == "seen";
                        walk(it, if outcome { member } else { name }, out);
                    }
                }
                Node::Marked(mark, it) => match (Kind::of_mark(mark), &**it) {
                    (Some(Kind::Reader), Node::Text(it)) => out.push(it.clone()),
                    (None, it) => walk(it, member, out),
                    _ => {}
                },
            }
        }
        let mut out = Vec::new();
        walk(tree, "", &mut out);
        out.sort();
        out.dedup();
        Names(out)
    }

    /// What is nobody's model and no reader's number may be anything.
    pub(super) fn learn(&self, it: &Pseudonyms, into: &mut Values, value: &str) {
        for part in value.split(SEPARATOR).map(str::trim) {
            let own = it.word(Kind::Value.noun(), part);
            if !part.is_empty() && self.part(it, part) == own {
                into.learn(part, Kind::Value, own);
            }
        }
    }

    pub(super) fn instead(&self, it: &Pseudonyms, value: &str) -> String {
        let parts = value.split(SEPARATOR).map(|whole| {
            let part = whole.trim();
            match part.is_empty() {
                true => whole.to_owned(),
                false => self.part(it, part),
            }
        });
        parts.collect::<Vec<_>>().join(&SEPARATOR.to_string())
    }

    fn part(&self, it: &Pseudonyms, part: &str) -> String {
        let models = readers::models();
        if models.iter().any(|it| it.name.contains(part)) {
            return part.to_owned();
        }
        for name in self.0.iter().filter(|it| it.contains(part)) {
            let after = text::instead(it, name, Kind::Reader);
            if after.contains(part) {
                return part.to_owned();
            }
            let serials = text::serials(name);
            let whole = serials.iter().fold(part.to_owned(), |part, serial| {
                part.replace(serial, &it.word("serial", serial))
            });
            if after.contains(&whole) {
                return whole;
            }
            // Half a number, or a number's end and the words behind it, fit what the whole number fits.
            let inside = serials.iter().find(|serial| overlap(name, part, serial));
            if let Some(serial) = inside {
                return it.word("serial", serial);
            }
        }
        it.word(Kind::Value.noun(), part)
    }
}

/// Whether both are in the text, and have some of it in common.
fn overlap(text: &str, one: &str, other: &str) -> bool {
    let (Some(a), Some(b)) = (text.find(one), text.find(other)) else {
        return false;
    };
    a < b.saturating_add(other.len()) && b < a.saturating_add(one.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_a_reader_fits_it_still_and_nothing_else_is_told() {
        let it = Pseudonyms::new(&[5; 32]);
        let name = "Hand Made Reader [CCID Interface] (53311717600542) 00 00";
        let names = Names(vec![name.to_owned()]);
        let after = text::instead(&it, name, Kind::Reader);
        for (part, stays) in [
            ("Hand Made", true),
            ("SCR 3310", true),
            ("53311717600542", false),
            ("(53311717600542) 00", false),
            ("533117", false),
            ("0542) 00", false),
        ] {
            let new = names.instead(&it, part);
            assert_eq!(new == part, stays, "{part}: {new}");
            assert_eq!(after.contains(&new), name.contains(part), "{part}: {new}");
            assert!(!new.contains("5331") && !new.contains("0542"), "{new}");
        }
        let new = names.instead(&it, "Jane's own: SCR 3310 :");
        assert!(
            new.starts_with("value-") && new.ends_with(":SCR 3310:"),
            "{new}"
        );
        assert!(!new.contains("Jane"), "{new}");
        assert_eq!(names.instead(&it, ""), "");
    }
}
