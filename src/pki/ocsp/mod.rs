//! OCSP (RFC 6960): what is asked, and what an answer says. Whether it counts is `pki::revocation`'s to judge.
mod request;
mod response;

pub use request::{CertificateId, request};
pub use response::{Answer, CertStatus, ResponderId, Response, Single};
