//! Other programs that use PC/SC or a reader's device. They are looked at and never touched.
mod scdaemon;

use super::daemon::effective;
use super::root::Root;
use crate::facts::{HolderProgram, Holders, Observed};
use crate::probe::Deadline;
use memchr::memmem;
use std::fs;

/// Programs that are kept.
const PROGRAMS: usize = 64;
/// Largest list of mappings that is read; a browser's has about 500 kB.
const MAPS: usize = 4 * 1024 * 1024;
/// Open files of one process that are looked at.
const OPEN: usize = 4_096;

/// Usual holders of cards first: they are seen even where the time does not reach for all. Names as the kernel has
/// them, 15 bytes at most.
const FIRST: [&str; 16] = [
    "scdaemon",
    "gsd-smartcard",
    "p11_child",
    "opensc-notify",
    "pcsc_scan",
    "firefox",
    "firefox-esr",
    "chrome",
    "chromium",
    "msedge",
    "thunderbird",
    "yubikey-agent",
    "ykman",
    "VirtualBoxVM",
    "vmware-vmx",
    "qemu-system-x86",
];

/// PKCS#11 modules for smart cards, by how their file names begin.
const MODULES: [&str; 10] = [
    "opensc-pkcs11",
    "onepin-opensc-pkcs11",
    "libcackey",
    "libcoolkeypk11",
    "p11-kit-proxy",
    "p11-kit-client",
    "libykcs11",
    "libeToken",
    "libacpkcs211",
    "libcastle",
];

pub(super) fn look(root: &Root, deadline: Deadline, home: Option<&str>) -> Observed<Holders> {
    let pids = match root.processes() {
        Observed::Seen(it) => it,
        Observed::Failed(it) => return Observed::Failed(it),
        _ => return Observed::unasked("this system has no /proc"),
    };
    let own = super::uid();
    let this = std::process::id();
    let mut named: Vec<(bool, u32, String)> = pids
        .into_iter()
        .filter(|it| *it != this)
        .filter_map(|pid| Some((pid, root.process_name(pid)?)))
        .filter(|it| it.1 != "pcscd")
        .map(|(pid, name)| (!FIRST.contains(&name.as_str()), pid, name))
        .collect();
    named.sort();
    let mut out = Holders {
        programs: Vec::new(),
        unread: 0,
        cut: false,
        scdaemon: scdaemon::settings(root, home),
    };
    for (_, pid, name) in named {
        if out.programs.len() == PROGRAMS || deadline.left().is_zero() {
            out.cut = true;
            break;
        }
        one(root, pid, name, own, &mut out);
    }
    out.programs.sort_by_key(|it| it.pid);
    Observed::Seen(out)
}

fn one(root: &Root, pid: u32, name: String, own: Option<u32>, out: &mut Holders) {
    let maps = match root.bytes(&format!("/proc/{pid}/maps"), MAPS) {
        Ok((it, _)) => it,
        // It has ended meanwhile.
        Err(failure) if matches!(failure.name.as_str(), "ENOENT" | "ESRCH") => return,
        Err(_) => {
            out.unread += 1;
            // A program known for it is worth telling of even where it is closed to us.
            if !FIRST.contains(&name.as_str()) || name != "scdaemon" {
                return;
            }
            Vec::new()
        }
    };
    // A thread of the kernel has none.
    if maps.is_empty() && name != "scdaemon" {
        return;
    }
    let library = memmem::find(&maps, b"libpcsclite").is_some();
    let nodes = nodes(root, pid);
    let opens_usb = nodes.seen().is_some_and(|it| !it.is_empty());
    if !library && !opens_usb && name != "scdaemon" {
        return;
    }
    let status = root
        .word(&format!("/proc/{pid}/status"))
        .unwrap_or_default();
    let uid = effective(&status, "Uid:");
    out.programs.push(HolderProgram {
        pid,
        name: full_name(root, pid).unwrap_or(name),
        uid,
        own: uid.is_some() && uid == own,
        library,
        modules: modules(&maps),
        nodes,
    });
}

/// The file name of the program, which the kernel's own name for a process cuts.
fn full_name(root: &Root, pid: u32) -> Option<String> {
    let program = fs::read_link(root.at(format!("/proc/{pid}/exe"))).ok()?;
    let name = program.file_name()?.to_string_lossy().into_owned();
    Some(
        name.trim_end_matches(" (deleted)")
            .chars()
            .take(80)
            .collect(),
    )
}

fn modules(maps: &[u8]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for module in MODULES {
        let Some(at) = memmem::find(maps, format!("/{module}").as_bytes()) else {
            continue;
        };
        let name = maps.get(at + 1..).unwrap_or_default();
        let end = name
            .iter()
            .position(|it| it.is_ascii_whitespace())
            .unwrap_or(name.len());
        let name = String::from_utf8_lossy(name.get(..end.min(80)).unwrap_or_default());
        out.push(name.into_owned());
    }
    out
}

/// Device files of USB that a process has open.
fn nodes(root: &Root, pid: u32) -> Observed<Vec<String>> {
    let path = format!("/proc/{pid}/fd");
    let entries = match fs::read_dir(root.at(&path)) {
        Ok(it) => it,
        Err(error) => {
            return Observed::Failed(super::errno::failure(format!("read folder {path}"), &error));
        }
    };
    let mut out: Vec<String> = entries
        .flatten()
        .take(OPEN)
        .filter_map(|it| fs::read_link(it.path()).ok())
        .filter_map(|it| it.to_str().map(str::to_owned))
        .filter(|it| it.starts_with("/dev/bus/usb/"))
        .collect();
    out.sort();
    out.dedup();
    out.truncate(16);
    Observed::Seen(out)
}
