use super::{Error, Look};
use crate::case::{Case, DeviceCase, KnownBy};
use crate::facts::{DeviceNode, Observed, UsbInterface, UsbPort};
use crate::standards::posix_acl::Acl;
use crate::standards::usb::{self, bcd, protocol_name};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// One USB device.
#[derive(Debug, Serialize, JsonSchema)]
pub struct UsbDevice {
    /// Where it is plugged in: `usb1` (a root hub), `1-4.2` (bus 1, port 4, port 2 of the hub there).
    pub place: String,
    /// `04e6:5116`.
    pub id: Option<String>,
    pub vendor: Option<u16>,
    pub product: Option<u16>,
    /// What it calls itself, or what its model is called.
    pub name: String,
    pub manufacturer: Option<String>,
    pub model: Option<String>,
    pub serial: Option<String>,
    /// bcdDevice, the maker's version of device or firmware: `5.23`.
    pub release: Option<String>,
    /// Whether it is a card reader, and how that is known.
    pub smart_card: Option<SmartCard>,
    pub hub: bool,
    /// USB version it speaks: `2.00`.
    pub usb_version: Option<String>,
    /// Megabits a second: `12`.
    pub speed: Option<String>,
    pub bus: Option<u16>,
    pub address: Option<u16>,
    /// The hubs above it, the nearest first, by their place in this list.
    pub hubs: Vec<usize>,
    pub controller: Option<Controller>,
    /// Whether the system may use it.
    pub authorized: Option<bool>,
    /// The configuration it is set to. Null: none.
    pub configuration: Option<u8>,
    pub power: Power,
    pub interfaces: Vec<Interface>,
    /// The file through which programs reach it.
    pub node: Option<Node>,
    /// Properties that udev keeps and that matter for card readers.
    pub udev: BTreeMap<String, String>,
    pub port: Option<Port>,
    /// Ports of this hub that were switched off.
    pub bad_ports: Vec<Port>,
    /// Whether a driver that is installed lists it. Null: not looked at.
    pub listed_by_driver: Option<bool>,
    /// What of it could not be looked at.
    pub unread: Vec<Error>,
}

/// A card reader on the USB.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SmartCard {
    /// `class`, `descriptor`, `id`.
    pub known_by: &'static str,
    /// The PC/SC readers that it is, by their place in `readers`.
    pub readers: Vec<Slot>,
    /// Whether PC/SC shows nothing of it. Null: that cannot be told.
    pub silent: Option<bool>,
    /// The CCID class descriptor.
    pub ccid: Option<Ccid>,
    /// Why that could not be read.
    pub ccid_error: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Slot {
    pub reader: usize,
    /// By what it was tied to this device.
    pub tied: &'static str,
}

/// CCID 1.1 table 5.1-1.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Ccid {
    /// bcdCCID.
    pub release: String,
    pub slots: u16,
    pub max_busy_slots: u8,
    pub voltages: Vec<&'static str>,
    pub protocols: Vec<&'static str>,
    pub default_clock_khz: u32,
    pub max_clock_khz: u32,
    pub default_rate: u32,
    pub max_rate: u32,
    pub max_ifsd: u32,
    /// dwFeatures.
    pub features: Vec<&'static str>,
    /// `TPDU`, `short APDU`, `short and extended APDU`, `character`.
    pub level: &'static str,
    /// dwMaxCCIDMessageLength.
    pub max_message: u32,
    /// What of a PIN can be typed on it: `verification`, `modification`.
    pub pin: Vec<&'static str>,
    /// Lines and characters of its display.
    pub display: Option<[u8; 2]>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Controller {
    /// `0000:00:14.0`.
    pub name: String,
    /// `xhci_hcd`.
    pub driver: Option<String>,
    /// PCI vendor and device: `8086:a36d`.
    pub id: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Power {
    /// bMaxPower: `100mA`.
    pub max: Option<String>,
    /// It has power of its own (bmAttributes).
    pub self_powered: Option<bool>,
    /// `on` or `auto`.
    pub control: Option<String>,
    /// `active`, `suspended`.
    pub runtime_status: Option<String>,
    pub autosuspend_delay_ms: Option<i64>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Interface {
    pub place: String,
    pub class: Option<u8>,
    pub subclass: Option<u8>,
    pub protocol: Option<u8>,
    /// What the protocol is called, of the smart card class.
    pub protocol_name: Option<&'static str>,
    pub text: Option<String>,
    /// What has it: `usbfs` for a program, else a kernel driver. Null: nothing.
    pub driver: Option<String>,
    pub authorized: Option<bool>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Node {
    pub path: String,
    pub owner: u32,
    pub group: u32,
    pub group_name: Option<String>,
    /// Octal digits.
    pub mode: String,
    /// Users and groups named by its access control list: `user 1000 rw-`.
    pub acl: Vec<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Port {
    pub number: u8,
    pub over_current_count: Option<u32>,
    pub connect_type: Option<String>,
    pub disabled: Option<bool>,
}

/// What came of looking at the USB.
#[derive(Debug, Serialize, JsonSchema)]
pub struct UsbLook {
    #[serde(flatten)]
    pub look: Look,
    /// Devices that were there and not looked at.
    pub left_out: usize,
}

impl UsbLook {
    pub fn from(case: &Case<'_>) -> UsbLook {
        let usb = &case.snapshot.machine.usb;
        UsbLook {
            look: Look::at(usb),
            left_out: usb.seen().map_or(0, |it| it.left_out),
        }
    }
}

impl UsbDevice {
    pub fn from(case: &Case<'_>, it: &DeviceCase<'_>) -> UsbDevice {
        let facts = it.facts;
        let power = &facts.power;
        UsbDevice {
            place: facts.name.clone(),
            id: it.id_text(),
            vendor: it.id.map(|it| it.0),
            product: it.id.map(|it| it.1),
            name: it.name(),
            manufacturer: facts.manufacturer.seen().cloned(),
            model: facts.model.seen().cloned(),
            serial: facts.serial.seen().map(|it| it.0.clone()),
            release: facts.release.seen().map(|it| bcd(*it)),
            smart_card: it.reader.map(|by| SmartCard::from(case, it, by)),
            hub: it.is_hub(),
            usb_version: facts.usb_version.seen().cloned(),
            speed: facts.speed.seen().cloned(),
            bus: facts.bus.seen().copied(),
            address: facts.address.seen().copied(),
            hubs: it.hubs.clone(),
            controller: it.controller.map(|it| Controller {
                name: it.name.clone(),
                driver: it.driver.seen().cloned(),
                id: match (it.vendor.seen(), it.device.seen()) {
                    (Some(vendor), Some(device)) => Some(format!("{vendor:04x}:{device:04x}")),
                    _ => None,
                },
            }),
            authorized: facts.authorized.seen().copied(),
            configuration: facts.configuration.seen().copied(),
            power: Power {
                max: power.max.seen().cloned(),
                self_powered: power.attributes.seen().map(|it| it & 0x40 != 0),
                control: power.control.seen().cloned(),
                runtime_status: power.runtime_status.seen().cloned(),
                autosuspend_delay_ms: power.autosuspend_delay_ms.seen().copied(),
            },
            interfaces: it.interfaces().iter().map(Interface::from).collect(),
            node: facts.node.seen().map(Node::from),
            udev: facts.udev.seen().cloned().unwrap_or_default(),
            port: facts.port.seen().map(Port::from),
            bad_ports: facts.bad_ports.iter().map(Port::from).collect(),
            listed_by_driver: it.listed,
            unread: unread(it),
        }
    }
}

/// The looks at a device that failed.
fn unread(it: &DeviceCase<'_>) -> Vec<Error> {
    let facts = it.facts;
    [
        facts.vendor.failure(),
        facts.product.failure(),
        facts.release.failure(),
        facts.manufacturer.failure(),
        facts.model.failure(),
        facts.serial.failure(),
        facts.speed.failure(),
        facts.authorized.failure(),
        facts.configuration.failure(),
        facts.power.control.failure(),
        facts.power.runtime_status.failure(),
        facts.interfaces.failure(),
        facts.descriptors.failure(),
        facts.node.failure(),
        facts.udev.failure(),
    ]
    .into_iter()
    .flatten()
    .map(Error::from)
    .collect()
}

impl SmartCard {
    fn from(case: &Case<'_>, it: &DeviceCase<'_>, by: KnownBy) -> SmartCard {
        let ccid = it.ccid();
        SmartCard {
            known_by: match by {
                KnownBy::Class => "class",
                KnownBy::Descriptor => "descriptor",
                KnownBy::Id => "id",
            },
            readers: it
                .readers
                .iter()
                .map(|(reader, tie)| Slot {
                    reader: *reader,
                    tied: tie.words(),
                })
                .collect(),
            silent: case.is_silent(it),
            ccid: ccid.and_then(|it| it.as_ref().ok()).map(Ccid::from),
            ccid_error: ccid
                .and_then(|it| it.as_ref().err())
                .map(ToString::to_string),
        }
    }
}

impl Ccid {
    fn from(it: &usb::Ccid) -> Ccid {
        Ccid {
            release: bcd(it.release),
            slots: it.slots(),
            max_busy_slots: it.max_busy_slots,
            voltages: it.voltages(),
            protocols: it.protocol_names(),
            default_clock_khz: it.default_clock_khz,
            max_clock_khz: it.max_clock_khz,
            default_rate: it.default_rate,
            max_rate: it.max_rate,
            max_ifsd: it.max_ifsd,
            features: it.feature_names(),
            level: it.level().words(),
            max_message: it.max_message,
            pin: it.pin_names(),
            display: it.display().map(|(lines, characters)| [lines, characters]),
        }
    }
}

impl Interface {
    fn from(it: &UsbInterface) -> Interface {
        let class = it.class.seen().copied();
        let protocol = it.protocol.seen().copied();
        Interface {
            place: it.name.clone(),
            class,
            subclass: it.subclass.seen().copied(),
            protocol,
            protocol_name: protocol
                .filter(|_| class == Some(usb::SMART_CARD))
                .and_then(protocol_name),
            text: it.text.seen().cloned(),
            driver: it.driver.seen().cloned(),
            authorized: it.authorized.seen().copied(),
        }
    }
}

impl Node {
    fn from(it: &DeviceNode) -> Node {
        let acl = match &it.acl {
            Observed::Seen(it) => Acl::parse(it).map(|it| it.named()).unwrap_or_default(),
            _ => Vec::new(),
        };
        Node {
            path: it.path.clone(),
            owner: it.owner,
            group: it.group,
            group_name: it.group_name.clone(),
            mode: it.mode.clone(),
            acl,
        }
    }
}

impl Port {
    fn from(it: &UsbPort) -> Port {
        Port {
            number: it.number,
            over_current_count: it.over_current_count.seen().copied(),
            connect_type: it.connect_type.seen().cloned(),
            disabled: it.disabled.seen().copied(),
        }
    }
}
