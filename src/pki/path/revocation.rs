use super::anchor::Anchor;
use super::link::Link;
use crate::pki::Name;
use crate::pki::signature::PublicKey;
use std::sync::Arc;
use time::OffsetDateTime;

/// Tells whether certificates are revoked. The engine asks it for every certificate of a path below the anchor.
pub trait Revocation {
    fn answer(&self, question: &Question<'_>, signers: &mut dyn Signers) -> Answer;
}

/// Is this certificate revoked?
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    pub certificate: &'a Arc<Link>,
    /// Key of its issuer in this path, which the certificate's signature was verified with.
    pub issuer_key: &'a PublicKey,
    /// Certificate of its issuer in this path; `None` where an anchor of name and key issued it.
    pub issuer: Option<&'a Arc<Link>>,
    /// The certificates above it, its issuer first.
    pub above: &'a [Arc<Link>],
    pub anchor: &'a Anchor,
    /// Time of interest.
    pub at: OffsetDateTime,
    /// 0 for the path that was asked about, 1 for that of a CRL's or responder's signer, and so on.
    pub depth: u32,
}

/// What the engine does for whoever looks into CRLs and OCSP responses.
pub trait Signers {
    /// Certificates of this subject that may have signed, from the pool.
    fn by_name(&self, name: &Name) -> Vec<Arc<Link>>;

    /// Whether a valid path leads from `signer` to the anchor `to` (RFC 5280 §6.3.3 (f) wants the certificate's own
    /// anchor), its revocation included. `extra` are certificates that came with the CRL or response. Keys and usages
    /// of the signer itself are for the caller to look at.
    fn judge(&mut self, signer: &Arc<Link>, extra: &[Arc<Link>], to: &Anchor) -> SignerPath;
}

/// What became of the path of a signer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignerPath {
    Valid,
    /// It is valid, but nobody was there to tell whether the signer itself is revoked.
    Unchecked,
    /// No; why not, for people.
    Invalid(String),
    /// It could not be decided; why not, for people.
    Unknown(String),
    /// The signer itself is not revoked, but something else of its path could not be decided; what, for people.
    NotRevoked(String),
    /// The status of this very signer is what is being asked further up: the caller decides whether it may rest on
    /// itself.
    Circular,
}

/// What is known of the revocation of one certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: Status,
    /// Every source that was looked at, and what came of it.
    pub tried: Vec<Tried>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    Good,
    Revoked {
        /// None: the date that is written is still to come.
        since: Option<OffsetDateTime>,
        /// The name of the CRLReason (RFC 5280 §5.3.1).
        reason: Option<String>,
    },
    /// There were sources, or there should have been, and none could tell; why, for people.
    Unknown,
    /// Nobody was asked.
    Unchecked,
}

impl Status {
    pub fn as_str(&self) -> &'static str {
        match self {
            Status::Good => "good",
            Status::Revoked { .. } => "revoked",
            Status::Unknown => "unknown",
            Status::Unchecked => "unchecked",
        }
    }
}

/// One source and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// File or address, and what it is.
    pub source: String,
    pub result: String,
}

impl Answer {
    /// Nobody was asked.
    pub fn unchecked() -> Self {
        Answer {
            status: Status::Unchecked,
            tried: Vec::new(),
        }
    }
}
