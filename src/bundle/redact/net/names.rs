//! What is found in a line as a whole, as its words do not tell it.
use super::super::kind::{self, Kind};
use super::super::pseudonym::{Pseudonyms, is_pseudonym};
use super::super::{text, words};
use super::context::is_beside;
use super::span::Catches;
use super::word::Word;

/// `CN=DOE JANE QUINN 1234567890,OU=…`: a name with spaces between its parts.
pub(super) fn subjects(it: &Pseudonyms, line: &str, out: &mut Catches<'_>) {
    let lower = line.to_ascii_lowercase();
    for (at, mark) in lower.match_indices("cn=") {
        let start = at.saturating_add(mark.len());
        let rest = line.get(start..).unwrap_or_default();
        let end = rest
            .find([',', '/', ';', '"', '\'', '\n', '+', ')', ']', '>', '|'])
            .unwrap_or(rest.len());
        let value = rest.get(..end).unwrap_or_default().trim_end();
        let dotted = value.split_whitespace().collect::<Vec<_>>().join(".");
        let person = kind::edipi_at_end(&dotted).is_some_and(|(name, edipi)| {
            name.contains(char::is_alphabetic) && !edipi.starts_with("00")
        });
        if person && value.contains(' ') {
            let range = start..start.saturating_add(value.len());
            out.add(
                range,
                Kind::Person,
                text::instead(it, &dotted, Kind::Person),
            );
        }
    }
}

/// Names behind `/home/` and the like.
pub(super) fn homes(it: &Pseudonyms, line: &str, out: &mut Catches<'_>) {
    let mut done = 0;
    while let Some(found) = line.get(done..).and_then(|it| it.find(['/', '\\', '~'])) {
        let at = done.saturating_add(found);
        let from = match line.as_bytes().get(at.wrapping_sub(2)..at) {
            Some([letter, b':']) if letter.is_ascii_alphabetic() && at >= 2 => at.saturating_sub(2),
            _ => at,
        };
        let rest = line.get(from..).unwrap_or_default();
        let before = line.get(..at).and_then(|it| it.chars().next_back());
        let found = match rest.strip_prefix('~') {
            Some(rest) if is_beside(before) => short_home(rest).map(|user| ("~", user, "/")),
            Some(_) => None,
            None => text::home(rest),
        };
        let Some((before, user, after)) = found else {
            done = at.saturating_add(1);
            continue;
        };
        // In free text a name ends at the next space as well, but for the names of Windows.
        let end = if before.contains('\\') && after.starts_with('\\') {
            user.len()
        } else {
            user.find(|it: char| {
                it.is_whitespace() || matches!(it, ':' | ',' | ';' | '\'' | '"' | ')' | ']' | '>')
            })
            .unwrap_or(user.len())
        };
        let start = from.saturating_add(before.len());
        let name = user.get(..end).unwrap_or(user);
        done = start.saturating_add(name.len()).max(at.saturating_add(1));
        if !is_pseudonym(name) {
            out.add(
                start..start.saturating_add(name.len()),
                Kind::User,
                it.word("user", name),
            );
        }
    }
}

/// `~jane/.cache`.
fn short_home(rest: &str) -> Option<&str> {
    let (user, _) = rest.split_once('/')?;
    let name = |it: u8| it.is_ascii_alphanumeric() || b"._-".contains(&it);
    (!user.is_empty() && user.bytes().all(name) && !words::is_system_account(user)).then_some(user)
}

/// The serial number in a reader's name, as pcsc-lite builds it: in brackets, or as a word before index and slot.
pub(super) fn readers(it: &Pseudonyms, line: &str, out: &mut Catches<'_>) {
    let pair = |it: &str| it.len() == 2 && it.bytes().all(|it| it.is_ascii_hexdigit());
    let bytes = line.as_bytes();
    let mut at = 0;
    let mut words: Vec<Word<'_>> = Vec::new();
    for text in line.split(' ') {
        words.push(Word { start: at, text });
        at = at.saturating_add(text.len()).saturating_add(1);
    }
    for them in words.windows(3) {
        let [serial, index, slot] = them else {
            continue;
        };
        let slot = slot
            .text
            .trim_end_matches(|it: char| !it.is_ascii_alphanumeric());
        if !pair(index.text) || !pair(slot) {
            continue;
        }
        for found in text::serials(serial.text) {
            let start = found
                .as_ptr()
                .addr()
                .saturating_sub(serial.text.as_ptr().addr());
            let start = serial.start.saturating_add(start);
            let range = start..start.saturating_add(found.len());
            out.add(range, Kind::Serial, it.word(Kind::Serial.noun(), found));
        }
        // One that is short, or of letters alone, is told by its brackets.
        let inside = serial
            .text
            .strip_prefix('(')
            .and_then(|it| it.strip_suffix(')'));
        if let Some(found) = inside.filter(|it| it.len() >= 4 && !is_pseudonym(it)) {
            let start = serial.start.saturating_add(1);
            let range = start..start.saturating_add(found.len());
            out.add(range, Kind::Serial, it.word(Kind::Serial.noun(), found));
        }
    }
    // `… [CCID Interface] (53311717600542)`, cut off before index and slot.
    for (found, mark) in line.match_indices("] (") {
        let start = found.saturating_add(mark.len());
        let end = bytes.iter().skip(start).position(|it| *it == b')');
        let Some(serial) = end.and_then(|it| line.get(start..start.saturating_add(it))) else {
            continue;
        };
        if serial.len() >= 4
            && !serial.contains(' ')
            && serial.bytes().any(|it| it.is_ascii_digit())
            && !is_pseudonym(serial)
        {
            let range = start..start.saturating_add(serial.len());
            out.add(range, Kind::Serial, it.word(Kind::Serial.noun(), serial));
        }
    }
}

/// `+1 703-555-0100` (E.164: at most fifteen digits).
pub(super) fn telephones(it: &Pseudonyms, line: &str, out: &mut Catches<'_>) {
    for (at, _) in line.match_indices('+') {
        let before = line.get(..at).and_then(|it| it.chars().next_back());
        let rest = line.get(at.saturating_add(1)..).unwrap_or_default();
        let end = rest
            .find(|it: char| !it.is_ascii_digit() && !" -.()".contains(it))
            .unwrap_or(rest.len());
        let number = rest.get(..end).unwrap_or_default();
        let number = number.trim_end_matches(|it: char| !it.is_ascii_digit());
        let digits = number.bytes().filter(u8::is_ascii_digit).count();
        let begins = number.bytes().next().is_some_and(|it| it.is_ascii_digit());
        if begins && (9..=15).contains(&digits) && before.is_none_or(|it| !it.is_alphanumeric()) {
            let end = at.saturating_add(1).saturating_add(number.len());
            let whole = line.get(at..end).unwrap_or_default();
            out.add(at..end, Kind::Value, it.word(Kind::Value.noun(), whole));
        }
    }
}

/// `CORP\jane`, and `\\server\share`. Whether something was caught.
pub(super) fn account(it: &Pseudonyms, word: &Word<'_>, out: &mut Catches<'_>) -> bool {
    let text = word.text;
    let unc = text.find("\\\\");
    if let Some(at) = unc {
        let share = text.get(at..).unwrap_or_default();
        let device = share.starts_with("\\\\.\\") || share.starts_with("\\\\?\\");
        let first = share
            .trim_start_matches('\\')
            .split('\\')
            .next()
            .unwrap_or_default();
        if device || first.is_empty() || is_pseudonym(first) || is_escape(first) {
            return false;
        }
        let mut start = word.start.saturating_add(at);
        for part in share.split('\\') {
            let range = start..start.saturating_add(part.len());
            if !words::is_plain_folder(&part.to_ascii_lowercase()) && !is_pseudonym(part) {
                out.add(range, Kind::Path, it.word(Kind::Path.noun(), part));
            }
            start = start.saturating_add(part.len()).saturating_add(1);
        }
        return true;
    }
    let Some((domain, user)) = text.split_once('\\') else {
        return false;
    };
    let name = |it: &str| {
        it.len() >= 2
            && it
                .bytes()
                .all(|it| it.is_ascii_alphanumeric() || b"._-$".contains(&it))
    };
    let registry = domain.to_ascii_uppercase().starts_with("HK");
    if !name(domain)
        || !name(user)
        || registry
        || is_escape(domain)
        || words::is_plain_folder(&domain.to_ascii_lowercase())
        || words::is_system_account(user)
        || [
            "authority",
            "builtin",
            "windows",
            "software",
            "device",
            "service",
            "manager",
        ]
        .contains(&domain.to_ascii_lowercase().as_str())
    {
        return false;
    }
    let user_at = word.start.saturating_add(domain.len()).saturating_add(1);
    if !is_pseudonym(domain) {
        let range = word.start..word.start.saturating_add(domain.len());
        out.add(range, Kind::Place, it.word("domain", domain));
    }
    if !is_pseudonym(user) {
        out.add(user_at..word.end(), Kind::User, it.word("user", user));
    }
    true
}

/// `x00` of `\x00`.
fn is_escape(it: &str) -> bool {
    it.len() == 3 && it.starts_with('x') && it.bytes().skip(1).all(|it| it.is_ascii_hexdigit())
}
