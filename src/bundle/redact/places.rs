//! Where the values are that redaction knows by their type.
use super::kind::Kind;
use super::tree::{self, Node};
use super::{RedactError, kind_inside, marked};
use crate::facts::{Bytes, Snapshot};
use serde_json::Value;

/// Where in the snapshot's JSON a personal value stands, and of what kind it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// RFC 6901.
    pub pointer: String,
    pub kind: Kind,
    /// It is bytes, written in hexadecimal.
    pub bytes: bool,
}

/// Every place that redaction knows by its type.
///
/// # Errors
/// As [`super::redact`].
pub fn places(snapshot: &Snapshot) -> Result<Vec<Place>, RedactError> {
    fn walk(node: &Node, at: &str, kind: Option<Kind>, bytes: bool, out: &mut Vec<Place>) {
        let member = at.rsplit('/').find(|it| it.parse::<usize>().is_err());
        match node {
            Node::Plain(Value::Null | Value::Bool(_) | Value::String(_)) => {}
            Node::Plain(_) | Node::Text(_) => out.extend(kind.map(|kind| Place {
                pointer: at.to_owned(),
                kind,
                bytes,
            })),
            Node::List(them) => {
                for (n, it) in them.iter().enumerate() {
                    walk(it, &format!("{at}/{n}"), kind, bytes, out);
                }
            }
            Node::Map(them) | Node::Keyed(them) => {
                let kind = kind_inside(them, kind);
                for (name, it) in them {
                    let name = name.replace('~', "~0").replace('/', "~1");
                    walk(it, &format!("{at}/{name}"), kind, bytes, out);
                }
            }
            Node::Marked(Bytes::MARK, it) => walk(it, at, kind, true, out),
            Node::Marked(mark, it) => {
                let kind = marked(mark, member.unwrap_or_default(), kind);
                walk(it, at, kind, bytes, out);
            }
        }
    }
    let tree = tree::tree(snapshot).map_err(|it| RedactError::Tree(it.to_string()))?;
    let mut out = Vec::new();
    walk(&tree, "", None, false, &mut out);
    Ok(out)
}
