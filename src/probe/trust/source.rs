//! The folders that administrators put authorities into, and that `update-ca-trust` or `update-ca-certificates` make the
//! bundles from. What lies there and is in no bundle was put there without that last step.
use super::{Content, Found, Places, files, system};
use crate::facts::{StoreKind, TrustBits, TrustLevel};
use crate::pki::input;
use std::path::Path;

/// p11-kit's trust paths as distributions set them (Arch; Fedora and RHEL; openSUSE), each with `anchors` and `blocklist`.
const P11_KIT: [&str; 6] = [
    "/etc/ca-certificates/trust-source",
    "/usr/share/ca-certificates/trust-source",
    "/etc/pki/ca-trust/source",
    "/usr/share/pki/ca-trust-source",
    "/etc/pki/trust",
    "/usr/share/pki/trust",
];
/// Debian's and Alpine's folder for local authorities (update-ca-certificates(8)).
const LOCAL: &str = "/usr/local/share/ca-certificates";

pub(super) fn look(places: &Places) -> Vec<Found> {
    let mut out = Vec::new();
    for folder in P11_KIT {
        let parts = [
            ("", TrustLevel::Unset),
            ("anchors", TrustLevel::Anchor),
            ("blocklist", TrustLevel::Distrusted),
            ("blacklist", TrustLevel::Distrusted),
        ];
        out.extend(parts.into_iter().filter_map(|(part, level)| {
            let path = match part {
                "" => folder.to_owned(),
                part => format!("{folder}/{part}"),
            };
            of_folder(places, &path, level)
        }));
    }
    out.extend(of_folder(places, LOCAL, TrustLevel::Anchor));
    out
}

fn of_folder(places: &Places, folder: &str, level: TrustLevel) -> Option<Found> {
    let path = places.at(folder);
    let content = match files::entries(&path) {
        Ok(entries) => {
            let mut content = Content::default();
            for file in entries.iter().filter(|it| it.is_file()) {
                of_file(file, level, &mut content);
            }
            if content.certificates.is_empty() && content.problems.is_empty() {
                return None;
            }
            Ok(content)
        }
        Err(failure) => Err(failure),
    };
    Some(Found::new(StoreKind::P11Kit, places.told(&path), content))
}

fn of_file(path: &Path, level: TrustLevel, out: &mut Content) {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // These say what they are.
    if name.eq_ignore_ascii_case("readme") || name.ends_with(".md") || name.ends_with(".txt") {
        return;
    }
    let bytes = match files::read(path) {
        Some(Ok(it)) => it,
        Some(Err(failure)) => {
            return out
                .problems
                .push(format!("{name}: {} {}", failure.call, failure.name));
        }
        None => return,
    };
    if name.ends_with(".p11-kit") {
        for it in input::read_p11_kit(&bytes) {
            match it {
                Ok(it) => {
                    // In the folder of refused certificates all are, whatever the file says (p11-kit, trust/parser.c).
                    let own = match (it.distrusted, it.trusted) {
                        (true, _) => TrustLevel::Distrusted,
                        (_, true) if level != TrustLevel::Distrusted => TrustLevel::Anchor,
                        _ => level,
                    };
                    out.certificates
                        .extend(it.der.map(|der| (der, TrustBits::all(own))));
                }
                Err(error) => out.problems.push(format!("{name}: {error}")),
            }
        }
        return;
    }
    let content = system::content(path, &bytes, |_| TrustBits::all(level));
    let refused = TrustBits::all(TrustLevel::Distrusted);
    out.certificates
        .extend(content.certificates.into_iter().map(|(der, trust)| {
            let trust = match level {
                TrustLevel::Distrusted => refused,
                _ => trust,
            };
            (der, trust)
        }));
    out.problems.extend(content.problems);
}
