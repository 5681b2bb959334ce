//! ReasonFlags (RFC 5280 §4.2.1.13): which reasons a CRL covers.
use crate::pki::tlv::{Tlv, TlvError};

/// A set of revocation reasons.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Reasons(u16);

/// Bit 0 is "unused" in ReasonFlags; bits 1 to 8 are the reasons.
const NAMES: [&str; 9] = [
    "unused",
    "keyCompromise",
    "cACompromise",
    "affiliationChanged",
    "superseded",
    "cessationOfOperation",
    "certificateHold",
    "privilegeWithdrawn",
    "aACompromise",
];

impl Reasons {
    pub const NONE: Reasons = Reasons(0);
    /// All eight reasons; RFC 5280 §6.3.2's "all-reasons".
    pub const ALL: Reasons = Reasons(0b1_1111_1110);

    /// From a ReasonFlags BIT STRING.
    ///
    /// # Errors
    /// Where it is no BIT STRING.
    pub fn read(it: &Tlv<'_>) -> Result<Reasons, TlvError> {
        let (octets, unused) = it.bits()?;
        let mut out = 0;
        let count = (octets.len() * 8).saturating_sub(usize::from(unused));
        for n in 1..count.min(NAMES.len()) {
            let octet = octets.get(n / 8).copied().unwrap_or(0);
            if octet & (0x80 >> (n % 8)) != 0 {
                out |= 1 << n;
            }
        }
        Ok(Reasons(out))
    }

    pub fn and(self, other: Reasons) -> Reasons {
        Reasons(self.0 & other.0)
    }

    pub fn or(self, other: Reasons) -> Reasons {
        Reasons(self.0 | other.0)
    }

    pub fn without(self, other: Reasons) -> Reasons {
        Reasons(self.0 & !other.0)
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl std::fmt::Display for Reasons {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = (1..NAMES.len())
            .filter(|n| self.0 & (1 << n) != 0)
            .filter_map(|n| NAMES.get(n).copied())
            .collect();
        f.write_str(&names.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pki::tlv::Reader;

    fn read(bytes: &[u8]) -> Result<Reasons, TlvError> {
        Reasons::read(&Reader::new(bytes).element().unwrap())
    }

    #[test]
    fn flags_are_counted_from_the_left() {
        // keyCompromise and cACompromise
        let two = read(&[3, 2, 5, 0x60]).unwrap();
        assert_eq!(two.to_string(), "keyCompromise, cACompromise");
        assert_eq!(two.or(Reasons::ALL.without(two)), Reasons::ALL);
        assert_eq!(read(&[3, 3, 7, 0x7F, 0x80]).unwrap(), Reasons::ALL);
        assert_eq!(read(&[3, 1, 0]).unwrap(), Reasons::NONE);
        // A bit that does not count is not read.
        assert_eq!(read(&[3, 2, 6, 0x60]).unwrap().to_string(), "keyCompromise");
        assert!(read(&[3, 0]).is_err());
        assert!(read(&[3, 1, 5]).is_err());
    }
}
