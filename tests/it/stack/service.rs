//! A PC/SC service in trouble: each trouble has its own finding, nothing above it passes for well, and nothing hangs.

use super::report::{Report, layers};
use super::*;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Instant;

pub const DOCTOR: &str = env!("CARGO_BIN_EXE_cac-doctor");
const PIV_ATR: &[u8] = &[0x3B, 0x80, 0x01, 0x81];

fn look(faulty: &Faulty, arguments: &[&str]) -> Report {
    Report::of(finish(
        faulty.place.inside(DOCTOR).args(arguments),
        Duration::from_secs(30),
    ))
}

fn must_be(report: &Report, rule: &str, status: &str, code: i32) {
    assert_eq!(report.found(), [(rule, status)]);
    assert_eq!(report.code, code, "{rule}");
    let verdict = report.json["verdict"]["sentence"].as_str().unwrap();
    assert_eq!(verdict, report.finding(rule)["message"], "{rule}");
}

#[test]
fn each_broken_service_has_its_own_finding() {
    for (fault, rule, status, code) in [
        (Fault::Missing, "service/socket-missing", "fail", 2),
        (Fault::Stale, "service/socket-stale", "fail", 2),
        (Fault::Refusing, "service/refused-by-policy", "unknown", 3),
        (Fault::Closing, "service/unreachable", "fail", 2),
    ] {
        let faulty = Faulty::new(fault);
        for command in ["check", "certs", "readers"] {
            let report = look(&faulty, &[command, "--format", "json"]);
            must_be(&report, rule, status, code);
            assert_eq!(report.json["readers"], serde_json::json!([]), "{fault:?}");
            assert_eq!(report.json["complete"], true, "{fault:?}");
        }
        let text = finish(faulty.place.inside(DOCTOR).arg("check"), PATIENCE).stdout;
        let state = if code == 3 { "unknown" } else { "FAIL" };
        let skipped = |it| (it, "skipped");
        let above = ["Reader", "Card", "PIN", "Certificate"].map(skipped);
        assert_eq!(
            layers(&text),
            [&[("Service", state)], &above[..]].concat(),
            "{text}"
        );
    }
}

#[test]
fn a_socket_that_only_root_may_use_is_told_as_such() {
    let faulty = Faulty::new(Fault::Forbidden);
    let mut nobody = faulty.place.unprivileged(Path::new(DOCTOR));
    let report = Report::of(finish(
        nobody.args(["check", "--format", "json"]),
        Duration::from_secs(30),
    ));
    must_be(&report, "service/socket-forbidden", "fail", 2);
    assert_eq!(
        report.json["service"]["socket"]["connect"]["error"]["name"],
        "EACCES"
    );
    assert_eq!(report.json["service"]["socket"]["mode"], "000");
}

#[test]
fn a_silent_service_costs_no_more_than_the_limit() {
    let faulty = Faulty::new(Fault::Silent);
    for command in ["check", "certs", "readers"] {
        let report = look(&faulty, &[command, "--format", "json", "--timeout", "1"]);
        must_be(&report, "service/silent", "fail", 2);
        assert_eq!(report.json["complete"], false);
        assert!(
            report.output.took < Duration::from_secs(4),
            "{:?}",
            report.output.took
        );
    }
    // Without a limit of one's own: the service is given five seconds.
    let report = look(&faulty, &["check", "--format", "json"]);
    must_be(&report, "service/silent", "fail", 2);
    assert!(
        report.output.took < Duration::from_secs(8),
        "{:?}",
        report.output.took
    );
}

#[test]
fn a_stopped_service_is_silent() {
    let stack = Stack::new(&[Reader::named("Stopped")]);
    stack.stop_pcscd();
    let report = Report::of(stack.doctor(&["check", "--format", "json", "--timeout", "2"]));
    must_be(&report, "service/silent", "fail", 2);
    assert!(
        report.output.took < Duration::from_secs(4),
        "{:?}",
        report.output.took
    );
    stack.continue_pcscd();
    let report = Report::of(stack.doctor(&["check", "--format", "json"]));
    assert_eq!(report.found(), [("card/none", "fail")]);
}

/// Runs the program while the test does something else to its world.
pub fn doctor_at_work(stack: &Stack, arguments: &[&str]) -> thread::JoinHandle<Report> {
    let mut command = stack.place().inside(DOCTOR);
    command.args(arguments).arg("--offline").arg("--trust");
    command.arg(super::report::authorities());
    thread::spawn(move || Report::of(finish(&mut command, Duration::from_secs(60))))
}

/// A card that reports when it is asked for the nth time, and then waits to be told to go on.
pub struct Pausing<S: Script> {
    card: S,
    left: u32,
    asked: Sender<()>,
    go_on: Receiver<()>,
}

impl<S: Script> Pausing<S> {
    pub fn at(card: S, nth: u32) -> (Self, Receiver<()>, Sender<()>) {
        let (asked, reached) = channel();
        let (let_go, go_on) = channel();
        let card = Self {
            card,
            left: nth,
            asked,
            go_on,
        };
        (card, reached, let_go)
    }
}

impl<S: Script> Script for Pausing<S> {
    fn atr(&mut self) -> Vec<u8> {
        self.card.atr()
    }

    fn reset(&mut self) {
        self.card.reset();
    }

    fn answer(&mut self, command: &[u8]) -> Option<Vec<u8>> {
        self.left = self.left.wrapping_sub(1);
        if self.left == 0 {
            let _ = self.asked.send(());
            // An error says that nobody will tell: the same as being told.
            let _ = self.go_on.recv();
        }
        self.card.answer(command)
    }
}

pub fn dual() -> Watched {
    use cac_doctor::sim::{Kind, Spec};
    Watched::new(&Spec::new(Kind::Dual, time::OffsetDateTime::now_utc()))
}

#[test]
fn a_service_that_is_killed_while_the_card_is_read_has_died() {
    for nth in [1, 9, 45] {
        let mut stack = Stack::new(&[Reader::named("Dying")]);
        let (card, reached, _go_on) = Pausing::at(dual(), nth);
        stack.insert_scripted(0, card);
        let running = doctor_at_work(&stack, &["check", "--format", "json"]);
        reached.recv_timeout(PATIENCE).expect("the card is read");
        let killed = Instant::now();
        stack.kill_pcscd();
        let report = running.join().unwrap();
        assert!(killed.elapsed() < Duration::from_secs(7));
        assert_eq!(report.found(), [("service/died", "fail")], "{nth}");
        assert_eq!(report.code, 2);
    }
}

#[test]
fn a_service_that_stops_while_the_card_is_read_leaves_the_rest_unknown() {
    let mut stack = Stack::new(&[Reader::named("Stopping")]);
    let (card, reached, _go_on) = Pausing::at(dual(), 5);
    stack.insert_scripted(0, card);
    let running = doctor_at_work(&stack, &["check", "--format", "json", "--timeout", "3"]);
    reached.recv_timeout(PATIENCE).expect("the card is read");
    stack.stop_pcscd();
    let report = running.join().unwrap();
    assert!(
        report.output.took < Duration::from_secs(5),
        "{:?}",
        report.output.took
    );
    assert_eq!(report.json["complete"], false);
    // Too little time was left to prove that the service hangs; what was not read is not said to be missing.
    assert_eq!((report.status(), report.code), ("unknown", 3));
    assert!(
        report.found().iter().all(|it| it.0 == "card/object-unread"),
        "{:?}",
        report.found()
    );
    assert_eq!(
        report.subjects("card/object-unread"),
        ["9A", "CHUID", "9C", "9D", "9E"]
    );
    stack.continue_pcscd();
}

#[test]
fn a_service_that_stops_while_the_card_is_read_is_silent_when_there_is_time() {
    let mut stack = Stack::new(&[Reader::named("Stopping")]);
    let (card, reached, _go_on) = Pausing::at(dual(), 5);
    stack.insert_scripted(0, card);
    let running = doctor_at_work(&stack, &["check", "--format", "json"]);
    reached.recv_timeout(PATIENCE).expect("the card is read");
    stack.stop_pcscd();
    let report = running.join().unwrap();
    assert!(
        report.output.took < Duration::from_secs(13),
        "{:?}",
        report.output.took
    );
    assert_eq!(report.finding("service/silent")["status"], "fail");
    assert_eq!(report.code, 2);
    stack.continue_pcscd();
}

#[test]
fn a_card_that_never_answers_costs_no_more_than_the_limit() {
    let mut stack = Stack::new(&[Reader::named("Endless"), Reader::named("Well")]);
    let (card, reached, go_on) = Pausing::at((PIV_ATR, |_: &[u8]| Some(vec![0x6A, 0x82])), 1);
    stack.insert_scripted(0, card);
    stack.insert(1, &CardArgs::of("piv"));
    let running = doctor_at_work(&stack, &["check", "--format", "json", "--timeout", "4"]);
    reached.recv_timeout(PATIENCE).expect("the card is read");
    let report = running.join().unwrap();
    assert!(
        report.output.took < Duration::from_secs(6),
        "{:?}",
        report.output.took
    );
    assert_eq!(report.json["complete"], false);
    // The other reader's card was read meanwhile.
    assert_eq!(report.containers(1), ["9A", "9C", "9D", "9E"]);
    // A card that works is there: the other is a warning.
    assert_eq!(report.found(), [("card/unread", "warn")]);
    drop(go_on);
}
