//! Personal texts in their own places: what is learned of them, and what stands there instead.
use super::kind::{self, Kind};
use super::pseudonym::Pseudonyms;
use super::values::Values;
use super::words;
use crate::standards::pcsc::ReaderName;
use crate::standards::piv::Fascn;

/// What stands in the place of a text that is personal as a whole.
pub(super) fn instead(it: &Pseudonyms, text: &str, hint: Kind) -> String {
    let kind = Kind::of(text, hint);
    if text.trim().is_empty() {
        return text.to_owned();
    }
    let value = text.trim();
    match kind {
        Kind::Person => match kind::edipi_at_end(value) {
            Some((name, edipi)) => format!("{}.{}", it.word("person", name), it.edipi(edipi)),
            None => it.word("person", value),
        },
        Kind::Edipi => it.edipi(value),
        Kind::Mail => it.mail(value),
        Kind::Uuid => it.uuid_text(value).unwrap_or_default(),
        Kind::Address => address(it, value),
        Kind::HardwareAddress => it.hardware_address(value),
        Kind::SecurityId => it.security_id(value),
        Kind::Host if words::is_every_host(value) => text.to_owned(),
        Kind::Host => host(it, value),
        Kind::User if words::is_system_account(value) => text.to_owned(),
        Kind::User => match value.split_once('\\') {
            Some((domain, user)) => {
                format!("{}\\{}", it.word("domain", domain), it.word("user", user))
            }
            None => it.word("user", value),
        },
        Kind::Path => path(it, value),
        Kind::Url => url(it, value),
        Kind::Reader => reader(it, text),
        kind => it.word(kind.noun(), value),
    }
}

/// Learns a personal text: itself, and the parts that may stand elsewhere alone.
pub(super) fn learn(it: &Pseudonyms, into: &mut Values, text: &str, hint: Kind) {
    let kind = Kind::of(text, hint);
    let value = text.trim();
    let whole = |into: &mut Values| into.learn(value, kind, instead(it, value, hint));
    match kind {
        Kind::Log | Kind::Object | Kind::ReaderPart => {}
        Kind::Person => {
            whole(into);
            let name = match kind::edipi_at_end(value) {
                Some((name, edipi)) => {
                    into.learn(edipi, Kind::Edipi, it.edipi(edipi));
                    into.learn(name, Kind::Person, it.word("person", name));
                    name
                }
                None => value,
            };
            names(it, into, name);
        }
        Kind::Mail => {
            whole(into);
            let local = value.rsplit_once('@').map_or(value, |(local, _)| local);
            if let Some((edipi, _)) = local.split_at_checked(10)
                && kind::is_edipi(edipi)
            {
                into.learn(edipi, Kind::Edipi, it.edipi(edipi));
            } else {
                into.learn(local, Kind::User, it.word("user", local));
                names(it, into, local);
            }
        }
        Kind::Host => {
            whole(into);
            let name = value.split(['.', ':']).next().unwrap_or(value);
            into.learn(name, Kind::Host, it.word("host", name));
        }
        Kind::User => {
            whole(into);
            let user = value.rsplit_once('\\').map_or(value, |(_, user)| user);
            into.learn(user, Kind::User, it.word("user", user));
        }
        Kind::Uuid => {
            whole(into);
            if let Some(uuid) = kind::uuid(value) {
                let plain = |it: &[u8; 16]| kind::uuid_text(it).replace('-', "");
                into.learn(
                    &kind::uuid_text(&uuid),
                    kind,
                    kind::uuid_text(&it.uuid(&uuid)),
                );
                into.learn(&plain(&uuid), kind, plain(&it.uuid(&uuid)));
                into.learn_bytes(&uuid, kind, it.uuid(&uuid).to_vec());
            }
        }
        Kind::Path => {
            if path(it, value) != value {
                whole(into);
            }
            // A file is as often named without its folder.
            let rest = match home(value) {
                Some((_, _, rest)) => rest,
                None if words::is_system_path(value) => "",
                None => value,
            };
            for name in rest.split(['/', '\\']) {
                if !words::is_plain_folder(name) && !name.contains(':') && name != "~" {
                    let instead = it.word("path", name) + extension(name);
                    into.learn(name, Kind::Path, instead);
                }
            }
            if let Some((_, user, _)) = home(value) {
                into.learn(user, Kind::User, it.word("user", user));
            }
        }
        Kind::Url => {
            whole(into);
            for part in value.split(['/', '?', '&', '=']) {
                if kind::uuid(part).is_some() {
                    learn(it, into, part, Kind::Uuid);
                }
            }
        }
        Kind::Reader => {
            for serial in serials(value) {
                into.learn(serial, Kind::Serial, it.word("serial", serial));
            }
        }
        Kind::Serial => {
            whole(into);
            // Written as hexadecimal, the same number may be met as bytes.
            if let Some(bytes) = crate::standards::hex::parse(value).filter(|it| !it.is_empty()) {
                let opaque = it.opaque(&bytes);
                into.learn_bytes(&bytes, kind, opaque);
            }
        }
        _ => {
            whole(into);
            // `CN=DOE.JANE.1234567890,SKI=…`: a certificate as a sign-in log tells it.
            for part in value.split(|it: char| !it.is_alphanumeric() && !"._-@'".contains(it)) {
                let found = Kind::of(part, Kind::Value);
                if matches!(found, Kind::Person | Kind::Mail | Kind::Edipi) && part != value {
                    learn(it, into, part, found);
                }
            }
        }
    }
}

/// The single names in a name: `DOE.JANE.QUINN`, `jane.q.doe.civ`, `Jane Doe`.
fn names(it: &Pseudonyms, into: &mut Values, name: &str) {
    for part in name.split(|it: char| !it.is_alphabetic() && it != '\'') {
        into.learn(part, Kind::Person, it.word("name", part));
    }
}

fn host(it: &Pseudonyms, value: &str) -> String {
    match value.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|it| it.is_ascii_digit()) => {
            format!("{}:{port}", it.host(name))
        }
        _ => it.host(value),
    }
}

/// The address itself; what stands around it stays.
fn address(it: &Pseudonyms, value: &str) -> String {
    let Some(found) = kind::address(value) else {
        return it.word(Kind::Address.noun(), value);
    };
    let inside = value.trim_start_matches('[');
    let end = inside.find([']', '%', '/']).unwrap_or(inside.len());
    let before = if value.starts_with('[') { "[" } else { "" };
    // The zone is the name of a network interface, which may be made of the hardware address.
    let after = match inside.get(end..).unwrap_or_default() {
        zone if zone.starts_with('%') => "",
        after => after,
    };
    format!("{before}{}{after}", it.address(found))
}

/// A path below somebody's own folder: what comes before the name, the name, the rest.
pub(super) fn home(path: &str) -> Option<(&str, &str, &str)> {
    const HOMES: &[&str] = &[
        "/home/",
        "/var/home/",
        "/export/home/",
        "/usr/home/",
        "/users/",
        "/run/media/",
        "/media/",
        "/private/var/users/",
    ];
    let lower = path.to_ascii_lowercase().replace('\\', "/");
    let drive = match lower.as_bytes() {
        [_, b':', ..] => 2,
        _ => 0,
    };
    let body = lower.get(drive..)?;
    let windows = ["/documents and settings/"];
    let found = HOMES
        .iter()
        .chain(&windows)
        .find(|it| body.starts_with(**it))?;
    let start = drive.checked_add(found.len())?;
    let (before, rest) = path.split_at_checked(start)?;
    let end = rest.find(['/', '\\']).unwrap_or(rest.len());
    let (user, rest) = rest.split_at_checked(end)?;
    (!user.is_empty() && !words::is_system_account(user)).then_some((before, user, rest))
}

fn path(it: &Pseudonyms, value: &str) -> String {
    let (start, rest) = match home(value) {
        Some((before, user, rest)) => (format!("{before}{}", it.word("user", user)), rest),
        None if words::is_system_path(value) => return value.to_owned(),
        None => {
            let end = value
                .find(|it: char| !matches!(it, '/' | '\\' | '~' | ':' | '.') && !drive(value, it))
                .unwrap_or(value.len());
            let (before, rest) = value.split_at_checked(end).unwrap_or((value, ""));
            (before.to_owned(), rest)
        }
    };
    let mut out = start;
    for part in rest.split_inclusive(['/', '\\']) {
        let name = part.trim_end_matches(['/', '\\']);
        let end = part.get(name.len()..).unwrap_or_default();
        if name.is_empty() || words::is_plain_folder(name) {
            out.push_str(name);
        } else {
            out.push_str(&it.word("path", name));
            out.push_str(extension(name));
        }
        out.push_str(end);
    }
    out
}

fn drive(path: &str, letter: char) -> bool {
    path.starts_with(letter) && path.get(1..2) == Some(":")
}

/// `.pem`: up to five letters, so that what kind of file it is stays.
fn extension(name: &str) -> &str {
    let Some(at) = name.rfind('.').filter(|at| *at > 0) else {
        return "";
    };
    let it = name.get(at..).unwrap_or_default();
    let letters = it.bytes().skip(1).all(|it| it.is_ascii_alphanumeric());
    if (2..=6).contains(&it.len())
        && letters
        && it.bytes().skip(1).any(|it| it.is_ascii_alphabetic())
    {
        it
    } else {
        ""
    }
}

fn url(it: &Pseudonyms, value: &str) -> String {
    let Some((scheme, rest)) = value.split_once("://") else {
        return it.word(Kind::Url.noun(), value);
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, rest) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let host = if words::is_known_service(host) {
        host.to_owned()
    } else {
        it.word("host", host)
    };
    let mut out = format!("{scheme}://{host}");
    for part in rest.split_inclusive(['/', '?', '&', '=', '#']) {
        let name = part.trim_end_matches(['/', '?', '&', '=', '#']);
        let end = part.get(name.len()..).unwrap_or_default();
        match it.uuid_text(name) {
            Some(uuid) => out.push_str(&uuid),
            None if name.is_empty()
                || matches!(name, "v2.0" | "oauth2" | "authorize" | "common") =>
            {
                out.push_str(name);
            }
            None => out.push_str(&it.word("value", name)),
        }
        out.push_str(end);
    }
    out
}

/// A reader's name with its serial numbers replaced.
fn reader(it: &Pseudonyms, name: &str) -> String {
    let mut out = name.to_owned();
    for serial in serials(name) {
        out = out.replace(serial, &it.word("serial", serial));
    }
    out
}

/// What in a reader's name is a serial number: what pcsc-lite puts in brackets, and any long number.
pub(super) fn serials(name: &str) -> Vec<&str> {
    let mut out: Vec<&str> = Vec::new();
    let parsed = ReaderName::parse(name);
    if let Some(serial) = parsed.serial.as_deref()
        && let Some(at) = name.rfind(serial)
        && !serial.is_empty()
    {
        out.extend(name.get(at..at.saturating_add(serial.len())));
    }
    for word in name.split(|it: char| !it.is_ascii_alphanumeric()) {
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        let long = word.len() >= 10 && digits >= 6;
        let number = digits == word.len() && digits >= 6;
        let hex = word.len() >= 8 && digits >= 2 && word.bytes().all(|it| it.is_ascii_hexdigit());
        if (long || number || hex) && !out.iter().any(|it| it.contains(word)) {
            out.push(word);
        }
    }
    out
}

/// A FASC-N with the person and the credential replaced; the codes of agency and category stay.
pub(super) fn fascn(it: &Pseudonyms, fascn: &Fascn) -> Fascn {
    Fascn {
        credential: it.digits(&fascn.credential),
        person: it.edipi(&fascn.person),
        ..fascn.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, hint: Kind) -> String {
        instead(&Pseudonyms::new(&[5; 32]), text, hint)
    }

    #[test]
    fn what_rules_and_helpdesks_need_stays() {
        let cn = of("DOE.JANE.QUINN.1234567890", Kind::Person);
        assert!(
            cn.starts_with("person-") && kind::edipi_at_end(&cn).is_some(),
            "{cn}"
        );
        assert_eq!(
            kind::edipi_at_end(&cn).unwrap().1,
            of("1234567890", Kind::Value)
        );
        assert_eq!(of("root", Kind::User), "root");
        assert_eq!(
            of(r"NT AUTHORITY\LOCAL SERVICE", Kind::User),
            r"NT AUTHORITY\LOCAL SERVICE"
        );
        assert!(of(r"CORP\jane", Kind::User).starts_with("domain-"));
        assert_eq!(of("localhost", Kind::Host), "localhost");
        assert_eq!(of("", Kind::User), "");
        let name = of(
            "SCM Microsystems Inc. SCR 3310 [CCID Interface] (53311717600542) 00 00",
            Kind::Reader,
        );
        assert!(
            name.starts_with("SCM Microsystems Inc. SCR 3310 [CCID Interface] (serial-"),
            "{name}"
        );
        assert!(name.ends_with(") 00 00"), "{name}");
        for name in [
            "Identiv SCR3310v2.0 USB SC Reader 00 00",
            "Identiv SCR3500 A Contact Reader [CCID Interface] 00 01",
            "Alcor Micro AU9560 01 00",
            "OMNIKEY AG CardMan 3121 00 00",
            "Yubico YubiKey OTP+FIDO+CCID 00 00",
            "HID Global OMNIKEY 5422CL Smartcard Reader 0",
        ] {
            assert_eq!(of(name, Kind::Reader), name);
        }
    }

    #[test]
    fn paths_keep_what_is_the_systems() {
        for path in [
            "/etc/opensc/opensc.conf",
            "/run/pcscd/pcscd.comm",
            r"C:\Windows\System32\x.dll",
            "/usr/lib/x.so",
        ] {
            assert_eq!(of(path, Kind::Path), path);
        }
        for (path, start, end) in [
            (
                "/home/jane/.mozilla/firefox/ab12cd34.default-release",
                "/home/user-",
                "",
            ),
            (
                "/home/jane/snap/firefox/common/.mozilla/firefox/cert9.db",
                "/home/user-",
                "/snap/firefox/common/.mozilla/firefox/cert9.db",
            ),
            (
                r"C:\Users\Jane Doe\AppData\Roaming\Mozilla\jane.pem",
                r"C:\Users\user-",
                ".pem",
            ),
            ("/data/doe/card.crl", "/data/path-", ".crl"),
            ("/Users/jane/Library/x", "/Users/user-", ""),
            (r"D:\jane\x.log", r"D:\path-", ".log"),
            ("jane/log.json", "path-", ".json"),
        ] {
            let is = of(path, Kind::Path);
            assert!(is.starts_with(start) && is.ends_with(end), "{path}: {is}");
            let lower = is.to_lowercase();
            assert!(
                !lower.contains("jane") && !lower.contains("doe") && !lower.contains("ab12"),
                "{path}: {is}"
            );
        }
        assert_eq!(home("/home/jane"), Some(("/home/", "jane", "")));
        assert_eq!(home("/home/"), None);
    }

    #[test]
    fn addresses_on_the_network_keep_known_services() {
        let is = of(
            "https://sts.windows.net/6f3c1d52-0b8e-4a77-9c21-5de048b713aa/",
            Kind::Value,
        );
        assert!(is.starts_with("https://sts.windows.net/00000000-"), "{is}");
        let is = of("https://portal.corp.example/u/jane?x=1", Kind::Value);
        assert!(
            is.starts_with("https://host-") && !is.contains("jane"),
            "{is}"
        );
        assert_eq!(of("[::1]", Kind::Value), "[::1]");
        assert!(of("fe80::a1b2%eth0", Kind::Value).starts_with("fe80::"));
    }
}
