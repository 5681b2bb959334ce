//! The report in its forms, from a case made by hand with everything hostile in it.
use cac_doctor::case::*;
use cac_doctor::diagnosis::*;
use cac_doctor::facts::{self, Failure, Observed, Pii, Scope, Snapshot};
use cac_doctor::pki::cms::SignatureCheck;
use cac_doctor::pki::profile::KeyStrength;
use cac_doctor::pki::signature::Algorithm;
use cac_doctor::pki::{Certificate, Key, KeyIdentifier, Profile};
use cac_doctor::report::text::{Closing, View};
use cac_doctor::report::{escape, json, text};
use cac_doctor::rules::{self, Confidence, Remedy, Rule, Severity, Subject, Who};
use cac_doctor::standards::pcsc::Interface;
use time::macros::{date, datetime};

/// Clears the screen, reverses the rest of the line, hides itself.
const EVIL: &str = "Evil\x1b[2J\u{9b}31m\u{202e}\u{200b}\n\r\tReader";

static RULE: Rule = Rule {
    id: "card/test",
    severity: Severity::Failure,
    masked_by: &[],
    sources: &["A standard §1"],
    docs: "A title.\n\n## What it means\n\nText.\n",
    file: "src/rules/card/test.rs",
    check: |_| rules::Verdict::Holds,
};

fn snapshot() -> Snapshot {
    Snapshot {
        schema: facts::SCHEMA.to_owned(),
        taken_at: datetime!(2027-01-10 12:00 UTC),
        took_ms: 610,
        tool: facts::Tool {
            name: "cac-doctor".to_owned(),
            version: EVIL.to_owned(),
        },
        scope: Scope::Everything,
        host: Observed::Seen(facts::Host {
            os: "linux".to_owned(),
            name: None,
            distribution: Some("debian".to_owned()),
            distribution_like: Vec::new(),
            kernel: None,
            architecture: "x86_64".to_owned(),
            hostname: Some(Pii("desk42".to_owned())),
            user: None,
            uid: Some(1000),
            utc_offset_s: -5 * 3600,
            caps_lock: None,
            session: vec!["ssh".to_owned()],
        }),
        service: Observed::Seen(facts::Service {
            library: Observed::Seen(facts::Library {
                name: "libpcsclite.so.1".to_owned(),
            }),
            socket: Observed::Failed(Failure::new("connect", "ECONNREFUSED", Some(111))),
            context: Observed::Seen(2),
            process: Observed::Absent,
            program: Observed::unasked("a test"),
            listing: Observed::Seen(1),
        }),
        readers: Observed::Seen(vec![facts::Reader {
            name: Pii(EVIL.to_owned()),
            state: Observed::Seen(facts::State {
                flags: 0x20,
                events: 1,
            }),
            attributes: Observed::Seen(facts::Attributes {
                vendor: Observed::Seen(EVIL.to_owned()),
                ifd_type: Observed::Absent,
                ifd_version: Observed::Absent,
                serial: Observed::Seen(Pii(EVIL.repeat(20))),
                channel: Observed::Absent,
                max_input: Observed::Absent,
            }),
            features: Observed::Absent,
            properties: Observed::Absent,
            card: Observed::Seen(facts::Card {
                atr: Observed::Seen(vec![0x3b, 0x00].into()),
                names: Observed::Absent,
                connection: Observed::Failed(Failure::new(
                    "SCardConnect",
                    "SCARD_E_SHARING_VIOLATION",
                    Some(0x8010_000b),
                )),
                piv: Observed::Absent,
                cac: Observed::Absent,
                traffic: facts::Traffic::default(),
            }),
            still_there: Observed::Seen(()),
            came_late: false,
        }]),
        machine: Default::default(),
        trust: Default::default(),
        policy: Default::default(),
        asked_for: Default::default(),
        login: facts::Login {
            page: Observed::Seen(facts::Page {
                codes: vec![53003],
                app_name: Some(EVIL.to_owned()),
                device_state: Some(EVIL.to_owned()),
                device_id: facts::DeviceId::NotAvailable,
                unknown: vec![facts::Unlabelled {
                    label: Pii(EVIL.to_owned()),
                    value: Pii(EVIL.to_owned()),
                    line: 7,
                }],
                ..facts::Page::default()
            }),
            ..facts::Login::default()
        },
        redaction: None,
        delivery: None,
    }
}

fn certificate(
    container: &str,
    index: usize,
    content: Result<Certificate, String>,
) -> CertificateCase {
    CertificateCase {
        container: container.to_owned(),
        purpose: Purpose::PivAuthentication,
        index,
        profile: content.as_ref().ok().map(Profile::of),
        content,
        strength: KeyStrength::Fit,
        same_as: None,
        fascn_matches: Some(true),
        edipi: None,
        uuid_matches: None,
        pick_for_sign_in: index == 0,
        why: EVIL.to_owned(),
    }
}

fn content() -> Certificate {
    Certificate {
        subject: Pii(format!("CN={EVIL}")),
        issuer: format!("C=US, CN={EVIL}"),
        common_name: Some(Pii(format!("DOE.JANE{EVIL}{}", "N".repeat(300)))),
        issuer_common_name: Some("DOD ID CA-73".to_owned()),
        serial: Pii("0a".to_owned()),
        subject_x500: Pii(format!("CN={EVIL}")),
        issuer_x500: format!("C=US,CN={EVIL}"),
        not_before: datetime!(2026-01-01 00:00 UTC),
        not_after: datetime!(2027-01-22 12:00 UTC),
        upn: Some(Pii("1234567890117001@mil".to_owned())),
        edipi: Some(Pii("1234567890".to_owned())),
        email: Some(Pii(EVIL.to_owned())),
        fascn: None,
        uuid: None,
        key: Key::Rsa { bits: 2048 },
        rsa_exponent: Some(65_537),
        signature: Algorithm::new(&[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 11]),
        subject_key_identifier: None,
        key_identifier: KeyIdentifier::Absent,
        authority_key_identifier: None,
        key_sha1: Pii(vec![7; 20].into()),
        signs: true,
        key_usage: None,
        is_ca: false,
        naci: None,
        extended_key_usage: Vec::new(),
        policies: Vec::new(),
        sha256: "AB".repeat(32),
        sha1: Pii(vec![8; 20].into()),
        size: 1500,
    }
}

fn case(snapshot: &Snapshot) -> Case<'_> {
    let Observed::Seen(readers) = &snapshot.readers else {
        panic!("the snapshot has readers");
    };
    let readers = readers
        .iter()
        .enumerate()
        .map(|(index, facts)| ReaderCase {
            index,
            facts,
            name: facts.name.clone(),
            slot: Some(Interface::Contact),
            state: vec!["present"],
            number: Some(0),
            device: None,
            usb: Some((0x04e6, 0x5116)),
            pin_pad: Some(false),
            max_apdu: Some(65536),
            firmware: Some("2.05".to_owned()),
            features: Vec::new(),
            properties: Vec::new(),
            card: CardCase {
                objects: Vec::new(),
                kind: CardKind::CacPiv,
                applications: vec![Application::Piv, Application::CacPki],
                atr: Some(AtrCase {
                    hex: "3B00".to_owned(),
                    life_cycle: None,
                    lines: vec![EVIL.to_owned()],
                    problems: vec!["TCK is missing".to_owned()],
                }),
                names: vec![EVIL.to_owned()],
                protocol: Some("T=1".to_owned()),
                chuid: Decoded::Value(ChuidCase {
                    fascn: Err("wrong length".to_owned()),
                    guid: None,
                    expires: Some(date!(2028 - 02 - 29)),
                    fascn_bytes: None,
                    signature: SignatureCheck::bad(EVIL),
                }),
                security_object: Decoded::Malformed(EVIL.to_owned()),
                pin: PinState::Tries {
                    reference: "80".to_owned(),
                    left: 3,
                },
                certificates: vec![
                    certificate("9A", 0, Ok(content())),
                    certificate("9E", 1, Err(EVIL.to_owned())),
                ],
                garbled: vec![ObjectProblem {
                    object: "CHUID".to_owned(),
                    problem: EVIL.to_owned(),
                }],
                unread: vec![ObjectProblem {
                    object: "9D".to_owned(),
                    problem: EVIL.to_owned(),
                }],
            },
        })
        .collect();
    let mut case = Case::read(snapshot, None);
    case.readers = readers;
    case
}

fn judged(status: FindingStatus) -> Judged {
    let skipped = status == FindingStatus::Skipped;
    Judged {
        rule: &RULE,
        status,
        confidence: Confidence::Likely,
        found: status,
        by_policy: None,
        relation: Relation::Explains,
        subject: Subject::Card(0, Pii(EVIL.to_owned())),
        title: "A title.",
        message: format!("The reader {EVIL} said so."),
        evidence: vec![
            "/readers/0/card/pin".to_owned(),
            "/service/socket/error/code".to_owned(),
            "/readers/0/card/certificates/1/problem".to_owned(),
        ],
        masked_by: if skipped {
            vec!["service/none"]
        } else {
            Vec::new()
        },
        remedy: (!skipped && status != FindingStatus::Unknown).then(|| {
            Remedy::new(Who::Admin, "Repair it.").command(format!("systemctl restart {EVIL}"))
        }),
    }
}

fn diagnosis() -> Diagnosis {
    Diagnosis {
        part: None,
        passed: Vec::new(),
        status: Status::Fail,
        story: Story::CardPathBroken,
        sentence: format!("The card in {EVIL} does not answer."),
        next: Remedy::new(Who::You, "Take the card out and put it in again.").command("pcsc_scan"),
        symptom: Symptom {
            code: 53003,
            name: "BlockedByConditionalAccess",
            meaning: "A policy refused.".to_owned(),
            told: true,
        },
        sign_in: Default::default(),
        login: vec!["First.".to_owned(), format!("Second {EVIL}.")],
        layers: vec![
            Layer {
                name: "Service",
                status: LayerStatus::Ok,
                text: "answers in 2 ms".to_owned(),
            },
            Layer {
                name: "Certificate",
                status: LayerStatus::NotAsked,
                text: EVIL.to_owned(),
            },
        ],
        findings: [
            FindingStatus::Fail,
            FindingStatus::Warn,
            FindingStatus::Info,
            FindingStatus::Unknown,
            FindingStatus::Skipped,
        ]
        .map(judged)
        .to_vec(),
        counts: Counts {
            ok: 9,
            warn: 1,
            fail: 1,
            unknown: 1,
            skipped: 1,
        },
        unseen: vec![format!("USB: {EVIL}")],
        complete: false,
    }
}

const CLOSING: Closing = Closing {
    took_ms: 610,
    exit: 2,
};

/// Every text form of the case above.
fn texts(view: View) -> Vec<String> {
    let snapshot = snapshot();
    let case = case(&snapshot);
    let diagnosis = diagnosis();
    vec![
        text::check(&case, &diagnosis, view, CLOSING),
        text::readers(&case, &diagnosis, view),
        text::certs(&case, &diagnosis, view),
    ]
}

#[test]
fn no_form_of_text_lets_a_hostile_name_through() {
    for width in [20, 40, 80, 160] {
        for flags in 0..8u8 {
            let view = View {
                width,
                ascii: flags & 1 != 0,
                plain: flags & 2 != 0,
                verbose: flags & 4 != 0,
                color: false,
            };
            for text in texts(view) {
                let allowed = |it: char| it == '\n' || (view.plain && it == '\t');
                assert!(
                    !text
                        .chars()
                        .any(|it| !allowed(it) && escape::is_hostile(it)),
                    "{view:?}\n{text:?}"
                );
                assert!(!view.ascii || text.is_ascii(), "{view:?}\n{text}");
                assert!(text.contains("\\x1b[2J"), "{view:?}\n{text}");
            }
        }
    }
}

#[test]
fn prose_stays_in_the_page() {
    for width in [40, 80] {
        let view = View {
            width,
            ..View::default()
        };
        for text in texts(view) {
            for line in text.lines().filter(|it| !it.contains("systemctl")) {
                assert!(line.chars().count() <= width, "{width}: {line}\n{text}");
            }
        }
    }
}

#[test]
fn the_report_has_its_parts_in_order() {
    let text = texts(View::default()).remove(0);
    let parts = [
        "The card in Evil",
        "Not everything was looked at",
        "Next   Take the card out and put it in again.\n         pcsc_scan\n",
        "Owner  You.\n",
        "Service      ok         answers in 2 ms\n",
        "Certificate  not asked  ",
        "What was found",
        "FAIL    A title (most likely) [card/test]\n",
        "        Do       Repair it.\n",
        "systemctl restart Evil\\x1b[2J",
        "        Who      The administrator of this computer.\n",
        "        Sign-in  explains the sign-in failure\n",
        "warn    A title",
        "Worth knowing",
        "What could not be judged",
        "What was skipped",
        "needs service/none repaired first (1 check)",
        "What this means for 53003 (BlockedByConditionalAccess)",
        "What could not be seen",
    ];
    let mut rest = text.as_str();
    for it in parts {
        let at = rest
            .find(it)
            .unwrap_or_else(|| panic!("{it:?} is missing or out of order in\n{text}"));
        rest = &rest[at + it.len()..];
    }
    let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        plain.contains("9 ok, 1 warning, 1 failure, 1 unknown, 1 skipped · 0.61 s · exit 2"),
        "{text}"
    );
    assert!(
        plain.contains("support code ") && plain.ends_with("End of report"),
        "{text}"
    );
    let wide = texts(View {
        width: 100,
        ..View::default()
    });
    assert!(
        wide[0].contains(" · 0.61 s · exit 2") && wide[0].ends_with("End of report\n"),
        "{}",
        wide[0]
    );
}

#[test]
fn v_shows_evidence_that_resolves_and_sources() {
    let view = View {
        verbose: true,
        width: 100,
        ..View::default()
    };
    let text = texts(view).remove(0);
    assert!(text.contains("Source   A standard §1"), "{text}");
    assert!(
        text.contains("/service/socket/error/code = \"0x006F\""),
        "{text}"
    );
    assert!(!text.contains("= nothing"), "{text}");
    assert!(text.contains("2027-01-10 07:00 UTC-05:00"), "{text}");
}

#[test]
fn certs_says_which_one_to_pick() {
    let text = texts(View::default()).remove(2);
    assert!(text.contains("9A\n") || text.contains("9A  "), "{text}");
    for it in [
        "UPN 1234567890117001@mil",
        "EDIPI 1234567890",
        "2027-01-22",
        "in 12 days",
        "RSA-2048",
        "DOD ID CA-73",
        "sign-in",
        "cannot be read",
        "pick\n“DOE.JANE",
    ] {
        assert!(text.contains(it), "{it}\n{text}");
    }
}

#[test]
fn plain_is_one_record_a_line() {
    let view = View {
        plain: true,
        ..View::default()
    };
    let texts = texts(view);
    let kinds: Vec<&str> = texts[0]
        .lines()
        .filter_map(|it| it.split('\t').next())
        .collect();
    assert_eq!(kinds.first(), Some(&"verdict"));
    assert_eq!(kinds.last(), Some(&"end"));
    assert_eq!(kinds.iter().filter(|it| **it == "finding").count(), 5);
    for text in &texts[1..] {
        let columns: Vec<usize> = text.lines().map(|it| it.split('\t').count()).collect();
        assert!(columns.windows(2).all(|it| it[0] == it[1]), "{text}");
    }
    assert_eq!(texts[1].lines().count(), 2);
    assert_eq!(texts[2].lines().count(), 3);
}

#[test]
fn the_json_report_is_whole_harmless_and_as_its_schema_says() {
    let snapshot = snapshot();
    let case = case(&snapshot);
    let mut report = json::from(&case, &diagnosis());
    report.snapshot = Some(&snapshot);
    let text = json::print(&report, false);
    assert!(!text.chars().any(|it| it != '\n' && escape::is_hostile(it)));
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let schema: serde_json::Value = serde_json::from_str(&json::schema()).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&value)
        .map(|it| format!("{it}"))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert_eq!(value.pointer("/readers/0/name").unwrap(), EVIL);
    assert_eq!(value.pointer("/readers/0/usb/id").unwrap(), "04e6:5116");
    assert_eq!(
        value.pointer("/readers/0/card/error/code").unwrap(),
        "0x8010000B"
    );
    assert_eq!(value.pointer("/readers/0/card/kind").unwrap(), "cac-piv");
    assert_eq!(value.pointer("/readers/0/card/pin/tries_left").unwrap(), 3);
    assert_eq!(
        value.pointer("/readers/0/card/chuid/expires").unwrap(),
        "2028-02-29"
    );
    assert_eq!(
        value
            .pointer("/readers/0/card/certificates/0/not_after")
            .unwrap(),
        "2027-01-22T12:00:00Z"
    );
    assert_eq!(value.pointer("/verdict/next/who").unwrap(), "you");
    assert_eq!(value.pointer("/findings/4/status").unwrap(), "skipped");
    assert_eq!(value.pointer("/service/socket/status").unwrap(), "failed");
    for finding in value["findings"].as_array().unwrap() {
        for pointer in finding["evidence"].as_array().unwrap() {
            assert!(
                value.pointer(pointer.as_str().unwrap()).is_some(),
                "{pointer}"
            );
        }
    }
    let back = cac_doctor::bundle::parse(text.as_bytes()).unwrap();
    assert_eq!(back, snapshot);
}

#[test]
fn the_committed_schema_is_the_one_the_tool_prints() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/report-v1.schema.json");
    crate::tidy::committed(path, &json::schema());
}
