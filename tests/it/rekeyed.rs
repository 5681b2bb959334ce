//! An authority that was given a new key keeps its name: what the new one issued lacks its issuer where only the old one's
//! certificate is there, and nothing is wrong with it.
use crate::worlds::put_in_9a;
use cac_doctor::case::Case;
use cac_doctor::diagnosis::{FindingStatus, diagnose};
use cac_doctor::facts::Snapshot;
use cac_doctor::rules::Who;
use cac_doctor::sim::certificate::{
    self as x509, DIGITAL_SIGNATURE, Template, authority_info, extended_key_usage, key_usage,
};
use cac_doctor::sim::keys::{self, Signer};
use cac_doctor::sim::oids;
use time::Duration;

fn world() -> Snapshot {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/worlds/chains-whole.json"
    );
    cac_doctor::bundle::parse(&std::fs::read(path).unwrap()).unwrap()
}

/// What is told of a certificate in 9A that names the ID CA, signed with another key than its: rule, message, who.
fn told(issued_as: Option<Signer>) -> Vec<(String, String, Who)> {
    let mut snapshot = world();
    let certificate = Template {
        issuer: x509::name(&[], "TEST ID CA-1"),
        subject: x509::name(&["USA"], "DOE.JANE.QUINN.1234567890"),
        spki: keys::PIV_AUTH_RSA,
        signer: Signer::Content,
        validity: x509::Validity {
            not_before: snapshot.taken_at - Duration::days(10),
            not_after: snapshot.taken_at + Duration::days(300),
        },
        extensions: vec![
            key_usage(DIGITAL_SIGNATURE),
            authority_info("http://aia.example/id-ca-1.cer", "http://ocsp.example"),
            extended_key_usage(false, &[oids::CLIENT_AUTH, oids::SMART_CARD_LOGON]),
        ],
        over_sha1: false,
        identified_as: None,
        issued_as,
    };
    put_in_9a(&mut snapshot, &certificate.issue());
    let case = Case::read(&snapshot, None);
    let found = diagnose(&case).findings.into_iter();
    found
        .filter(|it| it.rule.id.starts_with("certificate/chain-"))
        .filter(|it| matches!(it.status, FindingStatus::Fail | FindingStatus::Warn))
        .map(|it| {
            let who = it.remedy.expect("a remedy").who;
            (it.rule.id.to_owned(), it.message, who)
        })
        .collect()
}

fn identifier(of: Signer) -> String {
    let id = keys::identifier(&of.spki());
    id.iter().map(|it| format!("{it:02X}")).collect()
}

#[test]
fn what_another_key_of_the_authority_signed_lacks_its_issuer() {
    let told = told(None);
    let [(rule, message, who)] = told.as_slice() else {
        panic!("{told:#?}");
    };
    assert_eq!(
        (rule.as_str(), *who),
        ("certificate/chain-incomplete", Who::Admin)
    );
    for due in [
        format!(
            "TEST ID CA-1 (key identifier {})",
            identifier(Signer::Content)
        ),
        format!(
            "A TEST ID CA-1 with another key (key identifier {}) is here",
            identifier(Signer::IdCa)
        ),
    ] {
        assert!(message.contains(&due), "{due}: {message}");
    }
}

#[test]
fn what_claims_the_key_that_is_here_and_was_not_signed_with_it_is_bad() {
    let told = told(Some(Signer::IdCa));
    let [(rule, message, who)] = told.as_slice() else {
        panic!("{told:#?}");
    };
    assert_eq!(
        (rule.as_str(), *who),
        ("certificate/chain-invalid", Who::CardOffice)
    );
    assert!(message.contains("did not make its signature"), "{message}");
}
