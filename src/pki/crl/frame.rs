//! A CRL taken apart without reading its list, and the walk through that list.
use super::entry;
use crate::facts::{Bytes, CrlContent, CrlEntry, Pii};
use crate::pki::Name;
use crate::pki::signature::PublicKey;
use crate::pki::tlv::{
    self, BIT_STRING, GENERALIZED_TIME, INTEGER, Reader, SEQUENCE, TlvError, UTC_TIME,
    context_constructed,
};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use time::OffsetDateTime;

/// Why bytes are not a CRL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CrlError {
    #[error("empty")]
    Empty,
    #[error("not a CRL: {0}")]
    Structure(#[from] TlvError),
    #[error("entry {number} of its list cannot be read: {error}")]
    Entry { number: u64, error: TlvError },
}

/// The parts of a CertificateList, in place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame<'a> {
    der: &'a [u8],
    /// What is signed: TBSCertList, tag and length included.
    pub signed: Range<usize>,
    /// TBSCertList's fields before revokedCertificates.
    pub head: &'a [u8],
    /// The entries, one after the other.
    pub list: Range<usize>,
    /// crlExtensions without the `[0]`; empty where there are none.
    pub extensions: &'a [u8],
    /// The outer signatureAlgorithm.
    pub algorithm: &'a [u8],
    /// signatureValue without the count of unused bits.
    pub signature: &'a [u8],
}

/// TBSCertList's fields before revokedCertificates, decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head<'a> {
    /// 1 or 2; version 1 has no extensions.
    pub version: u8,
    /// AlgorithmIdentifier, which must be the one outside (RFC 5280 §5.1.1.2).
    pub algorithm: &'a [u8],
    /// Name, whole.
    pub issuer: &'a [u8],
    pub this_update: OffsetDateTime,
    pub next_update: Option<OffsetDateTime>,
}

impl<'a> Head<'a> {
    /// # Errors
    /// Where it is malformed.
    pub fn read(bytes: &'a [u8]) -> Result<Head<'a>, TlvError> {
        let mut reader = Reader::new(bytes);
        let head = Head::take(&mut reader)?;
        reader.end()?;
        Ok(head)
    }

    fn take(reader: &mut Reader<'a>) -> Result<Head<'a>, TlvError> {
        let version = match reader.maybe(INTEGER)? {
            None => 1,
            Some(it) => match it.value {
                [1] => 2,
                _ => {
                    return Err(TlvError::Value {
                        offset: it.offset,
                        what: "a version that no CRL has",
                    });
                }
            },
        };
        Ok(Head {
            version,
            algorithm: reader.want(SEQUENCE)?.raw,
            issuer: reader.want(SEQUENCE)?.raw,
            this_update: reader.element()?.time()?,
            next_update: match reader.peek() {
                Some(UTC_TIME | GENERALIZED_TIME) => Some(reader.element()?.time()?),
                _ => None,
            },
        })
    }
}

impl<'a> Frame<'a> {
    /// Finds the parts of a DER CRL. Its entries are not looked at.
    ///
    /// # Errors
    /// [`CrlError`], with the offset where it breaks.
    pub fn read(der: &'a [u8]) -> Result<Frame<'a>, CrlError> {
        if der.is_empty() {
            return Err(CrlError::Empty);
        }
        let mut outer = Reader::new(der);
        let whole = outer.want(SEQUENCE)?;
        // A line end or padding after the last byte harms nobody.
        if outer
            .rest()
            .iter()
            .any(|it| !matches!(it, 0 | b'\n' | b'\r' | b' '))
        {
            outer.end()?;
        }
        let mut parts = whole.open();
        let signed = parts.want(SEQUENCE)?;
        let algorithm = parts.want(SEQUENCE)?;
        let (signature, unused) = parts.want(BIT_STRING)?.bits()?;
        parts.end()?;
        // One that is not of whole bytes was made by no key: the list can be read all the same, and counts for nothing.
        let signature = match unused {
            0 => signature,
            _ => &[],
        };
        let mut fields = signed.open();
        Head::take(&mut fields)?;
        let head_end = fields.offset();
        let list = match fields.maybe(SEQUENCE)? {
            Some(it) => it.inside()..it.offset + it.raw.len(),
            None => head_end..head_end,
        };
        let extensions = fields
            .maybe(context_constructed(0))?
            .map_or(&[][..], |it| it.value);
        fields.end()?;
        Ok(Frame {
            der,
            signed: signed.offset..signed.offset + signed.raw.len(),
            head: der.get(signed.inside()..head_end).unwrap_or_default(),
            list,
            extensions,
            algorithm: algorithm.raw,
            signature,
        })
    }

    /// What is signed.
    pub fn signed_bytes(&self) -> &'a [u8] {
        self.der.get(self.signed.clone()).unwrap_or_default()
    }

    /// The facts: everything but the list, and what the walk found in it.
    pub fn content(&self, walk: Walk<'_, '_>, digest: Option<Vec<u8>>) -> CrlContent {
        let bytes = |it: &[u8]| Bytes(it.to_vec());
        CrlContent {
            size: self.der.len() as u64,
            head: bytes(self.head),
            extensions: bytes(self.extensions),
            algorithm: bytes(self.algorithm),
            signature: bytes(self.signature),
            digest: digest.map(Bytes),
            tried: Vec::new(),
            entries: walk.count,
            unknown_critical: walk.unknown_critical,
            asked: walk
                .wanted
                .serials
                .iter()
                .map(|it| Pii(bytes(it)))
                .collect(),
            found: walk.found,
        }
    }
}

/// Serial numbers that matter, by the issuers of their certificates.
#[derive(Clone, Debug, Default)]
pub struct Sought {
    by_issuer: BTreeMap<Box<[u8]>, BTreeSet<Vec<u8>>>,
    anywhere: BTreeSet<Vec<u8>>,
    /// Keys that may have signed, by the names of those who have them.
    keys: BTreeMap<Box<[u8]>, Vec<PublicKey>>,
}

/// Keys of one name that are tried on one list. An authority has a handful in its life.
const KEYS: usize = 16;

impl Sought {
    /// Of certificates: issuer and serial number.
    pub fn new(all: impl IntoIterator<Item = (Name, Vec<u8>)>) -> Sought {
        let mut out = Sought::default();
        for (issuer, serial) in all {
            let of = out.by_issuer.entry(issuer.key().into()).or_default();
            of.insert(minimal(&serial).to_vec());
        }
        out
    }

    /// Whoever the issuer is.
    pub fn anywhere(all: impl IntoIterator<Item = Vec<u8>>) -> Sought {
        Sought {
            anywhere: all.into_iter().map(|it| minimal(&it).to_vec()).collect(),
            ..Sought::default()
        }
    }

    /// With the keys of those who may have signed a list: name and key.
    #[must_use]
    pub fn signed_by(mut self, all: impl IntoIterator<Item = (Name, PublicKey)>) -> Sought {
        for (name, key) in all {
            let of = self.keys.entry(name.key().into()).or_default();
            if of.len() < KEYS && !of.contains(&key) {
                of.push(key);
            }
        }
        self
    }

    /// The keys that may have signed a CRL of this issuer (its name, DER).
    pub(super) fn keys(&self, issuer: &[u8]) -> &[PublicKey] {
        let keys = Name::from_der(issuer).ok();
        let keys = keys.and_then(|it| self.keys.get(it.key()));
        keys.map_or(&[], Vec::as_slice)
    }

    /// Those to look for on a CRL of this issuer (its name, DER); on an indirect one all of them.
    pub fn on(&self, issuer: &[u8], indirect: bool) -> Serials {
        let own = Name::from_der(issuer).ok();
        let own = own.and_then(|it| self.by_issuer.get(it.key()));
        let all = self.by_issuer.values().filter(|_| indirect);
        let some = own.into_iter().filter(|_| !indirect);
        Serials::new(all.chain(some).chain([&self.anywhere]).flatten().cloned())
    }
}

/// Serial numbers to look for in a list, arranged so that a million of others are passed over quickly.
#[derive(Clone, Debug)]
pub struct Serials {
    serials: BTreeSet<Vec<u8>>,
    /// One bit for each pair of last octets.
    last: Vec<u64>,
}

impl Serials {
    /// From serial numbers as their certificates encode them.
    pub fn new(all: impl IntoIterator<Item = Vec<u8>>) -> Serials {
        let serials: BTreeSet<Vec<u8>> = all.into_iter().map(|it| minimal(&it).to_vec()).collect();
        let mut last = vec![0_u64; 1 << 10];
        for it in &serials {
            let n = tail(it);
            if let Some(word) = last.get_mut(n >> 6) {
                *word |= 1 << (n & 63);
            }
        }
        Serials { serials, last }
    }

    pub fn is_empty(&self) -> bool {
        self.serials.is_empty()
    }

    fn may_hold(&self, serial: &[u8]) -> bool {
        let n = tail(serial);
        self.last
            .get(n >> 6)
            .is_some_and(|word| word >> (n & 63) & 1 != 0)
    }
}

/// The last two octets as a number; the sign's octet before a single one is the same for one number.
fn tail(serial: &[u8]) -> usize {
    match serial {
        [.., high, low] => usize::from(*high) << 8 | usize::from(*low),
        [low] if *low < 0x80 => usize::from(*low),
        [low] => 0xFF00 | usize::from(*low),
        [] => 0,
    }
}

/// An INTEGER's octets without those that only repeat the sign (X.690 §8.3.2): issuers exist that write them.
pub fn minimal(mut octets: &[u8]) -> &[u8] {
    while let [0x00, next, ..] | [0xFF, next, ..] = octets {
        let first = octets.first().copied().unwrap_or_default();
        if (first == 0) != (*next < 0x80) {
            break;
        }
        octets = octets.get(1..).unwrap_or_default();
    }
    octets
}

/// The way through a list of any length. Takes no memory but for what is found.
#[derive(Clone, Debug)]
pub struct Walk<'a, 'w> {
    der: &'a [u8],
    at: usize,
    end: usize,
    wanted: &'w Serials,
    indirect: bool,
    /// The certificateIssuer in force, on an indirect CRL.
    issuer: Option<&'a [u8]>,
    unknown_critical: Option<String>,
    count: u64,
    found: Vec<CrlEntry>,
}

/// Entries kept of one CRL; more of the same few serial numbers would be a trick.
const FOUND: usize = 4096;

impl<'a, 'w> Walk<'a, 'w> {
    /// From the start of the list.
    pub fn new(frame: &Frame<'a>, indirect: bool, wanted: &'w Serials) -> Self {
        Walk {
            der: frame.der,
            at: frame.list.start,
            end: frame.list.end,
            wanted,
            indirect,
            issuer: None,
            unknown_critical: None,
            count: 0,
            found: Vec::new(),
        }
    }

    /// Reads entries until one begins at `until` or beyond, or the list is over.
    ///
    /// # Errors
    /// [`CrlError::Entry`] where one cannot be read: beyond it nothing is certain.
    pub fn until(&mut self, until: usize) -> Result<(), CrlError> {
        let stop = until.min(self.end);
        let list = self.der.get(..self.end).unwrap_or_default();
        while self.at < stop {
            let wrong = |error| CrlError::Entry {
                number: self.count + 1,
                error,
            };
            let (inside, next) = element(list, self.at, SEQUENCE).map_err(wrong)?;
            let entry = list.get(..next).unwrap_or_default();
            let (number, rest) = element(entry, inside, INTEGER).map_err(wrong)?;
            let serial = entry.get(number..rest).unwrap_or_default();
            let rest = entry.get(rest..).unwrap_or_default();
            // Every entry must have at least its date, so that a list that went out of step is noticed.
            if !matches!(rest.first(), Some(&(UTC_TIME | GENERALIZED_TIME))) || serial.is_empty() {
                return Err(wrong(TlvError::Value {
                    offset: self.at,
                    what: "an entry without a serial number and a date",
                }));
            }
            // 15 octets are a UTCTime with its header; more is a GeneralizedTime or extensions.
            if rest.len() > 15 && !entry::is_only_reason(rest.get(15..).unwrap_or_default()) {
                let glance = entry::glance(rest).map_err(wrong)?;
                if self.indirect && glance.issuer.is_some() {
                    self.issuer = glance.issuer;
                }
                if self.unknown_critical.is_none() {
                    self.unknown_critical = glance.unknown_critical;
                }
            }
            if self.wanted.may_hold(serial)
                && self.wanted.serials.contains(minimal(serial))
                && self.found.len() < FOUND
            {
                self.found.push(CrlEntry {
                    serial: Pii(Bytes(minimal(serial).to_vec())),
                    rest: Bytes(rest.to_vec()),
                    issuer: self.issuer.map(|it| Bytes(it.to_vec())),
                });
            }
            self.count += 1;
            self.at = next;
        }
        Ok(())
    }

    /// To the end of the list.
    ///
    /// # Errors
    /// As [`Walk::until`].
    pub fn finish(&mut self) -> Result<(), CrlError> {
        self.until(usize::MAX)
    }
}

/// Where the value of the element at `at` begins and where it ends. Short lengths, which all entries have, first.
#[inline]
fn element(bytes: &[u8], at: usize, tag: u8) -> Result<(usize, usize), TlvError> {
    let rest = bytes.get(at..).unwrap_or_default();
    let (found, header, length) = match rest {
        [found, length @ 0..0x80, ..] => (*found, 2, usize::from(*length)),
        _ => tlv::header(rest, at)?,
    };
    if found != tag {
        return Err(TlvError::Tag {
            offset: at,
            found,
            wanted: tag,
        });
    }
    let inside = at + header;
    match inside.checked_add(length) {
        Some(end) if end <= bytes.len() => Ok((inside, end)),
        _ => Err(TlvError::TooLong {
            offset: at,
            length,
            have: bytes.len().saturating_sub(inside),
        }),
    }
}
