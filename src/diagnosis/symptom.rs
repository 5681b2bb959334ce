//! The sign-in error a run is held against.
use super::{Symptom, codes};

/// The code the tool is asked about most: BlockedByConditionalAccess.
pub(super) const BLOCKED: u32 = 53003;

/// What is known of the code that was told, or of 53003 where none was.
pub(super) fn of(told: Option<u32>) -> Symptom {
    let code = told.unwrap_or(BLOCKED);
    match codes::code(code) {
        Some(it) => Symptom {
            code,
            name: it.name.unwrap_or("no published name"),
            meaning: it.told(),
            told: told.is_some(),
        },
        None => Symptom {
            code,
            name: "unknown",
            meaning: format!(
                "This version does not know the code. Microsoft's own page does: {}",
                codes::look_up(code)
            ),
            told: told.is_some(),
        },
    }
}
