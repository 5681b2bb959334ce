use super::{
    Explained, Item, Kind, card_word, free_text, log_line, pcsc_code, reader_model, sign_in,
};
use crate::rules::{Rule, find, title};
use crate::standards::{logs, pcsc};

/// What prose and JSON put around a code.
const AROUND: &[char] = &[
    ',', ';', ':', '.', '(', ')', '[', ']', '{', '}', '<', '>', '"', '\'', '`',
];

/// Whether a word could be a code, so that a text of such words is a list of them.
pub(super) fn like_a_code(word: &str) -> bool {
    let word = word.trim_matches(AROUND);
    !word.is_empty() && word.len() <= 60 && !items(word).is_empty()
}

/// One word that was given as a code.
pub(super) fn read(out: &mut Explained, word: &str) {
    let bare = word.trim_matches(AROUND);
    let found = items(bare);
    if !found.is_empty() {
        for it in found {
            out.add(it);
        }
    } else if word.contains(|it: char| !it.is_alphanumeric()) {
        // A piece of a link or of JSON.
        free_text::read(out, word);
    } else {
        out.not_recognised(word);
    }
}

/// Everything one word can be.
fn items(word: &str) -> Vec<Item> {
    if word.len() > 60 {
        return Vec::new();
    }
    if let Some(rule) = find(&word.to_ascii_lowercase()) {
        return vec![of_rule(rule, word)];
    }
    if word.eq_ignore_ascii_case("kb") {
        return vec![reader_model::knowledge_base(word, None)];
    }
    if let Some(id) = reader_model::usb_id(word) {
        return vec![reader_model::item(id, word)];
    }
    if let Some(code) = aadsts(word) {
        return vec![sign_in::item(code, word)];
    }
    if let Some(number) = word.strip_prefix('-') {
        return negative(number, word);
    }
    if let Some(digits) = word.strip_prefix("0x").or_else(|| word.strip_prefix("0X")) {
        return hex(digits, word).into_iter().collect();
    }
    let mut out = Vec::new();
    if word.bytes().all(|it| it.is_ascii_digit()) {
        out.extend(decimal(word));
    }
    if (word.len() == 4 && status_word(word).is_some()) || pcsc_hex(word).is_some() {
        out.extend(hex(word, word));
    }
    out.extend(card_word::pattern(word));
    out.extend(named(word));
    out
}

pub(super) fn of_rule(rule: &'static Rule, seen: &str) -> Item {
    let mut out = Item::new(Kind::Rule, rule.id, seen);
    out.name = Some(title(rule).to_owned());
    out.rule = Some(rule);
    out.sources = rule.sources.iter().map(|it| (*it).to_owned()).collect();
    out.meaning = title(rule).to_owned();
    out.what_to_do = format!("Run cac-doctor: it tells whether {} is so here.", rule.id);
    out.to_blocked = if crate::diagnosis::UNRELATED.contains(&rule.id) {
        pcsc_code::BESIDE.to_owned()
    } else {
        "It is not the reason for a 53003 itself. Where it kept the right certificate from being used, it may be why \
         something else was used, which a policy can refuse with 53003."
            .to_owned()
    };
    out
}

/// `AADSTS53003`.
pub(super) fn aadsts(word: &str) -> Option<u32> {
    let (prefix, digits) = (word.get(..6)?, word.get(6..)?);
    let digits_only = !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit());
    (prefix.eq_ignore_ascii_case("AADSTS") && digits_only && digits.len() <= 9)
        .then(|| digits.parse().ok())?
}

fn decimal(word: &str) -> Vec<Item> {
    let Ok(value) = word.parse::<u32>() else {
        return Vec::new();
    };
    let mut out = Vec::new();
    match word.len() {
        1..=3 => {
            let number = i32::try_from(value).unwrap_or_default();
            let note = "Taken for an error number of Linux without its minus sign; a bare number of so few digits can be \
                        anything.";
            out.extend(logs::errno(-number).map(|it| log_line::errno(it, word).note(note)));
        }
        5..=7 => out.push(sign_in::item(value, word)),
        8..=9 => {}
        10 => out.extend(pcsc_value(value).map(|it| pcsc_code::item(it, word))),
        _ => {}
    }
    if word.len() == 5 && !out.iter().any(|it| it.known) {
        out = out
            .into_iter()
            .map(|it| it.note("A bare number can be anything; it was taken for a sign-in code for its length."))
            .collect();
    }
    out
}

/// PC/SC codes as programs that take them for signed print them, and error numbers of Linux and libusb.
fn negative(digits: &str, word: &str) -> Vec<Item> {
    if digits.is_empty() || !digits.bytes().all(|it| it.is_ascii_digit()) {
        return Vec::new();
    }
    let Ok(number) = word.parse::<i32>() else {
        return Vec::new();
    };
    if let Some(value) = pcsc_value(number.cast_unsigned()) {
        return vec![pcsc_code::item(value, word)];
    }
    let linux = logs::errno(number).map(|it| log_line::errno(it, word));
    let library = logs::libusb(number).map(|it| log_line::libusb(it, word));
    let both = linux.is_some() && library.is_some();
    let note = "The number has two meanings: one in a line of the kernel, another in a line of the smart card service.";
    linux
        .into_iter()
        .chain(library)
        .map(|it| if both { it.note(note) } else { it })
        .collect()
}

/// `0x8010001D`, the same with the sign of a 64-bit number, and `0x6A82`.
pub(super) fn hex(digits: &str, word: &str) -> Option<Item> {
    if let Some(value) = pcsc_hex(digits) {
        return Some(pcsc_code::item(value, word));
    }
    if digits.len() <= 8 && !digits.is_empty() && digits.bytes().all(|it| it == b'0') {
        return Some(pcsc_code::item(0, word));
    }
    let value = status_word(digits)?;
    let item = card_word::item(value, word);
    Some(
        if digits.bytes().all(|it| it.is_ascii_digit()) && word == digits {
            item.note(
            "Taken for a card's status word, hexadecimal. It is no sign-in code: those that are known have five digits or \
             more.",
        )
        } else {
            item
        },
    )
}

fn pcsc_hex(digits: &str) -> Option<u32> {
    let digits = match digits.get(..8) {
        Some(sign) if digits.len() == 16 && sign.eq_ignore_ascii_case("FFFFFFFF") => {
            digits.get(8..)?
        }
        _ => digits,
    };
    (digits.len() == 8)
        .then(|| u32::from_str_radix(digits, 16).ok())?
        .and_then(pcsc_value)
}

/// The facility of the smart card calls: 8010xxxx (winerror.h, FACILITY_SCARD). Known or not.
pub(super) fn pcsc_value(value: u32) -> Option<u32> {
    (value >> 16 == 0x8010).then_some(value)
}

/// SW1 of a status word is 6x or 9x, not 60 (ISO/IEC 7816-3:2006 §10.3.3).
pub(super) fn status_word(digits: &str) -> Option<u16> {
    let value = (digits.len() == 4).then(|| u16::from_str_radix(digits, 16).ok())??;
    matches!(value >> 8, 0x61..=0x6F | 0x90..=0x9F).then_some(value)
}

/// Names, with or without their prefix.
fn named(word: &str) -> Vec<Item> {
    let mut out: Vec<Item> = Vec::new();
    if let Some(it) = pcsc::code_named(word) {
        out.push(pcsc_code::item(it.value, word));
    }
    if let Some(it) = logs::libusb_named(word) {
        out.push(log_line::libusb(it, word));
    }
    if let Some(it) = logs::errno_named(word) {
        out.push(log_line::errno(it, word));
    }
    let codes: Vec<u32> = sign_in::named(word).collect();
    for it in &codes {
        let item = sign_in::item(*it, word);
        out.push(if codes.len() > 1 {
            item.note("More than one sign-in code has this name; only the number tells which.")
        } else {
            item
        });
    }
    out
}
