//! The Card Holder Unique Identifier (SP 800-73-5 Part 1 §3.1.2).
use super::fascn::{Fascn, FascnError};
use crate::standards::ber::TlvError;
use crate::standards::simple_tlv::Elements;

/// What could be read of a CHUID; what could not stands in `problems`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chuid {
    /// Tag 30.
    pub fascn: Option<Fascn>,
    /// Tag 30 as the card gave it: certificates repeat these bytes.
    pub fascn_bytes: Option<Vec<u8>>,
    /// Tag 32, gone since SP 800-73-5.
    pub organizational_identifier: Option<Vec<u8>>,
    /// Tag 33, gone since SP 800-73-5.
    pub duns: Option<Vec<u8>>,
    /// Tag 34: the card UUID. All zero on very old cards.
    pub guid: Option<[u8; 16]>,
    /// Tag 35: year, month, day.
    pub expiry: Option<(u16, u8, u8)>,
    /// Tag 36.
    pub cardholder_uuid: Option<[u8; 16]>,
    /// Tag 3E: CMS SignedData with the content signer's certificate. Not verified here.
    pub signature: Option<Vec<u8>>,
    pub problems: Vec<ChuidProblem>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChuidProblem {
    #[error("the CHUID holds no tag {tag:02X} ({name})")]
    Missing { tag: u8, name: &'static str },
    #[error("tag {tag:02X} of the CHUID has {bytes} bytes; it must have {wanted}")]
    Length {
        tag: u8,
        bytes: usize,
        wanted: usize,
    },
    #[error("the expiry date of the CHUID is not a date written YYYYMMDD")]
    NotADate,
    #[error(transparent)]
    Fascn(#[from] FascnError),
    #[error(transparent)]
    Tlv(#[from] TlvError),
}

impl Chuid {
    /// From the content of tag 53.
    pub fn parse(content: &[u8]) -> Self {
        let mut chuid = Self::default();
        let mut seen = [false; 4];
        for element in Elements::new(content) {
            let (tag, value) = match element {
                Ok(element) => (element.tag, element.value),
                Err(error) => {
                    chuid.problems.push(error.into());
                    break;
                }
            };
            if let Some(index) = MANDATORY
                .iter()
                .position(|(mandatory, _)| *mandatory == tag)
                && let Some(flag) = seen.get_mut(index)
            {
                *flag = true;
            }
            match tag {
                0x30 => {
                    chuid.fascn_bytes = Some(value.to_vec());
                    chuid.fascn = chuid.keep(Fascn::parse(value).map_err(ChuidProblem::from));
                }
                0x32 => chuid.organizational_identifier = Some(value.to_vec()),
                0x33 => chuid.duns = Some(value.to_vec()),
                0x34 => chuid.guid = chuid.keep(uuid(tag, value)),
                0x35 => chuid.expiry = chuid.keep(date(value)),
                // An empty cardholder UUID is an absent one.
                0x36 if !value.is_empty() => chuid.cardholder_uuid = chuid.keep(uuid(tag, value)),
                0x3E => chuid.signature = Some(value.to_vec()),
                _ => {}
            }
        }
        for ((tag, name), seen) in MANDATORY.into_iter().zip(seen) {
            if !seen {
                chuid.problems.push(ChuidProblem::Missing { tag, name });
            }
        }
        chuid
    }

    /// Old cards leave the GUID all zero.
    pub fn guid_is_zero(&self) -> bool {
        self.guid == Some([0; 16])
    }

    fn keep<T>(&mut self, read: Result<T, ChuidProblem>) -> Option<T> {
        read.map_err(|problem| self.problems.push(problem)).ok()
    }
}

/// SP 800-73-5 Part 1 Appendix A.
const MANDATORY: [(u8, &str); 4] = [
    (0x30, "FASC-N"),
    (0x34, "GUID"),
    (0x35, "expiration date"),
    (0x3E, "issuer asymmetric signature"),
];

fn uuid(tag: u8, value: &[u8]) -> Result<[u8; 16], ChuidProblem> {
    value.try_into().map_err(|_| ChuidProblem::Length {
        tag,
        bytes: value.len(),
        wanted: 16,
    })
}

fn date(value: &[u8]) -> Result<(u16, u8, u8), ChuidProblem> {
    if value.len() != 8 {
        return Err(ChuidProblem::Length {
            tag: 0x35,
            bytes: value.len(),
            wanted: 8,
        });
    }
    let number = |range: std::ops::Range<usize>| {
        let digits = value
            .get(range)
            .filter(|digits| digits.iter().all(u8::is_ascii_digit))?;
        std::str::from_utf8(digits).ok()?.parse::<u16>().ok()
    };
    let read = || {
        let (year, month, day) = (number(0..4)?, number(4..6)?, number(6..8)?);
        let month = u8::try_from(month).ok()?;
        let day = u8::try_from(day).ok()?;
        time::Date::from_calendar_date(i32::from(year), time::Month::try_from(month).ok()?, day)
            .ok()?;
        Some((year, month, day))
    };
    read().ok_or(ChuidProblem::NotADate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standards::hex;

    fn bytes(expiry: &str) -> Vec<u8> {
        let mut bytes = hex::parse(
            "3019 D4F810DA08266C10A204E58360DA010C11CE666284381093E1 3204 31323334 3410",
        )
        .unwrap();
        bytes.extend([7; 16]);
        bytes.extend([0x35, 8]);
        bytes.extend(expiry.bytes());
        bytes.extend([0x36, 0, 0x3E, 0x81, 1, 0x30, 0xFE, 0]);
        bytes
    }

    #[test]
    fn reads_the_members() {
        let chuid = Chuid::parse(&bytes("20321206"));
        assert_eq!(chuid.problems, []);
        assert_eq!(chuid.fascn.map(|f| f.agency).as_deref(), Some("9700"));
        assert_eq!(chuid.guid, Some([7; 16]));
        assert_eq!(chuid.expiry, Some((2032, 12, 6)));
        assert_eq!(chuid.cardholder_uuid, None);
        assert_eq!(chuid.signature, Some(vec![0x30]));
        assert_eq!(chuid.organizational_identifier, Some(b"1234".to_vec()));
    }

    #[test]
    fn keeps_the_rest_of_a_bad_one() {
        for bad in ["20320230", "2032XX01", "+0320101", "20321301"] {
            let chuid = Chuid::parse(&bytes(bad));
            assert_eq!(chuid.problems, [ChuidProblem::NotADate], "{bad}");
            assert_eq!(chuid.guid, Some([7; 16]));
        }
        let cut = Chuid::parse(&bytes("20320101")[..40]);
        assert!(cut.fascn.is_some());
        assert_eq!(cut.problems.len(), 4);
        assert_eq!(
            cut.problems.first(),
            Some(
                &TlvError::ValueCutOff {
                    tag: 0x34,
                    offset: 33,
                    length: 16,
                    have: 5
                }
                .into()
            )
        );
        assert_eq!(Chuid::parse(&[]).problems.len(), 4);
        assert!(
            Chuid::parse(&[0x34, 1, 0])
                .problems
                .contains(&ChuidProblem::Length {
                    tag: 0x34,
                    bytes: 1,
                    wanted: 16
                })
        );
    }

    #[test]
    fn a_zero_guid_is_told() {
        let mut all = hex::parse("3410").unwrap();
        all.extend([0; 16]);
        assert!(Chuid::parse(&all).guid_is_zero());
        assert!(!Chuid::parse(&[]).guid_is_zero());
    }
}
