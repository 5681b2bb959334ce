//! How dates and identifiers are written in reasons.

pub(super) fn date(it: time::OffsetDateTime) -> String {
    let it = it.to_offset(time::UtcOffset::UTC);
    format!(
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02} UTC",
        it.year(),
        u8::from(it.month()),
        it.day(),
        it.hour(),
        it.minute(),
        it.second()
    )
}

pub(super) fn hex(bytes: &[u8]) -> String {
    // Identifiers are hashes; longer ones are cut.
    let mut out = String::new();
    for byte in bytes.iter().take(32) {
        use std::fmt::Write as _;
        let _ = write!(out, "{byte:02X}");
    }
    if bytes.len() > 32 {
        out.push('…');
    }
    out
}
