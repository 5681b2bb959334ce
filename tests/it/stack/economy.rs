//! What pcscd saw of reading: exact counts, as the card itself counted.

use super::report::Report;
use super::*;
use cac_doctor::sim::{Kind, PastEnd, Spec};

/// Commands by instruction: SELECT, GET DATA, GET RESPONSE, READ BUFFER.
type Counts = [usize; 4];

fn counted(spec: &Spec, command: &str) -> (Counts, usize) {
    let mut stack = Stack::new(&[Reader::named("Counted")]);
    let card = Watched::new(spec);
    stack.insert_scripted(0, card.clone());
    stack.mark();
    let report = Report::of(stack.doctor(&[command, "--format", "json"]));
    assert_eq!(report.code, 0, "{:?}", report.found());
    let seen = stack.apdus();
    let log = card.log();
    assert_eq!(seen.len(), log.len(), "pcscd and the card saw the same");
    assert_eq!(report.card(0)["traffic"]["commands"], log.len());
    for (seen, it) in seen.iter().zip(&log) {
        // A VERIFY has its header and nothing else; the card's log keeps no more of it.
        let verify = seen.instruction() == 0x20;
        assert!(
            seen.command == it.command || verify,
            "{seen:02X?} {it:02X?}"
        );
        if verify {
            assert!(matches!(
                seen.command[..],
                [0x00, 0x20, 0x00, 0x80 | 0x00] | [0x00, 0x20, 0x00, 0x80 | 0x00, 0x00]
            ));
        }
        assert!([0xA4, 0xCB, 0xC0, 0x52, 0x56, 0x36, 0x20].contains(&seen.instruction()));
    }
    if spec.kind.has_piv() && !seen.is_empty() {
        let last = seen
            .iter()
            .rfind(|it| it.instruction() == 0xA4 && it.response.len() > 2)
            .unwrap();
        assert_eq!(
            last.command[5..10],
            [0xA0, 0x00, 0x00, 0x03, 0x08],
            "PIV is left selected"
        );
    }
    let counts = [0xA4, 0xCB, 0xC0, 0x52].map(|it| count(&seen, it));
    (counts, seen.len())
}

fn spec(kind: Kind) -> Spec {
    Spec::new(kind, time::OffsetDateTime::now_utc())
}

#[test]
fn certs_costs_what_the_card_forces() {
    // One SELECT, four certificates and the key history, the parts of 256 bytes.
    assert_eq!(counted(&spec(Kind::Piv), "certs"), ([1, 5, 17, 0], 23));
    let mut extended = spec(Kind::Piv);
    extended.extended_length = true;
    // One object more: the model is not known, its certificates are the DoD's, and the CCC says that it is no CAC.
    assert_eq!(counted(&extended, "certs"), ([1, 6, 0, 0], 7));
    let mut cac = spec(Kind::Cac);
    cac.past_end = PastEnd::Shorten;
    // SELECT of PIV and CCC, two an applet; T and V of the CCC; T and the parts of V of each applet.
    assert_eq!(counted(&cac, "certs"), ([8, 0, 0, 21], 29));
    assert_eq!(counted(&spec(Kind::Cac), "certs"), ([8, 0, 0, 24], 32));
    let mut both = spec(Kind::Dual);
    both.past_end = PastEnd::Shorten;
    assert_eq!(counted(&both, "certs"), ([9, 5, 17, 21], 52));
    assert_eq!(counted(&spec(Kind::Dual), "certs"), ([9, 5, 17, 24], 55));
}

#[test]
fn check_and_readers_cost_no_more_than_they_must() {
    assert_eq!(counted(&spec(Kind::Piv), "check").1, 41);
    // One more than its parts: a card that refuses the full PIV AID is asked for the beginning of it.
    assert_eq!(counted(&spec(Kind::Cac), "check").1, 38);
    assert_eq!(counted(&spec(Kind::Dual), "check").1, 74);
    assert_eq!(counted(&spec(Kind::Dual), "readers").1, 0);
}

#[test]
fn a_slow_reader_costs_a_command_s_time_each_and_no_more() {
    let mut stack = Stack::slow(&[Reader::named("Slow")]);
    stack.insert(0, &CardArgs::of("piv"));
    let report = Report::of(stack.doctor(&["certs", "--format", "json"]));
    assert_eq!(report.code, 0);
    // 23 commands at some 44 ms, with room for a busy machine.
    assert!(
        report.output.took < Duration::from_secs(4),
        "{:?}",
        report.output.took
    );
}
