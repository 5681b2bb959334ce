//! Lines that can hold a PIN: a command with one in whatever way its bytes are written, or the word with a number.

/// INS of VERIFY, CHANGE REFERENCE DATA and RESET RETRY COUNTER (ISO 7816-4 §11.6), odd ones with data objects.
const INS: &[u8] = &[0x20, 0x21, 0x24, 0x25, 0x2C, 0x2D];
/// Words that a PIN is told behind.
const WORDS: &[&str] = &[
    "pin", "ppin", "puk", "ppuk", "sopin", "userpin", "pincode", "passcode", "pinvalue",
];

pub(super) fn may_hold_a_pin(text: &str) -> bool {
    let lower = super::lower(text);
    names_one(&lower) || holds_command(&lower, 16) || holds_command(&lower, 10) || is_padded(&lower)
}

/// `PIN=123456`: four digits (the fewest of ISO 9564-1) to twelve. Words before it say that it is a device.
fn names_one(lower: &str) -> bool {
    let mut words = lower
        .split(|it: char| !it.is_ascii_alphanumeric())
        .filter(|it| !it.is_empty())
        .peekable();
    while let Some(word) = words.next() {
        let digits =
            |it: &&str| (4..=12).contains(&it.len()) && it.bytes().all(|it| it.is_ascii_digit());
        if WORDS.contains(&word) && words.peek().is_some_and(digits) {
            return true;
        }
    }
    false
}

/// A number, and what stands before it.
struct Number<'t> {
    before: &'t str,
    bytes: Vec<u8>,
}

/// Header and Lc of one of these commands, in numbers of this base with the same between all of them, or in two.
fn holds_command(lower: &str, base: u32) -> bool {
    let numbers = numbers(lower, base);
    (0..numbers.len()).any(|first| {
        let mut bytes = Vec::new();
        let mut between = None;
        let mut even = true;
        for (n, it) in numbers.iter().skip(first).enumerate() {
            if it.bytes.is_empty() || (n > 0 && !is_between(it.before)) {
                break;
            }
            if n > 0 {
                even &= *between.get_or_insert(it.before) == it.before;
            }
            if !even {
                break;
            }
            bytes.extend_from_slice(&it.bytes);
            if bytes.len() > 16 {
                break;
            }
        }
        // In the first number it may begin at any byte; later ones are begun with themselves.
        let own = numbers.get(first).map_or(0, |it| it.bytes.len());
        (0..own).any(|at| bytes.get(at..).is_some_and(|it| is_command(it, base)))
    })
}

fn is_command(bytes: &[u8], base: u32) -> bool {
    let [class, ins, p1, p2, length, rest @ ..] = bytes else {
        return false;
    };
    matches!(class, 0x00..=0x1F | 0x80..=0x9F | 0xA0)
        && INS.contains(ins)
        && matches!(p1, 0..=3 | 0xFF)
        && matches!(p2, 0..=0x1F | 0x80..=0x9F)
        && (1..=0x40).contains(length)
        // In decimal a list of small numbers is more likely something else.
        && (base == 16 || (rest.len() >= 4 && *p2 >= 0x80))
}

/// What may stand between the bytes of one command.
fn is_between(it: &str) -> bool {
    it.len() <= 4
        && it
            .bytes()
            .all(|it| b" \t.:,;-_|/\\x0[](){}\"'".contains(&it))
}

/// Every run of digits of this base that is no part of a word, as bytes; empty where it is none. `0x` and `\x` belong to
/// what stands before.
fn numbers(lower: &str, base: u32) -> Vec<Number<'_>> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < lower.len() {
        let rest = lower.get(at..).unwrap_or_default();
        let found = rest.find(|it: char| it.is_ascii_alphanumeric());
        let gap = found.unwrap_or(rest.len());
        let word_on = rest.get(gap..).unwrap_or_default();
        let prefix = match word_on.get(..2) {
            Some("0x") => 2,
            _ if word_on.starts_with('x')
                && rest.get(..gap).is_some_and(|it| it.ends_with('\\')) =>
            {
                1
            }
            _ => 0,
        };
        let start = gap.saturating_add(prefix);
        let word_on = rest.get(start..).unwrap_or_default();
        let end = word_on
            .find(|it: char| !it.is_ascii_alphanumeric())
            .unwrap_or(word_on.len());
        let word = word_on.get(..end).unwrap_or_default();
        out.push(Number {
            before: rest.get(..start).unwrap_or_default(),
            bytes: bytes(word, base).unwrap_or_default(),
        });
        at = at.saturating_add(start).saturating_add(end.max(1));
    }
    out
}

fn bytes(word: &str, base: u32) -> Option<Vec<u8>> {
    if base == 10 {
        return word.parse().ok().map(|it| vec![it]);
    }
    crate::standards::hex::parse(word).filter(|it| !it.is_empty())
}

/// Digits in ASCII, filled up with FF to the eight bytes of a PIV PIN (SP 800-73-4 part 2 §2.4.3).
fn is_padded(lower: &str) -> bool {
    lower
        .split(|it: char| !it.is_ascii_hexdigit())
        .filter(|it| it.len() >= 12)
        .flat_map(|it| it.as_bytes().windows(16))
        .any(|window| {
            let pairs = window.as_chunks::<2>().0;
            let count = pairs
                .iter()
                .take_while(|[high, low]| *high == b'3' && low.is_ascii_digit())
                .count();
            (4..8).contains(&count) && pairs.iter().skip(count).all(|it| it == b"ff")
        })
}
