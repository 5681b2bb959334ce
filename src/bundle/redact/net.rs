//! The second net, for texts that programs wrote: what looks personal in them is replaced though nobody told that it is.
//! The first is the type of a value; this one only catches what no probe saw as a value of its own.
use super::kind::{self, Kind};
use super::pseudonym::Pseudonyms;
use super::text;
use std::collections::BTreeSet;

pub(super) struct Net<'a> {
    pub(super) pseudonyms: &'a Pseudonyms,
    /// UUIDs in lower case that stay.
    pub(super) kept: &'a BTreeSet<String>,
}

impl Net<'_> {
    /// A text with what looks personal replaced. `log`: it is a line of a log, where numbers are more likely to name a device
    /// or an address than a version.
    pub(super) fn catch(&self, line: &str, log: bool) -> String {
        catch(self, line, log)
    }
}

fn catch(net: &Net<'_>, line: &str, log: bool) -> String {
    let it = net.pseudonyms;
    let line = homes(it, line);
    let mut out = String::with_capacity(line.len());
    let mut serial_next = false;
    for piece in pieces(&line) {
        let bare = piece.trim_matches(|it: char| {
            matches!(
                it,
                '.' | ',' | ';' | ':' | '\'' | '"' | '(' | ')' | '<' | '>'
            )
        });
        let start = bare.as_ptr().addr().saturating_sub(piece.as_ptr().addr());
        let (before, rest) = piece.split_at_checked(start).unwrap_or((piece, ""));
        let after = rest.get(bare.len()..).unwrap_or_default();
        let replaced = if bare.is_empty() || piece.trim().is_empty() {
            None
        } else if serial_next {
            Some(it.word(Kind::Serial.noun(), bare))
        } else {
            token(net, bare, log)
        };
        if !piece.trim().is_empty() {
            // The kernel: "usb 1-2: SerialNumber: 53311717600542", but "SerialNumber=3" names a descriptor.
            serial_next = log && ["SerialNumber:", "Serial:", "serial:", "S/N:"].contains(&piece);
        }
        match replaced {
            Some(instead) => {
                out.push_str(before);
                out.push_str(&instead);
                out.push_str(after);
            }
            None => out.push_str(piece),
        }
    }
    out
}

/// Words and what is between them.
fn pieces(line: &str) -> impl Iterator<Item = &str> {
    let between = |it: char| {
        it.is_whitespace()
            || matches!(
                it,
                '=' | '|' | '[' | ']' | '{' | '}' | '<' | '>' | '"' | '\'' | '(' | ')' | ',' | ';'
            )
    };
    let mut rest = line;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let gap = between(first);
        let end = rest.find(|it| between(it) != gap).unwrap_or(rest.len());
        let (piece, after) = rest.split_at_checked(end)?;
        rest = after;
        Some(piece)
    })
}

fn token(net: &Net<'_>, word: &str, log: bool) -> Option<String> {
    let it = net.pseudonyms;
    let of = |hint| Some(text::instead(it, word, hint));
    match Kind::of(word, Kind::Value) {
        Kind::Mail
            if word.split_once('@').is_some_and(|(_, domain)| {
                domain.contains('.') || domain.eq_ignore_ascii_case("mil")
            }) =>
        {
            of(Kind::Mail)
        }
        Kind::HardwareAddress => of(Kind::HardwareAddress),
        Kind::SecurityId => of(Kind::SecurityId),
        // EDIPIs begin with 1; a smart-card code written in decimal has ten digits too.
        Kind::Edipi if word.starts_with('1') => of(Kind::Edipi),
        // The last arc of an OID can have ten digits.
        Kind::Person if word.contains(char::is_alphabetic) => of(Kind::Person),
        Kind::Address if log => of(Kind::Address),
        Kind::Uuid if log && !net.kept.contains(&word.to_ascii_lowercase()) => of(Kind::Uuid),
        _ if log => socket(it, word).or_else(|| numbers(it, word)),
        _ => numbers(it, word),
    }
}

/// `203.0.113.7:443`.
fn socket(it: &Pseudonyms, word: &str) -> Option<String> {
    let (host, port) = word.rsplit_once(':')?;
    let digits = !port.is_empty() && port.bytes().all(|it| it.is_ascii_digit());
    kind::address(host).filter(|_| digits)?;
    Some(format!("{}:{port}", text::instead(it, host, Kind::Address)))
}

/// A FASC-N in hexadecimal, or the sixteen digits of a DoD principal name.
fn numbers(it: &Pseudonyms, word: &str) -> Option<String> {
    use crate::standards::piv::Fascn;
    if word.len() == 50
        && let Some(fascn) =
            crate::standards::hex::parse(word).and_then(|it| Fascn::parse(&it).ok())
    {
        return Some(crate::standards::hex::joined(
            &text::fascn(it, &fascn).encode(),
        ));
    }
    let (edipi, rest) = word.split_at_checked(10)?;
    let all = word.bytes().all(|it| it.is_ascii_digit());
    (word.len() == 16 && all && word.starts_with('1')).then(|| format!("{}{rest}", it.edipi(edipi)))
}

/// Names behind `/home/` and the like.
fn homes(it: &Pseudonyms, line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['/', '\\']) {
        let from = match rest.as_bytes().get(at.wrapping_sub(2)..at) {
            Some([letter, b':']) if letter.is_ascii_alphabetic() => at.saturating_sub(2),
            _ => at,
        };
        match rest.get(from..).and_then(text::home) {
            Some((before, user, after)) => {
                // In free text a name ends at the next space as well, but for the names of Windows.
                let end = if before.contains('\\') && after.starts_with('\\') {
                    user.len()
                } else {
                    user.find(|it: char| {
                        it.is_whitespace()
                            || matches!(it, ':' | ',' | ';' | '\'' | '"' | ')' | ']' | '>')
                    })
                    .unwrap_or(user.len())
                };
                let name = user.get(..end).unwrap_or(user);
                out.push_str(rest.get(..from).unwrap_or_default());
                out.push_str(before);
                out.push_str(&it.word("user", name));
                let done = from.saturating_add(before.len()).saturating_add(name.len());
                rest = rest.get(done..).unwrap_or_default();
            }
            None => {
                let (before, after) = rest
                    .split_at_checked(at.saturating_add(1))
                    .unwrap_or((rest, ""));
                out.push_str(before);
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_personal_in_a_log_is_replaced() {
        let pseudonyms = Pseudonyms::new(&[9; 32]);
        let it = Net {
            pseudonyms: &pseudonyms,
            kept: &BTreeSet::new(),
        };
        for (line, gone) in [
            ("usb 1-2: SerialNumber: 53311717600542", "53311717600542"),
            (
                "session opened for jane.doe@corp.example.mil(uid=1000)",
                "jane.doe",
            ),
            ("from 203.0.113.7:443, to fe80::1c2d", "203.0.113.7"),
            ("eth0 a4:5e:60:11:22:33 up", "a4:5e:60"),
            ("opened /home/jane/.cache/opensc: 2", "jane"),
            (r"open C:\Users\Jane Doe\AppData failed", "Jane Doe"),
            ("CN=DOE.JANE.QUINN.1234567890,OU=X", "JANE"),
            ("holder 1234567890 in 1234567890117001", "1234567890"),
            ("sid S-1-5-21-1-2-3-1001 denied", "-1-2-3-"),
            ("device 6f3c1d52-0b8e-4a77-9c21-5de048b713aa", "6f3c1d52"),
            (
                "fascn D4F810DA08266C10A204E58360DA010C11CE666284381093E1",
                "6C10A204",
            ),
        ] {
            let is = it.catch(line, true);
            assert!(!is.contains(gone), "{line}: {is}");
        }
    }

    #[test]
    fn what_rules_read_in_a_log_stays() {
        let pseudonyms = Pseudonyms::new(&[9; 32]);
        let it = Net {
            pseudonyms: &pseudonyms,
            kept: &BTreeSet::new(),
        };
        for line in [
            "usb 1-2: device descriptor read/64, error -71",
            "usb 1-2: New USB device strings: Mfr=1, Product=2, SerialNumber=3",
            "00000012 ccid_usb.c:904:WriteUSB() write failed (1/5): LIBUSB_ERROR_NO_DEVICE",
            "winscard.c:374:SCardConnect() Error: -2146435043 (0x8010001D)",
            "pcscdaemon.c:660:main() pcsc-lite 1.9.9 daemon ready.",
            "ATR: 3B 7F 96 00 00 80 31 80 65",
            "usb 1-4.2: new full-speed USB device number 7 using xhci_hcd",
        ] {
            assert_eq!(it.catch(line, true), line);
        }
        assert_eq!(
            it.catch("driver 5.2.0.1 of 2019", false),
            "driver 5.2.0.1 of 2019"
        );
    }
}
