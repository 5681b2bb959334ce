//! `explain` as people and scripts meet it.
use serde_json::Value;
use std::io::Write as _;
use std::process::{Command, Output, Stdio};

pub(super) fn run(args: &[&str], stdin: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_cac-doctor"))
        .arg("explain")
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut pipe = child.stdin.take().unwrap();
    let bytes = stdin.to_vec();
    let writer = std::thread::spawn(move || {
        // A command that reads no input closes it.
        let _ = pipe.write_all(&bytes);
    });
    let out = child.wait_with_output().unwrap();
    writer.join().unwrap();
    out
}

pub(super) fn shown(args: &[&str], stdin: &[u8], status: i32) -> String {
    let it = run(args, stdin);
    let text = String::from_utf8(it.stdout).unwrap();
    let said = String::from_utf8_lossy(&it.stderr);
    assert_eq!(it.status.code(), Some(status), "{args:?}: {text}{said}");
    text
}

pub(super) fn json(args: &[&str], stdin: &[u8], status: i32) -> Value {
    let text = shown(&[args, &["--format", "json"]].concat(), stdin, status);
    let it: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(it["schema"], "cac-doctor/explain/1.0");
    it
}

pub(super) fn keys(it: &Value) -> Vec<&str> {
    let list = it["recognised"].as_array().unwrap();
    list.iter().map(|it| it["key"].as_str().unwrap()).collect()
}

#[test]
fn the_block_is_told_as_a_policy_and_not_as_a_fault_of_the_card() {
    for given in ["53003", "AADSTS53003", "aadsts53003"] {
        let text = shown(&[given], b"", 0);
        for words in [
            "AADSTS53003 (BlockedByConditionalAccess)",
            "A policy of the organisation",
            "No reader, driver or card causes it",
            "identity administrator",
            "never turn it off",
            "https://login.microsoftonline.com/error?code=53003",
            "exit 0 · End of explanation",
        ] {
            assert!(text.contains(words), "{given}: no {words:?} in {text}");
        }
        assert!(text.lines().all(|it| it.chars().count() <= 80), "{text}");
    }
    let it = json(&["53003"], b"", 0);
    let block = &it["recognised"][0];
    assert_eq!(block["kind"], "sign-in");
    assert_eq!(block["cause"], "unknown");
    assert_eq!(block["who"], serde_json::json!(["identity-admin"]));
    assert_eq!(block["local"]["possible"], "possible");
    assert_eq!(block["checked"], "2026-11-21");
    assert_eq!(it["complete"], true);
}

#[test]
fn each_kind_of_thing_is_recognised() {
    for (given, kind, key) in [
        ("card/mute", "rule", "card/mute"),
        ("0x8010001D", "pcsc", "0x8010001D"),
        ("2148532253", "pcsc", "0x8010001D"),
        ("-2146435043", "pcsc", "0x8010001D"),
        ("SCARD_E_NO_SERVICE", "pcsc", "0x8010001D"),
        ("6A82", "status-word", "6A82"),
        ("63C2", "status-word", "63C2"),
        ("-71", "errno", "-71"),
        ("LIBUSB_ERROR_ACCESS", "libusb", "-3"),
        (
            "usb usb1-port2: unable to enumerate USB device",
            "kernel-line",
            "unable to enumerate usb device",
        ),
        (
            "ccid_usb.c: Firmware (5.10) is bogus! Upgrade",
            "service-line",
            "firmware … is bogus",
        ),
    ] {
        let it = json(&[given], b"", 0);
        assert_eq!(keys(&it), [key], "{given}");
        let one = &it["recognised"][0];
        assert_eq!(one["kind"], kind, "{given}");
        assert_eq!(one["known"], true, "{given}");
        assert!(!one["sources"].as_array().unwrap().is_empty(), "{given}");
        assert!(!one["meaning"].as_str().unwrap().is_empty(), "{given}");
        let text = shown(&["-"], given.as_bytes(), 0);
        assert!(!text.is_empty());
    }
}

#[test]
fn a_rule_is_shown_as_its_page_and_beside_codes_too() {
    let alone = shown(&["card/pin-locked"], b"", 0);
    assert!(alone.contains("What to do") && !alone.contains("End of explanation"));
    let both = shown(&["card/pin-locked", "6983"], b"", 0);
    assert!(both.contains(alone.trim_end()), "{both}");
    assert!(both.contains("2 explained"), "{both}");
    let it = json(&["card/pin-locked"], b"", 0);
    assert_eq!(
        it["recognised"][0]["rule"]["sections"][0]["heading"],
        "What it means"
    );
}

#[test]
fn what_is_not_known_ends_in_3_with_what_was_perhaps_meant() {
    let it = run(&["SCARD_E_NO_SERVCE"], b"");
    assert_eq!(it.status.code(), Some(3));
    assert!(it.stdout.is_empty());
    let said = String::from_utf8(it.stderr).unwrap();
    assert!(said.contains("did you mean SCARD_E_NO_SERVICE?"), "{said}");
    let it = json(&["card/pin-lockd"], b"", 3);
    assert_eq!(it["near"][0], "card/pin-locked");
    assert_eq!(it["recognised"].as_array().unwrap().len(), 0);

    let text = shown(&["AADSTS4711007"], b"", 3);
    assert!(
        text.contains("https://login.microsoftonline.com/error?code=4711007"),
        "{text}"
    );
    assert!(text.contains("0 explained · 1 unknown"), "{text}");
    let it = json(&["0x80100099"], b"", 3);
    assert_eq!(it["recognised"][0]["known"], false);
    for given in [&b""[..], b"\n \n", b"\xFF\xFE", b"nothing of note"] {
        assert_eq!(run(&["-"], given).status.code(), Some(3));
    }
}

const PASTED: &str = "\
Outlook: AADSTS53003: Access has been blocked. Trace ID: 11112222-3333-4444-5555-666677778888\r
Error Code: 53003\r
Request Id: 50053000-0000-1111-2222-80100009aaaa\r
Nov 20 13:05 desk pcscd[50126]: ccid_usb.c:672 Can't claim interface 1/12: LIBUSB_ERROR_BUSY\r
SCardConnect failed: 0x8010000B\r
the weather is fine\r
";

const IN_IT: [&str; 4] = [
    "AADSTS53003",
    "can't claim interface … libusb_error_busy",
    "-6",
    "0x8010000B",
];

#[test]
fn a_pasted_text_is_read_in_whatever_encoding_it_comes() {
    let utf16 = |unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let text = format!("\u{FEFF}{PASTED}");
        text.encode_utf16().flat_map(unit).collect()
    };
    let with_mark = format!("\u{FEFF}{PASTED}");
    for bytes in [
        PASTED.as_bytes().to_vec(),
        with_mark.into_bytes(),
        utf16(u16::to_le_bytes),
        utf16(u16::to_be_bytes),
    ] {
        let it = json(&["-"], &bytes, 0);
        assert_eq!(keys(&it), IN_IT);
        assert_eq!(it["recognised"][0]["count"], 2);
        assert_eq!(it["unrecognised_count"], 1);
        assert_eq!(it["unrecognised"][0], "the weather is fine");
        let request = "50053000-0000-1111-2222-80100009aaaa";
        assert_eq!(it["page"]["request_id"], request);
        assert_eq!(it["complete"], true);
        // Half a character at the end.
        let cut = &bytes[..bytes.len() - 1];
        assert_eq!(keys(&json(&["-"], cut, 0)), IN_IT);
    }
    let text = shown(&["-"], PASTED.as_bytes(), 0);
    assert!(text.contains("Not recognised\n  - the weather"), "{text}");
    let text = shown(&["-"], b"AADSTS53003 \xC3\x28", 0);
    assert!(
        text.contains("Byte 12: not UTF-8; read as Windows-1252"),
        "{text}"
    );
}

#[test]
fn hostile_text_reaches_no_terminal() {
    let evil = "\x1b[2J\u{202e}AADSTS53003\x07\n\x1b]0;title\x07 unknown \u{200b}line\n";
    for args in [
        &["-"][..],
        &["-", "--plain"],
        &["-", "--format", "json"],
        &["-", "-v", "--ascii"],
    ] {
        let text = shown(args, evil.as_bytes(), 0);
        assert!(text.contains("AADSTS53003"), "{text}");
        assert!(
            !text
                .chars()
                .any(|it| (it.is_control() && !matches!(it, '\n' | '\t'))
                    || it == '\u{202e}'
                    || it == '\u{200b}'),
            "{text:?}"
        );
    }
    let it = run(&["\x1b[31m\u{202e}"], b"");
    assert_eq!(it.status.code(), Some(3));
    assert!(!it.stderr.contains(&0x1b));
}

#[test]
fn plain_is_one_record_a_line_and_ascii_is_ascii() {
    let text = shown(&["-", "--plain"], PASTED.as_bytes(), 0);
    for line in text.lines() {
        let kind = line.split('\t').next().unwrap();
        assert!(
            [
                "page",
                "explained",
                "local",
                "to-do",
                "relation",
                "note",
                "source",
                "unrecognised",
                "end"
            ]
            .contains(&kind),
            "{line}"
        );
    }
    assert!(
        text.contains("\nexplained\tsign-in\tAADSTS53003\tBlockedByConditionalAccess\tknown\t2\t"),
        "{text}"
    );
    assert!(
        text.ends_with("end\texplained=4\tunknown=0\tunrecognised=1\texit=0\n"),
        "{text}"
    );
    for args in [&["-", "--ascii"][..], &["-", "--ascii", "--format", "json"]] {
        assert!(shown(args, "AADSTS53003 größer\nÄ".as_bytes(), 0).is_ascii());
    }
}

#[test]
fn a_paste_is_read_up_to_its_limit() {
    let mut bytes = b"AADSTS53003\n".to_vec();
    bytes.resize(10 * 1024 * 1024, b'x');
    assert_eq!(json(&["-"], &bytes, 0)["complete"], true);
    bytes.extend(b"\nAADSTS50192\n");
    let it = json(&["-"], &bytes, 0);
    assert_eq!(keys(&it), ["AADSTS53003"]);
    assert_eq!(it["complete"], false);
    assert!(shown(&["-"], &bytes, 0).contains("Only the first 10 MiB were read."));
}

#[test]
fn a_token_is_not_shown_again() {
    let token = format!(
        "Bearer eyJ{}.eyJ{}.sig\nAADSTS70008\n",
        "a".repeat(300),
        "b".repeat(300)
    );
    for args in [&["-"][..], &["-", "-v"], &["-", "--format", "json"]] {
        let text = shown(args, token.as_bytes(), 0);
        assert!(
            text.contains("not shown") && !text.contains("aaaa"),
            "{text}"
        );
    }
}
