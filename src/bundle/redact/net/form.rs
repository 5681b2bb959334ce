//! What is told by its form alone.
use super::super::kind::{self, Kind};
use super::super::pseudonym::{Pseudonyms, is_pseudonym};
use super::super::{text, words};
use super::context::Keys;
use std::collections::BTreeSet;

/// A word that names somebody or something: its kind, and what stands instead.
pub(super) fn token(
    it: &Pseudonyms,
    kept: &BTreeSet<String>,
    word: &str,
    keys: &Keys,
    log: bool,
) -> Option<(Kind, String)> {
    let of = |kind| Some((kind, text::instead(it, word, kind)));
    match Kind::of(word, Kind::Value) {
        Kind::Mail => mail(it, word, log).map(|it| (Kind::Mail, it)),
        Kind::HardwareAddress => of(Kind::HardwareAddress),
        Kind::SecurityId => of(Kind::SecurityId),
        // EDIPIs begin with 1; a smart-card code written in decimal has ten digits too.
        Kind::Edipi if word.starts_with('1') => of(Kind::Edipi),
        // The last arc of an OID can have ten digits.
        Kind::Person if word.contains(char::is_alphabetic) => of(Kind::Person),
        Kind::Address if log && !keys.version() => of(Kind::Address),
        Kind::Address => None,
        Kind::Uuid if log && !kept.contains(&word.to_ascii_lowercase()) => of(Kind::Uuid),
        Kind::Uuid => None,
        _ if log => socket(it, word)
            .or_else(|| dotted(it, word, keys))
            .or_else(|| bare_uuid(it, word, keys))
            .or_else(|| host(it, kept, word))
            .or_else(|| numbers(it, word)),
        _ => numbers(it, word),
    }
}

/// Names of the service manager's units have an at sign in them too.
const UNITS: &[&str] = &[
    ".service", ".socket", ".slice", ".scope", ".target", ".timer", ".mount", ".device",
];
const INSTANCES: &[&str] = &[
    "getty",
    "serial-getty",
    "autovt",
    "user",
    "user-runtime-dir",
];

fn mail(it: &Pseudonyms, word: &str, log: bool) -> Option<String> {
    let (local, domain) = word.split_once('@')?;
    let long = domain.contains('.') || domain.eq_ignore_ascii_case("mil");
    let lower = domain.to_ascii_lowercase();
    if UNITS.iter().any(|it| lower.ends_with(it)) {
        return None;
    }
    // An account on a computer: `jane@desk42`.
    let name = |it: &str| {
        it.bytes()
            .all(|it| it.is_ascii_alphanumeric() || b"._-".contains(&it))
            && it.bytes().any(|it| it.is_ascii_alphabetic())
    };
    let short = log
        && name(local)
        && name(domain)
        && !lower.starts_with("tty")
        && !INSTANCES.contains(&local);
    if !long && !short {
        return None;
    }
    let whole = it.mail(word);
    // Half of it may be a pseudonym already.
    Some(match (is_pseudonym(local), is_pseudonym(domain)) {
        (true, _) => format!("{local}@{}", whole.rsplit('@').next().unwrap_or_default()),
        (_, true) => format!("{}@{domain}", whole.split('@').next().unwrap_or_default()),
        _ => whole,
    })
}

/// `203.0.113.7:443`.
fn socket(it: &Pseudonyms, word: &str) -> Option<(Kind, String)> {
    let (host, port) = word.rsplit_once(':')?;
    let digits = !port.is_empty() && port.bytes().all(|it| it.is_ascii_digit());
    let of = |kind| format!("{}:{port}", text::instead(it, host, kind));
    if !digits {
        return None;
    }
    if kind::address(host).is_some() {
        return Some((Kind::Address, of(Kind::Address)));
    }
    is_host(host).then(|| (Kind::Url, of(Kind::Host)))
}

/// Hardware addresses as switches write them: `a45e.6011.2233`.
fn dotted(it: &Pseudonyms, word: &str, keys: &Keys) -> Option<(Kind, String)> {
    let parts: Vec<&str> = word.split('.').collect();
    let four = |it: &&str| it.len() == 4 && it.bytes().all(|it| it.is_ascii_hexdigit());
    let letters = word.bytes().any(|it| it.is_ascii_alphabetic());
    (parts.len() == 3 && parts.iter().all(four) && (letters || keys.hardware()))
        .then(|| (Kind::HardwareAddress, it.hardware_address(&parts.concat())))
}

fn bare_uuid(it: &Pseudonyms, word: &str, keys: &Keys) -> Option<(Kind, String)> {
    (keys.uuid() && word.len() == 32).then_some(())?;
    let bytes: [u8; 16] = crate::standards::hex::parse(word)?.try_into().ok()?;
    Some((Kind::Uuid, kind::uuid_text(&it.uuid(&bytes))))
}

fn host(it: &Pseudonyms, kept: &BTreeSet<String>, word: &str) -> Option<(Kind, String)> {
    (is_host(word) && !stays(kept, word)).then(|| (Kind::Host, it.host(word)))
}

/// Services of everybody, and authorities' addresses that stand in the snapshot anyway.
pub(super) fn stays(kept: &BTreeSet<String>, host: &str) -> bool {
    words::is_known_service(host)
        || words::is_every_host(host)
        || kept.contains(&host.to_ascii_lowercase())
}

/// Names of a computer with its domain. Files, buses of D-Bus and packages have dots too.
fn is_host(word: &str) -> bool {
    const TOPS: &[&str] = &[
        "mil",
        "gov",
        "com",
        "org",
        "net",
        "edu",
        "int",
        "info",
        "biz",
        "example",
        "test",
        "invalid",
        "local",
        "localdomain",
        "lan",
        "internal",
        "intranet",
        "corp",
        "home",
        "arpa",
        "cloud",
        "dev",
        "app",
    ];
    const FILES: &[&str] = &[
        "so", "py", "sh", "rs", "js", "md", "ko", "gz", "xz", "ts", "go", "la", "db", "cc", "hh",
        "mm",
    ];
    let labels: Vec<&str> = word.split('.').collect();
    let label = |it: &&str| {
        !it.is_empty()
            && it
                .bytes()
                .all(|it| it.is_ascii_alphanumeric() || it == b'-')
    };
    let (Some(first), Some(last)) = (labels.first(), labels.last()) else {
        return false;
    };
    let last = last.to_ascii_lowercase();
    let top = TOPS.contains(&last.as_str())
        || (labels.len() >= 3
            && last.len() == 2
            && last.bytes().all(|it| it.is_ascii_lowercase())
            && !FILES.contains(&last.as_str()));
    let first = first.to_ascii_lowercase();
    // `org.freedesktop.policykit`, `com.apple.ctkd`: the other way round.
    let reversed = ["org", "com", "net", "io", "de", "gov", "mil"].contains(&first.as_str());
    labels.len() >= 2 && labels.iter().all(label) && top && !reversed && !is_pseudonym(&first)
}

/// A FASC-N in hexadecimal, or the sixteen digits of a DoD principal name.
fn numbers(it: &Pseudonyms, word: &str) -> Option<(Kind, String)> {
    use crate::standards::piv::Fascn;
    if word.len() == 50
        && let Some(fascn) =
            crate::standards::hex::parse(word).and_then(|it| Fascn::parse(&it).ok())
    {
        let new = crate::standards::hex::joined(&text::fascn(it, &fascn).encode());
        return Some((Kind::Fascn, new));
    }
    let (edipi, rest) = word.split_at_checked(10)?;
    let all = word.bytes().all(|it| it.is_ascii_digit());
    (word.len() == 16 && all && word.starts_with('1'))
        .then(|| (Kind::Fascn, format!("{}{rest}", it.edipi(edipi))))
}
