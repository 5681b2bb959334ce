use super::extensions::Extensions;
use crate::facts::Bytes;
use crate::pki::der::{DerError, Reader, only, tag};
use crate::pki::signature::{Algorithm, PublicKey, Verification};
use crate::pki::{CertificateError, Name, structure};
use ring::digest;
use serde::{Deserialize, Serialize};
use std::ops::Range;
use time::OffsetDateTime;
use x509_parser::certificate::X509CertificateParser;
use x509_parser::nom::Parser as _;

/// No certificate of any public PKI comes near; a longer one is not read.
const SIZE_LIMIT: usize = 256 * 1024;

/// A SHA-256.
pub type Digest = [u8; 32];

/// A certificate as a link of a path: what RFC 5280 §6.1 asks of it, decoded once. [`crate::pki::Certificate`] is the
/// summary that people read.
///
/// Every member is plain data, so that a link can also be made of what a redacted snapshot kept of a certificate; its
/// signature is then [`Body::Recorded`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Link {
    /// SHA-256 of the whole certificate.
    pub sha256: Digest,
    /// 1, 2 or 3.
    pub version: u32,
    pub serial: Bytes,
    pub issuer: Name,
    pub subject: Name,
    #[serde(with = "time::serde::rfc3339")]
    pub not_before: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    pub not_after: OffsetDateTime,
    pub key: PublicKey,
    /// What the issuer says it signed with (the outer signatureAlgorithm).
    pub signed_with: Algorithm,
    pub extensions: Extensions,
    /// What is wrong with its encoding although it could be read.
    pub malformed: Vec<Malformed>,
    pub body: Body,
}

/// A fault of the encoding, and the clause it is against.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Malformed {
    pub what: String,
    pub source: String,
    /// Validation cannot rely on the certificate; otherwise it is only worth a warning.
    pub fatal: bool,
    /// It is no fault: there is more than is read here, so that what follows from it is open.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub beyond: bool,
}

impl Malformed {
    pub(super) fn fatal(what: impl Into<String>, source: &str) -> Self {
        Malformed {
            what: what.into(),
            source: source.to_owned(),
            fatal: true,
            beyond: false,
        }
    }

    pub(super) fn beyond(what: impl Into<String>, source: &str) -> Self {
        Malformed {
            beyond: true,
            ..Malformed::fatal(what, source)
        }
    }

    pub(super) fn warning(what: impl Into<String>, source: &str) -> Self {
        Malformed {
            fatal: false,
            ..Malformed::fatal(what, source)
        }
    }
}

/// What can tell whether somebody's key made the signature.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Body {
    /// The certificate itself: what was signed, and the signature, as places in the DER.
    Der {
        der: Bytes,
        signed: Range<usize>,
        signature: Range<usize>,
    },
    /// The answers from where the whole certificate was.
    Recorded(Vec<Recorded>),
}

/// Whether the key with this SHA-256 (of the whole SubjectPublicKeyInfo) made the signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    pub key: Digest,
    pub verification: Verification,
}

impl Recorded {
    /// What is recorded of a key.
    pub fn of(answers: &[Recorded], key: &PublicKey) -> Verification {
        answers
            .iter()
            .find(|it| it.key == key.sha256)
            .map_or_else(
                || Verification::Unsupported("what was signed is not in the bundle, and whether this key signed it was not recorded".to_owned()),
                |it| it.verification.clone(),
            )
    }
}

impl Link {
    /// Whether it stands for a certificate that is not here: its names and numbers are nobody's.
    pub fn is_stand_in(&self) -> bool {
        matches!(self.body, Body::Recorded(_))
    }

    /// Reads one DER certificate.
    ///
    /// # Errors
    /// Where bytes are no certificate. What can be read but is wrong is in [`Link::malformed`].
    pub fn parse(der: &[u8]) -> Result<Link, CertificateError> {
        if der.is_empty() {
            return Err(CertificateError::Empty);
        }
        if der.len() > SIZE_LIMIT {
            return Err(CertificateError::TooLarge {
                size: der.len(),
                limit: SIZE_LIMIT,
            });
        }
        // Extensions are read one by one below: x509-parser's own reading of one that it cannot parse is lost, and it
        // drops what an otherName or a distribution point says.
        let mut parser = X509CertificateParser::new().with_deep_parse_extensions(false);
        let (rest, it) = parser
            .parse(der)
            .map_err(|_| CertificateError::Structure(structure::fault(der)))?;
        if !rest.is_empty() {
            return Err(CertificateError::Trailing(rest.len()));
        }
        let structure =
            |what: &str, error: DerError| CertificateError::Structure(format!("{what}: {error}"));
        let tbs = &it.tbs_certificate;
        let mut malformed = Vec::new();
        let frame = Frame::read(der).map_err(|it| structure("signature", it))?;
        let signed_with = Algorithm::from_der_value(frame.outer_algorithm)
            .map_err(|it| structure("signatureAlgorithm", it))?;
        if frame.outer_algorithm != frame.inner_algorithm {
            malformed.push(Malformed::fatal(
                "the signature algorithm inside the signed part is not the one outside it",
                "RFC 5280 4.1.1.2",
            ));
        }
        if !frame.is_whole {
            malformed.push(Malformed::fatal(
                "its signature does not end with a whole byte",
                "RFC 5280 4.1.1.3",
            ));
        }
        let version = tbs.version.0.saturating_add(1);
        if version > 3 {
            malformed.push(Malformed::fatal(
                format!("it is of version {version}, which does not exist"),
                "RFC 5280 4.1.2.1",
            ));
        }
        for (what, it) in [
            ("notBefore", frame.not_before),
            ("notAfter", frame.not_after),
        ] {
            if !it.is_proper() {
                malformed.push(Malformed::warning(
                    format!("its {what} is not written as the standard has it (to the second, in UTC, with a Z; of two digits for the year up to 2049)"),
                    "RFC 5280 4.1.2.5",
                ));
            }
        }
        let extensions = Extensions::read(version, tbs.extensions(), &mut malformed);
        let serial = it.raw_serial();
        serial_number(serial, &mut malformed);
        let validity = tbs.validity();
        Ok(Link {
            sha256: sha256(der),
            version,
            serial: serial.to_vec().into(),
            issuer: Name::from_der(tbs.issuer.as_raw()).map_err(|it| structure("issuer", it))?,
            subject: Name::from_der(tbs.subject.as_raw()).map_err(|it| structure("subject", it))?,
            not_before: validity.not_before.to_datetime(),
            not_after: validity.not_after.to_datetime(),
            key: PublicKey::from_der(tbs.subject_pki.raw)
                .map_err(|it| structure("subjectPublicKeyInfo", it))?,
            signed_with,
            extensions,
            malformed,
            body: Body::Der {
                signed: place(der, frame.signed),
                signature: place(der, frame.signature),
                der: der.to_vec().into(),
            },
        })
    }

    /// The DER, where it is at hand.
    pub fn der(&self) -> Option<&[u8]> {
        match &self.body {
            Body::Der { der, .. } => Some(der),
            Body::Recorded(_) => None,
        }
    }

    /// Whether this key signed the certificate.
    pub fn verify(&self, key: &PublicKey) -> Verification {
        match &self.body {
            Body::Der {
                der,
                signed,
                signature,
            } => match (der.get(signed.clone()), der.get(signature.clone())) {
                (Some(signed), Some(signature)) => {
                    crate::pki::signature::verify(key, &self.signed_with, signed, signature)
                }
                _ => Verification::Bad,
            },
            Body::Recorded(answers) => Recorded::of(answers, key),
        }
    }

    /// Same name as subject and issuer (RFC 5280 §6.1): such a certificate does not count in path lengths.
    pub fn is_self_issued(&self) -> bool {
        self.subject == self.issuer
    }

    pub fn subject_key_id(&self) -> Option<&[u8]> {
        Some(&self.extensions.subject_key_id.as_ref()?.value.0)
    }

    pub fn authority_key_id(&self) -> Option<&[u8]> {
        let authority = self.extensions.authority_key_id.as_ref()?;
        Some(&authority.value.key_id.as_ref()?.0)
    }

    /// Whether basicConstraints says it is a CA; certificates before version 3 cannot.
    pub fn is_ca(&self) -> bool {
        self.extensions
            .basic_constraints
            .as_ref()
            .is_some_and(|it| it.value.ca)
    }

    /// Whether `at` lies inside the validity period, both ends included (RFC 5280 §4.1.2.5).
    pub fn is_valid_at(&self, at: OffsetDateTime) -> bool {
        self.not_before <= at && at <= self.not_after
    }
}

pub(crate) fn sha256(bytes: &[u8]) -> Digest {
    let mut out = [0; 32];
    let hash = digest::digest(&digest::SHA256, bytes);
    for (to, from) in out.iter_mut().zip(hash.as_ref()) {
        *to = *from;
    }
    out
}

/// The outer parts of a certificate (RFC 5280 §4.1) as slices of it.
struct Frame<'a> {
    signed: &'a [u8],
    inner_algorithm: &'a [u8],
    outer_algorithm: &'a [u8],
    signature: &'a [u8],
    /// The signature has whole bytes, as all algorithms make them.
    is_whole: bool,
    not_before: Time<'a>,
    not_after: Time<'a>,
}

/// A date of the validity as it is written.
#[derive(Clone, Copy)]
struct Time<'a> {
    kind: u8,
    text: &'a [u8],
}

impl Time<'_> {
    /// UTCTime `YYMMDDHHMMSSZ` through 2049, GeneralizedTime `YYYYMMDDHHMMSSZ` from 2050 on (RFC 5280 §4.1.2.5).
    fn is_proper(self) -> bool {
        let digits = match self.text.split_last() {
            Some((b'Z', digits)) if digits.iter().all(u8::is_ascii_digit) => digits,
            _ => return false,
        };
        match self.kind {
            tag::UTC_TIME => digits.len() == 12,
            _ => digits.len() == 14 && digits >= &b"2050"[..],
        }
    }
}

impl<'a> Frame<'a> {
    fn read(der: &'a [u8]) -> Result<Self, DerError> {
        let mut outer = Reader::new(only(der, tag::SEQUENCE)?);
        let signed = outer.element()?;
        let outer_algorithm = outer.expect(tag::SEQUENCE)?;
        let signature = outer.expect(tag::BIT_STRING)?;
        let (unused, signature) = signature.split_first().ok_or(DerError::Value)?;
        outer.end()?;
        let mut inner = Reader::new(signed.value);
        inner.optional(tag::constructed(0))?;
        inner.expect(tag::INTEGER)?;
        let inner_algorithm = inner.expect(tag::SEQUENCE)?;
        inner.expect(tag::SEQUENCE)?;
        let mut validity = Reader::new(inner.expect(tag::SEQUENCE)?);
        let mut time = || -> Result<Time<'a>, DerError> {
            let it = validity.element()?;
            Ok(Time {
                kind: it.tag,
                text: it.value,
            })
        };
        let (not_before, not_after) = (time()?, time()?);
        Ok(Frame {
            signed: signed.raw,
            inner_algorithm,
            outer_algorithm,
            signature,
            is_whole: *unused == 0,
            not_before,
            not_after,
        })
    }
}

/// Where `part`, a slice of `whole`, stands in it.
fn place(whole: &[u8], part: &[u8]) -> Range<usize> {
    let start = (part.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize);
    start..start.saturating_add(part.len())
}

fn serial_number(serial: &[u8], malformed: &mut Vec<Malformed>) {
    let source = "RFC 5280 4.1.2.2";
    // Issuers are told to keep to this; certificate users are told to be prepared that some do not.
    if let [0, 0..=0x7F, ..] | [0xFF, 0x80..=0xFF, ..] | [] = serial {
        malformed.push(Malformed::warning(
            "the serial number is not written in the fewest bytes, as DER has it",
            "X.690 8.3.2",
        ));
    }
    if serial.first().is_some_and(|it| it & 0x80 != 0) {
        malformed.push(Malformed::warning("the serial number is negative", source));
    } else if !serial.is_empty() && serial.iter().all(|it| *it == 0) {
        malformed.push(Malformed::warning("the serial number is zero", source));
    }
    if serial.len() > 20 && !(serial.len() == 21 && serial.first() == Some(&0)) {
        malformed.push(Malformed::warning(
            format!("the serial number has {} bytes, more than 20", serial.len()),
            source,
        ));
    }
}
