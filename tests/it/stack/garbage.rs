//! Cards that answer badly, through a real stack; the whole list is in the tests without one.

use super::report::Report;
use super::*;
use cac_doctor::sim::{Kind, Placed, Spec};

fn look(kind: Kind, fault: &str) -> Report {
    let spec = Spec::new(kind, time::OffsetDateTime::now_utc())
        .with_fault(fault.parse::<Placed>().unwrap());
    let mut stack = Stack::new(&[Reader::named("Garbage")]);
    stack.insert_scripted(0, Watched::new(&spec));
    let report = Report::of(stack.doctor(&["check", "--format", "json"]));
    assert!(
        report.output.took < Duration::from_secs(10),
        "{fault}: {:?}",
        report.output.took
    );
    report
}

#[test]
fn objects_without_a_usable_answer_are_named() {
    for (fault, rule, object, code) in [
        ("endless-61@9A", "card/object-unread", "9A", 3),
        ("answer-one-byte@chuid", "card/object-unread", "CHUID", 1),
        ("success-no-data@9A", "card/object-garbled", "9A", 2),
        ("wrong-tag@9C", "card/object-garbled", "9C", 1),
        ("huge-certificate@9D", "card/object-unread", "9D", 1),
        ("gzip-bomb@9A", "card/object-garbled", "9A", 2),
    ] {
        let report = look(Kind::Piv, fault);
        assert_eq!(
            report.subjects(rule),
            [object],
            "{fault}: {:?}",
            report.found()
        );
        assert_eq!(report.code, code, "{fault}");
    }
    for (fault, rule, object, code) in [
        ("length-past-end@0100", "card/object-garbled", "cac:0100", 2),
        ("malformed-der@0102", "card/object-garbled", "cac:0102", 1),
        ("garbage=7@0101", "card/object-unread", "cac:0101", 1),
    ] {
        let report = look(Kind::Cac, fault);
        assert_eq!(
            report.subjects(rule),
            [object],
            "{fault}: {:?}",
            report.found()
        );
        assert_eq!(report.code, code, "{fault}");
    }
}

#[test]
fn a_card_that_answers_random_bytes_is_unread() {
    for seed in [3, 11] {
        let report = look(Kind::Dual, &format!("garbage={seed}"));
        assert_eq!(report.found(), [("card/unread", "fail")], "{seed}");
        assert_eq!(report.code, 2);
    }
}

#[test]
fn a_card_that_answers_nothing_at_all_is_told() {
    // vpcd takes an answer of no bytes for a card that is gone.
    let report = look(Kind::Dual, "answer-empty");
    // Whether it is called faulty or out of time hangs on how fast the service gives it up.
    assert!(matches!(report.code, 2 | 3), "{}", report.code);
    assert!(!report.found().is_empty());
}
