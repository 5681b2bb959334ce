//! The logs, from every place where they can be, well and ill.
use super::tree::{self, Tree};
use cac_doctor::facts::{Log, Login, Machine, Observed, Scope};
use cac_doctor::probe::{Options, look_below};
use std::os::unix::fs::PermissionsExt as _;
use std::time::{Duration, Instant};

fn look(tree: &Tree, patience: Duration) -> Machine {
    look_below(&Options {
        scope: Scope::Everything,
        timeout: Duration::from_secs(30),
        reader: None,
        login: Login::default(),
        root: tree.root.clone(),
        patience,
    })
}

const LONG: Duration = Duration::from_secs(20);

fn log(it: &Observed<Log>) -> &Log {
    match it {
        Observed::Seen(it) => it,
        other => panic!("{other:?}"),
    }
}

fn texts(it: &Log) -> Vec<&str> {
    it.lines.iter().map(|it| &*it.text).collect()
}

/// A program at the place of journalctl.
fn journalctl(tree: &Tree, script: &str) {
    tree.file("usr/bin/journalctl", format!("#!/bin/sh\n{script}\n"));
    let file = tree.root.join("usr/bin/journalctl");
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn the_kernels_ring_comes_first() {
    let tree = tree::empty();
    tree.file(
        "dev/kmsg",
        "6,1,5140900,-;usb 1-1: new full-speed USB device number 2 using uhci_hcd\n SUBSYSTEM=usb\n DEVICE=+usb:1-1\n\
         6,2,5140901,-;EXT4-fs (sda1): mounted\n\
         6,3,5140902,-;usb 1-1: SerialNumber: 54301709612490\n\
         30,4,5140903,-;systemd[1]: usb is nice\n\
         3,5,6140900,-;usb 1-1: device descriptor read/64, error -71\n",
    );
    tree.file("var/log/kern.log", "never read\n");
    let it = look(&tree, LONG);
    let it = log(&it.kernel_log);
    assert_eq!(
        texts(it),
        [
            "usb 1-1: new full-speed USB device number 2 using uhci_hcd",
            "usb 1-1: device descriptor read/64, error -71"
        ]
    );
    let apart = it.lines[1].at.unwrap() - it.lines[0].at.unwrap();
    assert_eq!(apart.whole_milliseconds(), 1000);
    assert_eq!(it.sources.len(), 1);
}

#[test]
fn the_journal_comes_next_and_says_what_was_refused() {
    let tree = tree::empty();
    journalctl(
        &tree,
        r#"case "$*" in
*--dmesg*) echo '{"__REALTIME_TIMESTAMP":"1700000002000000","MESSAGE":"usb 1-1: USB disconnect, device number 2"}'
           echo '{"__REALTIME_TIMESTAMP":"1700000001000000","MESSAGE":"usb 1-1: new full-speed USB device number 2 using uhci_hcd"}' ;;
*) echo "Hint: You are currently not seeing messages from other users and the system." >&2 ;;
esac"#,
    );
    tree.file(
        "var/log/syslog",
        "Nov 22 03:37:19 desk42 pcscd[812]: init failed\nNov 22 03:37:20 desk42 cron[1]: pcscd\n",
    );
    let it = look(&tree, LONG);
    let kernel = log(&it.kernel_log);
    assert_eq!(
        texts(kernel),
        [
            "usb 1-1: new full-speed USB device number 2 using uhci_hcd",
            "usb 1-1: USB disconnect, device number 2"
        ]
    );
    assert_eq!(kernel.lines[1].at.unwrap().unix_timestamp(), 1_700_000_002);
    assert_eq!(kernel.sources[0].look.failure().unwrap().name, "ENOENT");
    let service = log(&it.service_log);
    assert_eq!(texts(service), ["init failed"]);
    let places: Vec<(&str, Option<&str>)> = service
        .sources
        .iter()
        .map(|it| {
            (
                it.name.as_str(),
                it.look.failure().map(|it| it.name.as_str()),
            )
        })
        .collect();
    assert_eq!(
        places,
        [
            ("journalctl --unit=pcscd", Some("EACCES")),
            ("/var/log/daemon.log", Some("ENOENT")),
            ("/var/log/messages", Some("ENOENT")),
            ("/var/log/syslog", None),
        ]
    );
}

#[test]
fn nothing_can_be_read() {
    let tree = tree::empty();
    let it = look(&tree, LONG);
    let failure = it.kernel_log.failure().unwrap();
    assert_eq!(failure.name, "ENOENT");
    assert!(
        failure
            .causes
            .iter()
            .any(|it| it == "/var/log/kern.log: ENOENT"),
        "{failure:?}"
    );
    assert!(it.service_log.failure().is_some());
}

#[test]
fn a_journal_that_never_ends_is_read_as_long_as_somebody_waits() {
    let tree = tree::empty();
    journalctl(
        &tree,
        r#"echo $$ >> "$(dirname "$0")/pids"
while :; do echo '{"__REALTIME_TIMESTAMP":"1700000002000000","MESSAGE":"usb 1-1: USB disconnect, device number 2"}'; sleep 0.01; done"#,
    );
    let started = Instant::now();
    let it = look(&tree, Duration::from_millis(1500));
    assert!(
        started.elapsed() < Duration::from_secs(10),
        "{:?}",
        started.elapsed()
    );
    let kernel = log(&it.kernel_log);
    assert!(!kernel.lines.is_empty());
    assert!(kernel.sources.last().unwrap().look.seen().unwrap().cut);
    for pid in std::fs::read_to_string(tree.root.join("usr/bin/pids"))
        .unwrap()
        .lines()
    {
        let gone = !std::path::Path::new(&format!("/proc/{pid}")).exists();
        assert!(gone, "journalctl {pid} was left behind");
    }
}

#[test]
fn a_journal_that_says_nothing_at_all() {
    let tree = tree::empty();
    journalctl(&tree, "exec sleep 1000");
    let started = Instant::now();
    let it = look(&tree, Duration::from_millis(300));
    assert!(started.elapsed() < Duration::from_secs(10));
    assert_eq!(
        it.kernel_log.failure().unwrap().causes.last().unwrap(),
        "journalctl --dmesg: timed out"
    );
}

#[test]
fn a_journal_of_fifty_megabytes_is_read_within_its_bounds() {
    let tree = tree::empty();
    journalctl(
        &tree,
        r#"yes '{"__REALTIME_TIMESTAMP":"1700000002000000","MESSAGE":"EXT4-fs: something quite different that is of no use here at all"}' | head -c 50000000"#,
    );
    let it = look(&tree, LONG);
    let read = log(&it.kernel_log)
        .sources
        .last()
        .unwrap()
        .look
        .seen()
        .unwrap()
        .clone();
    assert!(read.cut);
    assert!(u64::from(read.lines) * 120 < 8_000_000, "{read:?}");
}

#[test]
fn garbage_in_every_place() {
    let tree = tree::empty();
    tree.file("dev/kmsg", [0xff; 70_000]);
    journalctl(&tree, "head -c 300000 /dev/zero");
    tree.file("var/log/syslog", [b'\n'; 1000]);
    let it = look(&tree, LONG);
    assert!(log(&it.kernel_log).lines.is_empty());
    assert!(log(&it.service_log).lines.is_empty());
}

#[test]
fn what_was_sent_to_a_card_is_never_kept() {
    let tree = tree::empty();
    tree.file(
        "var/log/daemon.log",
        "Nov 22 03:37:19 desk42 pcscd[812]: 00000110 APDU: 00 20 00 80 08 31 32 33 34 35 36 FF FF\n\
         Nov 22 03:37:19 desk42 pcscd[812]: 00000110 SW: 90 00\n\
         Nov 22 03:37:20 desk42 pcscd[812]: 00000003 ccid_usb.c:672:OpenUSBByName() Can't claim interface 1/7: LIBUSB_ERROR_BUSY\n",
    );
    let it = look(&tree, LONG);
    let service = log(&it.service_log);
    assert_eq!(service.lines.len(), 1, "{:?}", texts(service));
    assert_eq!(service.card_traffic, 2);
    assert!(!serde_json::to_string(&it).unwrap().contains("31 32 33"));
}
