//! Cards that other programs use at the same time.

use super::report::Report;
use super::service::{Pausing, doctor_at_work, dual};
use super::*;
use std::time::Instant;

fn with_card() -> Stack {
    let mut stack = Stack::new(&[Reader::named("Shared")]);
    stack.insert_scripted(0, dual());
    stack
}

fn check(stack: &Stack, arguments: &[&str]) -> Report {
    Report::of(stack.doctor(&[&["check", "--format", "json"], arguments].concat()))
}

#[test]
fn a_card_held_exclusively_is_told_at_once() {
    let mut stack = with_card();
    let holder = stack.hold(0, Hold::Exclusive);
    stack.mark();
    let report = check(&stack, &[]);
    assert!(
        report.output.took < Duration::from_secs(2),
        "{:?}",
        report.output.took
    );
    assert_eq!(report.found(), [("card/held-exclusively", "fail")]);
    assert_eq!(report.code, 2);
    assert!(stack.apdus().is_empty(), "{:?}", stack.apdus());
    let state = report.json["readers"][0]["state"].as_array().unwrap();
    assert!(state.contains(&"exclusive".into()), "{state:?}");
    drop(holder);
    assert_eq!(check(&stack, &[]).found(), []);
}

#[test]
fn a_transaction_without_end_is_waited_for_within_bounds() {
    let stack = with_card();
    let _holder = stack.hold(0, Hold::Transaction);
    let report = check(&stack, &["--timeout", "3"]);
    assert!(
        report.output.took < Duration::from_secs(5),
        "{:?}",
        report.output.took
    );
    assert_eq!(report.found(), [("card/busy", "unknown")]);
    assert_eq!((report.status(), report.code), ("unknown", 3));
    assert_eq!(report.json["complete"], false);
    // Five seconds a call, whatever the limit.
    let report = check(&stack, &["--timeout", "60"]);
    assert!(
        report.output.took < Duration::from_secs(9),
        "{:?}",
        report.output.took
    );
    assert_eq!(report.found(), [("card/busy", "unknown")]);
}

#[test]
fn a_transaction_that_ends_is_waited_for() {
    let stack = with_card();
    let holder = stack.hold(0, Hold::Transaction);
    let started = Instant::now();
    let release = holder.release_after(Duration::from_secs(1));
    let report = check(&stack, &[]);
    assert!(started.elapsed() > Duration::from_millis(900));
    assert_eq!((report.found(), report.code), (vec![], 0));
    assert_eq!(report.containers(0).len(), 7);
    release.join().unwrap();
}

#[test]
fn another_program_keeps_its_connection_and_the_card_is_not_reset() {
    let mut stack = Stack::new(&[Reader::named("Shared")]);
    let card = dual();
    stack.insert_scripted(0, card.clone());
    let holder = stack.hold(0, Hold::Shared);
    let resets = card.resets();
    for command in ["check", "certs", "readers"] {
        let report = Report::of(stack.doctor(&[command, "--format", "json"]));
        assert_eq!(report.code, 0);
        assert_eq!(card.resets(), resets, "{command} reset the card");
    }
    assert!(holder.was_undisturbed());
    // What this would see if the card had been reset.
    let holder = stack.hold(0, Hold::Shared);
    stack.reset(0);
    assert!(!holder.was_undisturbed());
}

#[test]
fn a_card_that_another_program_has_reset_is_read_all_the_same() {
    let stack = with_card();
    let _other = stack.hold(0, Hold::Shared);
    stack.reset(0);
    let report = check(&stack, &[]);
    assert_eq!((report.found(), report.code), (vec![], 0));
}

#[test]
fn two_at_once_both_read_the_card() {
    let stack = with_card();
    let first = doctor_at_work(&stack, &["certs", "--format", "json"]);
    let second = doctor_at_work(&stack, &["certs", "--format", "json"]);
    let reports = [first.join().unwrap(), second.join().unwrap()];
    for report in &reports {
        assert_eq!((report.found(), report.code), (vec![], 0));
        assert_eq!(report.containers(0).len(), 7);
    }
    assert_eq!(
        reports[0].card(0)["certificates"],
        reports[1].card(0)["certificates"]
    );
}

#[test]
fn a_program_that_comes_later_waits_for_the_transaction() {
    let mut stack = Stack::new(&[Reader::named("Shared")]);
    let (card, reached, go_on) = Pausing::at(dual(), 20);
    stack.insert_scripted(0, card);
    let running = doctor_at_work(&stack, &["certs", "--format", "json"]);
    reached.recv_timeout(PATIENCE).expect("the card is read");
    let later = doctor_at_work(&stack, &["certs", "--format", "json"]);
    thread::sleep(Duration::from_millis(300));
    go_on.send(()).unwrap();
    for report in [running.join().unwrap(), later.join().unwrap()] {
        assert_eq!((report.found(), report.code), (vec![], 0));
        assert_eq!(report.containers(0).len(), 7);
    }
}
