//! Lines of the kernel's log and of the smart card service's, recognised by loose substrings: the wording differs from
//! version to version. What a line says is here; what to do about it is not.
mod daemon;
mod errno;
mod kernel;
mod libusb;
mod pin;
mod place;
pub mod syslog;
mod worth;

pub use errno::{ERRNOS, Errno, SOURCE as ERRNO_SOURCE, errno, errno_named};
pub use libusb::{LIBUSB, LibusbError, SOURCE as LIBUSB_SOURCE, libusb, libusb_named};
pub use place::{Place, place};
pub use worth::{Worth, worth_of_kernel_line, worth_of_service_line};

/// Who wrote a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Writer {
    /// Linux, its USB core and host controller drivers.
    Kernel,
    /// pcscd and its driver libccid.
    Service,
}

/// What a line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// In the course of things.
    Normal,
    /// Cable, port, hub or a dying device: bits do not come through.
    Wiring,
    Power,
    /// The bus or the host controller has no room left.
    Bandwidth,
    /// The host controller itself stopped.
    Controller,
    /// The device went away.
    Gone,
    /// The system is told not to use the device.
    Blocked,
    /// The computer woke from sleep.
    Woke,
    /// Another program or driver has the device.
    Claimed,
    /// The service may not open the device.
    Permission,
    /// The service's driver does not know the device, or cannot work with it.
    Driver,
    Firmware,
    /// The card does not answer, or not as it should: contacts, card or reader.
    Contact,
    /// polkit refused a program.
    Policy,
    /// The reader is left out on purpose.
    Filter,
    /// Library and service speak different versions.
    Version,
    /// Two services, or one that hangs.
    Twice,
    /// A driver option stands against what a program wants.
    Option,
}

/// A kind of line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// The words to know it by, all in one line, in any case.
    pub words: &'static [&'static str],
    pub writer: Writer,
    pub about: About,
    pub meaning: &'static str,
    pub source: &'static str,
}

impl Line {
    const fn new(
        writer: Writer,
        words: &'static [&'static str],
        about: About,
        meaning: &'static str,
        source: &'static str,
    ) -> Line {
        Line {
            words,
            writer,
            about,
            meaning,
            source,
        }
    }
}

/// Every kind of line; where several fit, the first one is the most exact.
pub fn lines() -> impl Iterator<Item = &'static Line> {
    daemon::LINES.iter().chain(kernel::LINES)
}

/// Longest part of a line that is looked at, bytes.
const LINE_LIMIT: usize = 4096;

/// The part of a line that is looked at, in lower case.
fn lower(text: &str) -> String {
    let mut end = text.len().min(LINE_LIMIT);
    while !text.is_char_boundary(end) {
        end = end.saturating_sub(1);
    }
    text.get(..end).unwrap_or_default().to_ascii_lowercase()
}

/// The kind of this line.
pub fn line(text: &str) -> Option<&'static Line> {
    let lower = lower(text);
    lines().find(|it| it.words.iter().all(|word| lower.contains(word)))
}

/// The place of its kind among all [`lines`].
pub fn kind(text: &str) -> Option<usize> {
    let lower = lower(text);
    lines().position(|it| it.words.iter().all(|word| lower.contains(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_reachable_and_written_in_lower_case() {
        for it in lines() {
            let joined = it.words.join(" … ");
            assert_eq!(joined, joined.to_ascii_lowercase());
            assert!(joined.len() > 7, "too little to know a line by: {joined}");
            assert_eq!(line(&joined), Some(it), "hidden by another kind: {joined}");
            assert!(
                it.meaning.ends_with('.') && !it.source.is_empty(),
                "{joined}"
            );
        }
    }

    #[test]
    fn lines_as_they_are_written() {
        let about = |text| line(text).map(|it| (it.writer, it.about));
        for (text, writer, wanted) in [
            (
                "[  12.3] usb 1-2: device descriptor read/64, error -71",
                Writer::Kernel,
                About::Wiring,
            ),
            (
                "usb usb1-port2: unable to enumerate USB device",
                Writer::Kernel,
                About::Wiring,
            ),
            (
                "hub 1-0:1.0: over-current change #3",
                Writer::Kernel,
                About::Power,
            ),
            (
                "usb 1-2: USB disconnect, device number 12",
                Writer::Kernel,
                About::Gone,
            ),
            (
                "00000003 ccid_usb.c:672:OpenUSBByName() Can't claim interface 1/12: LIBUSB_ERROR_BUSY",
                Writer::Service,
                About::Claimed,
            ),
            (
                "Can't libusb_open(1/12): LIBUSB_ERROR_ACCESS",
                Writer::Service,
                About::Permission,
            ),
            (
                "auth.c:143:IsClientAuthorized() Process 4242 (user: 1000) is NOT authorized for action: access_pcsc",
                Writer::Service,
                About::Policy,
            ),
            (
                "Firmware (5.10) is bogus! Upgrade the reader firmware or get a new reader.",
                Writer::Service,
                About::Firmware,
            ),
        ] {
            assert_eq!(about(text), Some((writer, wanted)), "{text}");
        }
        for text in ["", "Hello.", "Error code: 53003", "the reader is lit"] {
            assert_eq!(line(text), None, "{text}");
        }
        assert_eq!(line(&"ä".repeat(5000)), None);
    }
}
