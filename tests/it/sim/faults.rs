use super::*;
use cac_doctor::sim::fault::FAULTS;
use cac_doctor::sim::{Fault, Presence, Protocol};
use x509_parser::prelude::{FromDer as _, X509Certificate};

#[test]
fn what_the_pin_faults_say() {
    for (fault, expected) in [
        ("pin-locked", 0x6983),
        ("pin-one-try", 0x63C1),
        ("verify-9000", 0x9000),
        ("verify-630x", 0x6303),
    ] {
        let mut card = card(Kind::Dual, fault);
        send(&mut card, &SELECT_PIV);
        assert_eq!(send(&mut card, &EMPTY_VERIFY).1, expected, "{fault}");
    }
}

#[test]
fn what_the_faults_of_issuing_do() {
    let read = |faults: &str| {
        let mut card = card(Kind::Piv, faults);
        send(&mut card, &SELECT_PIV);
        get_data(&mut card, "5FC105")
    };
    let day = |faults: &str| {
        let mut card = card(Kind::Piv, faults);
        send(&mut card, &SELECT_PIV);
        let der = certificate(&mut card, "5FC105");
        let (_, it) = X509Certificate::from_der(&der).unwrap();
        [it.validity().not_before, it.validity().not_after]
            .map(|at| (at.timestamp() - NOW.unix_timestamp()) / 86_400)
    };
    assert_eq!(day(""), [-400, 694]);
    assert_eq!(day("expired-certificate")[1], -34);
    assert_eq!(day("expires-soon=12")[1], 12);
    assert_eq!(day("expires-soon=12@9C")[1], 694, "another certificate");
    assert_eq!(day("not-yet-valid")[0], 1);
    assert_eq!(day("outlives-card")[1], 784);
    assert_eq!(read("no-piv-auth"), (vec![], 0x6A82));
    assert_eq!(read("empty-container"), (vec![0x53, 0], 0x9000));
    assert_eq!(read("wrong-tag").0[0], 0x54);
    let huge = read("huge-certificate").0;
    X509Certificate::from_der(elements(elements(&huge)[0].1)[0].1).unwrap();
    assert!(huge.len() > 0x1_0000);
    let broken = read("malformed-der").0;
    assert!(X509Certificate::from_der(elements(elements(&broken)[0].1)[0].1).is_err());
    let past = read("length-past-end").0;
    let inner = elements(&past)[0].1;
    assert_eq!(
        usize::from(u16::from_be_bytes([inner[2], inner[3]])),
        inner.len() - 4 + 0x100
    );
    let bomb = read("gzip-bomb").0;
    assert!(
        bomb.len() < 70_000
            && elements(elements(&bomb)[0].1)[0]
                .1
                .starts_with(&[0x1F, 0x8B])
    );
}

#[test]
fn how_answers_are_spoilt() {
    let answers = |faults: &str| {
        let mut card = card(Kind::Piv, faults);
        send(&mut card, &SELECT_PIV);
        card.transmit(&hex("00CB3FFF055C035FC10500"))
    };
    assert_eq!(answers("answer-empty@9A"), [0u8; 0]);
    assert_eq!(answers("answer-one-byte@9A"), [0x90]);
    assert_eq!(answers("success-no-data@9A"), [0x90, 0x00]);
    assert_eq!(
        answers("status=6A84@#3"),
        [0x6A, 0x84],
        "SELECT, GET RESPONSE, GET DATA"
    );
    assert_eq!(answers("parts=7@9A")[7..], [0x61, 7]);
    assert_eq!(answers("endless-61@9A"), [0x61, 16]);
    assert_eq!(answers("garbage=4@9A"), answers("garbage=4@9A"));
    assert_ne!(answers("garbage=4@9A"), answers("garbage=5@9A"));
    assert_eq!(answers("answer-empty@9C").len(), 258, "another object");

    let mut endless = card(Kind::Piv, "endless-61@9A");
    send(&mut endless, &SELECT_PIV);
    let (data, sw) = get_data(&mut endless, "5FC105");
    assert_eq!((data.len(), sw), (599 * 16, 0x6100));
    assert_eq!(get_data(&mut endless, "5FC101").1, 0x9000);

    let mut small = card(Kind::Piv, "parts=7");
    send(&mut small, &SELECT_PIV);
    let mut whole = card(Kind::Piv, "");
    send(&mut whole, &SELECT_PIV);
    assert_eq!(
        get_data(&mut small, "5FC105"),
        get_data(&mut whole, "5FC105")
    );
}

#[test]
fn a_card_that_leaves_says_so() {
    for (fault, presence) in [
        ("removed-after=2", Presence::Removed),
        ("dies-after=2", Presence::Died),
    ] {
        let mut card = card(Kind::Piv, fault);
        send(&mut card, &SELECT_PIV);
        assert_eq!(card.presence(), Presence::Present);
        assert_eq!(card.transmit(&EMPTY_VERIFY), [0u8; 0]);
        assert_eq!(card.presence(), presence);
    }
    let mut mute = card(Kind::Piv, "mute");
    assert_eq!((mute.atr().len(), mute.transmit(&SELECT_PIV).len()), (0, 0));
    assert_eq!(mute.presence(), Presence::Present);
}

#[test]
fn names_that_are_refused() {
    let full = "00A404000BA000000308000010000100";
    let cut = "00A4040009A00000030800001000";
    let both = |fault: &str| [full, cut].map(|it| sw(&mut card(Kind::Dual, fault), it));
    assert_eq!(both("refuse-truncated-aid"), [0x9000, 0x6A82]);
    assert_eq!(both("refuse-full-aid"), [0x6A82, 0x9000]);
}

/// One look at everything, with what it costs in time left out.
fn transcript(spec: &Spec) -> Vec<Vec<u8>> {
    let mut card = SimCard::new(spec);
    let mut out = vec![card.atr().to_vec()];
    out.push(card.transmit(&hex("00A40400 000009 A00000030800001000 0000")));
    for command in [
        "00A404000BA000000308000010000100",
        "00A4040009A0000003080000100000",
        "00200080",
    ] {
        out.push(send(&mut card, &hex(command)).0);
        out.push(sw(&mut card, command).to_be_bytes().to_vec());
    }
    for tag in ["7E", "5FC102", "5FC105", "5FC101", "5FC10A", "5FC106"] {
        let (data, sw) = get_data(&mut card, tag);
        out.extend([data, sw.to_be_bytes().to_vec()]);
    }
    out.extend(card.log().iter().map(|it| it.response.clone()));
    out
}

#[test]
fn every_fault_shows() {
    let base = Spec {
        extended_length: true,
        protocol: Protocol::T0,
        ..Spec::new(Kind::Dual, NOW)
    };
    let healthy = transcript(&base);
    for (name, fault) in FAULTS {
        if !matches!(fault, Fault::Slow(_)) {
            assert!(
                transcript(&base.clone().with_fault(*fault)) != healthy,
                "{name} changes nothing"
            );
        }
    }
}

#[test]
#[allow(clippy::disallowed_methods, reason = "the fault is about time")]
fn a_slow_card_takes_its_time() {
    let mut card = card(Kind::Foreign, "slow=15");
    let start = std::time::Instant::now();
    card.transmit(&EMPTY_VERIFY);
    assert!(start.elapsed().as_millis() >= 15);
}

#[test]
fn faults_of_the_cac_applets_are_placed_by_their_number() {
    let mut empty = card(Kind::Dual, "empty-container@0100 length-past-end@0101");
    assert_eq!(buffers(&mut empty, "0100").0[..2], [0x70, 0]);
    let (t, v) = buffers(&mut empty, "0101");
    assert_eq!(
        usize::from(u16::from_le_bytes([t[2], t[3]])) + 39,
        v.len() + 0x100
    );
    send(&mut empty, &SELECT_PIV);
    assert_eq!(get_data(&mut empty, "5FC105").1, 0x9000);
}

#[test]
fn no_command_makes_the_card_panic() {
    use proptest::prelude::*;
    let kinds = Kind::ALL.map(|kind| {
        SimCard::new(&Spec {
            extended_length: true,
            ..spec(kind, "")
        })
    });
    let command = prop::collection::vec(
        prop_oneof![
            Just(0u8),
            Just(0x80),
            Just(0xA4),
            Just(4),
            Just(0xCB),
            Just(0x52),
            any::<u8>()
        ],
        0..24,
    );
    proptest!(|(commands in prop::collection::vec(command, 1..8))| {
        for card in &kinds {
            let mut card = card.clone();
            send(&mut card, &SELECT_PIV);
            for command in &commands {
                prop_assert!(card.transmit(command).len() >= 2);
            }
        }
    });
}
