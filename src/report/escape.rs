//! Text that came from outside, made harmless for a terminal.
//!
//! Reader names, card names and certificate fields are written by whoever made the device or the certificate. A
//! control sequence in one must not reach the terminal (CWE-150), and a direction override must not reorder what is
//! read (CVE-2021-42574). [`super::text::Page`] and [`super::json::print`] are the only ways out, and both end here.
use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a character may not be shown as itself.
pub fn is_hostile(it: char) -> bool {
    it.is_control()
        || matches!(it,
            // Soft hyphen, combining grapheme joiner, Arabic letter mark, Hangul fillers, Khmer and Mongolian
            // invisibles: no ink, so two names that differ would look the same.
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{3164}' | '\u{ffa0}'
            // Zero-width characters and direction marks, separators that end a line, direction embeddings and
            // overrides, invisible operators, direction isolates (UAX #9 §2).
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            // Variation selectors, byte order mark, interlinear annotation, object replacement, tags.
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffc}' | '\u{e0000}'..='\u{e0fff}'
            // Private use: what it looks like is up to the font.
            | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

/// `text` with everything hostile written as an escape: `\n`, `\x1b`, `\u{202e}`. With `ascii`, whatever is not ASCII
/// too, but for the few typographic characters that have an ASCII form.
pub fn escape(text: &str, ascii: bool) -> Cow<'_, str> {
    let passes = |it: char| it != '\\' && !is_hostile(it) && (!ascii || it.is_ascii());
    if text.chars().all(|it| passes(it) || it == '\\') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for it in text.chars() {
        match it {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            it if (it as u32) < 0x100 && is_hostile(it) => {
                let _ = write!(out, "\\x{:02x}", it as u32);
            }
            it if is_hostile(it) => {
                let _ = write!(out, "\\u{{{:x}}}", it as u32);
            }
            it if ascii && !it.is_ascii() => match plain_form(it) {
                Some(form) => out.push_str(form),
                None => {
                    let _ = write!(out, "\\u{{{:x}}}", it as u32);
                }
            },
            it => out.push(it),
        }
    }
    Cow::Owned(out)
}

/// The ASCII form of a typographic character.
fn plain_form(it: char) -> Option<&'static str> {
    Some(match it {
        '·' | '•' => "-",
        '…' => "...",
        '–' | '—' | '‑' => "-",
        '→' => "->",
        '‘' | '’' => "'",
        '“' | '”' => "\"",
        '×' => "x",
        '≥' => ">=",
        '≤' => "<=",
        '§' => "section ",
        '\u{a0}' | '\u{202f}' => " ",
        _ => return None,
    })
}

/// At most `limit` characters, the last one `…` where something was left out. `limit` is at least 2.
pub fn shorten(text: &str, limit: usize) -> Cow<'_, str> {
    let limit = limit.max(2);
    if text.chars().count() <= limit {
        return Cow::Borrowed(text);
    }
    let mut out: String = text.chars().take(limit - 1).collect();
    out.push('…');
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_moves_a_terminal_or_the_eye_passes() {
        assert_eq!(escape("\x1b[2J\x07\r\n\t", false), "\\x1b[2J\\x07\\r\\n\\t");
        assert_eq!(escape("\u{9b}31m\u{7f}", false), "\\x9b31m\\x7f");
        assert_eq!(
            escape("a\u{202e}b\u{2066}c", false),
            "a\\u{202e}b\\u{2066}c"
        );
        assert_eq!(
            escape("x\u{200b}y\u{feff}z", false),
            "x\\u{200b}y\\u{feff}z"
        );
        for code in 0..=0x10ffffu32 {
            let Some(it) = char::from_u32(code) else {
                continue;
            };
            let shown = escape(it.encode_utf8(&mut [0; 4]), true).into_owned();
            assert!(
                shown.bytes().all(|it| (0x20..0x7f).contains(&it)),
                "{code:x}"
            );
        }
    }

    #[test]
    fn ordinary_names_stay_as_they_are() {
        for it in [
            "SCM SCR 3310 [CCID] 00 00",
            "C:\\cards",
            "Müller · Ærø",
            "田中",
        ] {
            assert_eq!(escape(it, false), it);
        }
        assert_eq!(escape("Müller · …", true), "M\\u{fc}ller - ...");
    }

    #[test]
    fn long_names_are_cut_by_characters() {
        assert_eq!(shorten("abcdef", 4), "abc…");
        assert_eq!(shorten("äöüß", 4), "äöüß");
        assert_eq!(shorten(&"é".repeat(300), 10).chars().count(), 10);
    }
}
