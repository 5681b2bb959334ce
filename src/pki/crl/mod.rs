//! Certificate revocation lists (RFC 5280 §5), of any size: read in place, without building a list.
mod entry;
mod extensions;
mod frame;
mod point;
mod read;
mod reasons;

pub use entry::{Entry, Reason};
pub use extensions::{Extensions, KeyIdentifier};
pub use frame::{CrlError, Frame, Head, Serials, Sought, Walk, minimal};
pub use point::{DistributionPoint, IssuingPoint, PointName, general_names};
pub use read::read;
pub use reasons::Reasons;
