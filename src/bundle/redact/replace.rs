//! The second way through the tree: everything replaced.
use super::kept::Kept;
use super::kind::Kind;
use super::net::Net;
use super::pseudonym::Pseudonyms;
use super::reader_part::Names;
use super::search::Search;
use super::tree::Node;
use super::{bytes, kind_inside, marked, percent, text};
use crate::facts::Bytes;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The second: everything replaced.
pub(super) struct Replace<'a> {
    pub pseudonyms: &'a Pseudonyms,
    pub names: &'a Names,
    pub before: &'a Kept,
    pub objects: &'a BTreeMap<Vec<u8>, Vec<u8>>,
    pub search: &'a Search,
    /// What stays: see [`Net`].
    pub kept: &'a BTreeSet<String>,
}

impl Replace<'_> {
    fn net(&self) -> Net<'_> {
        Net {
            pseudonyms: self.pseudonyms,
            kept: self.kept,
        }
    }

    pub(super) fn walk(&self, node: Node, member: &str, kind: Option<Kind>) -> Node {
        match node {
            Node::Plain(it) => match kind {
                Some(_) if !self.before.number(&it) => Node::Plain(self.plain(it)),
                Some(_) => Node::Plain(it),
                None => Node::Plain(it),
            },
            Node::Text(it) => Node::Text(self.text(&it, member, kind)),
            Node::List(them) => Node::List(
                them.into_iter()
                    .map(|it| self.walk(it, member, kind))
                    .collect(),
            ),
            Node::Map(them) => Node::Map(self.members(them, kind)),
            Node::Keyed(them) => {
                let members = self.members(them, kind).into_iter();
                Node::Keyed(members.map(|(name, it)| (self.key(name), it)).collect())
            }
            Node::Marked(Bytes::MARK, it) => match *it {
                Node::Text(hex) if self.before.text(&hex) => Node::Text(hex),
                Node::Text(hex) => {
                    let new = self.bytes(&bytes(&hex), kind);
                    Node::Text(crate::standards::hex::joined(&new))
                }
                it => self.walk(it, member, kind),
            },
            Node::Marked(mark, it) => {
                let kind = marked(mark, member, kind);
                self.walk(*it, member, kind)
            }
        }
    }

    /// Somebody may be called like a member.
    fn members(&self, them: Vec<(String, Node)>, kind: Option<Kind>) -> Vec<(String, Node)> {
        let kind = kind_inside(&them, kind);
        let members = them.into_iter().map(|(name, it)| {
            let it = self.walk(it, &name, kind);
            (name, it)
        });
        members.collect()
    }

    /// Keys of maps can be values of the machine.
    fn key(&self, name: String) -> String {
        self.search.text(&name, false)
    }

    /// A number that is personal; words of ours, truth values and nothing stay.
    fn plain(&self, it: Value) -> Value {
        match it.as_u64() {
            Some(number) => {
                // Smaller than it was, so that it fits where it stood.
                let digits = self.pseudonyms.digits(&number.to_string());
                let other: u64 = digits.parse().unwrap_or_default();
                Value::from(other.checked_rem(number).unwrap_or_default())
            }
            None => it,
        }
    }

    fn text(&self, it: &str, member: &str, kind: Option<Kind>) -> String {
        match kind {
            // What was added may name somebody who stands in what was not seen to name anybody.
            None | Some(Kind::Log) if self.before.text(it) => self.search.text(it, true),
            Some(_) if self.before.text(it) => it.to_owned(),
            Some(Kind::Log) => self.told(it, true),
            Some(Kind::ReaderPart) => {
                let parts = self.names.instead(self.pseudonyms, it);
                self.search.text(&parts, true)
            }
            Some(kind @ Kind::Reader) => {
                let name = text::instead(self.pseudonyms, it, kind);
                self.search.text(&name, true)
            }
            // What of it stays, as folders of the system do, may hold another value.
            Some(kind) => {
                let instead = text::instead(self.pseudonyms, it, kind);
                match instead == it {
                    true => self.search.text(&instead, true),
                    false => instead,
                }
            }
            None => self.told(it, member == "causes"),
        }
    }

    /// A text that is nobody's name and in which somebody may be named.
    fn told(&self, it: &str, log: bool) -> String {
        let known = |it: &str, prose: bool| {
            let (known, done) = self.search.replace(it, prose);
            self.net().catch(&known, &done, log)
        };
        if let Some(opened) = percent::opened(it, |it| known(it, true) != it) {
            return known(&opened, true);
        }
        // A single word may be one of a list of ours, and somebody's name too; a form is no word of ours.
        let beside = |it: char| it.is_whitespace() || matches!(it, '/' | '\\' | '@');
        known(it, log || it.contains(beside))
    }

    fn bytes(&self, bytes: &[u8], kind: Option<Kind>) -> Vec<u8> {
        match kind {
            Some(_) => match self.objects.get(bytes) {
                Some(new) => new.clone(),
                None => self.pseudonyms.opaque(bytes),
            },
            None if self.objects.contains_key(bytes) => {
                self.objects.get(bytes).cloned().unwrap_or_default()
            }
            // Certificates of authorities and the like: as they are, but for a name in them.
            None if self.search.names_somebody(bytes) => {
                self.search.bytes(bytes).unwrap_or_else(|| bytes.to_vec())
            }
            None => bytes.to_vec(),
        }
    }
}
