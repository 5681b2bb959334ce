//! `usb`, `readers` and `certs` as scripts read them: counts, status, sentence and exit status are about the same part, in
//! every format.
use crate::worlds::{read, worlds};
use cac_doctor::case::Case;
use cac_doctor::diagnosis::{Counts, FindingStatus, Part, Status, diagnose};
use serde_json::Value;
use std::process::Command;

/// Standard output and exit status.
fn told(command: &str, world: &str, format: &str) -> (String, i32) {
    let out = Command::new(env!("CARGO_BIN_EXE_cac-doctor"))
        .args([command, "--format", format, "--from"])
        .arg(format!(
            "{}/tests/worlds/{world}.json",
            env!("CARGO_MANIFEST_DIR")
        ))
        .output()
        .unwrap();
    (
        String::from_utf8(out.stdout).unwrap(),
        out.status.code().unwrap(),
    )
}

const CASES: [(&str, &str, i32); 14] = [
    ("usb", "software-healthy", 0),
    ("usb", "usb-not-authorized", 2),
    // What is wrong there is not the USB.
    ("usb", "service-masked", 0),
    ("usb", "issuer-expired", 0),
    // Nobody looked at it.
    ("usb", "no-service", 3),
    ("usb", "service-hangs", 3),
    ("readers", "healthy", 0),
    ("readers", "no-service", 2),
    ("readers", "service-hangs", 2),
    ("readers", "held-in-transaction", 3),
    ("readers", "expired-certificate", 0),
    ("certs", "healthy", 0),
    ("certs", "expired-certificate", 2),
    ("certs", "no-service", 2),
];

#[test]
fn every_format_tells_of_the_same_part() {
    for (command, world, expected) in CASES {
        let it = format!("{command} {world}");
        let (text, code) = told(command, world, "json");
        assert_eq!(code, expected, "{it}");
        let report: Value = serde_json::from_str(&text).unwrap();
        let status = ["ok", "warn", "fail", "unknown"][usize::try_from(code).unwrap()];
        assert_eq!(report["status"], status, "{it}");
        let part = match command {
            "certs" => "everything",
            other => other,
        };
        assert_eq!(report["scope"], part, "{it}");
        let counts = &report["counts"];
        let count = |name: &str| counts[name].as_u64().unwrap();
        assert_eq!(count("fail") > 0, code == 2, "{it}: {counts}");
        let fails = report["findings"].as_array().unwrap().iter();
        let fails = fails.filter(|it| it["status"] == "fail").count();
        assert_eq!(fails > 0, code == 2, "{it}");
        let sentence = report["verdict"]["sentence"].as_str().unwrap();
        // What is wrong is told as the whole tells it; that nothing is, of the part alone.
        let limited = sentence.contains("was judged here");
        assert!(
            limited || part == "everything" || code != 0,
            "{it}: {sentence}"
        );
        assert!(!limited || part != "everything", "{it}: {sentence}");

        let (text, code) = told(command, world, "one-line");
        assert_eq!(code, expected, "{it}");
        let word = ["OK", "WARNING", "CRITICAL", "UNKNOWN"][usize::try_from(code).unwrap()];
        assert!(text.starts_with(&format!("CAC {word} - ")), "{it}: {text}");
        let numbers = format!(
            " fail={} warn={} unknown={} ",
            count("fail"),
            count("warn"),
            count("unknown")
        );
        assert!(text.contains(&numbers), "{it}: {text}");
        assert_eq!(text.contains("nothing wrong"), code == 0, "{it}: {text}");
        let scope = text.contains("(only the ");
        assert_eq!(scope, part != "everything", "{it}: {text}");

        let (text, code) = told(command, world, "nagios");
        assert_eq!(code, expected, "{it}");
        assert!(text.starts_with(&format!("CAC {word} - ")), "{it}: {text}");
        let failures = format!(" {} failures,", count("fail"));
        assert!(text.contains(&failures), "{it}: {text}");
        if command == "usb" {
            // It is the service that did not answer.
            assert!(!text.contains("answered in time"), "{it}: {text}");
        }

        let (text, code) = told(command, world, "prometheus");
        assert_eq!(code, expected, "{it}");
        for line in [
            format!("cac_doctor_status{{status=\"{status}\"}} 1"),
            format!("cac_doctor_rules{{outcome=\"fail\"}} {}", count("fail")),
            format!("cac_doctor_scope{{scope=\"{part}\"}} 1"),
        ] {
            assert!(text.contains(&line), "{it}: {line} not in {text}");
        }

        let (text, code) = told(command, world, "html");
        assert_eq!(code, expected, "{it}");
        let title = text.split("<title>").nth(1).unwrap();
        let title = title.split("</title>").next().unwrap();
        let badge = text.split("Verdict: <strong").nth(1).unwrap();
        for shown in [title, &badge[..badge.find("</strong>").unwrap()]] {
            assert_eq!(shown.contains("FAIL"), code == 2, "{it}: {shown}");
        }
    }
}

#[test]
fn the_parts_of_every_world_fit_together() {
    for path in worlds() {
        let snapshot = read(&path);
        let case = Case::read(&snapshot, None);
        let whole = diagnose(&case);
        for part in [Part::Usb, Part::Readers] {
            let it = whole.only(part, &case);
            let name = format!("{} {}", path.display(), part.as_str());
            let has = |status| it.findings.iter().any(|it| it.status == status);
            assert_eq!(it.counts.fail > 0, has(FindingStatus::Fail), "{name}");
            assert!(it.counts.warn == 0 || has(FindingStatus::Warn), "{name}");
            assert_eq!(it.status == Status::Fail, it.counts.fail > 0, "{name}");
            let all = |it: Counts| it.ok + it.warn + it.fail + it.unknown + it.skipped;
            assert!(all(it.counts) <= all(whole.counts), "{name}");
            assert!(it.counts.fail <= whole.counts.fail, "{name}");
            // What was not looked at is not good.
            if whole.status == Status::Ok && case.snapshot.machine.usb.seen().is_some() {
                assert_eq!(it.status, Status::Ok, "{name}");
            }
        }
    }
}
