//! What is added to a bundle that came redacted, and what only says that it is.
use super::{Desk, err, members, out, world};
use serde_json::Value;

/// The page of a failed sign-in, as somebody pastes it.
const PAGE: &str = "You cannot access this right now\nError Code: 53003\n\
    Request Id: 5f0cf0a3-6a3e-4a6b-9d0e-1d9a3c7f2b00\nTimestamp: 2026-11-20T14:03:27.118Z\nApp name: Outlook\n\
    IP address: 203.0.113.44\nDevice identifier: 7d3f1c58-2f0a-4b7e-9a55-64a1f0c2be19\nDevice state: Unregistered\n";

const LOG: &str = r#"{"value": [{"id": "5f0cf0a3-6a3e-4a6b-9d0e-1d9a3c7f2b00", "createdDateTime": "2026-11-20T14:03:27Z",
    "userPrincipalName": "quincy.hollander@agency.example", "appDisplayName": "Outlook", "ipAddress": "203.0.113.45",
    "deviceDetail": {"deviceId": "7d3f1c58-2f0a-4b7e-9a55-64a1f0c2be19", "displayName": "HOLLANDER-X1"},
    "location": {"city": "Kaiserslautern"},
    "status": {"errorCode": 53003, "failureReason": "Access has been blocked by Conditional Access policies."}}]}"#;

/// What of them is personal.
const ADDED: &[&str] = &[
    "203.0.113.44",
    "203.0.113.45",
    "quincy",
    "hollander",
    "kaiserslautern",
    "7d3f1c58-2f0a",
    "site-of-hollander",
];

const POLICY: &str = "version = 1\n[certificates]\nwarn-days = 45\n";

fn none_of(what: &str, text: &str, values: &[&str]) {
    let lower = text.to_lowercase();
    for it in values {
        assert!(!lower.contains(it), "{what} holds {it}");
    }
}

#[test]
fn what_is_added_to_a_redacted_bundle_is_replaced_and_what_was_in_it_stays() {
    let desk = Desk::new("added");
    desk.bundle("first.zip");
    let (page, log) = (
        desk.write("page.txt", PAGE.as_bytes()),
        desk.write("log.json", LOG.as_bytes()),
    );
    let policy = desk.write("site-of-hollander.toml", POLICY.as_bytes());
    let added = ["--page", &page, "--signin-log", &log, "--policy", &policy];
    let brought = |args: &[&str]| {
        let all = [args, &added].concat();
        let it = desk.run(&all);
        assert!(it.status.code().is_some_and(|it| it < 3), "{}", err(&it));
        it
    };
    let told = out(&brought(&[
        "bundle",
        "--from",
        "first.zip",
        "-o",
        "second.zip",
    ]));
    let read = |name: &str| members(&std::fs::read(desk.path(name)).unwrap());
    let second = read("second.zip");
    for (name, bytes) in &second {
        none_of(name, &String::from_utf8_lossy(bytes), ADDED);
    }
    for format in ["text", "json", "html"] {
        let args = [
            "check",
            "--from",
            "first.zip",
            "--redact",
            "--format",
            format,
        ];
        none_of(format, &out(&brought(&args)), ADDED);
    }
    // Who has the log sees what is in it.
    let open = out(&brought(&[
        "check",
        "--from",
        "first.zip",
        "--format",
        "json",
    ]));
    assert!(open.contains("203.0.113.44"));

    // The card, the reader and the computer are as they were: the same pseudonyms, no pseudonyms of pseudonyms.
    let snapshot = |members: &[(String, Vec<u8>)]| -> Value {
        let it = members.iter().find(|it| it.0 == "snapshot.json").unwrap();
        serde_json::from_slice(&it.1).unwrap()
    };
    let (before, after) = (snapshot(&read("first.zip")), snapshot(&second));
    for member in ["host", "readers", "service"] {
        assert_eq!(before[member], after[member], "{member}");
    }
    // Another content has another code, and the screen and the bundle have the same.
    let code = |it: &Value| it["redaction"]["support_code"].as_str().unwrap().to_owned();
    assert_ne!(code(&before), code(&after));
    assert!(told.contains(&code(&after)), "{told}");
    assert!(open.contains(&code(&after)), "{}", code(&after));
    let count = |it: &Value, kind: &str| it["redaction"]["replaced"][kind].as_u64().unwrap_or(0);
    assert_eq!(count(&after, "fasc-n"), count(&before, "fasc-n"));
    assert!(count(&after, "address") > count(&before, "address"));

    // And a third time, with nothing added, nothing changes.
    let it = desk.run(&["bundle", "--from", "second.zip", "-o", "third.zip"]);
    assert!(it.status.code().is_some_and(|it| it < 3), "{}", err(&it));
    let mut third = snapshot(&read("third.zip"));
    // How each came is its own.
    third["delivery"] = after["delivery"].clone();
    assert!(third == after);
}

#[test]
fn every_part_that_people_read_says_that_it_is_redacted_and_no_pseudonym_is_let_in() {
    let desk = Desk::new("notice");
    let args = ["bundle", "--from", &world("not-allowed"), "-o", "it.zip"];
    desk.run(&[&args[..], &["--symptom", "53003"]].concat());
    let all = members(&std::fs::read(desk.path("it.zip")).unwrap());
    let of = |name: &str| -> String {
        let it = all.iter().find(|it| it.0 == name).unwrap();
        String::from_utf8(it.1.clone()).unwrap()
    };
    for name in ["report.txt", "report.html", "hand-over.txt"] {
        assert!(of(name).contains("Redacted: names"), "{name}");
    }
    for name in ["report.txt", "report.html", "report.json"] {
        assert!(of(name).contains("50-smart-card-USER.rules"), "{name}");
    }
    for command in ["check", "readers", "usb", "certs", "chain"] {
        let told = out(&desk.run(&[command, "--from", "it.zip"]));
        assert!(told.starts_with("Redacted: "), "{command}: {told}");
        let told = out(&desk.run(&[command, "--from", &world("not-allowed")]));
        assert!(!told.contains("Redacted: "), "{command}: {told}");
    }
}

#[test]
fn a_mark_alone_redacts_nothing() {
    let desk = Desk::new("forged");
    let mut forged: Value =
        serde_json::from_slice(&std::fs::read(world("healthy")).unwrap()).unwrap();
    assert!(forged.to_string().contains("\"jane\""));
    forged["redaction"] = serde_json::json!({
        "rules": "cac-doctor/redaction/1.0",
        "tool": {"name": "cac-doctor", "version": "0.1.0"},
        "support_code": "AAAA-AAAA",
        "replaced": {"person": 5},
    });
    let path = desk.write("forged.json", forged.to_string().as_bytes());
    let it = desk.run(&["bundle", "--from", &path, "-o", "forged.zip"]);
    assert!(it.status.code().is_some_and(|it| it < 3), "{}", err(&it));
    for (name, bytes) in members(&std::fs::read(desk.path("forged.zip")).unwrap()) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        none_of(
            &name,
            &text,
            &["doe.jane", "1234567890", "\"jane\"", "aaaa-aaaa"],
        );
    }
}
