//! PC/SC: readers, their states and properties, and the way to a card.
mod closing;
mod failure;
mod readers;
mod stack;
mod system;
mod worker;

pub use failure::PcscError;
pub use readers::{Seen, look};
pub use stack::{Channel, Context, Handle, RawState, Share, Stack, Surroundings};
pub use system::System;
