//! The binary itself, in a place of its own where /sys is a recorded tree.
use super::tree;
use serde_json::Value;
use std::process::Command;

/// Runs the binary with the tree's sysfs in the place of the machine's. `expect`: its exit status.
fn run(tree: &tree::Tree, args: &[&str], expect: i32) -> String {
    let root = std::os::unix::fs::MetadataExt::uid(&std::fs::metadata("/proc/self").unwrap()) == 0;
    let mut unshare = Command::new("unshare");
    if !root {
        unshare.arg("--map-root-user");
    }
    let out = unshare
        .args(["--mount", "sh", "-c"])
        // Only what the tool reads below /sys is in the tree; nothing else in this place needs it.
        .arg(r#"set -e; mount --bind "$1/sys" /sys; shift; exec "$@""#)
        .arg("sh")
        .arg(&tree.root)
        .arg(env!("CARGO_BIN_EXE_cac-doctor"))
        .args(args)
        .env("LC_ALL", "C")
        .output()
        .unwrap_or_else(|error| panic!("unshare cannot be started ({error}): run tests/run"));
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    assert_eq!(
        out.status.code(),
        Some(expect),
        "{said}\n{}",
        String::from_utf8_lossy(&out.stderr)
    );
    said
}

#[test]
fn it_draws_the_tree_of_the_machine_it_is_on() {
    let tree = tree::recorded("desk");
    let text = run(&tree, &["usb", "--fail-on", "never", "--color", "never"], 0);
    for it in [
        "USB 3 controller 0000:00:14.0, PCI 8086:a36d, driver xhci_hcd",
        "├─ bus 1, 480 Mb/s, 4 ports",
        "│  ├─ port 2: Logitech USB Keyboard (046d:c31c), 1.5 Mb/s",
        "│  └─ port 4: GenesysLogic USB2.1 Hub (05e3:0610), hub, 480 Mb/s",
        "│     └─ port 2: SCM Microsystems Inc. SCR33xx v2.0 USB SC Reader",
        "0: smart card (CCID), \"CCID Interface\", free",
        "└─ bus 2, 5000 Mb/s, 2 ports",
    ] {
        assert!(text.contains(it), "{it}\n{text}");
    }
    let ascii = run(&tree, &["usb", "--fail-on", "never", "--ascii"], 0);
    assert!(ascii.is_ascii() && ascii.contains("|- bus 1"), "{ascii}");
}

#[test]
fn it_reports_the_device_and_what_it_can_do() {
    let tree = tree::recorded("desk");
    let report: Value = serde_json::from_str(&run(
        &tree,
        &["usb", "--format", "json", "--fail-on", "never"],
        0,
    ))
    .unwrap();
    let device = &report["usb"][3];
    assert_eq!(device["place"], "1-4.2");
    assert_eq!(device["id"], "04e6:5116");
    assert_eq!(device["hubs"], serde_json::json!([2, 0]));
    assert_eq!(device["smart_card"]["known_by"], "class");
    assert_eq!(
        device["smart_card"]["ccid"]["protocols"],
        serde_json::json!(["T=0", "T=1"])
    );
    assert_eq!(device["smart_card"]["ccid"]["level"], "TPDU");
    assert_eq!(device["controller"]["driver"], "xhci_hcd");
    assert_eq!(report["usb_look"]["status"], "ok");
}

#[test]
fn it_finds_a_reader_that_is_blocked() {
    let tree = tree::recorded("desk");
    let reader = tree.at("1-4.2");
    std::fs::write(reader.join("authorized"), "0\n").unwrap();
    std::fs::write(reader.join("bConfigurationValue"), "\n").unwrap();
    std::fs::remove_dir_all(reader.join("1-4.2:1.0")).unwrap();
    let report: Value = serde_json::from_str(&run(&tree, &["usb", "--format", "json"], 2)).unwrap();
    let found: Vec<&str> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["status"] == "fail")
        .map(|it| it["rule"].as_str().unwrap())
        .filter(|it| it.starts_with("usb/"))
        .collect();
    assert_eq!(found, ["usb/not-authorized"]);
}
