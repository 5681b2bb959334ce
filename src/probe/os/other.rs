//! Windows and macOS: PC/SC is part of the system and has no socket of its own to look at.
use crate::facts::{
    Daemon, Drivers, Environment, Holders, Log, MacOs, Middleware, Observed, Permission,
    PolicyAnswers, Socket, Usb, Windows,
};
use crate::probe::Deadline;
use std::path::Path;
use time::OffsetDateTime;

pub(in crate::probe) fn library() -> Result<&'static str, &'static str> {
    Ok(if cfg!(windows) {
        "winscard.dll"
    } else {
        "PCSC.framework"
    })
}

pub(in crate::probe) fn socket() -> Observed<Socket> {
    Observed::unasked("PC/SC uses no socket file on this system")
}

pub(in crate::probe) fn program() -> Observed<String> {
    Observed::unasked("PC/SC is part of this system")
}

pub(in crate::probe) fn session_marks() -> Vec<String> {
    let remote =
        std::env::var("SESSIONNAME").is_ok_and(|it| it.to_ascii_uppercase().starts_with("RDP-"));
    if remote {
        vec!["rdp".to_owned()]
    } else {
        Vec::new()
    }
}

/// Not shown without opening the keyboard.
pub(in crate::probe) fn caps_lock() -> Option<bool> {
    None
}

pub(in crate::probe) fn uid() -> Option<u32> {
    None
}

pub(in crate::probe) fn atr_lists() -> Vec<std::path::PathBuf> {
    Vec::new()
}

pub(in crate::probe) fn usb(_: &Path, _: Deadline) -> Observed<Usb> {
    Observed::unasked("USB is looked at on Linux only")
}

/// A log that is not read here.
pub(in crate::probe) struct Reading;

pub(in crate::probe) fn logs(_: &Path, _: OffsetDateTime, _: i32) -> [Reading; 2] {
    [Reading, Reading]
}

impl Reading {
    pub(in crate::probe) fn wait(self, _: Deadline) -> Observed<Log> {
        Observed::unasked("logs are read on Linux only")
    }
}

const ON_LINUX_ONLY: &str = "looked at on Linux only";

pub(in crate::probe) fn software(
    _: &Path,
) -> (Observed<Daemon>, Observed<Drivers>, Observed<Middleware>) {
    (
        Observed::unasked(ON_LINUX_ONLY),
        Observed::unasked(ON_LINUX_ONLY),
        Observed::unasked(ON_LINUX_ONLY),
    )
}

pub(in crate::probe) fn permission(_: &Path) -> Observed<Permission> {
    Observed::unasked(ON_LINUX_ONLY)
}

pub(in crate::probe) fn ask_policy(_: &Path) -> Observed<PolicyAnswers> {
    Observed::unasked(ON_LINUX_ONLY)
}

pub(in crate::probe) fn environment(_: &Path) -> Observed<Environment> {
    Observed::unasked(ON_LINUX_ONLY)
}

pub(in crate::probe) fn holders(_: &Path, _: Deadline) -> Observed<Holders> {
    Observed::unasked(ON_LINUX_ONLY)
}

/// What this version does not look at yet: the rules that need it answer "unknown".
pub(in crate::probe) fn elsewhere() -> (Observed<Windows>, Observed<MacOs>) {
    (
        Observed::unasked("not looked at by this version"),
        Observed::unasked("not looked at by this version"),
    )
}
