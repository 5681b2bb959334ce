//! USB devices as sysfs shows them: no device is opened, woken or asked anything.
mod attribute;
mod device;
mod node;

use super::errno::failure;
use crate::facts::{Observed, Usb, UsbController, UsbDevice};
use crate::probe::Deadline;
use crate::probe::bounded;
use attribute::{hex16, link, number};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Most devices that are looked at; a bus has 127.
const DEVICES: usize = 256;
/// How long a device that is being reset or configured is waited for.
const PATIENCE: Duration = Duration::from_millis(1500);

/// Looks at every USB device below `root`, which is `/` but for tests.
pub(in crate::probe) fn usb(root: &Path, deadline: Deadline) -> Observed<Usb> {
    let folder = root.join("sys/bus/usb/devices");
    let entries = match std::fs::read_dir(&folder) {
        Ok(it) => it,
        Err(error) if error.kind() == ErrorKind::NotFound => return Observed::Absent,
        Err(error) => return Observed::Failed(failure("read /sys/bus/usb/devices", &error)),
    };
    let mut names: Vec<String> = entries
        .flatten()
        .map(|it| it.file_name().to_string_lossy().into_owned())
        // Interfaces have a colon in their names.
        .filter(|it| !it.contains(':'))
        .collect();
    names.sort_by_key(|it| order(it));
    let left_out = names.len().saturating_sub(DEVICES);
    names.truncate(DEVICES);
    let started: Vec<(UsbDevice, bounded::Pending<UsbDevice>)> = names
        .iter()
        // It may have been unplugged since.
        .filter(|name| folder.join(name).exists())
        .map(|name| {
            let it = device::at_once(&folder, name);
            let (root, folder, begun) = (root.to_owned(), folder.clone(), it.clone());
            let rest = bounded::start("reading a USB device", move || {
                device::in_time(&root, &folder, begun)
            });
            (it, rest)
        })
        .collect();
    let deadline = deadline.sooner(PATIENCE);
    let devices: Vec<UsbDevice> = started
        .into_iter()
        .map(|(begun, rest)| rest.wait(deadline).unwrap_or(begun))
        .collect();
    Observed::Seen(Usb {
        controllers: controllers(&folder, &devices),
        devices,
        left_out,
    })
}

/// By bus, then the root hub before what is plugged into it, then by ports, each as a number.
fn order(name: &str) -> (u32, bool, Vec<u32>) {
    let number = |it: &str| it.parse::<u32>().unwrap_or(u32::MAX);
    match name.strip_prefix("usb") {
        Some(bus) => (number(bus), false, Vec::new()),
        None => {
            let (bus, ports) = name.split_once('-').unwrap_or((name, ""));
            (number(bus), true, ports.split('.').map(number).collect())
        }
    }
}

/// What the root hubs belong to: the folder above each.
fn controllers(folder: &Path, devices: &[UsbDevice]) -> Vec<UsbController> {
    let mut out: Vec<UsbController> = Vec::new();
    for hub in devices.iter().filter(|it| it.name.starts_with("usb")) {
        let above = std::fs::canonicalize(folder.join(&hub.name))
            .ok()
            .and_then(|it| it.parent().map(PathBuf::from));
        let Some(above) = above else { continue };
        let name = above
            .file_name()
            .map(|it| it.to_string_lossy().into_owned())
            .unwrap_or_default();
        match out.iter_mut().find(|it| it.name == name) {
            Some(it) => it.root_hubs.push(hub.name.clone()),
            None => out.push(UsbController {
                name,
                root_hubs: vec![hub.name.clone()],
                driver: link(&above, "driver"),
                vendor: number(&above, "vendor", hex16),
                device: number(&above, "device", hex16),
            }),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hubs_come_before_what_is_plugged_into_them() {
        let mut names = [
            "1-10", "2-1", "usb2", "1-2.10", "1-2", "1-2.9", "usb1", "usb10",
        ];
        names.sort_by_key(|it| order(it));
        assert_eq!(
            names,
            [
                "usb1", "1-2", "1-2.9", "1-2.10", "1-10", "usb2", "2-1", "usb10"
            ]
        );
    }
}
