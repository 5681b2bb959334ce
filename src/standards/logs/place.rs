//! Where on the USB a line of the kernel is about.

/// A place as the line names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// What is plugged in there, by the kernel's name of the place: `1-4.2`. A line about a port names what would be in it.
    Device(String),
    /// A hub with all its ports: `1-4`, `usb1`.
    Hub(String),
    /// A host controller: `0000:00:14.0`, `vhci_hcd.0`.
    Controller(String),
}

/// The place that a line of the kernel begins with: `usb 1-4.2: …`, `usb 1-4-port2: …`, `usb usb1-port4: …`, `hub 1-4:1.0: …`,
/// `xhci_hcd 0000:00:14.0: …`, `pn533_usb 1-4.2:1.0: …` (dev_printk: driver, device).
pub fn place(text: &str) -> Option<Place> {
    let mut text = text.trim_start();
    if let Some((clock, rest)) = text.strip_prefix('[').and_then(|it| it.split_once("] "))
        && clock
            .trim()
            .bytes()
            .all(|it| it.is_ascii_digit() || it == b'.')
    {
        text = rest;
    }
    let mut words = text.split(' ');
    let (driver, device) = (words.next()?, words.next()?);
    let device = device.strip_suffix(':')?;
    if driver.contains(':') {
        return None;
    }
    if driver == "hub" {
        let (name, _) = device.split_once(':')?;
        // A root hub's interface is called after bus and port 0.
        let name = match name.strip_suffix("-0") {
            Some(bus) => format!("usb{bus}"),
            None => name.to_owned(),
        };
        return (is_device(&name) || is_root(&name)).then_some(Place::Hub(name));
    }
    if let Some((hub, port)) = device.split_once("-port") {
        let name = match hub.strip_prefix("usb") {
            Some(bus) => format!("{bus}-{port}"),
            None => format!("{hub}.{port}"),
        };
        return is_device(&name).then_some(Place::Device(name));
    }
    let name = device.split(':').next().unwrap_or(device);
    if is_device(name) {
        return Some(Place::Device(name.to_owned()));
    }
    if is_root(device) {
        return Some(Place::Hub(device.to_owned()));
    }
    driver
        .contains("hc")
        .then(|| Place::Controller(device.to_owned()))
}

fn is_root(name: &str) -> bool {
    name.strip_prefix("usb")
        .is_some_and(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit()))
}

/// `1-4.2`: bus, then ports.
fn is_device(name: &str) -> bool {
    let Some((bus, ports)) = name.split_once('-') else {
        return false;
    };
    let number = |it: &str| (1..=3).contains(&it.len()) && it.bytes().all(|it| it.is_ascii_digit());
    number(bus) && ports.split('.').all(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_place() {
        let device = |it: &str| Some(Place::Device(it.to_owned()));
        let hub = |it: &str| Some(Place::Hub(it.to_owned()));
        for (text, wanted) in [
            (
                "usb 1-4.2: device descriptor read/64, error -71",
                device("1-4.2"),
            ),
            (
                "[   12.34] usb 1-4: USB disconnect, device number 3",
                device("1-4"),
            ),
            (
                "usb usb1-port2: unable to enumerate USB device",
                device("1-2"),
            ),
            ("usb 1-4-port3: over-current change #1", device("1-4.3")),
            (
                "hub 1-4:1.0: hub_ext_port_status failed (err = -71)",
                hub("1-4"),
            ),
            ("hub 1-0:1.0: USB hub found", hub("usb1")),
            (
                "pn533_usb 1-2:1.0: NFC: NXP PN532 firmware ver 1.6 now attached",
                device("1-2"),
            ),
            (
                "xhci_hcd 0000:00:14.0: HC died; cleaning up",
                Some(Place::Controller("0000:00:14.0".to_owned())),
            ),
            ("usb: port power management may be unreliable", None),
            ("PM: suspend exit", None),
            ("", None),
            ("usb", None),
            ("usb 1-: x", None),
            ("usb 1-2222: x", None),
            ("usb -port: x", None),
        ] {
            assert_eq!(place(text), wanted, "{text}");
        }
    }
}
