//! Worlds: snapshots as users send them, each with what is to be said of it. A world `NAME.json` has its answer in
//! `NAME.expect`; `UPDATE=1` writes both anew, and the difference is then read like code.
use cac_doctor::case::{Case, Decoded};
use cac_doctor::diagnosis::{Diagnosis, FindingStatus, PATHWAYS, UNRELATED, diagnose};
use cac_doctor::facts::{Bytes, Observed, Pii, Snapshot};
use cac_doctor::report::text::{Closing, View};
use cac_doctor::report::{json, text};
use cac_doctor::rules::{self, Outcome, RULES};
use cac_doctor::sim::der;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

pub fn worlds() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/worlds");
    let mut out: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().path())
        .filter(|it| it.extension().is_some_and(|it| it == "json"))
        .collect();
    out.sort();
    assert!(out.len() >= 40, "only {} worlds", out.len());
    out
}

pub fn read(path: &Path) -> Snapshot {
    let bytes = std::fs::read(path).unwrap();
    cac_doctor::bundle::parse(&bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Puts a certificate into 9A of the first card, as the card would hold it.
pub fn put_in_9a(snapshot: &mut Snapshot, certificate: &[u8]) {
    let object = [
        der::element(0x70, certificate),
        der::element(0x71, &[0]),
        der::element(0xFE, &[]),
    ];
    let reader = &mut snapshot.readers.seen_mut().unwrap()[0];
    let piv = reader.card.seen_mut().unwrap().piv.seen_mut().unwrap();
    let mut all = piv.certificates.iter_mut();
    let slot = all.find(|it| it.key_reference == "9A").unwrap();
    *slot.object.seen_mut().unwrap() = Pii(Bytes(der::element(0x53, &object.concat())));
}

fn updating() -> bool {
    std::env::var_os("UPDATE").is_some()
}

/// A word of the public report for a member of ours.
fn word(it: impl serde::Serialize) -> String {
    serde_json::to_value(it)
        .unwrap()
        .as_str()
        .unwrap()
        .to_owned()
}

fn told(it: &Diagnosis) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{} · {}", word(it.status), word(it.story));
    let _ = writeln!(out, "{}", it.sentence);
    let _ = writeln!(out, "next ({}): {}", word(it.next.who), it.next.text);
    for command in &it.next.commands {
        let _ = writeln!(out, "      {command}");
    }
    let _ = writeln!(out);
    for layer in &it.layers {
        let _ = writeln!(
            out,
            "{}: {} · {}",
            layer.name,
            word(layer.status),
            layer.text
        );
    }
    let _ = writeln!(out);
    for finding in it
        .findings
        .iter()
        .filter(|it| it.status != FindingStatus::Skipped)
    {
        let _ = writeln!(
            out,
            "{} · {} · {} · {} · {}",
            word(finding.status),
            finding.rule.id,
            word(finding.confidence),
            word(finding.relation),
            finding.message
        );
    }
    let masks: BTreeSet<&str> = it
        .findings
        .iter()
        .flat_map(|it| it.masked_by.iter().copied())
        .collect();
    let counts = &it.counts;
    let _ = writeln!(
        out,
        "{} ok, {} warn, {} fail, {} unknown, {} skipped {masks:?}",
        counts.ok, counts.warn, counts.fail, counts.unknown, counts.skipped
    );
    let _ = writeln!(out, "complete: {}", it.complete);
    out
}

#[test]
fn each_world_is_told_as_expected() {
    let mut wrong = Vec::new();
    for path in worlds() {
        let snapshot = read(&path);
        let case = Case::read(&snapshot, None);
        let is = told(&diagnose(&case));
        let expected = path.with_extension("expect");
        if updating() {
            std::fs::write(&expected, &is).unwrap();
        }
        let due = std::fs::read_to_string(&expected).unwrap_or_default();
        if is != due {
            wrong.push(format!(
                "== {}\n-- expected\n{due}\n-- is\n{is}",
                path.display()
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\nUPDATE=1 writes the answers anew",
        wrong.join("\n")
    );
}

#[test]
fn worlds_are_in_the_form_that_output_writes() {
    for path in worlds() {
        let text = std::fs::read_to_string(&path).unwrap();
        let canonical = serde_json::to_string_pretty(&read(&path)).unwrap() + "\n";
        if updating() {
            std::fs::write(&path, &canonical).unwrap();
        } else {
            assert_eq!(text, canonical, "{}: UPDATE=1 rewrites it", path.display());
        }
    }
}

#[test]
fn every_finding_points_into_the_report() {
    for path in worlds() {
        let snapshot = read(&path);
        let case = Case::read(&snapshot, None);
        let diagnosis = diagnose(&case);
        let report = serde_json::to_value(json::from(&case, &diagnosis)).unwrap();
        let judged = diagnosis.findings.iter().filter(|it| it.remedy.is_some());
        for it in judged {
            assert!(
                !it.evidence.is_empty(),
                "{}: {} shows no evidence",
                path.display(),
                it.rule.id
            );
            for pointer in &it.evidence {
                let seen = report.pointer(pointer);
                assert!(
                    seen.is_some_and(|it| !it.is_null()),
                    "{}: {} points to {pointer}, which is {seen:?}",
                    path.display(),
                    it.rule.id
                );
            }
        }
    }
}

#[test]
fn every_rule_is_broken_in_one_world_and_holds_in_another() {
    let mut broken: BTreeSet<&str> = BTreeSet::new();
    let mut holds: BTreeSet<&str> = BTreeSet::new();
    for path in worlds() {
        let snapshot = read(&path);
        for it in rules::run(&Case::read(&snapshot, None)) {
            match it.outcome {
                Outcome::Broken(_) => broken.insert(it.rule.id),
                Outcome::Holds => holds.insert(it.rule.id),
                _ => false,
            };
        }
    }
    let all: BTreeSet<&str> = RULES.iter().map(|it| it.id).collect();
    assert_eq!(
        all.difference(&broken).collect::<Vec<_>>(),
        Vec::<&&str>::new(),
        "broken in no world"
    );
    assert_eq!(
        all.difference(&holds).collect::<Vec<_>>(),
        Vec::<&&str>::new(),
        "hold in no world"
    );
}

#[test]
fn every_rule_stands_on_a_pathway_or_is_unrelated() {
    for rule in RULES {
        let on = PATHWAYS.iter().filter(|(id, _)| *id == rule.id).count();
        let off = UNRELATED.iter().filter(|id| **id == rule.id).count();
        assert_eq!(
            on + off,
            1,
            "{} stands on {on} pathways and {off} times among the unrelated",
            rule.id
        );
    }
    for id in PATHWAYS.iter().map(|(id, _)| id).chain(UNRELATED) {
        assert!(rules::find(id).is_some(), "{id} is no rule");
    }
}

/// Characters a terminal might act on, or that change the order of what is read.
fn acts(it: char) -> bool {
    (it.is_control() && it != '\n')
        || matches!(it, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[test]
fn every_world_can_be_read_aloud() {
    for path in worlds() {
        let snapshot = read(&path);
        let case = Case::read(&snapshot, None);
        let diagnosis = diagnose(&case);
        for width in [40, 80, 200] {
            for (ascii, verbose) in [(false, false), (true, false), (false, true)] {
                let view = View {
                    width,
                    ascii,
                    verbose,
                    ..View::default()
                };
                for out in [
                    text::check(
                        &case,
                        &diagnosis,
                        view,
                        Closing {
                            took_ms: 12,
                            exit: 0,
                        },
                    ),
                    text::readers(&case, &diagnosis, view),
                    text::certs(&case, &diagnosis, view),
                ] {
                    assert!(!out.contains(acts), "{} at {width}", path.display());
                    assert!(!ascii || out.is_ascii(), "{} at {width}", path.display());
                    assert!(
                        !out.lines().any(|it| it.ends_with(' ')),
                        "{} at {width}",
                        path.display()
                    );
                }
            }
        }
    }
}

/// The ends of what RFC 3339 can say, at desks where the local time lies beyond them.
#[test]
fn every_world_is_told_at_any_time_and_place() {
    use time::macros::datetime;
    let ends = [
        datetime!(0000-01-01 00:00 UTC),
        datetime!(9999-12-31 23:59:59 UTC),
    ];
    for path in worlds() {
        for (at, offset) in ends
            .into_iter()
            .flat_map(|at| [(at, -43_200), (at, 50_400)])
        {
            let mut snapshot = read(&path);
            if let Observed::Seen(host) = &mut snapshot.host {
                host.utc_offset_s = offset;
            }
            let case = Case::read(&snapshot, Some(at));
            // The beginning or the end of all days, where the local one cannot be said.
            assert!(["0000-01-01", "-0001-12-31", "9999-12-31"].contains(&case.date(at).as_str()));
            assert_ne!(diagnose(&case).sentence, "");
        }
    }
}

#[test]
fn a_time_that_was_asked_about_is_not_laid_to_the_clock() {
    let path = worlds().into_iter().find(|it| it.ends_with("healthy.json"));
    let snapshot = read(&path.expect("the healthy world"));
    let case = Case::read(
        &snapshot,
        Some(time::macros::datetime!(2000-01-01 0:00 UTC)),
    );
    let sentence = diagnose(&case).sentence;
    assert!(
        sentence.contains("the time asked about is 2000-01-01"),
        "{sentence}"
    );
}

#[test]
fn a_card_is_good_to_the_end_of_its_last_day_where_it_is() {
    let path = worlds()
        .into_iter()
        .find(|it| it.ends_with("card-expired.json"));
    let mut snapshot = read(&path.expect("the world of an expired card"));
    let Observed::Seen(host) = &mut snapshot.host else {
        panic!("the host was seen");
    };
    // Hawaii.
    host.utc_offset_s = -36_000;
    let last_day = {
        let case = Case::read(&snapshot, None);
        let Decoded::Value(chuid) = &case.readers[0].card.chuid else {
            panic!("the CHUID was read");
        };
        chuid.expires.expect("the card says when it ends")
    };
    let expired = |at| {
        let case = Case::read(&snapshot, Some(at));
        let findings = diagnose(&case).findings;
        findings.iter().any(|it| it.rule.id == "card/expired")
    };
    // Already the next day in Greenwich.
    let evening = last_day.next_day().unwrap().with_hms(9, 0, 0).unwrap();
    assert!(!expired(evening.assume_utc()));
    assert!(expired(evening.assume_utc() + time::Duration::hours(2)));
}

#[test]
fn nothing_broken_is_called_well_in_the_layer_table() {
    for path in worlds() {
        let snapshot = read(&path);
        let diagnosis = diagnose(&Case::read(&snapshot, None));
        let states: Vec<String> = diagnosis.layers.iter().map(|it| word(it.status)).collect();
        if let Some(first) = states
            .iter()
            .position(|it| it == "fail" && states.len() == 5)
            && first < 3
        {
            assert!(
                states[first + 1..].iter().all(|it| it == "skipped"),
                "{}: below {} stands {states:?}",
                path.display(),
                diagnosis.layers[first].name
            );
        }
    }
}

#[test]
fn what_a_card_holds_is_told_without_naming_anybody() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/worlds/healthy.json");
    let snapshot = read(&path);
    let case = Case::read(&snapshot, None);
    let report = serde_json::to_value(json::from(&case, &diagnose(&case))).unwrap();
    let card = &report["readers"][0]["card"];
    let told: Vec<(&str, &str)> = card["objects"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["name"].as_str().unwrap(), it["status"].as_str().unwrap()))
        .collect();
    assert!(told.contains(&("PIV application", "ok")), "{told:?}");
    assert!(told.contains(&("Discovery Object", "ok")), "{told:?}");
    assert!(told.contains(&("CHUID", "ok")), "{told:?}");
    assert!(told.contains(&("Security Object", "ok")), "{told:?}");
    assert!(told.contains(&("cac:DB00", "ok")), "{told:?}");
    assert!(told.contains(&("cac:0100 properties", "ok")), "{told:?}");
    let text = card["objects"].to_string() + &card["atr_decoded"].to_string();
    assert!(text.contains("the PIV PIN is the primary one"), "{text}");
    assert!(text.contains("has a private key"), "{text}");
    assert!(card["atr_decoded"].as_array().unwrap().len() > 3, "{text}");
    for personal in ["DOE", "1234567890", "6f3c1d52"] {
        assert!(
            !text.to_lowercase().contains(&personal.to_lowercase()),
            "{text}"
        );
    }
}
