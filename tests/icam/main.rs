//! GSA's ICAM test cards: each says in its name what is wrong with it, and the tool must say the same.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::disallowed_macros,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "tests look at the machine and stop at the first surprise"
)]

mod cards;
mod paths;

use cac_doctor::case::{Case, Comparison, Decoded};
use cac_doctor::diagnosis::{FindingStatus, diagnose};
use cac_doctor::facts::Snapshot;
use cac_doctor::pki::cms::Verdict;
use time::OffsetDateTime;
use time::macros::datetime;

/// When the cards were new, and well after all of them were made.
const THEN: OffsetDateTime = datetime!(2019-08-01 0:00 UTC);
const NOW: OffsetDateTime = datetime!(2026-11-22 0:00 UTC);

/// Rules that fail or warn, with the object they name: `certificate/expired 9A`.
fn found(snapshot: &Snapshot) -> Vec<String> {
    let case = Case::read(snapshot, None);
    let diagnosis = diagnose(&case);
    let told = [FindingStatus::Fail, FindingStatus::Warn];
    diagnosis
        .findings
        .iter()
        .filter(|it| it.remedy.is_some() && told.contains(&it.status))
        .map(|it| match &it.subject {
            cac_doctor::rules::Subject::Object(_, _, object) => format!("{} {object}", it.rule.id),
            _ => it.rule.id.to_owned(),
        })
        .collect()
}

/// What is wrong with each card, at both times.
const EXPECTED: &[(&str, &[&str])] = &[
    ("01", &[]),
    ("02", &[]),
    (
        "04",
        &[
            // What was changed is the FASC-N, which cannot be decoded any more.
            "card/object-garbled CHUID",
            "card/chuid-signature-bad CHUID",
            "card/security-object-mismatch Security Object",
            "certificate/fascn-mismatch 9A",
        ],
    ),
    ("05", &["certificate/chain-invalid 9A"]),
    ("12", &["certificate/not-yet-valid 9A"]),
    ("13", &["certificate/expired 9A"]),
    ("14", &["card/expired", "certificate/outlives-card 9A"]),
    ("16", &["certificate/fascn-mismatch 9E"]),
    ("24", &["certificate/revoked 9A"]),
    // What is wrong with these two lies in objects that the card gives only with the PIN.
    ("38", &[]),
    ("46", &[]),
    ("49", &[]),
];

#[test]
fn each_card_is_told_by_its_name() {
    let mut wrong = Vec::new();
    for (number, expected) in EXPECTED {
        for at in [THEN, NOW] {
            let is = found(&cards::snapshot(&cards::numbered(number), at));
            if is != *expected {
                wrong.push(format!("{number} at {}: {is:#?}", at.date()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let numbers: Vec<String> = cards::all().iter().map(|it| it.0[..2].to_owned()).collect();
    let expected: Vec<&str> = EXPECTED.iter().map(|it| it.0).collect();
    assert_eq!(numbers, expected, "the cards that are there");
}

#[test]
fn signatures_of_every_card_are_checked_and_good_but_where_it_was_tampered_with() {
    for (name, path) in cards::all() {
        let snapshot = cards::snapshot(&path, THEN);
        let case = Case::read(&snapshot, None);
        let card = &case.readers[0].card;
        let (Decoded::Value(chuid), Decoded::Value(object)) = (&card.chuid, &card.security_object)
        else {
            panic!("{name}: {:?} {:?}", card.chuid, card.security_object);
        };
        let good = chuid.signature.verdict == Verdict::Good;
        assert_eq!(
            good,
            !name.starts_with("04"),
            "{name}: {:?}",
            chuid.signature.verdict
        );
        assert_eq!(object.signature.verdict, Verdict::Good, "{name}");
        let compared = |it: &Comparison| !matches!(it, Comparison::NotCompared(_));
        assert!(
            object.entries.iter().any(|it| compared(&it.outcome)),
            "{name}"
        );
        // No signature is over something that the standard does not say.
        assert!(
            chuid.signature.remarks.is_empty(),
            "{name}: {:?}",
            chuid.signature.remarks
        );
        for it in &card.certificates {
            let content = it.content.as_ref().unwrap();
            assert!(content.key_identifier.fits(), "{name} {}", it.container);
        }
    }
}

/// The hash that is wrong on card 38 is the printed information's, and what has expired on 49 is the facial image: the card
/// gives neither without the PIN, and the tool says so instead of calling them good.
#[test]
fn what_needs_the_pin_is_said_not_to_be_compared() {
    for (number, object) in [
        ("38", "Printed Information"),
        ("49", "Cardholder Facial Image"),
    ] {
        let snapshot = cards::snapshot(&cards::numbered(number), THEN);
        let case = Case::read(&snapshot, None);
        let Decoded::Value(it) = &case.readers[0].card.security_object else {
            panic!("{number} has a Security Object");
        };
        let entry = it.entries.iter().find(|it| it.object == object).unwrap();
        let pin = matches!(&entry.outcome, Comparison::NotCompared(why) if why.contains("PIN"));
        assert!(pin, "{number}: {:?}", entry.outcome);
    }
}

/// A helpdesk that gets the card without its holder finds the same, but for signatures over what was replaced.
#[test]
fn a_redacted_card_is_told_by_its_name_too() {
    let told = |snapshot: &Snapshot| -> Vec<String> {
        let all = found(snapshot).into_iter();
        all.filter(|it| !it.contains("signature-bad")).collect()
    };
    for (name, path) in cards::all() {
        let snapshot = cards::snapshot(&path, NOW);
        let redacted = cac_doctor::bundle::redact::redact(&snapshot, &[7; 32]).unwrap();
        assert_eq!(told(&redacted), told(&snapshot), "{name}");
        let signers = |snapshot: &Snapshot| -> Vec<String> {
            let case = Case::read(snapshot, None);
            let signers = case.readers[0].card.content_signers();
            let each = signers.iter().map(|it| {
                let chain = case.signer_chain(it).expect("judged");
                let sha256 = &it.signer.certificate.sha256;
                let revoked = chain.revocation.status.as_str();
                format!(
                    "{} {sha256} {:?} {revoked}",
                    it.objects(),
                    chain.judgement.status
                )
            });
            each.collect()
        };
        assert_eq!(signers(&redacted), signers(&snapshot), "{name}");
    }
}
