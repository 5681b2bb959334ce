//! Cards issued to somebody with names that nobody has, read by the program's own reader.
use super::planted::{dresses, dresses_of_bytes, found, leaves};
use super::{KEY, look};
use cac_doctor::bundle::redact::redact;
use cac_doctor::case::{Case, Decoded};
use cac_doctor::facts::{CacContent, Snapshot};
use cac_doctor::pki::path::Link;
use cac_doctor::sim::fascn::FascN;
use cac_doctor::sim::scenario;
use cac_doctor::sim::{CacShape, Holder, KeyType, Kind, Packing, Spec};
use cac_doctor::standards::cac;
use cac_doctor::standards::piv::{CertificateObject, Chuid, strip_53};

pub(super) const SOMEBODY: Holder = Holder {
    name: "QUARTERMAINE-ZYX.WILHELMINA.ROSABELLE",
    email: "wilhelmina.r.quartermaine-zyx.civ@us.planted.mil",
    fasc_n: FascN {
        agency: 9700,
        system: 8642,
        credential: 975_318,
        series: 0,
        issue: 1,
        person: 1_482_759_036,
        category: 1,
        organisation: 2100,
        association: 2,
    },
    uuid: [
        0xD1, 0x5C, 0xA7, 0x3E, 0x91, 0x04, 0x4B, 0x6F, 0xA2, 0x5E, 0xC3, 0x77, 0x1B, 0x90, 0x2F,
        0x68,
    ],
};

/// Every way in which a card holds certificates.
fn cards() -> Vec<(&'static str, Spec)> {
    let now = time::macros::datetime!(2027-03-04 05:06:07 UTC);
    let of = |kind| Spec {
        holder: SOMEBODY,
        ..Spec::new(kind, now)
    };
    vec![
        ("dual", of(Kind::Dual)),
        (
            "retired",
            Spec {
                retired: 3,
                ..of(Kind::Piv)
            },
        ),
        (
            "gzip",
            Spec {
                packing: Packing::Gzip,
                ..of(Kind::Dual)
            },
        ),
        (
            "zlib",
            Spec {
                packing: Packing::Zlib,
                ..of(Kind::Cac)
            },
        ),
        (
            "first",
            Spec {
                cac: CacShape::One,
                ..of(Kind::Cac)
            },
        ),
        (
            "token",
            Spec {
                cac: CacShape::AltToken,
                ..of(Kind::Cac)
            },
        ),
        (
            "elliptic",
            Spec {
                key_type: KeyType::P384,
                ..of(Kind::Piv)
            },
        ),
    ]
}

/// The card on a simulated desk.
pub(super) fn on_desk(card: Spec) -> Snapshot {
    let mut desk = scenario::named("healthy", card.now).unwrap();
    desk.readers[0].card = Some(card);
    look(desk)
}

/// Every certificate of the first card.
pub(super) fn certificates(snapshot: &Snapshot) -> Vec<Vec<u8>> {
    let card = snapshot.readers.seen().unwrap()[0].card.seen().unwrap();
    let mut out = Vec::new();
    if let Some(piv) = card.piv.seen() {
        for it in piv.certificates.iter().filter_map(|it| it.object.seen()) {
            let content = strip_53(it).unwrap();
            if !content.is_empty() {
                out.push(CertificateObject::parse(content).unwrap().der);
            }
        }
    }
    for it in card.cac.seen().map_or(&[][..], |it| &it.applets) {
        match it.content.seen() {
            Some(CacContent::Buffers(it)) => {
                out.extend(cac::certificate_from_buffers(&it.t, &it.v).map(|it| it.der));
            }
            Some(CacContent::Certificate(it)) => {
                out.push(cac::certificate_from_cac1(it).unwrap().der);
            }
            None => {}
        }
    }
    out
}

fn needles(snapshot: &Snapshot) -> Vec<(String, Vec<Vec<u8>>)> {
    let mut out: Vec<(String, Vec<Vec<u8>>)> = Vec::new();
    for text in [
        "QUARTERMAINE",
        "WILHELMINA",
        "ROSABELLE",
        "1482759036",
        "us.planted",
        "wilhelmina.r",
        "1482759036121002@mil",
        "d15ca73e-9104-4b6f-a25e-c3771b902f68",
        "97008642975318",
        "9700-8642-975318",
    ] {
        out.push((text.to_owned(), dresses(text)));
    }
    let mut bytes = |what: &str, it: &[u8]| out.push((what.to_owned(), dresses_of_bytes(it)));
    bytes("UUID", &SOMEBODY.uuid);
    bytes("FASC-N", &SOMEBODY.fasc_n.encode());
    for der in certificates(snapshot) {
        let link = Link::parse(&der).unwrap();
        bytes("serial", &link.serial);
        bytes("certificate", &der[..64]);
        bytes("fingerprint", &link.sha256);
        bytes("key", &link.key.key[link.key.key.len() / 2..][..24]);
        bytes("signature", &der[der.len() - 32..]);
        if let Some(id) = link.subject_key_id() {
            bytes("key identifier", id);
        }
    }
    let card = snapshot.readers.seen().unwrap()[0].card.seen().unwrap();
    if let Some(chuid) = card.piv.seen().and_then(|it| it.chuid.seen()) {
        let signature = Chuid::parse(strip_53(chuid).unwrap()).signature.unwrap();
        bytes("CHUID signature", &signature[signature.len() - 32..]);
    }
    out
}

#[test]
fn nobody_is_known_by_what_is_left_of_a_card() {
    for (name, card) in cards() {
        let snapshot = on_desk(card);
        assert!(certificates(&snapshot).len() >= 2, "{name}");
        let needles = needles(&snapshot);
        // What was packed is looked at unpacked.
        let all = |it: &Snapshot| {
            let certificates = certificates(it).into_iter();
            let mut out = leaves(it);
            out.extend(certificates.map(|der| ("certificate".to_owned(), der)));
            out
        };
        let there = found(&all(&snapshot), &needles);
        assert!(there.len() > 10, "{name}: only {} to be found", there.len());
        let redacted = redact(&snapshot, &KEY).unwrap();
        let left = found(&all(&redacted), &needles);
        assert!(
            left.is_empty(),
            "{name}: {} left:\n{}",
            left.len(),
            left.join("\n")
        );
    }
}

#[test]
fn what_is_left_of_a_card_reads_as_before() {
    for (name, card) in cards() {
        let snapshot = on_desk(card);
        let redacted = redact(&snapshot, &KEY).unwrap();
        let (before, after) = (certificates(&snapshot), certificates(&redacted));
        assert_eq!(before.len(), after.len(), "{name}");
        for (before, after) in before.iter().zip(&after) {
            let (before, after) = (Link::parse(before).unwrap(), Link::parse(after).unwrap());
            assert_eq!(before.malformed, after.malformed, "{name}");
            assert_eq!(before.issuer, after.issuer, "{name}");
            assert_eq!(before.key.kind(), after.key.kind(), "{name}");
            assert_eq!(
                (before.not_before, before.not_after),
                (after.not_before, after.not_after)
            );
            assert_eq!(before.serial.len(), after.serial.len());
            let own = |it: &Link| {
                let key =
                    ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, &it.key.key);
                it.subject_key_id() == Some(key.as_ref())
            };
            assert_eq!(own(&before), own(&after), "{name}: key identifier");
            assert!(own(&after), "{name}: key identifier");
        }
        let (before, after) = (Case::read(&snapshot, None), Case::read(&redacted, None));
        let (before, after) = (&before.readers[0].card, &after.readers[0].card);
        assert_eq!(before.garbled, after.garbled, "{name}");
        assert_eq!(before.objects, after.objects, "{name}");
        for (before, after) in before.certificates.iter().zip(&after.certificates) {
            let (before, after) = (
                before.content.as_ref().unwrap(),
                after.content.as_ref().unwrap(),
            );
            assert_eq!(before.key.to_string(), after.key.to_string());
            assert_eq!(before.policies, after.policies);
            assert_eq!(before.extended_key_usage, after.extended_key_usage);
            assert_eq!(before.is_dod(), after.is_dod());
            assert_eq!(before.upn.is_some(), after.upn.is_some());
            assert_eq!(before.edipi.is_some(), after.edipi.is_some());
            if let (Some(edipi), Some(upn)) = (&after.edipi, &after.upn) {
                assert!(
                    edipi.starts_with("00") && upn.starts_with(&**edipi),
                    "{} {}",
                    edipi.0,
                    upn.0
                );
            }
            assert_ne!(before.sha256, after.sha256);
        }
        // The same person in certificates and CHUID still is the same.
        if let Decoded::Value(chuid) = &after.chuid {
            let person = &chuid.fascn.as_ref().unwrap().person;
            let edipi = after
                .certificates
                .iter()
                .find_map(|it| it.content.as_ref().ok()?.edipi.clone());
            assert_eq!(Some(person), edipi.as_ref(), "{name}");
            let uuid = after
                .certificates
                .iter()
                .find_map(|it| it.content.as_ref().ok()?.uuid.clone());
            assert_eq!(chuid.guid, uuid, "{name}");
        }
    }
}
