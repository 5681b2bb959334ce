use super::pcsc_code::{BESIDE, DETOUR};
use super::{Item, Kind};
use crate::rules::Who;
use crate::standards::logs::{
    About, ERRNO_SOURCE, Errno, LIBUSB_SOURCE, LibusbError, Line, Writer,
};

/// A line of the kernel's log or the service's.
pub(super) fn item(line: &Line, seen: &str) -> Item {
    let kind = match line.writer {
        Writer::Kernel => Kind::KernelLine,
        Writer::Service => Kind::ServiceLine,
    };
    let mut out = Item::new(kind, line.words.join(" … "), seen);
    out.meaning = line.meaning.to_owned();
    out.sources = vec![line.source.to_owned()];
    let (who, text) = advice(line.about);
    if !text.starts_with("Nothing:") {
        out.who = vec![who];
    }
    out.what_to_do = text.to_owned();
    let usual = matches!(line.about, About::Normal | About::Woke);
    out.to_blocked = if usual { BESIDE } else { DETOUR }.to_owned();
    if line.writer == Writer::Kernel && !usual {
        out.notes.push(
            "The line matters only if the USB device it names is the card reader.".to_owned(),
        );
    }
    out
}

fn advice(about: About) -> (Who, &'static str) {
    match about {
        About::Normal => (Who::You, "Nothing: this is in the course of things."),
        About::Woke => (
            Who::You,
            "Nothing: this is in the course of things. If the reader is missing ever since, plug it in again.",
        ),
        About::Blocked => (
            Who::Admin,
            "Allow the reader where devices are blocked: with USBGuard, list what it blocks and allow the reader for good.",
        ),
        About::Wiring => (
            Who::You,
            "Plug the reader in at another port, directly at the computer and without a hub or extension; then try another \
             cable or reader. If another computer shows the same with it, the reader is at fault.",
        ),
        About::Power => (
            Who::You,
            "Plug the reader in directly at the computer or at a hub with its own power supply, and take other devices off.",
        ),
        About::Bandwidth => (
            Who::You,
            "Plug the reader in at a port of another USB controller, such as one directly at the computer instead of the \
             dock, and take cameras and sound devices off.",
        ),
        About::Controller => (
            Who::Admin,
            "Restart the computer. If it comes again, look for updates of the firmware and the kernel.",
        ),
        About::Gone => (
            Who::You,
            "Nothing, if the reader was unplugged by hand. Otherwise try another port and cable, without a hub.",
        ),
        About::Claimed => (
            Who::You,
            "Close what else uses the reader: GnuPG's scdaemon, a virtual machine it was passed on to, or another card \
             program. A kernel driver that took it (pn533, nfc) is for the administrator to keep off.",
        ),
        About::Permission => (
            Who::Admin,
            "Update pcscd and libccid together, so that the service's user and the udev rules of the driver fit; then plug \
             the reader in again.",
        ),
        About::Driver => (
            Who::Admin,
            "Update the reader's driver (libccid). If the newest does not drive this reader, use one that it does.",
        ),
        About::Firmware => (
            Who::Admin,
            "Update the reader's firmware with its maker's program, or use another reader.",
        ),
        About::Contact => (
            Who::You,
            "Take the card out, look at the chip, and put it in again, chip first and all the way. If it stays, try \
             another reader, then another card in this one: that tells which of the two is at fault.",
        ),
        About::Policy => (
            Who::Admin,
            "Run the program at the desk, not over SSH or as a service, or have a narrow polkit rule added; cac-doctor \
             shows which.",
        ),
        About::Filter => (
            Who::Admin,
            "If the reader is wanted, take the rule or setting away that leaves it out, and restart the service.",
        ),
        About::Version => (
            Who::Admin,
            "Update the program or the service so that both come from one release; programs in a snap, flatpak or \
             container bring their own library.",
        ),
        About::Twice => (
            Who::Admin,
            "Let only one smart card service run: stop the others, then start it again.",
        ),
        About::Option => (
            Who::Admin,
            "Nothing for signing in. Who needs the reader's special commands can allow them in the driver's options.",
        ),
    }
}

pub(super) fn errno(it: &Errno, seen: &str) -> Item {
    let mut out = Item::new(Kind::Errno, it.number.to_string(), seen);
    out.name = Some(it.name.to_owned());
    out.meaning = format!("An error number in a Linux line about USB: {}.", it.meaning);
    number(&mut out, ERRNO_SOURCE);
    out
}

pub(super) fn libusb(it: &LibusbError, seen: &str) -> Item {
    let mut out = Item::new(Kind::Libusb, it.number.to_string(), seen);
    out.name = Some(it.name.to_owned());
    out.meaning = format!(
        "An error of the library through which the driver reaches the reader: {}.",
        it.meaning
    );
    number(&mut out, LIBUSB_SOURCE);
    out
}

/// What a number means depends on the line it stands in.
fn number(out: &mut Item, source: &str) {
    out.sources = vec![source.to_owned()];
    out.who = vec![Who::You];
    out.what_to_do =
        "Go by the line it stands in: give that whole line to cac-doctor explain.".to_owned();
    out.to_blocked = BESIDE.to_owned();
}
