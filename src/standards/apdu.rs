//! Command and response APDUs (ISO/IEC 7816-4:2013 §5.1).
use super::hex;
use super::status::StatusWord;
use std::fmt;

/// A command APDU.
#[derive(Clone, PartialEq, Eq)]
pub struct Command {
    pub cla: u8,
    pub ins: u8,
    pub p1: u8,
    pub p2: u8,
    pub data: Vec<u8>,
    pub le: Le,
}

/// How many answer bytes are expected at most, as sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Le {
    /// No Le field.
    None,
    /// One byte; 0 means 256.
    Short(u8),
    /// Two bytes; 0 means 65 536.
    Extended(u16),
}

/// The longest command data field: what an extended Lc of two bytes can say (ISO/IEC 7816-4:2013 §5.1).
pub const DATA_LIMIT: usize = 0xFFFF;

impl Command {
    /// The bytes on the wire: cases 1 to 4, short unless the data or Le needs the extended form.
    /// Data beyond [`DATA_LIMIT`] cannot be said in one APDU and is left off.
    pub fn encode(&self) -> Vec<u8> {
        let data = self.data.get(..DATA_LIMIT).unwrap_or(&self.data);
        let mut bytes = Vec::with_capacity(data.len().saturating_add(9));
        bytes.extend([self.cla, self.ins, self.p1, self.p2]);
        let short = u8::try_from(data.len()).ok();
        match (short, self.le) {
            (Some(0), Le::None) => {}
            (Some(0), Le::Short(le)) => bytes.push(le),
            (Some(0), Le::Extended(le)) => {
                bytes.push(0);
                bytes.extend(le.to_be_bytes());
            }
            (Some(lc), Le::None) => {
                bytes.push(lc);
                bytes.extend(data);
            }
            (Some(lc), Le::Short(le)) => {
                bytes.push(lc);
                bytes.extend(data);
                bytes.push(le);
            }
            (_, le) => {
                bytes.push(0);
                bytes.extend(u16::try_from(data.len()).unwrap_or(u16::MAX).to_be_bytes());
                bytes.extend(data);
                match le {
                    Le::None => {}
                    // Lc and Le are both short or both extended: a short 0 is 256, not 65 536.
                    Le::Short(0) => bytes.extend([1, 0]),
                    Le::Short(le) => bytes.extend([0, le]),
                    Le::Extended(le) => bytes.extend(le.to_be_bytes()),
                }
            }
        }
        bytes
    }

    /// For messages: the instruction and what it is about, never the data of a command that can carry a PIN.
    pub fn name(&self) -> String {
        let instruction = instruction(self.ins);
        match (self.ins, self.data.as_slice()) {
            (0xA4, aid) if self.p1 == 0x04 => format!("SELECT {}", hex::joined(aid)),
            (0xA4, file) => format!("SELECT FILE {}", hex::joined(file)),
            // Data field of GET DATA: 5C, length, tag (SP 800-73-5 Part 2 §3.1.2).
            (0xCB, [0x5C, length, tag @ ..]) if usize::from(*length) == tag.len() => {
                format!("GET DATA {}", hex::joined(tag))
            }
            (0x20, []) => format!("VERIFY {:02X} without a PIN", self.p2),
            (0x20, _) => format!("VERIFY {:02X}", self.p2),
            (0x87, _) => format!("GENERAL AUTHENTICATE {:02X}", self.p2),
            // Data field of READ BUFFER: buffer type, count (GSC-IS 2.1).
            (0x52, [kind, _]) => {
                let buffer = match kind {
                    1 => "T",
                    2 => "V",
                    _ => "?",
                };
                format!(
                    "READ BUFFER {buffer} at {}",
                    u16::from_be_bytes([self.p1, self.p2])
                )
            }
            _ => match instruction {
                Some(name) => name.to_owned(),
                None => format!(
                    "command {:02X} {:02X} {:02X} {:02X}",
                    self.cla, self.ins, self.p1, self.p2
                ),
            },
        }
    }
}

/// Header and length only: the data field may carry a PIN.
impl fmt::Debug for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            cla,
            ins,
            p1,
            p2,
            data,
            le,
        } = self;
        write!(
            f,
            "Command({cla:02X} {ins:02X} {p1:02X} {p2:02X}, {} bytes of data, Le {le:?})",
            data.len()
        )
    }
}

/// SP 800-73-5 Part 2 §3, GSC-IS 2.1 (card edge for virtual machine cards), ISO/IEC 7816-4.
fn instruction(ins: u8) -> Option<&'static str> {
    Some(match ins {
        0x20 => "VERIFY",
        0x36 => "GET CERTIFICATE",
        0x42 => "SIGN/DECRYPT",
        0x4C => "GET ACR",
        0x52 => "READ BUFFER",
        0x56 => "GET PROPERTIES",
        0x84 => "GET CHALLENGE",
        0x87 => "GENERAL AUTHENTICATE",
        0xA4 => "SELECT",
        0xC0 => "GET RESPONSE",
        0xCA | 0xCB => "GET DATA",
        _ => return None,
    })
}

/// A response APDU.
#[derive(Clone, PartialEq, Eq)]
pub struct Response {
    pub data: Vec<u8>,
    pub sw: StatusWord,
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Response({} bytes of data, {})",
            self.data.len(),
            self.sw
        )
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResponseError {
    #[error("the card's answer is empty; it must end with a status word of 2 bytes")]
    Empty,
    #[error(
        "the card's answer is the single byte {0:02X}; it must end with a status word of 2 bytes"
    )]
    OneByte(u8),
}

impl Response {
    pub fn parse(bytes: &[u8]) -> Result<Self, ResponseError> {
        match bytes {
            [] => Err(ResponseError::Empty),
            [byte] => Err(ResponseError::OneByte(*byte)),
            [data @ .., sw1, sw2] => Ok(Self {
                data: data.to_vec(),
                sw: StatusWord(u16::from_be_bytes([*sw1, *sw2])),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(data: &[u8], le: Le) -> Command {
        Command {
            cla: 0,
            ins: 0xCB,
            p1: 0x3F,
            p2: 0xFF,
            data: data.to_vec(),
            le,
        }
    }

    #[test]
    fn encodes_every_case() {
        let tag = [0x5C, 3, 0x5F, 0xC1, 5];
        let of = |data: &[u8], le| hex::joined(&command(data, le).encode());
        assert_eq!(of(&[], Le::None), "00CB3FFF");
        assert_eq!(of(&[], Le::Short(0)), "00CB3FFF00");
        assert_eq!(of(&[], Le::Extended(0)), "00CB3FFF000000");
        assert_eq!(of(&tag, Le::None), "00CB3FFF055C035FC105");
        assert_eq!(of(&tag, Le::Short(0)), "00CB3FFF055C035FC10500");
        assert_eq!(
            of(&tag, Le::Extended(0x1000)),
            "00CB3FFF0000055C035FC1051000"
        );
    }

    #[test]
    fn long_data_needs_the_extended_form() {
        let bytes = command(&[7; 256], Le::Short(0)).encode();
        assert_eq!(bytes.get(..7), Some(&[0, 0xCB, 0x3F, 0xFF, 0, 1, 0][..]));
        assert_eq!(bytes.get(263..), Some(&[1, 0][..]));
        assert_eq!(command(&[7; 256], Le::None).encode().len(), 263);
        assert_eq!(
            command(&vec![0; 70_000], Le::None).encode().len(),
            7 + DATA_LIMIT
        );
    }

    #[test]
    fn names_what_it_asks_and_hides_a_pin() {
        assert_eq!(
            command(&[0x5C, 3, 0x5F, 0xC1, 5], Le::Short(0)).name(),
            "GET DATA 5FC105"
        );
        assert_eq!(command(&[0x5C, 9, 0x5F], Le::None).name(), "GET DATA");
        let verify = Command {
            cla: 0,
            ins: 0x20,
            p1: 0,
            p2: 0x80,
            data: b"123456\xFF\xFF".to_vec(),
            le: Le::None,
        };
        assert_eq!(verify.name(), "VERIFY 80");
        assert!(!format!("{verify:?}").contains("49"));
        let read = Command {
            cla: 0x80,
            ins: 0x52,
            p1: 1,
            p2: 2,
            data: vec![1, 240],
            le: Le::None,
        };
        assert_eq!(read.name(), "READ BUFFER T at 258");
        let other = Command {
            cla: 0x80,
            ins: 0xE4,
            p1: 0,
            p2: 0,
            data: vec![],
            le: Le::None,
        };
        assert_eq!(other.name(), "command 80 E4 00 00");
    }

    #[test]
    fn an_answer_without_a_status_word_is_an_error() {
        assert_eq!(Response::parse(&[]), Err(ResponseError::Empty));
        assert_eq!(Response::parse(&[0x90]), Err(ResponseError::OneByte(0x90)));
        assert_eq!(
            Response::parse(&[1, 2, 0x90, 0]),
            Ok(Response {
                data: vec![1, 2],
                sw: StatusWord::SUCCESS
            })
        );
    }
}
