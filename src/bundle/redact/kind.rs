//! What a personal value is: told by its own form where that is plain, else by the kind its member was given, else by the
//! member's name. It decides only how the pseudonym reads; that a value is personal is told by its type.
use std::net::IpAddr;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Person,
    Edipi,
    /// User principal name or e-mail address.
    Mail,
    Fascn,
    Uuid,
    Address,
    HardwareAddress,
    SecurityId,
    Serial,
    Host,
    User,
    Path,
    Place,
    Url,
    Reader,
    /// A part of a reader's name, or several.
    ReaderPart,
    /// A PIV or CAC object, or a certificate, as bytes.
    Object,
    /// A line of a log.
    Log,
    /// Anything else that names or identifies.
    Value,
}

impl Kind {
    pub const ALL: [Kind; 19] = [
        Kind::Person,
        Kind::Edipi,
        Kind::Mail,
        Kind::Fascn,
        Kind::Uuid,
        Kind::Address,
        Kind::HardwareAddress,
        Kind::SecurityId,
        Kind::Serial,
        Kind::Host,
        Kind::User,
        Kind::Path,
        Kind::Place,
        Kind::Url,
        Kind::Reader,
        Kind::ReaderPart,
        Kind::Object,
        Kind::Log,
        Kind::Value,
    ];

    /// The word its pseudonyms begin with, and its values are counted under.
    pub fn noun(self) -> &'static str {
        match self {
            Kind::Person => "person",
            Kind::Edipi => "edipi",
            Kind::Mail => "mail",
            Kind::Fascn => "fasc-n",
            Kind::Uuid => "uuid",
            Kind::Address => "address",
            Kind::HardwareAddress => "hardware-address",
            Kind::SecurityId => "security-id",
            Kind::Serial => "serial",
            Kind::Host => "host",
            Kind::User => "user",
            Kind::Path => "path",
            Kind::Place => "place",
            Kind::Url => "url",
            Kind::Reader => "reader",
            Kind::ReaderPart => "reader-part",
            Kind::Object => "object",
            Kind::Log => "log-line",
            Kind::Value => "value",
        }
    }

    /// What it is and what becomes of it, for the privacy statement.
    pub fn words(self) -> &'static str {
        match self {
            Kind::Person => {
                "names of people and subjects of their certificates: `person-7qk2m9`; an EDIPI at the end stays one in form"
            }
            Kind::Edipi => {
                "EDIPI and other person numbers of ten digits: ten digits that begin with `00`"
            }
            Kind::Mail => {
                "e-mail addresses and user principal names: `user-7qk2m9@domain-3h5k2p.mil`; `@mil` itself stays"
            }
            Kind::Fascn => {
                "FASC-N: agency, system, series, issue and the codes of category and organization stay; credential and \
                 person are pseudonyms"
            }
            Kind::Uuid => {
                "UUIDs that identify a card, a device, a tenant or a person: a UUID that begins with `00000000-`"
            }
            Kind::Address => {
                "IP addresses: `240.0.0.0/5` or `2001:db8::/32` for public ones; private and link-local ones stay in their \
                 range"
            }
            Kind::HardwareAddress => "hardware (MAC) addresses: `02:00:00:xx:xx:xx`",
            Kind::SecurityId => "Windows security identifiers of accounts: `S-1-5-21-0-…`",
            Kind::Serial => {
                "serial numbers of devices, cards and certificates: `serial-7qk2m9`, or bytes of the same length"
            }
            Kind::Host => "names of computers: `host-7qk2m9`",
            Kind::User => {
                "accounts: `user-7qk2m9`; accounts that every computer has, such as `root`, stay"
            }
            Kind::Path => {
                "files and folders: the system's stay, the home folder and what people name themselves go"
            }
            Kind::Place => "towns and states: `place-7qk2m9`",
            Kind::Url => {
                "addresses on the network that hold a personal part: host and scheme of well-known services stay"
            }
            Kind::Reader => "serial numbers in readers' names; maker, model and slot stay",
            Kind::ReaderPart => {
                "parts of readers' names in settings: what is part of a name that stays does, the rest goes"
            }
            Kind::Object => {
                "what is on a card: certificates of the holder become stand-ins, see below; certificates of authorities stay"
            }
            Kind::Log => {
                "lines of logs: values known from elsewhere, and what looks like one of the kinds here"
            }
            Kind::Value => "everything else that names or identifies: `value-7qk2m9`",
        }
    }

    /// From the name that a marked value serialises under.
    pub(super) fn of_mark(mark: &str) -> Option<Kind> {
        Some(match mark.strip_prefix("cac-doctor.pii/")? {
            "reader" => Kind::Reader,
            "reader-part" => Kind::ReaderPart,
            "serial" => Kind::Serial,
            "host" => Kind::Host,
            "user" => Kind::User,
            "person" => Kind::Person,
            "path" => Kind::Path,
            "place" => Kind::Place,
            "card-object" => Kind::Object,
            "log" => Kind::Log,
            _ => Kind::Value,
        })
    }

    /// From the name of the member it is in.
    pub(super) fn of_member(name: &str) -> Kind {
        let name = name.to_ascii_lowercase();
        let has = |words: &[&str]| words.iter().any(|it| name.contains(it));
        if has(&["serial"]) {
            Kind::Serial
        } else if has(&["host", "computer", "proxy"]) {
            Kind::Host
        } else if has(&["user", "upn", "account", "login", "owner"]) {
            Kind::User
        } else if has(&["path", "folder", "file", "profile", "directory", "home"]) {
            Kind::Path
        } else if has(&["subject", "person", "common_name"]) {
            Kind::Person
        } else if has(&["city", "state"]) {
            Kind::Place
        } else {
            Kind::Value
        }
    }

    /// By its form, where that is plain; else `hint`.
    pub(super) fn of(value: &str, hint: Kind) -> Kind {
        let value = value.trim();
        // Whose form is not the value's own.
        if matches!(
            hint,
            Kind::Reader | Kind::ReaderPart | Kind::Object | Kind::Log
        ) {
            return hint;
        }
        if address(value).is_some() {
            Kind::Address
        } else if uuid(value).is_some() {
            Kind::Uuid
        } else if is_hardware_address(value) {
            Kind::HardwareAddress
        } else if value
            .get(..4)
            .is_some_and(|it| it.eq_ignore_ascii_case("S-1-"))
            && value
                .bytes()
                .skip(4)
                .all(|it| it.is_ascii_digit() || it == b'-')
        {
            Kind::SecurityId
        } else if value.contains("://") {
            Kind::Url
        } else if is_mail(value) {
            Kind::Mail
        } else if is_edipi(value) && hint != Kind::Serial {
            Kind::Edipi
        } else if is_path(value) {
            Kind::Path
        } else if edipi_at_end(value).is_some() {
            Kind::Person
        } else if hint == Kind::Value && is_full_host(value) {
            Kind::Host
        } else {
            hint
        }
    }
}

/// An IP address, in brackets or with a zone or prefix length too.
pub(super) fn address(text: &str) -> Option<IpAddr> {
    let text = text.strip_prefix('[').unwrap_or(text);
    let end = text.find([']', '%', '/']).unwrap_or(text.len());
    text.get(..end)?.parse().ok()
}

/// 8-4-4-4-12, in braces too.
pub(super) fn uuid(text: &str) -> Option<[u8; 16]> {
    let text = text
        .strip_prefix('{')
        .and_then(|it| it.strip_suffix('}'))
        .unwrap_or(text);
    let parts: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|it| it.len()).collect();
    if lengths != [8, 4, 4, 4, 12] {
        return None;
    }
    crate::standards::hex::parse(&parts.concat())?
        .try_into()
        .ok()
}

pub(super) fn uuid_text(it: &[u8; 16]) -> String {
    let hex: String = it.iter().map(|it| format!("{it:02x}")).collect();
    let part = |from, to| hex.get(from..to).unwrap_or_default();
    [
        part(0, 8),
        part(8, 12),
        part(12, 16),
        part(16, 20),
        part(20, 32),
    ]
    .join("-")
}

/// `desk42.corp.example.mil`: at least three labels, the last of letters.
fn is_full_host(text: &str) -> bool {
    let labels: Vec<&str> = text.split('.').collect();
    let label = |it: &&str| {
        !it.is_empty()
            && it
                .bytes()
                .all(|it| it.is_ascii_alphanumeric() || it == b'-')
    };
    labels.len() >= 3
        && labels.iter().all(label)
        && labels
            .last()
            .is_some_and(|it| it.len() >= 2 && it.bytes().all(|it| it.is_ascii_alphabetic()))
}

fn is_hardware_address(text: &str) -> bool {
    text.len() == 17
        && text.bytes().enumerate().all(|(at, it)| match at % 3 {
            2 => it == b':' || it == b'-',
            _ => it.is_ascii_hexdigit(),
        })
}

pub(super) fn is_mail(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, domain)| {
        let part = |it: char| !it.is_whitespace() && !matches!(it, '@' | '/' | '<' | '>' | '"');
        !local.is_empty()
            && !domain.is_empty()
            && text.matches('@').count() == 1
            && text.chars().filter(|it| *it != '@').all(part)
    })
}

pub(super) fn is_edipi(text: &str) -> bool {
    text.len() == 10 && text.bytes().all(|it| it.is_ascii_digit())
}

/// `LAST.FIRST.1234567890`: the name and the number.
pub(super) fn edipi_at_end(text: &str) -> Option<(&str, &str)> {
    text.rsplit_once('.')
        .filter(|(name, digits)| !name.is_empty() && is_edipi(digits))
}

pub(super) fn is_path(text: &str) -> bool {
    let drive =
        matches!(text.as_bytes(), [letter, b':', b'\\' | b'/', ..] if letter.is_ascii_alphabetic());
    drive || text.starts_with('/') || text.starts_with("\\\\") || text.starts_with("~/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_form_goes_before_the_members_name() {
        for (text, hint, kind) in [
            ("203.0.113.7", Kind::Value, Kind::Address),
            ("2001:db8::1", Kind::Host, Kind::Address),
            (
                "6f3c1d52-0b8e-4a77-9c21-5de048b713aa",
                Kind::Value,
                Kind::Uuid,
            ),
            ("a4:5e:60:11:22:33", Kind::Value, Kind::HardwareAddress),
            ("S-1-5-21-1-2-3-1001", Kind::User, Kind::SecurityId),
            ("https://sts.windows.net/x/", Kind::Value, Kind::Url),
            ("1234567890@mil", Kind::User, Kind::Mail),
            ("1234567890", Kind::Value, Kind::Edipi),
            ("1234567890", Kind::Serial, Kind::Serial),
            ("/home/jane", Kind::Value, Kind::Path),
            (r"C:\Users\jane", Kind::Value, Kind::Path),
            ("DOE.JANE.1234567890", Kind::Value, Kind::Person),
            ("desk42", Kind::Host, Kind::Host),
            ("Reader (1234567890)", Kind::Reader, Kind::Reader),
        ] {
            assert_eq!(Kind::of(text, hint), kind, "{text}");
        }
    }

    #[test]
    fn every_mark_of_the_facts_has_a_kind() {
        for (name, mark) in crate::facts::personal::MARKS {
            let kind = Kind::of_mark(mark);
            assert!(kind.is_some_and(|it| it != Kind::Value), "{name}");
        }
        assert_eq!(Kind::of_mark(crate::facts::Pii::MARK), None);
    }
}
