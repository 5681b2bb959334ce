//! Which PC/SC reader is which USB device.
use super::DeviceCase;
use crate::case::ReaderCase;
use crate::standards::pcsc::usb_channel;

/// By what a reader was tied to a device, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tie {
    /// Bus and address, as the driver says them (SCARD_ATTR_CHANNEL_ID).
    Address,
    /// The serial number.
    Serial,
    /// Vendor and product, which no other device has.
    Id,
    /// The name that the driver gives this model.
    Name,
    /// There is one device, and one reader.
    Only,
    /// Several alike: in the order in which the service lists them.
    Order,
}

impl Tie {
    /// For people and scripts: how sure it is.
    pub fn words(self) -> &'static str {
        match self {
            Tie::Address => "by bus and address",
            Tie::Serial => "by serial number",
            Tie::Id => "by vendor and product",
            Tie::Name => "by name",
            Tie::Only => "the only one there is",
            Tie::Order => "one of several alike, by order",
        }
    }
}

/// Ties readers to devices.
pub(in crate::case) fn tie(devices: &mut [DeviceCase<'_>], readers: &mut [ReaderCase<'_>]) {
    let candidates: Vec<usize> = devices
        .iter()
        .filter(|it| it.is_reader())
        .map(|it| it.index)
        .collect();
    let mut found: Vec<Option<(usize, Tie)>> = readers
        .iter()
        .map(|it| surely(devices, &candidates, it))
        .collect();
    in_order(devices, &candidates, readers, &mut found);
    only(devices, &candidates, readers, &mut found);
    for (reader, tied) in readers.iter_mut().zip(found) {
        reader.device = tied;
        let Some((at, tie)) = tied else { continue };
        if let Some(device) = devices.get_mut(at) {
            device.readers.push((reader.index, tie));
            reader.usb = reader.usb.or(device.id);
        }
    }
}

/// By what says it of one device alone.
fn surely(
    devices: &[DeviceCase<'_>],
    candidates: &[usize],
    reader: &ReaderCase<'_>,
) -> Option<(usize, Tie)> {
    let one = |matches: &dyn Fn(&DeviceCase<'_>) -> bool| {
        let mut all = candidates
            .iter()
            .filter(|it| devices.get(**it).is_some_and(matches));
        let first = all.next()?;
        all.next().is_none().then_some(*first)
    };
    let same_id = |it: &DeviceCase<'_>| reader.usb.is_none() || it.id == reader.usb;
    if let Some((bus, address)) = address(reader) {
        let there = |it: &DeviceCase<'_>| {
            it.facts.bus.seen() == Some(&bus)
                && it.facts.address.seen() == Some(&address)
                && same_id(it)
        };
        if let Some(it) = one(&there) {
            return Some((it, Tie::Address));
        }
    }
    if is_not_usb(reader) {
        return None;
    }
    let serial = |it: &DeviceCase<'_>| {
        let Some(serial) = it.facts.serial.seen().filter(|it| it.len() >= 4) else {
            return false;
        };
        let told = reader.facts.attributes.seen();
        let told = told.and_then(|it| it.serial.seen());
        same_id(it) && (told == Some(serial) || reader.name.contains(serial.as_str()))
    };
    if let Some(it) = one(&serial) {
        return Some((it, Tie::Serial));
    }
    if reader.usb.is_some() {
        return one(&|it| it.id == reader.usb).map(|it| (it, Tie::Id));
    }
    one(&|it| is_called(it, reader)).map(|it| (it, Tie::Name))
}

/// The driver names readers by the model's name in its list.
fn is_called(device: &DeviceCase<'_>, reader: &ReaderCase<'_>) -> bool {
    // "SCR 331" is another model than "SCR 3310".
    device.model.is_some_and(|it| {
        let rest = reader.name.strip_prefix(it.name);
        rest.is_some_and(|it| it.is_empty() || it.starts_with(' '))
    })
}

fn address(reader: &ReaderCase<'_>) -> Option<(u16, u16)> {
    let channel = *reader.facts.attributes.seen()?.channel.seen()?;
    usb_channel(channel).map(|(bus, address)| (u16::from(bus), u16::from(address)))
}

/// The reader tells its channel, and it is no USB; or it is the virtual one of vsmartcard.
fn is_not_usb(reader: &ReaderCase<'_>) -> bool {
    let told = reader.facts.attributes.seen();
    let channel = told.and_then(|it| it.channel.seen());
    channel.is_some_and(|it| usb_channel(*it).is_none())
        || told
            .and_then(|it| it.vendor.seen())
            .is_some_and(|it| it.contains("Virtual Smart Card"))
        || reader.name.starts_with("Virtual PCD")
}

/// Several devices of one model: the service lists them in the order it found them, as a rule that of their addresses.
fn in_order(
    devices: &[DeviceCase<'_>],
    candidates: &[usize],
    readers: &[ReaderCase<'_>],
    found: &mut [Option<(usize, Tie)>],
) {
    let mut ids: Vec<(u16, u16)> = readers.iter().filter_map(|it| it.usb).collect();
    ids.sort_unstable();
    ids.dedup();
    for id in ids {
        let taken: Vec<usize> = found.iter().flatten().map(|it| it.0).collect();
        let mut free: Vec<usize> = candidates
            .iter()
            .copied()
            .filter(|at| devices.get(*at).is_some_and(|it| it.id == Some(id)))
            .filter(|at| !taken.contains(at))
            .collect();
        let address = |at: &usize| {
            devices
                .get(*at)
                .and_then(|it| it.facts.address.seen().copied())
        };
        free.sort_by_key(address);
        // Slots of one device share its number.
        let mut numbers: Vec<Option<u8>> = Vec::new();
        for (reader, tied) in readers.iter().zip(found.iter()) {
            if tied.is_none() && reader.usb == Some(id) && !numbers.contains(&reader.number) {
                numbers.push(reader.number);
            }
        }
        for (reader, tied) in readers.iter().zip(found.iter_mut()) {
            if tied.is_none() && reader.usb == Some(id) {
                let place = numbers.iter().position(|it| *it == reader.number);
                *tied = place
                    .and_then(|it| free.get(it))
                    .map(|it| (*it, Tie::Order));
            }
        }
    }
}

/// One device and one reader are left, and nothing speaks against it.
fn only(
    devices: &[DeviceCase<'_>],
    candidates: &[usize],
    readers: &[ReaderCase<'_>],
    found: &mut [Option<(usize, Tie)>],
) {
    let taken: Vec<usize> = found.iter().flatten().map(|it| it.0).collect();
    let mut free = candidates.iter().filter(|it| !taken.contains(it));
    let (Some(device), None) = (free.next(), free.next()) else {
        return;
    };
    let Some(facts) = devices.get(*device).map(|it| it.facts) else {
        return;
    };
    let mut left: Vec<usize> = Vec::new();
    let mut numbers: Vec<Option<u8>> = Vec::new();
    for (reader, tied) in readers.iter().zip(found.iter()) {
        if tied.is_none() && !is_not_usb(reader) && reader.usb.is_none() {
            left.push(reader.index);
            if !numbers.contains(&reader.number) {
                numbers.push(reader.number);
            }
        }
    }
    if numbers.len() != 1 {
        return;
    }
    let maker = facts.manufacturer.seen().map(|it| it.to_lowercase());
    for at in left {
        let vendor = readers
            .get(at)
            .and_then(|it| it.facts.attributes.seen())
            .and_then(|it| it.vendor.seen())
            .map(|it| it.to_lowercase());
        let fits = match (&maker, vendor) {
            (Some(maker), Some(vendor)) => maker.contains(&vendor) || vendor.contains(maker),
            _ => true,
        };
        if fits && let Some(tied) = found.get_mut(at) {
            *tied = Some((*device, Tie::Only));
        }
    }
}
