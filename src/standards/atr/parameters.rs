//! What the interface bytes of an ATR mean.
use super::{Atr, Group};

/// TA2 is there: the card fixes protocol and parameters (ISO/IEC 7816-3:2006 §8.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpecificMode {
    pub protocol: u8,
    /// Bit 8 clear: a warm reset may change it.
    pub can_change: bool,
    /// Bit 5: the transmission parameters are not those of TA1.
    pub implicit: bool,
}

/// TA1: how fast the card can go (ISO/IEC 7816-3:2006 §8.3, tables 7 and 8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Speed {
    /// Clock rate conversion factor F; `None`: the value is reserved.
    pub f: Option<u16>,
    /// Highest clock frequency, kHz.
    pub max_khz: Option<u16>,
    /// Baud rate adjustment factor D; `None`: the value is reserved.
    pub d: Option<u8>,
}

impl Speed {
    /// Bits in a second at a clock of so many kHz.
    pub fn baud(&self, khz: u32) -> Option<u32> {
        let clock = khz.checked_mul(1000)?.checked_mul(u32::from(self.d?))?;
        clock.checked_div(u32::from(self.f?))
    }
}

/// Interface bytes specific to T=1 (ISO/IEC 7816-3:2006 §11.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockProtocol {
    /// Information field size of the card, bytes; 32 unless told.
    pub ifsc: u8,
    /// Block waiting time integer; 4 unless told.
    pub bwi: u8,
    /// Character waiting time integer; 13 unless told.
    pub cwi: u8,
    /// Checked with a CRC rather than an LRC.
    pub crc: bool,
}

/// Global interface bytes after T=15 (ISO/IEC 7816-3:2006 §8.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GlobalBytes {
    /// Bits 8 and 7 of TA: 0 not supported, 1 state low, 2 state high, 3 no preference.
    pub clock_stop: Option<u8>,
    /// Bits 6 to 1 of TA: 1 class A (5 V), 2 class B (3 V), 4 class C (1.8 V).
    pub classes: Option<u8>,
    /// TB: use of contact C6 (SPU).
    pub spu: Option<u8>,
}

/// F and the highest clock in kHz by the high nibble of TA1 (ISO/IEC 7816-3:2006 table 7).
const F: [Option<(u16, u16)>; 16] = [
    Some((372, 4000)),
    Some((372, 5000)),
    Some((558, 6000)),
    Some((744, 8000)),
    Some((1116, 12_000)),
    Some((1488, 16_000)),
    Some((1860, 20_000)),
    None,
    None,
    Some((512, 5000)),
    Some((768, 7500)),
    Some((1024, 10_000)),
    Some((1536, 15_000)),
    Some((2048, 20_000)),
    None,
    None,
];
/// D by the low nibble of TA1 (ISO/IEC 7816-3:2006 table 8).
const D: [Option<u8>; 16] = [
    None,
    Some(1),
    Some(2),
    Some(4),
    Some(8),
    Some(16),
    Some(32),
    Some(64),
    Some(12),
    Some(20),
    None,
    None,
    None,
    None,
    None,
    None,
];

impl Atr {
    fn announced(&self) -> impl Iterator<Item = u8> {
        self.groups.iter().filter_map(|group| group.protocol)
    }

    /// A check character is due as soon as any TD names another protocol than T=0; T=15 counts
    /// (ISO/IEC 7816-3:2006 §8.2.5).
    pub fn needs_tck(&self) -> bool {
        self.announced().any(|protocol| protocol != 0)
    }

    /// The protocols the card offers, in its order. Without any TD byte: T=0.
    pub fn offered(&self) -> Vec<u8> {
        let mut offered = Vec::new();
        for protocol in self.announced().filter(|protocol| *protocol != 15) {
            if !offered.contains(&protocol) {
                offered.push(protocol);
            }
        }
        if offered.is_empty() {
            offered.push(0);
        }
        offered
    }

    /// The protocol spoken unless another is agreed on.
    pub fn default_protocol(&self) -> u8 {
        let first = self.offered().first().copied().unwrap_or(0);
        self.specific_mode().map_or(first, |mode| mode.protocol)
    }

    pub fn specific_mode(&self) -> Option<SpecificMode> {
        let ta2 = self.groups.get(1)?.ta?;
        Some(SpecificMode {
            protocol: ta2 & 0x0F,
            can_change: ta2 & 0x80 == 0,
            implicit: ta2 & 0x10 != 0,
        })
    }

    pub fn ta1(&self) -> Option<u8> {
        self.groups.first()?.ta
    }

    /// From TA1; 11, that is F=372 and D=1, where it is absent.
    pub fn speed(&self) -> Speed {
        let ta1 = self.ta1().unwrap_or(0x11);
        let f = F.get(usize::from(ta1 >> 4)).copied().flatten();
        let d = D.get(usize::from(ta1 & 0x0F)).copied().flatten();
        Speed {
            f: f.map(|(f, _)| f),
            max_khz: f.map(|(_, khz)| khz),
            d,
        }
    }

    /// N from TC1, 0 where it is absent; 255 has a meaning of its own in each protocol.
    pub fn extra_guard_time(&self) -> u8 {
        self.groups.first().and_then(|group| group.tc).unwrap_or(0)
    }

    /// Waiting time integer WI of T=0 from TC2, 10 where it is absent (ISO/IEC 7816-3:2006 §10.2).
    pub fn waiting_time(&self) -> u8 {
        self.groups.get(1).and_then(|group| group.tc).unwrap_or(10)
    }

    /// Parameters of T=1, where the card offers it.
    pub fn t1(&self) -> Option<BlockProtocol> {
        if !self.offered().contains(&1) {
            return None;
        }
        let group = self.specific(1).unwrap_or_default();
        let tb = group.tb.unwrap_or(0x4D);
        Some(BlockProtocol {
            ifsc: group.ta.unwrap_or(32),
            bwi: tb >> 4,
            cwi: tb & 0x0F,
            crc: group.tc.is_some_and(|tc| tc & 1 != 0),
        })
    }

    /// Global bytes after the first T=15.
    pub fn global(&self) -> Option<GlobalBytes> {
        let group = self.specific(15)?;
        Some(GlobalBytes {
            clock_stop: group.ta.map(|ta| ta >> 6),
            classes: group.ta.map(|ta| ta & 0x3F),
            spu: group.tb,
        })
    }

    /// The first group, from the third on, whose bytes are specific to a protocol.
    fn specific(&self, protocol: u8) -> Option<Group> {
        self.groups
            .iter()
            .skip(2)
            .find(|group| group.protocol == Some(protocol))
            .copied()
    }
}
