//! Certificates, read with x509-parser and judged by our own rules. Pure: no I/O, no clock.
mod certificate;
pub mod cms;
pub mod crl;
pub mod defaults;
pub mod der;
pub mod input;
mod key;
mod name;
mod names;
pub mod nss;
pub mod ocsp;
mod oid;
pub mod on_card;
pub mod path;
pub mod profile;
pub mod revocation;
pub mod signature;
pub mod stand_in;
mod structure;
pub mod tlv;

pub use certificate::{Certificate, CertificateError};
pub use der::DerError;
pub use key::{Key, KeyIdentifier};
pub use name::{GeneralName, Name};
pub use oid::Oid;
pub use profile::Profile;
