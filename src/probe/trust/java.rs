//! Java's `cacerts`, of every Java there is.
use super::{Found, Places, files, system};
use crate::facts::StoreKind;
use std::path::PathBuf;

/// What the distributions' Javas link to: Debian; Fedora and RHEL.
const SHARED: [&str; 3] = [
    "/etc/ssl/certs/java/cacerts",
    "/etc/pki/ca-trust/extracted/java/cacerts",
    "/etc/pki/java/cacerts",
];
/// Below the home of a Java: since 9, and before.
const INSIDE: [&str; 2] = ["lib/security/cacerts", "jre/lib/security/cacerts"];
/// Where Javas are installed.
const HOMES: [&str; 3] = ["/usr/lib/jvm", "/usr/java", "/opt/java"];

pub(super) fn look(places: &Places) -> Vec<Found> {
    let mut candidates: Vec<(PathBuf, String)> = Vec::new();
    let mut of_home = |home: PathBuf, name: String| {
        candidates.extend(INSIDE.map(|it| (home.join(it), name.clone())));
    };
    if let Some(home) = &places.java_home {
        of_home(places.at(home), "Java of JAVA_HOME".to_owned());
    }
    for folder in HOMES {
        for home in files::entries(&places.at(folder)).unwrap_or_default() {
            let name = home.file_name().unwrap_or_default().to_string_lossy();
            let name = format!("Java ({name})");
            of_home(home, name);
        }
    }
    candidates.splice(
        0..0,
        SHARED.map(|it| (places.at(it), "Java of the distribution".to_owned())),
    );
    let mut seen: Vec<PathBuf> = Vec::new();
    let mut out = Vec::new();
    for (path, name) in candidates {
        let identity = files::identity(&path);
        if seen.contains(&identity) {
            continue;
        }
        let Some(read) = files::read(&path) else {
            continue;
        };
        seen.push(identity);
        let content = read.map(|it| system::anchors(&path, &it));
        out.push(Found::new(StoreKind::Java, places.told(&path), content).of(name));
    }
    out
}
