//! A recorded tree of devices (the text that umockdev-record writes) laid out as files below a folder: sysfs, device nodes,
//! udev's own files.
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

/// A tree of files that goes away with it.
pub struct Tree {
    pub root: PathBuf,
}

impl Drop for Tree {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.root);
    }
}

/// One of the project's own recordings.
pub fn recorded(name: &str) -> Tree {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/usb/{name}.umockdev"));
    unpack(&std::fs::read_to_string(file).unwrap())
}

/// A computer without anything.
pub fn empty() -> Tree {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let root = std::env::temp_dir().join(format!("cac-doctor-usb-{}-{number}", std::process::id()));
    std::fs::create_dir_all(root.join("sys/bus/usb/devices")).unwrap();
    Tree { root }
}

pub fn unpack(text: &str) -> Tree {
    let tree = empty();
    for block in text.split("\n\n").filter(|it| !it.trim().is_empty()) {
        tree.device(block);
    }
    tree
}

impl Tree {
    fn device(&self, block: &str) {
        let of = |kind: &'static str| {
            block
                .lines()
                .filter_map(move |it| it.strip_prefix(kind)?.strip_prefix(": "))
        };
        let path = of("P").next().expect("a path");
        let folder = self.root.join(format!("sys{path}"));
        std::fs::create_dir_all(&folder).unwrap();
        let property = |name: &str| {
            of("E").find_map(|it| it.strip_prefix(name)?.strip_prefix('=').map(str::to_owned))
        };
        if property("SUBSYSTEM").as_deref() == Some("usb") {
            let name = folder.file_name().unwrap();
            let link = self.root.join("sys/bus/usb/devices").join(name);
            symlink(format!("../../..{path}"), link).unwrap();
        }
        for (name, value) in of("A").filter_map(|it| it.split_once('=')) {
            let value = value.replace("\\n", "\n").replace("\\\\", "\\");
            self.put(&folder.join(name), value.as_bytes());
        }
        for (name, value) in of("H").filter_map(|it| it.split_once('=')) {
            self.put(&folder.join(name), &bytes(value));
        }
        for (name, target) in of("L").filter_map(|it| it.split_once('=')) {
            symlink(target, folder.join(name)).unwrap();
        }
        if let Some((node, content)) = of("N").next().and_then(|it| it.split_once('=')) {
            self.put(&self.root.join("dev").join(node), &bytes(content));
        }
        if let (Some(major), Some(minor)) = (property("MAJOR"), property("MINOR")) {
            let mut text: String = of("E").map(|it| format!("E:{it}\n")).collect();
            for tag in property("CURRENT_TAGS").unwrap_or_default().split(':') {
                if !tag.is_empty() {
                    text.push_str(&format!("Q:{tag}\n"));
                }
            }
            let file = format!("run/udev/data/c{major}:{minor}");
            self.put(&self.root.join(file), text.as_bytes());
        }
    }

    fn put(&self, file: &Path, content: &[u8]) {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, content).unwrap();
    }

    /// Where a device's files are.
    pub fn at(&self, device: &str) -> PathBuf {
        self.root
            .join("sys/bus/usb/devices")
            .join(device)
            .canonicalize()
            .unwrap()
    }

    /// Writes a file below the root.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) {
        self.put(&self.root.join(name), content.as_ref());
    }
}

fn bytes(hex: &str) -> Vec<u8> {
    hex.as_bytes()
        .chunks(2)
        .map(|it| u8::from_str_radix(std::str::from_utf8(it).unwrap(), 16).unwrap())
        .collect()
}
