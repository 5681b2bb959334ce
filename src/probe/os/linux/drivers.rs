//! The drivers that pcscd can load: bundles of USB readers, and readers set up by file.
use super::root::Root;
use crate::facts::{
    Bundle, ConfiguredReader, DriverFolder, Drivers, Elf, Failure, Observed, Plist,
};
use crate::standards::setup::{elf, info_plist, list_models, reader_conf};
use std::os::unix::fs::MetadataExt as _;

/// Bundles that are kept; a full distribution has about five.
const BUNDLES: usize = 64;
/// Readers set up by file that are kept.
const READERS: usize = 64;
/// Largest Info.plist that is read; libccid's has about 60 kB.
const PLIST: usize = 2 * 1024 * 1024;
/// Largest file of reader.conf.d that is read.
const READER_CONF: usize = 64 * 1024;

/// Looks at the drivers. `dropdir` and `configdir` are what the service was built with, where it told.
pub(super) fn look(root: &Root, dropdir: Option<&str>, configdir: Option<&str>) -> Drivers {
    let mut out = Drivers {
        folders: Vec::new(),
        bundles: Vec::new(),
        configured: Vec::new(),
        cut: false,
    };
    let mut known = Vec::new();
    for path in folders(root, dropdir) {
        // One folder can have several names: /usr/lib64 is often a link to /usr/lib.
        let identity = std::fs::metadata(root.at(&path))
            .ok()
            .map(|it| (it.dev(), it.ino()));
        if let Some(it) = identity {
            if known.contains(&it) {
                continue;
            }
            known.push(it);
        }
        let look = root.list(&path).map(|names| {
            let bundles: Vec<&String> = names.iter().filter(|it| it.ends_with(".bundle")).collect();
            for name in &bundles {
                if out.bundles.len() == BUNDLES {
                    out.cut = true;
                    break;
                }
                out.bundles.push(bundle(root, format!("{path}/{name}")));
            }
            bundles.len()
        });
        // Folders of other distributions are not worth a word where they are not there.
        if !look.is_absent() || Some(path.as_str()) == dropdir || path == USUAL {
            out.folders.push(DriverFolder { path, look });
        }
    }
    let path = configdir.unwrap_or("/etc/reader.conf.d").to_owned();
    let look = root.list(&path).map(|names| {
        for name in &names {
            configured(root, format!("{path}/{name}"), &mut out);
        }
        names.len()
    });
    out.folders.push(DriverFolder { path, look });
    out
}

/// Where pcsc-lite's configure puts drivers by default (usbdropdir).
const USUAL: &str = "/usr/lib/pcsc/drivers";

fn folders(root: &Root, dropdir: Option<&str>) -> Vec<String> {
    let mut out: Vec<String> = dropdir.map(str::to_owned).into_iter().collect();
    let usual = [
        USUAL,
        "/usr/lib64/pcsc/drivers",
        "/usr/local/lib/pcsc/drivers",
        "/usr/local/lib64/pcsc/drivers",
        "/usr/local/pcsc/drivers",
    ];
    out.extend(usual.map(str::to_owned));
    // Multiarch: /usr/lib/x86_64-linux-gnu.
    for name in root.list("/usr/lib").seen().into_iter().flatten() {
        if name.contains("-linux-") {
            out.push(format!("/usr/lib/{name}/pcsc/drivers"));
        }
    }
    out
}

fn bundle(root: &Root, path: String) -> Bundle {
    let plist = plist(root, &format!("{path}/Contents/Info.plist"));
    let executable = plist.seen().and_then(|it| it.executable.clone());
    let library_path = executable.map(|it| format!("{path}/Contents/Linux/{it}"));
    let library = match &library_path {
        Some(it) => head(root, it),
        None => Observed::unasked("the Info.plist does not name the library"),
    };
    Bundle {
        path,
        plist,
        library,
        library_path,
    }
}

fn plist(root: &Root, path: &str) -> Observed<Plist> {
    let text = match root.text(path, PLIST) {
        Observed::Seen(it) => it,
        Observed::Absent => return Observed::Absent,
        Observed::Failed(it) => return Observed::Failed(it),
        Observed::Unasked { because } => return Observed::Unasked { because },
    };
    match info_plist(&text) {
        Ok(it) => Observed::Seen(Plist {
            identifier: it.identifier,
            name: it.name,
            version: it.version,
            executable: it.executable,
            options: it.options,
            log_level: it.log_level,
            entries: it.entries,
            unreadable: it.unreadable,
            models: list_models(&it.models),
        }),
        Err(error) => Observed::Failed(
            Failure::new(format!("read {path}"), "malformed", None).because(error.to_string()),
        ),
    }
}

/// What machine a program or library is for.
pub(super) fn head(root: &Root, path: &str) -> Observed<Elf> {
    match root.bytes(path, 64) {
        Ok((bytes, _)) => match elf(&bytes) {
            Ok((bits, machine, big_endian)) => Observed::Seen(Elf {
                bits,
                machine,
                big_endian,
            }),
            Err(error) => Observed::Failed(
                Failure::new(format!("read {path}"), "malformed", None).because(error.to_string()),
            ),
        },
        Err(failure) if failure.name == "ENOENT" || failure.name == "ENOTDIR" => Observed::Absent,
        Err(failure) => Observed::Failed(failure),
    }
}

fn configured(root: &Root, file: String, out: &mut Drivers) {
    let Observed::Seen(text) = root.text(&file, READER_CONF) else {
        return;
    };
    for it in reader_conf(&text) {
        if out.configured.len() == READERS {
            out.cut = true;
            return;
        }
        let library = match &it.library {
            Some(it) => head(root, it),
            None => Observed::unasked("the file names no LIBPATH"),
        };
        out.configured.push(ConfiguredReader {
            file: file.clone(),
            name: it.name,
            device: it.device,
            library_path: it.library,
            library,
        });
    }
}
