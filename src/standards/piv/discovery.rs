//! The Discovery Object (SP 800-73-5 Part 1 §3.3.2).
use crate::standards::ber::{Elements, TlvError};

/// Which ways of proving who holds the card it offers, and which PIN the holder knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discovery {
    /// Tag 4F.
    pub aid: Vec<u8>,
    /// First byte of tag 5F2F, the PIN usage policy.
    pub policy: u8,
    /// Second byte of tag 5F2F; it counts only where the policy allows the Global PIN.
    pub preference: u8,
}

/// The PIN that the holder is meant to type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrimaryPin {
    /// PIV Card Application PIN, reference 80.
    Piv,
    /// Global PIN, reference 00.
    Global,
}

impl PrimaryPin {
    /// P2 of VERIFY (SP 800-73-5 Part 1 §5.1).
    pub const fn reference(self) -> u8 {
        match self {
            Self::Piv => super::PIV_PIN,
            Self::Global => super::GLOBAL_PIN,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DiscoveryError {
    #[error("the Discovery Object is empty")]
    Empty,
    #[error("the answer begins with tag {found:02X}; a Discovery Object has tag 7E")]
    NotTag7E { found: u32 },
    #[error("the Discovery Object holds no tag 5F2F, the PIN usage policy")]
    NoPolicy,
    #[error("the PIN usage policy has {bytes} bytes; it must have 2")]
    PolicyLength { bytes: usize },
    #[error(transparent)]
    Tlv(#[from] TlvError),
}

impl Discovery {
    /// From the answer to GET DATA: tag 7E and all; a wrapping tag 53, which some cards add, is taken off.
    pub fn parse(answer: &[u8]) -> Result<Self, DiscoveryError> {
        let mut outer = Elements::new(answer)
            .next()
            .ok_or(DiscoveryError::Empty)??;
        if outer.tag == 0x53 {
            outer = Elements::new(outer.value)
                .next()
                .ok_or(DiscoveryError::Empty)??;
        }
        if outer.tag != 0x7E {
            return Err(DiscoveryError::NotTag7E { found: outer.tag });
        }
        let (mut aid, mut policy) = (Vec::new(), None);
        // 7E is no constructed tag by its bits, yet its value is a row of data objects.
        for element in outer.children() {
            let element = element?;
            match element.tag {
                0x4F => aid = element.value.to_vec(),
                0x5F2F => policy = Some(element.value),
                _ => {}
            }
        }
        match policy {
            None => Err(DiscoveryError::NoPolicy),
            Some([policy, preference]) => Ok(Self {
                aid,
                policy: *policy,
                preference: *preference,
            }),
            Some(other) => Err(DiscoveryError::PolicyLength { bytes: other.len() }),
        }
    }

    /// Bit 7: the PIV PIN satisfies the access rules.
    pub fn piv_pin(&self) -> bool {
        self.policy & 0x40 != 0
    }

    /// Bit 6: the Global PIN satisfies them too.
    pub fn global_pin(&self) -> bool {
        self.policy & 0x20 != 0
    }

    /// Bit 5: on-card biometric comparison satisfies them.
    pub fn on_card_comparison(&self) -> bool {
        self.policy & 0x10 != 0
    }

    /// Bit 4: the card has a virtual contact interface.
    pub fn virtual_contact_interface(&self) -> bool {
        self.policy & 0x08 != 0
    }

    /// Bit 3 clear: the virtual contact interface wants the pairing code.
    pub fn pairing_code_needed(&self) -> bool {
        self.virtual_contact_interface() && self.policy & 0x04 == 0
    }

    pub fn primary_pin(&self) -> PrimaryPin {
        if self.global_pin() && self.preference == 0x20 {
            PrimaryPin::Global
        } else {
            PrimaryPin::Piv
        }
    }

    /// Whether both bytes are among the values the standard allows.
    pub fn is_legal(&self) -> bool {
        let reserved = self.policy & 0x83 == 0 && self.piv_pin();
        let pairing = self.virtual_contact_interface() || self.policy & 0x04 == 0;
        let preference = match self.global_pin() {
            true => matches!(self.preference, 0x10 | 0x20),
            false => self.preference == 0,
        };
        reserved && pairing && preference
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standards::hex;

    fn discovery(policy: u8, preference: u8) -> Discovery {
        let mut bytes = hex::parse("7E 12 4F 0B A000000308000010000100 5F2F 02").unwrap();
        bytes.extend([policy, preference]);
        Discovery::parse(&bytes).unwrap()
    }

    #[test]
    fn reads_the_policy() {
        let plain = discovery(0x40, 0x00);
        assert_eq!(plain.aid, super::super::AID);
        assert_eq!(plain.primary_pin().reference(), 0x80);
        assert!(
            plain.piv_pin()
                && !plain.global_pin()
                && !plain.on_card_comparison()
                && plain.is_legal()
        );
        let global = discovery(0x78, 0x20);
        assert_eq!(global.primary_pin().reference(), 0x00);
        assert!(global.on_card_comparison() && global.pairing_code_needed() && global.is_legal());
        assert_eq!(discovery(0x60, 0x10).primary_pin(), PrimaryPin::Piv);
        assert!(!discovery(0x4C, 0).pairing_code_needed());
    }

    #[test]
    fn knows_the_legal_policies() {
        let legal: Vec<u8> = (0..=255)
            .filter(|xx| [0, 0x10].iter().any(|yy| discovery(*xx, *yy).is_legal()))
            .collect();
        assert_eq!(
            legal,
            [
                0x40, 0x48, 0x4C, 0x50, 0x58, 0x5C, 0x60, 0x68, 0x6C, 0x70, 0x78, 0x7C
            ]
        );
        assert!(!discovery(0x40, 0x20).is_legal());
    }

    #[test]
    fn says_what_is_missing() {
        assert_eq!(Discovery::parse(&[]), Err(DiscoveryError::Empty));
        assert_eq!(Discovery::parse(&[0x53, 0]), Err(DiscoveryError::Empty));
        assert_eq!(
            Discovery::parse(&[0x61, 0]),
            Err(DiscoveryError::NotTag7E { found: 0x61 })
        );
        assert_eq!(Discovery::parse(&[0x7E, 0]), Err(DiscoveryError::NoPolicy));
        assert_eq!(
            Discovery::parse(&hex::parse("7E 04 5F2F 01 40").unwrap()),
            Err(DiscoveryError::PolicyLength { bytes: 1 })
        );
        assert!(Discovery::parse(&hex::parse("53 07 7E 05 5F2F 02 40 00").unwrap()).is_ok());
    }
}
