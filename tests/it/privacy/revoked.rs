//! What tells of revocation names certificates by their numbers and fingerprints: lists, answers, and questions.
use super::cards::{SOMEBODY, certificates, on_desk};
use super::planted::{dresses, dresses_of_bytes, found, leaves};
use super::{KEY, look};
use cac_doctor::bundle::redact::redact;
use cac_doctor::case::Case;
use cac_doctor::diagnosis::diagnose;
use cac_doctor::facts::{Bytes, Observed, OcspExchange, Origin, Pii, Snapshot};
use cac_doctor::pki::path::Link;
use cac_doctor::sim::issue::{Hierarchy, Role, root_name};
use cac_doctor::sim::keys::Signer;
use cac_doctor::sim::ocsp::{Status, Template};
use cac_doctor::sim::trust::Installed;
use cac_doctor::sim::{Kind, Spec, der, revocation, scenario, trust};
use time::{Duration, OffsetDateTime};

const NONCE: [u8; 32] = *b"\xC3\x51a nonce that one question had\xFE";

fn exchange(about: &[u8], nonce: Option<&[u8]>, answer: &Template) -> OcspExchange {
    let link = Link::parse(about).unwrap();
    OcspExchange {
        origin: Origin::Network {
            address: "http://ocsp.disa.example/".to_owned(),
        },
        certificate: Pii(Bytes(link.sha256.to_vec()).hex()),
        nonce: nonce.map(|it| Bytes(it.to_vec())),
        response: Observed::Seen(Pii(Bytes(answer.issue()))),
    }
}

/// Revoked on a list and in an answer, and an answer about the issuer.
fn revoked() -> Snapshot {
    let now = OffsetDateTime::now_utc();
    let mut snapshot = on_desk(Spec {
        holder: SOMEBODY,
        ..Spec::new(Kind::Dual, now)
    });
    snapshot.trust = trust::trust(now, Installed::All);
    let holders = certificates(&snapshot);
    let of_id_ca = |der: &&Vec<u8>| {
        let issuer = Link::parse(der).unwrap().issuer;
        issuer.as_der() == Role::PivAuthentication.issuer()
    };
    let entries = holders.iter().filter(of_id_ca);
    let entries = entries.map(|it| revocation::entry(it, &snapshot, 1).unwrap());
    let entries = entries.collect();
    snapshot.trust.crls = Observed::Seen(revocation::crls(&snapshot, entries));
    let leaf = holders.iter().find(of_id_ca).unwrap();
    let hierarchy = Hierarchy::new(now);
    let id_ca = Link::parse(&hierarchy.id_ca_der).unwrap();
    let serial = |it: &Link| der::element(der::INTEGER, &it.serial);
    let answer = Template {
        issuer: Role::PivAuthentication.issuer(),
        issuer_key: Signer::IdCa,
        serial: serial(&Link::parse(leaf).unwrap()),
        status: Status::Revoked(now - Duration::days(2), Some(1)),
        this_update: now - Duration::hours(1),
        next_update: Some(now + Duration::days(1)),
        nonce: Some(NONCE.to_vec()),
        signer: Signer::IdCa,
        responder: None,
        certificates: vec![hierarchy.id_ca_der.clone()],
    };
    let about_issuer = Template {
        issuer: root_name(),
        issuer_key: Signer::Root,
        serial: serial(&id_ca),
        status: Status::Good,
        nonce: None,
        signer: Signer::Root,
        certificates: vec![],
        ..answer.clone()
    };
    snapshot.trust.ocsp = Observed::Seen(vec![
        exchange(leaf, Some(&NONCE), &answer),
        exchange(&hierarchy.id_ca_der, None, &about_issuer),
    ]);
    snapshot
}

fn told(snapshot: &Snapshot) -> Vec<String> {
    let diagnosis = diagnose(&Case::read(snapshot, None));
    let findings = diagnosis.findings.iter();
    findings
        .map(|it| format!("{} {:?} {:?}", it.rule.id, it.status, it.evidence))
        .collect()
}

#[test]
fn a_revoked_holder_is_nobody_and_still_revoked() {
    let snapshot = revoked();
    let mut needles: Vec<(String, Vec<Vec<u8>>)> = Vec::new();
    let mut bytes = |what: &str, it: &[u8]| needles.push((what.to_owned(), dresses_of_bytes(it)));
    for der in certificates(&snapshot) {
        let link = Link::parse(&der).unwrap();
        bytes("serial", &link.serial);
        bytes("fingerprint", &link.sha256[..]);
    }
    bytes("nonce", &NONCE);
    let at = snapshot.taken_at - Duration::days(2);
    let second = format!(
        "{:02}{:02}{:02}{:02}{:02}{:02}Z",
        at.year() % 100,
        u8::from(at.month()),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    );
    needles.push(("second of revocation".to_owned(), dresses(&second)));
    let all = |it: &Snapshot| {
        let mut out = leaves(it);
        for it in it.trust.ocsp.seen().unwrap() {
            out.push(("answer".to_owned(), it.response.seen().unwrap().0.0.clone()));
        }
        out
    };
    let there = found(&all(&snapshot), &needles);
    for (what, _) in &needles {
        let midnight = second.ends_with("000000Z") && what == "second of revocation";
        assert!(
            midnight || there.iter().any(|it| it.contains(what.as_str())),
            "{what} is not there to be found"
        );
    }
    let redacted = redact(&snapshot, &KEY).unwrap();
    let left: Vec<String> = found(&all(&redacted), &needles)
        .into_iter()
        .filter(|it| !(second.ends_with("000000Z") && it.contains("second of revocation")))
        .collect();
    assert!(left.is_empty(), "{} left:\n{}", left.len(), left.join("\n"));
    assert_eq!(told(&snapshot), told(&redacted));
    assert!(
        told(&redacted)
            .iter()
            .any(|it| it.starts_with("certificate/revoked Fail")),
        "{:?}",
        told(&redacted)
    );
}

#[test]
fn what_is_about_authorities_stays_to_be_verified() {
    let snapshot = revoked();
    let redacted = redact(&snapshot, &KEY).unwrap();
    let of = |it: &Snapshot| it.trust.ocsp.seen().unwrap()[1].clone();
    assert_eq!(of(&snapshot), of(&redacted));
    let lists = |it: &Snapshot| it.trust.crls.seen().unwrap().clone();
    for (before, after) in lists(&snapshot).iter().zip(lists(&redacted)) {
        let (before, after) = (
            before.content.seen().unwrap(),
            after.content.seen().unwrap(),
        );
        assert_eq!(before.digest, after.digest);
        assert_eq!(before.signature, after.signature);
        assert_eq!(before.head, after.head);
        assert_eq!(before.asked.len(), after.asked.len());
        assert_eq!(before.found.len(), after.found.len());
    }
    // The root's list was asked for its authorities, whose numbers are public.
    assert_eq!(lists(&snapshot)[2], lists(&redacted)[2]);
}

#[test]
fn a_later_run_gives_a_number_the_same_pseudonym() {
    let first = redact(&revoked(), &KEY).unwrap();
    let mut healthy = scenario::named("healthy", OffsetDateTime::now_utc()).unwrap();
    healthy.readers[0].card = Some(Spec {
        holder: SOMEBODY,
        ..Spec::new(Kind::Dual, OffsetDateTime::now_utc())
    });
    let second = redact(&look(healthy), &KEY).unwrap();
    let numbers = |it: &Snapshot| -> Vec<Vec<u8>> {
        let all = certificates(it).into_iter();
        all.map(|der| Link::parse(&der).unwrap().serial.0).collect()
    };
    assert_eq!(numbers(&first), numbers(&second));
    let listed = first.trust.crls.seen().unwrap()[0].content.seen().unwrap();
    assert!(!listed.found.is_empty());
    for it in &listed.found {
        assert!(numbers(&second).contains(&it.serial.0.0), "{:?}", it.serial);
    }
    let other = redact(&revoked(), &[7; 32]).unwrap();
    assert_ne!(numbers(&first), numbers(&other));
}
