//! Signed objects of a card: CMS SignedData (RFC 5652), read and verified.
mod ber;
mod lds;
mod signed_data;
mod verify;

pub use ber::BerError;
pub use lds::{Lds, LdsError};
pub use signed_data::{Attributes, SignedData, SignedDataError, SignerId, SignerInfo};
pub use verify::{Content, SignatureCheck, Signer, StandIn, Verdict, proved, signers, verify};
