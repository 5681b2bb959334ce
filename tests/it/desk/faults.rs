//! Cards that answer badly: the report names what is wrong with which object, and nothing takes long.

use super::*;
use cac_doctor::sim::{Kind, Placed};
use time::OffsetDateTime;

/// Far less than the limit: no fault of a card that answers at once may make the tool wait.
const SOON: Duration = Duration::from_secs(5);

fn look(kind: Kind, faults: &str) -> Seen {
    let spec = faults
        .split_whitespace()
        .fold(Spec::new(kind, OffsetDateTime::now_utc()), |spec, it| {
            spec.with_fault(it.parse::<Placed>().unwrap())
        });
    let seen = Desk::with(&spec).look(Scope::Everything);
    assert!(seen.took < SOON, "{kind} {faults}: {:?}", seen.took);
    // Five objects with the longest endless answers each, and all else of a card.
    assert!(seen.log.len() < 2000, "{kind} {faults}: {}", seen.log.len());
    seen
}

/// Fails unless the finding is there, and the status of the whole is this.
fn must_find(kind: Kind, faults: &str, rule: &str, object: &str, status: &str) -> Seen {
    let seen = look(kind, faults);
    let there = seen.findings().contains(&(rule, object));
    assert!(there, "{kind} {faults}: {:?}", seen.findings());
    assert_eq!(
        seen.report["status"],
        status,
        "{kind} {faults}: {:?}",
        seen.findings()
    );
    seen
}

/// PIV objects: where the fault is placed, and how the report calls them.
const OBJECTS: [(&str, &str); 8] = [
    ("9A", "9A"),
    ("9C", "9C"),
    ("9D", "9D"),
    ("9E", "9E"),
    ("chuid", "CHUID"),
    ("discovery", "Discovery Object"),
    ("key-history", "Key History Object"),
    ("security-object", "Security Object"),
];
const APPLETS: [(&str, &str); 3] = [
    ("0100", "cac:0100"),
    ("0101", "cac:0101"),
    ("0102", "cac:0102"),
];

/// No usable answer at all.
const UNREADABLE: [&str; 4] = [
    "answer-empty",
    "answer-one-byte",
    "endless-61",
    "status=6F00",
];
/// An answer whose bytes are wrong.
const WRONG: [&str; 3] = ["success-no-data", "wrong-tag", "length-past-end"];
/// The same, for certificates alone.
const NO_CERTIFICATE: [&str; 2] = ["gzip-bomb", "malformed-der"];

#[test]
fn an_object_without_an_answer_is_unread() {
    for fault in UNREADABLE {
        for (place, object) in OBJECTS {
            // Whether the sign-in certificate is there cannot be told then; the others are beside the point.
            let status = if object == "9A" { "unknown" } else { "warn" };
            let faults = format!("{fault}@{place}");
            let seen = must_find(Kind::Piv, &faults, "card/object-unread", object, status);
            // Everything else was read all the same.
            assert_eq!(seen.findings().len(), 1, "{faults}: {:?}", seen.findings());
            let listed = seen.card()["certificates"].as_array().unwrap().len();
            assert_eq!(listed, if object.len() == 2 { 3 } else { 4 }, "{faults}");
        }
        for (place, object) in APPLETS {
            let status = if place == "0100" { "unknown" } else { "warn" };
            let faults = format!("{fault}@{place}");
            must_find(Kind::Cac, &faults, "card/object-unread", object, status);
        }
    }
}

#[test]
fn an_object_with_wrong_bytes_is_garbled() {
    for fault in WRONG {
        for (place, object) in OBJECTS {
            let status = match object {
                "9A" => "fail",
                "Discovery Object" => "ok",
                _ => "warn",
            };
            let faults = format!("{fault}@{place}");
            must_find(Kind::Piv, &faults, "card/object-garbled", object, status);
        }
        for (place, object) in APPLETS {
            let status = if place == "0100" { "fail" } else { "warn" };
            let faults = format!("{fault}@{place}");
            must_find(Kind::Cac, &faults, "card/object-garbled", object, status);
        }
    }
    must_find(
        Kind::Cac,
        "success-no-data@DB00",
        "card/object-garbled",
        "cac:DB00",
        "warn",
    );
    must_find(
        Kind::Piv,
        "success-no-data@#1",
        "card/object-garbled",
        "SELECT PIV",
        "ok",
    );
}

#[test]
fn a_card_that_says_yes_to_everything_is_foreign() {
    for kind in Kind::ALL {
        let seen = must_find(kind, "success-no-data", "card/foreign", READER, "fail");
        assert_eq!(seen.card()["kind"], "other");
        assert_eq!(seen.findings().len(), 1, "{:?}", seen.findings());
        assert!(seen.log.len() <= 5, "{:?}", seen.commands());
    }
}

#[test]
fn a_refusal_that_says_nothing_of_presence_is_no_absence() {
    for sw in ["6900", "6A80"] {
        must_find(
            Kind::Piv,
            &format!("status={sw}@9A"),
            "card/object-unread",
            "9A",
            "unknown",
        );
        let seen = look(Kind::Piv, &format!("status={sw}@discovery"));
        assert_eq!(
            seen.report["status"], "ok",
            "a card without a discovery object"
        );
    }
}

#[test]
fn bytes_that_are_no_certificate_are_garbled() {
    for fault in NO_CERTIFICATE {
        for (place, object) in OBJECTS.into_iter().filter(|it| it.1.len() == 2) {
            let status = if object == "9A" { "fail" } else { "warn" };
            let faults = format!("{fault}@{place}");
            let seen = must_find(Kind::Piv, &faults, "card/object-garbled", object, status);
            // The container is shown, with what is wrong, and nothing is made up.
            let all = seen.card()["certificates"].as_array().unwrap();
            let it = all.iter().find(|it| it["container"] == object).unwrap();
            assert!(!it["problem"].is_null() && it["subject"].is_null(), "{it}");
            assert_eq!(it["pick_for_sign_in"], false);
        }
        for (place, object) in APPLETS {
            let status = if place == "0100" { "fail" } else { "warn" };
            let faults = format!("{fault}@{place}");
            must_find(Kind::Cac, &faults, "card/object-garbled", object, status);
        }
    }
}

#[test]
fn a_certificate_of_64_kib_is_named_and_ends() {
    for (place, object) in OBJECTS.into_iter().filter(|it| it.1.len() == 2) {
        let status = if object == "9A" { "unknown" } else { "warn" };
        let faults = format!("huge-certificate@{place}");
        must_find(Kind::Piv, &faults, "card/object-unread", object, status);
    }
    for (place, object) in APPLETS {
        let status = if place == "0100" { "fail" } else { "warn" };
        let faults = format!("huge-certificate@{place}");
        must_find(Kind::Cac, &faults, "card/object-garbled", object, status);
    }
    for kind in [Kind::Piv, Kind::Cac, Kind::Dual] {
        assert_ne!(look(kind, "huge-certificate").report["status"], "ok");
    }
}

#[test]
fn a_card_whose_first_answer_is_none_is_read_by_another_name() {
    for fault in UNREADABLE {
        let seen = look(Kind::Piv, &format!("{fault}@#1"));
        let listed = seen.card()["certificates"].as_array().unwrap().len();
        assert_eq!((seen.card()["kind"].as_str(), listed), (Some("piv"), 4));
    }
    // A CAC that gave no answer about its PIV half may have one: that is said.
    for fault in ["answer-one-byte", "status=6F00"] {
        let faults = format!("{fault}@#1");
        must_find(
            Kind::Cac,
            &faults,
            "card/object-unread",
            "PIV application",
            "warn",
        );
    }
    for fault in UNREADABLE {
        must_find(
            Kind::Dual,
            &format!("{fault}@DB00"),
            "card/object-unread",
            "CAC applets",
            "warn",
        );
    }
}

#[test]
fn what_was_not_seen_of_the_sign_in_comes_before_the_warnings() {
    let seen = look(Kind::Piv, "status=6F00@9A status=6F00@9C");
    let objects: Vec<&str> = seen.findings().iter().map(|it| it.1).collect();
    assert_eq!(objects, ["9A", "9C"]);
    assert_eq!(seen.report["counts"]["unknown"], 1);
    assert_eq!(seen.report["counts"]["warn"], 0);
}

#[test]
fn a_card_without_end_is_a_card_like_any_other() {
    let mut spec = Spec::new(Kind::Piv, OffsetDateTime::now_utc());
    spec.extended_length = true;
    let desk = Desk::with(&spec).spoilt(|_, mut answer| {
        // The card's last day in the CHUID (SP 800-73-5 Part 1 Table 9).
        let tag = answer.windows(4).position(|it| it == [0x35, 8, b'2', b'0']);
        if let Some(at) = tag {
            answer[at + 2..at + 10].copy_from_slice(b"99991231");
        }
        answer
    });
    let seen = desk.look(Scope::Everything);
    assert_eq!(seen.card()["chuid"]["expires"], "9999-12-31");
    // That is not the day which the issuer signed.
    let rules: Vec<&str> = seen.findings().iter().map(|it| it.0).collect();
    let signed = ["card/chuid-signature-bad", "card/security-object-mismatch"];
    assert_eq!(rules, signed, "{:?}", seen.findings());
}

#[test]
fn both_halves_are_read_where_the_full_aid_is_refused() {
    let seen = look(Kind::Dual, "refuse-full-aid");
    assert_eq!(seen.card()["kind"], "cac-piv");
    assert_eq!(seen.card()["certificates"].as_array().unwrap().len(), 7);
    assert_eq!(seen.card()["pin"]["tries_left"], 3);
    assert_eq!(seen.report["status"], "ok", "{:?}", seen.findings());
}

#[test]
fn a_single_answer_that_does_not_come_is_asked_for_again() {
    for nth in [1, 4, 9, 30] {
        let seen = look(Kind::Cac, &format!("answer-empty@#{nth}"));
        assert_eq!(seen.report["status"], "ok", "{nth}: {:?}", seen.findings());
        assert_eq!(seen.log.len(), 39);
    }
}

#[test]
fn a_card_that_answers_nothing_usable_is_unread_as_a_whole() {
    for fault in UNREADABLE {
        for kind in [Kind::Piv, Kind::Cac, Kind::Dual, Kind::Foreign] {
            let seen = must_find(kind, fault, "card/unread", READER, "fail");
            assert_eq!(seen.card()["kind"], "unread", "{fault}");
            assert_eq!(seen.findings().len(), 1, "{:?}", seen.findings());
        }
    }
}

#[test]
fn random_answers_never_pass_for_a_card() {
    for seed in 0..20 {
        for kind in [Kind::Piv, Kind::Cac, Kind::Dual] {
            let seen = look(kind, &format!("garbage={seed}"));
            assert_eq!(seen.report["status"], "fail", "{kind} {seed}");
            assert!(!seen.findings().is_empty());
        }
        let (place, object) = OBJECTS[seed % OBJECTS.len()];
        let seen = look(Kind::Piv, &format!("garbage={seed}@{place}"));
        let named = seen.findings().iter().any(|it| it.1 == object);
        assert!(named, "{seed} {place}: {:?}", seen.findings());
        let (place, object) = APPLETS[seed % APPLETS.len()];
        let seen = look(Kind::Cac, &format!("garbage={seed}@{place}"));
        let named = seen.findings().iter().any(|it| it.1 == object);
        assert!(named, "{seed} {place}: {:?}", seen.findings());
    }
}

#[test]
fn random_bytes_that_call_themselves_a_success_never_pass_for_a_certificate() {
    for seed in 1..=20_u32 {
        for kind in [Kind::Piv, Kind::Cac, Kind::Dual] {
            let mut state = seed.wrapping_mul(0x9E37_79B9) | 1;
            let mut next = move || {
                state ^= state << 13;
                state ^= state >> 17;
                state ^= state << 5;
                state
            };
            let desk = Desk::with(&Spec::new(kind, OffsetDateTime::now_utc())).spoilt(
                move |command, answer| {
                    // SELECT stays what it was, so that everything behind it is reached.
                    if command[1] == 0xA4 || answer.len() == 2 {
                        return answer;
                    }
                    let length = next() % 257;
                    let mut out: Vec<u8> = (0..length).map(|_| (next() >> 24) as u8).collect();
                    // Half of them begin as an object should.
                    if next() % 2 == 0 && out.len() > 4 {
                        out[..4].copy_from_slice(&[0x53, 0x81, (length - 3) as u8, 0x70]);
                    }
                    out.extend([0x90, 0x00]);
                    out
                },
            );
            let seen = desk.look(Scope::Everything);
            assert!(seen.took < SOON, "{kind} {seed}: {:?}", seen.took);
            assert_ne!(seen.report["status"], "ok", "{kind} {seed}");
            let all = seen.card()["certificates"].as_array().unwrap();
            assert!(
                all.iter().all(|it| it["subject"].is_null()),
                "{kind} {seed}"
            );
        }
    }
}

#[test]
fn parts_of_any_size_make_the_same_objects() {
    let whole = look(Kind::Dual, "");
    for size in ["5", "100", "255"] {
        let parts = look(Kind::Dual, &format!("parts={size}@9A parts={size}@0101"));
        assert_eq!(
            parts.card()["certificates"],
            whole.card()["certificates"],
            "{size}"
        );
    }
}

#[test]
fn a_card_that_is_gone_is_removed_at_every_command() {
    for kind in [Kind::Piv, Kind::Cac] {
        for after in 0..36 {
            let seen = must_find(
                kind,
                &format!("removed-after={after}"),
                "card/removed",
                READER,
                "fail",
            );
            // Nothing is sent to a card that is gone.
            assert_eq!(seen.log.len(), after + 1);
        }
    }
}

#[test]
fn what_a_card_that_hangs_had_no_time_for_is_not_said_to_be_missing() {
    for (kind, object, hangs) in [
        (Kind::Piv, "9A", &[4, 5, 8][..]),
        (Kind::Dual, "9A", &[4, 5]),
        // In the CCC, at the first applet, in it.
        (Kind::Cac, "cac:0100", &[3, 7, 8, 12]),
    ] {
        for nth in hangs {
            let mut left = *nth;
            let desk =
                Desk::with(&Spec::new(kind, OffsetDateTime::now_utc())).spoilt(move |_, answer| {
                    left -= 1;
                    if left == 0 {
                        loop {
                            std::thread::park();
                        }
                    }
                    answer
                });
            let seen = desk.look_within(Duration::from_secs(1), Scope::Everything);
            assert!(seen.took < SOON, "{kind} {nth}: {:?}", seen.took);
            assert_eq!(seen.log.len(), *nth, "{kind}");
            let found = seen.findings();
            assert_eq!(seen.report["complete"], false, "{kind} {nth}");
            assert_eq!(seen.report["status"], "unknown", "{kind} {nth}: {found:?}");
            let unread = found.iter().all(|it| it.0 == "card/object-unread");
            assert!(unread, "{kind} {nth}: {found:?}");
            let named = found.iter().any(|it| it.1 == object || it.1 == "cac:DB00");
            assert!(named, "{kind} {nth}: {found:?}");
        }
    }
}
