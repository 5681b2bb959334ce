//! The files that set the smart-card software up, each in its own format. Text in, plain data out.
mod elf;
mod gnupg;
mod info_plist;
mod opensc_conf;
mod polkit_policy;
mod reader_conf;
mod unit;
mod xml;

pub use elf::{ElfError, elf, machine_name};
pub use gnupg::{Options, options};
pub use info_plist::{InfoPlist, PlistError, info_plist, list_models, models_in};
pub use opensc_conf::{OpenscConf, opensc_conf};
pub use polkit_policy::{Action, PolicyError, actions};
pub use reader_conf::{ReaderEntry, reader_conf};
pub use unit::{Assignment, assignments, settings};
pub use xml::XmlError;
