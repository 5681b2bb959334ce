//! What happens to a reader on a real machine, and what the tool says of it.
use crate::guest::Guest;
use serde_json::{Value, json};

const CONTROLLER: &str = "piix3-usb-uhci,id=u";
const READER: &str = "usb-ccid,id=reader,bus=u.0,port=1";
const CARD: &str = "ccid-card-emulated,id=card,bus=reader.0,backend=certificates,db=sql:NSS,cert1=identity,cert2=signature,cert3=encryption";

fn boot(name: &str, devices: &[&str]) -> Guest {
    Guest::boot(
        name,
        &devices
            .iter()
            .map(|it| (*it).to_owned())
            .collect::<Vec<_>>(),
    )
}

/// Rules with a warning or a failure, each once, in the report's order.
fn found(report: &Value) -> Vec<&str> {
    let mut out: Vec<&str> = Vec::new();
    for it in report["findings"].as_array().unwrap() {
        let rule = it["rule"].as_str().unwrap();
        let is_bad = ["fail", "warn"].contains(&it["status"].as_str().unwrap());
        if is_bad && !out.contains(&rule) {
            out.push(rule);
        }
    }
    out
}

/// The whole of what a run in the guest says is wrong. Its report is in the panic.
fn expect(guest: &mut Guest, scene: &str, wanted: &[&str]) -> Value {
    let (report, status) = guest.report("check");
    eprintln!("{scene}: {:?}, exit {status}", found(&report));
    assert_eq!(found(&report), wanted, "{scene}: {report:#}");
    report
}

fn readers(report: &Value) -> usize {
    report["readers"].as_array().map_or(0, Vec::len)
}

#[test]
fn an_emulated_cac_in_a_real_usb_reader() {
    let mut it = boot("cac", &[CONTROLLER, READER, CARD]);
    it.until("cac-doctor readers | grep -q present");
    let report = expect(
        &mut it,
        "healthy",
        // QEMU's test certificates have no chain, no UPN, and one name for all.
        &[
            "certificate/indistinguishable",
            "certificate/chain-incomplete",
            "certificate/upn-missing",
        ],
    );
    assert_eq!(readers(&report), 1);

    it.unplug("card");
    it.until("cac-doctor readers | grep -q empty");
    expect(&mut it, "card pulled", &["card/none"]);

    it.unplug("reader");
    it.until("! grep -q 4433 /sys/bus/usb/devices/*/idProduct");
    it.until("cac-doctor readers --format json | grep -q '\"readers\": \\[\\]'");
    let report = expect(&mut it, "unplugged", &["usb/no-device"]);
    assert_eq!(readers(&report), 0);

    it.plug(&json!({"driver": "usb-hub", "id": "hub", "bus": "u.0", "port": "2"}));
    it.plug(&json!({"driver": "usb-ccid", "id": "behind", "bus": "u.0", "port": "2.1"}));
    it.until("cac-doctor readers | grep -q empty");
    let report = expect(&mut it, "behind a hub", &["card/none"]);
    assert_eq!(readers(&report), 1);
}

#[test]
fn a_reader_that_the_system_keeps_to_itself() {
    let mut it = boot("kept", &[CONTROLLER, READER]);
    it.until("cac-doctor readers | grep -q empty");
    let device = it.run("grep -l 4433 /sys/bus/usb/devices/*/idProduct");
    let device = device
        .text
        .trim()
        .trim_end_matches("/idProduct")
        .rsplit('/')
        .next()
        .unwrap()
        .to_owned();
    assert!(device.starts_with("1-"), "{device}");

    it.run(&format!(
        "echo 0 > /sys/bus/usb/devices/{device}/authorized"
    ));
    it.until("cac-doctor readers --format json | grep -q '\"readers\": \\[\\]'");
    expect(&mut it, "not authorized", &["usb/not-authorized"]);

    it.run("killall pcscd");
    it.until("! pidof pcscd");
    it.run(&format!(
        "echo 1 > /sys/bus/usb/devices/{device}/authorized"
    ));
    it.until(&format!("test -e /sys/bus/usb/devices/{device}:1.0"));
    let node = it.until(&format!(
        "printf '/dev/bus/usb/%03d/%03d' $(cat /sys/bus/usb/devices/{device}/busnum /sys/bus/usb/devices/{device}/devnum)"
    ));
    it.run(&format!("claim {node} 0 > /tmp/claim & sleep 1"));
    it.until("grep -q claimed /tmp/claim");
    it.run("pcscd; sleep 3");
    expect(&mut it, "claimed", &["usb/claimed-by-program"]);
}

#[test]
fn readers_in_software() {
    let mut it = boot("software", &[]);
    it.run("reader 0 2 04e6 5116 0601 none & sleep 1");
    it.until("cac-doctor readers | grep -q empty");
    let report = expect(&mut it, "known", &["card/none"]);
    let name = report["readers"][0]["name"].as_str().unwrap();
    assert!(name.starts_with("SCM Microsystems Inc. SCR 3310"), "{name}");
    it.run("killall reader");
    it.until("cac-doctor readers --format json | grep -q '\"readers\": \\[\\]'");

    it.run("reader 1 2 1234 abcd 0100 none & sleep 1");
    it.until("grep -q 1234 /sys/bus/usb/devices/*/idVendor");
    expect(&mut it, "unknown to libccid", &["reader/unknown-to-driver"]);
    it.run("killall reader");
    it.until("! grep -q 1234 /sys/bus/usb/devices/*/idVendor");

    it.run("reader 2 2 04e6 5116 0601 deaf & sleep 1");
    it.until("grep -q 'unable to enumerate USB device' /var/log/syslog");
    expect(&mut it, "does not enumerate", &["usb/enumeration-failed"]);
}
