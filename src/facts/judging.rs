use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// How a snapshot was asked to be judged where that was not as usual: whoever judges it again does it the same way, unless
/// told otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedFor {
    /// The time of interest; none: when the snapshot was taken.
    #[serde(
        default,
        with = "time::serde::rfc3339::option",
        skip_serializing_if = "Option::is_none"
    )]
    pub at: Option<OffsetDateTime>,
    /// Neither the tool's own anchors nor those of the computer's stores count, only what was given to trust.
    #[serde(default, skip_serializing_if = "is_false")]
    pub no_default_trust: bool,
}

fn is_false(it: &bool) -> bool {
    !it
}
