//! One card: which applications answer, and what they hold. Read-only by construction: the only way to a card is
//! [`Session::ask`], which takes a [`ReadOnly`] command and nothing else.
mod cac;
pub mod commands;
mod kind;
mod piv;
mod read;
mod reading;
mod session;

pub use commands::ReadOnly;
pub(in crate::probe) use read::read;
pub(in crate::probe) use reading::Reading;
pub use session::{Answer, AskError, Exchange, Session};
