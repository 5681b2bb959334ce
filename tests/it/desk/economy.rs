//! What reading costs, command by command, and what is never sent.

use super::*;
use cac_doctor::sim::{CacShape, Kind, PastEnd};
use std::collections::BTreeMap;
use time::OffsetDateTime;

fn spec(kind: Kind) -> Spec {
    Spec::new(kind, OffsetDateTime::now_utc())
}

fn certs(spec: &Spec) -> Vec<String> {
    let seen = Desk::with(spec).look(Scope::Certificates);
    // The report counts what the card counted.
    assert_eq!(seen.card()["traffic"]["commands"], seen.log.len());
    seen.commands()
}

/// The commands without those that only fetch the rest of an answer.
fn asked(commands: &[String]) -> Vec<&str> {
    let mut out: Vec<&str> = Vec::new();
    for it in commands {
        let more = it == "C0" || it == "52 V" && out.last() == Some(&"52 V");
        if !more {
            out.push(it);
        }
    }
    out
}

const PIV: &str = "A4 04 A000000308000010000100";
const PIV_CERTIFICATES: [&str; 5] = [
    "CB 5FC105",
    "CB 5FC10A",
    "CB 5FC10B",
    "CB 5FC101",
    // The key history tells which retired slots hold a certificate.
    "CB 5FC10C",
];
const CCC: &str = "A4 04 A000000116DB00";
/// SELECT of the applet, SELECT of its object, tags, values.
const APPLETS: [&str; 12] = [
    "A4 04 A0000000790100",
    "A4 02 0100",
    "52 T",
    "52 V",
    "A4 04 A0000000790101",
    "A4 02 0101",
    "52 T",
    "52 V",
    "A4 04 A0000000790102",
    "A4 02 0102",
    "52 T",
    "52 V",
];

#[test]
fn piv_certificates_cost_one_command_each_and_the_parts_their_sizes_force() {
    let seen = Desk::with(&spec(Kind::Piv)).look(Scope::Certificates);
    let commands = seen.commands();
    assert_eq!(asked(&commands), [&[PIV], &PIV_CERTIFICATES[..]].concat());
    // A short answer holds 256 bytes and the status word (ISO/IEC 7816-4 §5.1): every part but an object's last is full.
    let mut parts = seen.log.windows(2).filter(|it| it[1].command[1] == 0xC0);
    assert!(parts.all(|it| it[0].response.len() == 258));
    // SELECT, four certificates in 21 parts, and the key history.
    assert_eq!(commands.len(), 23, "{commands:?}");
}

#[test]
fn extended_length_needs_no_parts() {
    let mut card = spec(Kind::Piv);
    card.extended_length = true;
    let commands = certs(&card);
    // The card is none that is known, and its certificates are the DoD's: whether it is a CAC, too, its own capability
    // container says.
    assert_eq!(
        commands,
        [&[PIV], &PIV_CERTIFICATES[..], &["CB 5FC107"]].concat()
    );
}

#[test]
fn cac_certificates_cost_four_commands_each_and_the_parts_their_sizes_force() {
    let mut card = spec(Kind::Cac);
    card.past_end = PastEnd::Shorten;
    let commands = certs(&card);
    assert_eq!(
        asked(&commands),
        [&[PIV, CCC, "52 T", "52 V"], &APPLETS[..]].concat()
    );
    assert_eq!(commands.len(), 29, "{commands:?}");
}

#[test]
fn a_card_that_wants_exact_counts_costs_three_commands_more() {
    let commands = certs(&spec(Kind::Cac));
    // One refused, one for the length of the CCC's tags, one for the length of the first applet's.
    let first = [PIV, CCC, "52 T", "52 T", "52 T", "52 V"];
    let applets = [&APPLETS[..2], &["52 T"], &APPLETS[2..]].concat();
    assert_eq!(asked(&commands), [&first, &applets[..]].concat());
    assert_eq!(commands.len(), 32, "{commands:?}");
}

#[test]
fn a_dual_card_costs_the_sum_and_is_left_with_piv_selected() {
    let mut card = spec(Kind::Dual);
    card.past_end = PastEnd::Shorten;
    let commands = certs(&card);
    let expected = [
        &[PIV],
        &PIV_CERTIFICATES[..],
        &[CCC, "52 T", "52 V"],
        &APPLETS,
        &[PIV],
    ];
    assert_eq!(asked(&commands), expected.concat());
    assert_eq!(commands.len(), 52, "{commands:?}");
    assert_eq!(certs(&spec(Kind::Dual)).len(), 55);
}

#[test]
fn a_foreign_card_is_known_after_five_commands() {
    for scope in [Scope::Certificates, Scope::Everything] {
        let seen = Desk::with(&spec(Kind::Foreign)).look(scope);
        assert_eq!(seen.card()["kind"], "other");
        assert_eq!(seen.log.len(), 5, "{:?}", seen.commands());
        assert_eq!(seen.findings(), [("card/foreign", READER)]);
    }
}

#[test]
fn readers_sends_nothing() {
    for kind in Kind::ALL {
        let seen = Desk::with(&spec(kind)).look(Scope::Readers);
        assert!(seen.log.is_empty(), "{:?}", seen.commands());
    }
}

#[test]
fn check_reads_nothing_twice() {
    let figures: BTreeMap<String, usize> = Kind::ALL
        .into_iter()
        .map(|kind| {
            let seen = Desk::with(&spec(kind)).look(Scope::Everything);
            let commands = seen.commands();
            let mut counted = BTreeMap::<&str, usize>::new();
            for it in asked(&commands)
                .into_iter()
                .filter(|it| it.starts_with("CB"))
            {
                *counted.entry(it).or_default() += 1;
            }
            assert!(counted.values().all(|it| *it == 1), "{kind}: {counted:?}");
            // The same bytes twice in one applet would be a repeated READ BUFFER.
            let mut applet = "";
            let mut reads = Vec::new();
            for (name, it) in commands.iter().zip(&seen.log) {
                if name.starts_with("A4 04") {
                    applet = name;
                } else if name.starts_with("52") && it.response.ends_with(&[0x90, 0x00]) {
                    reads.push((applet, it.command.clone()));
                }
            }
            let all = reads.len();
            reads.sort();
            reads.dedup();
            assert_eq!(reads.len(), all, "{kind}");
            (kind.to_string(), commands.len())
        })
        .collect();
    let figures: Vec<_> = figures
        .iter()
        .map(|(kind, it)| (kind.as_str(), *it))
        .collect();
    assert_eq!(
        figures,
        [("cac", 38), ("dual", 74), ("foreign", 5), ("piv", 41)]
    );
}

#[test]
fn older_cards_and_tokens_cost_no_more_than_they_must() {
    let mut first = spec(Kind::Cac);
    first.cac = CacShape::One;
    let commands = certs(&first);
    let tries: Vec<&str> = asked(&commands)
        .into_iter()
        .filter(|it| *it != "36")
        .collect();
    assert_eq!(tries[..3], [PIV, CCC, "A4 04 A0000000790100"]);
    // READ BUFFER is refused once a card, not once an applet.
    assert_eq!(
        tries.iter().filter(|it| **it == "52 T").count(),
        1,
        "{tries:?}"
    );
    let mut token = spec(Kind::Cac);
    token.cac = CacShape::AltToken;
    token.past_end = PastEnd::Shorten;
    let commands = certs(&token);
    assert_eq!(
        asked(&commands),
        [&[PIV, CCC], &APPLETS[..]].concat(),
        "the first applet is not selected twice"
    );
    // Its PIN is asked where it lies.
    let seen = Desk::with(&token).look(Scope::Everything);
    assert_eq!(seen.card()["pin"]["tries_left"], 3);
    let kinds = seen.card()["applications"].to_string();
    assert_eq!(kinds, r#"["cac-aca","cac-pki"]"#);
}

/// Instructions that only read (ISO/IEC 7816-4 §5.1; GSC-IS 2.1 §5).
const READS: [u8; 7] = [0xA4, 0xCB, 0xC0, 0x52, 0x56, 0x36, 0x20];

#[test]
fn only_commands_that_read_reach_a_card() {
    for kind in Kind::ALL {
        for shape in [CacShape::Two, CacShape::One, CacShape::AltToken] {
            for protocol in [Protocol::T0, Protocol::T1] {
                for extended_length in [false, true] {
                    let mut card = spec(kind);
                    card.cac = shape;
                    card.protocol = protocol;
                    card.extended_length = extended_length;
                    card.retired = 3;
                    let seen = Desk::with(&card).look(Scope::Everything);
                    only_reads(kind, &seen.log);
                }
            }
        }
    }
}

fn only_reads(kind: Kind, log: &[Exchange]) {
    let mut selected = Vec::new();
    for it in log {
        let command = &it.command;
        assert!(READS.contains(&command[1]), "{command:02X?}");
        if command[1] == 0x20 {
            // The log keeps no more than the header of a VERIFY; what matters is that the card did not count it as a try.
            assert!(it.response[0] == 0x63, "{it:02X?}");
        }
        if command[1] == 0xCB {
            // Fingerprints, face, printed information, iris, pairing code: behind the PIN.
            let tag = short(command);
            for protected in ["5FC103", "5FC108", "5FC109", "5FC121", "5FC123"] {
                assert!(!tag.ends_with(protected), "{tag}");
            }
        }
        if command[1] == 0xA4 && command[2] == 4 && it.response != [0x6A, 0x82] {
            selected = command.clone();
        }
    }
    if kind.has_piv() {
        assert_eq!(short(&selected), PIV, "PIV is left selected");
    }
}

#[test]
fn looking_spends_no_try_and_ends_no_login() {
    let mut card = spec(Kind::Piv);
    card.pin_tries = 3;
    let desk = Desk::with(&card);
    let login = [
        0x00, 0x20, 0x00, 0x80, 0x08, b'1', b'2', b'3', b'4', b'5', b'6', 0xFF, 0xFF,
    ];
    for _ in 0..5 {
        let seen = desk.look(Scope::Everything);
        assert_eq!(seen.card()["pin"]["tries_left"], 3);
    }
    let mut card = desk.0.lock().unwrap();
    card.transmit(&{
        let mut select = vec![0, 0xA4, 4, 0, 11];
        select.extend([0xA0, 0, 0, 3, 8, 0, 0, 0x10, 0, 1, 0]);
        select
    });
    assert_eq!(card.transmit(&login), [0x90, 0x00]);
    drop(card);
    let seen = desk.look(Scope::Everything);
    assert_eq!(seen.card()["pin"]["tries_left"], Value::Null);
    assert_eq!(
        desk.0.lock().unwrap().transmit(&[0, 0x20, 0, 0x80]),
        [0x90, 0x00],
        "still logged in"
    );
}
