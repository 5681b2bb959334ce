use super::os;
use crate::facts::{Host, Pii};
use sysinfo::System;

/// Looks at the workstation itself. `utc_offset_s` is asked for by the caller while there is only one thread, as the
/// C library's time zone is not safe to read beside others.
pub(super) fn look(utc_offset_s: i32) -> Host {
    let user = std::env::var("USER")
        .or_else(|_| std::env::var("LOGNAME"))
        .or_else(|_| std::env::var("USERNAME"));
    Host {
        os: std::env::consts::OS.to_owned(),
        name: System::long_os_version().ok(),
        distribution: Some(System::distribution_id()),
        distribution_like: System::distribution_id_like(),
        kernel: System::kernel_version().ok(),
        architecture: System::cpu_arch(),
        hostname: System::host_name().ok().map(Pii),
        user: user.ok().filter(|it| !it.is_empty()).map(Pii),
        uid: os::uid(),
        utc_offset_s,
        caps_lock: os::caps_lock(),
        session: os::session_marks(),
    }
}
