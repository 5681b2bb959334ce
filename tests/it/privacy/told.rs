//! What programs and services wrote in words: nobody typed it as a name, and names stand in it.
use super::planted::{base64, hex, leaves, wide};
use super::{KEY, equal};
use crate::worlds;
use cac_doctor::bundle::redact::redact;
use cac_doctor::facts::{Log, LogLine, LogText, Observed, Snapshot};
use cac_doctor::login::signin::{Wanted, read};
use serde_json::json;
use std::path::Path;

fn world(name: &str) -> Snapshot {
    let path = format!("{}/tests/worlds/{name}.json", env!("CARGO_MANIFEST_DIR"));
    worlds::read(Path::new(&path))
}

/// The lines of logs that were had, replaced by these.
fn with_service_lines(snapshot: &mut Snapshot, lines: &[&str]) {
    snapshot.machine.service_log = Observed::Seen(log(lines));
}

fn log(lines: &[&str]) -> Log {
    Log {
        sources: Vec::new(),
        lines: lines
            .iter()
            .map(|it| LogLine {
                at: None,
                text: LogText((*it).to_owned()),
            })
            .collect(),
        left_out: 0,
        card_traffic: 0,
    }
}

/// The lines of the service's log as they leave.
fn lines_of(snapshot: &Snapshot) -> Vec<String> {
    let log = snapshot.machine.service_log.seen().unwrap();
    log.lines.iter().map(|it| it.text.0.clone()).collect()
}

/// The snapshot redacted, and judged like the one it was made from, with none of these in any member of its bundle.
fn holds_none_of(snapshot: &Snapshot, gone: &[&str]) -> Snapshot {
    let redacted = redact(snapshot, &KEY).unwrap();
    equal::judged_alike("planted", snapshot, &redacted);
    for (name, bytes) in leaves(&redacted) {
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        for it in gone {
            let at = text.find(&it.to_lowercase());
            assert!(at.is_none(), "{it} in {name}: …{}", around(&text, at));
        }
    }
    redacted
}

fn around(text: &str, at: Option<usize>) -> String {
    let from = at.unwrap_or_default().saturating_sub(60);
    text.chars().skip(from).take(140).collect()
}

#[test]
fn what_a_sign_in_log_says_in_words_names_nobody() {
    let correlation = "0b6f3c52-57f5-4b1c-8f0a-2f7f5a6f9c11";
    let entry = json!({
        "id": "5f0cf0a3-6a3e-4a6b-9d0e-1d9a3c7f2b00", "correlationId": correlation,
        "createdDateTime": "2026-11-20T13:05:11Z", "userPrincipalName": "zq@agency.example",
        "status": {"errorCode": 53003, "failureReason": format!(
            "Blocked for plantfr@agency.example from 203.0.113.91 (S-1-5-21-397-626-188-1010). Correlation ID: {correlation}")},
        "conditionalAccessStatus": "failure",
        "networkLocationDetails": [{"networkType": "namedNetwork", "networkNames": ["Col. Quellmalz at home", "203.0.113.92"]}],
        "riskEventTypes_v2": ["x198.51.100.4", "198.51.100.4"],
        "authenticationDetails": [
            {"authenticationMethod": "X.509 Certificate", "succeeded": true,
             "authenticationMethodDetail": "CN=QUELLMALZ.ZACHARIAS.X.1555666777,SKI=aabbccdd00112233445566778899aabbccddeeff"},
            {"authenticationMethod": "Text message", "authenticationMethodDetail": "+1 7035550199", "succeeded": true,
             "authenticationStepResultDetail": "sent.to@planted.example"}],
        "appliedConditionalAccessPolicies": [
            {"id": "p1", "displayName": "Block Zacharias Quellmalz", "result": "failure",
             "enforcedGrantControls": ["Block"], "conditionsSatisfied": "application,users,location"}],
    });
    let log = json!({"value": [entry]}).to_string();
    let mut snapshot = world("healthy");
    snapshot.login.code = Some(53003);
    snapshot.login.sign_in = Observed::Seen(read(log.as_bytes(), &Wanted::default()).unwrap());
    let redacted = holds_none_of(
        &snapshot,
        &[
            "quellmalz",
            "zacharias",
            "1555666777",
            "aabbccdd0011",
            "7035550199",
            "sent.to",
            "plantfr",
            "at home",
            "203.0.113.91",
            "203.0.113.92",
            "\"198.51.100.4",
            "397-626",
        ],
    );
    let signed = redacted.login.sign_in.seen().unwrap();
    let reason = signed.failure_reason.as_deref().unwrap();
    assert!(reason.contains(correlation), "{reason}");
    assert_eq!(signed.steps[0].method, "X.509 Certificate");
    assert_eq!(signed.risk.events.len(), 2);
}

#[test]
fn a_serial_number_that_one_line_tells_is_replaced_in_every_other() {
    let mut snapshot = world("healthy");
    let kernel = ["usb 1-5: SerialNumber: 53311717600542"];
    snapshot.machine.kernel_log = Observed::Seen(log(&kernel));
    let reader = "Identiv uTrust 2700 R Smart Card Reader [CCID Interface]";
    let service = [
        format!("readerfactory.c:376:RFAddReader() {reader} (53311717600542) 00 00 init failed."),
        "hotplug: gone: 53311717600542/1".to_owned(),
        format!("RFAddReader() {reader} (21121617300187) 00 00 init failed."),
    ];
    with_service_lines(&mut snapshot, &service.each_ref().map(String::as_str));
    let redacted = holds_none_of(&snapshot, &["53311717600542", "21121617300187"]);
    let kernel = redacted.machine.kernel_log.seen().unwrap();
    let serial = kernel.lines[0]
        .text
        .0
        .rsplit(' ')
        .next()
        .unwrap()
        .to_owned();
    assert!(serial.starts_with("serial-"), "{serial}");
    let service = lines_of(&redacted);
    assert!(
        service[0].contains(&format!("{reader} ({serial}) 00 00 init failed.")),
        "{service:?}"
    );
    assert!(service[1].contains(&serial), "{service:?}");
    assert!(
        service[2].contains(&format!("{reader} (serial-")),
        "{service:?}"
    );
}

#[test]
fn what_one_line_names_is_replaced_in_every_other() {
    let mut snapshot = world("healthy");
    let lines = [
        r"CORP\bsmithers logged in",
        "session of bsmithers ends",
        "CN=HARGREAVES BOB LEE 1987654321,OU=X",
        "the card of Hargreaves, 1987654321",
        "connects to desk43.corp.example.mil",
        "http://x:secretpw@desk43.corp.example.mil/x src:203.0.113.77 mac a45e60112233",
    ];
    with_service_lines(&mut snapshot, &lines);
    holds_none_of(
        &snapshot,
        &[
            "bsmithers",
            "hargreaves",
            "1987654321",
            "desk43",
            "secretpw",
            "203.0.113.77",
            "a45e60",
        ],
    );
}

/// Whose computer it is.
fn owned_by(snapshot: &mut Snapshot, user: &str, host: &str) {
    let it = snapshot.host.seen_mut().unwrap();
    it.user = Some(user.to_owned().into());
    it.hostname = Some(host.to_owned().into());
}

#[test]
fn names_of_four_letters_are_found_in_every_dress() {
    let mut snapshot = world("healthy");
    owned_by(&mut snapshot, "jdqx", "Wkq7.corp.example.mil");
    let mut lines = vec![
        "http://x.example.mil/?upn=1987654321%40mil&u=CORP%5Cjdqx".to_owned(),
        "JDQX%2CX and more".to_owned(),
        "name%3DSMITHERS%2EBOB%2ELEE%2E1987654321".to_owned(),
        "u=jdqx%2540mil".to_owned(),
    ];
    for value in ["jdqx", "JDQX", "Wkq7"] {
        let le = wide(value, u16::to_le_bytes);
        let be = wide(value, u16::to_be_bytes);
        for bytes in [value.as_bytes(), &le, &be] {
            let digits = hex(bytes);
            lines.push(format!("at {digits} end"));
            lines.push(format!("at={}", digits.to_uppercase()));
            lines.push(format!("odd f{digits}"));
            for before in ["", "a", "ab"] {
                let all = [before.as_bytes(), bytes, b"yz"].concat();
                lines.push(format!("blob {} end", base64(&all)));
                lines.push(format!("x={}&y", base64(&all)));
            }
        }
        let each = |form: fn(u8) -> String| value.bytes().map(form).collect::<String>();
        lines.push(each(|it| format!("%{it:02X}")));
        lines.push(each(|it| format!("\\x{it:02x}")));
        lines.push(each(|it| format!(" {it:02X}")));
        lines.push(each(|it| format!("0x{it:02x}, ")));
    }
    for line in &lines {
        let mut snapshot = snapshot.clone();
        snapshot.login.sign_in = Observed::Seen(cac_doctor::facts::SignIn {
            failure_reason: Some(line.clone()),
            ..Default::default()
        });
        let redacted = redact(&snapshot, &KEY).unwrap();
        let reason = redacted
            .login
            .sign_in
            .seen()
            .unwrap()
            .failure_reason
            .clone();
        let reason = reason.unwrap();
        let lower = reason.to_lowercase();
        assert_ne!(&reason, line);
        for gone in ["jdqx", "wkq7", "smithers", "198765"] {
            assert!(!lower.contains(gone), "{line}: {reason}");
        }
    }
}

#[test]
fn a_name_that_is_a_word_of_log_lines_changes_no_judgement() {
    let flapping = world("usb-flapping");
    let words = [
        "disconnect",
        "number",
        "device",
        "usb",
        "descriptor",
        "address",
        "configuration",
    ];
    for word in words {
        let mut snapshot = flapping.clone();
        owned_by(&mut snapshot, word, word);
        let redacted = redact(&snapshot, &KEY).unwrap();
        equal::judged_alike(word, &snapshot, &redacted);
        let host = redacted.host.seen().unwrap();
        for it in [&host.user, &host.hostname] {
            assert_ne!(it.as_ref().unwrap().0, word);
        }
    }
}

#[test]
fn a_host_that_is_called_like_a_maker_is_replaced_where_it_is_the_host() {
    let mut snapshot = world("healthy");
    owned_by(&mut snapshot, "gemplus", "alcor.corp.example.mil");
    let name = "Alcor Micro AU9560 00 00";
    snapshot.readers.seen_mut().unwrap()[0].name = name.to_owned().into();
    snapshot.policy = Observed::Seen(cac_doctor::facts::SitePolicy {
        readers: vec![cac_doctor::facts::ApprovedReader::Name("Alcor*".to_owned())],
        ..Default::default()
    });
    let kept = "RFAddReader() Alcor Micro AU9560 00 00 init failed.";
    let lines = [
        kept,
        "session of host=alcor, rhost: Alcor",
        "login jane@alcor",
        "alcor.corp.example.mil is up",
        r"ALCOR\gemplus in ~gemplus/x",
        "opened for user gemplus.",
    ];
    with_service_lines(&mut snapshot, &lines);
    let redacted = redact(&snapshot, &KEY).unwrap();
    equal::judged_alike("alcor", &snapshot, &redacted);
    assert_eq!(redacted.readers.seen().unwrap()[0].name.0, name);
    let left = lines_of(&redacted);
    assert_eq!(left[0], kept);
    for line in &left[1..] {
        let lower = line.to_lowercase();
        assert!(
            !lower.contains("alcor") && !lower.contains("gemplus"),
            "{line}"
        );
    }
}
