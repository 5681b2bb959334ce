//! Which lines are worth keeping, and which must never be kept.

/// What is to become of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worth {
    /// It is about USB, a reader or the service.
    Keeping,
    /// It is about something else.
    Nothing,
    /// It shows bytes on their way to or from a card, among which a PIN can be. Never to be kept.
    CardTraffic,
}

/// Words of lines about USB, its controllers, and what takes a reader or puts the computer to sleep.
const KERNEL: &[&str] = &[
    "usb",
    "hub ",
    "over-current",
    "xhci",
    "ehci",
    "uhci",
    "ohci",
    "nfc",
    "pn533",
    "pm: suspend",
    "pm: hibernation",
    "authorized",
];

/// Words of lines that name other things plugged in, or their serial numbers.
const OTHERS: &[&str] = &[
    "serialnumber:",
    "product:",
    "manufacturer:",
    "new usb device strings",
    "usb-storage",
    "hid-generic",
    "input:",
    "usbhid",
    "snd-usb",
    "uvcvideo",
    "usb hid",
    "registered new interface driver",
    "command line:",
    "bluetooth",
];

/// Of a line of the kernel's log.
pub fn worth_of_kernel_line(text: &str) -> Worth {
    let lower = super::lower(text);
    let any = |words: &[&str]| words.iter().any(|it| lower.contains(it));
    if super::line(text).is_some() || (any(KERNEL) && !any(OTHERS)) {
        Worth::Keeping
    } else {
        Worth::Nothing
    }
}

/// Of a line that the smart card service or its driver wrote.
pub fn worth_of_service_line(text: &str) -> Worth {
    if shows_bytes(text) || super::pin::may_hold_a_pin(text) {
        Worth::CardTraffic
    } else if text.trim().is_empty() {
        Worth::Nothing
    } else {
        Worth::Keeping
    }
}

/// Fewest bytes in a row that count: the shortest command has four.
const BYTES: usize = 4;
/// The same without blanks between them. Serial numbers of readers have up to 16 digits.
const DIGITS: usize = 20;

/// Whether it shows four bytes or more, as pcscd does with `--apdu` and libccid with ifdLogLevel 4 (`00 20 00 80 08 …`), or
/// what follows the words with which they begin. The answer to reset, which every program may see, is left out.
fn shows_bytes(text: &str) -> bool {
    let lower = super::lower(text);
    let after_mark = [
        "apdu:", "apdu ", " -> 0", " <- 0", "send:", "recv:", " sw: ",
    ]
    .iter()
    .any(|it| lower.contains(it));
    if after_mark {
        return true;
    }
    if lower.contains("card atr:") {
        return false;
    }
    let mut row = 0_usize;
    for word in lower.split(|it: char| it.is_whitespace() || matches!(it, ',' | ':' | '-')) {
        let word = word.trim_start_matches("0x");
        let hex = !word.is_empty() && word.bytes().all(|it| it.is_ascii_hexdigit());
        if hex && word.len() == 2 {
            row += 1;
            if row >= BYTES {
                return true;
            }
        } else {
            row = 0;
        }
        if hex && word.len() >= DIGITS {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_of_commands_are_known_in_any_dress() {
        for it in [
            "APDU: 00 20 00 80 08 31 32 33 34 35 36 FF FF",
            "00000110 winscard.c:1612:SCardTransmit() Send Protocol: T=1 00 20 00 80",
            "commands.c:1: 0020008008313233343536ffff",
            "xx 0x00 0x20 0x00 0x80 0x08",
            "-> 000000 6F 05 00 00 00 00 18 00 00 00",
            "00:20:00:80:08:31",
            "SW: 63 C2 00 01",
            "APDU=0020008008313233343536FFFF",
            "00200080 0831323334",
            "00000012 x.c:1 00200080 08313233343536FFFF",
            "verify data 08313233343536FFFF",
            "00.20.00.80.08.31.32.33",
            "[00][20][00][80][08][31][32]",
            "{0x00,0x20,0x00,0x80,0x08,0x31}",
            r"\x00\x20\x00\x80\x08\x31\x32",
            "00_20_00_80_08_31",
            "00|20|00|80|08|31|32|33|34",
            "0020:0080:0831",
            "0020008006313233",
            "0c2c008008",
            "0,32,0,128,8,49,50,51,52,53,54,255,255",
            "change 00 24 0080 10",
            "80240001:08",
            "PIN=123456",
            "pin 123456 entered",
            "C_Login pPin = 123456",
            "puk: 12345678",
        ] {
            assert_eq!(worth_of_service_line(it), Worth::CardTraffic, "{it}");
        }
        for it in [
            "readerfactory.c:1105:RFInitializeReader() Open Port 0x200000 Failed (usb:04e6/5116:libudev:0:/dev/bus/usb/001/004)",
            "ccid_usb.c:672:OpenUSBByName() Can't claim interface 1/12: LIBUSB_ERROR_BUSY",
            "hotplug_libudev.c:655:HPAddDevice() Adding USB device: Identiv SCR3500 A Contact Reader",
            "eventhandler.c:414:EHStatusHandlerThread() Card inserted into Identiv SCR3500 A (54301709612490) 00 00",
            "00200080 winscard.c:374:SCardConnect() Error",
            "00200080 ccid_usb.c:904:WriteUSB() write failed (1/5): LIBUSB_ERROR_NO_DEVICE",
            "at 00:20:00.801234 and 00:20:01",
            "pcscd 2.0.3 began at 00:20:00.80 8",
            "PIN tries left: 3, key 0x80, PIN reference 128",
            "new PIN pad reader 1234567 found",
            "Reader (00200080) 00 00",
            "Card ATR: 3B DB 96 00 80 1F 03 00 31 C0 64 B0 F3 10 00 07 90 00 80",
            "auth.c:143:IsClientAuthorized() Process 4242 (user: 1000) is NOT authorized for action: access_pcsc",
        ] {
            assert_eq!(worth_of_service_line(it), Worth::Keeping, "{it}");
        }
    }

    #[test]
    fn the_kernel_speaks_of_other_things_too() {
        for (text, worth) in [
            (
                "usb 1-2: new full-speed USB device number 5 using xhci_hcd",
                Worth::Keeping,
            ),
            (
                "usb 1-2: New USB device found, idVendor=04e6, idProduct=5116, bcdDevice= 5.23",
                Worth::Keeping,
            ),
            (
                "pn533_usb 1-2:1.0: NFC: NXP PN532 firmware ver 1.6 now attached",
                Worth::Keeping,
            ),
            ("PM: suspend exit", Worth::Keeping),
            ("usb 1-2: SerialNumber: 54301709612490", Worth::Nothing),
            ("usb 1-3: Product: Jane's phone", Worth::Nothing),
            ("[UFW BLOCK] IN=eth0 OUT= SRC=203.0.113.9", Worth::Nothing),
            ("EXT4-fs (sda1): mounted filesystem", Worth::Nothing),
        ] {
            assert_eq!(worth_of_kernel_line(text), worth, "{text}");
        }
    }
}
