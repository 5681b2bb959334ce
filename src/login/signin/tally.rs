//! Attempts counted by user, country and device, so that what does not look like the person can be told when the
//! person is known. Bounded: beyond the limits nothing new is counted, and that is told.
use crate::facts::{Pii, SignIn, Strange, StrangeKind};
use std::collections::{BTreeMap, BTreeSet};

/// Invalid user name or password; account locked by smart lockout (Entra error codes reference).
const WRONG_PASSWORD: [u32; 2] = [50126, 50053];
/// Own thresholds. A person mistypes a few times; ten people do not at once from one address.
const MANY_WRONG: u64 = 5;
const MANY_USERS: usize = 10;
const ROW_LIMIT: usize = 32 * 1024;
const COUNTRY_LIMIT: usize = 512;
const ADDRESS_LIMIT: usize = 4096;
/// Users told apart per address.
const USER_LIMIT: usize = 256;
/// Addresses that are named.
const NAMED: usize = 3;

/// What is counted of one entry.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Attempt<'e> {
    pub code: Option<u32>,
    pub user: &'e [u8],
    pub address: &'e [u8],
    pub country: &'e [u8],
    pub device: &'e [u8],
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    user: u64,
    country: u16,
    /// 0: no identity.
    device: u64,
}

struct Count {
    all: u64,
    wrong: u64,
}

#[derive(Default)]
pub(super) struct Tally {
    rows: BTreeMap<Row, Count>,
    countries: BTreeMap<Vec<u8>, u16>,
    /// Of wrong passwords only: by address, how many and of whom.
    addresses: BTreeMap<Vec<u8>, (u64, BTreeSet<u64>)>,
    pub overflowed: bool,
}

/// FNV-1a over ASCII lower case; 0 for nothing. Names are told apart by it, not kept.
fn hash(text: &[u8]) -> u64 {
    if text.is_empty() {
        return 0;
    }
    text.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3)
    })
}

pub(super) fn is_wrong_password(code: Option<u32>) -> bool {
    code.is_some_and(|it| WRONG_PASSWORD.contains(&it))
}

impl Tally {
    pub fn add(&mut self, it: Attempt) {
        if it.user.is_empty() {
            return;
        }
        let user = hash(it.user);
        let wrong = is_wrong_password(it.code);
        let country = match self.countries.get(it.country) {
            Some(known) => *known,
            None if self.countries.len() < COUNTRY_LIMIT && it.country.len() <= 64 => {
                let new = self.countries.len() as u16;
                self.countries.insert(it.country.to_vec(), new);
                new
            }
            None => {
                self.overflowed = true;
                return;
            }
        };
        let row = Row {
            user,
            country,
            device: hash(it.device),
        };
        let one = Count {
            all: 1,
            wrong: u64::from(wrong),
        };
        if let Some(count) = self.rows.get_mut(&row) {
            count.all += one.all;
            count.wrong += one.wrong;
        } else if self.rows.len() < ROW_LIMIT {
            self.rows.insert(row, one);
        } else {
            self.overflowed = true;
        }
        if wrong && !it.address.is_empty() && it.address.len() <= 64 {
            if self.addresses.len() < ADDRESS_LIMIT || self.addresses.contains_key(it.address) {
                let (count, users) = self.addresses.entry(it.address.to_vec()).or_default();
                *count += 1;
                if users.len() < USER_LIMIT {
                    users.insert(user);
                }
            } else {
                self.overflowed = true;
            }
        }
    }

    /// What does not look like the person of `picked`.
    pub fn strange(&self, picked: &SignIn) -> Vec<Strange> {
        let mut out = Vec::new();
        let text = |it: Option<&Pii<String>>| it.map_or(String::new(), |it| it.0.clone());
        let user = hash(text(picked.user.as_ref()).as_bytes());
        let first = Row {
            user,
            country: 0,
            device: 0,
        };
        let last = Row {
            user,
            country: u16::MAX,
            device: u64::MAX,
        };
        let own: Vec<(&Row, &Count)> = match user {
            0 => Vec::new(),
            _ => self.rows.range(first..=last).collect(),
        };
        if let Some(here) = &picked.location.country {
            let away: BTreeMap<u16, u64> = own.iter().fold(BTreeMap::new(), |mut sum, it| {
                *sum.entry(it.0.country).or_default() += it.1.all;
                sum
            });
            let away: Vec<(String, u64)> = self
                .countries
                .iter()
                .filter_map(|(name, n)| Some((name, away.get(n)?)))
                .map(|(name, count)| (String::from_utf8_lossy(name).into_owned(), *count))
                .filter(|(name, _)| !name.is_empty() && !name.eq_ignore_ascii_case(here))
                .collect();
            if !away.is_empty() {
                out.push(Strange {
                    kind: StrangeKind::OtherCountry,
                    count: away.iter().map(|it| it.1).sum(),
                    spread: away.len() as u64,
                    names: away.into_iter().map(|it| Pii(it.0)).collect(),
                });
            }
        }
        let device = hash(text(picked.device.id.as_ref()).as_bytes());
        let others = own
            .iter()
            .filter(|it| device != 0 && it.0.device != 0 && it.0.device != device);
        let devices: BTreeSet<u64> = others.clone().map(|it| it.0.device).collect();
        if !devices.is_empty() {
            out.push(Strange {
                kind: StrangeKind::OtherDevice,
                count: others.map(|it| it.1.all).sum(),
                spread: devices.len() as u64,
                names: Vec::new(),
            });
        }
        let wrong = own.iter().map(|it| it.1.wrong).sum();
        if wrong >= MANY_WRONG {
            out.push(Strange {
                kind: StrangeKind::ManyWrongPasswords,
                count: wrong,
                spread: 1,
                names: Vec::new(),
            });
        }
        let mut crowds: Vec<_> = self
            .addresses
            .iter()
            .filter(|(_, (_, users))| users.len() >= MANY_USERS)
            .collect();
        crowds.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
        for (address, (count, users)) in crowds.into_iter().take(NAMED) {
            out.push(Strange {
                kind: StrangeKind::ManyUsersFromOneAddress,
                count: *count,
                spread: users.len() as u64,
                names: vec![Pii(String::from_utf8_lossy(address).into_owned())],
            });
        }
        out
    }
}
