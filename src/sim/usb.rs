//! The USB of a simulated workstation, and what its logs say of it.
use super::scenario::{Scenario, UsbState};
use crate::facts::{
    Bytes, DeviceNode, Log, LogLine, LogRead, LogSource, LogText, Machine, Observed, Pii, Usb,
    UsbController, UsbDevice, UsbInterface, UsbPort, UsbPower,
};
use std::collections::BTreeMap;
use time::{Duration, OffsetDateTime};

/// The bus and address of the desk's reader and of the laptop's own.
const DESK: (u16, u16) = (1, 5);
const LAPTOP: (u16, u16) = (1, 3);

/// SCARD_ATTR_CHANNEL_ID of a reader by its name: USB, bus, address.
pub(super) fn channel(name: &str) -> u32 {
    let (bus, address) = if name.starts_with("Alcor") {
        LAPTOP
    } else {
        DESK
    };
    0x0020_0000 | u32::from(bus) << 8 | u32::from(address)
}

/// What lies below PC/SC there, as it is at `now`.
pub(super) fn machine(scenario: &Scenario, now: OffsetDateTime) -> Machine {
    let mut devices = vec![root("usb1", "480", 12), keyboard()];
    if scenario
        .readers
        .iter()
        .any(|it| it.name.starts_with("Alcor"))
    {
        devices.push(laptop());
    }
    let state = scenario.usb;
    if !matches!(state, UsbState::Unplugged | UsbState::EnumerationFailed) {
        devices.push(desk(state, !scenario.readers.is_empty()));
    }
    devices.push(root("usb2", "5000", 6));
    Machine {
        usb: Observed::Seen(Usb {
            devices,
            controllers: vec![UsbController {
                name: "0000:00:14.0".to_owned(),
                root_hubs: vec!["usb1".to_owned(), "usb2".to_owned()],
                driver: seen("xhci_hcd"),
                vendor: Observed::Seen(0x8086),
                device: Observed::Seen(0xa36d),
            }],
            left_out: 0,
        }),
        kernel_log: log("journalctl --dmesg", kernel(state), now),
        service_log: log("journalctl --unit=pcscd", service(state), now),
        ..Machine::default()
    }
}

fn seen(text: &str) -> Observed<String> {
    Observed::Seen(text.to_owned())
}

/// Lines with their age in seconds.
fn log(source: &str, lines: &[(i64, &str)], now: OffsetDateTime) -> Observed<Log> {
    let now = now.replace_nanosecond(0).unwrap_or(now);
    Observed::Seen(Log {
        sources: vec![LogSource {
            name: source.to_owned(),
            look: Observed::Seen(LogRead {
                lines: u32::try_from(lines.len()).unwrap_or(u32::MAX),
                cut: false,
            }),
        }],
        lines: lines
            .iter()
            .map(|(age, text)| LogLine {
                at: now.checked_sub(Duration::seconds(*age)),
                text: LogText((*text).to_owned()),
            })
            .collect(),
        left_out: 0,
        card_traffic: 0,
    })
}

const PLUGGED_IN: (i64, &str) = (
    900,
    "usb 1-4: new full-speed USB device number 5 using xhci_hcd",
);

fn kernel(state: UsbState) -> &'static [(i64, &'static str)] {
    match state {
        UsbState::Fine | UsbState::Claimed => &[PLUGGED_IN],
        UsbState::Unplugged => &[
            PLUGGED_IN,
            (
                899,
                "usb 1-4: New USB device found, idVendor=04e6, idProduct=5116, bcdDevice= 5.23",
            ),
            (240, "usb 1-4: USB disconnect, device number 5"),
        ],
        UsbState::NotAuthorized => &[
            PLUGGED_IN,
            (899, "usb 1-4: Device is not authorized for usage"),
        ],
        UsbState::EnumerationFailed => &[
            (
                62,
                "usb 1-4: new full-speed USB device number 5 using xhci_hcd",
            ),
            (61, "usb 1-4: device descriptor read/64, error -71"),
            (60, "usb 1-4: device descriptor read/64, error -71"),
            (59, "usb usb1-port4: attempt power cycle"),
            (57, "usb 1-4: device not accepting address 6, error -71"),
            (56, "usb usb1-port4: unable to enumerate USB device"),
        ],
        UsbState::Autosuspend => &[
            PLUGGED_IN,
            (
                300,
                "usb 1-4: reset full-speed USB device number 5 using xhci_hcd",
            ),
            (
                120,
                "usb 1-4: reset full-speed USB device number 5 using xhci_hcd",
            ),
        ],
    }
}

fn service(state: UsbState) -> &'static [(i64, &'static str)] {
    match state {
        UsbState::Claimed => &[
            (
                60,
                "ccid_usb.c:672:OpenUSBByName() Can't claim interface 1/5: LIBUSB_ERROR_BUSY",
            ),
            (
                60,
                "readerfactory.c:1105:RFInitializeReader() Open Port 0x200000 Failed (usb:04e6/5116:libudev:0:/dev/bus/usb/001/005)",
            ),
        ],
        UsbState::Autosuspend => &[(
            121,
            "ccid_usb.c:621:OpenUSBByName() Can't libusb_open(1/5): LIBUSB_ERROR_IO",
        )],
        _ => &[],
    }
}

fn power(max: &str, control: &str, status: &str) -> UsbPower {
    UsbPower {
        max: seen(max),
        attributes: Observed::Seen(0xA0),
        control: seen(control),
        runtime_status: seen(status),
        autosuspend_delay_ms: Observed::Seen(2000),
        persist: Observed::Seen(true),
        connected_ms: Observed::Seen(900_000),
        active_ms: Observed::Seen(880_000),
    }
}

/// A device with what every one has.
fn device(name: &str, id: (u16, u16, u16), speed: &str, (bus, address): (u16, u16)) -> UsbDevice {
    UsbDevice {
        name: name.to_owned(),
        vendor: Observed::Seen(id.0),
        product: Observed::Seen(id.1),
        release: Observed::Seen(id.2),
        manufacturer: Observed::Absent,
        model: Observed::Absent,
        serial: Observed::Absent,
        class: Observed::Seen(0),
        usb_version: seen("2.00"),
        speed: seen(speed),
        bus: Observed::Seen(bus),
        address: Observed::Seen(address),
        ports: Observed::Seen(0),
        authorized: Observed::Seen(true),
        configuration: Observed::Seen(1),
        removable: seen("removable"),
        power: power("100mA", "on", "active"),
        driver: seen("usb"),
        interfaces: Observed::Seen(Vec::new()),
        descriptors: Observed::unasked("it is not like a card reader"),
        node: Observed::unasked("it is not like a card reader"),
        udev: Observed::unasked("it is not like a card reader"),
        port: Observed::Absent,
        bad_ports: Vec::new(),
    }
}

fn interface(name: &str, class: u8, driver: Option<&str>) -> UsbInterface {
    UsbInterface {
        name: name.to_owned(),
        class: Observed::Seen(class),
        subclass: Observed::Seen(0),
        protocol: Observed::Seen(0),
        text: Observed::Absent,
        driver: driver.map_or(Observed::Absent, seen),
        authorized: Observed::Seen(true),
    }
}

fn root(name: &str, speed: &str, ports: u8) -> UsbDevice {
    let bus = if name == "usb1" { 1 } else { 2 };
    let product = if speed == "480" { 2 } else { 3 };
    UsbDevice {
        manufacturer: seen("Linux 6.1.0-simulated xhci-hcd"),
        model: seen("xHCI Host Controller"),
        serial: Observed::Seen(Pii("0000:00:14.0".to_owned())),
        class: Observed::Seen(9),
        ports: Observed::Seen(ports),
        removable: seen("unknown"),
        interfaces: Observed::Seen(vec![interface(&format!("{bus}-0:1.0"), 9, Some("hub"))]),
        ..device(name, (0x1d6b, product, 0x0601), speed, (bus, 1))
    }
}

fn keyboard() -> UsbDevice {
    UsbDevice {
        manufacturer: seen("Logitech"),
        model: seen("USB Keyboard"),
        interfaces: Observed::Seen(vec![interface("1-2:1.0", 3, Some("usbhid"))]),
        ..device("1-2", (0x046d, 0xc31c, 0x4920), "1.5", (1, 2))
    }
}

fn port(number: u8, connect_type: &str) -> Observed<UsbPort> {
    Observed::Seen(UsbPort {
        number,
        over_current_count: Observed::Seen(0),
        connect_type: seen(connect_type),
        disabled: Observed::Seen(false),
    })
}

fn node((bus, address): (u16, u16)) -> Observed<DeviceNode> {
    Observed::Seen(DeviceNode {
        path: format!("/dev/bus/usb/{bus:03}/{address:03}"),
        owner: 0,
        group: 0,
        group_name: Some("root".to_owned()),
        mode: "664".to_owned(),
        acl: Observed::Absent,
    })
}

fn udev() -> Observed<BTreeMap<String, String>> {
    Observed::Seen(BTreeMap::from([(
        "ID_SMARTCARD_READER".to_owned(),
        "1".to_owned(),
    )]))
}

/// The reader on the desk: an SCR3310 as libccid's collection of descriptors has it.
fn desk(state: UsbState, served: bool) -> UsbDevice {
    let blocked = state == UsbState::NotAuthorized;
    // usbfs stands for whichever program has it: the service, where that shows it.
    let driver = (served || state == UsbState::Claimed).then_some("usbfs");
    let mut reader = interface("1-4:1.0", 0x0B, driver);
    reader.text = seen("CCID Interface");
    UsbDevice {
        manufacturer: seen("SCM Microsystems Inc."),
        model: seen("SCR33xx v2.0 USB SC Reader"),
        serial: Observed::Seen(Pii("53311416214987".to_owned())),
        authorized: Observed::Seen(!blocked),
        configuration: if blocked {
            Observed::Absent
        } else {
            Observed::Seen(1)
        },
        interfaces: Observed::Seen(if blocked { Vec::new() } else { vec![reader] }),
        power: match state {
            UsbState::Autosuspend => power("100mA", "auto", "suspended"),
            _ => power("100mA", "auto", "active"),
        },
        descriptors: Observed::Seen(Bytes(descriptors(0x04e6, 0x5116, 0x0523))),
        node: node(DESK),
        udev: udev(),
        port: port(4, "hotplug"),
        ..device("1-4", (0x04e6, 0x5116, 0x0523), "12", DESK)
    }
}

/// The laptop's built-in reader.
fn laptop() -> UsbDevice {
    UsbDevice {
        manufacturer: seen("Generic"),
        model: seen("EMV Smartcard Reader"),
        removable: seen("fixed"),
        interfaces: Observed::Seen(vec![interface("1-3:1.0", 0x0B, Some("usbfs"))]),
        power: power("50mA", "auto", "active"),
        descriptors: Observed::Seen(Bytes(descriptors(0x058f, 0x9540, 0x0120))),
        node: node(LAPTOP),
        udev: udev(),
        port: port(3, "hardwired"),
        ..device("1-3", (0x058f, 0x9540, 0x0120), "12", LAPTOP)
    }
}

/// Device descriptor, configuration, one interface of the smart card class with its own descriptor, three endpoints
/// (USB 2.0 §9.6, CCID 1.1 §5.1).
fn descriptors(vendor: u16, product: u16, release: u16) -> Vec<u8> {
    let mut out = vec![18, 1, 0x00, 0x02, 0, 0, 0, 64];
    for it in [vendor, product, release] {
        out.extend(it.to_le_bytes());
    }
    out.extend([1, 2, 5, 1]);
    out.extend([9, 2, 93, 0, 1, 1, 0, 0xA0, 50]);
    out.extend([9, 4, 0, 0, 3, 0x0B, 0, 0, 4]);
    // One slot, all voltages, T=0 and T=1.
    out.extend([54, 0x21, 0x00, 0x01, 0, 7, 3, 0, 0, 0]);
    // Clock 4800 to 16000 kHz; data 12903 to 825806 bit/s.
    for it in [4800_u32, 16_000] {
        out.extend(it.to_le_bytes());
    }
    out.push(0);
    for it in [12_903_u32, 825_806] {
        out.extend(it.to_le_bytes());
    }
    out.push(0);
    // dwMaxIFSD, no synchronous protocols, no mechanics, TPDU level, 271 bytes a message.
    for it in [252_u32, 0, 0, 0x0001_00BA, 271] {
        out.extend(it.to_le_bytes());
    }
    out.extend([0xFF, 0xFF, 0, 0, 0, 1]);
    out.extend([7, 5, 0x01, 2, 64, 0, 0]);
    out.extend([7, 5, 0x82, 2, 64, 0, 0]);
    out.extend([7, 5, 0x83, 3, 16, 0, 16]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standards::usb::Descriptors;

    #[test]
    fn the_simulated_reader_describes_itself_well() {
        let it = Descriptors::parse(&descriptors(0x04e6, 0x5116, 0x0523));
        assert_eq!((it.id, it.broken_at), (Some((0x04e6, 0x5116)), None));
        let ccid = it.smart_card().unwrap().ccid.clone().unwrap().unwrap();
        assert_eq!((ccid.slots(), ccid.max_message), (1, 271));
        assert_eq!(ccid.protocol_names(), ["T=0", "T=1"]);
        assert_eq!(descriptors(1, 2, 3).len(), 18 + 93);
    }
}
