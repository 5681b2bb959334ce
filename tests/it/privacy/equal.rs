use super::{KEY, look};
use crate::worlds::{read, worlds};
use cac_doctor::bundle::redact::redact;
use cac_doctor::case::Case;
use cac_doctor::diagnosis::{Diagnosis, diagnose};
use cac_doctor::facts::Snapshot;
use cac_doctor::sim::scenario;
use std::fmt::Write as _;

/// Every world, and every scenario of `demo` as it is seen today.
fn everything() -> Vec<(String, Snapshot)> {
    let mut out: Vec<(String, Snapshot)> = worlds()
        .iter()
        .map(|it| (it.display().to_string(), read(it)))
        .collect();
    let now = time::macros::datetime!(2027-03-04 05:06:07 UTC);
    for it in scenario::all(now) {
        // These two wait for what never comes.
        if ["service-hangs", "held-in-transaction"].contains(&it.name) {
            continue;
        }
        out.push((it.name.to_owned(), look(it)));
    }
    out
}

/// Rules that cannot be judged from a redacted snapshot, and why: they answer "unknown" there, with that reason.
const TAKEN: &[(&str, &str)] = &[
    (
        "card/chuid-signature-bad",
        "the signature is over the holder's numbers",
    ),
    (
        "card/security-object-signature-bad",
        "the signature is over hashes of what was replaced",
    ),
];

/// What is found, without the words that name somebody.
fn found(it: &Diagnosis) -> String {
    let mut out = format!(
        "{:?} {:?} {:?} complete {}\n",
        it.status, it.story, it.symptom.code, it.complete
    );
    let _ = writeln!(out, "next {:?} {:?}", it.next.who, it.next.popular);
    for layer in &it.layers {
        let _ = writeln!(out, "{} {:?}", layer.name, layer.status);
    }
    let taken = |rule: &str| TAKEN.iter().any(|it| it.0 == rule);
    for finding in it.findings.iter().filter(|it| !taken(it.rule.id)) {
        let _ = writeln!(
            out,
            "{} {:?} {:?} {:?} {} {:?} {:?} {:?}",
            finding.rule.id,
            finding.status,
            finding.confidence,
            finding.relation,
            finding.subject.kind(),
            finding.subject.reader(),
            finding.evidence,
            finding.masked_by,
        );
    }
    for hypothesis in &it.sign_in.hypotheses {
        let _ = writeln!(out, "{} {:?}", hypothesis.cause, hypothesis.relation);
    }
    let _ = writeln!(out, "{:?}", it.unseen.len());
    out
}

/// Both are judged the same.
pub(super) fn judged_alike(name: &str, before: &Snapshot, after: &Snapshot) {
    let of = |it: &Snapshot| found(&diagnose(&Case::read(it, None)));
    assert_eq!(of(before), of(after), "{name}");
}

#[test]
fn a_redacted_snapshot_is_judged_like_the_one_it_was_made_from() {
    let mut wrong = Vec::new();
    for (name, snapshot) in everything() {
        let redacted = redact(&snapshot, &KEY).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(redacted.redaction.is_some(), "{name}");
        let before = found(&diagnose(&Case::read(&snapshot, None)));
        let after = found(&diagnose(&Case::read(&redacted, None)));
        if before != after {
            wrong.push(format!(
                "== {name}\n-- live\n{before}\n-- redacted\n{after}"
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn redacting_again_changes_nothing_and_the_same_key_gives_the_same_bytes() {
    for (name, snapshot) in everything() {
        let once = redact(&snapshot, &KEY).unwrap();
        assert_eq!(redact(&once, &[7; 32]).unwrap(), once, "{name}");
        let again = redact(&snapshot, &KEY).unwrap();
        assert_eq!(
            serde_json::to_string(&once).unwrap(),
            serde_json::to_string(&again).unwrap(),
            "{name}"
        );
    }
}
