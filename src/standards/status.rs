//! Status words: the two bytes that end every response APDU (ISO/IEC 7816-4:2013 §5.1.3).
use std::fmt;

/// SW1 and SW2 as one number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatusWord(pub u16);

impl StatusWord {
    pub const SUCCESS: Self = Self(0x9000);
    /// File or application not found.
    pub const NOT_FOUND: Self = Self(0x6A82);
    /// Security status not satisfied: a PIN, or a virtual contact interface, is needed.
    pub const SECURITY_STATUS: Self = Self(0x6982);
    /// Authentication method blocked.
    pub const BLOCKED: Self = Self(0x6983);
    /// Reference data not found.
    pub const REFERENCE_NOT_FOUND: Self = Self(0x6A88);

    pub const fn sw1(self) -> u8 {
        self.0.to_be_bytes()[0]
    }

    pub const fn sw2(self) -> u8 {
        self.0.to_be_bytes()[1]
    }

    pub const fn is_success(self) -> bool {
        self.0 == Self::SUCCESS.0
    }

    /// `61xx`: how many more bytes GET RESPONSE can fetch. `6100` means 256 or more.
    pub const fn more(self) -> Option<u16> {
        match (self.sw1(), self.sw2()) {
            (0x61, 0) => Some(256),
            (0x61, n) => Some(n as u16),
            _ => None,
        }
    }

    /// `6Cxx`: the Le to send the same command again with, as it is sent (0 means 256).
    pub const fn exact_length(self) -> Option<u8> {
        match self.sw1() {
            0x6C => Some(self.sw2()),
            _ => None,
        }
    }

    /// `63Cx`: how many tries the reference data has left.
    pub const fn tries_left(self) -> Option<u8> {
        match self.0 & 0xFFF0 {
            0x63C0 => Some(self.sw2() & 0x0F),
            _ => None,
        }
    }

    /// What the standards say it means; the most exact row of [`MEANINGS`].
    pub fn meaning(self) -> Option<&'static str> {
        self.row().map(|row| row.meaning)
    }

    /// The row of [`MEANINGS`] that fits.
    pub fn row(self) -> Option<&'static Meaning> {
        MEANINGS.iter().find(|row| self.0 & row.mask == row.value)
    }
}

impl fmt::Display for StatusWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04X}", self.0)
    }
}

impl fmt::Debug for StatusWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StatusWord({self})")
    }
}

/// One row of the table of status words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// As people write it: `61xx`.
    pub pattern: &'static str,
    pub value: u16,
    /// The bits of a status word that `value` fixes.
    pub mask: u16,
    pub meaning: &'static str,
    pub source: &'static str,
}

const fn row(
    pattern: &'static str,
    value: u16,
    mask: u16,
    meaning: &'static str,
    source: &'static str,
) -> Meaning {
    Meaning {
        pattern,
        value,
        mask,
        meaning,
        source,
    }
}

const ISO: &str = "ISO/IEC 7816-4:2013 §5.1.3";
const PIV: &str = "SP 800-73-5 Part 1 §5";

/// Every status word the tool can explain. The first row that fits counts, so exact rows stand before patterns.
pub const MEANINGS: &[Meaning] = &[
    row("9000", 0x9000, 0xFFFF, "success", PIV),
    row(
        "61xx",
        0x6100,
        0xFF00,
        "success, xx more bytes wait for GET RESPONSE",
        PIV,
    ),
    row(
        "6281",
        0x6281,
        0xFFFF,
        "part of the returned data may be corrupted",
        ISO,
    ),
    row(
        "6282",
        0x6282,
        0xFFFF,
        "the end of the file was reached before Le bytes were read",
        ISO,
    ),
    row(
        "6283",
        0x6283,
        0xFFFF,
        "the selected application or file is deactivated",
        ISO,
    ),
    row(
        "6285",
        0x6285,
        0xFFFF,
        "the selected application or file is terminated",
        ISO,
    ),
    row("62xx", 0x6200, 0xFF00, "warning, nothing was changed", ISO),
    row(
        "6300",
        0x6300,
        0xFFFF,
        "verification or authentication failed",
        PIV,
    ),
    row(
        "63Cx",
        0x63C0,
        0xFFF0,
        "verification failed or not done, x tries left",
        PIV,
    ),
    row(
        "63xx",
        0x6300,
        0xFF00,
        "warning, something was changed",
        ISO,
    ),
    row(
        "64xx",
        0x6400,
        0xFF00,
        "execution error, nothing was changed",
        ISO,
    ),
    row("6581", 0x6581, 0xFFFF, "memory failure", ISO),
    row(
        "65xx",
        0x6500,
        0xFF00,
        "execution error, something was changed",
        ISO,
    ),
    row("6700", 0x6700, 0xFFFF, "wrong length", ISO),
    row("6881", 0x6881, 0xFFFF, "logical channel not supported", ISO),
    row(
        "6882",
        0x6882,
        0xFFFF,
        "secure messaging not supported",
        PIV,
    ),
    row(
        "6883",
        0x6883,
        0xFFFF,
        "last command of the chain expected",
        ISO,
    ),
    row(
        "6884",
        0x6884,
        0xFFFF,
        "command chaining not supported",
        ISO,
    ),
    row(
        "68xx",
        0x6800,
        0xFF00,
        "a function in CLA is not supported",
        ISO,
    ),
    row(
        "6982",
        0x6982,
        0xFFFF,
        "security status not satisfied: a PIN or a virtual contact interface is needed",
        PIV,
    ),
    row("6983", 0x6983, 0xFFFF, "authentication method blocked", PIV),
    row(
        "6985",
        0x6985,
        0xFFFF,
        "conditions of use not satisfied",
        ISO,
    ),
    row(
        "6986",
        0x6986,
        0xFFFF,
        "command not allowed, no file is selected",
        ISO,
    ),
    row(
        "6987",
        0x6987,
        0xFFFF,
        "expected secure messaging data objects are missing",
        PIV,
    ),
    row(
        "6988",
        0x6988,
        0xFFFF,
        "secure messaging data objects are wrong",
        PIV,
    ),
    row("69xx", 0x6900, 0xFF00, "command not allowed", ISO),
    row(
        "6A80",
        0x6A80,
        0xFFFF,
        "wrong parameter in the command data field",
        PIV,
    ),
    row(
        "6A81",
        0x6A81,
        0xFFFF,
        "function not supported, or not on this interface",
        PIV,
    ),
    row(
        "6A82",
        0x6A82,
        0xFFFF,
        "data object or application not found",
        PIV,
    ),
    row("6A84", 0x6A84, 0xFFFF, "not enough memory", PIV),
    row("6A86", 0x6A86, 0xFFFF, "wrong parameter in P1 or P2", PIV),
    row(
        "6A88",
        0x6A88,
        0xFFFF,
        "key or other reference data not found",
        PIV,
    ),
    row("6Axx", 0x6A00, 0xFF00, "wrong parameters", ISO),
    row("6B00", 0x6B00, 0xFFFF, "wrong P1 P2", ISO),
    row("6Cxx", 0x6C00, 0xFF00, "wrong Le, xx is the right one", ISO),
    row(
        "6D00",
        0x6D00,
        0xFFFF,
        "instruction not supported: most often another application is selected",
        ISO,
    ),
    row(
        "6E00",
        0x6E00,
        0xFFFF,
        "class not supported: most often another application is selected",
        ISO,
    ),
    row(
        "6F00",
        0x6F00,
        0xFFFF,
        "internal error without a diagnosis",
        ISO,
    ),
    row("6Fxx", 0x6F00, 0xFF00, "internal error", ISO),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_counting_words() {
        assert_eq!(StatusWord(0x6100).more(), Some(256));
        assert_eq!(StatusWord(0x6114).more(), Some(20));
        assert_eq!(StatusWord(0x9000).more(), None);
        assert_eq!(StatusWord(0x6C00).exact_length(), Some(0));
        assert_eq!(StatusWord(0x63C2).tries_left(), Some(2));
        assert_eq!(StatusWord(0x6300).tries_left(), None);
        assert_eq!(StatusWord(0x63D2).tries_left(), None);
        assert_eq!(StatusWord(0x6A82).to_string(), "6A82");
    }

    #[test]
    fn the_most_exact_row_wins() {
        assert_eq!(StatusWord(0x6300).row().map(|r| r.pattern), Some("6300"));
        assert_eq!(StatusWord(0x6301).row().map(|r| r.pattern), Some("63xx"));
        assert_eq!(StatusWord(0x63CF).row().map(|r| r.pattern), Some("63Cx"));
        assert_eq!(StatusWord(0x1234).meaning(), None);
        for (i, row) in MEANINGS.iter().enumerate() {
            assert_eq!(row.value & !row.mask, 0, "{}", row.pattern);
            assert_eq!(
                StatusWord(row.value | (0x000F & !row.mask))
                    .row()
                    .map(|r| r.pattern),
                Some(row.pattern),
                "row {i} is hidden"
            );
        }
    }
}
