//! Names of X.500 and the general names of RFC 5280 §4.2.1.6.
mod general;
mod prepare;

pub use general::GeneralName;

use super::der::{DerError, Reader, tag, write};
use super::names;
use crate::facts::Bytes;
use serde::{Deserialize, Serialize};
use std::fmt;
use x509_parser::prelude::{FromDer as _, X509Name};

/// emailAddress of PKCS #9 (RFC 2985 §5.2.1), in subjects of old certificates.
const EMAIL_ADDRESS: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 1];

/// Attributes read of one name: the longest of the Federal PKI has nine.
const ATTRIBUTE_LIMIT: usize = 256;

/// A distinguished name: its DER, and the form in which RFC 5280 §7.1 compares it, worked out once.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "Bytes", into = "Bytes")]
pub struct Name {
    der: Box<[u8]>,
    /// Each relative name with its length before it, so that a name below another begins with the other's key.
    key: Box<[u8]>,
}

impl Name {
    /// Reads the DER of a Name (RFC 5280 §4.1.2.4).
    ///
    /// # Errors
    /// Where the DER is not a sequence of sets of attributes, or holds more than 256 of them.
    pub fn from_der(der: &[u8]) -> Result<Name, DerError> {
        let mut key = Vec::with_capacity(der.len());
        let mut left = ATTRIBUTE_LIMIT;
        let mut names = Reader::new(super::der::only(der, tag::SEQUENCE)?);
        while !names.is_empty() {
            relative(names.expect(tag::SET)?, &mut left, &mut key)?;
        }
        Ok(Name {
            der: der.into(),
            key: key.into(),
        })
    }

    /// A name of one relative name (its DER value, without the SET around it) below this one, as
    /// nameRelativeToCRLIssuer has it (RFC 5280 §4.2.1.13).
    ///
    /// # Errors
    /// Where those bytes are not attributes.
    pub fn below(&self, relative: &[u8]) -> Result<Name, DerError> {
        let mut inside = super::der::only(&self.der, tag::SEQUENCE)?.to_vec();
        inside.extend(write(tag::SET, relative));
        Name::from_der(&write(tag::SEQUENCE, &inside))
    }

    pub fn as_der(&self) -> &[u8] {
        &self.der
    }

    /// What equal names share (RFC 5280 §7.1).
    pub fn key(&self) -> &[u8] {
        &self.key
    }

    pub fn is_empty(&self) -> bool {
        self.key.is_empty()
    }

    /// Whether this name lies in the subtree of `base`: begins with all its relative names.
    pub fn is_below(&self, base: &Name) -> bool {
        self.key.starts_with(&base.key)
    }

    /// In short: the last common name, else the last organisational unit, else all of it.
    pub fn short(&self) -> String {
        let parsed = X509Name::from_der(&self.der);
        let found = parsed.ok().and_then(|(_, it)| names::short(&it));
        found.unwrap_or_else(|| self.to_string())
    }

    /// The emailAddress attributes, which name constraints on e-mail reach where there is no subjectAltName.
    pub fn email_addresses(&self) -> Vec<String> {
        let mut out = Vec::new();
        let Ok(inside) = super::der::only(&self.der, tag::SEQUENCE) else {
            return out;
        };
        let mut names = Reader::new(inside);
        while let Ok(set) = names.expect(tag::SET) {
            let mut set = Reader::new(set);
            while let Ok(attribute) = set.expect(tag::SEQUENCE) {
                let mut attribute = Reader::new(attribute);
                if attribute.expect(tag::OID) == Ok(EMAIL_ADDRESS)
                    && let Ok(value) = attribute.element()
                {
                    out.push(String::from_utf8_lossy(value.value).into_owned());
                }
            }
        }
        out
    }
}

/// One RelativeDistinguishedName: its attributes in an order that does not depend on the encoding's.
fn relative(set: &[u8], left: &mut usize, out: &mut Vec<u8>) -> Result<(), DerError> {
    let mut attributes = Vec::with_capacity(1);
    let mut set = Reader::new(set);
    while !set.is_empty() {
        *left = left.checked_sub(1).ok_or(DerError::TooMany {
            limit: ATTRIBUTE_LIMIT,
            what: "attributes of a name",
        })?;
        let mut attribute = Reader::new(set.expect(tag::SEQUENCE)?);
        let kind = attribute.element()?;
        if kind.tag != tag::OID {
            return Err(DerError::Tag {
                expected: tag::OID,
                found: kind.tag,
            });
        }
        let value = attribute.element()?;
        attribute.end()?;
        let mut one = kind.raw.to_vec();
        one.extend(write(0, &prepare::prepared(value.tag, value.value)));
        attributes.push(one);
    }
    if attributes.is_empty() {
        return Err(DerError::Value);
    }
    attributes.sort_unstable();
    out.extend(write(tag::SET, &attributes.concat()));
    Ok(())
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Name {}

impl fmt::Display for Name {
    /// In the order of encoding: `C=US, O=U.S. Government, … CN=…`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match X509Name::from_der(&self.der) {
            Ok((_, name)) => f.write_str(&names::display(&name)),
            Err(_) => f.write_str("(a name that cannot be printed)"),
        }
    }
}

impl fmt::Debug for Name {
    /// Never the name: it may be a person's, and debug output ends in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Name({} B)", self.der.len())
    }
}

impl TryFrom<Bytes> for Name {
    type Error = DerError;
    fn try_from(it: Bytes) -> Result<Self, DerError> {
        Name::from_der(&it)
    }
}

impl From<Name> for Bytes {
    fn from(it: Name) -> Self {
        Bytes(it.der.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMON_NAME: &[u8] = &[6, 3, 0x55, 4, 3];

    fn attribute(tag: u8, value: &[u8]) -> Vec<u8> {
        write(0x30, &[COMMON_NAME.to_vec(), write(tag, value)].concat())
    }

    fn name(relative: &[Vec<u8>]) -> Name {
        let sets: Vec<u8> = relative.iter().flat_map(|it| write(0x31, it)).collect();
        Name::from_der(&write(0x30, &sets)).expect("a name")
    }

    #[test]
    fn case_space_and_string_type_do_not_matter() {
        let printable = name(&[attribute(tag::PRINTABLE_STRING, b"DoD  Root ca 3 ")]);
        for (kind, text) in [
            (tag::UTF8_STRING, &b" dod root CA 3"[..]),
            (tag::TELETEX_STRING, b"DOD ROOT CA 3"),
            (
                tag::BMP_STRING,
                b"\0D\0o\0D\0 \0R\0o\0o\0t\0 \0C\0A\0 \x003",
            ),
        ] {
            assert_eq!(printable, name(&[attribute(kind, text)]));
        }
        assert_ne!(
            printable,
            name(&[attribute(tag::UTF8_STRING, b"DoDRoot CA 3")])
        );
    }

    #[test]
    fn the_order_inside_a_relative_name_does_not_matter_but_between_them_it_does() {
        let (a, b) = (
            attribute(tag::UTF8_STRING, b"a"),
            attribute(tag::UTF8_STRING, b"b"),
        );
        assert_eq!(
            name(&[[a.clone(), b.clone()].concat()]),
            name(&[[b.clone(), a.clone()].concat()])
        );
        assert_ne!(name(&[a.clone(), b.clone()]), name(&[b, a]));
    }

    #[test]
    fn a_name_lies_below_its_beginning() {
        let base = name(&[attribute(tag::UTF8_STRING, b"U.S. Government")]);
        let below = name(&[
            attribute(tag::PRINTABLE_STRING, b"u.s. government"),
            attribute(tag::UTF8_STRING, b"x"),
        ]);
        assert!(below.is_below(&base) && !base.is_below(&below));
        let longer = name(&[attribute(tag::UTF8_STRING, b"U.S. Governments")]);
        assert!(!longer.is_below(&base));
        let x = attribute(tag::UTF8_STRING, b"x");
        assert_eq!(base.below(&x).expect("a name"), below);
    }

    #[test]
    fn accents_compare_however_they_are_encoded() {
        let one = name(&[attribute(tag::UTF8_STRING, "Müller".as_bytes())]);
        assert_eq!(
            one,
            name(&[attribute(tag::UTF8_STRING, "MU\u{308}LLER".as_bytes())])
        );
        assert_eq!(one, name(&[attribute(tag::TELETEX_STRING, b"m\xFCller")]));
    }

    #[test]
    fn names_are_printed_in_whatever_type_they_are_written() {
        for (kind, value) in [
            (tag::UTF8_STRING, "Müller".as_bytes()),
            (tag::TELETEX_STRING, b"M\xFCller"),
            (tag::BMP_STRING, b"\0M\0\xFC\0l\0l\0e\0r"),
            (
                tag::UNIVERSAL_STRING,
                b"\0\0\0M\0\0\0\xFC\0\0\0l\0\0\0l\0\0\0e\0\0\0r",
            ),
        ] {
            let name = name(&[attribute(kind, value)]);
            assert_eq!(name.to_string(), "CN=Müller", "{kind:02X}");
            assert_eq!(name.short(), "Müller", "{kind:02X}");
        }
        let two = name(&[
            attribute(tag::PRINTABLE_STRING, b"a"),
            [
                attribute(tag::UTF8_STRING, b"b"),
                attribute(tag::UTF8_STRING, b"c"),
            ]
            .concat(),
        ]);
        assert_eq!(two.to_string(), "CN=a, CN=b + CN=c");
        let empty = name(&[]);
        assert_eq!(
            (empty.to_string().as_str(), empty.short().as_str()),
            ("", "")
        );
    }

    #[test]
    fn bytes_that_are_no_name_say_so() {
        assert_eq!(Name::from_der(&[]).err(), Some(DerError::CutOff));
        assert_eq!(
            Name::from_der(&[0x30, 2, 0x31, 0]).err(),
            Some(DerError::Value)
        );
        let many = write(0x30, &write(0x31, &attribute(12, b"x").repeat(257)));
        assert!(matches!(
            Name::from_der(&many).err(),
            Some(DerError::TooMany { limit: 256, .. })
        ));
    }
}
