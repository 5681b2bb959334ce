//! What stands before a value tells what it is: `SerialNumber: …`, `user=…`, `EDIPI …`.
use super::super::kind::{self, Kind};
use super::super::words;
use super::word::{Word, is_gap};

/// The words before a value.
#[derive(Default)]
pub(super) struct Keys {
    /// The word before it, in lower case, of letters and digits alone; and the two before it as one.
    one: String,
    two: String,
    /// The word before those.
    before: String,
    /// There is `=` or a colon between.
    strong: bool,
    /// The value ends the line, and the whole of it is the value.
    rest: Option<usize>,
    /// There is a bracket between.
    bracket: bool,
}

const SERIAL: &[&str] = &[
    "serial",
    "serialnumber",
    "serialno",
    "serialnum",
    "sn",
    "iserial",
    "iserialnumber",
    "idserial",
    "idserialshort",
    "idusbserial",
    "idusbserialshort",
    "deviceserial",
    "cardserial",
    "readerserial",
];
const USER: &[&str] = &[
    "user",
    "username",
    "account",
    "accountname",
    "acct",
    "login",
    "logname",
    "ruser",
    "owner",
    "samaccountname",
    "loginname",
];
const HOST: &[&str] = &[
    "host",
    "hostname",
    "rhost",
    "workstation",
    "computer",
    "computername",
    "nodename",
    "machine",
    "machinename",
];
const EDIPI: &[&str] = &["edipi", "edi", "dodid", "dodidnumber"];
const HARDWARE: &[&str] = &[
    "mac",
    "macaddr",
    "macaddress",
    "addr",
    "hwaddr",
    "hwaddress",
    "hardwareaddress",
    "ether",
    "lladdr",
    "bssid",
];
const SECRET: &[&str] = &["password", "passwd", "pwd", "passphrase", "secret"];
/// A number with three dots behind one of these is no address.
const VERSION: &[&str] = &[
    "version", "ver", "v", "release", "firmware", "fw", "driver", "build", "lite", "ccid",
];

fn bare(word: &str) -> String {
    let letters = word.chars().filter(|it| it.is_ascii_alphanumeric());
    letters.map(|it| it.to_ascii_lowercase()).collect()
}

fn is_digits(it: &str) -> bool {
    it.bytes().all(|it| it.is_ascii_digit())
}

impl Keys {
    pub(super) fn of(line: &str, before: &[Word<'_>], it: &Word<'_>) -> Keys {
        let word = |n: usize| before.iter().rev().nth(n);
        let Some(last) = word(0) else {
            return Keys::default();
        };
        let gap = line.get(last.end()..it.start).unwrap_or_default();
        let strong = gap.contains(['=', ':']);
        let one = bare(last.text.rsplit(':').next().unwrap_or(last.text));
        let two = word(1).map_or(String::new(), |it| bare(it.text)) + &one;
        // The kernel tells a device's serial number to the end of the line.
        let kernel = line.starts_with("usb ") && gap == ": " && one == "serialnumber";
        Keys {
            rest: kernel.then(|| line.trim_end().len()),
            before: word(1).map_or(String::new(), |it| bare(it.text)),
            bracket: gap.contains('('),
            one,
            two,
            strong,
        }
    }

    /// The name before the colon in the same word.
    pub(super) fn named(name: &str) -> Keys {
        Keys {
            one: bare(name),
            strong: true,
            ..Keys::default()
        }
    }

    fn is(&self, list: &[&str]) -> bool {
        list.contains(&self.one.as_str()) || list.contains(&self.two.as_str())
    }

    pub(super) fn version(&self) -> bool {
        VERSION.contains(&self.one.as_str())
    }

    /// Whether it is said that a hardware address follows.
    pub(super) fn hardware(&self) -> bool {
        self.is(HARDWARE)
    }

    pub(super) fn uuid(&self) -> bool {
        self.is(&["uuid", "guid"])
    }

    /// What is said to follow, and where it ends. [`Kind::Object`]: a secret.
    pub(super) fn value(&self, it: &Word<'_>) -> Option<(Kind, usize)> {
        let value = it.text;
        let end = it.end();
        let digits = value.bytes().filter(u8::is_ascii_digit).count();
        let nothing = matches!(
            value.to_ascii_lowercase().as_str(),
            "none"
                | "no"
                | "unknown"
                | "n/a"
                | "null"
                | "missing"
                | "not"
                | "is"
                | "yes"
                | "invalid"
        );
        if nothing || value.contains("://") {
            return None;
        }
        if self.is(SERIAL) {
            // "SerialNumber=3" names a descriptor, and "0000:00:14.0" a host controller.
            let few = digits == value.len() && value.len() <= 3;
            let controller = value.len() == 12 && value.get(4..5) == Some(":");
            let told = match self.strong {
                true => digits > 0 || self.one == "serialnumber",
                false => value.len() >= 6 && digits >= 3,
            };
            if told && !few && !controller && !is_controller(value) {
                return Some((Kind::Serial, self.rest.unwrap_or(end)));
            }
            return None;
        }
        if self.is(EDIPI) && kind::is_edipi(value) && !value.starts_with("00") {
            return Some((Kind::Edipi, end));
        }
        let hex = value.len() == 12 && value.bytes().all(|it| it.is_ascii_hexdigit());
        if self.hardware() && hex {
            return Some((Kind::HardwareAddress, end));
        }
        if self.strong && self.is(SECRET) {
            return Some((Kind::Object, end));
        }
        let name = value
            .chars()
            .all(|it| it.is_alphanumeric() || "._-$\\@".contains(it))
            && value.len() >= 2
            && !is_digits(value)
            && !words::is_common(value)
            && !words::is_of_the_trade(value);
        let of_user = matches!(self.before.as_str(), "for" | "by" | "of" | "as" | "from");
        // `uid=1000(jane)`.
        let of_uid = self.bracket
            && is_digits(&self.one)
            && matches!(
                self.before.as_str(),
                "uid" | "gid" | "euid" | "groups" | "user"
            );
        let user = (self.strong && self.is(USER)) || (of_user && self.one == "user") || of_uid;
        if name && user {
            let kind = if kind::is_mail(value) {
                Kind::Mail
            } else {
                Kind::User
            };
            return Some((kind, end));
        }
        (name && self.strong && self.is(HOST) && !value.contains(['\\', '@']))
            .then_some((Kind::Host, end))
    }
}

/// Root hubs have the name of their controller for a serial number: `vhci_hcd.0`, `xhci-hcd.1.auto`.
fn is_controller(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    lower.contains("hcd") || lower.contains(".usb") || lower.contains("dwc")
}

/// Whether a character can stand beside a value.
pub(super) fn is_beside(it: Option<char>) -> bool {
    it.is_none_or(|it| is_gap(it) || ".:/-".contains(it))
}
