//! Historical bytes (ISO/IEC 7816-4:2013 §12.1.1).
use crate::standards::status::StatusWord;

/// What the card says of itself in its ATR.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Historical {
    pub bytes: Vec<u8>,
    pub category: Category,
    /// COMPACT-TLV data objects.
    pub objects: Vec<CompactObject>,
    /// Card life cycle status byte.
    pub life_cycle: Option<u8>,
    pub status: Option<StatusWord>,
    /// Offset in the historical bytes where a data object is cut off.
    pub broken_at: Option<usize>,
}

/// The category indicator, the first historical byte.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Category {
    /// No historical bytes.
    #[default]
    Empty,
    /// 80: data objects to the end.
    CompactTlv,
    /// 00: data objects, then three bytes of status.
    CompactTlvAndStatus,
    /// 10: a reference to DIR data.
    DirReference,
    /// Anything else: the maker's own.
    Proprietary,
}

/// One COMPACT-TLV data object: the tag is one nibble, 1 for interindustry tag 41 and so on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompactObject {
    pub tag: u8,
    pub value: Vec<u8>,
}

impl CompactObject {
    /// ISO/IEC 7816-4:2013 §12.1.1 and ISO/IEC 7816-6.
    pub fn name(&self) -> &'static str {
        match self.tag {
            0x1 => "country code",
            0x2 => "issuer identification number",
            0x3 => "card service data",
            0x4 => "initial access data",
            0x5 => "card issuer's data",
            0x6 => "pre-issuing data",
            0x7 => "card capabilities",
            0x8 => "status indicator",
            0xF => "application identifier",
            _ => "unknown data object",
        }
    }
}

/// Tag 7 (ISO/IEC 7816-4:2013 §12.1.1.9). A table that is not sent says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// First software function table: DF selection.
    pub selection: u8,
    /// Second: data coding byte.
    pub coding: Option<u8>,
    /// Third, bit 8: command chaining.
    pub chaining: Option<bool>,
    /// Third, bit 7: extended Lc and Le fields.
    pub extended_length: Option<bool>,
}

impl Historical {
    pub fn parse(bytes: &[u8]) -> Self {
        let mut historical = Self {
            bytes: bytes.to_vec(),
            ..Self::default()
        };
        match bytes {
            [] => {}
            [0x80, objects @ ..] => {
                historical.category = Category::CompactTlv;
                historical.read_objects(objects);
                let status = historical.objects.iter().find(|object| object.tag == 0x8);
                match status.map(|object| object.value.clone()).as_deref() {
                    Some([life_cycle]) => historical.life_cycle = Some(*life_cycle),
                    Some([sw1, sw2]) => historical.set_status(*sw1, *sw2),
                    Some([life_cycle, sw1, sw2]) => {
                        historical.life_cycle = Some(*life_cycle);
                        historical.set_status(*sw1, *sw2);
                    }
                    _ => {}
                }
            }
            [0x00, objects @ .., life_cycle, sw1, sw2] => {
                historical.category = Category::CompactTlvAndStatus;
                historical.read_objects(objects);
                historical.life_cycle = Some(*life_cycle);
                historical.set_status(*sw1, *sw2);
            }
            [0x10, ..] => historical.category = Category::DirReference,
            _ => historical.category = Category::Proprietary,
        }
        historical
    }

    fn set_status(&mut self, sw1: u8, sw2: u8) {
        self.status = Some(StatusWord(u16::from_be_bytes([sw1, sw2])));
    }

    fn read_objects(&mut self, mut rest: &[u8]) {
        let whole = rest.len();
        while let Some((first, after)) = rest.split_first() {
            let Some((value, after)) = after.split_at_checked(usize::from(first & 0x0F)) else {
                self.broken_at = Some(whole.saturating_sub(rest.len()).saturating_add(1));
                return;
            };
            self.objects.push(CompactObject {
                tag: first >> 4,
                value: value.to_vec(),
            });
            rest = after;
        }
    }

    fn object(&self, tag: u8) -> Option<&[u8]> {
        self.objects
            .iter()
            .find(|object| object.tag == tag)
            .map(|object| object.value.as_slice())
    }

    pub fn capabilities(&self) -> Option<Capabilities> {
        let (selection, more) = self.object(0x7)?.split_first()?;
        let third = more.get(1);
        Some(Capabilities {
            selection: *selection,
            coding: more.first().copied(),
            chaining: third.map(|byte| byte & 0x80 != 0),
            extended_length: third.map(|byte| byte & 0x40 != 0),
        })
    }

    /// The start of an application's AID, where the card names one.
    pub fn aid_prefix(&self) -> Option<&[u8]> {
        self.object(0xF)
    }

    /// As text, where every byte is a printable ASCII character.
    pub fn text(&self) -> Option<&str> {
        let printable =
            !self.bytes.is_empty() && self.bytes.iter().all(|byte| (0x20..0x7F).contains(byte));
        std::str::from_utf8(&self.bytes).ok().filter(|_| printable)
    }
}

/// Card life cycle status (ISO/IEC 7816-4:2013 table 14).
pub(super) fn life_cycle_meaning(byte: u8) -> &'static str {
    match byte {
        0x00 => "no information",
        0x01 => "creation",
        0x03 => "initialisation",
        0x04 | 0x06 => "operational, deactivated",
        0x05 | 0x07 => "operational, activated",
        0x0C..=0x0F => "termination",
        _ => "proprietary",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standards::hex;

    fn historical(text: &str) -> Historical {
        Historical::parse(&hex::parse(text).unwrap())
    }

    #[test]
    fn compact_tlv_with_capabilities_and_aid() {
        let bytes = historical("80 73CC91CB F9A00000030800001000");
        assert_eq!(bytes.category, Category::CompactTlv);
        assert_eq!(
            bytes.aid_prefix(),
            Some(&crate::standards::piv::TRUNCATED_AID[..])
        );
        let capabilities = bytes.capabilities().unwrap();
        assert_eq!(
            (capabilities.selection, capabilities.coding),
            (0xCC, Some(0x91))
        );
        assert_eq!(
            (capabilities.chaining, capabilities.extended_length),
            (Some(true), Some(true))
        );
    }

    #[test]
    fn a_capability_table_not_sent_says_nothing() {
        let capabilities = historical("80 71CC").capabilities().unwrap();
        assert_eq!(
            (
                capabilities.coding,
                capabilities.chaining,
                capabilities.extended_length
            ),
            (None, None, None)
        );
        assert_eq!(historical("80 70").capabilities(), None);
    }

    #[test]
    fn status_in_either_place() {
        let end = historical("00 31C0 64B0F31000 0F 9000");
        assert_eq!(
            (end.category, end.objects.len()),
            (Category::CompactTlvAndStatus, 2)
        );
        assert_eq!(
            (end.life_cycle, end.status),
            (Some(0x0F), Some(StatusWord::SUCCESS))
        );
        assert_eq!(historical("80 829000").status, Some(StatusWord::SUCCESS));
        assert_eq!(historical("80 8107").life_cycle, Some(7));
        assert_eq!(historical("80 83079000").life_cycle, Some(7));
    }

    #[test]
    fn the_rest() {
        assert_eq!(historical("").category, Category::Empty);
        assert_eq!(historical("1041").category, Category::DirReference);
        assert_eq!(historical("53434537").text(), Some("SCE7"));
        assert_eq!(historical("5343453720030020").text(), None);
        assert_eq!(historical("80 31C1 52").broken_at, Some(3));
        assert_eq!(historical("00 31").category, Category::Proprietary);
    }
}
