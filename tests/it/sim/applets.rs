use super::*;
use cac_doctor::sim::{CacShape, Hierarchy, Packing, PastEnd};
use std::io::Read as _;
use x509_parser::prelude::{FromDer as _, X509Certificate};

#[test]
fn certificates_chain_to_the_test_root() {
    let issuers = Hierarchy::new(NOW);
    let (_, root) = X509Certificate::from_der(&issuers.root_der).unwrap();
    root.verify_signature(None).unwrap();
    let mut card = card(Kind::Dual, "");
    send(&mut card, &SELECT_PIV);
    for (tag, issuer, email) in [
        ("5FC105", &issuers.id_ca_der, false),
        ("5FC101", &issuers.id_ca_der, false),
        ("5FC10A", &issuers.email_ca_der, true),
        ("5FC10B", &issuers.email_ca_der, true),
    ] {
        let (_, issuer) = X509Certificate::from_der(issuer).unwrap();
        issuer.verify_signature(Some(root.public_key())).unwrap();
        let der = certificate(&mut card, tag);
        let (rest, it) = X509Certificate::from_der(&der).unwrap();
        assert!(rest.is_empty());
        assert_eq!(it.issuer(), issuer.subject());
        it.verify_signature(Some(issuer.public_key())).unwrap();
        assert!(it.validity().is_valid_at(asn1(NOW.unix_timestamp())));
        let has_address = it
            .subject_alternative_name()
            .unwrap()
            .unwrap()
            .value
            .general_names
            .iter()
            .any(|name| {
                matches!(
                    name,
                    x509_parser::prelude::GeneralName::RFC822Name("jane.q.doe.civ@mail.example")
                )
            });
        assert_eq!(has_address, email, "{tag}");
        assert!(
            (900..1857).contains(&der.len()),
            "{tag}: {} bytes",
            der.len()
        );
    }
}

fn asn1(seconds: i64) -> x509_parser::time::ASN1Time {
    x509_parser::time::ASN1Time::from_timestamp(seconds).unwrap()
}

#[test]
fn the_same_card_comes_out_each_time() {
    let read = || {
        let mut card = card(Kind::Piv, "");
        send(&mut card, &SELECT_PIV);
        ["5FC102", "5FC105", "5FC106", "5FC101"].map(|tag| get_data(&mut card, tag).0)
    };
    assert_eq!(read(), read());
}

#[test]
fn a_piv_card_is_read_in_parts_of_256() {
    let mut card = card(Kind::Piv, "");
    assert_eq!(card.transmit(&SELECT_PIV), [0x61, 0x29], "no Le");
    let first = card.transmit(&hex("00CB3FFF055C035FC10500"));
    assert_eq!((first.len(), &first[256..]), (258, [0x61, 0x00].as_slice()));
    let (rest, sw) = send(&mut card, &hex("00C0000000"));
    assert_eq!(sw, 0x9000);
    let length = u16::from_be_bytes([first[2], first[3]]);
    assert_eq!(256 + rest.len(), usize::from(length) + 4);
    assert_eq!(card.transmit(&hex("00C0000000")), [0x69, 0x85]);
}

#[test]
fn status_words_of_piv() {
    let mut card = card(Kind::Piv, "");
    assert_eq!(
        sw(&mut card, "00CB3FFF055C035FC10500"),
        0x6D00,
        "nothing selected"
    );
    assert_eq!(sw(&mut card, "00A4040005A000000308"), 0x9000, "by the RID");
    assert_eq!(
        sw(&mut card, "00A404000BA000000308000010000100"),
        0x9000,
        "in full"
    );
    assert_eq!(
        sw(&mut card, "00A404000BA000000308000010000200"),
        0x6A82,
        "another version"
    );
    for (tag, expected) in [
        ("5FC10D", 0x6A82),
        ("5FC103", 0x6982),
        ("5FC123", 0x6982),
        ("7E", 0x9000),
        ("7F61", 0x6A82),
    ] {
        assert_eq!(
            get_data(&mut card, tag).1,
            expected,
            "{tag}: still selected"
        );
    }
    for (command, expected) in [
        ("00FD000000", 0x6D00),
        ("8052000002010200", 0x6E00),
        ("0CCB3FFF00", 0x6882),
        ("00CB0000055C035FC10500", 0x6A86),
        ("00CB3FFF025C0000", 0x6A80),
        ("00CB3FFF", 0x6A80),
        ("0087079A0000", 0x6700),
        ("0087079A00", 0x6982),
        ("00200081", 0x6A88),
    ] {
        assert_eq!(sw(&mut card, command), expected, "{command}");
    }
}

#[test]
fn a_chained_command_is_put_together() {
    let mut card = card(Kind::Piv, "");
    send(&mut card, &SELECT_PIV);
    assert_eq!(card.transmit(&hex("10CB3FFF025C03")), [0x90, 0x00]);
    assert_eq!(sw(&mut card, "00CB3FFF035FC10700"), 0x9000);
    assert_eq!(card.transmit(&hex("10CB3FFF025C03")), [0x90, 0x00]);
    assert_eq!(card.transmit(&hex("00200080")), [0x68, 0x83]);
}

#[test]
fn the_pin_counts_down_and_locks() {
    let mut card = card(Kind::Piv, "");
    send(&mut card, &SELECT_PIV);
    let wrong = "0020008008313131313131FFFF";
    let right = "0020008008313233343536FFFF";
    assert_eq!(sw(&mut card, "00200080"), 0x63C3);
    assert_eq!(
        sw(&mut card, "00200080043132333400"),
        0x6A80,
        "too short: no try is spent"
    );
    assert_eq!(sw(&mut card, wrong), 0x63C2);
    assert_eq!(sw(&mut card, right), 0x9000);
    assert_eq!(sw(&mut card, "00200080"), 0x9000);
    assert_eq!(get_data(&mut card, "5FC109").1, 0x9000);
    assert_eq!(sw(&mut card, "0020FF80"), 0x9000);
    assert_eq!(
        [wrong, wrong, wrong].map(|it| sw(&mut card, it)),
        [0x63C2, 0x63C1, 0x63C0]
    );
    assert_eq!(
        [right, "00200080"].map(|it| sw(&mut card, it)),
        [0x6983, 0x6983]
    );
    card.reset();
    send(&mut card, &SELECT_PIV);
    assert_eq!(sw(&mut card, "00200080"), 0x6983, "a reset heals nothing");
    assert!(
        card.log()
            .iter()
            .all(|it| it.command[1] != 0x20 || it.command.len() == 4),
        "no PIN is kept"
    );
}

#[test]
fn the_applets_of_a_dual_card_take_the_login_from_each_other() {
    let mut card = card(Kind::Dual, "");
    send(&mut card, &SELECT_PIV);
    assert_eq!(sw(&mut card, "0020008008313233343536FFFF"), 0x9000);
    assert_eq!(
        sw(&mut card, "00200080"),
        0x63C3,
        "never 9000 on such a card"
    );
    assert_eq!(get_data(&mut card, "5FC109").1, 0x9000);
    assert_eq!(sw(&mut card, "00A4040007A000000079010000"), 0x9000);
    assert_eq!(get_data(&mut card, "5FC109").1, 0x6D00);
    assert_eq!(sw(&mut card, "00200000"), 0x63C3);
    send(&mut card, &SELECT_PIV);
    assert_eq!(get_data(&mut card, "5FC109").1, 0x6982);
}

#[test]
fn cac_applets_give_the_certificate_in_two_buffers() {
    for (packing, starts) in [
        (Packing::Plain, [0x30, 0x82]),
        (Packing::Gzip, [0x1F, 0x8B]),
        (Packing::Zlib, [0x78, 0xDA]),
    ] {
        let mut card = SimCard::new(&Spec {
            packing,
            ..spec(Kind::Cac, "")
        });
        let (t, v) = buffers(&mut card, "0100");
        assert_eq!((t[0], t[1]), (0x70, 0xFF));
        let length = usize::from(u16::from_le_bytes([t[2], t[3]]));
        assert_eq!(v[..2], starts);
        assert_eq!(v.len(), length + 1 + 38);
        assert_eq!(v[length], u8::from(packing != Packing::Plain));
        let mut der = vec![];
        match packing {
            Packing::Plain => der.extend(&v[..length]),
            Packing::Gzip => drop(
                flate2::read::GzDecoder::new(&v[..length])
                    .read_to_end(&mut der)
                    .unwrap(),
            ),
            Packing::Zlib => drop(
                flate2::read::ZlibDecoder::new(&v[..length])
                    .read_to_end(&mut der)
                    .unwrap(),
            ),
        }
        let (_, it) = X509Certificate::from_der(&der).unwrap();
        assert!(
            it.subject()
                .to_string()
                .contains("CN=DOE.JANE.QUINN.1234567890")
        );
    }
}

#[test]
fn status_words_of_the_cac_applets() {
    let mut card = card(Kind::Cac, "");
    assert_eq!(
        card.transmit(&hex("00A4040007A000000116DB00")),
        [0x61, 0x0B],
        "T=0"
    );
    assert_eq!(sw(&mut card, "00A4020002DB00"), 0x9000);
    assert_eq!(sw(&mut card, "00A40200020100"), 0x6A82);
    assert_eq!(card.transmit(&hex("80520000020102")), [0x61, 0x02], "no Le");
    assert_eq!(card.transmit(&hex("00520000020102 02")).len(), 4);
    assert_eq!(sw(&mut card, "80520000 02 01FF 00"), 0x6A86, "past the end");
    assert_eq!(sw(&mut card, "80520000 02 0302 00"), 0x6A80);
    assert_eq!(
        card.transmit(&hex("8056010000")),
        [0x6C, 0x17],
        "the right Le"
    );
    assert_eq!(
        sw(&mut card, "804C000000"),
        0x6D00,
        "not the access control applet"
    );
    assert_eq!(sw(&mut card, "00A4040007A0000000790300"), 0x9000);
    assert_eq!(sw(&mut card, "804C000000"), 0x9000);
    assert_eq!(sw(&mut card, "00A4040007A0000000790200"), 0x9000);
    assert_eq!(
        sw(&mut card, "8052000002020200"),
        0x6982,
        "a person's data need the PIN"
    );
    assert_eq!(sw(&mut card, "00A4040007A0000000791000"), 0x6A82);
    assert_eq!(sw(&mut card, "00A4040009A00000030800001000"), 0x6A82);

    let mut lenient = SimCard::new(&Spec {
        past_end: PastEnd::Shorten,
        ..spec(Kind::Cac, "")
    });
    send(&mut lenient, &hex("00A4040007A000000116DB00"));
    let (part, sw) = send(&mut lenient, &hex("80520000 02 01FF 00"));
    assert_eq!((part.len() < 0xFF, sw), (true, 0x9000));
}

#[test]
fn a_first_generation_cac_gives_certificates_in_hundreds() {
    let mut card = SimCard::new(&Spec {
        cac: CacShape::One,
        ..spec(Kind::Cac, "")
    });
    assert_eq!(sw(&mut card, "00A4040007A000000116DB00"), 0x6A82);
    assert_eq!(sw(&mut card, "00A4040007A0000000790101"), 0x9000);
    let mut all = vec![];
    loop {
        let mut answer = card.transmit(&hex("0036000064"));
        let sw = answer.split_off(answer.len() - 2);
        all.extend(answer);
        if sw[0] != 0x63 {
            assert_eq!(sw, [0x90, 0x00]);
            break;
        }
    }
    assert_eq!(all[0], 0);
    X509Certificate::from_der(&all[1..]).unwrap();
}

#[test]
fn an_alternate_token_has_no_ccc_but_a_table_of_applets() {
    let mut card = SimCard::new(&Spec {
        cac: CacShape::AltToken,
        ..spec(Kind::Cac, "")
    });
    assert_eq!(sw(&mut card, "00A4040007A000000116DB00"), 0x6A82);
    assert_eq!(sw(&mut card, "00A4040007A0000000791000"), 0x9000);
    let (table, sw) = send(&mut card, &hex("804C210000"));
    assert_eq!(sw, 0x9000);
    assert_eq!(table[..15], hex("940103 930A0192 07A0000000790100")[..15]);
}

#[test]
fn a_foreign_card_knows_nothing() {
    let mut card = card(Kind::Foreign, "");
    assert_eq!(send(&mut card, &SELECT_PIV).1, 0x6A82);
    for command in ["00A4040007A000000116DB00", "00A4040007A0000000790100"] {
        assert_eq!(sw(&mut card, command), 0x6A82);
    }
    assert_eq!(
        ["00200080", "00CA9F7F00"].map(|it| sw(&mut card, it)),
        [0x6D00, 0x6D00]
    );
    assert_eq!(sw(&mut card, "8052000002010200"), 0x6E00);
}

#[test]
fn extended_length_brings_an_object_at_once() {
    let mut card = SimCard::new(&Spec {
        extended_length: true,
        ..spec(Kind::Piv, "")
    });
    let template = send(&mut card, &SELECT_PIV).0;
    assert!(template.windows(2).any(|it| it == [0x7F, 0x66]));
    let whole = card.transmit(&hex("00CB3FFF 000005 5C035FC105 0000"));
    assert!(whole.len() > 1000 && whole.ends_with(&[0x90, 0x00]));
    let mut short = self::card(Kind::Piv, "");
    assert_eq!(
        short.transmit(&hex("00CB3FFF 000005 5C035FC105 0000")),
        [0x67, 0x00]
    );
}
