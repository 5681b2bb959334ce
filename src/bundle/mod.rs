//! A snapshot as something that leaves the machine and comes back. Pure: bytes in, bytes out; `cli` does the file I/O.
mod read;
pub mod redact;

pub use read::{BundleError, SIZE_LIMIT, parse};
