//! The Federal Agency Smart Credential Number (SP 800-73-5 Part 1 §3.1.2; coding from the Technical Implementation
//! Guidance: Smart Card Enabled Physical Access Control Systems, §6).

/// Bytes of an encoded FASC-N: 40 characters of 5 bits.
pub const LENGTH: usize = 25;
const CHARACTERS: usize = 40;
const START: u8 = 0b1011;
const SEPARATOR: u8 = 0b1101;
const END: u8 = 0b1111;

/// The digits of a FASC-N. Values are kept whatever they are; only the coding is checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fascn {
    /// 4 digits; see [`Fascn::DOD`].
    pub agency: String,
    /// 4 digits.
    pub system: String,
    /// 6 digits.
    pub credential: String,
    /// Credential series, 1 digit.
    pub series: String,
    /// Individual credential issue, 1 digit.
    pub issue: String,
    /// Person identifier, 10 digits; on Department of Defense cards the EDIPI.
    pub person: String,
    /// Organizational category, 1 digit: 1 federal, 2 state, 3 commercial, 4 foreign.
    pub category: String,
    /// Organizational identifier, 4 digits.
    pub organization: String,
    /// Person/organization association, 1 digit: 1 employee, 2 civil, 3 executive staff, 4 uniformed service,
    /// 5 contractor, 6 affiliate, 7 beneficiary.
    pub association: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FascnError {
    #[error("the FASC-N has {bytes} bytes; it must have {LENGTH}")]
    Length { bytes: usize },
    #[error("character {character} of the FASC-N has even parity")]
    Parity { character: usize },
    #[error("character {character} of the FASC-N should be {wanted}, but is {found:X}")]
    Unexpected {
        character: usize,
        wanted: &'static str,
        found: u8,
    },
    #[error(
        "the FASC-N's longitudinal redundancy check is {found:X}; its characters give {wanted:X}"
    )]
    Lrc { wanted: u8, found: u8 },
}

impl Fascn {
    /// The agency code of the Department of Defense, whose person identifier is the EDIPI.
    pub const DOD: &'static str = "9700";

    pub fn parse(bytes: &[u8]) -> Result<Self, FascnError> {
        let characters = characters(bytes)?;
        let mut cursor = Cursor {
            characters: &characters,
            position: 0,
        };
        cursor.sentinel(START, "the start sentinel")?;
        let agency = cursor.digits(4)?;
        cursor.sentinel(SEPARATOR, "a field separator")?;
        let system = cursor.digits(4)?;
        cursor.sentinel(SEPARATOR, "a field separator")?;
        let credential = cursor.digits(6)?;
        cursor.sentinel(SEPARATOR, "a field separator")?;
        let series = cursor.digits(1)?;
        cursor.sentinel(SEPARATOR, "a field separator")?;
        let issue = cursor.digits(1)?;
        cursor.sentinel(SEPARATOR, "a field separator")?;
        let person = cursor.digits(10)?;
        let category = cursor.digits(1)?;
        let organization = cursor.digits(4)?;
        let association = cursor.digits(1)?;
        cursor.sentinel(END, "the end sentinel")?;
        let wanted = characters
            .iter()
            .take(cursor.position)
            .fold(0, |sum, character| sum ^ character);
        let found = cursor.next();
        if found != wanted {
            return Err(FascnError::Lrc { wanted, found });
        }
        Ok(Self {
            agency,
            system,
            credential,
            series,
            issue,
            person,
            category,
            organization,
            association,
        })
    }

    /// The 25 bytes again. Digits beyond a field's length are left off; missing ones are zeros.
    pub fn encode(&self) -> [u8; LENGTH] {
        let mut characters = Vec::with_capacity(CHARACTERS);
        let mut field = |text: &str, length: usize, end: Option<u8>| {
            let digits = text.bytes().filter(u8::is_ascii_digit);
            let digits = digits.map(|it| it.saturating_sub(b'0'));
            characters.extend(digits.chain(std::iter::repeat(0)).take(length));
            characters.extend(end);
        };
        field("", 0, Some(START));
        field(&self.agency, 4, Some(SEPARATOR));
        field(&self.system, 4, Some(SEPARATOR));
        field(&self.credential, 6, Some(SEPARATOR));
        field(&self.series, 1, Some(SEPARATOR));
        field(&self.issue, 1, Some(SEPARATOR));
        field(&self.person, 10, None);
        field(&self.category, 1, None);
        field(&self.organization, 4, None);
        field(&self.association, 1, Some(END));
        characters.push(characters.iter().fold(0, |sum, it| sum ^ it));
        let mut out = [0_u8; LENGTH];
        let bits = characters.iter().flat_map(|it| {
            let odd = u8::from(it.count_ones() % 2 == 0);
            (0..4).map(move |shift| it >> shift & 1).chain([odd])
        });
        for (n, bit) in bits.enumerate() {
            if let Some(byte) = out.get_mut(n / 8) {
                *byte |= bit << (7 - n % 8);
            }
        }
        out
    }

    /// Person identifier, category, organization and association: the 16 digits that Department of Defense
    /// certificates for PIV Authentication carry before `@mil` in their user principal name.
    pub fn upn_digits(&self) -> String {
        [
            &self.person,
            &self.category,
            &self.organization,
            &self.association,
        ]
        .map(String::as_str)
        .concat()
    }
}

/// The data bits of each character. The bit string runs from the most significant bit of each byte; a character is
/// four data bits, least significant first, then odd parity.
fn characters(bytes: &[u8]) -> Result<[u8; CHARACTERS], FascnError> {
    if bytes.len() != LENGTH {
        return Err(FascnError::Length { bytes: bytes.len() });
    }
    let mut bits = bytes
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |shift| byte >> shift & 1));
    let mut characters = [0; CHARACTERS];
    for (position, character) in characters.iter_mut().enumerate() {
        let mut ones = 0;
        for (shift, bit) in bits.by_ref().take(5).enumerate() {
            ones += bit;
            if shift < 4 {
                *character |= bit << shift;
            }
        }
        if ones % 2 == 0 {
            return Err(FascnError::Parity {
                character: position,
            });
        }
    }
    Ok(characters)
}

struct Cursor<'a> {
    characters: &'a [u8; CHARACTERS],
    position: usize,
}

impl Cursor<'_> {
    /// The layout takes exactly 40 characters, so there always is one.
    fn next(&mut self) -> u8 {
        let character = self
            .characters
            .get(self.position)
            .copied()
            .unwrap_or_default();
        self.position = self.position.saturating_add(1);
        character
    }

    fn sentinel(&mut self, sentinel: u8, wanted: &'static str) -> Result<(), FascnError> {
        let character = self.position;
        match self.next() {
            found if found == sentinel => Ok(()),
            found => Err(FascnError::Unexpected {
                character,
                wanted,
                found,
            }),
        }
    }

    fn digits(&mut self, count: usize) -> Result<String, FascnError> {
        let mut digits = String::with_capacity(count);
        for _ in 0..count {
            let character = self.position;
            match self.next() {
                digit @ 0..=9 => digits.push(char::from(b'0'.saturating_add(digit))),
                found => {
                    return Err(FascnError::Unexpected {
                        character,
                        wanted: "a digit",
                        found,
                    });
                }
            }
        }
        Ok(digits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standards::hex;

    fn vector() -> Vec<u8> {
        hex::parse("D4F810DA08266C10A204E58360DA010C11CE666284381093E1").unwrap()
    }

    #[test]
    fn what_was_read_is_written_again() {
        let bytes = Fascn::parse(&vector()).unwrap().encode();
        assert_eq!(bytes.as_slice(), vector());
    }

    #[test]
    fn reads_every_field() {
        let fascn = Fascn::parse(&vector()).unwrap();
        assert_eq!(
            (
                fascn.agency.as_str(),
                fascn.system.as_str(),
                fascn.credential.as_str()
            ),
            ("9700", "1243", "002147")
        );
        assert_eq!((fascn.series.as_str(), fascn.issue.as_str()), ("0", "0"));
        assert_eq!(fascn.person, "1001277398");
        assert_eq!(
            (
                fascn.category.as_str(),
                fascn.organization.as_str(),
                fascn.association.as_str()
            ),
            ("1", "1700", "4")
        );
        assert_eq!(fascn.upn_digits(), "1001277398117004");
    }

    #[test]
    fn every_single_wrong_bit_is_noticed() {
        for bit in 0..200 {
            let mut bytes = vector();
            bytes[bit / 8] ^= 0x80 >> (bit % 8);
            assert_eq!(
                Fascn::parse(&bytes),
                Err(FascnError::Parity { character: bit / 5 })
            );
        }
    }

    #[test]
    fn says_what_is_wrong() {
        assert_eq!(Fascn::parse(&[]), Err(FascnError::Length { bytes: 0 }));
        // A data bit turned together with the parity bit: the first digit, 9, becomes 11.
        let mut bytes = vector();
        bytes[0] ^= 0x02;
        bytes[1] ^= 0x40;
        let unexpected = FascnError::Unexpected {
            character: 1,
            wanted: "a digit",
            found: 0xB,
        };
        assert_eq!(Fascn::parse(&bytes), Err(unexpected));
        // The last character is the check; two of its bits turned keep the parity.
        let mut bytes = vector();
        bytes[24] ^= 0x18;
        assert!(matches!(Fascn::parse(&bytes), Err(FascnError::Lrc { .. })));
        // The start sentinel.
        let mut bytes = vector();
        bytes[0] ^= 0xC0;
        assert!(matches!(
            Fascn::parse(&bytes),
            Err(FascnError::Unexpected {
                character: 0,
                wanted: "the start sentinel",
                ..
            })
        ));
    }
}
