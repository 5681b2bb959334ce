//! The bundle of the system, which OpenSSL, GnuTLS, curl and most other programs read.
use super::{Content, Found, Places, files};
use crate::facts::{StoreKind, TrustBits, TrustLevel};
use crate::pki::input::{self, Form};
use std::path::{Path, PathBuf};

/// Where distributions put it: Debian, Ubuntu, Arch and Alpine; Fedora and RHEL; openSUSE and SLE.
const BUNDLES: [&str; 6] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/ca-bundle.pem",
    "/var/lib/ca-certificates/ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

pub(super) fn look(places: &Places) -> Vec<Found> {
    let mut out = Vec::new();
    let mut seen: Vec<PathBuf> = Vec::new();
    if let Some(path) = &places.ssl_cert_file
        && !BUNDLES
            .iter()
            .any(|it| files::identity(&places.at(it)) == files::identity(&places.at(path)))
    {
        let path = places.at(path);
        if let Some(read) = files::read(&path) {
            let content = read.map(|it| anchors(&path, &it));
            let found = Found::new(StoreKind::System, places.told(&path), content);
            out.push(found.of("OpenSSL, by SSL_CERT_FILE"));
        }
    }
    for path in BUNDLES.map(|it| places.at(it)) {
        let Some(read) = files::read(&path) else {
            continue;
        };
        let identity = files::identity(&path);
        if seen.contains(&identity) {
            continue;
        }
        seen.push(identity);
        let content = read.map(|it| anchors(&path, &it));
        out.push(Found::new(StoreKind::System, places.told(&path), content));
    }
    out
}

/// Every certificate in a file, trusted for all.
pub(super) fn anchors(path: &Path, bytes: &[u8]) -> Content {
    content(path, bytes, |_| TrustBits::all(TrustLevel::Anchor))
}

/// Every certificate in a file.
pub(super) fn content(path: &Path, bytes: &[u8], trust: impl Fn(Form) -> TrustBits) -> Content {
    let name = path
        .file_name()
        .map(|it| it.to_string_lossy().into_owned())
        .unwrap_or_default();
    let read = input::read(&name, bytes);
    Content {
        certificates: read
            .certificates
            .into_iter()
            .map(|it| (it.der.into_owned(), it.told.or(trust(it.form))))
            .collect(),
        problems: read.problems.iter().map(ToString::to_string).collect(),
    }
}
