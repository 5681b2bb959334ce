//! The mesh of the authorities the tool brings: DoD with Interoperability and CCEB, ECA, the Federal PKI with its loops. Every
//! path of every issuing CA, with counts, so that a search that goes other ways shows. A new release of the stores' crates
//! changes them: read what changed and write the new ones.
use crate::nss::folder;
use cac_doctor::case::chain::{cross, crossed, is_wrong, link_name, short_name};
use cac_doctor::pki::defaults::{Community, Role, Root, defaults};
use cac_doctor::pki::path::{
    Anchor, Anchors, Code, Counts, Engine, Judgement, Link, Parameters, Pool, Status,
};
use serde_json::Value;
use std::collections::BTreeMap;
use std::process::Command;
use std::sync::Arc;
use time::OffsetDateTime;
use time::macros::datetime;

const AT: OffsetDateTime = datetime!(2026-11-22 00:00 UTC);

fn mesh() -> Pool {
    let mut out = Pool::new();
    for it in &defaults().authorities {
        out.add(it.link().expect("an authority"));
    }
    out
}

fn anchors(wanted: fn(&Root) -> bool) -> Anchors {
    let mut out = Anchors::new();
    for it in defaults()
        .anchors()
        .filter(|it| it.root.is_some_and(wanted))
    {
        out.add(Anchor::of_certificate(it.link().expect("an anchor")));
    }
    out
}

/// CAs that a root of the DoD or the ECAs issued.
fn issuing(pool: &Pool) -> Vec<Arc<Link>> {
    let roots = anchors(|it| it.community != Community::Fpki);
    pool.iter()
        .filter(|it| !it.is_self_issued() && roots.by_name(&it.issuer).next().is_some())
        .cloned()
        .collect()
}

/// What is true of every path: it ends, nobody is in it twice, and who failed has a reason.
fn is_sound(it: &Judgement) {
    assert_eq!(it.cut_short, None);
    for path in &it.paths {
        let all = &path.certificates;
        // A cross-certificate of an anchor may lead back to it.
        for (n, one) in all.iter().enumerate().skip(1) {
            let again = |other: &Arc<Link>| other.key == one.key && other.subject == one.subject;
            assert!(!all.iter().skip(n + 1).any(again), "{}", link_name(one));
        }
        let fails = path
            .findings
            .iter()
            .any(|it| it.code != Code::Nonconforming);
        assert!(path.status == Status::Valid || fails);
    }
}

/// `DoD Root CA 6 by DoD Interoperability Root CA 2`.
fn told(it: &Link) -> String {
    format!("{} by {}", link_name(it), short_name(&it.issuer))
}

/// How many there are of each.
fn tally<T: Ord>(all: impl IntoIterator<Item = T>) -> BTreeMap<T, usize> {
    let mut out = BTreeMap::new();
    for it in all {
        *out.entry(it).or_insert(0) += 1;
    }
    out
}

#[test]
fn every_issuing_ca_reaches_its_own_root() {
    let pool = mesh();
    let anchors = anchors(|_| true);
    let parameters = Parameters::at(AT);
    let mut engine = Engine::new(&pool, &anchors, &parameters);
    let targets = issuing(&pool);
    assert_eq!((pool.len(), targets.len()), (170, 48));
    let mut ends = Vec::new();
    let mut findings = 0;
    for target in &targets {
        let it = engine.judge(target);
        is_sound(&it);
        assert_eq!(it.status, Status::Valid, "{}", link_name(target));
        let best = it.best().expect("a path");
        assert_eq!(best.certificates.len(), 2, "{}", link_name(target));
        assert_eq!(best.certificates[1].subject, target.issuer);
        assert!(!is_wrong(best));
        for path in &it.paths {
            let end = path.certificates.last().expect("an end");
            ends.push((link_name(end), path.status.as_str(), is_wrong(path)));
            findings += path.findings.len();
        }
    }
    let ends: Vec<((String, &str, bool), usize)> = tally(ends).into_iter().collect();
    let told: Vec<(&str, &str, bool, usize)> = ends
        .iter()
        .map(|((end, status, wrong), count)| (end.as_str(), *status, *wrong, *count))
        .collect();
    assert_eq!(
        told,
        [
            ("DoD Interoperability Root CA 2", "invalid", false, 42),
            ("DoD Root CA 3", "valid", false, 14),
            ("DoD Root CA 5", "valid", false, 6),
            ("DoD Root CA 6", "valid", false, 22),
            ("ECA Root CA 4", "valid", false, 3),
            ("ECA Root CA 5", "valid", false, 3),
            ("Federal Common Policy CA G2", "valid", false, 6),
            ("Federal Common Policy CA G2", "valid", true, 36),
            (
                "US DoD CCEB Interoperability Root CA 2",
                "invalid",
                false,
                36
            ),
        ]
    );
    assert_eq!(findings, 246);
    assert_eq!(
        engine.counts(),
        Counts {
            paths: 168,
            steps: 996,
            signatures: 65
        }
    );
}

/// With the Federal PKI's root alone all paths lead through the bridges, and the loops among them end.
#[test]
fn the_federal_root_alone_is_reached_through_cross_certificates() {
    let pool = mesh();
    let anchors = anchors(|it| it.community == Community::Fpki);
    let parameters = Parameters::at(AT);
    let mut engine = Engine::new(&pool, &anchors, &parameters);
    let mut statuses = Vec::new();
    let mut crosses = Vec::new();
    for target in issuing(&pool) {
        let it = engine.judge(&target);
        is_sound(&it);
        statuses.push((it.status.as_str(), it.paths.len()));
        for path in it.paths.iter().filter(|it| it.anchor.is_some()) {
            let at = crossed(path).map(|n| told(&path.certificates[n]));
            assert_eq!(is_wrong(path), at.is_some());
            crosses.push((at, path.status.as_str()));
        }
    }
    // No authority outside the DoD vouches for its root 5.
    let expected = [(("invalid", 1), 6), (("valid", 3), 6), (("valid", 4), 36)];
    assert_eq!(tally(statuses), BTreeMap::from(expected));
    let through = |root: &str| Some(format!("{root} by DoD Interoperability Root CA 2"));
    assert_eq!(
        tally(crosses),
        BTreeMap::from([
            // Those of the ECAs.
            ((None, "valid"), 6),
            ((through("DoD Root CA 3"), "valid"), 14),
            ((through("DoD Root CA 6"), "valid"), 22),
        ])
    );
    assert_eq!(
        engine.counts(),
        Counts {
            paths: 168,
            steps: 1122,
            signatures: 70
        }
    );
}

/// Every authority of the set, the agencies' too.
#[test]
fn every_authority_of_the_mesh_is_judged_to_its_end() {
    let pool = mesh();
    let anchors = anchors(|_| true);
    let parameters = Parameters::at(AT);
    let mut engine = Engine::new(&pool, &anchors, &parameters);
    let mut not_valid = Vec::new();
    for target in pool.iter() {
        let it = engine.judge(target);
        is_sound(&it);
        if it.status != Status::Valid {
            assert_eq!(it.status, Status::Invalid);
            not_valid.push(told(target));
        }
    }
    // What only the bridges' own roots issued, which are no anchors, and two that have expired, with what they issued.
    not_valid.sort();
    assert_eq!(
        not_valid,
        [
            "Australian Defence Interoperability CA by US DoD CCEB Interoperability Root CA 2",
            "DND CCEB Interop CA1-MDN Interop CCEB AC1 by US DoD CCEB Interoperability Root CA 2",
            "DoD Interoperability Root CA 2 by DoD Interoperability Root CA 2",
            "DoD Root CA 3 by US DoD CCEB Interoperability Root CA 2",
            "DoD Root CA 6 by US DoD CCEB Interoperability Root CA 2",
            "Federal Bridge CA G4 by DoD Interoperability Root CA 2",
            "Leidos FBCA Cloud PKI CA-1 by IdenTrust Global Common Root CA 1",
            "U.S. Department of State AD High Assurance CA by U.S. Department of State AD Root CA",
            "U.S. Department of State AD Root CA by Federal Common Policy CA G2",
            "U.S. Department of State PIV CA2 by U.S. Department of State AD Root CA",
            "U.S. Department of State PIV CA3 by U.S. Department of State AD Root CA",
            "U.S.-Department-of-State-DPC-CA by U.S. Department of State AD Root CA",
            "US DoD CCEB Interoperability Root CA 2 by US DoD CCEB Interoperability Root CA 2",
        ]
    );
    assert_eq!(
        engine.counts(),
        Counts {
            paths: 592,
            steps: 4810,
            signatures: 167
        }
    );
}

/// The cross-certificates that lead paths of DoD certificates away from the DoD's roots.
#[test]
fn harmful_cross_certificates_are_known_by_name() {
    let pool = mesh();
    let mut found: Vec<String> = pool
        .iter()
        .filter(|it| cross(it).is_some())
        .map(|it| told(it))
        .collect();
    found.sort();
    assert_eq!(
        found,
        [
            "DoD Root CA 3 by DoD Interoperability Root CA 2",
            "DoD Root CA 3 by US DoD CCEB Interoperability Root CA 2",
            "DoD Root CA 6 by DoD Interoperability Root CA 2",
            "DoD Root CA 6 by US DoD CCEB Interoperability Root CA 2",
        ]
    );
    let bridges = defaults().authorities.iter().filter_map(|it| it.root);
    let bridges = bridges.filter(|it| it.role == Role::Bridge).count();
    assert_eq!(bridges, 2);
}

/// The same through the program: a file of all issuing CAs.
#[test]
fn chain_judges_a_file_of_all_issuing_cas() {
    let folder = folder("mesh");
    let pool = mesh();
    let file = folder.join("issuing.der");
    let targets = issuing(&pool);
    let all: Vec<u8> = targets
        .iter()
        .flat_map(|it| it.der().expect("DER").to_vec())
        .collect();
    std::fs::write(&file, all).unwrap();
    let run = |more: &[&str]| {
        let out = Command::new(env!("CARGO_BIN_EXE_cac-doctor"))
            .args(["chain", "--offline", "--at", "2026-11-22T00:00:00Z"])
            .args(more)
            .arg(&file)
            .output()
            .unwrap();
        (String::from_utf8(out.stdout).unwrap(), out.status.code())
    };
    let (told, code) = run(&["--format", "json"]);
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(code, Some(0), "{}", told["status"]);
    let certificates = told["certificates"].as_array().unwrap();
    assert_eq!(certificates.len(), targets.len());
    let anchors = anchors(|_| true);
    let parameters = Parameters::at(AT);
    let mut engine = Engine::new(&pool, &anchors, &parameters);
    for (told, target) in certificates.iter().zip(&targets) {
        let chain = &told["chain"];
        let paths = chain["paths"].as_array().unwrap();
        let judgement = engine.judge(target);
        assert_eq!(paths.len(), judgement.paths.len(), "{}", link_name(target));
        assert_eq!(
            (&chain["status"], &chain["trusted_by"]),
            (&"valid".into(), &"default".into())
        );
        let wrong = |it: &&Value| it["wrong_anchor"] == true;
        let harmful = judgement.paths.iter().filter(|it| is_wrong(it)).count();
        assert_eq!(paths.iter().filter(wrong).count(), harmful);
    }
    let (text, _) = run(&["--format", "text", "-v"]);
    for wanted in [
        "DoD Root CA 6 (cross-certificate) >",
        "DoD Root CA 3 (cross-certificate) >",
    ] {
        assert!(text.contains(wanted), "{wanted} not in:\n{text}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}
