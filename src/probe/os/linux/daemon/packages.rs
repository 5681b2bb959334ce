use super::super::root::Root;
use crate::facts::{Observed, Package};
use memchr::memmem;

/// Packages of the smart-card path, as the distributions call them.
const NAMES: [&str; 20] = [
    "pcscd",
    "pcsclite",
    "libpcsclite1",
    "libccid",
    "ccid",
    "libacsccid1",
    "acsccid",
    "ifdokccid",
    "opensc",
    "opensc-pkcs11",
    "cackey",
    "coolkey",
    "vsmartcard-vpcd",
    "scdaemon",
    "gnupg",
    "p11-kit",
    "polkitd",
    "policykit-1",
    "firefox",
    "firefox-esr",
];

/// dpkg's list of a full desktop has about 6 MB.
const STATUS: usize = 32 * 1024 * 1024;

/// Installed packages of the smart-card path: dpkg's list or pacman's, which are plain files.
pub(in super::super) fn packages(root: &Root) -> Observed<Vec<Package>> {
    match root.bytes("/var/lib/dpkg/status", STATUS) {
        Ok((bytes, _)) => return Observed::Seen(dpkg(&bytes)),
        Err(failure) if failure.name != "ENOENT" && failure.name != "ENOTDIR" => {
            return Observed::Failed(failure);
        }
        Err(_) => {}
    }
    match root.list("/var/lib/pacman/local") {
        Observed::Seen(names) => Observed::Seen(names.iter().filter_map(|it| pacman(it)).collect()),
        Observed::Absent => Observed::unasked(
            "the list of installed packages is not one of dpkg or pacman, and no other is read",
        ),
        Observed::Failed(it) => Observed::Failed(it),
        Observed::Unasked { because } => Observed::Unasked { because },
    }
}

/// Paragraphs of deb822(5): `Package:`, `Status: install ok installed`, `Version:`.
fn dpkg(list: &[u8]) -> Vec<Package> {
    let mut out = Vec::new();
    for name in NAMES {
        let head = format!("Package: {name}\n");
        let found = memmem::find_iter(list, head.as_bytes())
            .find(|at| *at == 0 || list.get(at - 1) == Some(&b'\n'));
        let Some(from) = found.and_then(|at| list.get(at..)) else {
            continue;
        };
        let end = memmem::find(from, b"\n\n").unwrap_or(from.len());
        let paragraph = String::from_utf8_lossy(from.get(..end).unwrap_or_default());
        let field = |key: &str| paragraph.lines().find_map(|it| it.strip_prefix(key));
        let installed = field("Status: ").is_some_and(|it| it.ends_with(" installed"));
        if let Some(version) = field("Version: ").filter(|_| installed) {
            out.push(Package {
                name: name.to_owned(),
                version: version.trim().chars().take(80).collect(),
            });
        }
    }
    out
}

/// A folder `NAME-VERSION-RELEASE`.
fn pacman(folder: &str) -> Option<Package> {
    let (rest, release) = folder.rsplit_once('-')?;
    let (name, version) = rest.rsplit_once('-')?;
    NAMES.contains(&name).then(|| Package {
        name: name.to_owned(),
        version: format!("{version}-{release}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dpkg_tells_what_is_installed_and_not_what_was() {
        let list = b"Package: libccid\nStatus: install ok installed\nVersion: 1.5.2-1\n\n\
            Package: pcscd\nStatus: deinstall ok config-files\nVersion: 1.9.9-2\n\nX-Package: opensc\nVersion: 1\n";
        let it = dpkg(list);
        assert_eq!(it.len(), 1);
        assert_eq!(
            (it[0].name.as_str(), it[0].version.as_str()),
            ("libccid", "1.5.2-1")
        );
        assert_eq!(dpkg(b""), []);
    }

    #[test]
    fn pacman_tells_by_its_folders() {
        let it = pacman("pcsclite-2.3.3-1").unwrap();
        assert_eq!(
            (it.name.as_str(), it.version.as_str()),
            ("pcsclite", "2.3.3-1")
        );
        assert_eq!(pacman("glibc-2.40-1"), None);
        assert_eq!(pacman("ALPM_DB_VERSION"), None);
    }
}
