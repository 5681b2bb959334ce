//! What is to be had about revocation: CRL files, the tool's own cache, and the addresses in certificates.
mod file;
mod map;

pub use file::{SIZE_LIMIT, crls_in};
