//! Cards of all kinds in a real stack: what is listed of each.

use super::report::Report;
use super::*;
use cac_doctor::sim::{CacShape, Fault, KeyType, Kind, Packing, Protocol, Spec};
use serde_json::{Value, json};
use time::OffsetDateTime;

fn spec(kind: Kind) -> Spec {
    Spec::new(kind, OffsetDateTime::now_utc())
}

/// One reader with this card, looked at with this command.
fn look(spec: &Spec, command: &str) -> Report {
    let mut stack = Stack::new(&[Reader::named("Card")]);
    stack.insert_scripted(0, Watched::new(spec));
    Report::of(stack.doctor(&[command, "--format", "json"]))
}

fn lent(card: &CardArgs, command: &str) -> Report {
    let mut stack = Stack::new(&[Reader::named("Card")]);
    stack.insert(0, card);
    Report::of(stack.doctor(&[command, "--format", "json"]))
}

const PIV: [&str; 4] = ["9A", "9C", "9D", "9E"];
const CAC: [&str; 3] = ["cac:0100", "cac:0101", "cac:0102"];

fn certificates(report: &Report) -> &Vec<Value> {
    report.card(0)["certificates"].as_array().unwrap()
}

fn column<'r>(report: &'r Report, name: &str) -> Vec<&'r str> {
    certificates(report)
        .iter()
        .map(|it| it[name].as_str().unwrap_or("-"))
        .collect()
}

/// The container to pick for sign-in.
fn picked(report: &Report) -> Vec<&str> {
    certificates(report)
        .iter()
        .filter(|it| it["pick_for_sign_in"] == true)
        .map(|it| it["container"].as_str().unwrap())
        .collect()
}

#[test]
fn every_certificate_of_a_dual_card_is_listed_with_all_it_says() {
    let report = lent(&CardArgs::of("dual"), "certs");
    assert_eq!((report.code, report.found()), (0, vec![]));
    assert_eq!(report.card(0)["kind"], "cac-piv");
    assert_eq!(report.card(0)["protocol"], "T=0");
    assert_eq!(report.containers(0), [&PIV[..], &CAC].concat());
    let purposes = [
        "piv-authentication",
        "digital-signature",
        "key-management",
        "card-authentication",
        "cac-identity",
        "cac-signature",
        "cac-encryption",
    ];
    assert_eq!(column(&report, "purpose"), purposes);
    assert_eq!(picked(&report), ["9A"]);
    for it in certificates(&report) {
        let container = it["container"].as_str().unwrap();
        assert!(it["issuer"].as_str().unwrap().contains("OU=DoD"), "{it}");
        assert_eq!(it["problem"], Value::Null);
        for date in ["not_before", "not_after"] {
            let date = it[date].as_str().unwrap();
            assert!(date.len() == 20 && date.ends_with('Z'), "{date}");
        }
        if container == "9E" {
            // Card authentication names the card, not the holder.
            assert_eq!(it["edipi"], Value::Null);
        } else {
            assert!(
                it["subject"].as_str().unwrap().contains("DOE.JANE.QUINN"),
                "{it}"
            );
            assert_eq!(it["edipi"], "1234567890", "{container}");
        }
    }
    let upns = column(&report, "upn");
    assert!(upns[0].contains('@'), "{upns:?}");
    // The same person's text listing.
    let mut stack = Stack::new(&[Reader::named("Card")]);
    stack.insert(0, &CardArgs::of("dual"));
    let text = stack.doctor(&["certs", "--plain"]).must("certs").stdout;
    for container in [&PIV[..], &CAC].concat() {
        assert!(text.contains(container), "{container}: {text}");
    }
}

#[test]
fn each_kind_is_told_and_has_its_certificate_for_sign_in() {
    for (kind, told, containers, pick) in [
        ("piv", "piv", &PIV[..], "9A"),
        ("cac", "cac", &CAC, "cac:0100"),
    ] {
        for command in ["certs", "check"] {
            let report = lent(&CardArgs::of(kind), command);
            assert_eq!(report.card(0)["kind"], told);
            assert_eq!(report.containers(0), containers);
            assert_eq!(picked(&report), [pick]);
            assert_eq!(
                (report.code, report.found()),
                (0, vec![]),
                "{kind} {command}"
            );
        }
    }
}

#[test]
fn a_foreign_card_is_known_within_five_commands() {
    for command in ["certs", "check"] {
        let report = lent(&CardArgs::of("foreign"), command);
        assert_eq!(report.card(0)["kind"], "other");
        assert_eq!(report.found(), [("card/foreign", "fail")]);
        assert_eq!(report.code, 2);
        assert!(report.card(0)["traffic"]["commands"].as_u64().unwrap() <= 5);
    }
}

#[test]
fn older_cards_tokens_and_compressed_certificates_are_read() {
    let mut first = spec(Kind::Cac);
    first.cac = CacShape::One;
    let mut token = spec(Kind::Cac);
    token.cac = CacShape::AltToken;
    let mut gzip = spec(Kind::Dual);
    gzip.packing = Packing::Gzip;
    let mut zlib = spec(Kind::Dual);
    zlib.packing = Packing::Zlib;
    let plain = look(&spec(Kind::Dual), "certs");
    for (card, expected) in [
        (&first, &CAC[..]),
        (&token, &CAC),
        (&gzip, &[&PIV[..], &CAC].concat()),
        (&zlib, &[&PIV[..], &CAC].concat()),
    ] {
        let report = look(card, "certs");
        assert_eq!(report.containers(0), expected, "{card:?}");
        assert_eq!((report.code, report.found()), (0, vec![]), "{card:?}");
        assert_eq!(picked(&report).len(), 1);
        for it in certificates(&report) {
            let same = certificates(&plain)
                .iter()
                .find(|other| other["container"] == it["container"])
                .unwrap();
            assert_eq!(it["subject"], same["subject"]);
            assert_eq!(it["sha256"], same["sha256"]);
        }
    }
}

#[test]
fn every_protocol_and_length_gives_the_same_certificates() {
    let usual = look(&spec(Kind::Dual), "certs");
    for protocol in [Protocol::T0, Protocol::T1] {
        for extended_length in [false, true] {
            let mut card = spec(Kind::Dual);
            card.protocol = protocol;
            card.extended_length = extended_length;
            let report = look(&card, "certs");
            let said = if protocol == Protocol::T0 {
                "T=0"
            } else {
                "T=1"
            };
            assert_eq!(report.card(0)["protocol"], said);
            assert_eq!(
                report.card(0)["certificates"],
                usual.card(0)["certificates"]
            );
        }
    }
    // A reader that hands T=0 through, a card that promises extended length and refuses it.
    for fault in [Fault::Tpdu, Fault::ExtRefused, Fault::ExtendedSelect6986] {
        let mut card = spec(Kind::Dual).with_fault(fault);
        card.extended_length = fault != Fault::Tpdu;
        card.protocol = if fault == Fault::Tpdu {
            Protocol::T0
        } else {
            Protocol::T1
        };
        let report = look(&card, "certs");
        assert_eq!(
            report.card(0)["certificates"],
            usual.card(0)["certificates"],
            "{fault:?}"
        );
    }
}

#[test]
fn retired_keys_and_other_keys_are_listed() {
    let mut card = spec(Kind::Piv);
    card.retired = 3;
    card.key_type = KeyType::P384;
    let report = look(&card, "certs");
    assert_eq!(
        report.containers(0),
        [&PIV[..], &["82", "83", "84"]].concat()
    );
    assert_eq!(column(&report, "purpose")[4..], ["retired"; 3]);
    assert_eq!(column(&report, "key")[0], "P-384");
    // A retired key may well have expired: that is what retired means, and no more than a note.
    let notes = [("certificate/expired", "info"); 3];
    assert_eq!((report.code, report.found()), (0, notes.to_vec()));
}

#[test]
fn the_pin_is_told_as_the_card_tells_it() {
    let pin = |faults: &[Fault]| {
        let card = faults
            .iter()
            .fold(spec(Kind::Piv), |it, fault| it.with_fault(*fault));
        let report = look(&card, "check");
        let pin = report.card(0)["pin"].clone();
        let found: Vec<String> = report
            .found()
            .iter()
            .map(|it| format!("{} {}", it.0, it.1))
            .collect();
        (
            pin["tries_left"].clone(),
            pin["locked"].clone(),
            found,
            report.code,
        )
    };
    assert_eq!(pin(&[]), (json!(3), json!(false), vec![], 0));
    let one = vec!["card/pin-one-try-left warn".to_owned()];
    assert_eq!(pin(&[Fault::PinOneTry]), (json!(1), json!(false), one, 1));
    let locked = vec!["card/pin-locked fail".to_owned()];
    assert_eq!(pin(&[Fault::PinLocked]), (json!(0), json!(true), locked, 2));
    // 9000 before any PIN: the count is unknown, which is neither locked nor fine.
    assert_eq!(
        pin(&[Fault::Verify9000]),
        (Value::Null, json!(false), vec![], 0)
    );
    assert_eq!(
        pin(&[Fault::Verify630x]),
        (json!(3), json!(false), vec![], 0)
    );
}

#[test]
fn what_was_issued_badly_is_found() {
    for (scenario, found, code) in [
        ("expired-certificate", ("certificate/expired", "fail"), 2),
        ("expiring-soon", ("certificate/expires-soon", "warn"), 1),
        ("not-yet-valid", ("certificate/not-yet-valid", "fail"), 2),
        ("card-expired", ("card/expired", "warn"), 1),
    ] {
        let report = lent(&CardArgs::of("dual").in_scenario(scenario), "check");
        assert!(
            report.found().contains(&found),
            "{scenario}: {:?}",
            report.found()
        );
        assert_eq!(report.code, code, "{scenario}");
    }
}
