//! What `rules --safety` lists.
use crate::probe::card::commands;
use crate::report::text::SafetyRow;

/// Every command the probe can send to a card.
pub(super) fn commands() -> Vec<SafetyRow> {
    commands::all()
        .iter()
        .map(|it| SafetyRow {
            name: it.name,
            bytes: it.bytes,
            why: it.why,
            source: it.source,
        })
        .collect()
}
