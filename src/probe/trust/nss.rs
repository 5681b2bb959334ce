//! NSS databases: of the user, of the system, and of every profile of a browser or mail program, as installed by the
//! distribution, as a snap and as a flatpak.
use super::{Content, Found, Places, files, roots};
use crate::facts::{Failure, StoreKind};
use crate::pki::nss;
use std::path::{Path, PathBuf};

/// Folders below the home that are a database themselves. Chromium and its kin share the first two.
const SHARED: [(&str, &str); 8] = [
    (".pki/nssdb", "Chromium, Chrome, Edge and others"),
    (
        ".local/share/pki/nssdb",
        "Chromium, Chrome, Edge and others",
    ),
    ("snap/chromium/current/.pki/nssdb", "Chromium (snap)"),
    (
        "snap/chromium/current/.local/share/pki/nssdb",
        "Chromium (snap)",
    ),
    (
        ".var/app/org.chromium.Chromium/.pki/nssdb",
        "Chromium (flatpak)",
    ),
    (
        ".var/app/org.chromium.Chromium/data/pki/nssdb",
        "Chromium (flatpak)",
    ),
    (".var/app/com.google.Chrome/.pki/nssdb", "Chrome (flatpak)"),
    (
        ".var/app/com.google.Chrome/data/pki/nssdb",
        "Chrome (flatpak)",
    ),
];

/// Folders below the home whose subfolders are profiles.
const PROFILES: [(&str, &str); 12] = [
    (".mozilla/firefox", "Firefox"),
    (".config/mozilla/firefox", "Firefox"),
    ("snap/firefox/common/.mozilla/firefox", "Firefox (snap)"),
    (
        ".var/app/org.mozilla.firefox/.mozilla/firefox",
        "Firefox (flatpak)",
    ),
    (
        ".var/app/org.mozilla.firefox/config/mozilla/firefox",
        "Firefox (flatpak)",
    ),
    (".librewolf", "LibreWolf"),
    (".waterfox", "Waterfox"),
    (".thunderbird", "Thunderbird"),
    ("snap/thunderbird/common/.thunderbird", "Thunderbird (snap)"),
    (
        ".var/app/org.mozilla.Thunderbird/.thunderbird",
        "Thunderbird (flatpak)",
    ),
    (
        ".var/app/net.thunderbird.Thunderbird/.thunderbird",
        "Thunderbird (flatpak)",
    ),
    (".mozilla/seamonkey", "SeaMonkey"),
];

/// For every user.
const SYSTEM: [(&str, &str); 1] = [("/etc/pki/nssdb", "all users' NSS programs")];

/// Most profiles read.
const LIMIT: usize = 40;

pub(super) fn look(places: &Places) -> Vec<Found> {
    let mut folders: Vec<(PathBuf, &str, bool)> = Vec::new();
    for (path, program) in PROFILES {
        let Some(path) = places.at_home(path) else {
            continue;
        };
        let below = files::entries(&path).unwrap_or_default();
        folders.extend(below.into_iter().map(|it| (it, program, true)));
    }
    for (path, program) in SHARED {
        folders.extend(places.at_home(path).map(|it| (it, program, false)));
    }
    folders.extend(SYSTEM.map(|(path, program)| (places.at(path), program, false)));
    let mut seen: Vec<PathBuf> = Vec::new();
    let mut out = Vec::new();
    for (folder, program, is_profile) in folders {
        let path = folder.join("cert9.db");
        let Some(content) = content(&path) else {
            continue;
        };
        let identity = files::identity(&path);
        if seen.contains(&identity) {
            continue;
        }
        seen.push(identity);
        let mut found = Found::new(StoreKind::Nss, places.told(&path), content).of(program);
        found.roots = roots::of(places, program, &folder);
        if is_profile {
            found.profile = folder
                .file_name()
                .map(|it| it.to_string_lossy().into_owned());
        }
        out.push(found);
        if out.len() >= LIMIT {
            break;
        }
    }
    out
}

/// Reads a database; none where there is no such file. One that is being written while it is read is read again.
fn content(path: &Path) -> Option<Result<Content, Failure>> {
    let mut last = None;
    for _ in 0..3 {
        let file = match files::read(path)? {
            Ok(it) => it,
            Err(failure) => return Some(Err(failure)),
        };
        let wal = files::read(&path.with_extension("db-wal")).and_then(Result::ok);
        let read = nss::read(&file, wal.as_deref());
        let sound = read.as_ref().is_ok_and(|it| it.trouble.is_none());
        last = Some(read);
        if sound {
            break;
        }
    }
    Some(match last? {
        Ok(it) => Ok(Content {
            certificates: it
                .certificates
                .into_iter()
                .map(|it| (it.der, it.trust))
                .collect(),
            problems: it.trouble.iter().map(ToString::to_string).collect(),
        }),
        Err(error) => {
            Err(Failure::new("reading cert9.db", "not readable", None).because(error.to_string()))
        }
    })
}
