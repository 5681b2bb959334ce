//! Certificates, read with x509-parser and judged by our own rules. Pure: no I/O, no clock.
mod certificate;
pub mod defaults;
pub mod input;

pub use certificate::{Certificate, CertificateError, Key};
