//! The words of a line.
use std::ops::Range;

/// A word, and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Word<'l> {
    pub(super) start: usize,
    pub(super) text: &'l str,
}

impl<'l> Word<'l> {
    pub(super) fn end(&self) -> usize {
        self.start.saturating_add(self.text.len())
    }

    pub(super) fn range(&self) -> Range<usize> {
        self.start..self.end()
    }

    /// Without what ends a sentence or begins an arrow.
    pub(super) fn trimmed(self) -> Word<'l> {
        let begun = self.text.trim_start_matches(['.', '\'', '`', '-']);
        let begun = match begun.strip_prefix(':') {
            Some(rest) if !rest.starts_with(':') => rest,
            _ => begun,
        };
        let text = begun.trim_end_matches(['.', ':', '\'', '`', '-']);
        // `fe80::` ends as it must.
        let text = match begun.get(text.len()..) {
            Some(rest) if rest.starts_with("::") => {
                begun.get(..text.len().saturating_add(2)).unwrap_or(text)
            }
            _ => text,
        };
        let cut = self.text.len().saturating_sub(begun.len());
        Word {
            start: self.start.saturating_add(cut),
            text,
        }
    }
}

/// What stands between words.
pub(super) fn is_gap(it: char) -> bool {
    it.is_whitespace() || "=|[]{}<>\"'(),;&?*".contains(it)
}

pub(super) fn words(line: &str) -> impl Iterator<Item = Word<'_>> {
    let mut at = 0_usize;
    let pieces = line.split(is_gap).map(move |text| {
        let start = at;
        // Every character of a gap but white space beyond ASCII is one byte.
        at = start.saturating_add(text.len());
        let gap = line.get(at..).and_then(|it| it.chars().next());
        at = at.saturating_add(gap.map_or(0, char::len_utf8));
        Word { start, text }.trimmed()
    });
    pieces.filter(|it| !it.text.is_empty())
}
