use super::{AuthorizeRequest, Observed, Page, Token};
use serde::{Deserialize, Serialize};

/// What the person told about the sign-in that failed. The tool cannot see it by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    /// The AADSTS number on the error page, where it was given.
    pub code: Option<u32>,
    /// The error page. `Failed`: something was brought, and could not be read.
    #[serde(default = "not_told")]
    pub page: Observed<Page>,
    #[serde(default = "not_told")]
    pub token: Observed<Token>,
    /// The request of the application.
    #[serde(default = "not_told")]
    pub request: Observed<AuthorizeRequest>,
}

/// Nobody brought it; snapshots of older versions do not have it.
pub fn not_told<T>() -> Observed<T> {
    Observed::unasked("not told")
}

impl Default for Login {
    fn default() -> Self {
        Login {
            code: None,
            page: not_told(),
            token: not_told(),
            request: not_told(),
        }
    }
}
