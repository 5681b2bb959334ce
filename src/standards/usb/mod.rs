//! USB descriptors (USB 2.0 chapter 9) and the smart card class (CCID 1.1).
mod ccid;
mod descriptors;

pub use ccid::{Ccid, CcidError, ExchangeLevel, FEATURES};
pub use descriptors::{Descriptors, Interface};

/// bInterfaceClass of smart-card readers (CCID 1.1 §4.3).
pub const SMART_CARD: u8 = 0x0B;
/// bInterfaceClass that leaves it to the maker.
pub const VENDOR_SPECIFIC: u8 = 0xFF;
/// bDeviceClass of hubs.
pub const HUB: u8 = 0x09;

/// What bInterfaceProtocol says of an interface of the smart card class (CCID 1.1 §4.3; ICCD 1.0 §4.3).
pub const fn protocol_name(protocol: u8) -> Option<&'static str> {
    match protocol {
        0 => Some("CCID"),
        1 => Some("ICCD version A"),
        2 => Some("ICCD version B"),
        _ => None,
    }
}

/// A number in binary-coded decimal as its maker writes it: 0x0523 is 5.23 (USB 2.0 §9.6.1, bcdDevice).
pub fn bcd(number: u16) -> String {
    format!("{:x}.{:02x}", number >> 8, number & 0xFF)
}
