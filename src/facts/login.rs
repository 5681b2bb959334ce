use serde::{Deserialize, Serialize};

/// What the person told about the sign-in that failed. The tool cannot see it by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    /// The AADSTS number on the error page, where it was given.
    pub code: Option<u32>,
}
