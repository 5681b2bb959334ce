use serde::{Deserialize, Serialize};

/// What this workstation trusts, and what is known of revocation. Every member is an `Observed` that a snapshot of an
/// older version leaves out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trust {}
