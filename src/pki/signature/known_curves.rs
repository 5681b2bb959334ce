//! Elliptic curves that certificates name and this tool does not calculate on: what they are called, and how strong.
use crate::pki::Oid;

/// Fewest bits of a curve's order for 112 bits of strength (SP 800-57 Part 1 Rev. 5 §5.6.1.1 Table 2); SP 800-131A Rev. 2 §3
/// disallows less for signatures.
const STRONG_BITS: u32 = 224;

/// A curve by its identifier, name and size in bits: RFC 5480 §2.1.1.1, SEC 2 §2, ANSI X9.62, RFC 5639 §3.
const CURVES: &[(&str, &str, u32)] = &[
    ("1.2.840.10045.3.1.1", "P-192", 192),
    ("1.2.840.10045.3.1.2", "prime192v2", 192),
    ("1.2.840.10045.3.1.3", "prime192v3", 192),
    ("1.2.840.10045.3.1.4", "prime239v1", 239),
    ("1.2.840.10045.3.1.5", "prime239v2", 239),
    ("1.2.840.10045.3.1.6", "prime239v3", 239),
    ("1.3.132.0.1", "sect163k1", 163),
    ("1.3.132.0.2", "sect163r1", 162),
    ("1.3.132.0.3", "sect239k1", 238),
    ("1.3.132.0.4", "sect113r1", 113),
    ("1.3.132.0.5", "sect113r2", 113),
    ("1.3.132.0.6", "secp112r1", 112),
    ("1.3.132.0.7", "secp112r2", 110),
    ("1.3.132.0.8", "secp160r1", 161),
    ("1.3.132.0.9", "secp160k1", 161),
    ("1.3.132.0.10", "secp256k1", 256),
    ("1.3.132.0.15", "sect163r2", 163),
    ("1.3.132.0.16", "sect283k1", 281),
    ("1.3.132.0.17", "sect283r1", 282),
    ("1.3.132.0.22", "sect131r1", 131),
    ("1.3.132.0.23", "sect131r2", 131),
    ("1.3.132.0.24", "sect193r1", 193),
    ("1.3.132.0.25", "sect193r2", 193),
    ("1.3.132.0.26", "sect233k1", 232),
    ("1.3.132.0.27", "sect233r1", 233),
    ("1.3.132.0.28", "secp128r1", 128),
    ("1.3.132.0.29", "secp128r2", 126),
    ("1.3.132.0.30", "secp160r2", 161),
    ("1.3.132.0.31", "secp192k1", 192),
    ("1.3.132.0.32", "secp224k1", 225),
    ("1.3.132.0.33", "P-224", 224),
    ("1.3.132.0.36", "sect409k1", 407),
    ("1.3.132.0.37", "sect409r1", 409),
    ("1.3.132.0.38", "sect571k1", 570),
    ("1.3.132.0.39", "sect571r1", 570),
    ("1.3.36.3.3.2.8.1.1.1", "brainpoolP160r1", 160),
    ("1.3.36.3.3.2.8.1.1.2", "brainpoolP160t1", 160),
    ("1.3.36.3.3.2.8.1.1.3", "brainpoolP192r1", 192),
    ("1.3.36.3.3.2.8.1.1.4", "brainpoolP192t1", 192),
    ("1.3.36.3.3.2.8.1.1.5", "brainpoolP224r1", 224),
    ("1.3.36.3.3.2.8.1.1.6", "brainpoolP224t1", 224),
    ("1.3.36.3.3.2.8.1.1.7", "brainpoolP256r1", 256),
    ("1.3.36.3.3.2.8.1.1.8", "brainpoolP256t1", 256),
    ("1.3.36.3.3.2.8.1.1.9", "brainpoolP320r1", 320),
    ("1.3.36.3.3.2.8.1.1.10", "brainpoolP320t1", 320),
    ("1.3.36.3.3.2.8.1.1.11", "brainpoolP384r1", 384),
    ("1.3.36.3.3.2.8.1.1.12", "brainpoolP384t1", 384),
    ("1.3.36.3.3.2.8.1.1.13", "brainpoolP512r1", 512),
    ("1.3.36.3.3.2.8.1.1.14", "brainpoolP512t1", 512),
];

/// A curve that a key names and that is not calculated on here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownCurve {
    pub name: &'static str,
    /// Too small to be safe.
    pub is_weak: bool,
}

impl KnownCurve {
    pub fn by_id(id: &Oid) -> Option<KnownCurve> {
        KnownCurve::by_dotted(&id.to_string())
    }

    pub fn by_dotted(id: &str) -> Option<KnownCurve> {
        let (_, name, bits) = CURVES.iter().find(|it| it.0 == id)?;
        let is_weak = *bits < STRONG_BITS;
        Some(KnownCurve { name, is_weak })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_below_112_bits_of_strength_are_weak() {
        let weak = |id| KnownCurve::by_dotted(id).map(|it| it.is_weak);
        assert_eq!(weak("1.2.840.10045.3.1.1"), Some(true));
        assert_eq!(weak("1.3.132.0.33"), Some(false));
        assert_eq!(weak("1.3.132.0.10"), Some(false));
        assert_eq!(weak("1.2.3"), None);
    }
}
