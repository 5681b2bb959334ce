use crate::pki::Oid;
use std::collections::BTreeSet;
use time::OffsetDateTime;

/// What validation is asked (RFC 5280 §6.1.1).
#[derive(Clone, Debug)]
pub struct Parameters {
    /// Time of interest.
    pub at: OffsetDateTime,
    pub purpose: Purpose,
    /// user-initial-policy-set; `None` is any-policy.
    pub initial_policies: Option<BTreeSet<Oid>>,
    pub require_explicit_policy: bool,
    pub inhibit_policy_mapping: bool,
    pub inhibit_any_policy: bool,
    pub budget: Budget,
}

impl Parameters {
    /// For this time of interest, and else as RFC 5280 leaves it to the caller: any purpose, any policy.
    pub fn at(at: OffsetDateTime) -> Self {
        Parameters {
            at,
            purpose: Purpose::Any,
            initial_policies: None,
            require_explicit_policy: false,
            inhibit_policy_mapping: false,
            inhibit_any_policy: false,
            budget: Budget::default(),
        }
    }
}

/// What the certificate is to be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Anything: extKeyUsage is not looked at.
    Any,
    /// TLS client authentication or smart-card logon.
    SignIn,
    /// Signing a card's CHUID and Security Object, of PIV or of PIV-I.
    ContentSigning,
}

/// Bounds on the work of one judgement. Reaching one is a finding ([`super::Code::Budget`]), never silence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Certificates tried as the next link.
    pub steps: u32,
    /// Paths validated and told.
    pub paths: u32,
    /// Certificates in one path, the anchor included.
    pub length: u32,
    /// Comparisons of a name with a name constraint, in one path.
    pub names: u32,
    /// Signatures verified. Each is verified once, however many paths it is part of.
    pub signatures: u32,
    /// How deep the paths of CRL and OCSP signers may nest.
    pub depth: u32,
}

impl Default for Budget {
    fn default() -> Self {
        Budget {
            steps: 20_000,
            paths: 500,
            length: 24,
            names: 250_000,
            signatures: 2_000,
            depth: 4,
        }
    }
}
