//! NIST's Public Key Interoperability Test Suite: all of its cases, through the library.
//!
//! Every certificate and CRL of the suite is at hand in every case: more to choose from than its document provides.
use super::vectors;
use cac_doctor::facts::{Observed, Origin, Trust};
use cac_doctor::pki::Oid;
use cac_doctor::pki::crl::Sought;
use cac_doctor::pki::path::{
    Anchor, Anchors, Engine, Judgement, Link, Parameters, Pool, Revocation, Status,
};
use cac_doctor::pki::revocation::Known;
use cac_doctor::probe::revocation::crls_in;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use time::macros::datetime;

pub(super) struct Case {
    pub number: &'static str,
    pub certificate: &'static str,
    pub valid: bool,
    pub policies: Vec<String>,
    pub flags: Vec<&'static str>,
}

pub(super) fn cases() -> Vec<Case> {
    include_str!("pkits.psv")
        .lines()
        .filter(|it| !it.starts_with('#'))
        .map(|line| {
            let columns: Vec<&str> = line.split('|').collect();
            let [number, certificate, verdict, policies, flags] = columns[..] else {
                panic!("five columns: {line}");
            };
            Case {
                number,
                certificate,
                valid: match verdict {
                    "valid" => true,
                    "invalid" => false,
                    other => panic!("a verdict: {other}"),
                },
                policies: policies
                    .split_whitespace()
                    .map(|it| format!("2.16.840.1.101.3.2.1.48.{it}"))
                    .collect(),
                flags: flags.split_whitespace().collect(),
            }
        })
        .collect()
}

pub(super) fn data() -> PathBuf {
    vectors::folder().join("x509/PKITS_data")
}

/// Every CA certificate of the suite at once: more to choose from than each case asks for.
fn pool(data: &Path) -> Pool {
    let mut pool = Pool::new();
    for entry in fs::read_dir(data.join("certs")).expect("the certificates") {
        let path = entry.expect("a file").path();
        if !path.to_string_lossy().ends_with("EE.crt") {
            let der = fs::read(&path).expect("a certificate");
            pool.add_der(&der)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        }
    }
    pool
}

fn certificate(data: &Path, name: &str) -> Arc<Link> {
    let der = fs::read(data.join("certs").join(format!("{name}.crt"))).expect("a certificate");
    Arc::new(Link::parse(&der).unwrap_or_else(|error| panic!("{name}: {error}")))
}

/// Every CRL of the suite, with all entries.
fn crls(data: &Path) -> Trust {
    let mut serials = Vec::new();
    for entry in fs::read_dir(data.join("certs")).expect("the certificates") {
        let der = fs::read(entry.expect("a file").path()).expect("a certificate");
        serials.push(Link::parse(&der).expect("a certificate").serial.0);
    }
    let sought = Sought::anywhere(serials);
    let files = fs::read_dir(data.join("crls")).expect("the CRLs");
    let mut files: Vec<PathBuf> = files.map(|it| it.expect("a file").path()).collect();
    files.sort();
    let crls = files.iter().flat_map(|path| {
        let origin = Origin::File {
            path: path.display().to_string().into(),
        };
        crls_in(path, &origin, &sought)
    });
    Trust {
        crls: Observed::Seen(crls.collect()),
        ..Trust::default()
    }
}

fn judge(
    case: &Case,
    data: &Path,
    pool: &Pool,
    anchors: &Anchors,
    revocation: Option<&dyn Revocation>,
) -> Judgement {
    let parameters = Parameters {
        initial_policies: (!case.policies.is_empty()).then(|| {
            let oids = case.policies.iter();
            oids.map(|it| Oid::from_dotted(it).expect("a policy"))
                .collect::<BTreeSet<_>>()
        }),
        require_explicit_policy: case.flags.contains(&"explicit"),
        inhibit_policy_mapping: case.flags.contains(&"inhibit-mapping"),
        inhibit_any_policy: case.flags.contains(&"inhibit-any"),
        ..Parameters::at(datetime!(2026-11-01 00:00 UTC))
    };
    let mut engine = Engine::new(pool, anchors, &parameters);
    if let Some(revocation) = revocation {
        engine = engine.with_revocation(revocation);
    }
    engine.judge(&certificate(data, case.certificate))
}

/// Cases that only CRLs decide: 4.4, 4.14, 4.15 and some of 4.5 and 4.7.
fn is_decided_by_crls(case: &Case) -> bool {
    let section = case.number.rsplit_once('.').expect("a section").0;
    matches!(section, "4.4" | "4.14" | "4.15")
        || matches!(case.number, "4.5.2" | "4.5.5" | "4.5.7" | "4.7.4" | "4.7.5")
}

#[test]
fn without_crls_every_case_that_needs_none_has_its_verdict_and_no_valid_one_is_refused() {
    let data = data();
    let pool = pool(&data);
    let mut anchors = Anchors::new();
    anchors.add(Anchor::of_certificate(certificate(
        &data,
        "TrustAnchorRootCertificate",
    )));
    let cases = cases();
    assert_eq!(cases.len(), 249);
    let mut wrong = Vec::new();
    for case in &cases {
        let judgement = judge(case, &data, &pool, &anchors, None);
        let accepted = judgement.with_revocation() == Status::Valid;
        if accepted != case.valid && !(accepted && is_decided_by_crls(case)) {
            wrong.push(describe(case, &judgement));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} cases:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_case_has_the_verdict_of_its_document() {
    let data = data();
    let pool = pool(&data);
    let mut anchors = Anchors::new();
    anchors.add(Anchor::of_certificate(certificate(
        &data,
        "TrustAnchorRootCertificate",
    )));
    let trust = crls(&data);
    let known = Known::new(&trust);
    let mut wrong = Vec::new();
    for case in &cases() {
        let judgement = judge(case, &data, &pool, &anchors, Some(&known));
        let accepted = judgement.with_revocation() == Status::Valid;
        if accepted != case.valid {
            wrong.push(describe(case, &judgement));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} cases:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn describe(case: &Case, judgement: &Judgement) -> String {
    let said: Vec<String> = judgement
        .paths
        .iter()
        .flat_map(|it| &it.findings)
        .map(|it| format!("\n    {} {}: {}", it.certificate, it.code, it.message))
        .collect();
    let revocation: Vec<String> = judgement
        .paths
        .iter()
        .flat_map(|it| &it.revocation)
        .map(|it| format!("\n    {it:?}"))
        .collect();
    format!(
        "{} {}: {} with {} paths{}{}",
        case.number,
        case.certificate,
        judgement.with_revocation(),
        judgement.paths.len(),
        said.concat(),
        revocation.concat()
    )
}
