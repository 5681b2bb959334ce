//! Which data object stands where, and which key belongs to it (SP 800-73-5 Part 1 §4.3, §5.1 and Appendix A).
use crate::standards::hex;
use std::fmt;

/// The container of one X.509 certificate, known by the reference of its key: 9A, 9C, 9D, 9E, 82 … 95.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Container(u8);

impl Container {
    pub const PIV_AUTHENTICATION: Self = Self(0x9A);
    pub const DIGITAL_SIGNATURE: Self = Self(0x9C);
    pub const KEY_MANAGEMENT: Self = Self(0x9D);
    pub const CARD_AUTHENTICATION: Self = Self(0x9E);
    /// The four that are not retired, in the order they are shown.
    pub const CURRENT: [Self; 4] = [
        Self::PIV_AUTHENTICATION,
        Self::DIGITAL_SIGNATURE,
        Self::KEY_MANAGEMENT,
        Self::CARD_AUTHENTICATION,
    ];
    /// How many retired key management keys a card can hold (SP 800-73-5 Part 1 §3.3.4).
    pub const RETIRED: u8 = 20;

    /// Retired key management key `n`, 1 to 20: reference 81 + n.
    pub fn retired(n: u8) -> Option<Self> {
        (1..=Self::RETIRED)
            .contains(&n)
            .then(|| Self(0x81u8.saturating_add(n)))
    }

    pub fn from_key_reference(reference: u8) -> Option<Self> {
        Self::all().find(|container| container.0 == reference)
    }

    /// From the two hexadecimal digits facts carry: `9A`.
    pub fn from_name(name: &str) -> Option<Self> {
        match hex::parse(name)?.as_slice() {
            [reference] => Self::from_key_reference(*reference),
            _ => None,
        }
    }

    /// 9A 9C 9D 9E 82 … 95.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::CURRENT
            .into_iter()
            .chain((1..=Self::RETIRED).filter_map(Self::retired))
    }

    pub const fn key_reference(self) -> u8 {
        self.0
    }

    /// 1 to 20 for a retired key management key.
    pub fn retired_number(self) -> Option<u8> {
        let n = self.0.checked_sub(0x81)?;
        (1..=Self::RETIRED).contains(&n).then_some(n)
    }

    /// The tag to GET DATA it with: `5F C1 05` …
    pub fn tag(self) -> [u8; 3] {
        let last = match self.0 {
            0x9A => 0x05,
            0x9C => 0x0A,
            0x9D => 0x0B,
            0x9E => 0x01,
            // 82 … 95 to 0D … 20.
            retired => retired.wrapping_sub(0x75),
        };
        [0x5F, 0xC1, last]
    }

    /// The name SP 800-73-5 gives the certificate.
    pub fn standard_name(self) -> String {
        match (self.0, self.retired_number()) {
            (_, Some(n)) => format!("X.509 Certificate for Retired Key Management {n}"),
            (0x9A, _) => "X.509 Certificate for PIV Authentication".to_owned(),
            (0x9C, _) => "X.509 Certificate for Digital Signature".to_owned(),
            (0x9D, _) => "X.509 Certificate for Key Management".to_owned(),
            _ => "X.509 Certificate for Card Authentication".to_owned(),
        }
    }
}

impl fmt::Display for Container {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02X}", self.0)
    }
}

impl fmt::Debug for Container {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Container({self})")
    }
}

/// One data object of the application, certificates of retired keys left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataObject {
    pub name: &'static str,
    /// For GET DATA.
    pub tag: &'static [u8],
    /// Container identifier; the Security Object names containers by it.
    pub container_id: u16,
}

impl DataObject {
    pub fn by_container_id(id: u16) -> Option<&'static Self> {
        OBJECTS.iter().find(|object| object.container_id == id)
    }

    pub fn by_tag(tag: &[u8]) -> Option<&'static Self> {
        OBJECTS.iter().find(|object| object.tag == tag)
    }
}

const fn object(name: &'static str, tag: &'static [u8], container_id: u16) -> DataObject {
    DataObject {
        name,
        tag,
        container_id,
    }
}

/// SP 800-73-5 Part 1 §4.3 and Appendix A.
pub const OBJECTS: &[DataObject] = &[
    object("Card Capability Container", &[0x5F, 0xC1, 0x07], 0xDB00),
    object("Card Holder Unique Identifier", &[0x5F, 0xC1, 0x02], 0x3000),
    object(
        "X.509 Certificate for PIV Authentication",
        &[0x5F, 0xC1, 0x05],
        0x0101,
    ),
    object("Cardholder Fingerprints", &[0x5F, 0xC1, 0x03], 0x6010),
    object("Security Object", &[0x5F, 0xC1, 0x06], 0x9000),
    object("Cardholder Facial Image", &[0x5F, 0xC1, 0x08], 0x6030),
    object(
        "X.509 Certificate for Card Authentication",
        &[0x5F, 0xC1, 0x01],
        0x0500,
    ),
    object(
        "X.509 Certificate for Digital Signature",
        &[0x5F, 0xC1, 0x0A],
        0x0100,
    ),
    object(
        "X.509 Certificate for Key Management",
        &[0x5F, 0xC1, 0x0B],
        0x0102,
    ),
    object("Printed Information", &[0x5F, 0xC1, 0x09], 0x3001),
    object("Discovery Object", &[0x7E], 0x6050),
    object("Key History Object", &[0x5F, 0xC1, 0x0C], 0x6060),
    object("Cardholder Iris Images", &[0x5F, 0xC1, 0x21], 0x1015),
    object(
        "Biometric Information Templates Group Template",
        &[0x7F, 0x61],
        0x1016,
    ),
    object(
        "Secure Messaging Certificate Signer",
        &[0x5F, 0xC1, 0x22],
        0x1017,
    ),
    object(
        "Pairing Code Reference Data Container",
        &[0x5F, 0xC1, 0x23],
        0x1018,
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_tags_and_names() {
        let tag = |reference| hex::joined(&Container::from_key_reference(reference).unwrap().tag());
        assert_eq!(
            [0x9A, 0x9C, 0x9D, 0x9E].map(tag),
            ["5FC105", "5FC10A", "5FC10B", "5FC101"]
        );
        assert_eq!([0x82, 0x95].map(tag), ["5FC10D", "5FC120"]);
        assert_eq!(
            Container::retired(20).map(Container::key_reference),
            Some(0x95)
        );
        assert_eq!(Container::retired(0), None);
        assert_eq!(Container::retired(21), None);
        assert_eq!(Container::from_key_reference(0x9B), None);
        assert_eq!(
            Container::from_name("9a"),
            Some(Container::PIV_AUTHENTICATION)
        );
        assert_eq!(Container::from_name("9A9A"), None);
        assert_eq!(Container::all().count(), 24);
        assert_eq!(
            Container::retired(3).unwrap().standard_name(),
            "X.509 Certificate for Retired Key Management 3"
        );
        assert_eq!(Container::PIV_AUTHENTICATION.to_string(), "9A");
    }

    #[test]
    fn the_table_agrees_with_the_containers() {
        for container in Container::CURRENT {
            let object = DataObject::by_tag(&container.tag()).unwrap();
            assert_eq!(object.name, container.standard_name());
        }
        assert_eq!(
            DataObject::by_container_id(0x9000).map(|o| o.name),
            Some("Security Object")
        );
        assert_eq!(DataObject::by_container_id(1), None);
    }
}
