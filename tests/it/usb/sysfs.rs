//! What is seen of recorded trees, whole and damaged.
use super::tree::{self, Tree};
use cac_doctor::facts::{Login, Observed, Scope, Usb, UsbDevice};
use cac_doctor::probe::{Options, look_below};
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

fn look(tree: &Tree) -> Usb {
    let options = Options {
        scope: Scope::Everything,
        timeout: Duration::from_secs(20),
        reader: None,
        login: Login::default(),
        root: tree.root.clone(),
        patience: Duration::from_secs(10),
    };
    match look_below(&options).usb {
        Observed::Seen(it) => it,
        other => panic!("{other:?}"),
    }
}

fn device<'u>(usb: &'u Usb, name: &str) -> &'u UsbDevice {
    usb.devices.iter().find(|it| it.name == name).unwrap()
}

fn seen<T: Clone>(it: &Observed<T>) -> T {
    it.seen().cloned().expect("it was seen")
}

#[test]
fn a_reader_behind_a_hub_with_all_there_is_to_say() {
    let tree = tree::recorded("desk");
    let usb = look(&tree);
    let names: Vec<&str> = usb.devices.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["usb1", "1-2", "1-4", "1-4.2", "usb2"]);
    let it = device(&usb, "1-4.2");
    assert_eq!(
        (seen(&it.vendor), seen(&it.product), seen(&it.release)),
        (0x04e6, 0x5116, 0x0523)
    );
    assert_eq!(seen(&it.manufacturer), "SCM Microsystems Inc.");
    assert_eq!(seen(&it.serial).0, "53311416214987");
    assert_eq!((seen(&it.bus), seen(&it.address)), (1, 7));
    assert_eq!(
        (seen(&it.speed).as_str(), seen(&it.usb_version).as_str()),
        ("12", "2.00")
    );
    assert!(seen(&it.authorized));
    assert_eq!(seen(&it.configuration), 1);
    assert_eq!(seen(&it.power.max), "100mA");
    assert_eq!(seen(&it.power.control), "auto");
    assert_eq!(seen(&it.power.runtime_status), "suspended");
    assert_eq!(seen(&it.power.autosuspend_delay_ms), 2000);
    assert_eq!(seen(&it.driver), "usb");
    let interfaces = seen(&it.interfaces);
    assert_eq!(interfaces.len(), 1);
    assert_eq!(seen(&interfaces[0].class), 0x0B);
    assert_eq!(seen(&interfaces[0].text), "CCID Interface");
    assert!(interfaces[0].driver.is_absent());
    assert_eq!(seen(&it.descriptors).len(), 18 + 9 + 9 + 54 + 21);
    let node = seen(&it.node);
    assert_eq!(node.path, "/dev/bus/usb/001/007");
    assert_eq!(node.mode.len(), 3);
    let udev = seen(&it.udev);
    assert_eq!(
        udev.get("ID_SMARTCARD_READER").map(String::as_str),
        Some("1")
    );
    assert_eq!(seen(&it.port).number, 2);
    assert_eq!(usb.controllers.len(), 1);
    let controller = &usb.controllers[0];
    assert_eq!(controller.name, "0000:00:14.0");
    assert_eq!(controller.root_hubs, ["usb1", "usb2"]);
    assert_eq!(seen(&controller.driver), "xhci_hcd");
    assert_eq!(
        (seen(&controller.vendor), seen(&controller.device)),
        (0x8086, 0xa36d)
    );
    // Of a keyboard only what is cheap.
    let keyboard = device(&usb, "1-2");
    assert_eq!(seen(&keyboard.vendor), 0x046d);
    assert!(matches!(keyboard.descriptors, Observed::Unasked { .. }));
    assert!(matches!(keyboard.node, Observed::Unasked { .. }));
}

#[test]
fn a_tree_with_holes() {
    let tree = tree::recorded("desk");
    let reader = tree.at("1-4.2");
    std::fs::remove_file(reader.join("idVendor")).unwrap();
    std::fs::write(reader.join("idProduct"), "").unwrap();
    std::fs::write(reader.join("bcdDevice"), "0xZZ").unwrap();
    std::fs::write(reader.join("product"), b"Reader \xff\x1b[31m").unwrap();
    std::fs::remove_file(reader.join("speed")).unwrap();
    std::fs::create_dir(reader.join("speed")).unwrap();
    std::fs::write(
        reader.join("descriptors"),
        &std::fs::read(reader.join("descriptors")).unwrap()[..50],
    )
    .unwrap();
    std::fs::remove_dir_all(tree.root.join("dev")).unwrap();
    std::fs::remove_dir_all(tree.root.join("run")).unwrap();
    std::fs::remove_dir_all(tree.at("1-2")).unwrap();
    let usb = look(&tree);
    let it = device(&usb, "1-4.2");
    assert!(it.vendor.is_absent() && it.product.is_absent());
    assert_eq!(
        it.release.failure().map(|it| it.name.as_str()),
        Some("not a number")
    );
    assert_eq!(
        it.speed.failure().map(|it| it.name.as_str()),
        Some("EISDIR")
    );
    assert!(seen(&it.model).contains('\u{fffd}'));
    assert_eq!(seen(&it.descriptors).len(), 50);
    assert!(it.node.is_absent() && it.udev.is_absent());
    assert_eq!(seen(&it.manufacturer), "SCM Microsystems Inc.");
    // A device that left between the list and the look is not told.
    assert!(usb.devices.iter().all(|it| it.name != "1-2"));
}

/// Root reads everything, so this asks only where the tests run as somebody else.
#[test]
fn what_may_not_be_read_is_a_fact() {
    let tree = tree::recorded("desk");
    let file = tree.at("1-4.2").join("product");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o000)).unwrap();
    let may = std::fs::read(&file).is_ok();
    let usb = look(&tree);
    let model = &device(&usb, "1-4.2").model;
    let refused = model.failure().map(|it| it.name.as_str());
    assert_eq!(refused, (!may).then_some("EACCES"), "{model:?}");
}

/// The kernel makes a reader of `product` wait while the device is reset; a pipe that nobody writes to does the same.
#[test]
fn a_device_that_is_being_reset_costs_its_own_strings_only() {
    let tree = tree::recorded("desk");
    let file = tree.at("1-4.2").join("manufacturer");
    std::fs::remove_file(&file).unwrap();
    let made = std::process::Command::new("mkfifo")
        .arg(&file)
        .status()
        .unwrap();
    assert!(made.success());
    let started = std::time::Instant::now();
    let usb = look(&tree);
    assert!(started.elapsed() < Duration::from_secs(10));
    let it = device(&usb, "1-4.2");
    assert!(it.model.failure().is_some_and(|it| it.timed_out()));
    assert_eq!(seen(&it.vendor), 0x04e6);
    assert_eq!(seen(&it.power.control), "auto");
    assert_eq!(seen(&device(&usb, "1-2").manufacturer), "Logitech");
}

#[test]
fn a_blocked_device_has_no_interfaces_and_still_its_descriptors() {
    let tree = tree::recorded("desk");
    let reader = tree.at("1-4.2");
    std::fs::write(reader.join("authorized"), "0\n").unwrap();
    std::fs::write(reader.join("bConfigurationValue"), "\n").unwrap();
    std::fs::remove_dir_all(reader.join("1-4.2:1.0")).unwrap();
    let usb = look(&tree);
    let it = device(&usb, "1-4.2");
    assert!(!seen(&it.authorized));
    assert!(it.configuration.is_absent());
    assert_eq!(seen(&it.interfaces), []);
    assert!(seen(&it.descriptors).len() > 90);
}

#[test]
fn ports_that_were_switched_off_are_told_and_others_are_not() {
    let tree = tree::recorded("desk");
    let ports = tree.at("1-4").join("1-4:1.0");
    std::fs::write(ports.join("1-4-port3/over_current_count"), "2\n").unwrap();
    std::fs::write(ports.join("1-4-port1/disable"), "1\n").unwrap();
    let usb = look(&tree);
    let bad: Vec<u8> = device(&usb, "1-4")
        .bad_ports
        .iter()
        .map(|it| it.number)
        .collect();
    assert_eq!(bad, [1, 3]);
    assert!(device(&usb, "usb1").bad_ports.is_empty());
}

#[test]
fn a_computer_without_usb() {
    let tree = tree::empty();
    std::fs::remove_dir_all(tree.root.join("sys/bus/usb")).unwrap();
    let options = Options {
        scope: Scope::Everything,
        timeout: Duration::from_secs(5),
        reader: None,
        login: Login::default(),
        root: tree.root.clone(),
        patience: Duration::from_secs(1),
    };
    assert!(look_below(&options).usb.is_absent());
}

#[test]
fn more_devices_than_are_looked_at() {
    let tree = tree::empty();
    for n in 1..=300 {
        std::fs::create_dir(tree.root.join(format!("sys/bus/usb/devices/1-{n}"))).unwrap();
    }
    let usb = look(&tree);
    assert_eq!((usb.devices.len(), usb.left_out), (256, 44));
}
