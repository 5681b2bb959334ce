//! What `rules --safety` lists.
use crate::report::text::SafetyRow;

/// Every command the probe can send to a card.
pub(super) fn commands() -> Vec<SafetyRow> {
    Vec::new()
}
