//! A computer as a tree of files, made for one test.
use cac_doctor::facts::{Login, Machine, Scope};
use cac_doctor::probe::{Options, look_below};
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

pub struct Tree {
    root: PathBuf,
}

/// The head of an ELF file for x86_64.
pub const X86_64: &[u8] = &[
    0x7f, b'E', b'L', b'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 62, 0, 1, 0, 0, 0,
];

/// An Info.plist with these models.
pub fn plist(name: &str, version: &str, executable: &str, models: &[(&str, &str)]) -> String {
    let array = |key: &str, values: Vec<String>| {
        let values: String = values
            .iter()
            .map(|it| format!("<string>{it}</string>"))
            .collect();
        format!("<key>{key}</key><array>{values}</array>\n")
    };
    let vendors = models.iter().map(|it| format!("0x{}", it.0)).collect();
    let products = models.iter().map(|it| format!("0x{}", it.1)).collect();
    let names = models.iter().map(|_| "A reader".to_owned()).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<plist version=\"1.0\"><dict>\n\
         <key>CFBundleName</key><string>{name}</string>\n\
         <key>CFBundleShortVersionString</key><string>{version}</string>\n\
         <key>CFBundleExecutable</key><string>{executable}</string>\n{}{}{}</dict></plist>\n",
        array("ifdVendorID", vendors),
        array("ifdProductID", products),
        array("ifdFriendlyName", names)
    )
}

impl Tree {
    pub fn empty() -> Tree {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "cacd-tree-{}-{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let root = std::env::temp_dir().join(name);
        fs::create_dir_all(&root).unwrap();
        Tree { root }
    }

    /// A Debian with pcscd 2.3.3 and libccid 1.6.2 as systemd runs them.
    pub fn healthy() -> Tree {
        let it = Tree::empty();
        it.pcscd("2.3.3", "Linux serial usb libudev polkit");
        it.driver(
            "/usr/lib/pcsc/drivers/ifd-ccid.bundle",
            &plist(
                "CCIDCLASSDRIVER",
                "1.6.2",
                "libccid.so",
                &[("04E6", "5116"), ("076B", "3021"), ("058F", "9540")],
            ),
            "libccid.so",
        );
        it.dir("/etc/reader.conf.d");
        it.dir("/run/systemd/system");
        it.file(
            "/usr/lib/systemd/system/pcscd.socket",
            "[Socket]\nListenStream=/run/pcscd/pcscd.comm\nSocketMode=0666\n[Install]\nWantedBy=sockets.target\n",
        );
        it.file(
            "/usr/lib/systemd/system/pcscd.service",
            "[Service]\nExecStart=/usr/sbin/pcscd --foreground --auto-exit $PCSCD_ARGS\nEnvironmentFile=-/etc/default/pcscd\n",
        );
        it.link(
            "/etc/systemd/system/sockets.target.wants/pcscd.socket",
            "/usr/lib/systemd/system/pcscd.socket",
        );
        it.file(
            "/usr/share/polkit-1/actions/org.debian.pcsc-lite.policy",
            &["access_pcsc", "access_card"]
                .map(|it| {
                    format!(
                        "<action id=\"org.debian.pcsc-lite.{it}\"><defaults><allow_any>no</allow_any>\
                         <allow_inactive>no</allow_inactive><allow_active>yes</allow_active></defaults></action>"
                    )
                })
                .concat()
                .replacen("<action", "<policyconfig><action", 1)
                .replace("</action><action", "</action>\n<action")
                .trim()
                .to_owned()
                .add("</policyconfig>\n"),
        );
        it.file("/run/dbus/system_bus_socket", "");
        it.dir("/dev/bus/usb");
        it.process(1, "systemd", 0);
        it.process(640, "polkitd", 990);
        it
    }

    /// pcscd's program: a script that says what the real one does with `--version`.
    pub fn pcscd(&self, version: &str, features: &str) {
        self.program(
            "/usr/sbin/pcscd",
            &format!(
                "#!/bin/sh\ncat <<'X'\npcsc-lite version {version}.\nCopyright (C) 1999-2002 by David Corcoran\n\
                 Enabled features: {features} usbdropdir=/usr/lib/pcsc/drivers ipcdir=/run/pcscd \
                 configdir=/etc/reader.conf.d\nX\n"
            ),
        );
    }

    pub fn driver(&self, bundle: &str, plist: &str, executable: &str) {
        self.file(&format!("{bundle}/Contents/Info.plist"), plist);
        self.bytes(&format!("{bundle}/Contents/Linux/{executable}"), X86_64);
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.root.join(path.trim_start_matches('/'))
    }

    pub fn dir(&self, path: &str) {
        fs::create_dir_all(self.path(path)).unwrap();
    }

    pub fn bytes(&self, path: &str, bytes: &[u8]) {
        let at = self.path(path);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        fs::write(at, bytes).unwrap();
    }

    pub fn file(&self, path: &str, text: &str) {
        self.bytes(path, text.as_bytes());
    }

    pub fn program(&self, path: &str, script: &str) {
        self.file(path, script);
        fs::set_permissions(self.path(path), fs::Permissions::from_mode(0o755)).unwrap();
    }

    pub fn link(&self, path: &str, target: &str) {
        let at = self.path(path);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        let _ = fs::remove_file(&at);
        symlink(target, at).unwrap();
    }

    pub fn remove(&self, path: &str) {
        let at = self.path(path);
        if at.is_dir() && !at.is_symlink() {
            fs::remove_dir_all(at).unwrap();
        } else {
            fs::remove_file(at).unwrap();
        }
    }

    /// A running process of that user.
    pub fn process(&self, pid: u32, name: &str, uid: u32) {
        let at = format!("/proc/{pid}");
        self.file(&format!("{at}/comm"), &format!("{name}\n"));
        self.file(
            &format!("{at}/status"),
            &format!("Name:\t{name}\nUid:\t{uid}\t{uid}\t{uid}\t{uid}\nGid:\t{uid}\t{uid}\t{uid}\t{uid}\nGroups:\t{uid}\n"),
        );
        self.file(&format!("{at}/maps"), "");
        self.dir(&format!("{at}/fd"));
        self.file(
            &format!("{at}/cmdline"),
            &format!("/usr/sbin/{name}\0--foreground\0"),
        );
        self.file(
            &format!("{at}/stat"),
            &format!("{pid} ({name}) S 1 1 1 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 1 0 4200 0 0"),
        );
    }

    /// Lets a process have a library loaded.
    pub fn maps(&self, pid: u32, library: &str) {
        self.file(
            &format!("/proc/{pid}/maps"),
            &format!("7f0000000000-7f0000001000 r-xp 00000000 fe:00 1234    {library}\n"),
        );
    }

    pub fn look(&self) -> Machine {
        look_below(&Options {
            scope: Scope::Everything,
            timeout: Duration::from_secs(20),
            reader: None,
            login: Login::default(),
            root: self.root.clone(),
            patience: Duration::from_secs(10),
        })
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}

/// `text + more` where a chain wants a method.
trait Add {
    fn add(self, more: &str) -> String;
}

impl Add for String {
    fn add(mut self, more: &str) -> String {
        self.push_str(more);
        self
    }
}
