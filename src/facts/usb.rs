use super::{Bytes, Observed, Pii};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The USB as the system shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usb {
    /// Every device, hubs and root hubs among them, a hub before what is plugged into it.
    pub devices: Vec<UsbDevice>,
    /// What the root hubs belong to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub controllers: Vec<UsbController>,
    /// Devices that were there and not looked at, because there were too many or the time was over.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub left_out: usize,
}

fn is_zero(it: &usize) -> bool {
    *it == 0
}

/// One USB device. A member that the JSON leaves out is `Absent`: the system has no such attribute for it. The names are
/// those of Linux's sysfs (Documentation/ABI/testing/sysfs-bus-usb); other systems fill in what they have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsbDevice {
    /// Where it is plugged in: `usb1` (a root hub), `1-4.2` (bus 1, port 4, port 2 of the hub there).
    pub name: String,
    /// idVendor.
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub vendor: Observed<u16>,
    /// idProduct.
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub product: Observed<u16>,
    /// bcdDevice: the maker's version of device or firmware, 0x0523 for 5.23.
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub release: Observed<u16>,
    /// iManufacturer.
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub manufacturer: Observed<String>,
    /// iProduct.
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub model: Observed<String>,
    /// iSerialNumber.
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub serial: Observed<Pii<String>>,
    /// bDeviceClass; 9 is a hub, 0 leaves it to the interfaces.
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub class: Observed<u8>,
    /// USB version it speaks, as the system words it: `2.00`.
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub usb_version: Observed<String>,
    /// Megabits a second, as the system words it: `1.5`, `12`, `480`, `5000`.
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub speed: Observed<String>,
    /// busnum.
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub bus: Observed<u16>,
    /// devnum: the address on that bus, a new one each time it is plugged in.
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub address: Observed<u16>,
    /// maxchild: ports of a hub; 0 for what is none.
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub ports: Observed<u8>,
    /// Whether the system may use it. USBGuard and the like take that away.
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub authorized: Observed<bool>,
    /// bConfigurationValue. `Absent` where it is not configured: then it has no interfaces.
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub configuration: Observed<u8>,
    /// `fixed` (built in), `removable`, `unknown`.
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub removable: Observed<String>,
    pub power: UsbPower,
    /// The driver of the device as a whole: `usb` as a rule, `usbip-host` where it is lent to another computer.
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub driver: Observed<String>,
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub interfaces: Observed<Vec<UsbInterface>>,
    /// Device descriptor and configuration descriptors, raw. `Unasked` for what is not like a card reader.
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub descriptors: Observed<Bytes>,
    /// The file through which a program reaches the device. `Unasked` for what is not like a card reader.
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub node: Observed<DeviceNode>,
    /// What udev keeps of it, the properties that matter for card readers only. `Unasked` for what is not like one.
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub udev: Observed<BTreeMap<String, String>>,
    /// The port of the hub above it.
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub port: Observed<UsbPort>,
    /// Ports of this hub that an over-current or somebody switched off, whether something is plugged in or not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bad_ports: Vec<UsbPort>,
}

/// Power management of a device. A member that is left out is `Absent`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsbPower {
    /// bMaxPower: what it asks for, as the system words it: `100mA`.
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub max: Observed<String>,
    /// bmAttributes of the configuration: bit 6 has power of its own, bit 5 can wake the computer (USB 2.0 table 9-10).
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub attributes: Observed<u8>,
    /// `on` (never suspended) or `auto`.
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub control: Observed<String>,
    /// `active`, `suspended`, `suspending`, `resuming`, `error`, `unsupported`.
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub runtime_status: Observed<String>,
    /// Milliseconds of rest before it is suspended; negative: never.
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub autosuspend_delay_ms: Observed<i64>,
    /// Whether the system takes a device that was without power during suspend for the same one.
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub persist: Observed<bool>,
    /// Milliseconds since it was plugged in.
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub connected_ms: Observed<u64>,
    /// Milliseconds of those in which it was not suspended.
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub active_ms: Observed<u64>,
}

/// One interface of a device. A member that is left out is `Absent`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsbInterface {
    /// `1-4.2:1.0`: the device, its configuration and the interface's number.
    pub name: String,
    /// bInterfaceClass; 0x0B is a smart-card reader, 0xFF the maker's own.
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub class: Observed<u8>,
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub subclass: Observed<u8>,
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub protocol: Observed<u8>,
    /// iInterface.
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub text: Observed<String>,
    /// What has it: `usbfs` for a program, the name of a kernel driver, `Absent` for nothing.
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub driver: Observed<String>,
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub authorized: Observed<bool>,
}

/// A port of a hub. A member that is left out is `Absent`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsbPort {
    pub number: u8,
    /// How often it was switched off because too much current flowed.
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub over_current_count: Observed<u32>,
    /// `hotplug`, `hardwired`, `not used`, `unknown`.
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub connect_type: Observed<String>,
    /// Switched off by hand.
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub disabled: Observed<bool>,
}

/// A USB host controller. A member that is left out is `Absent`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsbController {
    /// As the system calls it: `0000:00:14.0`, `vhci_hcd.0`.
    pub name: String,
    /// Names of its root hubs: `usb1`, `usb2`.
    pub root_hubs: Vec<String>,
    /// `uhci_hcd`, `ohci-pci`, `ehci-pci`, `xhci_hcd`, `vhci_hcd`, `dwc2`.
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub driver: Observed<String>,
    /// PCI vendor and device.
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub vendor: Observed<u16>,
    #[serde(default = "absent", skip_serializing_if = "Observed::is_absent")]
    pub device: Observed<u16>,
}

/// The file through which a program reaches a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceNode {
    /// `/dev/bus/usb/001/004`.
    pub path: String,
    /// Numeric owner.
    pub owner: u32,
    /// Numeric group.
    pub group: u32,
    /// The group's name, where it is one of the system's own rather than a person's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group_name: Option<String>,
    /// Permission bits, octal digits: `660`.
    pub mode: String,
    /// The access control list as the system keeps it (`system.posix_acl_access`). `Absent`: it has none.
    pub acl: Observed<Bytes>,
}

fn absent<T>() -> Observed<T> {
    Observed::Absent
}
