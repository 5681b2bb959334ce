use crate::facts::Pii;
use ::time::OffsetDateTime;
use ring::digest;
use x509_parser::prelude::*;
use x509_parser::public_key::PublicKey;

/// What a sign-in needs to know of a certificate (RFC 5280 §4), decoded once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Distinguished names in the order of encoding, `C=US, O=U.S. Government, … CN=…`.
    pub subject: Pii<String>,
    pub issuer: String,
    /// Last common name of the subject, as a certificate picker shows it.
    pub common_name: Option<Pii<String>>,
    pub issuer_common_name: Option<String>,
    /// Serial number, lower-case hexadecimal without separators.
    pub serial: Pii<String>,
    pub not_before: OffsetDateTime,
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
    /// keyUsage digitalSignature is asserted; true where the extension is absent (RFC 5280 §4.2.1.3).
    pub signs: bool,
    /// extKeyUsage OIDs, dotted; empty where the extension is absent.
    pub extended_key_usage: Vec<String>,
    /// certificatePolicies OIDs, dotted.
    pub policies: Vec<String>,
    /// SHA-256 of the DER, upper-case hexadecimal.
    pub sha256: String,
    /// Size of the DER, bytes.
    pub size: usize,
}

/// Public key, in the words people use: `RSA-2048`, `P-256`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    Rsa {
        bits: usize,
    },
    /// Named curve, by its common name or its OID.
    Ec {
        curve: String,
    },
    Other {
        algorithm: String,
    },
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Key::Rsa { bits } => write!(f, "RSA-{bits}"),
            Key::Ec { curve } => f.write_str(curve),
            Key::Other { algorithm } => write!(f, "key of algorithm {algorithm}"),
        }
    }
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
    /// DoD policies, arc of the DoD certificate policy.
    pub(super) const DOD: &str = "2.16.840.1.101.2.1.11.";
}

impl Certificate {
    /// Reads one DER certificate.
    ///
    /// # Errors
    /// [`CertificateError`] with the parser's own word for what is wrong; nothing is read leniently but the parts a
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
            .map_err(|error| CertificateError::Structure(error.to_string()))?;
        if !rest.is_empty() {
            return Err(CertificateError::Trailing(rest.len()));
        }
        let mut out = Certificate {
            subject: Pii(it.subject().to_string()),
            issuer: it.issuer().to_string(),
            common_name: common_name(it.subject()).map(Pii),
            issuer_common_name: common_name(it.issuer()),
            serial: Pii(hex(it.raw_serial())),
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
            key: key(it.public_key()),
            signs: true,
            extended_key_usage: Vec::new(),
            policies: Vec::new(),
            sha256: hex(digest::digest(&digest::SHA256, der).as_ref()).to_ascii_uppercase(),
            size: der.len(),
        };
        for extension in it.extensions() {
            out.take(extension.parsed_extension());
        }
        Ok(out)
    }

    fn take(&mut self, extension: &ParsedExtension<'_>) {
        match extension {
            ParsedExtension::KeyUsage(usage) => self.signs = usage.digital_signature(),
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
                    if let Some(text) = explicit(value).and_then(|it| std::str::from_utf8(it).ok())
                    {
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

    /// Whether `at` lies inside the validity period, both ends included (RFC 5280 §4.1.2.5).
    pub fn is_valid_at(&self, at: OffsetDateTime) -> bool {
        self.not_before <= at && at <= self.not_after
    }
}

fn common_name(name: &X509Name<'_>) -> Option<String> {
    name.iter_common_name()
        .last()
        .and_then(|it| it.as_str().ok())
        .map(str::to_owned)
}

/// The EDIPI in `LAST.FIRST.MIDDLE.1234567890`.
fn edipi(common_name: &str) -> Option<String> {
    let digits = common_name.rsplit_once('.')?.1;
    (digits.len() == 10 && digits.bytes().all(|it| it.is_ascii_digit())).then(|| digits.to_owned())
}

/// The value inside an otherName's `[0] EXPLICIT` wrapper and its own string or octet tag. x509-parser 0.18 leaves
/// both on.
fn explicit(wrapped: &[u8]) -> Option<&[u8]> {
    let (_, outer) = x509_parser::der_parser::asn1_rs::Any::from_der(wrapped).ok()?;
    let (_, inner) = x509_parser::der_parser::asn1_rs::Any::from_der(outer.data).ok()?;
    Some(inner.data)
}

fn key(it: &SubjectPublicKeyInfo<'_>) -> Key {
    match it.parsed() {
        Ok(PublicKey::RSA(rsa)) => Key::Rsa {
            bits: rsa.key_size(),
        },
        Ok(PublicKey::EC(_)) => {
            let curve = it
                .algorithm
                .parameters
                .as_ref()
                .and_then(|it| it.as_oid().ok())
                .map(|it| it.to_id_string());
            Key::Ec {
                curve: match curve.as_deref() {
                    // RFC 5480 §2.1.1.1
                    Some("1.2.840.10045.3.1.7") => "P-256".to_owned(),
                    Some("1.3.132.0.34") => "P-384".to_owned(),
                    Some("1.3.132.0.35") => "P-521".to_owned(),
                    Some(other) => format!("curve {other}"),
                    None => "curve without a name".to_owned(),
                },
            }
        }
        _ => Key::Other {
            algorithm: it.algorithm.algorithm.to_id_string(),
        },
    }
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
    fn an_edipi_is_the_ten_digits_that_end_the_name() {
        assert_eq!(
            edipi("DOE.JANE.QUINN.1234567890").as_deref(),
            Some("1234567890")
        );
        assert_eq!(edipi("DOE.JANE.QUINN.123456789"), None);
        assert_eq!(edipi("DOE.JANE.QUINN.12345678901"), None);
        assert_eq!(edipi("1234567890"), None);
    }

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
