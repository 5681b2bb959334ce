//! A pasted text as the lines a person sees.

/// One line: its number from 1, its place in the text, and the text without the line end.
#[derive(Clone, Copy, Debug)]
pub struct Line<'t> {
    pub number: u32,
    pub position: usize,
    pub text: &'t str,
}

/// Lines, whatever ends them: CR, LF, CR LF, or Unicode's own separators (Unicode Standard §5.8).
pub fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let ends = |it: char| {
        matches!(
            it,
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
        )
    };
    let mut position = 0;
    let mut number = 0_u32;
    let mut after_cr = false;
    text.split_inclusive(ends).filter_map(move |it| {
        let here = position;
        position += it.len();
        let line = it.trim_end_matches(ends);
        // CR LF comes as a line and an empty one.
        let second = std::mem::replace(&mut after_cr, it.ends_with('\r')) && it == "\n";
        if second {
            return None;
        }
        number = number.saturating_add(1);
        Some(Line {
            number,
            position: here,
            text: line,
        })
    })
}

/// Whether a character shows nothing: controls, zero-width characters, direction marks, soft hyphens.
fn invisible(it: char) -> bool {
    matches!(it,
        '\u{0}'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{61c}'
        | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// A line as it looks: no invisible characters, every space a plain one and never two, full-width punctuation plain.
/// Writes into `out`, which is emptied.
pub fn plain(line: &str, out: &mut String) {
    out.clear();
    for it in line.chars() {
        let it = match it {
            '\t' => '\t',
            '\u{ff1a}' | '\u{fe55}' => ':',
            '\u{ff0e}' => '.',
            '\u{2018}' | '\u{2019}' | '\u{2bc}' => '\'',
            '\u{201c}' | '\u{201d}' | '\u{ab}' | '\u{bb}' => '"',
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ff0d}' => '-',
            it if it.is_whitespace() => ' ',
            it if invisible(it) => continue,
            it => it,
        };
        if it == ' ' && (out.is_empty() || out.ends_with([' ', '\t'])) {
            continue;
        }
        if it == '\t' && out.ends_with(' ') {
            out.pop();
        }
        out.push(it);
    }
    let kept = out.trim_end().len();
    out.truncate(kept);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_whatever_ends_them() {
        let found: Vec<(u32, usize, &str)> = lines("a\r\nb\rc\n\n\nd\u{2028}e\r\n")
            .map(|it| (it.number, it.position, it.text))
            .collect();
        assert_eq!(
            found,
            [
                (1, 0, "a"),
                (2, 3, "b"),
                (3, 5, "c"),
                (4, 7, ""),
                (5, 8, ""),
                (6, 9, "d"),
                (7, 13, "e")
            ]
        );
        let mut out = String::new();
        plain(
            " \u{feff}Error\u{a0}\u{2009}Code\u{200b}\u{ff1a}  5\u{ad}3003 ",
            &mut out,
        );
        assert_eq!(out, "Error Code: 53003");
    }
}
