//! The trust anchors and issuing authorities this tool brings: the DoD PKI, its External Certification Authorities and the
//! Federal PKI, as published in the crates `certval_stores_nipr`, `certval_stores_eca` and `certval_stores_fpki`. A root
//! counts as an anchor only where its fingerprint is in [`ROOTS`], whose values were found in several independent places.
//! Read once, when the first certificate is to be judged.
mod cbor;
mod roots;

pub use roots::{Community, ROOTS, Role, Root};

use super::path::Link;
use super::{Name, input};
use certval_stores_provider_core::StoreEntry;
use ring::digest;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use time::{Date, OffsetDateTime, UtcOffset};

/// From how many months on the set is old: the shortest time between two generations of the DoD's issuing authorities. Those
/// in it began in June 2021, December 2022 and May 2023, January 2025 and September 2026.
pub const OLD_MONTHS: i64 = 18;

/// A certificate of the set.
#[derive(Debug)]
pub struct Authority {
    pub der: &'static [u8],
    pub sha256: [u8; 32],
    /// Where it is one of [`ROOTS`].
    pub root: Option<&'static Root>,
    link: OnceLock<Option<Arc<Link>>>,
}

impl Authority {
    /// As a link of a path; decoded on the first call, as a run needs few of them.
    pub fn link(&self) -> Option<Arc<Link>> {
        self.link
            .get_or_init(|| Link::parse(self.der).ok().map(Arc::new))
            .clone()
    }
}

/// Where a part of the set comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Provenance {
    /// `U.S. DoD (NIPR)`.
    pub label: &'static str,
    /// The crate it came in.
    pub source: &'static str,
    /// When its publisher signed it, where it says so.
    pub published: Option<Date>,
    /// When it was fetched from the publisher.
    pub collected: Option<Date>,
}

impl Provenance {
    /// The day it stands for.
    pub fn as_of(&self) -> Option<Date> {
        self.published.or(self.collected)
    }
}

/// The set.
#[derive(Debug)]
pub struct Defaults {
    /// Anchors first, in the order of [`ROOTS`], then authorities in the order of the crates.
    pub authorities: Vec<Authority>,
    pub provenance: Vec<Provenance>,
    by_sha256: BTreeMap<[u8; 32], usize>,
    /// By subject, as names compare.
    by_subject: BTreeMap<Box<[u8]>, Vec<usize>>,
}

impl Defaults {
    /// The certificate with this fingerprint.
    pub fn find(&self, sha256: &[u8]) -> Option<&Authority> {
        let key: [u8; 32] = sha256.try_into().ok()?;
        self.authorities.get(*self.by_sha256.get(&key)?)
    }

    /// Certificates that end a path.
    pub fn anchors(&self) -> impl Iterator<Item = &Authority> {
        self.authorities
            .iter()
            .filter(|it| it.root.is_some_and(|it| it.role == Role::Anchor))
    }

    /// Authorities of that name, by what equal names share ([`Name::key`]).
    pub fn named(&self, key: &[u8]) -> impl Iterator<Item = &Authority> {
        let found = self.by_subject.get(key).into_iter().flatten();
        found.filter_map(|it| self.authorities.get(*it))
    }

    /// The day the DoD's part stands for, which is what ages.
    pub fn as_of(&self) -> Option<Date> {
        self.provenance.first().and_then(Provenance::as_of)
    }

    /// Whether it may lack the issuer of a new card at that time.
    pub fn is_old(&self, at: OffsetDateTime) -> bool {
        self.months_old(at).is_some_and(|it| it >= OLD_MONTHS)
    }

    /// Whole months from then to the time of interest.
    pub fn months_old(&self, at: OffsetDateTime) -> Option<i64> {
        let as_of = self.as_of()?;
        let months = |it: Date| i64::from(it.year()) * 12 + i64::from(u8::from(it.month()));
        let day = at.to_offset(UtcOffset::UTC).date();
        let started = i64::from(day.day() < as_of.day());
        Some((months(day) - months(as_of) - started).max(0))
    }
}

/// The set, read on the first call.
pub fn defaults() -> &'static Defaults {
    static READ: OnceLock<Defaults> = OnceLock::new();
    READ.get_or_init(read)
}

/// The stores of the crates, the DoD's first.
fn entries() -> Vec<(&'static str, StoreEntry)> {
    let providers = [
        (
            "certval_stores_nipr 1.0.0-rc.1",
            certval_stores_nipr::provider(),
        ),
        (
            "certval_stores_eca 1.0.0-rc.1",
            certval_stores_eca::provider(),
        ),
        (
            "certval_stores_fpki 1.0.0-rc.2",
            certval_stores_fpki::provider(),
        ),
    ];
    providers
        .into_iter()
        .flat_map(|(source, it)| it.entries().into_iter().map(move |it| (source, it)))
        .collect()
}

fn read() -> Defaults {
    let mut provenance = Vec::new();
    let mut authorities: Vec<Authority> = Vec::new();
    let mut by_sha256 = BTreeMap::new();
    let mut add = |der: &'static [u8], authorities: &mut Vec<Authority>| {
        let sha256 = sha256(der);
        by_sha256.entry(sha256).or_insert_with(|| {
            authorities.push(Authority {
                der,
                sha256,
                root: ROOTS.iter().find(|it| it.sha256 == sha256),
                link: OnceLock::new(),
            });
            authorities.len() - 1
        });
    };
    let entries = entries();
    for (source, entry) in &entries {
        provenance.push(Provenance {
            label: entry.label,
            source,
            published: entry.published.and_then(day),
            collected: entry.collected.and_then(day),
        });
    }
    // In the order of the table, so that what is listed first does not hang on a crate's order.
    let mut roots: Vec<&'static [u8]> = entries
        .iter()
        .flat_map(|(_, it)| it.roots.iter().copied())
        .collect();
    roots.sort_by_key(|der| {
        let sha256 = sha256(der);
        ROOTS.iter().position(|it| it.sha256 == sha256)
    });
    for der in roots {
        add(der, &mut authorities);
    }
    for (_, entry) in &entries {
        for der in entry
            .cert_store_cbor
            .map(cbor::certificates)
            .unwrap_or_default()
        {
            add(der, &mut authorities);
        }
    }
    let mut by_subject: BTreeMap<Box<[u8]>, Vec<usize>> = BTreeMap::new();
    for (index, it) in authorities.iter().enumerate() {
        let names = input::names(it.der);
        if let Some(Ok(name)) = names.map(|it| Name::from_der(it.subject)) {
            by_subject.entry(name.key().into()).or_default().push(index);
        }
    }
    Defaults {
        authorities,
        provenance,
        by_sha256,
        by_subject,
    }
}

fn day(it: certval_stores_provider_core::Date) -> Option<Date> {
    let month = time::Month::try_from(it.month()).ok()?;
    Date::from_calendar_date(i32::from(it.year()), month, it.day()).ok()
}

/// SHA-256 of a certificate.
pub fn sha256(der: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(digest::digest(&digest::SHA256, der).as_ref());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pki::Certificate;

    #[test]
    fn every_anchor_of_the_table_is_there_and_is_what_the_table_says() {
        let set = defaults();
        assert!(set.authorities.len() > 150, "{}", set.authorities.len());
        for root in ROOTS.iter().filter(|it| it.role != Role::Known) {
            let it = set
                .find(&root.sha256)
                .unwrap_or_else(|| panic!("{}", root.name));
            let parsed = Certificate::parse(it.der).unwrap();
            assert_eq!(parsed.common_name.unwrap().0, root.name);
            assert_eq!(
                parsed.subject.0, parsed.issuer,
                "{} is self-issued",
                root.name
            );
            let spki = parsed.key.to_string();
            assert_eq!(spki, root.key, "{}", root.name);
            assert_eq!(parsed.not_after.date(), root.until, "{}", root.name);
        }
        assert_eq!(set.anchors().count(), 7);
    }

    #[test]
    fn the_table_knows_every_root_of_the_crates() {
        for (source, entry) in entries() {
            for der in entry.roots {
                let found = defaults().find(&sha256(der)).and_then(|it| it.root);
                assert!(
                    found.is_some(),
                    "{source}, {}: a root beside the table",
                    entry.id
                );
            }
        }
    }

    #[test]
    fn every_certificate_of_the_set_can_be_read_and_stands_once() {
        let set = defaults();
        let mut seen = std::collections::BTreeSet::new();
        for it in &set.authorities {
            Certificate::parse(it.der).expect("a certificate");
            assert!(seen.insert(it.sha256));
            assert_eq!(set.find(&it.sha256).map(|it| it.der), Some(it.der));
        }
        let names: Vec<String> = set
            .authorities
            .iter()
            .filter_map(|it| Certificate::parse(it.der).ok()?.common_name)
            .map(|it| it.0)
            .collect();
        for wanted in ["DOD ID CA-70", "DOD EMAIL CA-73", "Federal Bridge CA G4"] {
            assert!(names.iter().any(|it| it == wanted), "{wanted}");
        }
        assert!(set.as_of().unwrap() >= time::macros::date!(2026 - 06 - 01));
    }
}
