//! NIST PKITS through the program itself: `chain FILE…`, all cases, one run for each set of inputs.
use super::pkits::{cases, data};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

fn files(folder: &str, wanted: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let files = fs::read_dir(data().join(folder)).expect("a folder");
    let mut files: Vec<PathBuf> = files
        .map(|it| it.expect("a file").path())
        .filter(|it| wanted(&it.to_string_lossy()))
        .collect();
    files.sort();
    files
}

#[test]
fn chain_gives_every_case_the_verdict_of_its_document() {
    let data = data();
    let mut groups: BTreeMap<(Vec<String>, Vec<&str>), Vec<_>> = BTreeMap::new();
    for case in cases() {
        let inputs = (case.policies.clone(), case.flags.clone());
        groups.entry(inputs).or_default().push(case);
    }
    let mut judged = 0;
    let mut wrong = Vec::new();
    for ((policies, flags), cases) in groups {
        let mut chain = Command::new(env!("CARGO_BIN_EXE_cac-doctor"));
        chain.args([
            "chain",
            "--format",
            "json",
            "--no-default-trust",
            "--offline",
        ]);
        chain.args(["--at", "2026-11-01T00:00:00Z", "--trust"]);
        chain.arg(data.join("certs/TrustAnchorRootCertificate.crt"));
        for path in files("certs", |it| !it.ends_with("EE.crt")) {
            chain.arg("--untrusted").arg(path);
        }
        for path in files("crls", |_| true) {
            chain.arg("--crl").arg(path);
        }
        for policy in &policies {
            chain.args(["--initial-policy", policy]);
        }
        for flag in flags {
            chain.arg(match flag {
                "explicit" => "--require-explicit-policy",
                "inhibit-mapping" => "--inhibit-policy-mapping",
                "inhibit-any" => "--inhibit-any-policy",
                other => panic!("an input: {other}"),
            });
        }
        for case in &cases {
            chain.arg(data.join("certs").join(format!("{}.crt", case.certificate)));
        }
        let out = chain.output().expect("the program runs");
        let said: Value = serde_json::from_slice(&out.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&out.stderr)));
        let certificates = said["certificates"].as_array().expect("certificates");
        for case in &cases {
            let file = format!("/{}.crt", case.certificate);
            let it = certificates
                .iter()
                .find(|it| {
                    it["file"]
                        .as_str()
                        .is_some_and(|name| name.ends_with(&file))
                })
                .unwrap_or_else(|| panic!("{} is not in the report", case.certificate));
            let accepted = it["chain"]["status"] == "valid" && it["revocation"]["status"] == "good";
            judged += 1;
            if accepted != case.valid {
                wrong.push(format!("{} {}: {:#}", case.number, case.certificate, it));
            }
        }
    }
    assert_eq!(judged, 249);
    assert!(
        wrong.is_empty(),
        "{} cases:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
