//! Words that name nobody: what every computer has, and the vocabulary of the trade.
use crate::standards::{logs, readers};
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// Accounts that systems make themselves. They stay, as rules and helpdesks need to know them.
const ACCOUNTS: &[&str] = &[
    "root",
    "pcscd",
    "nobody",
    "daemon",
    "polkitd",
    "system",
    "nt authority\\system",
    "local service",
    "network service",
    "localservice",
    "networkservice",
    "nt authority\\local service",
    "nt authority\\network service",
    "gdm",
    "sddm",
    "lightdm",
    "_ctkd",
    "_spotlight",
    "public",
    "default",
    "shared",
    "guest",
    "all users",
    "default user",
];

/// Computers that are every computer.
const HOSTS: &[&str] = &["localhost", "localhost.localdomain", "(none)", "."];

/// Names too common to be looked for in other texts: there they mean something else.
const COMMON: &[&str] = &[
    "admin",
    "administrator",
    "adobe",
    "alpine",
    "android",
    "apple",
    "arch",
    "archlinux",
    "available",
    "browser",
    "cacdoctor",
    "card",
    "cards",
    "ccid",
    "cent",
    "centos",
    "certificate",
    "chrome",
    "chromium",
    "client",
    "computer",
    "contact",
    "debian",
    "demo",
    "desk",
    "desktop",
    "device",
    "edge",
    "error",
    "fail",
    "failed",
    "false",
    "fedora",
    "field",
    "firefox",
    "gemalto",
    "generic",
    "government",
    "home",
    "host",
    "identiv",
    "info",
    "java",
    "kali",
    "kernel",
    "key",
    "label",
    "laptop",
    "linux",
    "local",
    "login",
    "mac",
    "macos",
    "mail",
    "microsoft",
    "mint",
    "mozilla",
    "name",
    "network",
    "none",
    "not",
    "null",
    "office",
    "omnikey",
    "opensc",
    "opensuse",
    "oracle",
    "password",
    "piv",
    "portal",
    "proxy",
    "raspberry",
    "reader",
    "readers",
    "redhat",
    "rhel",
    "rocky",
    "scm",
    "seat",
    "security",
    "server",
    "service",
    "session",
    "sign",
    "signin",
    "slackware",
    "slot",
    "smart",
    "smartcard",
    "state",
    "suse",
    "sys",
    "systemd",
    "test",
    "text",
    "the",
    "token",
    "true",
    "ubuntu",
    "unknown",
    "usb",
    "user",
    "users",
    "value",
    "version",
    "virtual",
    "warn",
    "warning",
    "windows",
    "work",
    "workstation",
    "yubico",
    "yubikey",
    "with",
    "was",
    "and",
    "for",
    "from",
    "has",
    "are",
    "can",
    "did",
    "get",
    "had",
    "its",
    "may",
    "new",
    "now",
    "old",
    "one",
    "our",
    "out",
    "see",
    "set",
    "two",
    "use",
    "who",
    "why",
    "will",
    "you",
    "civ",
    "ctr",
    "mil",
    "gov",
    "com",
    "org",
    "edu",
    "net",
    "org",
    "usa",
    "usaf",
    "usmc",
    "navy",
    "army",
    "dod",
    "pki",
    "cac",
    "pin",
    "atr",
    "apdu",
    "acr",
    "scr",
    "bus",
    "hub",
    "port",
    "dev",
    "bin",
    "lib",
    "etc",
    "run",
    "var",
    "tmp",
    "opt",
    "proc",
    "snap",
    "data",
    "file",
    "file",
    "path",
    "line",
    "code",
    "call",
    "connect",
    "read",
    "write",
    "open",
    "close",
    "time",
    "timed",
    "seen",
    "absent",
    "active",
    "inactive",
    "yes",
    "removed",
    "present",
    "inuse",
    "mute",
    "shared",
    "exclusive",
    "general",
    "public",
    "private",
    "default",
    "system",
    "root",
    "release",
    "simulated",
    "bookworm",
    "trixie",
    "noble",
    "jammy",
];

/// Words that lines of logs are known by, and that readers are called by. Somebody may be called so too; where they stand they
/// mean the other.
pub(super) fn is_of_the_trade(word: &str) -> bool {
    static WORDS: OnceLock<BTreeSet<String>> = OnceLock::new();
    let words = WORDS.get_or_init(|| {
        let lines = logs::lines().flat_map(|it| it.words).copied();
        let names = readers::models().iter().map(|it| it.name);
        let split = |it: &'static str| it.split(|it: char| !it.is_ascii_alphanumeric());
        let words = lines.chain(names).flat_map(split);
        words.map(str::to_ascii_lowercase).collect()
    });
    words.contains(&word.trim().to_lowercase())
}

fn holds(list: &[&str], word: &str) -> bool {
    let word = word.trim();
    list.iter().any(|it| it.eq_ignore_ascii_case(word))
}

/// An account that is on every computer of its kind; the system's own groups of accounts too.
pub(super) fn is_system_account(name: &str) -> bool {
    let lower = name.trim().to_ascii_lowercase();
    holds(ACCOUNTS, name)
        || lower.starts_with("systemd-")
        || lower.starts_with("nt service\\")
        || lower.starts_with("window manager\\")
}

pub(super) fn is_every_host(name: &str) -> bool {
    holds(HOSTS, name)
}

/// Whether a value is never looked for outside its own place.
pub(super) fn is_common(word: &str) -> bool {
    holds(COMMON, word) || is_system_account(word) || is_every_host(word)
}

/// Folders whose names say what is in them and not whose they are.
const FOLDERS: &[&str] = &[
    "appdata",
    "application support",
    "applications",
    "bin",
    "cache",
    "caches",
    "chrome",
    "chromium",
    "common",
    "config",
    "crls",
    "data",
    "default",
    "desktop",
    "documents",
    "downloads",
    "edge",
    "etc",
    "firefox",
    "google",
    "google-chrome",
    "lib",
    "library",
    "local",
    "locallow",
    "local settings",
    "microsoft",
    "mozilla",
    "mozilla-firefox",
    "nssdb",
    "opensc",
    "pki",
    "preferences",
    "profiles",
    "roaming",
    "share",
    "snap",
    "state",
    "system32",
    "thunderbird",
    "trust",
    "user data",
    "cac-doctor",
    "current",
    "system",
];

/// Whether a part of a path below somebody's own folder may stay. Names with a dot before them are programs' own.
pub(super) fn is_plain_folder(name: &str) -> bool {
    holds(FOLDERS, name)
        || name.strip_prefix('.').is_some_and(|it| {
            holds(FOLDERS, it)
                || matches!(
                    it,
                    "mozilla" | "config" | "local" | "cache" | "pki" | "eid" | "var"
                )
        })
        || matches!(
            name,
            "cert9.db"
                | "cert8.db"
                | "key4.db"
                | "pkcs11.txt"
                | "secmod.db"
                | "logins.json"
                | "prefs.js"
                | "profiles.ini"
                | "opensc.conf"
                | "policies.json"
                | "Login Data"
                | "login.keychain-db"
        )
}

/// Folders of the system itself, under which nothing is anybody's.
pub(super) fn is_system_path(path: &str) -> bool {
    const ROOTS: &[&str] = &[
        "/etc/",
        "/usr/",
        "/lib/",
        "/lib64/",
        "/opt/",
        "/run/",
        "/var/",
        "/dev/",
        "/proc/",
        "/sys/",
        "/bin/",
        "/sbin/",
        "/snap/",
        "/boot/",
        "/nix/",
        "/system/",
        "/library/",
        "/applications/",
        "/private/var/",
        "/private/etc/",
        "/cores/",
    ];
    const WINDOWS: &[&str] = &[
        "windows",
        "program files",
        "program files (x86)",
        "programdata",
        "system32",
    ];
    let lower = path.to_lowercase().replace('\\', "/");
    let media = ["/run/media/", "/run/user/", "/var/home/"];
    if media.iter().any(|it| lower.starts_with(it)) {
        return false;
    }
    let on_drive = matches!(lower.as_bytes(), [_, b':', b'/', ..]);
    if on_drive {
        let first = lower.get(3..).and_then(|it| it.split('/').next());
        return first.is_some_and(|it| WINDOWS.contains(&it));
    }
    ROOTS
        .iter()
        .any(|it| lower.starts_with(it) || lower == it.trim_end_matches('/'))
}

/// Services on the network that are everybody's.
pub(super) fn is_known_service(host: &str) -> bool {
    const SERVICES: &[&str] = &[
        "sts.windows.net",
        "login.microsoftonline.com",
        "login.microsoftonline.us",
        "login.partner.microsoftonline.cn",
        "login.windows.net",
        "login.microsoft.com",
        "login.live.com",
        "login.chinacloudapi.cn",
        "graph.microsoft.com",
        "graph.microsoft.us",
        "dod-graph.microsoft.us",
        "device.login.microsoftonline.com",
        "certauth.login.microsoftonline.com",
        "certauth.login.microsoftonline.us",
        "enterpriseregistration.windows.net",
        "localhost",
    ];
    let name = host.split(':').next().unwrap_or(host);
    holds(SERVICES, name)
}
