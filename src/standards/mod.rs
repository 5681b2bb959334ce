//! Bytes and the standards' own words: pure codecs, no reader, no clock, no opinion.
pub mod apdu;
pub mod atr;
pub mod atr_list;
pub mod ber;
pub mod cac;
pub mod hex;
pub mod known_cards;
pub mod logs;
pub mod pcsc;
pub mod piv;
pub mod posix_acl;
pub mod readers;
pub mod simple_tlv;
pub mod sqlite;
pub mod status;
pub mod text;
pub mod usb;
