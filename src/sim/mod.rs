//! A simulated card with its issuers, and simulated workstations as data: what `demo` and the tests look at.
//!
//! The simulator knows nothing of the probe and shares no decoder with it, so that a mistake in one is not repeated
//! in the other. Everything it issues is a test article; every name in it says so.
mod cac_buffers;
mod certificate;
mod certificates;
mod cms;
mod der;
pub mod fascn;
pub mod fault;
pub mod issue;
mod keys;
mod oids;
mod piv_objects;
pub mod spec;
