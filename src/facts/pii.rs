use serde::{Deserialize, Serialize};
use std::fmt;

/// A value that names or identifies a person, a card or a machine. It serialises as itself in a snapshot that stays
/// here; whatever leaves the machine goes through redaction, which finds these values by this type: it serialises as a
/// newtype struct of the name [`Pii::MARK`], which JSON does not write and redaction looks for.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(transparent)]
pub struct Pii<T>(pub T);

impl Pii<()> {
    /// Name of the newtype struct that every `Pii` serialises as.
    pub const MARK: &'static str = "cac-doctor.pii";
}

impl<T: Serialize> Serialize for Pii<T> {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_newtype_struct(Pii::MARK, &self.0)
    }
}

impl<T> fmt::Debug for Pii<T> {
    /// Never the value: debug output ends in logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pii(…)")
    }
}

impl<T> std::ops::Deref for Pii<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> From<T> for Pii<T> {
    fn from(it: T) -> Self {
        Pii(it)
    }
}

/// Raw bytes; upper-case hexadecimal in JSON.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Bytes(pub Vec<u8>);

impl Bytes {
    /// Name of the newtype struct that it serialises as, so that redaction knows it from text.
    pub const MARK: &'static str = "cac-doctor.bytes";

    pub fn hex(&self) -> String {
        use fmt::Write as _;
        self.0
            .iter()
            .fold(String::with_capacity(self.0.len() * 2), |mut out, b| {
                let _ = write!(out, "{b:02X}");
                out
            })
    }
}

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bytes({} B)", self.0.len())
    }
}

impl std::ops::Deref for Bytes {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(it: Vec<u8>) -> Self {
        Bytes(it)
    }
}

impl Serialize for Bytes {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_newtype_struct(Bytes::MARK, &self.hex())
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        use serde::de::Error as _;
        let text = String::deserialize(input)?;
        let digits = text.as_bytes();
        if digits.len() % 2 != 0 {
            return Err(D::Error::custom("an odd number of hexadecimal digits"));
        }
        let nibble = |b: u8| (b as char).to_digit(16).map(|n| n as u8);
        digits
            .chunks_exact(2)
            .map(|pair| Some(nibble(pair[0])? << 4 | nibble(pair[1])?))
            .collect::<Option<Vec<u8>>>()
            .map(Bytes)
            .ok_or_else(|| D::Error::custom("not hexadecimal"))
    }
}
