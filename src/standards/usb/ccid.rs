//! The functional descriptor of a smart-card reader (CCID 1.1 §5.1, table 5.1-1).

/// bLength.
const LENGTH: usize = 54;

/// What a reader says it can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ccid {
    /// bcdCCID: 0x0110 for 1.10.
    pub release: u16,
    pub max_slot_index: u8,
    /// bVoltageSupport.
    pub voltage: u8,
    /// dwProtocols.
    pub protocols: u32,
    pub default_clock_khz: u32,
    pub max_clock_khz: u32,
    /// How many clock rates there are; 0: only the default one.
    pub clocks: u8,
    pub default_rate: u32,
    pub max_rate: u32,
    /// How many data rates there are; 0: all between the two.
    pub rates: u8,
    pub max_ifsd: u32,
    /// dwFeatures.
    pub features: u32,
    pub max_message: u32,
    /// wLcdLayout.
    pub lcd: u16,
    /// bPINSupport.
    pub pin_support: u8,
    pub max_busy_slots: u8,
}

/// How much of the protocol the reader does by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExchangeLevel {
    Character,
    Tpdu,
    ShortApdu,
    ExtendedApdu,
}

impl ExchangeLevel {
    pub fn words(self) -> &'static str {
        match self {
            ExchangeLevel::Character => "character",
            ExchangeLevel::Tpdu => "TPDU",
            ExchangeLevel::ShortApdu => "short APDU",
            ExchangeLevel::ExtendedApdu => "short and extended APDU",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CcidError {
    #[error("the smart card class descriptor has {found} bytes; it must have {LENGTH}")]
    Length { found: usize },
    #[error("the interface of the smart card class has no class descriptor")]
    Missing,
}

/// Bits of dwFeatures below the exchange level, by name.
pub const FEATURES: &[(u32, &str)] = &[
    (0x0000_0002, "automatic parameters from the ATR"),
    (0x0000_0004, "automatic activation on insertion"),
    (0x0000_0008, "automatic voltage"),
    (0x0000_0010, "automatic clock"),
    (0x0000_0020, "automatic baud rate"),
    (0x0000_0040, "automatic PPS, proprietary"),
    (0x0000_0080, "automatic PPS by current parameters"),
    (0x0000_0100, "clock stop"),
    (0x0000_0200, "NAD other than 0"),
    (0x0000_0400, "automatic IFSD"),
    (0x0010_0000, "wakes the computer on insertion and removal"),
];

impl Ccid {
    /// The descriptor from its first byte on; what follows its own length is not looked at.
    pub fn parse(bytes: &[u8]) -> Result<Ccid, CcidError> {
        let length = bytes.first().map_or(0, |it| usize::from(*it));
        let body = match bytes.get(..LENGTH) {
            Some(it) if length == LENGTH => it,
            _ => {
                return Err(CcidError::Length {
                    found: length.min(bytes.len()),
                });
            }
        };
        let byte = |at: usize| body.get(at).copied().unwrap_or(0);
        let short = |at: usize| u16::from_le_bytes([byte(at), byte(at + 1)]);
        let long =
            |at: usize| u32::from_le_bytes([byte(at), byte(at + 1), byte(at + 2), byte(at + 3)]);
        Ok(Ccid {
            release: short(2),
            max_slot_index: byte(4),
            voltage: byte(5),
            protocols: long(6),
            default_clock_khz: long(10),
            max_clock_khz: long(14),
            clocks: byte(18),
            default_rate: long(19),
            max_rate: long(23),
            rates: byte(27),
            max_ifsd: long(28),
            features: long(40),
            max_message: long(44),
            lcd: short(50),
            pin_support: byte(52),
            max_busy_slots: byte(53),
        })
    }

    /// Slots for cards.
    pub fn slots(&self) -> u16 {
        u16::from(self.max_slot_index).saturating_add(1)
    }

    /// `5 V`, `3 V`, `1.8 V`.
    pub fn voltages(&self) -> Vec<&'static str> {
        named(
            &[(1, "5 V"), (2, "3 V"), (4, "1.8 V")],
            u32::from(self.voltage),
        )
    }

    /// `T=0`, `T=1`.
    pub fn protocol_names(&self) -> Vec<&'static str> {
        named(&[(1, "T=0"), (2, "T=1")], self.protocols)
    }

    pub fn feature_names(&self) -> Vec<&'static str> {
        named(FEATURES, self.features)
    }

    /// Bits 16 to 18 of dwFeatures; none of them is the level of characters.
    pub fn level(&self) -> ExchangeLevel {
        match (self.features >> 16) & 7 {
            0 => ExchangeLevel::Character,
            1 => ExchangeLevel::Tpdu,
            2 => ExchangeLevel::ShortApdu,
            _ => ExchangeLevel::ExtendedApdu,
        }
    }

    /// `verification`, `modification` of a PIN on the reader itself.
    pub fn pin_names(&self) -> Vec<&'static str> {
        named(
            &[(1, "verification"), (2, "modification")],
            u32::from(self.pin_support),
        )
    }

    /// Lines and characters a line of its display.
    pub fn display(&self) -> Option<(u8, u8)> {
        let [characters, lines] = self.lcd.to_le_bytes();
        (self.lcd != 0).then_some((lines, characters))
    }
}

fn named(names: &[(u32, &'static str)], bits: u32) -> Vec<&'static str> {
    names
        .iter()
        .filter(|(bit, _)| bits & bit != 0)
        .map(|(_, name)| *name)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standards::hex;

    /// Class descriptor of QEMU's usb-ccid (hw/usb/dev-smartcard-reader.c).
    const QEMU: &str = "36211001000701000000A00F000000000100008025000000C2010000FE0000000000000000000000FE04010012000100FFFF00000101";

    #[test]
    fn every_field() {
        let it = Ccid::parse(&hex::parse(QEMU).unwrap()).unwrap();
        assert_eq!(it.release, 0x0110);
        assert_eq!((it.slots(), it.max_busy_slots), (1, 1));
        assert_eq!(it.voltages(), ["5 V", "3 V", "1.8 V"]);
        assert_eq!(it.protocol_names(), ["T=0"]);
        assert_eq!(
            (it.default_clock_khz, it.max_clock_khz, it.clocks),
            (4000, 65536, 0)
        );
        assert_eq!((it.default_rate, it.max_rate, it.rates), (9600, 115_200, 0));
        assert_eq!((it.max_ifsd, it.max_message), (254, 65554));
        assert_eq!(it.level(), ExchangeLevel::Tpdu);
        assert_eq!(it.features, 0x0001_04FE);
        assert!(it.feature_names().contains(&"automatic IFSD"));
        assert_eq!(it.pin_names(), ["verification"]);
        assert_eq!(it.display(), None);
    }

    #[test]
    fn what_is_no_such_descriptor() {
        let whole = hex::parse(QEMU).unwrap();
        for length in 0..LENGTH {
            assert!(Ccid::parse(&whole[..length]).is_err(), "{length}");
        }
        assert_eq!(
            Ccid::parse(&[9, 0x21]).unwrap_err().to_string(),
            "the smart card class descriptor has 2 bytes; it must have 54"
        );
    }
}
