use tabled::grid::util::string::{get_char_width, get_string_width};

/// Columns a line takes on a terminal.
pub(super) fn width(text: &str) -> usize {
    get_string_width(text)
}

/// `text` in lines of at most `limit` columns, broken between words; a word longer than a line is broken inside.
pub(super) fn wrap(text: &str, limit: usize) -> Vec<String> {
    let limit = limit.max(2);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in text.split(' ').filter(|it| !it.is_empty()) {
        let size = width(word);
        if used > 0 && used + 1 + size <= limit {
            line.push(' ');
            line.push_str(word);
            used += 1 + size;
            continue;
        }
        if used > 0 {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        for it in word.chars() {
            let size = get_char_width(it);
            if used + size > limit {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push(it);
            used += size;
        }
    }
    if used > 0 || lines.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("one two three", 80), ["one two three"]);
        assert_eq!(wrap("  spaced   out ", 80), ["spaced out"]);
        assert_eq!(wrap("", 10), [""]);
    }

    #[test]
    fn a_long_word_breaks_inside_and_wide_characters_count_twice() {
        assert_eq!(wrap("abcdefgh ij", 3), ["abc", "def", "gh", "ij"]);
        assert_eq!(wrap("田中田中", 4), ["田中", "田中"]);
        for limit in 0..20 {
            let lines = wrap("A name of some length, and 田中 in it", limit);
            assert!(
                lines.iter().all(|it| width(it) <= limit.max(2)),
                "{lines:?}"
            );
        }
    }
}
