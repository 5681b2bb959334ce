//! Names inside certificates, as people and other systems write them.
use x509_parser::der_parser::asn1_rs::{Any, Tag};
use x509_parser::objects::{oid_registry, oid2abbrev};
use x509_parser::prelude::*;

/// The last common name.
pub(super) fn common_name(name: &X509Name<'_>) -> Option<String> {
    name.iter_common_name()
        .last()
        .map(|it| text(it.attr_value()))
}

/// The last common name, else the last organisational unit.
pub(super) fn short(name: &X509Name<'_>) -> Option<String> {
    common_name(name).or_else(|| {
        let units = name.iter_organizational_unit();
        units.last().map(|it| text(it.attr_value()))
    })
}

/// In the order of encoding: `C=US, O=U.S. Government, … CN=…`; the parts of a multi-valued RDN stand with a plus between.
/// x509-parser's own words leave a name out as soon as one value is not UTF-8.
pub(super) fn display(name: &X509Name<'_>) -> String {
    let registry = oid_registry();
    let one = |it: &AttributeTypeAndValue<'_>| {
        let kind = it.attr_type();
        let key = oid2abbrev(kind, registry).map_or_else(|_| kind.to_id_string(), str::to_owned);
        format!("{key}={}", text(it.attr_value()))
    };
    let relative = |it: &RelativeDistinguishedName<'_>| {
        let all: Vec<String> = it.iter().map(one).collect();
        all.join(" + ")
    };
    let all: Vec<String> = name.iter_rdn().map(relative).collect();
    all.join(", ")
}

/// The EDIPI in `LAST.FIRST.MIDDLE.1234567890`.
pub(super) fn edipi(common_name: &str) -> Option<String> {
    let digits = common_name.rsplit_once('.')?.1;
    (digits.len() == 10 && digits.bytes().all(|it| it.is_ascii_digit())).then(|| digits.to_owned())
}

/// The text of an attribute. Every string type of X.520 is read; bytes that fit none stand as hexadecimal after `#`
/// (RFC 4514 §2.4).
fn text(value: &Any<'_>) -> String {
    match value.tag() {
        Tag::BmpString => {
            let (pairs, _) = value.data.as_chunks::<2>();
            let units = pairs.iter().map(|it| u16::from_be_bytes(*it));
            char::decode_utf16(units)
                .map(|it| it.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect()
        }
        Tag::UniversalString => {
            let (characters, _) = value.data.as_chunks::<4>();
            let read = |it: &[u8; 4]| char::from_u32(u32::from_be_bytes(*it));
            characters
                .iter()
                .map(|it| read(it).unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect()
        }
        Tag::T61String => value.data.iter().map(|it| char::from(*it)).collect(),
        Tag::Utf8String
        | Tag::PrintableString
        | Tag::Ia5String
        | Tag::NumericString
        | Tag::VisibleString => String::from_utf8_lossy(value.data).into_owned(),
        _ => format!("#{}", crate::standards::hex::joined(value.data)),
    }
}

/// A name as Windows writes it (CertNameToStr, CERT_X500_NAME_STR), in the order of encoding, parted by commas without
/// spaces: the form of Active Directory's altSecurityIdentities and of Entra's certificateUserIds. Values with special
/// characters stand in quotation marks, as CertNameToStr puts them; the parts of a multi-valued RDN are parted by a space.
pub(super) fn x500(name: &X509Name<'_>) -> String {
    name.iter_rdn()
        .map(|rdn| {
            rdn.iter()
                .map(|it| {
                    let oid = it.attr_type().to_id_string();
                    let key = match KEYS.iter().find(|(known, _)| *known == oid) {
                        Some((_, key)) => (*key).to_owned(),
                        None => format!("OID.{oid}"),
                    };
                    format!("{key}={}", quoted(&text(it.attr_value())))
                })
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect::<Vec<_>>()
        .join(",")
}

/// wincrypt, CertStrToName: the X.500 keys.
const KEYS: &[(&str, &str)] = &[
    ("2.5.4.3", "CN"),
    ("2.5.4.4", "SN"),
    ("2.5.4.5", "SERIALNUMBER"),
    ("2.5.4.6", "C"),
    ("2.5.4.7", "L"),
    ("2.5.4.8", "S"),
    ("2.5.4.9", "STREET"),
    ("2.5.4.10", "O"),
    ("2.5.4.11", "OU"),
    ("2.5.4.12", "T"),
    ("2.5.4.13", "Description"),
    ("2.5.4.17", "PostalCode"),
    ("2.5.4.18", "POBox"),
    ("2.5.4.20", "Phone"),
    ("2.5.4.42", "G"),
    ("2.5.4.43", "I"),
    ("2.5.4.46", "dnQualifier"),
    ("0.9.2342.19200300.100.1.25", "DC"),
    ("1.2.840.113549.1.9.1", "E"),
];

/// wincrypt, CertNameToStr: a value with one of these, or that begins or ends with white space, stands in quotation
/// marks; a quotation mark inside is doubled.
fn quoted(value: &str) -> String {
    let special = |it: char| matches!(it, ',' | '+' | '=' | '"' | '\n' | '<' | '>' | '#' | ';');
    if value.is_empty() || value.contains(special) || value.trim() != value {
        format!("\"{}\"", value.replace('"', "\"\""))
    } else {
        value.to_owned()
    }
}

/// The value inside an otherName's `[0] EXPLICIT` wrapper and its own string or octet tag. x509-parser 0.18 leaves
/// both on.
pub(super) fn explicit(wrapped: &[u8]) -> Option<&[u8]> {
    let (_, outer) = Any::from_der(wrapped).ok()?;
    let (_, inner) = Any::from_der(outer.data).ok()?;
    Some(inner.data)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edipi_is_the_ten_digits_that_end_the_name() {
        assert_eq!(
            edipi("DOE.JANE.QUINN.1234567890").as_deref(),
            Some("1234567890")
        );
        assert_eq!(edipi("DOE.JANE.QUINN.123456789"), None);
        assert_eq!(edipi("DOE.JANE.QUINN.12345678901"), None);
        assert_eq!(edipi("1234567890"), None);
    }

    #[test]
    fn special_characters_are_quoted_as_windows_does() {
        assert_eq!(quoted("U.S. Government"), "U.S. Government");
        assert_eq!(quoted("Acme, Inc."), "\"Acme, Inc.\"");
        assert_eq!(quoted(" x"), "\" x\"");
        assert_eq!(quoted("a\"b"), "\"a\"\"b\"");
        assert_eq!(quoted(""), "\"\"");
    }

    #[test]
    fn names_keep_the_order_of_encoding() {
        // DC=com, DC=contoso, CN=Contoso User as a Name.
        let mut der = Vec::new();
        for (oid, tag, value) in [
            (
                &[0x09, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C, 0x64, 1, 0x19][..],
                0x16,
                "com",
            ),
            (
                &[0x09, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C, 0x64, 1, 0x19][..],
                0x16,
                "contoso",
            ),
            (&[0x55, 4, 3][..], 0x0C, "Contoso User"),
            (&[0x2A, 3][..], 0x04, "x"),
        ] {
            let mut attribute = vec![6, oid.len() as u8];
            attribute.extend(oid);
            attribute.extend([tag, value.len() as u8]);
            attribute.extend(value.bytes());
            der.extend([0x31, attribute.len() as u8 + 2, 0x30, attribute.len() as u8]);
            der.extend(attribute);
        }
        let mut name = vec![0x30, der.len() as u8];
        name.extend(der);
        let (_, name) = X509Name::from_der(&name).unwrap();
        assert_eq!(
            x500(&name),
            "DC=com,DC=contoso,CN=Contoso User,OID.1.2.3=\"#78\""
        );
    }
}
