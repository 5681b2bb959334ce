//! OpenSC, through which most programs on Linux reach cards.
pub(super) mod driver_forced;
pub(super) mod older_than_card;
pub(super) mod reader_ignored;
pub(super) mod stale_cache;

/// An ATR as bytes: `3b:f9:18` and `3BF918` alike.
fn atr_digits(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_hexdigit)
        .map(|it| it.to_ascii_uppercase())
        .collect()
}
