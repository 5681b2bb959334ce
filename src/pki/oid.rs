use crate::facts::Bytes;
use serde::de::value::StrDeserializer;
use serde::de::{Error as _, IntoDeserializer as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// An object identifier, held as the bytes of its DER value (ISO/IEC 8825-1 §8.19): compared without being decoded.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Oid(Box<[u8]>);

impl Oid {
    /// From the value of a DER element.
    pub fn from_der_value(value: &[u8]) -> Self {
        Oid(value.into())
    }

    /// From dotted decimal; `None` for what is not an object identifier.
    pub fn from_dotted(text: &str) -> Option<Self> {
        let mut arcs = text.split('.').map(|it| it.parse::<u64>().ok());
        let first = arcs.next()??;
        let second = arcs.next()??;
        if first > 2 || (first < 2 && second > 39) {
            return None;
        }
        let mut out = Vec::new();
        arc(first.checked_mul(40)?.checked_add(second)?, &mut out);
        for it in arcs {
            arc(it?, &mut out);
        }
        Some(Oid(out.into()))
    }

    pub fn as_der_value(&self) -> &[u8] {
        &self.0
    }
}

impl PartialEq<&[u8]> for Oid {
    fn eq(&self, other: &&[u8]) -> bool {
        *self.0 == **other
    }
}

/// Base 128, most significant first, bit 8 set on all but the last (§8.19.2).
fn arc(mut value: u64, out: &mut Vec<u8>) {
    let mut digits = [0u8; 10];
    let mut used = 0;
    for digit in &mut digits {
        *digit = (value & 0x7F) as u8;
        used += 1;
        value >>= 7;
        if value == 0 {
            break;
        }
    }
    for (index, digit) in digits.iter().take(used).enumerate().rev() {
        out.push(if index == 0 { *digit } else { digit | 0x80 });
    }
}

impl fmt::Display for Oid {
    /// Dotted decimal; an arc beyond 64 bits, or one that breaks off, as `?`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut value = Some(0u64);
        let mut first = true;
        let mut open = false;
        for byte in &self.0 {
            open = byte & 0x80 != 0;
            value = value
                .and_then(|it| it.checked_mul(128))
                .and_then(|it| it.checked_add(u64::from(byte & 0x7F)));
            if open {
                continue;
            }
            match (value, first) {
                (Some(it), true) => {
                    let root = (it / 40).min(2);
                    write!(f, "{root}.{}", it.saturating_sub(root * 40))?;
                }
                (Some(it), false) => write!(f, ".{it}")?,
                (None, _) => f.write_str(if first { "?" } else { ".?" })?,
            }
            first = false;
            value = Some(0);
        }
        if open || self.0.is_empty() {
            f.write_str(if first { "?" } else { ".?" })?;
        }
        Ok(())
    }
}

impl fmt::Debug for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Before the hexadecimal bytes of an identifier that has no dotted form.
const MALFORMED: &str = "malformed:";

impl Serialize for Oid {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let dotted = self.to_string();
        if Oid::from_dotted(&dotted).as_ref() == Some(self) {
            return out.serialize_str(&dotted);
        }
        let bytes = Bytes(self.0.to_vec());
        out.serialize_str(&format!("{MALFORMED}{}", bytes.hex()))
    }
}

impl<'de> Deserialize<'de> for Oid {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let text = String::deserialize(input)?;
        if let Some(digits) = text.strip_prefix(MALFORMED) {
            let digits: StrDeserializer<'_, D::Error> = digits.into_deserializer();
            return Bytes::deserialize(digits).map(|it| Oid(it.0.into()));
        }
        Oid::from_dotted(&text).ok_or_else(|| D::Error::custom("not a dotted object identifier"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dotted_and_der_are_the_same() {
        for (dotted, der) in [
            ("2.5.29.32.0", &[0x55, 0x1D, 0x20, 0x00][..]),
            (
                "2.16.840.1.101.3.2.1.3.13",
                &[0x60, 0x86, 0x48, 1, 0x65, 3, 2, 1, 3, 13],
            ),
            (
                "1.2.840.113549.1.1.11",
                &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 11],
            ),
            ("2.999", &[0x88, 0x37]),
        ] {
            let oid = Oid::from_der_value(der);
            assert_eq!(oid.to_string(), dotted);
            assert_eq!(Oid::from_dotted(dotted), Some(oid));
        }
    }

    #[test]
    fn what_is_no_identifier_says_so() {
        for text in ["", "1", "3.1", "1.40", "1.2.x", "1.2.", "1..2"] {
            assert_eq!(Oid::from_dotted(text), None, "{text}");
        }
        assert_eq!(Oid::from_der_value(&[]).to_string(), "?");
        assert_eq!(Oid::from_der_value(&[0x2A, 0x86]).to_string(), "1.2.?");
        assert_eq!(Oid::from_der_value(&[0xFF; 12]).to_string(), "?");
    }

    #[test]
    fn every_identifier_survives_being_written_and_read() {
        for bytes in [
            &[0x55, 0x1D, 32, 0][..],
            &[],
            &[0x2A, 0x86],
            &[0xFF; 12],
            &[0x2A, 0x80, 1],
        ] {
            let oid = Oid::from_der_value(bytes);
            let json = serde_json::to_string(&oid).unwrap();
            assert_eq!(serde_json::from_str::<Oid>(&json).unwrap(), oid, "{json}");
        }
    }
}
