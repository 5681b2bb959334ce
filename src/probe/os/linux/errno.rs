use crate::facts::Failure;
use std::io::Error;

/// A call that failed, by the name that errno(3) gives its number.
pub(super) fn failure(call: impl Into<String>, error: &Error) -> Failure {
    let name = match error.raw_os_error() {
        // The same numbers on every Linux architecture for these.
        Some(1) => "EPERM",
        Some(2) => "ENOENT",
        Some(4) => "EINTR",
        Some(5) => "EIO",
        Some(11) => "EAGAIN",
        Some(13) => "EACCES",
        Some(16) => "EBUSY",
        Some(19) => "ENODEV",
        Some(20) => "ENOTDIR",
        Some(21) => "EISDIR",
        Some(22) => "EINVAL",
        Some(40) => "ELOOP",
        Some(91) => "EPROTOTYPE",
        Some(111) => "ECONNREFUSED",
        _ => "error",
    };
    Failure::new(
        call,
        name,
        error.raw_os_error().and_then(|it| u32::try_from(it).ok()),
    )
    .because(error.to_string())
}
