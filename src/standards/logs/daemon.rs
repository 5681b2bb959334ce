use super::Writer::Service;
use super::{About, Line};

const PCSC_LITE: &str = "pcsc-lite, src/hotplug_libudev.c, readerfactory.c, winscard_svc.c, auth.c";
const LIBCCID: &str = "libccid 1.8.2, src/ccid_usb.c, ifdhandler.c, commands.c";

/// What pcscd and libccid write.
#[rustfmt::skip]
pub(super) const LINES: &[Line] = &[
    Line::new(Service, &["can't claim interface", "libusb_error_busy"], About::Claimed, "Another program or kernel driver already has the reader.", LIBCCID),
    Line::new(Service, &["can't claim interface"], About::Claimed, "The reader's interface could not be taken over.", LIBCCID),
    Line::new(Service, &["can't libusb_open", "libusb_error_access"], About::Permission, "The smart card service may not open the reader's device file.", LIBCCID),
    Line::new(Service, &["can't libusb_open", "libusb_error_busy"], About::Claimed, "Another program or kernel driver already has the reader.", LIBCCID),
    Line::new(Service, &["libusb_open", "libusb_error_no_device"], About::Gone, "The service looked for the reader where it no longer is: it came back at another address.", LIBCCID),
    Line::new(Service, &["libusb_open", "libusb_error_io"], About::Wiring, "The reader did not answer when it was opened: asleep, hung, or a bad cable.", LIBCCID),
    Line::new(Service, &["can't libusb_open"], About::Driver, "The driver could not open the reader.", LIBCCID),
    Line::new(Service, &["firmware", "is bogus"], About::Firmware, "The driver refuses the reader because its firmware is too old to work well.", LIBCCID),
    Line::new(Service, &["can't find a ccid interface"], About::Driver, "The device offers no smart-card interface of the standard kind (CCID).", LIBCCID),
    Line::new(Service, &["wrong interface for usb device"], About::Driver, "The device's interface is not one the driver can work with.", LIBCCID),
    Line::new(Service, &["write failed", "libusb_error_"], About::Wiring, "Sending to the reader failed.", LIBCCID),
    Line::new(Service, &["read failed", "libusb_error_"], About::Wiring, "Nothing could be read from the reader.", LIBCCID),
    Line::new(Service, &["device not found?"], About::Gone, "The reader is no longer there: unplugged, or lost by the USB.", LIBCCID),
    Line::new(Service, &["card absent or mute"], About::Contact, "No card is in the reader, or the card does not answer.", LIBCCID),
    Line::new(Service, &["invalid atr first byte"], About::Contact, "The card's first answer begins wrongly: a bad contact, a card put in the wrong way round, or a damaged chip.", LIBCCID),
    Line::new(Service, &["parity error during exchange"], About::Contact, "Bits between reader and card were garbled.", LIBCCID),
    Line::new(Service, &["procedure byte conflict"], About::Contact, "The card did not keep to the protocol (T=0).", LIBCCID),
    Line::new(Service, &["pps_exchange failed"], About::Contact, "Reader and card could not agree on speed and protocol.", LIBCCID),
    Line::new(Service, &["power up with", "failed"], About::Contact, "The card did not answer at one voltage; the driver tries the next.", LIBCCID),
    Line::new(Service, &["card short-circuiting"], About::Contact, "The card draws too much current and was switched off.", LIBCCID),
    Line::new(Service, &["protocol t=", "not supported by reader"], About::Driver, "The reader cannot speak the card's protocol.", LIBCCID),
    Line::new(Service, &["command too long", "bytes"], About::Driver, "The command is longer than the reader can pass on.", LIBCCID),
    Line::new(Service, &["ifd exchange (escape command) not allowed"], About::Option, "A program wanted a special command of the reader, which the driver's options do not allow.", LIBCCID),
    Line::new(Service, &["looking for a driver for vid"], About::Normal, "The service saw a USB device and looks for a driver. Where \"Adding USB device\" does not follow, no installed driver lists it.", PCSC_LITE),
    Line::new(Service, &["failed adding usb device"], About::Driver, "The service could not start the reader's driver.", PCSC_LITE),
    Line::new(Service, &["adding usb device:"], About::Normal, "The service starts a driver for a USB reader.", PCSC_LITE),
    Line::new(Service, &["open port 0x", "failed"], About::Driver, "The driver could not open the reader.", PCSC_LITE),
    Line::new(Service, &["reader", "init failed"], About::Driver, "The reader could not be started.", PCSC_LITE),
    Line::new(Service, &["is not authorized for action"], About::Policy, "The service refused a program: the rules of this computer (polkit) do not let that user's session use it.", PCSC_LITE),
    Line::new(Service, &["rejected unauthorized pc/sc client"], About::Policy, "The service refused a program: the rules of this computer (polkit) do not let that user's session use it.", PCSC_LITE),
    Line::new(Service, &["pcsclite_ignore set: ignored"], About::Filter, "A udev rule tells the service to leave this reader out.", PCSC_LITE),
    Line::new(Service, &["reader name", "contains", ": ignored"], About::Filter, "The service is told to leave readers of this name out.", PCSC_LITE),
    Line::new(Service, &["disabling usb support for pcscd"], About::Filter, "The service is told to leave all USB readers out.", PCSC_LITE),
    Line::new(Service, &["communication protocol mismatch"], About::Version, "A program's smart card library and the service do not speak the same version.", PCSC_LITE),
    Line::new(Service, &["another pcscd", "seems to be running"], About::Twice, "A second smart card service was started beside the first.", PCSC_LITE),
    Line::new(Service, &["waiting for release of lock"], About::Twice, "The service waits for another one to let go of the reader.", PCSC_LITE),
    Line::new(Service, &["auto exit after", "seconds"], About::Normal, "The idle service ends by itself; the next program that needs it starts it again.", PCSC_LITE),
    Line::new(Service, &["card inserted into"], About::Normal, "A card was put into the reader.", PCSC_LITE),
    Line::new(Service, &["card removed from"], About::Normal, "The card was taken out of the reader. Without a hand at it, and again and again, it is a bad contact.", PCSC_LITE),
    Line::new(Service, &["card atr:"], About::Normal, "The card answered the reset; these are the bytes of its answer (ATR).", PCSC_LITE),
    Line::new(Service, &["error powering up card"], About::Contact, "The card could not be switched on.", PCSC_LITE),
    Line::new(Service, &["error communicating to:"], About::Wiring, "The service lost the connection to the reader.", PCSC_LITE),
    Line::new(Service, &["card not transacted"], About::Contact, "A command did not reach the card, or its answer did not come back.", PCSC_LITE),
    Line::new(Service, &["error reader exclusive"], About::Claimed, "Another program holds the card for itself.", PCSC_LITE),
];
