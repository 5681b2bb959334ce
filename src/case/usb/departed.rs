//! Card readers that were plugged in and are not any more.
use super::{DeviceCase, LineCase};
use crate::facts::Machine;
use crate::standards::logs::{self, About, Place};
use crate::standards::readers;
use std::collections::BTreeMap;
use time::OffsetDateTime;

/// A reader that the kernel's log tells of and that is not there.
pub struct Departed {
    /// Where it was: `1-4.2`.
    pub place: String,
    /// What its model is called, with its id.
    pub name: String,
    /// When it went.
    pub at: Option<OffsetDateTime>,
    /// JSON pointer into the report, to the line that says so.
    pub pointer: String,
}

/// By the lines "New USB device found, idVendor=…" of known models, and a disconnect after each.
pub(in crate::case) fn departed(
    machine: &Machine,
    devices: &[DeviceCase<'_>],
    lines: &[LineCase<'_>],
) -> Vec<Departed> {
    let Some(log) = machine.kernel_log.seen() else {
        return Vec::new();
    };
    let mut found: BTreeMap<String, (u16, u16)> = BTreeMap::new();
    for line in &log.lines {
        if let (Some(Place::Device(place)), Some(id)) = (logs::place(&line.text), id(&line.text)) {
            found.insert(place, id);
        }
    }
    let mut out: Vec<Departed> = found
        .into_iter()
        .filter(|(place, _)| !devices.iter().any(|it| it.facts.name == *place))
        .filter_map(|(place, (vendor, product))| {
            let model = readers::model(vendor, product)?;
            let line = lines
                .iter()
                .rev()
                .find(|it| it.is(About::Gone) && it.is_about(&place))?;
            Some(Departed {
                name: format!("{} ({})", model.name, model.id()),
                at: line.at,
                pointer: line.pointer.clone(),
                place,
            })
        })
        .collect();
    out.sort_by_key(|it| it.at);
    out
}

/// `usb 1-4: New USB device found, idVendor=04e6, idProduct=5116, bcdDevice= 5.23` (Linux drivers/usb/core/hub.c,
/// announce_device).
fn id(text: &str) -> Option<(u16, u16)> {
    let number = |name: &str| {
        let (_, rest) = text.split_once(name)?;
        u16::from_str_radix(rest.get(..4)?, 16).ok()
    };
    Some((number("idVendor=")?, number("idProduct=")?))
}

#[cfg(test)]
mod tests {
    use super::id;

    #[test]
    fn ids_in_lines() {
        assert_eq!(
            id("usb 1-4: New USB device found, idVendor=04e6, idProduct=5116, bcdDevice= 5.23"),
            Some((0x04e6, 0x5116))
        );
        for it in [
            "",
            "idVendor=04e6",
            "idVendor=, idProduct=",
            "idVendor=04eä, idProduct=5116",
        ] {
            assert_eq!(id(it), None, "{it}");
        }
    }
}
