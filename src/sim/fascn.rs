//! The Federal Agency Smart Credential Number (PACS 2.3 / TIG SCEPACS; carried by SP 800-73 objects).

/// The fields of a FASC-N, as decimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FascN {
    /// 4 digits; 9700 is DoD.
    pub agency: u16,
    /// 4 digits.
    pub system: u16,
    /// 6 digits.
    pub credential: u32,
    /// Credential series, 1 digit.
    pub series: u8,
    /// Individual credential issue, 1 digit.
    pub issue: u8,
    /// Person identifier, 10 digits: the EDIPI on DoD cards.
    pub person: u64,
    /// Organisational category, 1 digit: 1 federal, 2 state, 3 commercial, 4 foreign.
    pub category: u8,
    /// Organisational identifier, 4 digits.
    pub organisation: u16,
    /// Person's association with the organisation, 1 digit.
    pub association: u8,
}

const START: u8 = 0b11010;
const SEPARATOR: u8 = 0b10110;
const END: u8 = 0b11111;

impl FascN {
    /// 40 characters of 5 bits: 25 bytes.
    pub fn encode(&self) -> [u8; 25] {
        let fields = [
            format!("{:04}", self.agency % 10_000),
            format!("{:04}", self.system % 10_000),
            format!("{:06}", self.credential % 1_000_000),
            format!("{}", self.series % 10),
            format!("{}", self.issue % 10),
        ];
        let mut characters = vec![START];
        for field in fields {
            characters.extend(field.bytes().map(|digit| character(digit - b'0')));
            characters.push(SEPARATOR);
        }
        characters.extend(
            self.principal()
                .bytes()
                .map(|digit| character(digit - b'0')),
        );
        characters.push(END);
        // The redundancy check covers the data bits; its parity is its own.
        let data = characters.iter().fold(0, |sum, c| sum ^ (c >> 1));
        characters.push(data << 1 | parity(data));
        let mut out = [0; 25];
        for (position, bit) in characters
            .iter()
            .flat_map(|c| (0..5).rev().map(move |n| c >> n & 1))
            .enumerate()
        {
            out[position / 8] |= bit << (7 - position % 8);
        }
        out
    }

    /// The last 16 digits, which stand before `@mil` in the PIV Authentication certificate's principal name.
    pub fn principal(&self) -> String {
        format!(
            "{:010}{}{:04}{}",
            self.person % 10_000_000_000,
            self.category % 10,
            self.organisation % 10_000,
            self.association % 10
        )
    }
}

/// Four data bits, least significant first, then odd parity.
fn character(digit: u8) -> u8 {
    let data = (0..4).fold(0, |out, n| out << 1 | (digit >> n & 1));
    data << 1 | parity(data)
}

fn parity(data: u8) -> u8 {
    u8::from(data.count_ones().is_multiple_of(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_published_dod_number() {
        let number = FascN {
            agency: 9700,
            system: 1243,
            credential: 2147,
            series: 0,
            issue: 0,
            person: 1_001_277_398,
            category: 1,
            organisation: 1700,
            association: 4,
        };
        let hex: String = number.encode().iter().map(|b| format!("{b:02X}")).collect();
        assert_eq!(hex, "D4F810DA08266C10A204E58360DA010C11CE666284381093E1");
        assert_eq!(number.principal(), "1001277398117004");
    }
}
