//! PC/SC: numbers and texts of the API (PC/SC Workgroup specification 2.01.14; numbers as in pcsc-lite and Windows).
mod codes;
mod features;
mod reader_name;

pub use codes::{CODES, Code, code, code_named};
pub use features::{Feature, Features, GET_FEATURE_REQUEST, Properties, RecordError};
pub use reader_name::{Interface, ReaderName, is_pnp_pseudo};

/// Attribute ids of SCardGetAttrib: class, then tag (PC/SC part 3, pcsc-lite `reader.h`).
pub mod attribute {
    pub const VENDOR_NAME: u32 = 0x0001_0100;
    pub const VENDOR_IFD_TYPE: u32 = 0x0001_0101;
    pub const VENDOR_IFD_VERSION: u32 = 0x0001_0102;
    pub const VENDOR_IFD_SERIAL_NO: u32 = 0x0001_0103;
    pub const CHANNEL_ID: u32 = 0x0002_0110;
    pub const CURRENT_PROTOCOL_TYPE: u32 = 0x0008_0201;
    pub const ICC_PRESENCE: u32 = 0x0009_0300;
    pub const ICC_INTERFACE_STATUS: u32 = 0x0009_0301;
    pub const ATR_STRING: u32 = 0x0009_0303;
    pub const MAXINPUT: u32 = 0x0007_A007;
    pub const DEVICE_UNIT: u32 = 0x7FFF_0001;
    pub const DEVICE_FRIENDLY_NAME: u32 = 0x7FFF_0003;
    pub const DEVICE_SYSTEM_NAME: u32 = 0x7FFF_0004;

    /// Every attribute above with its name.
    pub const ALL: &[(u32, &str)] = &[
        (VENDOR_NAME, "SCARD_ATTR_VENDOR_NAME"),
        (VENDOR_IFD_TYPE, "SCARD_ATTR_VENDOR_IFD_TYPE"),
        (VENDOR_IFD_VERSION, "SCARD_ATTR_VENDOR_IFD_VERSION"),
        (VENDOR_IFD_SERIAL_NO, "SCARD_ATTR_VENDOR_IFD_SERIAL_NO"),
        (CHANNEL_ID, "SCARD_ATTR_CHANNEL_ID"),
        (CURRENT_PROTOCOL_TYPE, "SCARD_ATTR_CURRENT_PROTOCOL_TYPE"),
        (ICC_PRESENCE, "SCARD_ATTR_ICC_PRESENCE"),
        (ICC_INTERFACE_STATUS, "SCARD_ATTR_ICC_INTERFACE_STATUS"),
        (ATR_STRING, "SCARD_ATTR_ATR_STRING"),
        (MAXINPUT, "SCARD_ATTR_MAXINPUT"),
        (DEVICE_UNIT, "SCARD_ATTR_DEVICE_UNIT"),
        (DEVICE_FRIENDLY_NAME, "SCARD_ATTR_DEVICE_FRIENDLY_NAME"),
        (DEVICE_SYSTEM_NAME, "SCARD_ATTR_DEVICE_SYSTEM_NAME"),
    ];
}

/// Event state bits of SCardGetStatusChange (PC/SC part 5, pcsc-lite `pcsclite.h`).
pub mod state {
    pub const IGNORE: u32 = 0x0001;
    pub const CHANGED: u32 = 0x0002;
    pub const UNKNOWN: u32 = 0x0004;
    pub const UNAVAILABLE: u32 = 0x0008;
    pub const EMPTY: u32 = 0x0010;
    pub const PRESENT: u32 = 0x0020;
    pub const ATRMATCH: u32 = 0x0040;
    pub const EXCLUSIVE: u32 = 0x0080;
    pub const INUSE: u32 = 0x0100;
    pub const MUTE: u32 = 0x0200;
    pub const UNPOWERED: u32 = 0x0400;
}

const STATE_WORDS: &[(u32, &str)] = &[
    (state::IGNORE, "ignore"),
    (state::CHANGED, "changed"),
    (state::UNKNOWN, "unknown"),
    (state::UNAVAILABLE, "unavailable"),
    (state::EMPTY, "empty"),
    (state::PRESENT, "present"),
    (state::ATRMATCH, "atrmatch"),
    (state::EXCLUSIVE, "exclusive"),
    (state::INUSE, "inuse"),
    (state::MUTE, "mute"),
    (state::UNPOWERED, "unpowered"),
];

/// The words of an event state's low 16 bits; the high 16 count events.
pub fn state_flags(state: u32) -> Vec<&'static str> {
    STATE_WORDS
        .iter()
        .filter(|(bit, _)| state & bit != 0)
        .map(|(_, word)| *word)
        .collect()
}

/// Where a USB reader hangs, from SCARD_ATTR_CHANNEL_ID: `0020`, bus, device address (PC/SC part 3;
/// libccid `ifdhandler.c`). `None`: not USB.
pub fn usb_channel(channel: u32) -> Option<(u8, u8)> {
    let [kind_high, kind, bus, address] = channel.to_be_bytes();
    ([kind_high, kind] == [0x00, 0x20]).then_some((bus, address))
}

/// SCARD_ATTR_VENDOR_IFD_VERSION as text: major, minor, build (PC/SC part 3).
pub fn ifd_version(version: u32) -> String {
    let [major, minor, build_high, build_low] = version.to_be_bytes();
    match u16::from_be_bytes([build_high, build_low]) {
        // libccid hands down the device's bcdDevice, whose digits are hexadecimal.
        0 => format!("{major:X}.{minor:02X}"),
        build => format!("{major:X}.{minor:02X}.{build}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_in_words() {
        assert_eq!(state_flags(0x0007_0122), ["changed", "present", "inuse"]);
        assert_eq!(state_flags(0x0220), ["present", "mute"]);
        assert_eq!(state_flags(0), [""; 0]);
    }

    #[test]
    fn numbers_of_attributes() {
        assert_eq!(usb_channel(0x0020_010C), Some((1, 12)));
        assert_eq!(usb_channel(0x0001_0001), None);
        assert_eq!(ifd_version(0x0525_0000), "5.25");
        assert_eq!(ifd_version(0x0102_0003), "1.02.3");
    }
}
