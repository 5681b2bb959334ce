use super::der::{self, tag};
use super::key::sha1;
use super::names::{common_name, display, edipi, explicit, x500};
use super::path::KeyUsage;
use super::signature::Algorithm;
use super::{Key, KeyIdentifier, structure};
use crate::facts::{Bytes, Pii};
use ::time::OffsetDateTime;
use ring::digest;
use serde::{Deserialize, Serialize};
use x509_parser::prelude::*;

/// Everything that rules and reports need of a certificate (RFC 5280 §4), decoded once. Plain data: where the
/// certificate itself may not leave a machine, this stands in for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// Distinguished names in the order of encoding, `C=US, O=U.S. Government, … CN=…`.
    pub subject: Pii<String>,
    pub issuer: String,
    /// Last common name of the subject, as a certificate picker shows it.
    pub common_name: Option<Pii<String>>,
    pub issuer_common_name: Option<String>,
    /// Serial number, lower-case hexadecimal without separators.
    pub serial: Pii<String>,
    /// Subject and issuer as Windows writes them (CertNameToStr), in the order of encoding: `C=US,O=U.S. Government,…`.
    pub subject_x500: Pii<String>,
    pub issuer_x500: String,
    #[serde(with = "::time::serde::rfc3339")]
    pub not_before: OffsetDateTime,
    #[serde(with = "::time::serde::rfc3339")]
    pub not_after: OffsetDateTime,
    /// otherName 1.3.6.1.4.1.311.20.2.3 of the subjectAltName.
    pub upn: Option<Pii<String>>,
    /// The ten digits that end the subject's common name on DoD certificates.
    pub edipi: Option<Pii<String>>,
    /// First rfc822Name of the subjectAltName.
    pub email: Option<Pii<String>>,
    /// otherName 2.16.840.1.101.3.6.6, raw 25 bytes.
    pub fascn: Option<Pii<Vec<u8>>>,
    /// First `urn:uuid:` of the subjectAltName.
    pub uuid: Option<Pii<String>>,
    pub key: Key,
    /// Public exponent of an RSA key, where it fits 64 bits.
    pub rsa_exponent: Option<u64>,
    /// How the certificate was signed.
    pub signature: Algorithm,
    pub subject_key_identifier: Option<Pii<Bytes>>,
    /// How that identifier was made from the key, if it was.
    pub key_identifier: KeyIdentifier,
    pub authority_key_identifier: Option<Bytes>,
    /// SHA-1 of the public key's bits (RFC 5280 §4.2.1.2 method 1).
    pub key_sha1: Pii<Bytes>,
    /// keyUsage digitalSignature is asserted; true where the extension is absent (RFC 5280 §4.2.1.3).
    pub signs: bool,
    /// keyUsage, by the standard's names; none where the extension is absent.
    pub key_usage: Option<Vec<String>>,
    /// basicConstraints cA.
    pub is_ca: bool,
    /// PIV NACI, 2.16.840.1.101.3.6.9.1: true until the holder's background check is done.
    pub naci: Option<bool>,
    /// extKeyUsage OIDs, dotted; empty where the extension is absent.
    pub extended_key_usage: Vec<String>,
    /// certificatePolicies OIDs, dotted.
    pub policies: Vec<String>,
    /// SHA-256 of the DER, upper-case hexadecimal.
    pub sha256: String,
    /// SHA-1 of the DER, which Windows calls thumbprint.
    pub sha1: Pii<Bytes>,
    /// Size of the DER, bytes.
    pub size: usize,
}

/// Why bytes are not a certificate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    #[error("empty")]
    Empty,
    #[error("{size} bytes, more than the {limit} a certificate may have here")]
    TooLarge { size: usize, limit: usize },
    #[error("it is not an X.509 certificate: its DER breaks off or is malformed ({0})")]
    Structure(String),
    #[error("{0} bytes follow the certificate")]
    Trailing(usize),
}

/// A card object holds at most this much after decompression, so no certificate is larger.
const SIZE_LIMIT: usize = 64 * 1024;

/// Extended key usages and otherNames used here.
mod oid {
    /// id-kp-clientAuth, RFC 5280 §4.2.1.12.
    pub(super) const CLIENT_AUTH: &str = "1.3.6.1.5.5.7.3.2";
    /// Smart-card logon, Microsoft [MS-WCCE].
    pub(super) const SMARTCARD_LOGON: &str = "1.3.6.1.4.1.311.20.2.2";
    /// anyExtendedKeyUsage, RFC 5280 §4.2.1.12.
    pub(super) const ANY_EKU: &str = "2.5.29.37.0";
    /// User principal name otherName, Microsoft.
    pub(super) const UPN: &str = "1.3.6.1.4.1.311.20.2.3";
    /// FASC-N otherName, FIPS 201 / SP 800-73.
    pub(super) const FASCN: &str = "2.16.840.1.101.3.6.6";
    /// id-fpki-common-authentication: the PIV Authentication policy (FPKI Common Policy).
    pub(super) const COMMON_AUTHENTICATION: &str = "2.16.840.1.101.3.2.1.3.13";
    /// PIV NACI, FPKI Common Policy certificate profiles.
    pub(super) const NACI: &str = "2.16.840.1.101.3.6.9.1";
    /// DoD policies, arc of the DoD certificate policy.
    pub(super) const DOD: &str = "2.16.840.1.101.2.1.11.";
}

impl Certificate {
    /// Reads one DER certificate.
    ///
    /// # Errors
    /// [`CertificateError`] with what is wrong, and where; nothing is read leniently but the parts a
    /// sign-in does not need: an extension that cannot be parsed counts as absent.
    pub fn parse(der: &[u8]) -> Result<Certificate, CertificateError> {
        if der.is_empty() {
            return Err(CertificateError::Empty);
        }
        if der.len() > SIZE_LIMIT {
            return Err(CertificateError::TooLarge {
                size: der.len(),
                limit: SIZE_LIMIT,
            });
        }
        let (rest, it) = X509Certificate::from_der(der)
            .map_err(|_| CertificateError::Structure(structure::fault(der)))?;
        if !rest.is_empty() {
            return Err(CertificateError::Trailing(rest.len()));
        }
        let mut out = Certificate {
            subject: Pii(display(it.subject())),
            issuer: display(it.issuer()),
            common_name: common_name(it.subject()).map(Pii),
            issuer_common_name: common_name(it.issuer()),
            serial: Pii(hex(it.raw_serial())),
            subject_x500: Pii(x500(it.subject())),
            issuer_x500: x500(it.issuer()),
            not_before: it.validity().not_before.to_datetime(),
            not_after: it.validity().not_after.to_datetime(),
            upn: None,
            edipi: common_name(it.subject())
                .as_deref()
                .and_then(edipi)
                .map(Pii),
            email: None,
            fascn: None,
            uuid: None,
            key: Key::of(it.public_key()),
            rsa_exponent: match it.public_key().parsed() {
                Ok(x509_parser::public_key::PublicKey::RSA(rsa)) => rsa.try_exponent().ok(),
                _ => None,
            },
            signature: signed_with(der)
                .unwrap_or_else(|| Algorithm::new(it.signature_algorithm.algorithm.as_bytes())),
            subject_key_identifier: None,
            key_identifier: KeyIdentifier::Absent,
            authority_key_identifier: None,
            key_sha1: Pii(Bytes(sha1(&it.public_key().subject_public_key.data))),
            signs: true,
            key_usage: None,
            is_ca: false,
            naci: None,
            extended_key_usage: Vec::new(),
            policies: Vec::new(),
            sha256: hex(digest::digest(&digest::SHA256, der).as_ref()).to_ascii_uppercase(),
            sha1: Pii(Bytes(sha1(der))),
            size: der.len(),
        };
        for extension in it.extensions() {
            out.take(extension);
        }
        let identifier = out
            .subject_key_identifier
            .as_ref()
            .map(|it| it.0.0.as_slice());
        out.key_identifier = KeyIdentifier::of(identifier, it.public_key());
        Ok(out)
    }

    fn take(&mut self, extension: &X509Extension<'_>) {
        match extension.parsed_extension() {
            // x509-parser takes bits that do not count.
            ParsedExtension::KeyUsage(_) => {
                let usage = KeyUsage::read(extension.value).unwrap_or(KeyUsage(0));
                self.signs = usage.has(KeyUsage::DIGITAL_SIGNATURE);
                self.key_usage = Some(usage.names().map(str::to_owned).collect());
            }
            ParsedExtension::BasicConstraints(it) => self.is_ca = it.ca,
            ParsedExtension::SubjectKeyIdentifier(it) => {
                self.subject_key_identifier = Some(Pii(Bytes(it.0.to_vec())));
            }
            ParsedExtension::AuthorityKeyIdentifier(it) => {
                self.authority_key_identifier =
                    it.key_identifier.as_ref().map(|it| Bytes(it.0.to_vec()));
            }
            _ if extension.oid.to_id_string() == oid::NACI => {
                // BOOLEAN; DER has FF for true, BER anything but zero.
                if let [1, 1, value] = extension.value {
                    self.naci = Some(*value != 0);
                }
            }
            ParsedExtension::ExtendedKeyUsage(usage) => {
                let named = [
                    (usage.any, oid::ANY_EKU),
                    (usage.client_auth, oid::CLIENT_AUTH),
                    (usage.server_auth, "1.3.6.1.5.5.7.3.1"),
                    (usage.code_signing, "1.3.6.1.5.5.7.3.3"),
                    (usage.email_protection, "1.3.6.1.5.5.7.3.4"),
                    (usage.time_stamping, "1.3.6.1.5.5.7.3.8"),
                    (usage.ocsp_signing, "1.3.6.1.5.5.7.3.9"),
                ];
                self.extended_key_usage = named
                    .into_iter()
                    .filter(|(set, _)| *set)
                    .map(|(_, oid)| oid.to_owned())
                    .chain(usage.other.iter().map(|oid| oid.to_id_string()))
                    .collect();
            }
            ParsedExtension::CertificatePolicies(policies) => {
                self.policies = policies
                    .iter()
                    .map(|it| it.policy_id.to_id_string())
                    .collect();
            }
            ParsedExtension::SubjectAlternativeName(names) => {
                for name in &names.general_names {
                    self.take_name(name);
                }
            }
            _ => {}
        }
    }

    fn take_name(&mut self, name: &GeneralName<'_>) {
        match name {
            GeneralName::RFC822Name(it) => {
                self.email.get_or_insert_with(|| Pii((*it).to_owned()));
            }
            GeneralName::URI(it) => {
                if let Some(uuid) = it.strip_prefix("urn:uuid:") {
                    self.uuid.get_or_insert_with(|| Pii(uuid.to_owned()));
                }
            }
            GeneralName::OtherName(oid, value) => match oid.to_id_string().as_str() {
                oid::UPN => {
                    let text = explicit(value).and_then(|it| std::str::from_utf8(it).ok());
                    // An empty one names nobody.
                    if let Some(text) = text.filter(|it| !it.trim().is_empty()) {
                        self.upn.get_or_insert_with(|| Pii(text.to_owned()));
                    }
                }
                oid::FASCN => {
                    if let Some(bytes) = explicit(value) {
                        self.fascn.get_or_insert_with(|| Pii(bytes.to_vec()));
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }

    /// Whether a browser would offer it for TLS client authentication: digitalSignature, and clientAuth, any or no
    /// extKeyUsage (RFC 5280 §4.2.1.3, §4.2.1.12).
    pub fn authenticates_client(&self) -> bool {
        let usage = &self.extended_key_usage;
        self.signs
            && (usage.is_empty()
                || usage
                    .iter()
                    .any(|it| it == oid::CLIENT_AUTH || it == oid::ANY_EKU))
    }

    /// Whether it says it is for smart-card logon.
    pub fn logs_on(&self) -> bool {
        self.extended_key_usage
            .iter()
            .any(|it| it == oid::SMARTCARD_LOGON)
    }

    /// Whether it asserts the PIV Authentication policy.
    pub fn is_piv_authentication(&self) -> bool {
        self.policies
            .iter()
            .any(|it| it == oid::COMMON_AUTHENTICATION)
    }

    /// Whether it bears a mark of a DoD issuer: a DoD policy, `OU=DoD`, or a `@mil` principal name. A card without
    /// any holds no CAC applets, as only the DoD issues those.
    pub fn is_dod(&self) -> bool {
        let unit = |name: &str| name.split(", ").any(|it| it.eq_ignore_ascii_case("OU=DoD"));
        self.policies.iter().any(|it| it.starts_with(oid::DOD))
            || unit(&self.issuer)
            || unit(&self.subject)
            || self.edipi.is_some()
            || self.upn.as_ref().is_some_and(|it| it.ends_with("@mil"))
    }

    /// Whether keyUsage asserts this bit; an absent extension asserts all (RFC 5280 §4.2.1.3).
    pub fn may(&self, usage: &str) -> bool {
        self.key_usage
            .as_ref()
            .is_none_or(|all| all.iter().any(|it| it == usage))
    }

    /// Whether extKeyUsage names this purpose.
    pub fn has_purpose(&self, oid: &str) -> bool {
        self.extended_key_usage.iter().any(|it| it == oid)
    }

    /// Whether `at` lies inside the validity period, both ends included (RFC 5280 §4.1.2.5).
    pub fn is_valid_at(&self, at: OffsetDateTime) -> bool {
        self.not_before <= at && at <= self.not_after
    }
}

/// signatureAlgorithm, with its parameters.
fn signed_with(certificate: &[u8]) -> Option<Algorithm> {
    let mut outer = der::Reader::new(der::only(certificate, tag::SEQUENCE).ok()?);
    outer.element().ok()?;
    Algorithm::from_der_value(outer.expect(tag::SEQUENCE).ok()?).ok()
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut out, it| {
            let _ = write!(out, "{it:02x}");
            out
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_certificate_say_so() {
        assert_eq!(Certificate::parse(&[]), Err(CertificateError::Empty));
        assert!(matches!(
            Certificate::parse(&[0x30, 0x82, 0xff, 0xff]),
            Err(CertificateError::Structure(_))
        ));
        assert!(matches!(
            Certificate::parse(&vec![0; SIZE_LIMIT + 1]),
            Err(CertificateError::TooLarge { .. })
        ));
    }
}
