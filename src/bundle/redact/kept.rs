//! What a redacted snapshot held when it was read: it is nobody's, and stays. What was added since is seen by its absence
//! from here.
use super::kind::Kind;
use super::pseudonym::is_pseudonym;
use super::tree::{Node, TreeError, tree};
use super::{kind_inside, marked, revocation, words};
use crate::facts::{Bytes, Snapshot};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Texts, bytes and numbers that stay as they are, and what tells of revocation.
#[derive(Default)]
pub(super) struct Kept {
    texts: BTreeSet<String>,
    lists: Vec<Node>,
    /// How many values were replaced before, by kind.
    pub replaced: BTreeMap<String, u64>,
}

impl Kept {
    /// All that is in the snapshot `before` something was added to it.
    ///
    /// # Errors
    /// Where it has no tree, which is a defect.
    pub(super) fn of(before: &Snapshot) -> Result<Kept, TreeError> {
        let mut tree = tree(before)?;
        let mut out = Kept::default();
        out.learn(&tree);
        for path in [super::CRLS, super::OCSP] {
            out.lists.extend(revocation::take(&mut tree, path));
        }
        if let Some(redaction) = &before.redaction {
            out.replaced.clone_from(&redaction.replaced);
        }
        Ok(out)
    }

    fn learn(&mut self, node: &Node) {
        match node {
            Node::Plain(it) => {
                if let Some(number) = it.as_u64() {
                    self.texts.insert(number.to_string());
                }
            }
            Node::Text(it) => {
                self.texts.insert(it.clone());
            }
            Node::List(them) => them.iter().for_each(|it| self.learn(it)),
            Node::Map(them) | Node::Keyed(them) => {
                them.iter().for_each(|(_, it)| self.learn(it));
            }
            Node::Marked(_, it) => self.learn(it),
        }
    }

    pub(super) fn text(&self, it: &str) -> bool {
        self.texts.contains(it)
    }

    pub(super) fn number(&self, it: &Value) -> bool {
        it.as_u64()
            .is_some_and(|it| self.texts.contains(&it.to_string()))
    }

    /// A CRL or an answer of a responder.
    pub(super) fn node(&self, it: &Node) -> bool {
        self.lists.contains(it)
    }
}

/// Whether a snapshot that says so is redacted: what plainly names somebody is in the form of a pseudonym. Anybody can write
/// the mark, and what bears it would leave as it is.
///
/// # Errors
/// Where it has no tree, which is a defect.
pub(super) fn looks_redacted(snapshot: &Snapshot) -> Result<bool, TreeError> {
    fn walk(node: &Node, member: &str, kind: Option<Kind>) -> bool {
        match node {
            Node::Plain(_) | Node::Marked(Bytes::MARK, _) => true,
            Node::Text(it) => kind.is_none_or(|kind| stands_for(it, kind)),
            Node::List(them) => them.iter().all(|it| walk(it, member, kind)),
            Node::Map(them) | Node::Keyed(them) => {
                let kind = kind_inside(them, kind);
                them.iter().all(|(name, it)| walk(it, name, kind))
            }
            Node::Marked(mark, it) => walk(it, member, marked(mark, member, kind)),
        }
    }
    Ok(walk(&tree(snapshot)?, "", None))
}

/// Of the kinds whose pseudonyms have a form that nothing else has.
fn stands_for(text: &str, hint: Kind) -> bool {
    let value = text.trim();
    match Kind::of(value, hint) {
        _ if value.is_empty() => true,
        Kind::Edipi => value.starts_with("00"),
        Kind::Person => is_pseudonym(value),
        Kind::Mail => is_pseudonym(value) || value.starts_with("00"),
        Kind::Host => is_pseudonym(value) || words::is_every_host(value),
        Kind::User => is_pseudonym(value) || words::is_system_account(value),
        _ => true,
    }
}
