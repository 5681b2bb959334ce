//! Card names from an installed `smartcard_list.txt` of pcsc-tools. The list is read where it is found; nothing of it
//! is part of this program.
//!
//! Its form: a line in column one is an ATR, hexadecimal pairs with spaces between them, `.` for any digit and `[..]`
//! for a set of digits; the lines after it that begin with a tab describe the card; `#` begins a comment.

/// More names than this are of no use to anybody.
const NAMES_LIMIT: usize = 16;

/// Every description that the list has for this ATR, links left out. Reads the list once.
pub fn names(list: &str, atr: &[u8]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut matched = false;
    for line in list.lines() {
        match line.as_bytes() {
            [] | [b'#', ..] => {}
            [b'\t' | b' ', ..] => {
                let name = line.trim();
                let wanted = matched && !name.is_empty() && !is_link(name);
                if wanted && names.len() < NAMES_LIMIT && !names.iter().any(|known| known == name) {
                    names.push(name.to_owned());
                }
            }
            pattern => matched = matches(pattern.trim_ascii_end(), atr),
        }
    }
    names
}

fn is_link(text: &str) -> bool {
    !text.contains(' ') && (text.starts_with("http://") || text.starts_with("https://"))
}

/// Whether the pattern fits the whole ATR. One step a pattern byte; a pattern of any other form fits nothing.
fn matches(pattern: &[u8], atr: &[u8]) -> bool {
    let mut rest = pattern;
    let mut nibbles = atr
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 0x0F])
        .enumerate();
    for (position, nibble) in nibbles.by_ref() {
        if position > 0 && position % 2 == 0 {
            let [b' ', after @ ..] = rest else {
                return false;
            };
            rest = after;
        }
        let Some(after) = digit(rest, nibble) else {
            return false;
        };
        rest = after;
    }
    rest.is_empty() && !atr.is_empty()
}

/// The pattern after the digit, dot or set that fits this half byte.
fn digit(pattern: &[u8], nibble: u8) -> Option<&[u8]> {
    match pattern {
        [b'.', rest @ ..] => Some(rest),
        [b'[', rest @ ..] => {
            let end = rest.iter().position(|byte| *byte == b']')?;
            let (set, rest) = rest.split_at_checked(end)?;
            set_holds(set, nibble).then_some(rest.get(1..)?)
        }
        [byte, rest @ ..] => (value(*byte)? == nibble).then_some(rest),
        [] => None,
    }
}

/// A set of digits and of ranges like `0-7`, turned round by a leading `^`.
fn set_holds(set: &[u8], nibble: u8) -> bool {
    let (turned, mut set) = match set {
        [b'^', set @ ..] => (true, set),
        set => (false, set),
    };
    let mut holds = false;
    loop {
        set = match set {
            [low, b'-', high, rest @ ..] => {
                let range = value(*low).zip(value(*high));
                holds |= range.is_some_and(|(low, high)| (low..=high).contains(&nibble));
                rest
            }
            [byte, rest @ ..] => {
                holds |= value(*byte) == Some(nibble);
                rest
            }
            [] => return holds != turned,
        };
    }
}

fn value(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "# comment\n\n3B 12 AB\n\tOne card\n\thttps://example.org/\n\n3b .. A[0-9ab]\n\tAnother card\n\tOne card\n\n3B 12\n\tToo short\n\n3B 12 AB ..\n\tToo long\n\n(3B|3F) 12 AB\n\tNot understood\n";

    #[test]
    fn collects_the_names_of_every_pattern_that_fits() {
        assert_eq!(
            names(LIST, &[0x3B, 0x12, 0xAB]),
            ["One card", "Another card"]
        );
        assert_eq!(
            names(LIST, &[0x3B, 0x99, 0xA0]),
            ["Another card", "One card"]
        );
        assert_eq!(names(LIST, &[0x3B, 0x99, 0xAC]), [""; 0]);
        assert_eq!(names(LIST, &[]), [""; 0]);
        assert_eq!(names("\tno pattern before it\n", &[0x3B]), [""; 0]);
    }

    #[test]
    fn sets() {
        assert!(matches(b"3B 0[^0-8]", &[0x3B, 0x09]));
        assert!(!matches(b"3B 0[^0-8]", &[0x3B, 0x08]));
        assert!(!matches(b"3B 0[12", &[0x3B, 0x01]));
        assert!(matches(b"3B [A-C].", &[0x3B, 0xB7]));
    }
}
