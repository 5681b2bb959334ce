//! A name that is a word of the trade as well, such as a host called "alcor": what stands beside it tells which it is.
use std::ops::Range;

/// Words that a name is told behind, with `=` or a colon between.
const KEYS: &[&str] = &[
    "host",
    "hostname",
    "rhost",
    "computer",
    "computername",
    "workstation",
    "machine",
    "nodename",
    "node",
    "user",
    "username",
    "account",
    "acct",
    "login",
    "logname",
    "ruser",
    "owner",
    "name",
    "client",
];

/// Whether the text names somebody, or a computer, there.
pub(super) fn is_name(text: &str, range: &Range<usize>) -> bool {
    let before = text.get(..range.start).unwrap_or_default();
    let after = text.get(range.end..).unwrap_or_default();
    let letter = |it: Option<char>| it.is_some_and(char::is_alphanumeric);
    if letter(before.chars().next_back()) || letter(after.chars().next()) {
        return false;
    }
    let mut next = after.chars();
    let beside = match next.next() {
        Some('@' | '\\' | '$') => true,
        // `alcor.corp.example.mil`, and no end of a sentence.
        Some('.') => {
            let label = after.get(1..).unwrap_or_default();
            let label = label
                .split(|it: char| !it.is_ascii_alphanumeric() && it != '-')
                .next();
            label.is_some_and(|it| it.len() >= 2 && it.bytes().any(|it| it.is_ascii_alphabetic()))
        }
        _ => false,
    };
    if beside || before.ends_with(['@', '\\', '~']) || before.ends_with("//") {
        return true;
    }
    let lower = before.to_ascii_lowercase();
    if ["/home/", "/users/", "/user/"]
        .iter()
        .any(|it| lower.ends_with(it))
    {
        return true;
    }
    let bare = lower.trim_end_matches(|it: char| it.is_whitespace() || "'\"(<".contains(it));
    let key = bare.trim_end_matches(|it: char| it.is_whitespace() || matches!(it, '=' | ':'));
    let told = bare.len() > key.len();
    let word = key.rsplit(|it: char| !it.is_ascii_alphanumeric()).next();
    let word = word.unwrap_or_default();
    // `for user alcor`, `on host alcor`.
    let said = [
        "for user ",
        "by user ",
        "of user ",
        "on host ",
        "from host ",
        "to host ",
    ];
    (told && KEYS.contains(&word)) || said.iter().any(|it| lower.ends_with(it))
}
