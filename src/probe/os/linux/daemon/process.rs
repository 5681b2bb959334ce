use super::super::root::Root;
use crate::facts::{DaemonProcess, Observed, Pii};

/// Clock ticks a second as /proc shows them: 100 on every Linux (proc_pid_stat(5), USER_HZ).
const TICKS: u64 = 100;
/// Arguments that are kept.
const ARGUMENTS: usize = 32;

/// Every running pcscd.
pub(super) fn pcscd(root: &Root) -> Observed<Vec<DaemonProcess>> {
    let pids = match root.processes() {
        Observed::Seen(it) => it,
        Observed::Absent => return Observed::unasked("this system has no /proc"),
        Observed::Failed(it) => return Observed::Failed(it),
        Observed::Unasked { because } => return Observed::Unasked { because },
    };
    let found: Vec<DaemonProcess> = pids
        .into_iter()
        .filter(|pid| root.process_name(*pid).as_deref() == Some("pcscd"))
        .take(16)
        .map(|pid| process(root, pid))
        .collect();
    if found.is_empty() {
        Observed::Absent
    } else {
        Observed::Seen(found)
    }
}

fn process(root: &Root, pid: u32) -> DaemonProcess {
    let status = root
        .word(&format!("/proc/{pid}/status"))
        .unwrap_or_default();
    let uid = effective(&status, "Uid:");
    let arguments = match root.bytes(&format!("/proc/{pid}/cmdline"), 8_192) {
        Ok((bytes, _)) => Observed::Seen(
            bytes
                .split(|it| *it == 0)
                .skip(1)
                .filter(|it| !it.is_empty())
                .take(ARGUMENTS)
                .map(|it| String::from_utf8_lossy(it).chars().take(200).collect())
                .collect(),
        ),
        Err(failure) => Observed::Failed(failure),
    };
    DaemonProcess {
        pid,
        uid,
        gid: effective(&status, "Gid:"),
        groups: line(&status, "Groups:")
            .split_whitespace()
            .filter_map(|it| it.parse().ok())
            .take(64)
            .collect(),
        user: uid.and_then(|it| user(root, it)).map(Pii),
        arguments,
        since_boot_s: started(root, pid).map(|it| it / TICKS),
    }
}

fn line<'s>(status: &'s str, key: &str) -> &'s str {
    status
        .lines()
        .find_map(|it| it.strip_prefix(key))
        .unwrap_or_default()
}

/// The second number of `Uid:` and `Gid:` is the one that counts (proc_pid_status(5)).
pub(in super::super) fn effective(status: &str, key: &str) -> Option<u32> {
    line(status, key).split_whitespace().nth(1)?.parse().ok()
}

/// Field 22 of stat; the name in brackets before it may hold anything.
fn started(root: &Root, pid: u32) -> Option<u64> {
    let stat = root.word(&format!("/proc/{pid}/stat"))?;
    let (_, after) = stat.rsplit_once(')')?;
    after.split_whitespace().nth(19)?.parse().ok()
}

/// The user's name on this system (passwd(5)).
fn user(root: &Root, uid: u32) -> Option<String> {
    let (bytes, _) = root.bytes("/etc/passwd", 1024 * 1024).ok()?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    text.lines().find_map(|it| {
        let mut fields = it.split(':');
        let name = fields.next()?;
        let id: u32 = fields.nth(1)?.parse().ok()?;
        (id == uid).then(|| name.to_owned())
    })
}
