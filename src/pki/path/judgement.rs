use super::anchor::Anchor;
use super::link::Link;
use super::revocation::Answer;
use crate::pki::{Name, Oid};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

/// Whether a certificate is good, through which path, and of every path that fails, every reason.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// That of the best path. The certificate's own revocation is not part of it, see [`Judgement::with_revocation`].
    pub status: Status,
    /// All paths, the best first. If none reaches an anchor, the partial ones.
    pub paths: Vec<Path>,
    /// Where building stopped for want of an issuer, each once.
    pub dead_ends: Vec<DeadEnd>,
    /// The budget was reached: there may be more paths, or more findings, than these.
    pub cut_short: Option<String>,
}

impl Judgement {
    pub fn best(&self) -> Option<&Path> {
        self.paths.first()
    }

    /// The status with the certificate's own revocation in it.
    pub fn with_revocation(&self) -> Status {
        self.paths
            .iter()
            .map(Path::with_revocation)
            .min()
            .unwrap_or(self.status)
    }
}

/// In the order in which a path is preferred.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    Valid,
    /// Nothing speaks against it, but something could not be decided.
    Unknown,
    Invalid,
    /// No path reaches a trust anchor.
    Incomplete,
}

impl Status {
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Valid => "valid",
            Status::Unknown => "unknown",
            Status::Invalid => "invalid",
            Status::Incomplete => "incomplete",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One path, from the certificate that was asked about to the anchor.
#[derive(Clone, Debug)]
pub struct Path {
    /// The certificate first. The anchor's own certificate is the last one, where there is one.
    pub certificates: Vec<Arc<Link>>,
    /// `None` where the path does not reach one.
    pub anchor: Option<Arc<Anchor>>,
    pub status: Status,
    /// All that is wrong or worth a warning, from the certificate up.
    pub findings: Vec<Finding>,
    /// Of each certificate below the anchor, in the same order; the first is the certificate's own.
    pub revocation: Vec<Answer>,
    /// The policies that hold along the path (user-constrained-policy-set, RFC 5280 §6.1.6), as the anchor's domain names
    /// them; anyPolicy among them where nothing restricts them.
    pub policies: BTreeSet<Oid>,
}

impl Path {
    /// Whether its end issued itself. A store may make an anchor of any authority; a path that goes on to a root says more.
    pub(super) fn ends_with_root(&self) -> bool {
        let anchor = self.anchor.as_ref().map(|it| it.certificate.as_ref());
        anchor.is_some_and(|it| it.is_none_or(|it| it.is_self_issued()))
    }

    /// The status with the certificate's own revocation in it.
    pub fn with_revocation(&self) -> Status {
        match self.revocation.first().map(|it| &it.status) {
            Some(super::revocation::Status::Revoked { .. }) => self.status.max(Status::Invalid),
            Some(super::revocation::Status::Unknown) => self.status.max(Status::Unknown),
            _ => self.status,
        }
    }
}

/// One thing to say of a certificate in a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub code: Code,
    /// Index in [`Path::certificates`].
    pub certificate: usize,
    pub effect: Effect,
    /// For people; no personal value in it.
    pub message: String,
    /// The clause that says so.
    pub source: Cow<'static, str>,
}

/// What a finding does to its path, from least to most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Worth knowing; the path stays valid.
    Warns,
    /// Leaves the question open.
    Undecided,
    /// The path is not valid.
    Fails,
}

/// The word for a finding, as the report prints it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    Expired,
    NotYetValid,
    BadSignature,
    UnsupportedAlgorithm,
    NameMismatch,
    NotACa,
    PathLength,
    KeyUsage,
    Eku,
    Policy,
    NameConstraint,
    UnknownCriticalExtension,
    Revoked,
    RevocationUnknown,
    NoIssuer,
    UntrustedRoot,
    /// Whoever makes an anchor of the path's end refuses it.
    Distrusted,
    WeakAlgorithm,
    WeakKey,
    KeyIdentifierMismatch,
    Malformed,
    /// Against a rule for issuers that those who rely on the certificate need not enforce.
    Nonconforming,
    Budget,
}

impl Code {
    pub fn as_str(self) -> &'static str {
        match self {
            Code::Expired => "expired",
            Code::NotYetValid => "not-yet-valid",
            Code::BadSignature => "bad-signature",
            Code::UnsupportedAlgorithm => "unsupported-algorithm",
            Code::NameMismatch => "name-mismatch",
            Code::NotACa => "not-a-ca",
            Code::PathLength => "path-length",
            Code::KeyUsage => "key-usage",
            Code::Eku => "eku",
            Code::Policy => "policy",
            Code::NameConstraint => "name-constraint",
            Code::UnknownCriticalExtension => "unknown-critical-extension",
            Code::Revoked => "revoked",
            Code::RevocationUnknown => "revocation-unknown",
            Code::NoIssuer => "no-issuer",
            Code::UntrustedRoot => "untrusted-root",
            Code::Distrusted => "distrusted",
            Code::WeakAlgorithm => "weak-algorithm",
            Code::WeakKey => "weak-key",
            Code::KeyIdentifierMismatch => "key-identifier-mismatch",
            Code::Malformed => "malformed",
            Code::Nonconforming => "nonconforming",
            Code::Budget => "budget",
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Where building a path stopped: nobody there issued this certificate.
#[derive(Clone, Debug)]
pub struct DeadEnd {
    /// The certificate whose issuer is missing.
    pub below: Arc<Link>,
    /// Name of the issuer that is missing.
    pub issuer: Name,
    /// Key identifier that the issuer should have.
    pub authority_key_id: Option<Vec<u8>>,
    /// Where the certificate says that its issuer's can be fetched (authorityInfoAccess, caIssuers).
    pub fetch: Vec<String>,
    /// Certificates that are almost the issuer.
    pub near: Vec<NearMiss>,
}

#[derive(Clone, Debug)]
pub struct NearMiss {
    pub link: Arc<Link>,
    pub why: NearWhy,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NearWhy {
    /// The issuer's name, but its key did not sign the certificate.
    OtherKey,
    /// The key identifier that the certificate asks for, under another name.
    OtherName,
}
