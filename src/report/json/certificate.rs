use super::{Chain, Entra, Identifier, Profile, Revocation, rfc3339};
use crate::case::CertificateCase;
use crate::case::chain::Chains;
use crate::pki;
use crate::report::words;
use schemars::JsonSchema;
use serde::Serialize;

/// A certificate on a card. Members that come out of the certificate are null where its bytes are none.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Certificate {
    /// `9A`, `9C`, `9D`, `9E`, `82` … `95`, `cac:0100`.
    pub container: String,
    /// `piv-authentication`, `digital-signature`, `key-management`, `card-authentication`, `retired`,
    /// `cac-identity`, `cac-signature`, `cac-encryption`.
    pub purpose: &'static str,
    /// Why its bytes are no certificate.
    pub problem: Option<String>,
    #[serde(flatten)]
    pub content: Content,
    /// Of the DER, hexadecimal.
    pub sha256: Option<String>,
    /// The one to pick for sign-in.
    pub pick_for_sign_in: bool,
    /// Why it is or is not the one to pick, in a few words.
    pub why: String,
    /// The container before this one that holds the same certificate.
    pub same_as: Option<String>,
    /// `mil16`: 16 digits@mil, PIV Authentication's. `mil10`: 10 digits@mil. `name-at-domain`, `irregular`.
    pub upn_form: Option<&'static str>,
    /// PIV NACI: true where the holder's background check was not done when it was issued.
    pub naci: Option<bool>,
    /// Certificate policies, with their names.
    pub policies: Vec<Identifier>,
    /// Whether kind and size of the key are safe. Null: not known.
    pub key_ok: Option<bool>,
    pub profile: Option<Profile>,
    pub entra: Option<Entra>,
    pub chain: Chain,
    pub revocation: Revocation,
}

/// What a certificate says of itself, by RFC 5280; null where its bytes are none.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Content {
    pub subject: Option<String>,
    /// As a certificate picker shows it.
    pub common_name: Option<String>,
    pub issuer: Option<String>,
    /// Hexadecimal.
    pub serial: Option<String>,
    /// RFC 3339.
    pub not_before: Option<String>,
    /// RFC 3339.
    pub not_after: Option<String>,
    /// User principal name.
    pub upn: Option<String>,
    pub edipi: Option<String>,
    pub email: Option<String>,
    /// `RSA-2048`, `P-256`.
    pub key: Option<String>,
}

impl Content {
    pub fn from(content: Option<&pki::Certificate>) -> Content {
        Content {
            subject: content.map(|it| it.subject.0.clone()),
            common_name: content.and_then(|it| it.common_name.clone()).map(|it| it.0),
            issuer: content.map(|it| it.issuer.clone()),
            serial: content.map(|it| it.serial.0.clone()),
            not_before: content.map(|it| rfc3339(it.not_before)),
            not_after: content.map(|it| rfc3339(it.not_after)),
            upn: content.and_then(|it| it.upn.clone()).map(|it| it.0),
            edipi: content.and_then(|it| it.edipi.clone()).map(|it| it.0),
            email: content.and_then(|it| it.email.clone()).map(|it| it.0),
            key: content.map(|it| it.key.to_string()),
        }
    }
}

impl Certificate {
    pub fn from(it: &CertificateCase, chains: &Chains) -> Certificate {
        let chain = chains.of_case(it);
        let content = it.content.as_ref().ok();
        let profile = it.profile.as_ref();
        Certificate {
            container: it.container.clone(),
            purpose: words::purpose(it.purpose),
            problem: it.content.as_ref().err().cloned(),
            content: Content::from(content),
            sha256: content.map(|it| it.sha256.clone()),
            pick_for_sign_in: it.pick_for_sign_in,
            why: it.why.clone(),
            same_as: it.same_as.clone(),
            upn_form: profile.and_then(|it| it.upn_form).map(words::upn_form),
            naci: content.and_then(|it| it.naci),
            policies: profile
                .map_or(&[][..], |it| it.policies.as_slice())
                .iter()
                .map(Identifier::from)
                .collect(),
            key_ok: content.and_then(|_| it.strength.is_ok()),
            profile: Profile::of(it),
            entra: Entra::of(it),
            chain: chain.map_or_else(Chain::unknown, |it| Chain::from(it, chains)),
            revocation: chain
                .map_or_else(Revocation::unchecked, |it| Revocation::from(&it.revocation)),
        }
    }
}
