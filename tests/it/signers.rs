//! Content signers: whoever signed the CHUID and the Security Object of a card, judged like its own certificates.
#![allow(clippy::disallowed_methods, clippy::disallowed_types)] // it writes a CRL for the probe to read
use cac_doctor::case::{Case, Judging};
use cac_doctor::diagnosis::{FindingStatus, diagnose};
use cac_doctor::facts::Snapshot;
use cac_doctor::pki::on_card;
use cac_doctor::pki::path::{Parameters, Purpose, Status};
use cac_doctor::probe::Deadline;
use cac_doctor::probe::http::Proxies;
use cac_doctor::probe::revocation::{Sources, of};
use cac_doctor::report::json;
use cac_doctor::sim::crl::{Template, number};
use cac_doctor::sim::issue::Role;
use cac_doctor::sim::keys::Signer;
use cac_doctor::sim::revocation;
use serde_json::Value;
use time::Duration;

fn world(name: &str) -> Snapshot {
    let path = format!("{}/tests/worlds/{name}.json", env!("CARGO_MANIFEST_DIR"));
    cac_doctor::bundle::parse(&std::fs::read(path).unwrap()).unwrap()
}

/// Findings about content signers that warn, each with its object.
fn warned(case: &Case<'_>) -> Vec<(String, String)> {
    let told = |it: FindingStatus| matches!(it, FindingStatus::Warn | FindingStatus::Info);
    let all = diagnose(case).findings;
    all.into_iter()
        .filter(|it| it.rule.id.contains("signer") && told(it.status))
        .map(|it| {
            let object = match &it.subject {
                cac_doctor::rules::Subject::Object(_, _, object) => object.clone(),
                other => panic!("{other:?}"),
            };
            (it.rule.id.to_owned(), object)
        })
        .collect()
}

fn signer_of<'v>(report: &'v Value, object: &str) -> &'v Value {
    let at = format!("/readers/0/card/{object}/signature/signer");
    report.pointer(&at).unwrap()
}

#[test]
fn one_that_signed_everything_is_judged_once_and_told_in_both_places() {
    let snapshot = world("not-revoked");
    let case = Case::read(&snapshot, None);
    let signers = case.readers[0].card.content_signers();
    let objects: Vec<String> = signers.iter().map(|it| it.objects()).collect();
    assert_eq!(objects, ["CHUID and Security Object"]);
    let own: std::collections::BTreeSet<_> = case.readers[0]
        .card
        .certificates
        .iter()
        .filter_map(|it| Some(it.content.as_ref().ok()?.sha256.clone()))
        .collect();
    assert_eq!(case.chains().all().count(), own.len() + 1);
    let report = serde_json::to_value(json::from(&case, &diagnose(&case))).unwrap();
    let chuid = signer_of(&report, "chuid");
    assert_eq!(chuid["chain"]["status"], "valid");
    assert_eq!(chuid["revocation"]["status"], "good");
    assert_eq!(signer_of(&report, "security_object"), chuid);
}

#[test]
fn each_of_two_signers_is_judged_for_what_it_signed() {
    let snapshot = world("security-object-signed-apart");
    let case = Case::read(&snapshot, None);
    let expired = (
        "card/chuid-signer-expired".to_owned(),
        "Security Object".to_owned(),
    );
    assert_eq!(warned(&case), [expired]);
    let report = serde_json::to_value(json::from(&case, &diagnose(&case))).unwrap();
    let status = |object| signer_of(&report, object)["chain"]["status"].clone();
    assert_eq!(
        (status("chuid"), status("security_object")),
        ("valid".into(), "invalid".into())
    );
}

/// FIPS 201-3 §4.2.1 wants the signer's certificate to be good for as long as the card is, and no longer.
#[test]
fn an_expired_signer_of_an_expired_card_is_nothing_of_its_own() {
    let snapshot = world("content-signer-expired");
    let case = Case::read(&snapshot, None);
    let expired = ("card/chuid-signer-expired".to_owned(), "CHUID".to_owned());
    assert_eq!(warned(&case), [expired]);
    let later = snapshot.taken_at + Duration::days(1000);
    let case = Case::read(&snapshot, Some(later));
    let ids: Vec<_> = diagnose(&case)
        .findings
        .iter()
        .map(|it| it.rule.id)
        .collect();
    assert!(ids.contains(&"card/expired"), "{ids:?}");
    assert_eq!(warned(&case), []);
}

/// What is asked of the path of a sign-in is not asked of the signer's.
#[test]
fn options_about_a_sign_in_are_not_for_signers() {
    let snapshot = world("not-revoked");
    let parameters = Parameters {
        purpose: Purpose::SignIn,
        require_explicit_policy: true,
        initial_policies: Some([cac_doctor::pki::Oid::from_der_value(&[0x2A, 3, 4])].into()),
        ..Parameters::at(snapshot.taken_at)
    };
    let judging = Judging {
        parameters: Some(parameters),
        ..Judging::at(None)
    };
    let case = Case::judging(&snapshot, judging);
    let card = &case.readers[0].card;
    let status = |it: Option<&cac_doctor::case::chain::ChainCase>| it.unwrap().judgement.status;
    assert_eq!(status(case.chain(&card.certificates[0])), Status::Invalid);
    let signer = &card.content_signers()[0];
    assert_eq!(status(case.signer_chain(signer)), Status::Valid);
}

/// The probe looks for its number on a list that was given.
#[test]
fn a_list_that_is_given_tells_of_the_signer() {
    let mut snapshot = world("chains-whole");
    let card = snapshot.readers.seen().unwrap()[0].card.seen().unwrap();
    let signer = on_card::content_signers(card).remove(0);
    let list = Template {
        issuer: Role::ContentSigner.issuer(),
        signer: Signer::IdCa,
        this_update: snapshot.taken_at - Duration::hours(1),
        next_update: Some(snapshot.taken_at + Duration::days(1)),
        entries: vec![revocation::entry(&signer, &snapshot, 1).unwrap()],
        extensions: vec![number(1)],
    };
    let path = std::env::temp_dir().join(format!("cac-doctor-signer-{}.crl", std::process::id()));
    std::fs::write(&path, list.issue()).unwrap();
    let sources = Sources {
        files: vec![path.clone()],
        offline: Some("a test".to_owned()),
        cache: None,
        proxies: Proxies::default(),
    };
    of(
        &mut snapshot,
        &sources,
        Deadline::after(std::time::Duration::from_secs(20)),
    );
    std::fs::remove_file(path).unwrap();
    let revoked = ("card/content-signer-revoked".to_owned(), "CHUID".to_owned());
    assert_eq!(warned(&Case::read(&snapshot, None)), [revoked]);
}
