//! What the terminal can show.
#![allow(clippy::disallowed_methods)] // the environment is the terminal's business, and this is cli
use super::args::{Color, ViewArgs};
use crate::report::text::View;
use std::io::IsTerminal as _;

/// Columns where nobody says otherwise.
const PIPED: usize = 80;

/// How to write for standard output, or for a file.
pub(super) fn view(args: &ViewArgs, to_file: bool) -> View {
    let terminal = !to_file && std::io::stdout().is_terminal();
    let width = if terminal {
        terminal_size::terminal_size_of(std::io::stdout())
            .map_or(PIPED, |(width, _)| usize::from(width.0).max(20))
    } else {
        PIPED
    };
    View {
        width,
        ascii: args.ascii || (terminal && !utf8(|name| std::env::var(name).ok())),
        color: !args.plain && color(args.color, terminal, |name| std::env::var(name).ok()),
        plain: args.plain,
        verbose: args.verbose,
    }
}

/// Colour is for a terminal that has not declined it (no-color.org; a `TERM` of `dumb` has no colour).
fn color(choice: Color, terminal: bool, env: impl Fn(&str) -> Option<String>) -> bool {
    match choice {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            terminal
                && env("NO_COLOR").is_none_or(|it| it.is_empty())
                && env("TERM").is_none_or(|it| it != "dumb")
        }
    }
}

/// Whether the locale's character set is UTF-8 (POSIX XBD §8.2 for the order). Only Unix says so in the environment.
fn utf8(env: impl Fn(&str) -> Option<String>) -> bool {
    if !cfg!(unix) {
        return true;
    }
    ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .filter_map(env)
        .find(|it| !it.is_empty())
        .is_some_and(|it| {
            let it = it.to_ascii_lowercase();
            it.contains("utf-8") || it.contains("utf8")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of<'a>(pairs: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<String> + 'a {
        |name| {
            pairs
                .iter()
                .find(|it| it.0 == name)
                .map(|it| it.1.to_owned())
        }
    }

    #[test]
    fn colour_is_for_terminals_that_want_it() {
        assert!(color(Color::Auto, true, of(&[])));
        assert!(!color(Color::Auto, false, of(&[])));
        assert!(!color(Color::Auto, true, of(&[("NO_COLOR", "1")])));
        assert!(color(Color::Auto, true, of(&[("NO_COLOR", "")])));
        assert!(!color(Color::Auto, true, of(&[("TERM", "dumb")])));
        assert!(color(Color::Always, false, of(&[("NO_COLOR", "1")])));
        assert!(!color(Color::Never, true, of(&[])));
    }

    #[test]
    #[cfg(unix)]
    fn the_locale_says_whether_more_than_ascii_can_be_shown() {
        assert!(utf8(of(&[("LANG", "en_US.UTF-8")])));
        assert!(utf8(of(&[("LC_ALL", ""), ("LANG", "C.utf8")])));
        assert!(!utf8(of(&[("LC_ALL", "C"), ("LANG", "en_US.UTF-8")])));
        assert!(!utf8(of(&[])));
    }
}
