use super::{Crl, Fetch, Observed, OcspExchange, Store};
use serde::{Deserialize, Serialize};

/// What this workstation trusts, and what is known of revocation. Every member is an `Observed` that a snapshot of an
/// older version leaves out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trust {
    /// Every place where programs of this computer keep certificates of authorities, and what was given on the command
    /// line.
    #[serde(default = "not_looked_at", skip_serializing_if = "was_not_looked_at")]
    pub stores: Observed<Vec<Store>>,
    /// Every CRL that was at hand: of files, the cache and the network.
    #[serde(default = "not_looked_at", skip_serializing_if = "was_not_looked_at")]
    pub crls: Observed<Vec<Crl>>,
    /// Every question to an OCSP responder.
    #[serde(default = "not_looked_at", skip_serializing_if = "was_not_looked_at")]
    pub ocsp: Observed<Vec<OcspExchange>>,
    /// Every address of a certificate that was tried, or was not and why. `Unasked`: the network was left alone.
    #[serde(default = "not_looked_at", skip_serializing_if = "was_not_looked_at")]
    pub fetches: Observed<Vec<Fetch>>,
}

impl Default for Trust {
    fn default() -> Self {
        Trust {
            stores: not_looked_at(),
            crls: not_looked_at(),
            ocsp: not_looked_at(),
            fetches: not_looked_at(),
        }
    }
}

impl Trust {
    /// Certificates of authorities that were fetched, DER.
    pub fn fetched(&self) -> Vec<Vec<u8>> {
        let fetches = self.fetches.seen().into_iter().flatten();
        fetches
            .filter_map(|it| it.outcome.seen())
            .flat_map(|it| it.certificates.iter().map(|it| it.0.clone()))
            .collect()
    }
}

/// Why a member that an older version does not write is `Unasked`.
const NOT_LOOKED_AT: &str = "not looked at";

pub(super) fn not_looked_at<T>() -> Observed<T> {
    Observed::unasked(NOT_LOOKED_AT)
}

pub(super) fn was_not_looked_at<T>(it: &Observed<T>) -> bool {
    matches!(it, Observed::Unasked { because } if because == NOT_LOOKED_AT)
}
