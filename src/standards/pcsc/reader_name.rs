//! Reader names. pcsc-lite builds them as friendly name, `[USB interface]`, `(serial)`, reader index, slot, both in
//! two hexadecimal digits (pcsc-lite `readerfactory.c`); Windows as vendor, product, unit.

/// A reader's name in its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReaderName {
    /// From the driver's list, not from the device.
    pub friendly: String,
    /// The USB interface string.
    pub interface: Option<String>,
    pub serial: Option<String>,
    /// Unique in one run of the service; another after plugging in again. `None`: not a pcsc-lite name.
    pub index: Option<u8>,
    pub slot: Option<u8>,
    /// What the name says the slot is for.
    pub kind: Option<Interface>,
}

/// How a slot reaches its card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interface {
    Contact,
    Contactless,
    /// A security module inside the reader.
    Sam,
}

impl ReaderName {
    pub fn parse(name: &str) -> Self {
        let (rest, index, slot) = numbers(name).unwrap_or((name, None, None));
        let (rest, serial) = bracketed(rest, '(', ')')
            .filter(|_| index.is_some())
            .unwrap_or((rest, None));
        let (rest, interface) = bracketed(rest, '[', ']').unwrap_or((rest, None));
        // Where there is no bracket the friendly name may still hold some; it is left alone.
        Self {
            friendly: rest.trim().to_owned(),
            interface: interface.map(str::to_owned),
            serial: serial.map(str::to_owned),
            index,
            slot,
            kind: kind(interface).or_else(|| kind(Some(rest))),
        }
    }
}

/// ` 00 00` at the end: index and slot.
fn numbers(name: &str) -> Option<(&str, Option<u8>, Option<u8>)> {
    let (rest, slot) = name.trim_end().rsplit_once(' ')?;
    let (rest, index) = rest.rsplit_once(' ')?;
    let pair = |digits: &str| {
        let two = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        u8::from_str_radix(digits, 16).ok().filter(|_| two)
    };
    Some((rest, Some(pair(index)?), Some(pair(slot)?)))
}

/// The last part of the text, where it stands in these brackets.
fn bracketed(text: &str, open: char, close: char) -> Option<(&str, Option<&str>)> {
    let text = text.trim_end();
    let inside = text.strip_suffix(close)?;
    let (before, inside) = inside.rsplit_once(open)?;
    Some((before, Some(inside)))
}

/// The maker's own words; "contactless" holds "contact", so it is looked for first.
fn kind(text: Option<&str>) -> Option<Interface> {
    let text = text?.to_ascii_lowercase();
    let word = |wanted: &str| {
        text.split(|c: char| !c.is_ascii_alphanumeric())
            .any(|word| word == wanted)
    };
    // OMNIKEY writes the letters right after the model's number: 5422CL.
    let model_cl = text
        .split(' ')
        .filter_map(|word| word.strip_suffix("cl"))
        .any(|model| model.ends_with(|c: char| c.is_ascii_digit()));
    if text.contains("contactless")
        || model_cl
        || word("cl")
        || word("nfc")
        || word("picc")
        || word("rfid")
    {
        Some(Interface::Contactless)
    } else if word("sam") {
        Some(Interface::Sam)
    } else if word("contact") || word("icc") || word("ct") {
        Some(Interface::Contact)
    } else {
        None
    }
}

/// The name that stands for "a reader came or went" in SCardGetStatusChange; it is no reader. Compared in any case, as
/// pcsc-lite does.
pub fn is_pnp_pseudo(name: &str) -> bool {
    name.eq_ignore_ascii_case(r"\\?PnP?\Notification")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_name() {
        let name = ReaderName::parse(
            "Identiv SCR3500 A Contact Reader [CCID Interface] (54301709612490) 00 01",
        );
        assert_eq!(name.friendly, "Identiv SCR3500 A Contact Reader");
        assert_eq!(name.interface.as_deref(), Some("CCID Interface"));
        assert_eq!(name.serial.as_deref(), Some("54301709612490"));
        assert_eq!(
            (name.index, name.slot, name.kind),
            (Some(0), Some(1), Some(Interface::Contact))
        );
    }

    #[test]
    fn parts_may_be_missing() {
        let name = ReaderName::parse("Alcor Micro AU9540 0A 00");
        assert_eq!(
            (name.friendly.as_str(), name.index, name.kind),
            ("Alcor Micro AU9540", Some(10), None)
        );
        assert_eq!((name.interface, name.serial), (None, None));
        let windows = ReaderName::parse("Identiv uTrust 3700 F CL Reader 0");
        assert_eq!(
            (windows.friendly.as_str(), windows.index),
            ("Identiv uTrust 3700 F CL Reader 0", None)
        );
        assert_eq!(windows.kind, Some(Interface::Contactless));
        assert_eq!(ReaderName::parse("").friendly, "");
    }

    #[test]
    fn the_interface_says_what_the_slot_is() {
        let kind = |name: &str| ReaderName::parse(name).kind;
        let omnikey = "HID Global OMNIKEY 5422 Smartcard Reader";
        assert_eq!(
            kind(&format!(
                "{omnikey} [OMNIKEY 5422CL Smartcard Reader] (KW) 01 00"
            )),
            Some(Interface::Contactless)
        );
        assert_eq!(
            kind(&format!(
                "{omnikey} [OMNIKEY 5422 Smartcard Reader] (KW) 00 00"
            )),
            None
        );
        assert_eq!(
            kind("Maker Dual [Contactless Interface] 00 00"),
            Some(Interface::Contactless)
        );
        assert_eq!(
            kind("ACS ACR1281U [ACR1281 SAM Reader] 00 02"),
            Some(Interface::Sam)
        );
        assert_eq!(
            kind("ACS ACR1281U ICC Reader 00 00"),
            Some(Interface::Contact)
        );
    }

    #[test]
    fn the_pseudo_reader() {
        assert!(is_pnp_pseudo(r"\\?pnp?\notification"));
        assert!(!is_pnp_pseudo("Reader 00 00"));
    }
}
