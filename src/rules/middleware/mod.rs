//! OpenSC, through which most programs on Linux reach cards.
pub(super) mod driver_forced;
pub(super) mod older_than_card;
pub(super) mod reader_ignored;
pub(super) mod stale_cache;

use crate::case::Case;
use crate::facts::OpenscSettings;

/// OpenSC's settings, where there is a file that could be read.
fn settings<'c>(case: &Case<'c>) -> Option<&'c OpenscSettings> {
    let middleware = case.snapshot.machine.middleware.seen()?;
    middleware.settings.seen()
}

/// An ATR as bytes: `3b:f9:18` and `3BF918` alike.
fn atr_digits(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_hexdigit)
        .map(|it| it.to_ascii_uppercase())
        .collect()
}
