//! What people bring about a failed sign-in, read into facts: the error page, a token, the request of the application.
//! Pure: bytes in, facts or a typed error out. No clock, no I/O, no judgement; what was brought is not kept.
mod base64;
pub mod brought;
mod claims;
mod cloud;
pub mod page;
mod parameters;
pub mod request;
pub mod signin;
mod text;
pub mod token;
pub mod within;

/// The most that is read of one text, bytes.
pub const SIZE_LIMIT: usize = 16 * 1024 * 1024;
