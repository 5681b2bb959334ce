//! Command APDUs as a card takes them apart, and answers before they are cut into parts (ISO/IEC 7816-3 §12.1).

/// A command APDU.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    pub cla: u8,
    pub ins: u8,
    pub p1: u8,
    pub p2: u8,
    pub data: Vec<u8>,
    /// How many bytes are wanted: 256 or 65536 when the field is zero. `None`: no Le field.
    pub le: Option<usize>,
    pub extended: bool,
}

impl Command {
    /// `None`: no case of ISO/IEC 7816-3 has these lengths.
    pub fn parse(bytes: &[u8]) -> Option<Command> {
        let (&[cla, ins, p1, p2], body) = bytes.split_first_chunk()?;
        let command = |data: &[u8], le, extended| {
            Some(Command {
                cla,
                ins,
                p1,
                p2,
                data: data.to_vec(),
                le,
                extended,
            })
        };
        let whole = |le: usize, all: usize| if le == 0 { all } else { le };
        match body {
            [] => command(&[], None, false),
            [le] => command(&[], Some(whole(usize::from(*le), 0x100)), false),
            [0, high, low] => command(&[], Some(whole(number(*high, *low), 0x1_0000)), true),
            [0, high, low, rest @ ..] => match rest.split_at_checked(number(*high, *low))? {
                ([], _) => None,
                (data, []) => command(data, None, true),
                (data, [high, low]) => {
                    command(data, Some(whole(number(*high, *low), 0x1_0000)), true)
                }
                _ => None,
            },
            [lc, rest @ ..] => match rest.split_at_checked(usize::from(*lc))? {
                ([], _) => None,
                (data, []) => command(data, None, false),
                (data, [le]) => command(data, Some(whole(usize::from(*le), 0x100)), false),
                _ => None,
            },
        }
    }
}

fn number(high: u8, low: u8) -> usize {
    usize::from(u16::from_be_bytes([high, low]))
}

/// What an applet answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub data: Vec<u8>,
    pub sw: u16,
}

impl Answer {
    pub fn data(data: Vec<u8>) -> Self {
        Answer { data, sw: sw::OK }
    }

    pub fn sw(sw: u16) -> Self {
        Answer {
            data: Vec::new(),
            sw,
        }
    }
}

/// Status words, ISO/IEC 7816-4 §5.6 and SP 800-73-5 Part 2.
pub mod sw {
    pub const OK: u16 = 0x9000;
    pub const MORE_DATA: u16 = 0x6100;
    pub const WRONG_LENGTH: u16 = 0x6700;
    pub const SECURE_MESSAGING_UNSUPPORTED: u16 = 0x6882;
    pub const LAST_OF_CHAIN_EXPECTED: u16 = 0x6883;
    pub const SECURITY_STATUS: u16 = 0x6982;
    pub const BLOCKED: u16 = 0x6983;
    pub const CONDITIONS_OF_USE: u16 = 0x6985;
    pub const NOT_ALLOWED: u16 = 0x6986;
    pub const WRONG_DATA: u16 = 0x6A80;
    pub const NOT_FOUND: u16 = 0x6A82;
    pub const WRONG_P1_P2: u16 = 0x6A86;
    pub const REFERENCE_NOT_FOUND: u16 = 0x6A88;
    pub const WRONG_LE: u16 = 0x6C00;
    pub const INS: u16 = 0x6D00;
    pub const CLA: u16 = 0x6E00;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths(bytes: &[u8]) -> Option<(usize, Option<usize>, bool)> {
        Command::parse(bytes).map(|it| (it.data.len(), it.le, it.extended))
    }

    #[test]
    fn the_four_cases_short_and_extended() {
        assert_eq!(lengths(&[0, 1, 2, 3]), Some((0, None, false)));
        assert_eq!(lengths(&[0, 1, 2, 3, 0]), Some((0, Some(256), false)));
        assert_eq!(lengths(&[0, 1, 2, 3, 2, 9, 9]), Some((2, None, false)));
        assert_eq!(
            lengths(&[0, 1, 2, 3, 2, 9, 9, 5]),
            Some((2, Some(5), false))
        );
        assert_eq!(
            lengths(&[0, 1, 2, 3, 0, 0, 0]),
            Some((0, Some(0x1_0000), true))
        );
        assert_eq!(lengths(&[0, 1, 2, 3, 0, 0, 2, 9, 9]), Some((2, None, true)));
        assert_eq!(
            lengths(&[0, 1, 2, 3, 0, 0, 2, 9, 9, 1, 0]),
            Some((2, Some(256), true))
        );
    }

    #[test]
    fn lengths_that_do_not_fit() {
        for bytes in [
            &[0, 1, 2][..],
            &[0, 1, 2, 3, 2, 9],
            &[0, 1, 2, 3, 1, 9, 9, 9],
            &[0, 1, 2, 3, 0, 0, 0, 9],
        ] {
            assert_eq!(lengths(bytes), None);
        }
    }
}
