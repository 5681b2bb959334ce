//! What looking below PC/SC costs on a machine with ten USB devices and a journal of 50 MB: `cargo bench --bench below`.
//! The tree of devices is made of files, the journal by systemd-journal-remote (package systemd-journal-remote) and read by the
//! real journalctl. A journal that never ends is measured beside it.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::disallowed_macros,
    clippy::unwrap_used,
    reason = "this measures: it looks at the clock, starts programs and prints"
)]
use cac_doctor::facts::{Login, Scope};
use cac_doctor::probe::{Options, PATIENCE, look_below};
use std::fmt::Write as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

const RUNS: usize = 40;
const ENTRIES: u64 = 105_000;
const REMOTE: &str = "/lib/systemd/systemd-journal-remote";

fn main() {
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("below");
    let _ = std::fs::remove_dir_all(&root);
    devices(&root);
    println!("ten devices, no logs:");
    measure(&root);
    let journal = journal(&root);
    let size = journal.metadata().unwrap().len();
    println!("the same with a journal of {:.0} MB:", size as f64 / 1e6);
    journalctl(
        &root,
        &format!(
            "exec /usr/bin/journalctl --file='{}' \"$@\"",
            journal.display()
        ),
    );
    measure(&root);
    println!("the same with a journal that never ends:");
    journalctl(
        &root,
        r#"exec yes '{"__REALTIME_TIMESTAMP":"1700000002000000","MESSAGE":"usb 1-1: USB disconnect, device number 2"}'"#,
    );
    measure(&root);
    println!("the same with a journal that says nothing:");
    journalctl(&root, "exec sleep 600");
    measure(&root);
    std::fs::remove_dir_all(&root).unwrap();
}

fn measure(root: &Path) {
    let options = Options {
        scope: Scope::Everything,
        timeout: Duration::from_secs(20),
        reader: None,
        login: Login::default(),
        root: root.to_owned(),
        patience: PATIENCE,
    };
    let mut took: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let started = Instant::now();
            let it = look_below(&options);
            assert_eq!(it.usb.seen().unwrap().devices.len(), 10);
            started.elapsed()
        })
        .collect();
    took.sort();
    let lines = look_below(&options);
    let read = |it: &cac_doctor::facts::Observed<cac_doctor::facts::Log>| {
        it.seen().map_or(0, |it| {
            it.sources
                .iter()
                .filter_map(|it| it.look.seen())
                .map(|it| it.lines)
                .sum::<u32>()
        })
    };
    println!(
        "  median {:.1} ms, 9 of 10 within {:.1} ms, longest {:.1} ms; {} lines of the kernel and {} of the service read",
        took[RUNS / 2].as_secs_f64() * 1e3,
        took[RUNS * 9 / 10].as_secs_f64() * 1e3,
        took[RUNS - 1].as_secs_f64() * 1e3,
        read(&lines.kernel_log),
        read(&lines.service_log),
    );
}

fn put(file: &Path, text: &str) {
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, text).unwrap();
}

/// A root hub with nine devices, two of them card readers.
fn devices(root: &Path) {
    let hub = root.join("sys/devices/pci0000:00/0000:00:14.0/usb1");
    let links = root.join("sys/bus/usb/devices");
    std::fs::create_dir_all(&links).unwrap();
    for n in 0..10 {
        let (name, at) = match n {
            0 => ("usb1".to_owned(), hub.clone()),
            _ => (format!("1-{n}"), hub.join(format!("1-{n}"))),
        };
        let class = if n == 0 { "09" } else { "00" };
        for (file, text) in [
            ("idVendor", "04e6"),
            ("idProduct", "5116"),
            ("bcdDevice", "0523"),
            ("bDeviceClass", class),
            ("manufacturer", "SCM Microsystems Inc."),
            ("product", "SCR33xx v2.0 USB SC Reader"),
            ("serial", "53311416214987"),
            ("version", " 2.00"),
            ("speed", "12"),
            ("busnum", "1"),
            ("devnum", &(n + 1).to_string()),
            ("maxchild", "0"),
            ("authorized", "1"),
            ("bConfigurationValue", "1"),
            ("bMaxPower", "100mA"),
            ("bmAttributes", "a0"),
            ("removable", "removable"),
            ("power/control", "auto"),
            ("power/runtime_status", "active"),
            ("power/autosuspend_delay_ms", "2000"),
            ("power/persist", "1"),
            ("descriptors", "x"),
        ] {
            put(&at.join(file), text);
        }
        let interface = at.join(format!("{name}:1.0"));
        for (file, text) in [
            ("bInterfaceClass", if n > 7 { "0b" } else { "03" }),
            ("bInterfaceSubClass", "00"),
            ("bInterfaceProtocol", "00"),
            ("authorized", "1"),
        ] {
            put(&interface.join(file), text);
        }
        put(&root.join(format!("dev/bus/usb/001/{:03}", n + 1)), "");
        put(
            &root.join(format!("run/udev/data/c189:{n}")),
            "E:ID_SMARTCARD_READER=1\n",
        );
        symlink(&at, links.join(&name)).unwrap();
    }
}

fn journalctl(root: &Path, script: &str) {
    let file = root.join("usr/bin/journalctl");
    put(&file, &format!("#!/bin/sh\n{script}\n"));
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// A journal as a workstation behind a noisy firewall has it.
fn journal(root: &Path) -> PathBuf {
    assert!(
        Path::new(REMOTE).exists(),
        "{REMOTE} is missing: apt-get install systemd-journal-remote"
    );
    let export = root.join("export");
    let journal = root.join("big.journal");
    let boot = "0123456789abcdef0123456789abcdef";
    let mut text = String::new();
    for n in 0..ENTRIES {
        let at = 1_790_000_000_000_000 + n * 500_000;
        let (transport, unit, message) = match n % 40 {
            0 => (
                "kernel",
                "",
                format!(
                    "usb 1-4: new full-speed USB device number {} using xhci_hcd",
                    n % 120
                ),
            ),
            1 => (
                "stdout",
                "_SYSTEMD_UNIT=pcscd.service\n",
                format!(
                    "eventhandler.c:414:EHStatusHandlerThread() Card inserted into Reader {n} 00 00"
                ),
            ),
            _ => (
                "kernel",
                "",
                format!(
                    "[UFW BLOCK] IN=eth0 OUT= MAC=aa:bb:cc:dd:ee:ff SRC=203.0.113.{} DST=198.51.100.7 LEN=60 ID={n} DF PROTO=TCP SPT={} DPT=22 WINDOW=29200 SYN",
                    n % 250,
                    n % 60_000
                ),
            ),
        };
        let _ = write!(
            text,
            "__REALTIME_TIMESTAMP={at}\n__MONOTONIC_TIMESTAMP={}\n_BOOT_ID={boot}\n_MACHINE_ID={boot}\n_HOSTNAME=desk42\n_TRANSPORT={transport}\nPRIORITY=6\n{unit}MESSAGE={message}\n\n",
            n * 500_000
        );
    }
    put(&export, &text);
    let made = Command::new(REMOTE)
        .arg("--compress=no")
        .arg("-o")
        .arg(&journal)
        .arg(&export)
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    journal
}
