mod errno;
mod logs;
mod pcsclite;
mod session;
mod socket;
mod usb;

pub(in crate::probe) use logs::{Reading, logs};
pub(in crate::probe) use pcsclite::library;
pub(in crate::probe) use session::{caps_lock, marks as session_marks};
pub(in crate::probe) use socket::{program, socket};
pub(in crate::probe) use usb::usb;

use std::os::unix::fs::MetadataExt as _;

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
