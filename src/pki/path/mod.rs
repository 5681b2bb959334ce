//! Certification paths (RFC 5280 §6): all of them are built, and each is judged with every reason that speaks against
//! it. Pure: the time of interest is an argument, revocation is asked of a [`Revocation`].
mod alone;
mod anchor;
mod build;
mod checks;
mod constraint;
mod distrust;
mod engine;
mod extensions;
mod judgement;
mod link;
mod parameters;
mod policy;
mod pool;
mod reach;
pub mod revocation;
mod rules;
mod signers;
mod state;
mod usage;
mod validate;
mod words;

pub use anchor::{Anchor, Anchors};
pub use distrust::{Distrust, Refusal};
pub use engine::{Counts, Engine};
pub use extensions::{
    AccessDescription, AuthorityKeyId, BasicConstraints, Extension, Extensions, KeyUsage,
    NameConstraints, Other, PolicyConstraints,
};
pub use judgement::{Code, DeadEnd, Effect, Finding, Judgement, NearMiss, NearWhy, Path, Status};
pub(crate) use link::sha256;
pub use link::{Body, Digest, Link, Malformed, Recorded};
pub use parameters::{Budget, Parameters, Purpose};
pub use pool::Pool;
pub use revocation::{Revocation, Signers};
