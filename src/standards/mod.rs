//! Bytes and the standards' own words: pure codecs, no reader, no clock, no opinion.
pub mod apdu;
pub mod ber;
pub mod cac;
pub mod hex;
pub mod piv;
pub mod simple_tlv;
pub mod status;
