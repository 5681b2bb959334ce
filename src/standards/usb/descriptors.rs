//! The file `descriptors` of sysfs: the device descriptor, then every configuration with what belongs to it.
use super::{Ccid, CcidError, SMART_CARD, VENDOR_SPECIFIC};

/// Most interfaces that are read; a configuration has 32 at most, and alternate settings beside them.
const INTERFACES: usize = 256;

/// Descriptor types (USB 2.0 table 9-5; CCID 1.1 §5.1 for the class's own).
const DEVICE: u8 = 1;
const CONFIGURATION: u8 = 2;
const INTERFACE: u8 = 4;
const CLASS_FUNCTIONAL: u8 = 0x21;

/// What the descriptors say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Descriptors {
    /// idVendor and idProduct of the device descriptor.
    pub id: Option<(u16, u16)>,
    /// Largest bMaxPower of a configuration, in mA as USB 2 counts.
    pub max_power_ma: Option<u16>,
    pub interfaces: Vec<Interface>,
    /// Where the chain of descriptors breaks off, bytes from the start.
    pub broken_at: Option<usize>,
}

/// An interface in one of its alternate settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    /// bConfigurationValue of the configuration it belongs to.
    pub configuration: u8,
    pub number: u8,
    pub alternate: u8,
    pub class: u8,
    pub subclass: u8,
    pub protocol: u8,
    /// The smart card class descriptor. None for other classes; a vendor's own class may have one.
    pub ccid: Option<Result<Ccid, CcidError>>,
}

impl Descriptors {
    pub fn parse(bytes: &[u8]) -> Descriptors {
        let mut out = Descriptors::default();
        let mut at = 0_usize;
        let mut configuration = 0_u8;
        while let Some(rest) = bytes.get(at..).filter(|it| !it.is_empty()) {
            let length = rest.first().map_or(0, |it| usize::from(*it));
            let (Some(one), Some(kind)) = (rest.get(..length), rest.get(1)) else {
                out.broken_at = Some(at);
                // What is cut off may still be the class descriptor of the interface before it.
                if rest.get(1) == Some(&CLASS_FUNCTIONAL) {
                    out.class_descriptor(rest);
                }
                break;
            };
            if length < 2 {
                out.broken_at = Some(at);
                break;
            }
            let byte = |n: usize| one.get(n).copied().unwrap_or(0);
            let short = |n: usize| u16::from_le_bytes([byte(n), byte(n + 1)]);
            match *kind {
                DEVICE if length >= 18 => out.id = Some((short(8), short(10))),
                CONFIGURATION if length >= 9 => {
                    configuration = byte(5);
                    let power = u16::from(byte(8)) * 2;
                    out.max_power_ma = out.max_power_ma.max(Some(power));
                }
                INTERFACE if length >= 9 && out.interfaces.len() < INTERFACES => {
                    out.interfaces.push(Interface {
                        configuration,
                        number: byte(2),
                        alternate: byte(3),
                        class: byte(5),
                        subclass: byte(6),
                        protocol: byte(7),
                        ccid: (byte(5) == SMART_CARD).then_some(Err(CcidError::Missing)),
                    });
                }
                CLASS_FUNCTIONAL => out.class_descriptor(one),
                _ => {}
            }
            at = at.saturating_add(length);
        }
        out
    }

    /// It belongs to the interface before it; some readers put it after the last endpoint.
    fn class_descriptor(&mut self, one: &[u8]) {
        let Some(interface) = self.interfaces.last_mut() else {
            return;
        };
        let read = Ccid::parse(one);
        match interface.class {
            SMART_CARD if !matches!(interface.ccid, Some(Ok(_))) => interface.ccid = Some(read),
            // The same type means something else in most other classes: only the right length counts.
            VENDOR_SPECIFIC if read.is_ok() => interface.ccid = Some(read),
            _ => {}
        }
    }

    /// The first interface that is a smart-card reader by its class, or by the class descriptor it has.
    pub fn smart_card(&self) -> Option<&Interface> {
        self.interfaces
            .iter()
            .find(|it| it.class == SMART_CARD)
            .or_else(|| self.interfaces.iter().find(|it| it.ccid.is_some()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standards::hex;

    const QEMU: &str = "1201100100000040E608334400000102030109025D00010100E03209040000030B00000436211001000701000000A00F000000000100008025000000C2010000FE0000000000000000000000FE04010012000100FFFF00000101070581034000FF0705820240000007050302400000";

    #[test]
    fn a_reader() {
        let it = Descriptors::parse(&hex::parse(QEMU).unwrap());
        assert_eq!(it.id, Some((0x08e6, 0x4433)));
        assert_eq!((it.max_power_ma, it.broken_at), (Some(100), None));
        let reader = it.smart_card().unwrap();
        assert_eq!(
            (reader.configuration, reader.number, reader.class),
            (1, 0, 0x0B)
        );
        assert!(matches!(&reader.ccid, Some(Ok(ccid)) if ccid.slots() == 1));
    }

    #[test]
    fn a_reader_whose_descriptor_comes_after_its_endpoints() {
        let mut bytes = hex::parse(QEMU).unwrap();
        let class: Vec<u8> = bytes.drain(36..36 + 54).collect();
        bytes.extend(class);
        let it = Descriptors::parse(&bytes);
        assert!(matches!(it.smart_card().unwrap().ccid, Some(Ok(_))));
    }

    #[test]
    fn cut_off_anywhere_what_came_before_stands() {
        let whole = hex::parse(QEMU).unwrap();
        for length in 0..whole.len() {
            let it = Descriptors::parse(&whole[..length]);
            assert_eq!(it.id.is_some(), length >= 18, "{length}");
            if (37..36 + 54).contains(&length) {
                assert!(
                    matches!(it.smart_card().unwrap().ccid, Some(Err(_))),
                    "{length}"
                );
            }
        }
        // Lengths that lead nowhere.
        for bytes in [&[0, 0][..], &[1], &[255, 4], &[2, 0x21, 9, 4]] {
            assert!(Descriptors::parse(bytes).broken_at.is_some(), "{bytes:?}");
        }
    }

    #[test]
    fn a_class_of_the_makers_own_with_the_descriptor() {
        let mut bytes = hex::parse(QEMU).unwrap();
        bytes[18 + 9 + 5] = 0xFF;
        assert!(Descriptors::parse(&bytes).smart_card().is_some());
        // A keyboard's class descriptor has the same type.
        bytes[18 + 9 + 5] = 0x03;
        assert!(Descriptors::parse(&bytes).smart_card().is_none());
    }
}
