//! Words: what people and scripts read. It decides nothing; whatever it says was decided in `diagnosis` and `rules`.
pub mod brought;
pub mod escape;
pub mod html;
pub mod json;
pub mod monitor;
pub mod rule_book;
mod sign_in;
mod site_policy;
pub mod text;
pub mod topics;
mod usb;
mod words;
