//! A snapshot as a tree that still knows which values are personal: what serde's data model tells and JSON does not.
use serde::{Serialize, ser};
use serde_json::{Map, Value};
use std::fmt;

/// A serialised value. `Marked` is a newtype struct with one of the names that facts give personal values and bytes.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    /// Null, a truth value or a number.
    Plain(Value),
    Text(String),
    List(Vec<Node>),
    /// A struct: its names are ours.
    Map(Vec<(String, Node)>),
    /// A map: its keys are the machine's.
    Keyed(Vec<(String, Node)>),
    Marked(&'static str, Box<Node>),
}

/// The tree of any value.
///
/// # Errors
/// Only what cannot be JSON at all, such as a map with lists as its keys.
pub(super) fn tree<T: Serialize + ?Sized>(it: &T) -> Result<Node, TreeError> {
    it.serialize(Writer)
}

impl Node {
    pub(super) fn into_value(self) -> Value {
        match self {
            Node::Plain(it) => it,
            Node::Text(it) => Value::String(it),
            Node::List(them) => Value::Array(them.into_iter().map(Node::into_value).collect()),
            Node::Map(them) | Node::Keyed(them) => Value::Object(
                them.into_iter()
                    .map(|(name, it)| (name, it.into_value()))
                    .collect::<Map<_, _>>(),
            ),
            Node::Marked(_, it) => it.into_value(),
        }
    }
}

/// Why a value has no tree.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct TreeError(String);

impl ser::Error for TreeError {
    fn custom<T: fmt::Display>(it: T) -> Self {
        TreeError(it.to_string())
    }
}

struct Writer;

type Written = Result<Node, TreeError>;

fn plain(it: impl Into<Value>) -> Written {
    Ok(Node::Plain(it.into()))
}

/// `{"variant": inner}`, as serde_json writes variants that hold something.
fn tagged(variant: &'static str, inner: Node) -> Node {
    Node::Map(vec![(variant.to_owned(), inner)])
}

impl ser::Serializer for Writer {
    type Ok = Node;
    type Error = TreeError;
    type SerializeSeq = List;
    type SerializeTuple = List;
    type SerializeTupleStruct = List;
    type SerializeTupleVariant = List;
    type SerializeMap = Members;
    type SerializeStruct = Members;
    type SerializeStructVariant = Members;

    fn serialize_bool(self, it: bool) -> Written {
        plain(it)
    }
    fn serialize_i8(self, it: i8) -> Written {
        plain(it)
    }
    fn serialize_i16(self, it: i16) -> Written {
        plain(it)
    }
    fn serialize_i32(self, it: i32) -> Written {
        plain(it)
    }
    fn serialize_i64(self, it: i64) -> Written {
        plain(it)
    }
    fn serialize_u8(self, it: u8) -> Written {
        plain(it)
    }
    fn serialize_u16(self, it: u16) -> Written {
        plain(it)
    }
    fn serialize_u32(self, it: u32) -> Written {
        plain(it)
    }
    fn serialize_u64(self, it: u64) -> Written {
        plain(it)
    }
    fn serialize_f32(self, it: f32) -> Written {
        plain(it)
    }
    fn serialize_f64(self, it: f64) -> Written {
        plain(it)
    }
    fn serialize_char(self, it: char) -> Written {
        Ok(Node::Text(it.to_string()))
    }
    fn serialize_str(self, it: &str) -> Written {
        Ok(Node::Text(it.to_owned()))
    }
    fn serialize_bytes(self, it: &[u8]) -> Written {
        Ok(Node::List(
            it.iter().map(|it| Node::Plain(Value::from(*it))).collect(),
        ))
    }
    fn serialize_none(self) -> Written {
        Ok(Node::Plain(Value::Null))
    }
    fn serialize_some<T: Serialize + ?Sized>(self, it: &T) -> Written {
        it.serialize(self)
    }
    fn serialize_unit(self) -> Written {
        Ok(Node::Plain(Value::Null))
    }
    fn serialize_unit_struct(self, _: &'static str) -> Written {
        self.serialize_unit()
    }
    /// A word of ours, not of the machine: marked as such, since nothing in it is ever replaced.
    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Written {
        Ok(Node::Plain(Value::String(variant.to_owned())))
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        it: &T,
    ) -> Written {
        let inner = it.serialize(self)?;
        Ok(if name.starts_with("cac-doctor.") {
            Node::Marked(name, Box::new(inner))
        } else {
            inner
        })
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        it: &T,
    ) -> Written {
        Ok(tagged(variant, it.serialize(self)?))
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<List, TreeError> {
        Ok(List::default())
    }
    fn serialize_tuple(self, _: usize) -> Result<List, TreeError> {
        Ok(List::default())
    }
    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<List, TreeError> {
        Ok(List::default())
    }
    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<List, TreeError> {
        Ok(List {
            variant: Some(variant),
            ..List::default()
        })
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Members, TreeError> {
        Ok(Members::default())
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Members, TreeError> {
        Ok(Members::default())
    }
    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Members, TreeError> {
        Ok(Members {
            variant: Some(variant),
            ..Members::default()
        })
    }
}

#[derive(Default)]
struct List {
    variant: Option<&'static str>,
    them: Vec<Node>,
}

impl List {
    fn done(self) -> Node {
        let list = Node::List(self.them);
        match self.variant {
            Some(variant) => tagged(variant, list),
            None => list,
        }
    }
}

#[derive(Default)]
struct Members {
    variant: Option<&'static str>,
    /// The key whose value comes next.
    key: Option<String>,
    them: Vec<(String, Node)>,
}

impl Members {
    fn done(self) -> Node {
        let map = Node::Map(self.them);
        match self.variant {
            Some(variant) => tagged(variant, map),
            None => map,
        }
    }
}

macro_rules! sequences {
    ($($kind:ident $add:ident),+) => {
        $(impl ser::$kind for List {
            type Ok = Node;
            type Error = TreeError;
            fn $add<T: Serialize + ?Sized>(&mut self, it: &T) -> Result<(), TreeError> {
                self.them.push(it.serialize(Writer)?);
                Ok(())
            }
            fn end(self) -> Written {
                Ok(self.done())
            }
        })+
    };
}
sequences!(
    SerializeSeq serialize_element,
    SerializeTuple serialize_element,
    SerializeTupleStruct serialize_field,
    SerializeTupleVariant serialize_field
);

macro_rules! structs {
    ($($kind:ident),+) => {
        $(impl ser::$kind for Members {
            type Ok = Node;
            type Error = TreeError;
            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                it: &T,
            ) -> Result<(), TreeError> {
                self.them.push((name.to_owned(), it.serialize(Writer)?));
                Ok(())
            }
            fn end(self) -> Written {
                Ok(self.done())
            }
        })+
    };
}
structs!(SerializeStruct, SerializeStructVariant);

impl ser::SerializeMap for Members {
    type Ok = Node;
    type Error = TreeError;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, it: &T) -> Result<(), TreeError> {
        self.key = Some(match it.serialize(Writer)?.into_value() {
            Value::String(it) => it,
            it @ (Value::Number(_) | Value::Bool(_)) => it.to_string(),
            _ => return Err(TreeError("a map's key is no text".to_owned())),
        });
        Ok(())
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, it: &T) -> Result<(), TreeError> {
        let key = self.key.take().unwrap_or_default();
        self.them.push((key, it.serialize(Writer)?));
        Ok(())
    }
    fn end(self) -> Written {
        Ok(Node::Keyed(self.them))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{Bytes, LogText, Observed, Pii, personal};
    use std::collections::BTreeMap;

    #[derive(Serialize)]
    struct Every {
        plain: Observed<String>,
        absent: Observed<u8>,
        name: Observed<Pii<String>>,
        bytes: Option<Pii<Bytes>>,
        line: LogText,
        #[serde(serialize_with = "personal::host")]
        host: String,
        map: BTreeMap<u8, Pii<u32>>,
        unit: Option<()>,
        pair: (u8, bool),
    }

    #[test]
    fn the_tree_is_what_json_is_with_the_marks_kept() {
        let it = Every {
            plain: Observed::Seen("p".to_owned()),
            absent: Observed::Absent,
            name: Observed::Seen(Pii("n".to_owned())),
            bytes: Some(Pii(Bytes(vec![1, 0xAB]))),
            line: LogText("l".to_owned()),
            host: "h".to_owned(),
            map: BTreeMap::from([(3, Pii(7))]),
            unit: None,
            pair: (1, true),
        };
        let tree = tree(&it).unwrap();
        assert_eq!(
            tree.clone().into_value(),
            serde_json::to_value(&it).unwrap()
        );
        let Node::Map(members) = tree else {
            panic!("a struct is a map")
        };
        let marks: Vec<(&str, &str)> = members
            .iter()
            .filter_map(|(name, it)| match it {
                Node::Marked(mark, _) => Some((name.as_str(), *mark)),
                _ => None,
            })
            .collect();
        assert_eq!(
            marks,
            [
                ("bytes", Pii::MARK),
                ("line", "cac-doctor.pii/log"),
                ("host", "cac-doctor.pii/host")
            ]
        );
    }
}
