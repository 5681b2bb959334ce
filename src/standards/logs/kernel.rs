use super::Writer::Kernel;
use super::{About, Line};

/// Linux 6.1; other versions word some of them otherwise.
const CORE: &str = "Linux 6.1, drivers/usb/core (hub.c, message.c, config.c, devio.c)";
const NFC: &str = "Linux 6.1, drivers/nfc/pn533/pn533.c";
const SLEEP: &str = "Linux 6.1, kernel/power/suspend.c, hibernate.c";
const XHCI: &str = "Linux 6.1, drivers/usb/host (xhci.c, xhci-ring.c)";

/// What the kernel writes about USB.
#[rustfmt::skip]
pub(super) const LINES: &[Line] = &[
    Line::new(Kernel, &["device descriptor read", "error"], About::Wiring, "A USB device was noticed but does not tell what it is: bad cable, port or hub, too little power, or a dead device.", CORE),
    Line::new(Kernel, &["device not accepting address", "error"], About::Wiring, "A USB device was noticed but does not take its address: bad cable, port or hub, too little power, or a dead device.", CORE),
    Line::new(Kernel, &["unable to enumerate usb device"], About::Wiring, "The system gave up on a USB device that does not answer as it should.", CORE),
    Line::new(Kernel, &["attempt power cycle"], About::Wiring, "A USB device does not answer; its port is switched off and on as a last try.", CORE),
    Line::new(Kernel, &["maybe the usb cable is bad"], About::Wiring, "The USB port could not be brought to work with what is plugged in.", CORE),
    Line::new(Kernel, &["disabled by hub (emi?)"], About::Wiring, "The hub switched a port off after disturbances on the wire.", CORE),
    Line::new(Kernel, &["connect-debounce failed"], About::Wiring, "The plug makes no steady contact.", CORE),
    Line::new(Kernel, &["hub failed to enable device"], About::Wiring, "The hub could not bring the port to work.", CORE),
    Line::new(Kernel, &["device firmware changed"], About::Wiring, "After a reset the device described itself otherwise than before.", CORE),
    Line::new(Kernel, &["over-current c"], About::Power, "Something at this USB port draws too much current, or is short-circuited; the port is switched off.", CORE),
    Line::new(Kernel, &["insufficient available bus power"], About::Power, "The USB port or hub cannot give the device the power it asks for.", CORE),
    Line::new(Kernel, &["insufficient power available"], About::Power, "The USB port or hub cannot give the device the power it asks for.", CORE),
    Line::new(Kernel, &["ma over power budget"], About::Power, "The devices at this hub ask for more power than it has.", CORE),
    Line::new(Kernel, &["can't set config #", "error -28"], About::Bandwidth, "The USB has no room left for the device.", CORE),
    Line::new(Kernel, &["can't set config #", "error"], About::Wiring, "The device refused to be set up.", CORE),
    Line::new(Kernel, &["not enough bandwidth for new device state"], About::Bandwidth, "The USB has no room left for the device.", XHCI),
    Line::new(Kernel, &["not enough host controller resources"], About::Bandwidth, "The USB controller cannot serve another device.", XHCI),
    Line::new(Kernel, &["device is not authorized for usage"], About::Blocked, "The system was told not to use this USB device: USBGuard, or another program or rule that blocks devices.", CORE),
    Line::new(Kernel, &["rejected", "configuration", "due to insufficient"], About::Power, "The USB port or hub cannot give the device the power it asks for.", CORE),
    Line::new(Kernel, &["nfc:", "now attached"], About::Claimed, "The kernel's driver for NFC took this reader; the smart card service cannot use it then.", NFC),
    Line::new(Kernel, &["usb", "did not claim interface", "before use"], About::Claimed, "A program used a USB device without taking it over first; two programs may be at it.", CORE),
    Line::new(Kernel, &["usbfs: interface", "claimed by"], About::Claimed, "A program wanted a USB interface that another program or driver has.", CORE),
    Line::new(Kernel, &["host controller not responding, assume dead"], About::Controller, "The USB controller stopped; everything plugged in there is lost.", XHCI),
    Line::new(Kernel, &["hc died; cleaning up"], About::Controller, "The USB controller stopped; everything plugged in there is lost.", XHCI),
    Line::new(Kernel, &["xhci host not responding to stop endpoint"], About::Controller, "The USB controller does not answer.", XHCI),
    Line::new(Kernel, &["usb device number", "using", "reset "], About::Wiring, "The system reset a USB device that hung. Once is nothing; again and again, the device, its cable or its hub is failing.", CORE),
    Line::new(Kernel, &["new", "speed usb device number"], About::Normal, "A USB device was plugged in and noticed.", CORE),
    Line::new(Kernel, &["usb disconnect, device number"], About::Gone, "A USB device went away. Many of these in a row: a loose cable, port or hub.", CORE),
    Line::new(Kernel, &["can't read configurations, error"], About::Wiring, "A USB device was noticed but does not tell how it can be used: bad cable, port or hub, or a dead device.", CORE),
    Line::new(Kernel, &["pm: suspend exit"], About::Woke, "The computer woke up from sleep.", SLEEP),
    Line::new(Kernel, &["pm: hibernation: hibernation exit"], About::Woke, "The computer woke up from hibernation.", SLEEP),
    Line::new(Kernel, &["not running at top speed"], About::Normal, "The device could be faster at another port; for a card reader that does not matter.", CORE),
];
