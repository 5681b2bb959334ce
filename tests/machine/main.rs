//! A whole machine: a QEMU guest with a real kernel, udev, pcscd and libccid, and a USB reader that can be plugged,
//! pulled, forbidden and claimed. The binary runs inside, and its JSON is judged.
//!
//! `tests/machine/run` installs what this needs and runs it; it takes about three minutes.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::disallowed_macros,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "tests look at the machine, start programs and stop at the first surprise"
)]

mod guest;
mod packages;
mod scenes;
