//! Keys that are weak, of a kind that is not known here, or none: in a path and on a card.
use crate::worlds::put_in_9a;
use cac_doctor::case::Case;
use cac_doctor::diagnosis::{FindingStatus, diagnose};
use cac_doctor::facts::Snapshot;
use cac_doctor::pki::path::{
    Anchor, Anchors, Code, Effect, Engine, Link, Parameters, Pool, Status,
};
use cac_doctor::sim::Hierarchy;
use cac_doctor::sim::certificate::{self as x509, Template};
use cac_doctor::sim::keys::{self, Signer};
use cac_doctor::sim::{der, oids};
use std::sync::Arc;
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

const NOW: OffsetDateTime = datetime!(2026-06-01 00:00 UTC);

fn certificate(spki: &[u8], now: OffsetDateTime) -> Vec<u8> {
    let template = Template {
        issuer: x509::name(&[], "TEST ID CA-1"),
        subject: x509::name(&["USA"], "DOE.JANE.QUINN.1234567890"),
        spki,
        signer: Signer::IdCa,
        validity: x509::Validity {
            not_before: now - Duration::days(10),
            not_after: now + Duration::days(300),
        },
        extensions: vec![
            x509::key_usage(x509::DIGITAL_SIGNATURE),
            x509::policies(&[oids::DOD_MEDIUM_HARDWARE_112, oids::COMMON_AUTHENTICATION]),
            x509::extended_key_usage(false, &[oids::CLIENT_AUTH, oids::SMART_CARD_LOGON]),
        ],
        over_sha1: false,
        identified_as: None,
        issued_as: None,
    };
    template.issue()
}

/// Status, and what is said of the certificate with this key.
fn judged(spki: &[u8]) -> (Status, Vec<(Code, Effect, String)>) {
    let hierarchy = Hierarchy::new(NOW);
    let link = |der: &[u8]| Arc::new(Link::parse(der).unwrap());
    let mut pool = Pool::new();
    pool.add(link(&hierarchy.id_ca_der));
    let mut anchors = Anchors::new();
    anchors.add(Anchor::of_certificate(link(&hierarchy.root_der)));
    let parameters = Parameters::at(NOW);
    let target = link(&certificate(spki, NOW));
    let judgement = Engine::new(&pool, &anchors, &parameters).judge(&target);
    let best = judgement.best().unwrap();
    let found = best.findings.iter().filter(|it| it.certificate == 0);
    let found = found.map(|it| (it.code, it.effect, it.message.clone()));
    (judgement.status, found.collect())
}

const EC: oids::Arcs = &[1, 2, 840, 10045, 2, 1];
const P256: oids::Arcs = &[1, 2, 840, 10045, 3, 1, 7];

fn ec(curve: oids::Arcs, point: &[u8]) -> Vec<u8> {
    der::sequence([
        der::sequence([der::oid(EC), der::oid(curve)]),
        der::bits(point),
    ])
}

fn point() -> Vec<u8> {
    keys::CARD_AUTH_P256[26..].to_vec()
}

/// The key of the card with another exponent.
fn rsa(exponent: &[u8]) -> Vec<u8> {
    let modulus = &keys::PIV_AUTH_RSA[keys::PIV_AUTH_RSA.len() - 5 - 256..][..256];
    let key = der::sequence([der::unsigned(modulus), der::unsigned(exponent)]);
    der::sequence([
        der::sequence([der::oid(oids::RSA_ENCRYPTION), der::null()]),
        der::bits(&key),
    ])
}

fn has(found: &[(Code, Effect, String)], code: Code, effect: Effect, word: &str) {
    let due = |it: &&(Code, Effect, String)| it.0 == code && it.1 == effect;
    let it = found.iter().find(due);
    let it = it.unwrap_or_else(|| panic!("no {code} for {word}: {found:?}"));
    assert!(it.2.contains(word), "{}", it.2);
}

#[test]
fn sound_keys_are_not_talked_of() {
    let even = point()[64].is_multiple_of(2);
    let compressed = [&[if even { 2 } else { 3 }][..], &point()[1..33]].concat();
    for spki in [
        keys::PIV_AUTH_RSA.to_vec(),
        rsa(&[1, 0, 1]),
        keys::CARD_AUTH_P256.to_vec(),
        keys::HOLDER_P384.to_vec(),
        ec(P256, &compressed),
    ] {
        let (status, found) = judged(&spki);
        assert_eq!((status, found), (Status::Valid, vec![]));
    }
}

#[test]
fn what_is_no_key_makes_the_certificate_invalid() {
    let mut off = point();
    off[64] ^= 1;
    // x³ − 3x + b is no square modulo P-256's prime for x = 1.
    let no_root = [&[2][..], &[0; 31], &[1]].concat();
    for spki in [
        ec(P256, &off),
        ec(P256, &no_root),
        ec(P256, &[0]),
        ec(P256, &point()[..64]),
    ] {
        let (status, found) = judged(&spki);
        assert_eq!(status, Status::Invalid);
        has(&found, Code::Malformed, Effect::Fails, "curve P-256");
    }
    for exponent in [&[1][..], &[4]] {
        let (status, found) = judged(&rsa(exponent));
        assert_eq!(status, Status::Invalid);
        has(&found, Code::Malformed, Effect::Fails, "exponent");
        assert_eq!(found.len(), 1, "{found:?}");
    }
}

#[test]
fn weak_and_unknown_keys_are_told() {
    for (spki, code, word) in [
        (
            ec(&[1, 2, 840, 10045, 3, 1, 1], &[4; 49]),
            Code::WeakKey,
            "P-192",
        ),
        (ec(&[1, 3, 132, 0, 9], &[4; 41]), Code::WeakKey, "secp160k1"),
        (
            ec(&[1, 3, 132, 0, 33], &[4; 57]),
            Code::UnsupportedAlgorithm,
            "P-224",
        ),
        (
            ec(&[1, 2, 3, 4], &[4; 65]),
            Code::UnsupportedAlgorithm,
            "1.2.3.4",
        ),
        (rsa(&[3]), Code::WeakKey, "is 3, below the 65537"),
        (rsa(&[1, 0, 0]), Code::Malformed, "even"),
    ] {
        let (status, found) = judged(&spki);
        if code == Code::Malformed {
            has(&found, code, Effect::Fails, word);
        } else {
            assert_eq!(status, Status::Valid);
            has(&found, code, Effect::Warns, word);
        }
    }
}

#[test]
fn a_card_with_a_small_exponent_is_told() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/worlds/chains-whole.json"
    );
    let told = |spki: &[u8]| {
        let mut snapshot: Snapshot =
            cac_doctor::bundle::parse(&std::fs::read(path).unwrap()).unwrap();
        let certificate = certificate(spki, snapshot.taken_at);
        put_in_9a(&mut snapshot, &certificate);
        let case = Case::read(&snapshot, None);
        let found = diagnose(&case).findings.into_iter();
        let weak = found.filter(|it| it.rule.id == "certificate/weak-key" && it.remedy.is_some());
        weak.map(|it| (it.status, it.message)).collect::<Vec<_>>()
    };
    assert_eq!(told(&rsa(&[1, 0, 1])), []);
    let found = told(&rsa(&[3]));
    let [(status, message)] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!(*status, FindingStatus::Info);
    assert!(
        message.contains("public exponent 3") && message.contains("65537"),
        "{message}"
    );
}
