use crate::facts::{Crl, CrlContent, Observed, Origin};
use crate::pki::Name;
use crate::pki::crl::{Entry, Extensions, Head, Reason, minimal};
use crate::pki::path::Link;
use crate::pki::signature::{Algorithm, PublicKey, Scheme, Verification, verify_digest};
use crate::pki::tlv::{Reader, SEQUENCE};
use crate::pki::{GeneralName, der};
use std::cmp::Ordering;
use std::sync::Arc;
use time::{Duration, OffsetDateTime};

/// A CRL that names no end is believed for this long. No authority issues CRLs more rarely.
const ENDLESS: Duration = Duration::days(366);

/// A CRL of the facts, decoded.
#[derive(Clone, Debug)]
pub struct KnownCrl<'f> {
    /// Where it came from, for people.
    pub source: String,
    /// From a file that was named.
    pub is_given: bool,
    pub parts: Result<Parts<'f>, String>,
}

/// What a CRL says of itself.
#[derive(Clone, Debug)]
pub struct Parts<'f> {
    pub content: &'f CrlContent,
    pub head: Head<'f>,
    pub extensions: Extensions<'f>,
    pub issuer: Name,
    pub algorithm: Algorithm,
}

/// What a list says of one serial number.
pub(super) enum Listed<'f> {
    No,
    Yes(Entry<'f>),
    /// It cannot tell; why.
    Unclear(String),
}

impl<'f> KnownCrl<'f> {
    pub fn read(crl: &'f Crl) -> KnownCrl<'f> {
        let source = match &crl.origin {
            Origin::File { path } => path.0.clone(),
            Origin::Cache {
                address,
                fetched_at,
            } => format!("{address} (kept from {})", fetched_at.date()),
            Origin::Network { address } => address.clone(),
        };
        let parts = match &crl.content {
            Observed::Seen(content) => parts(content),
            Observed::Failed(failure) => Err(failure.name.clone()),
            Observed::Absent => Err("there is none".to_owned()),
            Observed::Unasked { because } => Err(because.clone()),
        };
        KnownCrl {
            source,
            is_given: matches!(crl.origin, Origin::File { .. }),
            parts,
        }
    }

    pub(super) fn verify(&self, key: &PublicKey) -> Verification {
        match &self.parts {
            Ok(it) => it.verify(key),
            Err(_) => Verification::Bad,
        }
    }
}

fn parts(content: &CrlContent) -> Result<Parts<'_>, String> {
    let head =
        Head::read(&content.head).map_err(|it| format!("its beginning cannot be read: {it}"))?;
    let extensions = Extensions::read(&content.extensions)
        .map_err(|it| format!("its extensions cannot be read: {it}"))?;
    let issuer = Name::from_der(head.issuer)
        .map_err(|it| format!("its issuer's name cannot be read: {it}"))?;
    let inside = Reader::new(&content.algorithm)
        .want(SEQUENCE)
        .map_err(|it| format!("its signature algorithm cannot be read: {it}"))?;
    let algorithm = Algorithm::from_der_value(inside.value)
        .map_err(|it| format!("its signature algorithm cannot be read: {it}"))?;
    if head.algorithm != content.algorithm.0 {
        return Err(
            "the signature algorithm inside is not the one outside (RFC 5280 §5.1.1.2)".to_owned(),
        );
    }
    if head.version == 1 && !content.extensions.is_empty() {
        return Err(
            "it has extensions, which version 1 does not have (RFC 5280 §5.1.2.1)".to_owned(),
        );
    }
    Ok(Parts {
        content,
        head,
        extensions,
        issuer,
        algorithm,
    })
}

/// Whether a CRL may be relied on now and so need not be fetched: it reads, holds, and is signed by one of these where
/// it bears the name of one. Its use is judged again, by the whole of RFC 5280 §6.3.
pub fn holds(content: &CrlContent, at: OffsetDateTime, issuers: &[Arc<Link>]) -> bool {
    let Ok(it) = parts(content) else { return false };
    let mut own = issuers
        .iter()
        .filter(|link| link.subject == it.issuer)
        .peekable();
    it.unusable().is_none()
        && it.current(at).is_ok()
        && (own.peek().is_none() || own.any(|link| it.verify(&link.key) == Verification::Good))
}

impl<'f> Parts<'f> {
    fn verify(&self, key: &PublicKey) -> Verification {
        if let Some(digest) = &self.content.digest {
            return verify_digest(key, &self.algorithm, digest, &self.content.signature);
        }
        let mut tried = self.content.tried.iter();
        match tried.find(|it| it.key.0 == key.sha256) {
            Some(it) if it.signed => Verification::Good,
            Some(_) => Verification::Bad,
            // A key of another kind cannot have made it.
            None => match verify_digest(key, &self.algorithm, &[], &self.content.signature) {
                it @ Verification::Unusable(_) => it,
                _ if self.algorithm.scheme() == Some(Scheme::Ed25519) => {
                    Verification::Unsupported(format!(
                        "{}, which was not tried with this key while the list was at hand",
                        self.algorithm
                    ))
                }
                _ => Verification::Unsupported(self.algorithm.to_string()),
            },
        }
    }

    pub(super) fn is_delta(&self) -> bool {
        self.extensions.base.is_some()
    }

    /// Whether another CRL is of the same issuer and scope (RFC 5280 §6.3.3 (c)(1) and (2)).
    pub(super) fn is_scope_of(&self, other: &Parts<'_>) -> bool {
        self.issuer == other.issuer && self.extensions.point_value == other.extensions.point_value
    }

    /// Whether it holds at this time (RFC 5280 §5.1.2.4, §5.1.2.5); if not, why not.
    pub(super) fn current(&self, at: OffsetDateTime) -> Result<(), String> {
        let issued = self.head.this_update;
        if issued.checked_sub(super::SKEW).is_some_and(|it| it > at) {
            return Err(format!(
                "it is of {}, after the time of interest",
                issued.date()
            ));
        }
        match self.head.next_update {
            Some(next) if next.checked_add(super::SKEW).is_some_and(|it| it < at) => Err(format!(
                "it is stale: a newer one was due on {}",
                next.date()
            )),
            None if issued.checked_add(ENDLESS).is_some_and(|it| it < at) => Err(format!(
                "it does not say until when it holds (RFC 5280 §5.1.2.5 demands it), and is of {}, more than a year old",
                issued.date()
            )),
            _ => Ok(()),
        }
    }

    /// Ways in which it must not be used at all; the first.
    pub(super) fn unusable(&self) -> Option<String> {
        if let Some(it) = self.extensions.unknown_critical.first() {
            return Some(format!(
                "it has the critical extension {it}, which is not known here, and must not be used (RFC 5280 §5.2)"
            ));
        }
        self.content.unknown_critical.as_ref().map(|it| {
            format!("an entry has the critical extension {it}, which is not known here, so that it must not be used (RFC 5280 §5.3)")
        })
    }

    /// What its list says of a certificate.
    pub(super) fn listed(&self, certificate: &Link) -> Listed<'f> {
        let (serial, issuer) = (minimal(&certificate.serial), &certificate.issuer);
        if !self.content.asked.iter().any(|it| it.0.0 == serial) {
            if certificate.is_stand_in() {
                return Listed::Unclear(
                    "redaction replaced the certificate's serial number, so that a list cannot be asked for it".to_owned(),
                );
            }
            return Listed::Unclear("it was not looked into for this certificate".to_owned());
        }
        let mut gravest: Option<Entry<'f>> = None;
        let mut misplaced = None;
        for it in self
            .content
            .found
            .iter()
            .filter(|it| it.serial.0.0 == serial)
        {
            let meant = match &it.issuer {
                None => self.issuer == *issuer,
                Some(names) => names_issuer(names, issuer),
            };
            if !meant {
                continue;
            }
            match Entry::read(&it.rest) {
                // Whose certificate it means cannot be told: the mark is critical, and only indirect CRLs may have it.
                Ok(entry) if self.names_another(&entry) => {
                    misplaced = Some(format!(
                        "it lists the serial number as that of another issuer's certificate, which only indirect CRLs may (RFC 5280 §5.3.3): {}",
                        super::written_words(&entry)
                    ));
                }
                Ok(entry)
                    if gravest
                        .as_ref()
                        .is_none_or(|it| gravity(it) < gravity(&entry)) =>
                {
                    gravest = Some(entry);
                }
                Ok(_) => {}
                Err(error) => {
                    return Listed::Unclear(format!(
                        "it lists the certificate, but its entry cannot be read: {error}"
                    ));
                }
            }
        }
        match (gravest, misplaced) {
            (Some(entry), _) => Listed::Yes(entry),
            (None, Some(why)) => Listed::Unclear(why),
            (None, None) => Listed::No,
        }
    }

    /// Whether an entry of a list that is not indirect names another issuer than the list's.
    fn names_another(&self, entry: &Entry<'_>) -> bool {
        let Some(names) = entry
            .issuer
            .as_ref()
            .filter(|_| !self.extensions.indirect())
        else {
            return false;
        };
        let mut names = names
            .iter()
            .filter_map(|it| der::Reader::new(it).element().ok());
        !names.any(
            |it| matches!(GeneralName::read(&it), GeneralName::Directory(it) if it == self.issuer),
        )
    }

    /// Whether an entry tells of the time of interest: its date, or the list itself, is not after it. A date after the list's
    /// own, which some write ahead, puts nothing off; one before it may lie after the time of interest.
    pub(super) fn tells(&self, entry: &Entry<'_>, at: OffsetDateTime) -> bool {
        entry.at.min(self.head.this_update) <= at.saturating_add(super::SKEW)
    }

    /// That it lists this certificate as revoked for good, whether or not it may be used otherwise.
    pub(super) fn for_good(&self, certificate: &Link, at: OffsetDateTime) -> Option<Entry<'f>> {
        match self.listed(certificate) {
            Listed::Yes(entry) if self.tells(&entry, at) && gravity(&entry) == FOR_GOOD => {
                Some(entry)
            }
            _ => None,
        }
    }

    /// `of 2026-11-20`, with the number where there is one.
    pub(super) fn words(&self) -> String {
        let kind = if self.is_delta() { "delta CRL" } else { "CRL" };
        let number = self
            .extensions
            .number
            .map_or(String::new(), |it| format!(" {}", decimal(it)));
        format!(
            "{kind}{number} of {}, {}",
            super::short(&self.issuer),
            self.head.this_update.date()
        )
    }
}

const FOR_GOOD: u8 = 2;

/// What counts where a list has a certificate twice: revocation before hold before its end (RFC 5280 §5.3.1).
fn gravity(entry: &Entry<'_>) -> u8 {
    match entry.reason {
        Some(Reason::RemoveFromCrl) => 0,
        Some(Reason::CertificateHold) => 1,
        _ => FOR_GOOD,
    }
}

/// Whether a certificateIssuer value (GeneralNames) names this issuer.
fn names_issuer(value: &[u8], issuer: &Name) -> bool {
    let inside = der::only(value, der::tag::SEQUENCE).unwrap_or_default();
    GeneralName::read_all(inside)
        .unwrap_or_default()
        .iter()
        .any(|it| matches!(it, GeneralName::Directory(name) if name == issuer))
}

/// Compares two INTEGERs. Numbers of CRLs must not be negative (RFC 5280 §5.2.3), and some are.
pub(super) fn numbers(a: &[u8], b: &[u8]) -> Ordering {
    let (a, b) = (minimal(a), minimal(b));
    match (is_negative(a), is_negative(b)) {
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
        (false, false) => a.len().cmp(&b.len()).then_with(|| a.cmp(b)),
        (true, true) => b.len().cmp(&a.len()).then_with(|| a.cmp(b)),
    }
}

fn is_negative(number: &[u8]) -> bool {
    number.first().is_some_and(|it| *it >= 0x80)
}

/// A CRL number as people write it; beyond 64 bits, which RFC 5280 §5.2.3 allows, in hexadecimal.
fn decimal(number: &[u8]) -> String {
    let number = minimal(number);
    let negative = is_negative(number);
    let digits: Vec<u8> = match negative {
        true => number.to_vec(),
        false => number.iter().copied().skip_while(|it| *it == 0).collect(),
    };
    let value = |first| {
        digits
            .iter()
            .fold(first, |sum: u64, it| sum << 8 | u64::from(*it))
    };
    match (digits.len() <= 8, negative) {
        (true, false) => value(0).to_string(),
        (true, true) => value(u64::MAX).cast_signed().to_string(),
        (false, false) => format!("0x{}", crate::facts::Bytes(digits).hex()),
        (false, true) => format!("0x{} (negative)", crate::facts::Bytes(digits).hex()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_a_sign() {
        for (number, written) in [
            (&[0][..], "0"),
            (&[0, 0xFB], "251"),
            (&[0xFB], "-5"),
            (&[0xFF, 0x7F], "-129"),
            (
                &[0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
                "18446744073709551615",
            ),
            (&[1, 0, 0, 0, 0, 0, 0, 0, 0], "0x010000000000000000"),
            (
                &[0xFE, 0, 0, 0, 0, 0, 0, 0, 0],
                "0xFE0000000000000000 (negative)",
            ),
        ] {
            assert_eq!(decimal(number), written);
        }
        let rising = [
            &[0xFE, 0][..],
            &[0x80],
            &[0xFB],
            &[0],
            &[5],
            &[0, 0xFB],
            &[1, 0],
        ];
        for (n, a) in rising.iter().enumerate() {
            for (m, b) in rising.iter().enumerate() {
                assert_eq!(numbers(a, b), n.cmp(&m), "{a:?} {b:?}");
            }
        }
        assert!(numbers(&[0, 5], &[5]).is_eq());
    }
}
