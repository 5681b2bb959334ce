//! OpenSC as it is installed and set up, and what it keeps of cards.
use super::root::Root;
use crate::facts::{Cache, Middleware, Observed, OpenscSettings, Package, Pii};
use crate::standards::setup::opensc_conf;
use std::fs;
use time::OffsetDateTime;

/// Largest opensc.conf that is read; the commented one has 40 kB.
const CONF: usize = 512 * 1024;
/// Files of the cache that are looked at.
const CACHED: usize = 2_000;

pub(super) fn look(
    root: &Root,
    packages: &Observed<Vec<Package>>,
    home: Option<&str>,
) -> Middleware {
    Middleware {
        package: match packages {
            Observed::Seen(them) => them
                .iter()
                .find(|it| it.name == "opensc-pkcs11")
                .or_else(|| them.iter().find(|it| it.name == "opensc"))
                .map_or(Observed::Absent, |it| Observed::Seen(it.clone())),
            Observed::Absent => Observed::Absent,
            Observed::Failed(it) => Observed::Failed(it.clone()),
            Observed::Unasked { because } => Observed::unasked(because.clone()),
        },
        module: module(root),
        settings: settings(root),
        cache: cache(root, home),
    }
}

fn module(root: &Root) -> Observed<String> {
    let mut folders: Vec<String> = [
        "/usr/lib64",
        "/usr/lib64/pkcs11",
        "/usr/lib/pkcs11",
        "/usr/lib",
    ]
    .map(str::to_owned)
    .to_vec();
    for name in root.list("/usr/lib").seen().into_iter().flatten() {
        if name.contains("-linux-") {
            folders.push(format!("/usr/lib/{name}"));
        }
    }
    folders
        .into_iter()
        .map(|it| format!("{it}/opensc-pkcs11.so"))
        .find(|it| root.exists(it))
        .map_or(Observed::Absent, Observed::Seen)
}

/// Where distributions have opensc.conf, unless OPENSC_CONF says otherwise (opensc.conf(5)).
fn settings(root: &Root) -> Observed<OpenscSettings> {
    let set = |name: &str| std::env::var(name).ok().filter(|it| !it.is_empty());
    let named = set("OPENSC_CONF");
    let files: Vec<String> = match &named {
        Some(it) => vec![it.clone()],
        None => [
            "/etc/opensc/opensc.conf",
            "/etc/opensc.conf",
            "/etc/opensc-x86_64.conf",
        ]
        .map(str::to_owned)
        .to_vec(),
    };
    for file in files {
        match root.text(&file, CONF) {
            Observed::Seen(text) => {
                let it = opensc_conf(&text);
                return Observed::Seen(OpenscSettings {
                    file: Pii(file),
                    from_environment: named.is_some(),
                    card_drivers: it.card_drivers,
                    force_card_driver: set("OPENSC_DRIVER").or(it.force_card_driver),
                    card_atr: it.card_atr,
                    ignored_readers: it.ignored_readers.into_iter().map(Pii).collect(),
                    enable_pinpad: it.enable_pinpad,
                    connect_exclusive: it.connect_exclusive,
                });
            }
            Observed::Failed(it) => return Observed::Failed(it),
            _ => {}
        }
    }
    Observed::Absent
}

/// OpenSC's copies of certificates, named by card (`file_cache_dir` of opensc.conf(5)).
fn cache(root: &Root, home: Option<&str>) -> Observed<Cache> {
    let set = std::env::var("XDG_CACHE_HOME")
        .ok()
        .filter(|it| !it.is_empty());
    let folders = set
        .into_iter()
        .chain(home.map(|it| format!("{it}/.cache")))
        .map(|it| format!("{it}/opensc"));
    for folder in folders {
        let names = match root.list(&folder) {
            Observed::Seen(it) => it,
            Observed::Failed(it) => return Observed::Failed(it),
            _ => continue,
        };
        let times: Vec<OffsetDateTime> = names
            .iter()
            .take(CACHED)
            .filter_map(|it| fs::metadata(root.at(format!("{folder}/{it}"))).ok())
            .filter(fs::Metadata::is_file)
            .filter_map(|it| it.modified().ok())
            .map(OffsetDateTime::from)
            .map(|it| it.replace_nanosecond(0).unwrap_or(it))
            .collect();
        if let (Some(oldest), Some(newest)) = (times.iter().min(), times.iter().max()) {
            return Observed::Seen(Cache {
                folder: Pii(folder),
                files: times.len(),
                oldest: *oldest,
                newest: *newest,
            });
        }
    }
    Observed::Absent
}
