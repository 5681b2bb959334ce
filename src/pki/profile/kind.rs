//! What a certificate is for, told by its content and not by where it lies.
use super::policy;
use crate::pki::Certificate;
use serde::{Deserialize, Serialize};

/// Extended key usages that tell one kind from another.
mod purpose {
    /// id-kp-clientAuth, RFC 5280 §4.2.1.12.
    pub(super) const CLIENT_AUTH: &str = "1.3.6.1.5.5.7.3.2";
    /// id-kp-emailProtection, RFC 5280 §4.2.1.12.
    pub(super) const EMAIL_PROTECTION: &str = "1.3.6.1.5.5.7.3.4";
    /// Smart-card logon, MS-WCCE.
    pub(super) const SMART_CARD_LOGON: &str = "1.3.6.1.4.1.311.20.2.2";
    /// id-PIV-content-signing, FIPS 201-3 and the Common Policy's profiles.
    pub(super) const CONTENT_SIGNING: &str = "2.16.840.1.101.3.6.7";
    /// id-fpki-pivi-content-signing, the PIV-I profiles.
    pub(super) const PIVI_CONTENT_SIGNING: &str = "2.16.840.1.101.3.8.7";
    /// id-PIV-cardAuth, FIPS 201-3.
    pub(super) const CARD_AUTH: &str = "2.16.840.1.101.3.6.8";
}

/// A kind of certificate that cards, and what is signed on them, bear.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Told by its policy.
    PivAuthentication,
    /// PIV-I: of an issuer outside the federal government.
    PiviAuthentication,
    /// A credential derived from a PIV card, on a phone or a token.
    DerivedPivAuthentication,
    /// For TLS client authentication or logon, without a policy that says more.
    Authentication,
    /// The DoD's older identity certificate: logon and non-repudiation in one.
    Identity,
    /// Signs mail and documents.
    Signature,
    /// Receives encrypted mail.
    Encryption,
    /// Proves the card, not its holder.
    CardAuthentication,
    /// Signs CHUID, biometrics and Security Object.
    ContentSigner,
    /// Issues certificates.
    Authority,
    Other,
}

impl Kind {
    pub fn of(it: &Certificate) -> Kind {
        let asserts = |oids: &[&str]| oids.iter().any(|oid| it.policies.iter().any(|p| p == oid));
        let logs_on =
            it.has_purpose(purpose::CLIENT_AUTH) || it.has_purpose(purpose::SMART_CARD_LOGON);
        let mail = it.has_purpose(purpose::EMAIL_PROTECTION);
        if it.is_ca {
            Kind::Authority
        } else if content_signing(it).is_some() || asserts(&policy::CONTENT_SIGNING) {
            Kind::ContentSigner
        } else if it.has_purpose(purpose::CARD_AUTH) || asserts(&policy::CARD_AUTHENTICATION) {
            Kind::CardAuthentication
        } else if asserts(&[policy::PIV_AUTHENTICATION]) {
            Kind::PivAuthentication
        } else if asserts(&policy::DERIVED) {
            Kind::DerivedPivAuthentication
        } else if asserts(&[policy::PIVI_AUTHENTICATION]) {
            Kind::PiviAuthentication
        } else if !it.signs {
            let receives = ["keyEncipherment", "keyAgreement", "dataEncipherment"];
            if receives.iter().any(|usage| it.may(usage)) {
                Kind::Encryption
            } else {
                Kind::Other
            }
        } else if it.key_usage.is_some() && it.may("nonRepudiation") {
            match (logs_on, mail) {
                (true, false) => Kind::Identity,
                _ => Kind::Signature,
            }
        } else if mail && !logs_on {
            Kind::Signature
        } else if it.authenticates_client() || it.logs_on() {
            Kind::Authentication
        } else {
            Kind::Other
        }
    }

    /// Signs people in.
    pub fn signs_in(self) -> bool {
        matches!(
            self,
            Kind::PivAuthentication
                | Kind::PiviAuthentication
                | Kind::DerivedPivAuthentication
                | Kind::Authentication
        )
    }

    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            Kind::PivAuthentication => "PIV Authentication",
            Kind::PiviAuthentication => "PIV-I Authentication",
            Kind::DerivedPivAuthentication => "derived PIV Authentication",
            Kind::Authentication => "client authentication",
            Kind::Identity => "identity (logon and signature in one)",
            Kind::Signature => "signature",
            Kind::Encryption => "encryption",
            Kind::CardAuthentication => "card authentication",
            Kind::ContentSigner => "content signing",
            Kind::Authority => "certification authority",
            Kind::Other => "none of the known purposes",
        }
    }
}

/// The extended key usage that lets it sign CHUID and Security Object: of PIV or of PIV-I.
pub fn content_signing(it: &Certificate) -> Option<&'static str> {
    [purpose::CONTENT_SIGNING, purpose::PIVI_CONTENT_SIGNING]
        .into_iter()
        .find(|oid| it.has_purpose(oid))
}
