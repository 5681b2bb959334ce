use super::{Observed, SignIn};
use serde::{Deserialize, Serialize};

/// What the person told about the sign-in that failed. The tool cannot see it by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    /// The AADSTS number on the error page, where it was given.
    pub code: Option<u32>,
    /// The entry of the tenant's sign-in log. `Failed`: a log was given, and this entry could not be had from it.
    /// `Unasked` is not written: snapshots without a log stay as they were.
    #[serde(default = "no_log", skip_serializing_if = "not_given")]
    pub sign_in: Observed<SignIn>,
}

fn no_log() -> Observed<SignIn> {
    Observed::unasked("no sign-in log was given (--signin-log)")
}

fn not_given(it: &Observed<SignIn>) -> bool {
    matches!(it, Observed::Unasked { .. })
}

impl Default for Login {
    fn default() -> Login {
        Login {
            code: None,
            sign_in: no_log(),
        }
    }
}
