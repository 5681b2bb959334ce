//! Cards that come and go while they are looked at.

use super::report::Report;
use super::service::{Pausing, doctor_at_work, dual};
use super::*;
use cac_doctor::sim::{Fault, Kind, Spec};

fn spec(fault: Fault) -> Spec {
    Spec::new(Kind::Dual, time::OffsetDateTime::now_utc()).with_fault(fault)
}

#[test]
fn a_card_pulled_while_it_is_read_was_removed() {
    for nth in [1, 12, 50] {
        let mut stack = Stack::new(&[Reader::named("Pulled")]);
        let (card, reached, _go_on) = Pausing::at(dual(), nth);
        stack.insert_scripted(0, card);
        let running = doctor_at_work(&stack, &["check", "--format", "json"]);
        reached.recv_timeout(PATIENCE).expect("the card is read");
        stack.pull(0);
        let report = running.join().unwrap();
        assert_eq!(report.found(), [("card/removed", "fail")], "{nth}");
        assert_eq!(report.code, 2);
    }
}

#[test]
fn a_card_that_leaves_by_itself_was_removed() {
    for fault in [
        Fault::RemovedAfter(0),
        Fault::RemovedAfter(7),
        Fault::DiesAfter(30),
    ] {
        let mut stack = Stack::new(&[Reader::named("Leaving")]);
        stack.insert_scripted(0, Watched::new(&spec(fault)));
        let report = Report::of(stack.doctor(&["check", "--format", "json"]));
        assert_eq!(report.found(), [("card/removed", "fail")], "{fault:?}");
        assert_eq!(report.code, 2);
    }
}

#[test]
fn a_card_in_another_reader_is_no_matter() {
    let mut stack = Stack::new(&[Reader::named("Coming"), Reader::named("Staying")]);
    let (card, reached, go_on) = Pausing::at(dual(), 10);
    stack.insert_scripted(1, card);
    let running = doctor_at_work(&stack, &["check", "--format", "json"]);
    reached.recv_timeout(PATIENCE).expect("the card is read");
    stack.insert(0, &CardArgs::of("piv"));
    stack.remove(0);
    go_on.send(()).unwrap();
    let report = running.join().unwrap();
    assert_eq!(report.containers(1).len(), 7);
    assert_eq!(report.code, 0, "{:?}", report.found());
}

#[test]
fn a_card_put_in_anew_is_read_anew() {
    let mut stack = Stack::new(&[Reader::named("Again")]);
    let look = |stack: &Stack| Report::of(stack.doctor(&["check", "--format", "json"]));
    stack.insert(0, &CardArgs::of("piv"));
    assert_eq!(look(&stack).card(0)["kind"], "piv");
    stack.remove(0);
    assert_eq!(look(&stack).found(), [("card/none", "fail")]);
    stack.insert(0, &CardArgs::of("cac"));
    let report = look(&stack);
    assert_eq!(report.card(0)["kind"], "cac");
    assert_eq!(report.code, 0);
}
