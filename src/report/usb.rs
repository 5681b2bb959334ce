//! What there is to say of USB devices, for people; text and HTML show the same.
use super::json::Error;
use crate::case::{Case, DeviceCase, Tie};
use crate::facts::{Log, Observed, UsbController, UsbInterface};
use crate::standards::usb::{SMART_CARD, bcd, protocol_name};

pub(super) fn nothing(case: &Case<'_>) -> String {
    match &case.snapshot.machine.usb {
        Observed::Seen(_) => "No USB device is there, not even a controller.".to_owned(),
        Observed::Absent => "This system has no USB.".to_owned(),
        Observed::Failed(it) => format!(
            "The USB could not be looked at: {}.",
            Error::from(it).message
        ),
        Observed::Unasked { because } => format!("The USB was not looked at: {because}."),
    }
}

/// What kind of controller, by its driver (Linux drivers/usb/host).
pub(super) fn generation(it: Option<&UsbController>) -> &'static str {
    let driver = it
        .and_then(|it| it.driver.seen())
        .map_or("", String::as_str);
    match driver {
        it if it.starts_with("uhci") || it.starts_with("ohci") => "USB 1 controller",
        it if it.starts_with("ehci") => "USB 2 controller",
        it if it.starts_with("xhci") => "USB 3 controller",
        it if it.starts_with("vhci") => "USB devices of another computer (vhci)",
        _ => "USB controller",
    }
}

pub(super) fn title(it: &DeviceCase<'_>) -> String {
    let facts = it.facts;
    let speed = facts
        .speed
        .seen()
        .map(|it| format!(", {it} Mb/s"))
        .unwrap_or_default();
    if it.is_root_hub() {
        let bus = facts.name.trim_start_matches("usb");
        let ports = facts
            .ports
            .seen()
            .map_or(String::new(), |it| format!(", {it} ports"));
        return format!("bus {bus}{speed}{ports}");
    }
    let port = facts.name.rsplit(['-', '.']).next().unwrap_or_default();
    let id = it
        .id_text()
        .map(|it| format!(" ({it})"))
        .unwrap_or_default();
    let what = if it.is_reader() {
        ", card reader"
    } else if it.is_hub() {
        ", hub"
    } else {
        ""
    };
    format!("port {port}: {}{id}{what}{speed}", it.name())
}

/// What there is to say of a card reader; of others only what is out of order.
pub(super) fn details(
    case: &Case<'_>,
    it: &DeviceCase<'_>,
    verbose: bool,
) -> Vec<(&'static str, String)> {
    let facts = it.facts;
    let mut out: Vec<(&'static str, String)> = Vec::new();
    if facts.authorized.seen() == Some(&false) {
        out.push((
            "blocked",
            "the system is told not to use it (authorized is 0)".to_owned(),
        ));
    }
    for port in &facts.bad_ports {
        let number = port.number;
        match port.over_current_count.seen() {
            Some(1) => out.push((
                "port",
                format!("{number}: switched off once, too much current"),
            )),
            Some(count @ 2..) => out.push((
                "port",
                format!("{number}: switched off {count} times, too much current"),
            )),
            _ => out.push(("port", format!("{number}: switched off by hand"))),
        }
    }
    if !it.is_reader() {
        return out;
    }
    out.push(("PC/SC", pcsc(case, it)));
    let mut about: Vec<String> = Vec::new();
    about.push(format!("place {}", facts.name));
    if let Some(release) = facts.release.seen() {
        about.push(format!("firmware {}", bcd(*release)));
    }
    if let Some(serial) = facts.serial.seen() {
        about.push(format!("serial {}", serial.0));
    }
    if let Some(version) = facts.usb_version.seen() {
        about.push(format!("USB {version}"));
    }
    if let Some(model) = it.model {
        about.push(format!("known as {}", model.name));
    }
    out.push(("device", about.join(", ")));
    for interface in it.interfaces() {
        out.push(("interface", interface_words(interface)));
    }
    if it.interfaces().is_empty() {
        out.push(("interface", "none: it is not set up".to_owned()));
    }
    out.push(("power", power(it)));
    match it.ccid() {
        Some(Ok(ccid)) => {
            let pin = match ccid.pin_names() {
                it if it.is_empty() => "no PIN pad".to_owned(),
                it => format!("PIN pad for {}", it.join(" and ")),
            };
            let slots = match ccid.slots() {
                1 => "1 slot".to_owned(),
                more => format!("{more} slots"),
            };
            out.push((
                "CCID",
                format!(
                    "{slots}; {}; {}; {}; messages of {} bytes; {pin}",
                    ccid.protocol_names().join(", "),
                    ccid.voltages().join(", "),
                    ccid.level().words(),
                    ccid.max_message
                ),
            ));
            if verbose {
                out.push(("features", ccid.feature_names().join(", ")));
                out.push((
                    "rates",
                    format!(
                        "clock {} to {} kHz, data {} to {} bit/s, IFSD up to {}",
                        ccid.default_clock_khz,
                        ccid.max_clock_khz,
                        ccid.default_rate,
                        ccid.max_rate,
                        ccid.max_ifsd
                    ),
                ));
            }
        }
        Some(Err(error)) => out.push(("CCID", error.to_string())),
        None => {}
    }
    if let Some(node) = facts.node.seen() {
        let group = node
            .group_name
            .clone()
            .unwrap_or_else(|| node.group.to_string());
        let owner = if node.owner == 0 {
            "root".to_owned()
        } else {
            node.owner.to_string()
        };
        let acl = if node.acl.seen().is_some() {
            ", with an access list"
        } else {
            ""
        };
        out.push((
            "file",
            format!(
                "{}, owner {owner}, group {group}, mode {}{acl}",
                node.path, node.mode
            ),
        ));
    }
    if it.udev("PCSCLITE_IGNORE").is_some() {
        out.push((
            "udev",
            "PCSCLITE_IGNORE is set: the service leaves it out".to_owned(),
        ));
    }
    out
}

fn pcsc(case: &Case<'_>, it: &DeviceCase<'_>) -> String {
    if it.readers.is_empty() {
        return match case.is_silent(it) {
            Some(true) => "shows nothing of it".to_owned(),
            _ => "not known which reader it is".to_owned(),
        };
    }
    let names: Vec<String> = it
        .readers
        .iter()
        .filter_map(|(at, tie)| {
            let name = &case.readers.get(*at)?.name;
            Some(match tie {
                Tie::Address => name.0.clone(),
                other => format!("{} ({})", name.0, other.words()),
            })
        })
        .collect();
    names.join("; ")
}

fn interface_words(it: &UsbInterface) -> String {
    let number = it.name.rsplit('.').next().unwrap_or_default();
    let class = match (it.class.seen(), it.protocol.seen()) {
        (Some(&SMART_CARD), Some(protocol)) => {
            format!(
                "smart card ({})",
                protocol_name(*protocol).unwrap_or("unknown protocol")
            )
        }
        (Some(0xFF), _) => "of the maker's own kind".to_owned(),
        (Some(0x03), _) => "keys, mouse and the like".to_owned(),
        (Some(class), _) => format!("class {class:02x}"),
        (None, _) => "of unknown kind".to_owned(),
    };
    let text = it
        .text
        .seen()
        .map(|it| format!(", \"{it}\""))
        .unwrap_or_default();
    let driver = match it.driver.seen().map(String::as_str) {
        Some("usbfs") => ", in use by a program".to_owned(),
        Some(driver) => format!(", taken by the kernel's {driver}"),
        None => ", free".to_owned(),
    };
    format!("{number}: {class}{text}{driver}")
}

fn power(it: &DeviceCase<'_>) -> String {
    let power = &it.facts.power;
    let mut out: Vec<String> = Vec::new();
    if let Some(max) = power.max.seen() {
        out.push(format!("asks for {max}"));
    }
    match power.attributes.seen() {
        Some(bits) if bits & 0x40 != 0 => out.push("has power of its own".to_owned()),
        _ => {}
    }
    match (
        power.control.seen().map(String::as_str),
        power.autosuspend_delay_ms.seen(),
    ) {
        (Some("on"), _) => out.push("never suspended".to_owned()),
        (Some("auto"), Some(ms)) if *ms >= 0 => {
            out.push(format!("may be suspended after {} s of rest", seconds(*ms)));
        }
        (Some("auto"), _) => out.push("may be suspended".to_owned()),
        _ => {}
    }
    if let Some(status) = power.runtime_status.seen() {
        out.push(format!("{status} now"));
    }
    if out.is_empty() {
        "not known".to_owned()
    } else {
        out.join(", ")
    }
}

fn seconds(ms: i64) -> String {
    if ms % 1000 == 0 {
        (ms / 1000).to_string()
    } else {
        format!("{:.1}", ms as f64 / 1000.0)
    }
}

pub(super) fn log_words(what: &str, log: &Observed<Log>) -> Option<String> {
    match log {
        Observed::Failed(it) => Some(format!(
            "The {what} log could not be read ({}): {}.",
            it.name,
            it.causes.join(", ")
        )),
        Observed::Seen(it) if it.card_traffic > 0 => Some(format!(
            "The {what} log holds {} lines with bytes that were sent to a card, PINs maybe among them. They were not kept; \
             switch that logging off and delete that log.",
            it.card_traffic
        )),
        _ => None,
    }
}
