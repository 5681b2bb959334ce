/// An error number of Linux as kernel lines show it, negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Errno {
    pub number: i32,
    pub name: &'static str,
    /// What it says in a line about USB.
    pub meaning: &'static str,
}

/// Where the numbers and their use for USB are from.
pub const SOURCE: &str =
    "Linux 6.1, include/uapi/asm-generic/errno.h, Documentation/driver-api/usb/error-codes.rst";

const fn row(number: i32, name: &'static str, meaning: &'static str) -> Errno {
    Errno {
        number,
        name,
        meaning,
    }
}

/// The numbers that lines about USB show.
#[rustfmt::skip]
pub const ERRNOS: &[Errno] = &[
    row(-12, "ENOMEM", "not enough memory"),
    row(-13, "EACCES", "access was refused"),
    row(-16, "EBUSY", "something else has the device"),
    row(-19, "ENODEV", "the device is gone"),
    row(-22, "EINVAL", "a value was not accepted"),
    row(-28, "ENOSPC", "the USB has no room left for the device"),
    row(-32, "EPIPE", "the device refused the request (stall)"),
    row(-62, "ETIME", "the device did not answer in time"),
    row(-71, "EPROTO", "bits were garbled or no answer came: cable, port, power or a dead device"),
    row(-75, "EOVERFLOW", "the device sent more than it may (babble)"),
    row(-84, "EILSEQ", "an answer with a wrong checksum, or none: cable, port or power"),
    row(-104, "ECONNRESET", "the request was taken back"),
    row(-108, "ESHUTDOWN", "the device or its controller was switched off"),
    row(-110, "ETIMEDOUT", "the device did not answer in time"),
    row(-113, "EHOSTUNREACH", "the device is suspended"),
    row(-115, "EINPROGRESS", "the request is still on its way"),
    row(-121, "EREMOTEIO", "the device sent less than was asked for"),
];

/// The row of this number.
pub fn errno(number: i32) -> Option<&'static Errno> {
    ERRNOS.iter().find(|it| it.number == number)
}

/// The row of this name, in any case.
pub fn errno_named(name: &str) -> Option<&'static Errno> {
    ERRNOS.iter().find(|it| it.name.eq_ignore_ascii_case(name))
}
