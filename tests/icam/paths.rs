//! Paths of the cards' certificates and of their content signers, with the issuers and CRLs that come with the cards.
use crate::cards;
use cac_doctor::case::{Case, Decoded};
use cac_doctor::facts::{Observed, Origin, Snapshot, Trust};
use cac_doctor::pki::crl::Sought;
use cac_doctor::pki::path::revocation::Status as Standing;
use cac_doctor::pki::path::{
    Anchor, Anchors, Code, Engine, Judgement, Link, Parameters, Pool, Status,
};
use cac_doctor::pki::revocation::Known;
use cac_doctor::probe::revocation::crls_in;
use std::path::PathBuf;
use std::sync::Arc;
use time::OffsetDateTime;
use time::macros::datetime;

const THEN: OffsetDateTime = datetime!(2019-08-01 0:00 UTC);

fn files(folder: &str) -> Vec<PathBuf> {
    let mut out: Vec<PathBuf> = std::fs::read_dir(cards::folder().join(folder))
        .unwrap()
        .map(|it| it.unwrap().path())
        .filter(|it| it.is_file())
        .collect();
    out.sort();
    out
}

/// Every certificate in `ca/`; the self-signed ones are the anchors.
fn issuers() -> (Pool, Anchors) {
    let (mut pool, mut anchors) = (Pool::new(), Anchors::new());
    for path in files("ca") {
        let bytes = std::fs::read(&path).unwrap();
        for it in cac_doctor::pki::input::read("ca", &bytes).certificates {
            let link = pool.add_der(&it.der).unwrap();
            if link.is_self_issued() && link.is_ca() {
                anchors.add(Anchor::of_certificate(link));
            }
        }
    }
    assert!(!anchors.is_empty());
    (pool, anchors)
}

/// The card's certificates by container, and its content signer's.
fn certificates(snapshot: &Snapshot) -> Vec<(String, Vec<u8>)> {
    let facts = snapshot.readers.seen().unwrap()[0].card.seen().unwrap();
    let names = ["9A", "9C", "9D", "9E"].map(str::to_owned);
    let found = cac_doctor::pki::on_card::certificates(facts);
    let mut out: Vec<(String, Vec<u8>)> = names.into_iter().zip(found).collect();
    let case = Case::read(snapshot, None);
    if let Decoded::Value(chuid) = &case.readers[0].card.chuid {
        let signer = chuid.signature.signer.as_ref().expect("a content signer");
        out.push(("signer".to_owned(), signer.der.0.clone()));
    }
    out
}

fn judged(snapshot: &Snapshot, trust: Option<&Trust>) -> Vec<(String, Judgement)> {
    let (pool, anchors) = issuers();
    let parameters = Parameters::at(snapshot.taken_at);
    let known = trust.map(Known::new);
    let mut engine = Engine::new(&pool, &anchors, &parameters);
    if let Some(known) = &known {
        engine = engine.with_revocation(known);
    }
    certificates(snapshot)
        .into_iter()
        .map(|(name, der)| {
            let link = Arc::new(Link::parse(&der).unwrap());
            (name, engine.judge(&link))
        })
        .collect()
}

#[test]
fn paths_of_every_card_are_valid_but_where_its_name_says_otherwise() {
    for (name, path) in cards::all() {
        let snapshot = cards::snapshot(&path, THEN);
        let wrong: Vec<(String, Option<Code>)> = judged(&snapshot, None)
            .into_iter()
            .filter(|(_, it)| it.status != Status::Valid)
            .map(|(container, it)| {
                let finding = it.best().and_then(|it| it.findings.first());
                (container, finding.map(|it| it.code))
            })
            .collect();
        let all = |code: Code, containers: &[&str]| -> Vec<(String, Option<Code>)> {
            containers
                .iter()
                .map(|it| ((*it).to_owned(), Some(code)))
                .collect()
        };
        let expected = match &name[..2] {
            "05" => all(Code::BadSignature, &["9A", "9E"]),
            "12" => all(Code::NotYetValid, &["9A", "9E"]),
            "13" => all(Code::Expired, &["9A", "9E"]),
            _ => Vec::new(),
        };
        assert_eq!(wrong, expected, "{name}");
    }
}

#[test]
fn the_revoked_card_is_revoked() {
    let snapshot = cards::snapshot(&cards::numbered("24"), THEN);
    let serials = certificates(&snapshot)
        .iter()
        .map(|(_, der)| Link::parse(der).unwrap().serial.0)
        .collect::<Vec<_>>();
    let sought = Sought::anywhere(serials);
    let crls = files("ca/crl").into_iter().flat_map(|path| {
        let origin = Origin::File {
            path: path.display().to_string().into(),
        };
        crls_in(&path, &origin, &sought)
    });
    let trust = Trust {
        crls: Observed::Seen(crls.collect()),
        ..Trust::default()
    };
    let revoked: Vec<String> = judged(&snapshot, Some(&trust))
        .into_iter()
        .filter(|(_, it)| {
            let own = it.best().and_then(|it| it.revocation.first());
            own.is_some_and(|it| matches!(it.status, Standing::Revoked { .. }))
        })
        .map(|(container, _)| container)
        .collect();
    assert_eq!(revoked, ["9A", "9E"]);
}
