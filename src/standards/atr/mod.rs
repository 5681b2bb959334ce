//! Answer-to-Reset (ISO/IEC 7816-3:2006 §8, historical bytes ISO/IEC 7816-4:2013 §12.1.1).
mod describe;
mod historical;
mod parameters;

pub use historical::{Capabilities, Category, CompactObject, Historical};
pub use parameters::{BlockProtocol, GlobalBytes, SpecificMode, Speed};

/// The longest ATR: TS and 32 more characters (ISO/IEC 7816-3:2006 §8.2.1).
pub const LENGTH_LIMIT: usize = 33;

/// A decoded ATR. What does not fit the standard stands in `problems`; the rest is decoded all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Atr {
    pub bytes: Vec<u8>,
    pub convention: Convention,
    /// Interface bytes TA1 TB1 TC1 TD1, TA2 …
    pub groups: Vec<Group>,
    pub historical: Historical,
    /// The check character, where it is due and there.
    pub tck: Option<u8>,
    pub problems: Vec<AtrProblem>,
}

/// TS. The reader already turned the bits of an inverse card, so 3F is what is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Convention {
    /// 3B.
    Direct,
    /// 3F.
    Inverse,
}

/// The interface bytes that one T0 or TD byte announces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// The i of TAi.
    pub number: u8,
    /// T of the TD byte before it: what bytes with i > 2 are specific to. 15 means global. `None` in the first group.
    pub protocol: Option<u8>,
    pub ta: Option<u8>,
    pub tb: Option<u8>,
    pub tc: Option<u8>,
    pub td: Option<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AtrError {
    #[error("the ATR is empty")]
    Empty,
    #[error("the ATR begins with {found:02X}; it must begin with 3B or 3F")]
    Convention { found: u8 },
    #[error("the ATR ends after its first byte; its format byte T0 is missing")]
    NoFormat,
}

/// A fault that leaves something to decode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AtrProblem {
    #[error("the ATR has {bytes} bytes; at most {LENGTH_LIMIT} are allowed")]
    TooLong { bytes: usize },
    #[error("interface byte {letter}{number} is announced, but the ATR ends at offset {offset}")]
    InterfaceCutOff {
        letter: &'static str,
        number: u8,
        offset: usize,
    },
    #[error(
        "{wanted} historical bytes are announced at offset {offset}, but only {have} are there"
    )]
    HistoricalCutOff {
        offset: usize,
        wanted: usize,
        have: usize,
    },
    #[error("the check character TCK is missing at offset {offset}; it should be {wanted:02X}")]
    TckMissing { offset: usize, wanted: u8 },
    #[error("the check character TCK at offset {offset} is {found:02X}; it should be {wanted:02X}")]
    TckWrong {
        offset: usize,
        found: u8,
        wanted: u8,
    },
    #[error("{count} more bytes than the ATR announces, from offset {offset}")]
    Extra { offset: usize, count: usize },
}

impl Atr {
    pub fn parse(bytes: &[u8]) -> Result<Self, AtrError> {
        let (ts, after_ts) = bytes.split_first().ok_or(AtrError::Empty)?;
        let convention = match ts {
            0x3B => Convention::Direct,
            0x3F => Convention::Inverse,
            found => return Err(AtrError::Convention { found: *found }),
        };
        let (t0, after_t0) = after_ts.split_first().ok_or(AtrError::NoFormat)?;
        let mut atr = Self {
            bytes: bytes.to_vec(),
            convention,
            groups: Vec::new(),
            historical: Historical::default(),
            tck: None,
            problems: Vec::new(),
        };
        if bytes.len() > LENGTH_LIMIT {
            atr.problems
                .push(AtrProblem::TooLong { bytes: bytes.len() });
        }
        if let Some(rest) = atr.read_groups(*t0, after_t0) {
            atr.read_tail(usize::from(t0 & 0x0F), rest);
        }
        Ok(atr)
    }

    /// The bytes after the interface bytes; `None` where they are cut off.
    fn read_groups<'a>(&mut self, t0: u8, mut rest: &'a [u8]) -> Option<&'a [u8]> {
        let (mut announced, mut protocol, mut number) = (t0, None, 1u8);
        loop {
            let mut group = Group {
                number,
                protocol,
                ..Group::default()
            };
            let slots = [
                (0x10, "TA", &mut group.ta),
                (0x20, "TB", &mut group.tb),
                (0x40, "TC", &mut group.tc),
                (0x80, "TD", &mut group.td),
            ];
            let mut cut_off = None;
            for (bit, letter, slot) in slots {
                if announced & bit == 0 {
                    continue;
                }
                let Some((byte, after)) = rest.split_first() else {
                    cut_off = Some(AtrProblem::InterfaceCutOff {
                        letter,
                        number,
                        offset: self.bytes.len(),
                    });
                    break;
                };
                *slot = Some(*byte);
                rest = after;
            }
            self.groups.push(group);
            if let Some(problem) = cut_off {
                self.problems.push(problem);
                return None;
            }
            let Some(td) = group.td else {
                return Some(rest);
            };
            (announced, protocol, number) = (td, Some(td & 0x0F), number.saturating_add(1));
        }
    }

    fn read_tail(&mut self, wanted: usize, rest: &[u8]) {
        let offset = self.bytes.len().saturating_sub(rest.len());
        let Some((historical, rest)) = rest.split_at_checked(wanted) else {
            self.problems.push(AtrProblem::HistoricalCutOff {
                offset,
                wanted,
                have: rest.len(),
            });
            self.historical = Historical::parse(rest);
            return;
        };
        self.historical = Historical::parse(historical);
        let mut end = offset.saturating_add(wanted);
        let mut rest = rest;
        if self.needs_tck() {
            let before = self.bytes.get(1..end).unwrap_or_default();
            let wanted = before.iter().fold(0, |sum, byte| sum ^ byte);
            match rest.split_first() {
                None => self.problems.push(AtrProblem::TckMissing {
                    offset: end,
                    wanted,
                }),
                Some((found, after)) => {
                    self.tck = Some(*found);
                    if *found != wanted {
                        self.problems.push(AtrProblem::TckWrong {
                            offset: end,
                            found: *found,
                            wanted,
                        });
                    }
                    rest = after;
                    end = end.saturating_add(1);
                }
            }
        }
        if !rest.is_empty() {
            self.problems.push(AtrProblem::Extra {
                offset: end,
                count: rest.len(),
            });
        }
    }

    /// Written for people, a line a fact.
    pub fn describe(&self) -> Vec<String> {
        describe::lines(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standards::hex;

    fn atr(text: &str) -> Atr {
        Atr::parse(&hex::parse(text).unwrap()).unwrap()
    }

    #[test]
    fn t0_with_globals_has_a_check_character() {
        let atr = atr("3BDB9600801F030031C064B0F3100007900080");
        assert_eq!(atr.problems, []);
        assert_eq!(
            (atr.offered(), atr.default_protocol(), atr.tck),
            (vec![0], 0, Some(0x80))
        );
        assert_eq!(
            atr.speed(),
            Speed {
                f: Some(512),
                max_khz: Some(5000),
                d: Some(32)
            }
        );
        assert_eq!(atr.speed().baud(4000), Some(250_000));
        assert_eq!(
            atr.global(),
            Some(GlobalBytes {
                clock_stop: Some(0),
                classes: Some(3),
                spu: None
            })
        );
        assert_eq!(atr.t1(), None);
        assert_eq!(atr.historical.life_cycle, Some(0x07));
    }

    #[test]
    fn both_protocols() {
        let atr = atr("3BD6970081B1FE451F878031C152411A2B");
        assert_eq!(atr.problems, []);
        assert_eq!(
            (atr.offered(), atr.default_protocol(), atr.specific_mode()),
            (vec![1], 1, None)
        );
        assert_eq!(
            atr.t1(),
            Some(BlockProtocol {
                ifsc: 0xFE,
                bwi: 4,
                cwi: 5,
                crc: false
            })
        );
        assert_eq!(
            atr.global().map(|g| (g.clock_stop, g.classes)),
            Some((Some(2), Some(7)))
        );
        assert_eq!(atr.extra_guard_time(), 0);
    }

    #[test]
    fn specific_mode_and_defaults() {
        let atr = atr("3F 80 10 91");
        let mode = atr.specific_mode().unwrap();
        assert_eq!(
            (mode.protocol, mode.can_change, mode.implicit),
            (1, false, true)
        );
        assert_eq!(
            (atr.convention, atr.default_protocol()),
            (Convention::Inverse, 1)
        );
        assert_eq!((atr.offered(), atr.problems), (vec![0], vec![]));
        let plain = Atr::parse(&[0x3B, 0x00]).unwrap();
        assert_eq!(
            (plain.problems.len(), plain.offered(), plain.waiting_time()),
            (0, vec![0], 10)
        );
        assert_eq!(plain.speed().baud(3720), Some(10_000));
    }

    #[test]
    fn faults_are_told_and_the_rest_is_decoded() {
        let problems = |text: &str| atr(text).problems;
        let good = "3BD81800801F078031C1640806920F";
        assert_eq!(
            problems(good),
            [AtrProblem::TckMissing {
                offset: 15,
                wanted: 0xDF
            }]
        );
        assert_eq!(
            problems(&format!("{good}00")),
            [AtrProblem::TckWrong {
                offset: 15,
                found: 0,
                wanted: 0xDF
            }]
        );
        assert_eq!(
            problems(&format!("{good}DFAABB")),
            [AtrProblem::Extra {
                offset: 16,
                count: 2
            }]
        );
        assert_eq!(
            problems("3B6800"),
            [AtrProblem::InterfaceCutOff {
                letter: "TC",
                number: 1,
                offset: 3
            }]
        );
        assert_eq!(
            problems("3B02AA"),
            [AtrProblem::HistoricalCutOff {
                offset: 2,
                wanted: 2,
                have: 1
            }]
        );
        assert_eq!(
            problems("3B02AABBCC"),
            [AtrProblem::Extra {
                offset: 4,
                count: 1
            }]
        );
        // A capture that the shell shifted.
        assert!(!problems("3B3BD6970081B1FE451F878031C152411A2B").is_empty());
        let endless = Atr::parse(&[[0x3B].as_slice(), &[0x80; 300]].concat()).unwrap();
        assert_eq!(
            endless.problems.first(),
            Some(&AtrProblem::TooLong { bytes: 301 })
        );
        assert_eq!(Atr::parse(&[]), Err(AtrError::Empty));
        assert_eq!(
            Atr::parse(&[0x03, 0]),
            Err(AtrError::Convention { found: 3 })
        );
        assert_eq!(Atr::parse(&[0x3B]), Err(AtrError::NoFormat));
    }
}
