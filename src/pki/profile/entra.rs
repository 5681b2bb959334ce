//! What Microsoft Entra certificate-based authentication can bind a certificate to a user by.
//!
//! Forms, affinity and user attributes: Microsoft Learn, "Certificate-based authentication technical deep dive"
//! (username bindings) and "Mapping to the certificateUserIds attribute". Names stand in the order of encoding, without
//! spaces between their parts. Where Microsoft's own PowerShell module (Microsoft.Entra.CertificateBasedAuthentication,
//! Get-EntraUserCertificateUserIdsFromCertificate) writes another value than the documentation tells to store, both are
//! given, each with its source.
use crate::facts::Pii;
use crate::pki::Certificate;
use crate::standards::hex;
use serde::{Deserialize, Serialize};

/// One way to bind a certificate to a user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binding {
    /// The field of the certificate, by Entra's own name: `PrincipalName`, `IssuerAndSerialNumber`.
    pub field: String,
    /// The value as it stands in certificateUserIds: `X509:<PN>1234567890121002@mil`. None: the certificate has no such
    /// field, or it is too long.
    pub value: Option<Pii<String>>,
    pub affinity: Affinity,
    /// Attributes of the user it can be compared with.
    pub attributes: Vec<String>,
    /// What is to be known of this value, or why there is none.
    pub note: Option<String>,
}

/// How firmly a binding ties certificate and user. A policy can demand high.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Affinity {
    /// By names that another certificate may bear as well.
    Low,
    /// By what only this certificate or its key has; changes with every renewed card.
    High,
}

impl Affinity {
    pub fn word(self) -> &'static str {
        match self {
            Affinity::Low => "low",
            Affinity::High => "high",
        }
    }
}

/// A value of certificateUserIds has at most this many characters.
const VALUE_LIMIT: usize = 1024;

const IDS: &[&str] = &["certificateUserIds"];
const NAMES: &[&str] = &[
    "userPrincipalName",
    "onPremisesUserPrincipalName",
    "certificateUserIds",
];

/// Every binding, in the order of Microsoft's table: low affinity, then high.
pub(super) fn bindings(it: &Certificate) -> Vec<Binding> {
    let low = Affinity::Low;
    let high = Affinity::High;
    let issuer = some(&it.issuer_x500);
    let subject = some(&it.subject_x500);
    let both = issuer.zip(subject);
    // Windows' CERT_INFO drops the leading zero octet that keeps an INTEGER from being negative.
    let serial = hex::parse(&it.serial).and_then(|it| {
        let start = it.iter().position(|byte| *byte != 0)?;
        it.get(start..).map(<[u8]>::to_vec)
    });
    let issued = |serial: Option<String>| {
        issuer
            .zip(serial)
            .map(|(issuer, serial)| format!("X509:<I>{issuer}<SR>{serial}"))
    };
    let reversed = serial.as_ref().map(|it| {
        let mut it = it.clone();
        it.reverse();
        lower(&it)
    });
    vec![
        binding(
            "PrincipalName",
            it.upn.as_ref().map(|it| format!("X509:<PN>{}", it.0)),
            low,
            NAMES,
            None,
            "the certificate names no principal (UPN)",
        ),
        binding(
            "RFC822Name",
            it.email.as_ref().map(|it| format!("X509:<RFC822>{}", it.0)),
            low,
            NAMES,
            None,
            "the certificate names no e-mail address",
        ),
        binding(
            "IssuerAndSubject",
            both.map(|(issuer, subject)| format!("X509:<I>{issuer}<S>{subject}")),
            low,
            IDS,
            None,
            "issuer or subject is empty",
        ),
        binding(
            "Subject",
            subject.map(|it| format!("X509:<S>{it}")),
            low,
            IDS,
            None,
            "the subject is empty",
        ),
        binding(
            "SKI",
            it.subject_key_identifier
                .as_ref()
                .map(|it| format!("X509:<SKI>{}", lower(it))),
            high,
            IDS,
            None,
            "the certificate has no subject key identifier",
        ),
        binding(
            "SHA1PublicKey",
            Some(format!("X509:<SHA1-PUKEY>{}", lower(&it.key_sha1))),
            high,
            IDS,
            Some("SHA-1 of the public key, as the field is named"),
            "",
        ),
        binding(
            "SHA1PublicKey",
            Some(format!("X509:<SHA1-PUKEY>{}", lower(&it.sha1))),
            high,
            IDS,
            Some("SHA-1 of the whole certificate, which Microsoft's PowerShell module writes here"),
            "",
        ),
        binding(
            "IssuerAndSerialNumber",
            issued(reversed),
            high,
            IDS,
            Some("serial number with its bytes reversed, as Microsoft's documentation has it"),
            "issuer or serial number is empty",
        ),
        binding(
            "IssuerAndSerialNumber",
            issued(serial.as_deref().map(lower)),
            high,
            IDS,
            Some(
                "serial number in the order of the certificate, as Microsoft's PowerShell module writes it",
            ),
            "issuer or serial number is empty",
        ),
    ]
}

fn binding(
    field: &str,
    value: Option<String>,
    affinity: Affinity,
    attributes: &[&str],
    note: Option<&str>,
    without: &str,
) -> Binding {
    let long = value
        .as_ref()
        .is_some_and(|it| it.chars().count() > VALUE_LIMIT);
    let note = match (&value, long) {
        (_, true) => Some(format!(
            "longer than the {VALUE_LIMIT} characters a value of certificateUserIds may have"
        )),
        (Some(_), _) => note.map(str::to_owned),
        (None, _) => Some(without.to_owned()),
    };
    Binding {
        field: field.to_owned(),
        value: value.filter(|_| !long).map(Pii),
        affinity,
        attributes: attributes.iter().map(|it| (*it).to_owned()).collect(),
        note,
    }
}

fn some(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

fn lower(bytes: &[u8]) -> String {
    hex::joined(bytes).to_ascii_lowercase()
}
