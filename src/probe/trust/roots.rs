//! Where programs with NSS take the web's authorities from, beside what is in their store: `libnssckbi.so`. Fedora, RHEL and
//! Arch link it to p11-kit's trust module, which brings the system's anchors; Debian and Mozilla do not.
use super::{Places, files};
use crate::facts::{Observed, RootLibrary};
use std::fs;
use std::path::{Path, PathBuf};

const LIBRARY: &str = "libnssckbi.so";
/// A program with this in its folder brings its own NSS, and looks for the library nowhere else.
const OWN_NSS: &str = "libnss3.so";

/// Where distributions and people install the programs that a store may belong to.
const HOMES: [(&str, &[&str]); 3] = [
    (
        "Firefox",
        &[
            "/usr/lib64/firefox",
            "/usr/lib/firefox",
            "/usr/lib/firefox-esr",
            "/opt/firefox",
        ],
    ),
    (
        "Thunderbird",
        &[
            "/usr/lib64/thunderbird",
            "/usr/lib/thunderbird",
            "/opt/thunderbird",
        ],
    ),
    (
        "LibreWolf",
        &[
            "/usr/lib/librewolf",
            "/usr/share/librewolf",
            "/opt/librewolf",
        ],
    ),
];

/// Links that lead to links.
const LINKS: usize = 16;
/// A list of modules is some kilobytes.
const MODULES_LIMIT: usize = 256 * 1024;

/// That of a program, for one of its profiles.
pub(super) fn of(places: &Places, program: &str, profile: &Path) -> Observed<RootLibrary> {
    if let Some(it) = of_profile(places, profile) {
        return Observed::Seen(it);
    }
    let Some((_, homes)) = HOMES.iter().find(|it| it.0 == program) else {
        return Observed::unasked(format!(
            "where {program} takes its own authorities from is not known"
        ));
    };
    let Some(home) = homes.iter().map(|it| places.at(it)).find(|it| it.is_dir()) else {
        return Observed::unasked(format!("{program} is in none of the folders known"));
    };
    let own = home.join(LIBRARY);
    if fs::symlink_metadata(&own).is_ok() {
        return Observed::Seen(library(places, own));
    }
    if home.join(OWN_NSS).exists() {
        return Observed::Absent;
    }
    let shared = libraries(places)
        .into_iter()
        .map(|it| it.join(LIBRARY))
        .find(|it| fs::symlink_metadata(it).is_ok());
    match shared {
        Some(it) => Observed::Seen(library(places, it)),
        None => Observed::Absent,
    }
}

/// Where the distribution's libraries are, the architecture's own folders first.
fn libraries(places: &Places) -> Vec<PathBuf> {
    let triplets = files::entries(&places.at("/usr/lib")).unwrap_or_default();
    let triplets = triplets.into_iter().filter(|it| {
        let name = it.file_name().unwrap_or_default().to_string_lossy();
        name.contains("-linux-gnu")
    });
    let mut out: Vec<PathBuf> = triplets.collect();
    out.extend([places.at("/usr/lib64"), places.at("/usr/lib")]);
    let below: Vec<PathBuf> = out.iter().map(|it| it.join("nss")).collect();
    out.extend(below);
    out
}

fn library(places: &Places, path: PathBuf) -> RootLibrary {
    let mut end = path.clone();
    for _ in 0..LINKS {
        match fs::read_link(&end) {
            Ok(target) if target.is_absolute() => end = places.at(target),
            Ok(target) => end = end.parent().unwrap_or(&places.root).join(target),
            Err(_) => break,
        }
    }
    RootLibrary {
        path: places.told(&path),
        leads_to: places.told(&without_steps_back(&end)),
    }
}

/// `a/b/../c` as `a/c`, which is the same where no folder is a link.
fn without_steps_back(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::ParentDir => drop(out.pop()),
            part => out.push(part),
        }
    }
    out
}

/// p11-kit's trust module as a device of the profile, as Firefox's policy SecurityDevices puts it there.
fn of_profile(places: &Places, profile: &Path) -> Option<RootLibrary> {
    let path = profile.join("pkcs11.txt");
    let bytes = files::read(&path)?.ok()?;
    let text = String::from_utf8_lossy(bytes.get(..bytes.len().min(MODULES_LIMIT))?);
    let module = text
        .lines()
        .filter_map(|it| it.trim().strip_prefix("library="))
        .map(str::trim)
        .find(|it| {
            let name = it.rsplit('/').next().unwrap_or(it);
            name.starts_with("p11-kit-trust.so")
        })?;
    Some(RootLibrary {
        path: places.told(&path),
        leads_to: places.told(&places.at(module)),
    })
}
