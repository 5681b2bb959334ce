//! Certificates, read with x509-parser and judged by our own rules. Pure: no I/O, no clock.
mod certificate;
pub mod defaults;
pub mod der;
pub mod input;
mod name;
mod oid;
pub mod path;
pub mod signature;

pub use certificate::{Certificate, CertificateError, Key};
pub use der::DerError;
pub use name::{GeneralName, Name};
pub use oid::Oid;
