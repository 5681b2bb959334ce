//! Which PC/SC reader is which device, by whatever says it.
use super::super::worlds::worlds;
use cac_doctor::case::{Case, Tie};
use cac_doctor::facts::{Observed, Pii, Reader, Snapshot, UsbDevice};

fn world(name: &str) -> Snapshot {
    let path = worlds()
        .into_iter()
        .find(|it| it.ends_with(name))
        .expect("a world of that name");
    cac_doctor::bundle::parse(&std::fs::read(path).unwrap()).unwrap()
}

fn readers(it: &mut Snapshot) -> &mut Vec<Reader> {
    it.readers.seen_mut().expect("readers")
}

fn devices(it: &mut Snapshot) -> &mut Vec<UsbDevice> {
    &mut it.machine.usb.seen_mut().expect("devices").devices
}

/// The device of each reader, and by what.
fn ties(it: &Snapshot) -> Vec<Option<(String, Tie)>> {
    let case = Case::read(it, None);
    let name = |at: usize| case.usb[at].facts.name.clone();
    case.readers
        .iter()
        .map(|it| it.device.map(|(at, tie)| (name(at), tie)))
        .collect()
}

fn tied(name: &str, tie: Tie) -> Option<(String, Tie)> {
    Some((name.to_owned(), tie))
}

/// A reader that tells nothing but its name.
fn quiet(it: &mut Reader) {
    let attributes = it.attributes.seen_mut().expect("attributes");
    attributes.channel = Observed::Absent;
    attributes.vendor = Observed::Absent;
    attributes.serial = Observed::Absent;
}

/// TLV properties 0B and 0C, wIdVendor and wIdProduct, little-endian (PC/SC part 10 §2.6.14).
fn tells_id(it: &mut Reader, vendor: u16, product: u16) {
    let (v, p) = (vendor.to_le_bytes(), product.to_le_bytes());
    it.properties = Observed::Seen(vec![0x0B, 2, v[0], v[1], 0x0C, 2, p[0], p[1]].into());
}

#[test]
fn bus_and_address_go_first() {
    let it = world("usb-five-readers.json");
    assert_eq!(
        ties(&it),
        ["1-4", "1-5", "1-6", "1-7", "1-8"].map(|it| tied(it, Tie::Address))
    );
}

#[test]
fn then_the_serial_number_in_the_readers_name() {
    let mut it = world("usb-healthy-dock.json");
    quiet(&mut readers(&mut it)[0]);
    readers(&mut it)[0].name =
        Pii("Some Reader [CCID Interface] (53311416214987) 00 00".to_owned());
    assert_eq!(ties(&it), [tied("1-4.2", Tie::Serial)]);
}

#[test]
fn then_vendor_and_product() {
    let mut it = world("usb-five-readers.json");
    for (reader, (vendor, product)) in readers(&mut it).iter_mut().zip([
        (0x04e6, 0x5116),
        (0x04e6, 0xe001),
        (0x04e6, 0x5111),
        (0x08e6, 0x3437),
        (0x0a5c, 0x5842),
    ]) {
        quiet(reader);
        tells_id(reader, vendor, product);
    }
    assert_eq!(
        ties(&it),
        ["1-4", "1-5", "1-6", "1-7", "1-8"].map(|it| tied(it, Tie::Id))
    );
}

#[test]
fn then_the_name_that_the_driver_gives_the_model() {
    let mut it = world("usb-five-readers.json");
    for reader in readers(&mut it).iter_mut() {
        quiet(reader);
    }
    let ties = ties(&it);
    assert_eq!(ties[0], tied("1-4", Tie::Name));
    assert_eq!(ties[3], tied("1-7", Tie::Name));
}

#[test]
fn the_only_one_is_the_only_one_and_a_virtual_reader_is_none() {
    let mut it = world("usb-healthy-dock.json");
    quiet(&mut readers(&mut it)[0]);
    readers(&mut it)[0].name = Pii("Reader of another name 00 00".to_owned());
    assert_eq!(ties(&it), [tied("1-4.2", Tie::Only)]);
    readers(&mut it)[0].name = Pii("Virtual PCD 00 00".to_owned());
    assert_eq!(ties(&it), [None]);
    // Another maker than the device's.
    readers(&mut it)[0].name = Pii("Reader of another name 00 00".to_owned());
    let attributes = readers(&mut it)[0].attributes.seen_mut().unwrap();
    attributes.vendor = Observed::Seen("Gemalto".to_owned());
    assert_eq!(ties(&it), [None]);
}

#[test]
fn several_alike_are_taken_in_order_and_slots_share_a_device() {
    let mut it = world("usb-five-readers.json");
    for device in devices(&mut it).iter_mut().filter(|it| it.name != "usb1") {
        if device
            .interfaces
            .seen()
            .is_some_and(|it| it.iter().any(|it| it.class.seen() == Some(&0x0B)))
        {
            device.vendor = Observed::Seen(0x04e6);
            device.product = Observed::Seen(0x5116);
            device.serial = Observed::Absent;
        }
    }
    readers(&mut it).truncate(3);
    for (n, reader) in readers(&mut it).iter_mut().enumerate() {
        quiet(reader);
        tells_id(reader, 0x04e6, 0x5116);
        // Two slots of the first, one of the second.
        let number = if n < 2 { "00" } else { "01" };
        let slot = if n == 1 { "01" } else { "00" };
        reader.name = Pii(format!("SCM Microsystems Inc. SCR 3310 {number} {slot}"));
    }
    assert_eq!(
        ties(&it),
        [
            tied("1-4", Tie::Order),
            tied("1-4", Tie::Order),
            tied("1-5", Tie::Order)
        ]
    );
}

#[test]
fn a_reader_that_tells_nothing_makes_no_device_silent() {
    let mut it = world("usb-second-not-authorized.json");
    let reader = &mut readers(&mut it)[0];
    reader.attributes = Observed::unasked("held by another program");
    reader.name = Pii("Reader of another name 00 00".to_owned());
    let case = Case::read(&it, None);
    for device in case.usb_readers() {
        assert_eq!(case.is_silent(device), None, "{}", device.facts.name);
    }
    // Nor does a choice of readers by name.
    let mut it = world("usb-five-readers.json");
    readers(&mut it).truncate(1);
    let case = Case::read(&it, None);
    let silent: Vec<_> = case.usb_readers().map(|it| case.is_silent(it)).collect();
    assert_eq!(silent[0], Some(false));
    assert!(silent[1..].iter().all(Option::is_none), "{silent:?}");
}
