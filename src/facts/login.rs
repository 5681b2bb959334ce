use super::{Observed, SignIn};
use serde::{Deserialize, Serialize};

/// What the person told about the sign-in that failed. The tool cannot see it by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    /// The AADSTS number on the error page, where it was given.
    pub code: Option<u32>,
    /// The entry of the tenant's sign-in log. `Failed`: a log was given, and this entry could not be had from it.
    #[serde(default = "no_log")]
    pub sign_in: Observed<SignIn>,
}

fn no_log() -> Observed<SignIn> {
    Observed::unasked("no sign-in log was given (--signin-log)")
}

impl Default for Login {
    fn default() -> Login {
        Login {
            code: None,
            sign_in: no_log(),
        }
    }
}
