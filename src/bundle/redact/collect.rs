//! The first way through the tree: what is personal, and what card objects become.
use super::authorities;
use super::certificate::Certificates;
use super::kept::Kept;
use super::kind::Kind;
use super::net::Net;
use super::reader_part::Names;
use super::tree::Node;
use super::{buffers, bytes, kind_inside, marked, object, pseudonym, text};
use crate::facts::Bytes;
use crate::pki::path::Link;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The first way through: what is personal, and what card objects become.
pub(super) struct Collect<'a> {
    pub certificates: Certificates<'a>,
    pub names: &'a Names,
    pub before: &'a Kept,
    pub kept: &'a BTreeSet<String>,
    pub objects: &'a mut BTreeMap<Vec<u8>, Vec<u8>>,
    /// Objects that hold hashes over others.
    pub hashes: Vec<Vec<u8>>,
    /// Values in places of their own.
    pub own: &'a mut BTreeSet<(Kind, String)>,
}

impl Collect<'_> {
    pub(super) fn walk(&mut self, node: &mut Node, member: &str, kind: Option<Kind>) {
        match node {
            Node::Plain(_) => {}
            Node::Text(it) if self.before.text(it) => {}
            Node::Text(it) => {
                if matches!(kind, None | Some(Kind::Log)) {
                    let net = Net {
                        pseudonyms: self.certificates.pseudonyms,
                        kept: self.kept,
                    };
                    let log = kind.is_some() || member == "causes";
                    net.learn(self.certificates.values, it, log);
                }
                if let Some(kind) = kind {
                    let known = Kind::of(it, kind);
                    let pseudonyms = self.certificates.pseudonyms;
                    let instead = match kind {
                        Kind::ReaderPart => {
                            let values = &mut *self.certificates.values;
                            self.names.learn(pseudonyms, values, it);
                            self.names.instead(pseudonyms, it)
                        }
                        _ => text::instead(pseudonyms, it, kind),
                    };
                    if known != Kind::Log && instead != *it {
                        self.own.insert((known, pseudonym::canonical(it)));
                    }
                    text::learn(
                        self.certificates.pseudonyms,
                        self.certificates.values,
                        it,
                        kind,
                    );
                }
            }
            Node::List(them) => them.iter_mut().for_each(|it| self.walk(it, member, kind)),
            Node::Map(them) | Node::Keyed(them) => {
                if let Some((t, v)) = buffers(them).filter(|(_, it)| !self.keeps(it)) {
                    let (new_t, new_v) = self.certificates.buffers(&t, &v);
                    // Both at once, as the one holds the lengths of the other.
                    for (name, new) in [("t", new_t), ("v", new_v)] {
                        if let Some((_, it)) = them.iter_mut().find(|it| it.0 == name) {
                            *it = Node::Plain(Value::String(crate::standards::hex::joined(&new)));
                        }
                    }
                    return;
                }
                let kind = kind_inside(them, kind);
                for (name, it) in them {
                    self.walk(it, name, kind);
                }
            }
            Node::Marked(Bytes::MARK, it) => match (kind, &**it) {
                (_, Node::Text(hex)) if self.before.text(hex) => {}
                (Some(_), Node::Text(hex)) => self.object(bytes(hex)),
                (None, Node::Text(hex)) => self.open(&bytes(hex)),
                _ => {}
            },
            Node::Marked(mark, it) => {
                let kind = marked(mark, member, kind);
                self.walk(it, member, kind);
            }
        }
    }

    fn keeps(&self, bytes: &[u8]) -> bool {
        self.before.text(&crate::standards::hex::joined(bytes))
    }

    /// Bytes in a place for what names nobody. Somebody may have put a holder's certificate among those of authorities.
    fn open(&mut self, bytes: &[u8]) {
        let holders = bytes.first() == Some(&0x30)
            && Link::parse(bytes).is_ok_and(|it| !authorities::belongs_in_a_store(&it));
        match holders.then(|| self.certificates.stand_in(bytes)).flatten() {
            Some(new) => {
                self.objects.insert(bytes.to_vec(), new);
            }
            None => self.certificates.stays(bytes),
        }
    }

    fn object(&mut self, bytes: Vec<u8>) {
        if object::is_security_object(&bytes) {
            self.hashes.push(bytes);
            return;
        }
        if !self.objects.contains_key(&bytes) {
            let new = self.certificates.object(&bytes);
            if new == bytes {
                self.certificates.stays(&bytes);
            }
            self.objects.insert(bytes, new);
        }
    }

    pub(super) fn finish(&mut self) {
        for bytes in std::mem::take(&mut self.hashes) {
            let new = self.certificates.object(&bytes);
            self.objects.insert(bytes, new);
        }
    }
}
