//! Lines of the logs that say something is wrong.
use crate::facts::{Log, Observed};
use crate::standards::logs::{self, About, Line, Place};
use time::OffsetDateTime;

/// Most lines of one log that are gone by, the newest.
const LINES: usize = 300;

/// A line that is known, and not of the usual course.
pub struct LineCase<'s> {
    /// Place in the report's list of this log.
    pub index: usize,
    pub at: Option<OffsetDateTime>,
    pub text: &'s str,
    pub line: &'static Line,
    /// Where on the USB it is about.
    pub place: Option<Place>,
    /// JSON pointer into the report.
    pub pointer: String,
}

impl<'s> LineCase<'s> {
    pub fn is(&self, about: About) -> bool {
        self.line.about == about
    }

    /// Whether it is about what is plugged in there.
    pub fn is_about(&self, device: &str) -> bool {
        matches!(&self.place, Some(Place::Device(it) | Place::Hub(it)) if it == device)
    }

    /// What it says, without the time and the place in the program that pcscd puts before it
    /// (`00000003 ccid_usb.c:672:OpenUSBByName() `).
    pub fn said(&self) -> &'s str {
        let text = self
            .text
            .trim_start_matches(|it: char| it.is_ascii_digit() || it == ' ');
        match text.split_once("() ") {
            Some((place, said)) if place.contains(".c:") && !place.contains(' ') => said,
            _ => text,
        }
    }

    pub fn says(&self, words: &str) -> bool {
        self.text.to_ascii_lowercase().contains(words)
    }

    /// `1/7` and `001/007`, bus and address as libccid and pcscd write them, stand in it.
    pub fn names_node(&self, bus: u16, address: u16) -> bool {
        let short = format!("{bus}/{address}");
        let long = format!("{bus:03}/{address:03}");
        self.text
            .split(|it: char| !(it.is_ascii_digit() || it == '/'))
            .any(|it| {
                let it = it.trim_matches('/');
                it == short || it == long || it.ends_with(&format!("/{long}"))
            })
    }
}

pub(in crate::case) fn kernel(log: &Observed<Log>) -> Vec<LineCase<'_>> {
    read(log, "kernel", logs::Writer::Kernel)
}

pub(in crate::case) fn service(log: &Observed<Log>) -> Vec<LineCase<'_>> {
    read(log, "service", logs::Writer::Service)
}

fn read<'s>(log: &'s Observed<Log>, name: &str, writer: logs::Writer) -> Vec<LineCase<'s>> {
    let Some(log) = log.seen() else {
        return Vec::new();
    };
    let mut known: Vec<_> = log
        .lines
        .iter()
        .filter_map(|it| {
            let line = logs::line(&it.text)?;
            (line.about != About::Normal && line.writer == writer).then_some((it, line))
        })
        .collect();
    known.drain(..known.len().saturating_sub(LINES));
    known
        .into_iter()
        .enumerate()
        .map(|(index, (it, line))| LineCase {
            index,
            at: it.at,
            text: &it.text,
            line,
            place: logs::place(&it.text),
            pointer: format!("/logs/{name}/lines/{index}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_before_the_words_is_taken_off() {
        let said = |text| {
            LineCase {
                index: 0,
                at: None,
                text,
                line: logs::line("usb disconnect, device number").unwrap(),
                place: None,
                pointer: String::new(),
            }
            .said()
        };
        assert_eq!(
            said("00000003 ccid_usb.c:672:OpenUSBByName() Can't claim interface 1/7"),
            "Can't claim interface 1/7"
        );
        assert_eq!(said("ifdwrapper.c:348:IFDStatusICC() Error"), "Error");
        assert_eq!(said("PM: suspend exit"), "PM: suspend exit");
        assert_eq!(said("call f() now"), "call f() now");
    }

    #[test]
    fn a_node_is_known_by_bus_and_address() {
        let names = |text: &str, bus, address| {
            LineCase {
                index: 0,
                at: None,
                text,
                line: logs::line("usb disconnect, device number").unwrap(),
                place: None,
                pointer: String::new(),
            }
            .names_node(bus, address)
        };
        assert!(names("Can't claim interface 1/7: LIBUSB_ERROR_BUSY", 1, 7));
        assert!(names("Can't libusb_open(1/12): LIBUSB_ERROR_ACCESS", 1, 12));
        assert!(names(
            "Failed (usb:04e6/5116:libudev:0:/dev/bus/usb/001/007)",
            1,
            7
        ));
        assert!(!names(
            "Can't claim interface 1/70: LIBUSB_ERROR_BUSY",
            1,
            7
        ));
        assert!(!names(
            "Can't claim interface 11/7: LIBUSB_ERROR_BUSY",
            1,
            7
        ));
    }
}
