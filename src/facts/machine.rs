use serde::{Deserialize, Serialize};

/// What lies below PC/SC on this workstation. Every member is an `Observed` that a snapshot of an older version leaves
/// out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {}
