//! A simulated card with its issuers, and simulated workstations as data: what `demo` and the tests look at.
//!
//! The simulator knows nothing of the probe and shares no decoder with it, so that a mistake in one is not repeated
//! in the other; only its CRLs are made facts by the reader of real ones (`revocation`). Everything it issues is a test
//! article; every name in it says so.
mod apdu;
mod atr;
mod cac_applet;
mod cac_buffers;
pub mod card;
pub mod certificate;
mod certificates;
mod cms;
pub mod crl;
pub mod der;
pub mod fascn;
pub mod fault;
pub mod issue;
pub mod keys;
pub mod ocsp;
pub mod oids;
mod pin;
mod piv_applet;
mod piv_objects;
pub mod revocation;
mod rsa_sha1;
pub mod scenario;
pub mod spec;
pub mod trust;
mod usb;
pub mod vpcd;
pub mod workstation;

pub use card::{Exchange, Presence, SimCard};
pub use fault::{Fault, Place, Placed};
pub use issue::Hierarchy;
pub use revocation::Revoked;
pub use scenario::{Scenario, ServiceState, SimReader, SlotState, UsbState};
pub use spec::{CacShape, Holder, KeyType, Kind, Packing, PastEnd, Protocol, Spec};
pub use trust::Installed;
