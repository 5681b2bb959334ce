mod command;
mod daemon;
mod drivers;
mod environment;
mod errno;
mod holders;
mod logs;
mod middleware;
mod pcsclite;
mod permission;
mod root;
mod session;
mod socket;
mod usb;

pub(in crate::probe) use logs::{Reading, logs};
pub(in crate::probe) use pcsclite::library;
pub(in crate::probe) use session::{caps_lock, marks as session_marks};
pub(in crate::probe) use socket::{program, socket};
pub(in crate::probe) use usb::usb;

use crate::facts::{
    Daemon, Drivers, Environment, Holders, MacOs, Middleware, Observed, Permission, PolicyAnswers,
    Windows,
};
use crate::probe::Deadline;
use root::Root;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

fn home() -> Option<String> {
    std::env::var("HOME").ok().filter(|it| it.starts_with('/'))
}

/// pcscd, its drivers, and OpenSC.
pub(in crate::probe) fn software(
    root: &Path,
) -> (Observed<Daemon>, Observed<Drivers>, Observed<Middleware>) {
    let root = Root::new(root);
    let daemon = daemon::look(&root);
    let feature = |key: &str| {
        let features = &daemon.version.seen()?.features;
        features.iter().find_map(|it| it.strip_prefix(key))
    };
    let dropdir = daemon
        .variables
        .iter()
        .find(|it| it.name == "PCSCLITE_HP_DROPDIR")
        .map(|it| it.value.as_str())
        .or_else(|| feature("usbdropdir="));
    let drivers = drivers::look(&root, dropdir, feature("configdir="));
    let middleware = middleware::look(&root, &daemon.packages, home().as_deref());
    (
        Observed::Seen(daemon),
        Observed::Seen(drivers),
        Observed::Seen(middleware),
    )
}

/// Who may use the service, and what this session is.
pub(in crate::probe) fn permission(root: &Path) -> Observed<Permission> {
    Observed::Seen(permission::look(&Root::new(root)))
}

/// What polkit says of this program.
pub(in crate::probe) fn ask_policy(root: &Path) -> Observed<PolicyAnswers> {
    permission::ask(&Root::new(root))
}

/// Where this run stands.
pub(in crate::probe) fn environment(root: &Path) -> Observed<Environment> {
    Observed::Seen(environment::look(&Root::new(root), home().as_deref()))
}

/// Other programs that use PC/SC or a reader's device.
pub(in crate::probe) fn holders(root: &Path, deadline: Deadline) -> Observed<Holders> {
    holders::look(&Root::new(root), deadline, home().as_deref())
}

/// What other systems have.
pub(in crate::probe) fn elsewhere() -> (Observed<Windows>, Observed<MacOs>) {
    (
        Observed::unasked("this is not Windows"),
        Observed::unasked("this is not macOS"),
    )
}

/// Numeric user id of this process.
pub(in crate::probe) fn uid() -> Option<u32> {
    std::fs::metadata("/proc/self").ok().map(|it| it.uid())
}

/// Where distributions put pcsc-tools' list of ATRs, the user's own copies first (ATR_analysis(1)).
pub(in crate::probe) fn atr_lists() -> Vec<std::path::PathBuf> {
    let home = std::env::var_os("HOME").map(std::path::PathBuf::from);
    let cache = std::env::var_os("XDG_CACHE_HOME")
        .map(std::path::PathBuf::from)
        .or_else(|| home.as_ref().map(|it| it.join(".cache")));
    cache
        .map(|it| it.join("smartcard_list.txt"))
        .into_iter()
        .chain(home.map(|it| it.join(".smartcard_list.txt")))
        .chain([
            "/usr/share/pcsc/smartcard_list.txt".into(),
            "/usr/local/share/pcsc/smartcard_list.txt".into(),
        ])
        .collect()
}
