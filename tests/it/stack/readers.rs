//! Readers of all kinds, with and without cards.

use super::report::Report;
use super::*;
use serde_json::Value;

fn check(stack: &Stack) -> Report {
    Report::of(stack.doctor(&["check", "--format", "json"]))
}

fn readers(stack: &Stack) -> Report {
    Report::of(stack.doctor(&["readers", "--format", "json"]))
}

#[test]
fn no_reader_is_a_finding() {
    let stack = Stack::new(&[]);
    for report in [check(&stack), readers(&stack)] {
        assert_eq!(report.found(), [("reader/none", "fail")]);
        assert_eq!(report.code, 2);
    }
}

#[test]
fn an_empty_reader_is_a_finding_of_the_card_alone() {
    let stack = Stack::new(&[Reader::named("Empty")]);
    let report = check(&stack);
    assert_eq!(report.found(), [("card/none", "fail")]);
    assert_eq!(report.code, 2);
    assert_eq!(report.card(0)["kind"], "none");
    // An empty slot is what `readers` is asked about, and nothing is wrong with the reader.
    assert_eq!(
        readers(&stack).json["readers"][0]["state"],
        serde_json::json!(["changed", "empty"])
    );
}

#[test]
fn sixteen_readers_are_all_looked_at() {
    let described: Vec<Reader> = (0..16)
        .map(|index| Reader::named(&format!("SCM Microsystems Inc. SCR 3310 v{index}")))
        .collect();
    let mut stack = Stack::new(&described);
    stack.insert(0, &CardArgs::of("foreign"));
    stack.insert(15, &CardArgs::of("piv"));
    let report = check(&stack);
    let names: Vec<&str> = report.json["readers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["name"].as_str().unwrap())
        .collect();
    let expected: Vec<String> = (0..16).map(|index| stack.name(index)).collect();
    assert_eq!(names, expected);
    assert_eq!(report.containers(15), ["9A", "9C", "9D", "9E"]);
    assert_eq!(report.card(0)["kind"], "other");
    assert_eq!(report.card(7)["kind"], "none");
    assert_eq!(report.json["complete"], true);
}

#[test]
fn two_slots_of_one_reader_are_two_readers() {
    let names = [
        "HID Global OMNIKEY 5422 Smartcard Reader",
        "HID Global OMNIKEY 5422CL Smartcard Reader",
        "Identiv SCR331 [CCID Interface] Contact",
        "Identiv uTrust 4701 F Contactless Reader",
    ];
    let described: Vec<Reader> = names
        .iter()
        .map(|it| Reader::named(it).slots(2))
        .chain((4..8).map(|it| Reader::named(&format!("Twin {it}")).slots(2)))
        .collect();
    let stack = Stack::new(&described);
    let report = readers(&stack);
    let all = report.json["readers"].as_array().unwrap();
    assert_eq!(all.len(), 16);
    assert_eq!(all[1]["name"], stack.name(1));
    let slots: Vec<Option<&str>> = all.iter().take(8).map(|it| it["slot"].as_str()).collect();
    let kinds = [
        None,
        Some("contactless"),
        Some("contact"),
        Some("contactless"),
    ];
    assert_eq!(slots, kinds.map(|it| [it, it]).concat());
}

#[test]
fn hostile_names_stay_what_they_are_and_do_nothing() {
    let evil = "Evil \u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m \u{202e}redaer \"";
    let long = "R".repeat(300);
    let stack = Stack::new(&[
        Reader::named(evil.trim_end_matches('"')),
        Reader::named(&long),
    ]);
    let report = readers(&stack);
    assert_eq!(report.json["readers"][0]["name"], stack.name(0));
    assert!(stack.name(0).contains('\u{1b}'), "{:?}", stack.name(0));
    assert_eq!(report.json["readers"][1]["name"], stack.name(1));
    for arguments in [
        &["readers"][..],
        &["readers", "--verbose"],
        &["readers", "--plain"],
        &["readers", "--format", "json"],
        &["check"],
        &["check", "--verbose"],
        &["check", "--color", "always"],
        &["check", "--reader", "nowhere"],
        &["certs"],
    ] {
        let output = stack.doctor(arguments);
        let said = output.stdout + &output.stderr;
        let hostile: Vec<char> = uncoloured(&said)
            .chars()
            .filter(|it| it.is_control() && *it != '\n' && *it != '\t' || *it == '\u{202e}')
            .collect();
        assert!(hostile.is_empty(), "{arguments:?}: {hostile:?}\n{said:?}");
    }
}

#[test]
fn a_name_cut_within_a_character_still_finds_its_reader() {
    // pcscd keeps so many bytes of a name, and one of the two is cut in the middle of an é.
    let long = "\u{e9}".repeat(100);
    let stack = Stack::new(&[Reader::named(&long), Reader::named(&format!("R{long}"))]);
    let report = readers(&stack);
    let all = report.json["readers"].as_array().expect("readers");
    let cut = |it: &Value| {
        it["name"]
            .as_str()
            .is_some_and(|it| it.contains('\u{FFFD}'))
    };
    assert!(all.iter().any(cut), "{all:?}");
    for it in all {
        assert_eq!(it["error"], Value::Null, "{it}");
        assert_eq!(it["card"]["kind"], "none", "{it}");
    }
}

/// The text without the colours that the tool itself gives it.
fn uncoloured(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |out, part| {
        let rest = part.trim_start_matches(|it: char| it.is_ascii_digit() || it == ';');
        match rest.strip_prefix('m') {
            Some(rest) => out + rest,
            None => out + "\u{1b}[" + part,
        }
    })
}

/// SCARD_ATTR numbers of PC/SC part 3; control codes of part 10 as pcsc-lite forms them.
fn pin_pad(name: &str) -> Reader {
    let verify = [0x06, 0x04, 0x42, 0x33, 0x00, 0x06];
    let properties = [0x12, 0x04, 0x42, 0x33, 0x00, 0x12];
    Reader::named(name)
        .attribute(0x0001_0100, b"Gemalto\0")
        .attribute(0x0001_0101, b"PC Pinpad\0")
        .attribute(0x0001_0102, &0x0111_0000_u32.to_ne_bytes())
        .attribute(0x0001_0103, b"SN-0042\0")
        .attribute(0x0002_0110, &0x0020_0107_u32.to_ne_bytes())
        .attribute(0x0007_A007, &261_u32.to_ne_bytes())
        .control(0x4200_0D48, &[verify, properties].concat())
        .control(
            0x4233_0012,
            &[
                // wLcdLayout, dwMaxAPDUDataSize, wIdVendor, wIdProduct; little-endian.
                &[0x01, 0x02, 0x10, 0x02][..],
                &[0x0A, 0x04, 0x00, 0x00, 0x01, 0x00],
                &[0x0B, 0x02, 0xE6, 0x08],
                &[0x0C, 0x02, 0x78, 0x34],
            ]
            .concat(),
        )
}

#[test]
fn attributes_and_features_are_shown() {
    let mut stack = Stack::new(&[pin_pad("Gemalto PC Pinpad"), Reader::named("Plain")]);
    stack.insert(0, &CardArgs::of("piv"));
    for report in [readers(&stack), check(&stack)] {
        let reader = &report.json["readers"][0];
        assert_eq!(reader["vendor"], "Gemalto");
        assert_eq!(reader["type"], "PC Pinpad");
        assert_eq!(reader["firmware"], "1.11");
        assert_eq!(reader["serial"], "SN-0042");
        assert_eq!(reader["pin_pad"], true);
        assert_eq!(reader["max_apdu"], 65536);
        assert_eq!(reader["usb"]["id"], "08e6:3478");
        assert_eq!(reader["attributes"]["status"], "ok");
        let plain = &report.json["readers"][1];
        assert_eq!(plain["vendor"], serde_json::Value::Null);
        assert_ne!(plain["pin_pad"], true);
    }
}

#[test]
fn a_mute_card_beside_a_good_one_is_a_warning() {
    let mut stack = Stack::new(&[Reader::named("Mute"), Reader::named("Well")]);
    stack.mute(0, true);
    stack.insert(0, &CardArgs::of("dual"));
    stack.insert(1, &CardArgs::of("dual"));
    let report = check(&stack);
    assert_eq!(report.card(0)["kind"], "mute");
    assert_eq!(report.containers(1).len(), 7);
    assert_eq!(report.found(), [("card/mute", "warn")]);
    assert_eq!((report.status(), report.code), ("warn", 1));
    assert_eq!(
        report.finding("card/mute")["subject"]["name"],
        stack.name(0)
    );
    // Asked about the mute one alone, it is what is wrong.
    let alone = Report::of(stack.doctor(&["check", "--reader", "mute", "--format", "json"]));
    assert_eq!(alone.found(), [("card/mute", "fail")]);
    assert_eq!(alone.code, 2);
}

#[test]
fn a_reader_that_does_not_take_whole_commands_reads_the_same() {
    // A feature, and no word of how long a command may be (PC/SC part 10): T=0 then wants no Le after data.
    let careful =
        Reader::named("Careful").control(0x4200_0D48, &[0x06, 0x04, 0x42, 0x33, 0x00, 0x06]);
    let mut stack = Stack::new(&[careful, Reader::named("Whole")]);
    stack.insert(0, &CardArgs::of("dual"));
    stack.insert(1, &CardArgs::of("dual"));
    let report = Report::of(stack.doctor(&["certs", "--format", "json"]));
    assert_eq!((report.code, report.found()), (0, vec![]));
    assert_eq!(report.containers(0), report.containers(1));
    assert_eq!(
        report.card(0)["certificates"][0]["sha256"],
        report.card(1)["certificates"][0]["sha256"]
    );
    let commands = |reader| report.card(reader)["traffic"]["commands"].as_u64().unwrap();
    assert!(commands(0) > commands(1), "{} {}", commands(0), commands(1));
}

#[test]
fn a_certificate_that_a_contactless_slot_hides_is_asked_for_in_the_other() {
    use cac_doctor::sim::{Kind, Placed, Spec};
    let hidden = Spec::new(Kind::Piv, time::OffsetDateTime::now_utc())
        .with_fault("status=6982@9A".parse::<Placed>().unwrap());
    let mut stack = Stack::new(&[
        Reader::named("Identiv uTrust 4701 F Contactless Reader"),
        Reader::named("Identiv uTrust 4701 F Contact Reader"),
    ]);
    stack.insert_scripted(0, Watched::new(&hidden));
    let report = check(&stack);
    assert_eq!(report.found(), [("card/contactless", "fail")]);
    assert_eq!(report.code, 2);
}
