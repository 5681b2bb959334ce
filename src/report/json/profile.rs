use super::{Chain, Revocation, rfc3339};
use crate::case::chain::Chains;
use crate::case::{CertificateCase, Comparison, Decoded, HashEntry, SecurityObjectCase};
use crate::facts::Bytes;
use crate::pki::cms::{SignatureCheck, Signer as CmsSigner, Verdict};
use crate::pki::profile::{Binding as CaseBinding, Named, content_signing};
use crate::report::words;
use schemars::JsonSchema;
use serde::Serialize;

/// An object identifier and its name, where it is known.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Identifier {
    /// Dotted.
    pub oid: String,
    pub name: Option<String>,
}

/// What a certificate is for and how it is made, by its content.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Profile {
    /// `piv-authentication`, `pivi-authentication`, `derived-piv-authentication`, `authentication`, `identity`, `signature`,
    /// `encryption`, `card-authentication`, `content-signer`, `authority`, `other`.
    pub kind: &'static str,
    /// keyUsage by the standard's names. Null: the extension is absent, so all are allowed.
    pub key_usage: Option<Vec<String>>,
    /// Extended key usages. Empty: the extension is absent.
    pub purposes: Vec<Identifier>,
    /// How the issuer signed it: `RSA with SHA-256`.
    pub signature: String,
    /// `fit`, `past-its-time`, `weak`, `small-exponent`, `not-named`, `unknown`: of SP 800-78-5 for this slot at the time of
    /// interest.
    pub key_strength: &'static str,
    pub key_identifier: KeyIdentifier,
    /// Its FASC-N is that of the CHUID. Null: one of the two is not there.
    pub fascn_matches: Option<bool>,
    /// Common name, UPN and FASC-N, and the CHUID of a card of the Department of Defense, name one person by EDIPI. Null: fewer
    /// than two of them name any.
    pub edipi_matches: Option<bool>,
    /// Its UUID is that of the CHUID. Null: one of the two is not there.
    pub uuid_matches: Option<bool>,
}

/// The subject key identifier.
#[derive(Debug, Serialize, JsonSchema)]
pub struct KeyIdentifier {
    /// Hexadecimal.
    pub value: Option<String>,
    /// `absent`, `sha1`, `short-sha1`, `rfc7093`, `whole-key-info`, `unknown`: how it was made from the key.
    pub method: &'static str,
}

/// What Microsoft Entra certificate-based authentication can bind this certificate to a user by.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Entra {
    pub bindings: Vec<Binding>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Binding {
    /// The certificate's field by Entra's name: `PrincipalName`, `RFC822Name`, `IssuerAndSubject`, `Subject`, `SKI`,
    /// `SHA1PublicKey`, `IssuerAndSerialNumber`.
    pub form: String,
    /// As it stands in certificateUserIds: `X509:<PN>…`.
    pub value: Option<String>,
    /// `low`, `high`.
    pub affinity: &'static str,
    pub available: bool,
    /// User attributes it can be compared with.
    pub attributes: Vec<String>,
    /// What is to be known of this value, or why there is none.
    pub note: Option<String>,
}

/// A CMS signature of the card's issuer.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Signature {
    /// `good`: it covers the object as it is. `bad`, `unchecked`. Says nothing of whether the signer can be trusted.
    pub status: &'static str,
    pub because: Option<String>,
    /// Over the content: `SHA-256`.
    pub hash: Option<String>,
    /// `RSA with SHA-256`.
    pub algorithm: Option<String>,
    /// RFC 3339.
    pub signed_at: Option<String>,
    pub signer: Option<Signer>,
    /// What is not as the standard has it, beside the status.
    pub remarks: Vec<String>,
}

/// The content signer.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Signer {
    pub subject: String,
    pub issuer: String,
    /// Hexadecimal.
    pub serial: String,
    /// RFC 3339.
    pub not_before: String,
    /// RFC 3339.
    pub not_after: String,
    pub key: String,
    /// Of the DER, hexadecimal.
    pub sha256: String,
    /// The extended key usage that permits content signing: PIV's or PIV-I's. Null: it has neither.
    pub content_signing: Option<Identifier>,
    pub policies: Vec<Identifier>,
    /// Judged for content signing at the time of interest.
    pub chain: Chain,
    pub revocation: Revocation,
}

/// The Security Object (SP 800-73 Part 1 §3.1.7).
#[derive(Debug, Serialize, JsonSchema)]
pub struct SecurityObject {
    /// `ok`, `absent`, `unread`, `malformed`: whether it could be had and read.
    pub status: &'static str,
    pub because: Option<String>,
    /// Null where it could not be read.
    pub signature: Option<Signature>,
    /// The hash function of its list.
    pub hash: Option<String>,
    pub objects: Vec<HashedObject>,
}

/// An object that the Security Object vouches for.
#[derive(Debug, Serialize, JsonSchema)]
pub struct HashedObject {
    /// Data group number.
    pub group: u32,
    /// Container identifier, hexadecimal.
    pub container: Option<String>,
    pub name: String,
    /// `same`, `differs`, `not-compared`, `gone`, `no-hash`, `unmapped`.
    pub status: &'static str,
    pub because: Option<String>,
}

impl From<&Named> for Identifier {
    fn from(it: &Named) -> Identifier {
        Identifier {
            oid: it.oid.clone(),
            name: it.name.clone(),
        }
    }
}

impl Profile {
    pub(super) fn of(it: &CertificateCase) -> Option<Profile> {
        let (content, profile) = (it.content.as_ref().ok()?, it.profile.as_ref()?);
        Some(Profile {
            kind: words::certificate_kind(profile.kind),
            key_usage: content.key_usage.clone(),
            purposes: profile.purposes.iter().map(Identifier::from).collect(),
            signature: content.signature.to_string(),
            key_strength: words::key_strength(it.strength),
            key_identifier: KeyIdentifier {
                value: content.subject_key_identifier.as_ref().map(|it| hex(it)),
                method: words::key_identifier(content.key_identifier),
            },
            fascn_matches: it.fascn_matches,
            edipi_matches: it.edipi.as_ref().map(|it| it.differs_in.is_empty()),
            uuid_matches: it.uuid_matches,
        })
    }
}

impl Entra {
    pub(super) fn of(it: &CertificateCase) -> Option<Entra> {
        let bindings = &it.profile.as_ref()?.entra;
        Some(Entra {
            bindings: bindings.iter().map(Binding::from).collect(),
        })
    }
}

impl From<&CaseBinding> for Binding {
    fn from(it: &CaseBinding) -> Binding {
        Binding {
            form: it.field.clone(),
            value: it.value.as_ref().map(|it| it.0.clone()),
            affinity: it.affinity.word(),
            available: it.value.is_some(),
            attributes: it.attributes.clone(),
            note: it.note.clone(),
        }
    }
}

impl Signature {
    pub(super) fn from(it: &SignatureCheck, chains: &Chains) -> Signature {
        let (status, because) = match &it.verdict {
            Verdict::Good => ("good", None),
            Verdict::Bad(why) => ("bad", Some(why.clone())),
            Verdict::Unchecked(why) => ("unchecked", Some(why.clone())),
        };
        Signature {
            status,
            because,
            hash: it.hash.clone(),
            algorithm: it.algorithm.clone(),
            signed_at: it.signed_at.map(rfc3339),
            signer: it.signer.as_deref().map(|it| Signer::from(it, chains)),
            remarks: it.remarks.clone(),
        }
    }
}

impl Signer {
    fn from(it: &CmsSigner, chains: &Chains) -> Signer {
        let chain = chains.of_signer(it);
        let it = &it.certificate;
        let profile = crate::pki::Profile::of(it);
        let purpose = content_signing(it);
        Signer {
            subject: it.subject.0.clone(),
            issuer: it.issuer.clone(),
            serial: it.serial.0.clone(),
            not_before: rfc3339(it.not_before),
            not_after: rfc3339(it.not_after),
            key: it.key.to_string(),
            sha256: it.sha256.clone(),
            content_signing: profile
                .purposes
                .iter()
                .find(|it| purpose == Some(it.oid.as_str()))
                .map(Identifier::from),
            policies: profile.policies.iter().map(Identifier::from).collect(),
            chain: chain.map_or_else(Chain::unknown, |it| Chain::from(it, chains)),
            revocation: chain
                .map_or_else(Revocation::unchecked, |it| Revocation::from(&it.revocation)),
        }
    }
}

impl SecurityObject {
    pub(super) fn from(it: &Decoded<SecurityObjectCase>, chains: &Chains) -> SecurityObject {
        let (status, because) = match it {
            Decoded::Value(it) => ("ok", it.problem.clone()),
            Decoded::Missing => ("absent", None),
            Decoded::NotRead(why) => ("unread", Some(why.clone())),
            Decoded::Malformed(why) => ("malformed", Some(why.clone())),
        };
        let value = match it {
            Decoded::Value(it) => Some(it),
            _ => None,
        };
        SecurityObject {
            status,
            because,
            signature: value.map(|it| Signature::from(&it.signature, chains)),
            hash: value.and_then(|it| it.hash.clone()),
            objects: value.map_or_else(Vec::new, |it| {
                it.entries.iter().map(HashedObject::from).collect()
            }),
        }
    }
}

impl From<&HashEntry> for HashedObject {
    fn from(it: &HashEntry) -> HashedObject {
        let because = match &it.outcome {
            Comparison::NotCompared(why) => Some(why.clone()),
            _ => None,
        };
        HashedObject {
            group: it.group,
            container: it.container.clone(),
            name: it.object.clone(),
            status: words::comparison(&it.outcome),
            because,
        }
    }
}

fn hex(bytes: &Bytes) -> String {
    bytes.hex().to_ascii_lowercase()
}
