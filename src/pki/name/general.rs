use super::Name;
use crate::facts::Bytes;
use crate::pki::Oid;
use crate::pki::der::{DerError, Element, Reader, only, tag};
use serde::{Deserialize, Serialize};
use std::fmt;

/// General names read of one extension. The largest subjectAltName in the wild stays far below.
const NAME_LIMIT: usize = 8192;

/// RFC 5280 §4.2.1.6.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum GeneralName {
    /// The value is the element inside the `[0] EXPLICIT` wrapper, its own tag and length included.
    Other {
        kind: Oid,
        value: Bytes,
    },
    Email(String),
    Dns(String),
    Directory(Name),
    Uri(String),
    /// 4 or 16 bytes; in name constraints 8 or 32, address and mask.
    Ip(Bytes),
    Registered(Oid),
    /// x400Address, ediPartyName, which nobody uses, and a name that its type does not allow.
    Unread {
        tag: u8,
        value: Bytes,
    },
}

impl GeneralName {
    /// Reads the names of a GeneralNames value (what is inside the SEQUENCE, or inside an implicit tag for it). A name
    /// that its type does not allow is [`GeneralName::Unread`].
    ///
    /// # Errors
    /// Where the DER breaks, or there are more than 8192 names.
    pub fn read_all(inside: &[u8]) -> Result<Vec<GeneralName>, DerError> {
        let mut out = Vec::new();
        let mut reader = Reader::new(inside);
        while !reader.is_empty() {
            if out.len() >= NAME_LIMIT {
                let (limit, what) = (NAME_LIMIT, "names");
                return Err(DerError::TooMany { limit, what });
            }
            out.push(GeneralName::read(&reader.element()?));
        }
        Ok(out)
    }

    /// Reads one name.
    pub fn read(element: &Element<'_>) -> GeneralName {
        Self::typed(element).unwrap_or_else(|| GeneralName::Unread {
            tag: element.tag,
            value: element.value.to_vec().into(),
        })
    }

    fn typed(element: &Element<'_>) -> Option<GeneralName> {
        let text = || {
            std::str::from_utf8(element.value)
                .ok()
                .filter(|it| it.is_ascii())
                .map(str::to_owned)
        };
        match element.tag {
            0xA0 => {
                let mut inside = Reader::new(element.value);
                let kind = Oid::from_der_value(inside.expect(tag::OID).ok()?);
                let value = inside.expect(tag::constructed(0)).ok()?;
                inside.end().ok()?;
                Some(GeneralName::Other {
                    kind,
                    value: value.to_vec().into(),
                })
            }
            0x81 => text().map(GeneralName::Email),
            0x82 => text().map(GeneralName::Dns),
            // [4] is EXPLICIT: Name is a CHOICE (X.680 §31.2.7).
            0xA4 => Name::from_der(element.value)
                .ok()
                .map(GeneralName::Directory),
            0x86 => text().map(GeneralName::Uri),
            0x87 => Some(GeneralName::Ip(element.value.to_vec().into())),
            0x88 => Some(GeneralName::Registered(Oid::from_der_value(element.value))),
            _ => None,
        }
    }

    /// The text of an otherName whose value is a string, as the user principal name's is.
    pub fn other_text(&self) -> Option<&str> {
        let GeneralName::Other { value, .. } = self else {
            return None;
        };
        [tag::UTF8_STRING, tag::IA5_STRING, tag::PRINTABLE_STRING]
            .into_iter()
            .find_map(|kind| only(value, kind).ok())
            .and_then(|it| std::str::from_utf8(it).ok())
    }
}

impl GeneralName {
    /// Its form, in the words people use.
    pub fn form(&self) -> &'static str {
        match self {
            GeneralName::Other { .. } => "other name",
            GeneralName::Email(_) => "e-mail address",
            GeneralName::Dns(_) => "DNS name",
            GeneralName::Directory(_) => "distinguished name",
            GeneralName::Uri(_) => "URI",
            GeneralName::Ip(_) => "IP address",
            GeneralName::Registered(_) => "registered identifier",
            GeneralName::Unread { .. } => "name that cannot be read",
        }
    }
}

impl fmt::Debug for GeneralName {
    /// Never the name: it may be a person's, and debug output ends in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GeneralName({})", self.form())
    }
}
