//! One device. What the kernel answers at once is read first; the attributes for which it waits until nobody resets or
//! configures the device (usb_lock_device in drivers/usb/core/sysfs.c) come second, as a device in trouble can hold that
//! for many seconds.
use super::attribute::{bytes, decimal, flag, hex8, hex16, link, number, text};
use super::node;
use crate::facts::{
    Bytes, Failure, Observed, Pii, TIMED_OUT, UsbDevice, UsbInterface, UsbPort, UsbPower,
};
use std::path::Path;

/// Most interfaces a configuration can have is 32 in the kernel (USB_MAXINTERFACES).
const INTERFACES: usize = 32;

/// What the kernel answers at once; what it can make us wait for stands as timed out.
pub(super) fn at_once(devices: &Path, name: &str) -> UsbDevice {
    let folder = devices.join(name);
    let at = folder.as_path();
    UsbDevice {
        name: name.to_owned(),
        vendor: number(at, "idVendor", hex16),
        product: number(at, "idProduct", hex16),
        release: number(at, "bcdDevice", hex16),
        manufacturer: late("manufacturer"),
        model: late("product"),
        serial: late("serial"),
        class: number(at, "bDeviceClass", hex8),
        usb_version: text(at, "version"),
        speed: text(at, "speed"),
        bus: number(at, "busnum", decimal),
        address: number(at, "devnum", decimal),
        ports: number(at, "maxchild", decimal),
        authorized: number(at, "authorized", flag),
        configuration: late("bConfigurationValue"),
        removable: text(at, "removable"),
        power: UsbPower {
            max: late("bMaxPower"),
            attributes: late("bmAttributes"),
            control: text(at, "power/control"),
            runtime_status: text(at, "power/runtime_status"),
            autosuspend_delay_ms: number(at, "power/autosuspend_delay_ms", decimal),
            persist: number(at, "power/persist", flag),
            connected_ms: number(at, "power/connected_duration", decimal),
            active_ms: number(at, "power/active_duration", decimal),
        },
        driver: link(at, "driver"),
        interfaces: late("the interfaces"),
        descriptors: late("descriptors"),
        node: Observed::unasked(NOT_LIKE_A_READER),
        udev: Observed::unasked(NOT_LIKE_A_READER),
        port: port(at, "port", name),
        bad_ports: Vec::new(),
    }
}

const NOT_LIKE_A_READER: &str = "it is not like a card reader";

fn late<T>(name: &str) -> Observed<T> {
    Observed::Failed(Failure::new(format!("read {name}"), TIMED_OUT, None))
}

/// The rest.
pub(super) fn in_time(root: &Path, devices: &Path, mut it: UsbDevice) -> UsbDevice {
    let folder = devices.join(&it.name);
    let at = folder.as_path();
    it.interfaces = interfaces(at, &it.name);
    let is_hub = it.class.seen() == Some(&9);
    if !is_hub && may_be_reader(&it) {
        it.descriptors = bytes(at, "descriptors").map(Bytes);
        if let (Some(bus), Some(address)) = (it.bus.seen(), it.address.seen()) {
            it.node = node::node(root, *bus, *address);
            it.udev = node::udev(root, *bus, *address);
        }
    } else {
        it.descriptors = Observed::unasked(NOT_LIKE_A_READER);
    }
    if is_hub {
        it.bad_ports = bad_ports(at, &it.name);
    }
    it.configuration = number(at, "bConfigurationValue", decimal);
    it.power.max = text(at, "bMaxPower");
    it.power.attributes = number(at, "bmAttributes", hex8);
    it.manufacturer = text(at, "manufacturer");
    it.model = text(at, "product");
    it.serial = text(at, "serial").map(Pii);
    it
}

/// It has an interface of the smart card class or of the maker's own, or none that tells.
fn may_be_reader(it: &UsbDevice) -> bool {
    let Some(interfaces) = it.interfaces.seen() else {
        return true;
    };
    interfaces.is_empty()
        || interfaces
            .iter()
            .any(|it| !matches!(it.class.seen(), Some(class) if !matches!(class, 0x0B | 0xFF)))
}

fn interfaces(at: &Path, name: &str) -> Observed<Vec<UsbInterface>> {
    let prefix = format!("{name}:");
    let mut names: Vec<String> = match std::fs::read_dir(at) {
        Ok(entries) => entries
            .flatten()
            .map(|it| it.file_name().to_string_lossy().into_owned())
            .filter(|it| it.starts_with(&prefix))
            .collect(),
        Err(error) => {
            return Observed::Failed(super::super::errno::failure("read the interfaces", &error));
        }
    };
    names.sort();
    names.truncate(INTERFACES);
    Observed::Seen(
        names
            .into_iter()
            .map(|name| {
                let at = at.join(&name);
                UsbInterface {
                    class: number(&at, "bInterfaceClass", hex8),
                    subclass: number(&at, "bInterfaceSubClass", hex8),
                    protocol: number(&at, "bInterfaceProtocol", hex8),
                    text: text(&at, "interface"),
                    driver: link(&at, "driver"),
                    authorized: number(&at, "authorized", flag),
                    name,
                }
            })
            .collect(),
    )
}

/// The port that a `port` link of a device leads to.
fn port(at: &Path, link: &str, name: &str) -> Observed<UsbPort> {
    let folder = at.join(link);
    let digits = name.rsplit(['-', '.']).next().unwrap_or_default();
    match digits.parse() {
        Ok(number) if folder.is_dir() => Observed::Seen(read_port(&folder, number)),
        _ => Observed::Absent,
    }
}

fn read_port(at: &Path, number_of: u8) -> UsbPort {
    UsbPort {
        number: number_of,
        over_current_count: number(at, "over_current_count", decimal),
        connect_type: text(at, "connect_type"),
        disabled: number(at, "disable", flag),
    }
}

/// Ports of a hub are folders of its one interface: `1-4:1.0/1-4-port3`, `1-0:1.0/usb1-port2`.
fn bad_ports(at: &Path, name: &str) -> Vec<UsbPort> {
    let interface = match name.strip_prefix("usb") {
        Some(bus) => format!("{bus}-0:1.0"),
        None => format!("{name}:1.0"),
    };
    let prefix = format!("{name}-port");
    let Ok(entries) = std::fs::read_dir(at.join(interface)) else {
        return Vec::new();
    };
    let mut out: Vec<UsbPort> = entries
        .flatten()
        .filter_map(|it| {
            let file = it.file_name().to_string_lossy().into_owned();
            let number: u8 = file.strip_prefix(&prefix)?.parse().ok()?;
            let port = read_port(&it.path(), number);
            let bad = port.over_current_count.seen().is_some_and(|it| *it > 0)
                || port.disabled.seen() == Some(&true);
            bad.then_some(port)
        })
        .collect();
    out.sort_by_key(|it| it.number);
    out
}
