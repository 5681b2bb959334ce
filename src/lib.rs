//! cac-doctor: looks at a workstation's smart-card path and says what is wrong with it.
//!
//! The data flows one way; see `docs/architecture.md`:
//! `probe` → `facts` → `case` → `rules` → `diagnosis` → `report`. `standards` and `pki` are pure codecs, `login` reads
//! what people bring of a failed sign-in, `policy` what a site lays down,
//! `sim` is a simulated workstation and card, `cli` is the only place that knows all of them.
pub mod bundle;
pub mod case;
pub mod cli;
pub mod diagnosis;
pub mod facts;
pub mod login;
pub mod pki;
pub mod policy;
pub mod probe;
pub mod report;
pub mod rules;
pub mod sim;
pub mod standards;
