//! Sign-in logs in every form they come in, whole and damaged. All entries are synthetic.
use cac_doctor::facts::{Contradiction, LogForm, MatchedBy, Method, SignIn, StrangeKind};
use cac_doctor::login::signin::{LogError, Wanted, read};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::io::{self, Read};
use time::macros::datetime;

const CORRELATION: &str = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee";

/// A location block after a certificate was accepted.
fn location_block() -> Value {
    json!({
        "id": "11111111-2222-3333-4444-555555550100",
        "createdDateTime": "2026-11-20T13:05:11Z",
        "userPrincipalName": "jane.q.public.mil@example.mil",
        "appId": "4765445b-32c6-49b0-83e6-1d93765276ca", "appDisplayName": "OfficeHome",
        "resourceDisplayName": "OfficeHome",
        "ipAddress": "203.0.113.44", "clientAppUsed": "Browser",
        "correlationId": CORRELATION,
        "authenticationProtocol": "none", "originalTransferMethod": "deviceCodeFlow",
        "authenticationRequirement": "multiFactorAuthentication",
        "conditionalAccessStatus": "failure",
        "status": {"errorCode": 53003, "failureReason": "Blocked, says \"policy\" {[", "additionalDetails": "a\nb"},
        "deviceDetail": {"deviceId": "", "operatingSystem": "Windows10", "browser": "Edge 140.0.0",
            "isCompliant": false, "isManaged": false, "trustType": ""},
        "location": {"city": "Anytown", "state": "Texas", "countryOrRegion": "US", "geoCoordinates": {}},
        "networkLocationDetails": [{"networkType": "namedNetwork", "networkNames": ["Home ]}"]}],
        "riskLevelDuringSignIn": "none", "riskState": "none", "riskEventTypes_v2": ["unfamiliarFeatures"],
        "authenticationDetails": [{"authenticationMethod": "X.509 Certificate", "succeeded": true,
            "authenticationStepRequirement": "Primary authentication"}],
        "appliedConditionalAccessPolicies": [
            {"id": "p1", "displayName": "Block - not from \"trusted\" network }]", "result": "failure",
             "enforcedGrantControls": ["Block"], "enforcedSessionControls": [],
             "conditionsSatisfied": "application,users,location", "conditionsNotSatisfied": "none"},
            {"id": "p2", "displayName": "Report only - device", "result": "reportOnlyFailure",
             "enforcedGrantControls": ["RequireCompliantDevice"],
             "conditionsSatisfied": "application,users", "conditionsNotSatisfied": "none"}]
    })
}

/// A password, where a policy asks for a strength.
fn password() -> Value {
    let mut it = location_block();
    it["authenticationDetails"][0]["authenticationMethod"] = json!("Password");
    it["appliedConditionalAccessPolicies"][0]["enforcedGrantControls"] = json!([]);
    it["appliedConditionalAccessPolicies"][0]["authenticationStrength"] = json!({
        "displayName": "Phishing-resistant MFA", "authenticationStrengthResult": "cannotSatisfy"});
    it
}

/// The right method with the wrong certificate.
fn wrong_certificate() -> Value {
    let mut it = password();
    it["status"]["errorCode"] = json!(500187);
    it["authenticationDetails"][0]["authenticationMethod"] = json!("X.509 Certificate");
    it["appliedConditionalAccessPolicies"][0]["authenticationStrength"]["authenticationStrengthResult"] =
        json!("cannotSatisfyDueToCombinationConfiguration");
    it
}

/// A sign-in of somebody else that went well.
fn other(n: u32) -> Value {
    let mut it = location_block();
    it["id"] = json!(format!("22222222-0000-0000-0000-{n:012}"));
    it["correlationId"] = json!(format!("bbbbbbbb-0000-0000-0000-{n:012}"));
    it["createdDateTime"] = json!(format!("2026-11-21T{:02}:00:00Z", n % 24));
    it["userPrincipalName"] = json!(format!("user{n}@example.mil"));
    it["status"] = json!({"errorCode": 0});
    it["conditionalAccessStatus"] = json!("success");
    it["appliedConditionalAccessPolicies"] = json!([]);
    it
}

fn log_of(read_by: &str, wanted: &Wanted) -> SignIn {
    read(read_by.as_bytes(), wanted).unwrap_or_else(|error| panic!("{error}\n{read_by:.300}"))
}

fn failure_of(log: impl AsRef<[u8]>) -> LogError {
    read(log.as_ref(), &Wanted::default()).unwrap_err()
}

fn by_correlation() -> Wanted {
    Wanted {
        correlation_id: Some(CORRELATION.to_uppercase()),
        ..Wanted::default()
    }
}

/// Keys with a capital first letter, all the way down.
fn pascal(it: &Value) -> Value {
    match it {
        Value::Object(map) => map
            .iter()
            .map(|(key, value)| {
                (
                    format!("{}{}", key[..1].to_uppercase(), &key[1..]),
                    pascal(value),
                )
            })
            .collect::<serde_json::Map<_, _>>()
            .into(),
        Value::Array(list) => list.iter().map(pascal).collect(),
        it => it.clone(),
    }
}

/// A row of SigninLogs: numbers and objects as text.
fn analytics(it: &Value) -> Value {
    let text = |name: &str| Value::from(it[name].to_string());
    json!({
        "TimeGenerated": it["createdDateTime"], "Id": it["id"], "CorrelationId": it["correlationId"],
        "ResultType": it["status"]["errorCode"].to_string(), "ResultDescription": it["status"]["failureReason"],
        "UserPrincipalName": it["userPrincipalName"], "AppDisplayName": it["appDisplayName"],
        "AppId": it["appId"], "ResourceDisplayName": it["resourceDisplayName"],
        "IPAddress": it["ipAddress"], "ClientAppUsed": it["clientAppUsed"],
        "Location": it["location"]["countryOrRegion"], "LocationDetails": text("location"),
        "Status": text("status"), "DeviceDetail": text("deviceDetail"),
        "ConditionalAccessStatus": it["conditionalAccessStatus"],
        "ConditionalAccessPolicies": text("appliedConditionalAccessPolicies"),
        "AuthenticationDetails": text("authenticationDetails"),
        "NetworkLocationDetails": text("networkLocationDetails"),
        "AuthenticationRequirement": it["authenticationRequirement"],
        "AuthenticationProtocol": it["authenticationProtocol"],
        "OriginalTransferMethod": it["originalTransferMethod"],
        "RiskLevelDuringSignIn": it["riskLevelDuringSignIn"], "RiskState": it["riskState"],
        "RiskEventTypes_V2": it["riskEventTypes_v2"].to_string(),
    })
}

fn lines(it: &[Value]) -> String {
    it.iter().map(|it| format!("{it}\n")).collect()
}

/// The same entries in every JSON form; whether it is Log Analytics'.
fn forms(entries: &[Value]) -> Vec<(&'static str, bool, String)> {
    let list = Value::from(entries.to_vec());
    let rows: Vec<Value> = entries.iter().map(analytics).collect();
    let names: Vec<&String> = rows[0].as_object().unwrap().keys().collect();
    let columns: Vec<Value> = names
        .iter()
        .map(|it| json!({"name": it, "type": "string"}))
        .collect();
    let table: Vec<Value> = rows
        .iter()
        .map(|row| {
            names
                .iter()
                .map(|name| row[name.as_str()].clone())
                .collect()
        })
        .collect();
    let columns = Value::from(columns);
    let table = Value::from(table);
    let records: Vec<Value> = entries
        .iter()
        .map(|it| json!({"time": "x", "properties": it}))
        .collect();
    let pretty: Vec<String> = entries.iter().map(|it| format!("{it:#}")).collect();
    vec![
        ("list", false, list.to_string()),
        ("pretty list", false, format!("{list:#}\r\n")),
        (
            "value",
            false,
            format!(r#"{{"@odata.context":"x","value":{list}}}"#),
        ),
        ("pascal", false, pascal(&list).to_string()),
        ("records", false, json!({"records": records}).to_string()),
        ("lines", false, lines(entries)),
        ("documents", false, pretty.join("\n")),
        ("rows", true, lines(&rows)),
        ("row list", true, Value::from(rows.clone()).to_string()),
        (
            "tables",
            true,
            format!(
                r#"{{"tables":[{{"name":"PrimaryResult","columns":{columns},"rows":{table}}}]}}"#
            ),
        ),
    ]
}

#[test]
fn every_form_gives_the_policy_and_clears_the_card() {
    let entries = [other(1), location_block(), other(2)];
    for (name, is_analytics, log) in forms(&entries) {
        let it = log_of(&log, &by_correlation());
        assert_eq!(it.matched_by, MatchedBy::CorrelationId, "{name}");
        assert_eq!(it.form == LogForm::LogAnalytics, is_analytics, "{name}");
        assert_eq!((it.entries, &it.codes), (3, &vec![53003]), "{name}");
        assert_eq!(
            it.created,
            Some(datetime!(2026-11-20 13:05:11 UTC)),
            "{name}"
        );
        assert_eq!(it.failed, [0], "{name}");
        let policy = &it.policies[0];
        assert_eq!(
            policy.name.as_deref(),
            Some("Block - not from \"trusted\" network }]"),
            "{name}"
        );
        assert_eq!(policy.controls, ["Block"], "{name}");
        assert_eq!(
            policy.conditions_satisfied,
            ["application", "users", "location"],
            "{name}"
        );
        assert_eq!(policy.conditions_not_satisfied, [""; 0], "{name}");
        assert_eq!(
            (it.method, it.card_cleared),
            (Method::Certificate, Some(true)),
            "{name}"
        );
        assert_eq!(
            it.request_id.as_deref(),
            Some("11111111-2222-3333-4444-555555550100"),
            "{name}"
        );
        assert_eq!(
            it.user.as_deref().unwrap(),
            "jane.q.public.mil@example.mil",
            "{name}"
        );
        assert_eq!(it.ip.as_deref().unwrap(), "203.0.113.44", "{name}");
        assert_eq!(it.location.country.as_deref(), Some("US"), "{name}");
        assert_eq!(it.location.city.as_deref().unwrap(), "Anytown", "{name}");
        let names: Vec<&str> = it.networks[0]
            .names
            .iter()
            .map(|it| it.0.as_str())
            .collect();
        assert_eq!(names, ["Home ]}"], "{name}");
        assert_eq!(it.risk.events, ["unfamiliarFeatures"], "{name}");
        assert_eq!(
            (it.protocol.as_deref(), it.transfer.as_deref()),
            (None, Some("deviceCodeFlow")),
            "{name}"
        );
        let device = &it.device;
        assert!(
            device.id.is_none() && device.managed.is_none() && device.compliant.is_none(),
            "{name}"
        );
        assert_eq!(device.os.as_deref(), Some("Windows10"), "{name}");
        assert!(
            it.contradictions.is_empty() && it.strange.is_empty(),
            "{name}: {it:?}"
        );
        assert!(it.troubles.is_empty(), "{name}: {:?}", it.troubles);
    }
}

#[test]
fn a_password_accuses_and_a_wrong_certificate_is_another_code() {
    for (name, _, log) in forms(&[password()]) {
        let it = log_of(&log, &Wanted::default());
        assert_eq!(it.matched_by, MatchedBy::Only, "{name}");
        assert_eq!(
            (it.method, it.card_cleared),
            (Method::Password, Some(false)),
            "{name}"
        );
        let policy = &it.policies[it.failed[0]];
        assert_eq!(
            policy.strength.as_deref(),
            Some("Phishing-resistant MFA"),
            "{name}"
        );
        assert_eq!(
            policy.strength_result.as_deref(),
            Some("cannotSatisfy"),
            "{name}"
        );
    }
    for (name, _, log) in forms(&[wrong_certificate()]) {
        let it = log_of(&log, &Wanted::default());
        assert_eq!(it.codes, [500187], "{name}");
        assert_eq!(
            (it.method, it.card_cleared),
            (Method::Certificate, Some(true)),
            "{name}"
        );
        let result = it.policies[0].strength_result.as_deref();
        assert_eq!(
            result,
            Some("cannotSatisfyDueToCombinationConfiguration"),
            "{name}"
        );
    }
}

#[test]
fn the_portals_csv_is_read() {
    let header = "Date (UTC),Request ID,User agent,Correlation ID,User ID,User,Username,Application,Application ID ,\
        Resource,IP address,Location,Status,Sign-in error code,Failure reason,Client app,Device ID,Browser,\
        Operating System,Compliant,Managed,Join Type,Multifactor authentication result,\
        Multifactor authentication auth method,Authentication requirement,Conditional Access\r\n";
    let record = |code: &str, correlation: &str| {
        format!(
            "2026-11-20T13:05:11Z,r-1,\"Mozilla, like\",{correlation},u,\"Public, Jane\",jane@example.mil,OfficeHome,app,\
             OfficeHome,203.0.113.44,\"Anytown, Texas, US\",Failure,{code},\"Blocked, \"\"policy\"\"\r\n{{[ see portal\",\
             Browser,,Edge 140.0.0,Windows10,No,No,,,,Single-factor authentication,Failure\r\n"
        )
    };
    let body = [
        record("50126", "x"),
        record("53003", CORRELATION),
        record("50126", "y"),
    ]
    .concat();
    let log = format!("\u{feff}{header}{body}");
    for wanted in [by_correlation(), Wanted::default()] {
        let it = log_of(&log, &wanted);
        assert_eq!((it.form, it.entries), (LogForm::PortalCsv, 3));
        assert_eq!(it.codes, [53003]);
        assert_eq!(
            it.failure_reason.as_deref(),
            Some("Blocked, \"policy\"\r\n{[ see portal")
        );
        assert_eq!(it.location.country.as_deref(), Some("US"));
        assert_eq!(it.device.browser.as_deref(), Some("Edge 140.0.0"));
        assert_eq!(it.conditional_access_status.as_deref(), Some("Failure"));
        assert_eq!((it.method, it.card_cleared), (Method::Unknown, None));
        assert!(
            !it.policies_listed && it.contradictions.is_empty(),
            "{:?}",
            it.contradictions
        );
        assert!(it.troubles.is_empty(), "{:?}", it.troubles);
    }
    let semicolons =
        "Date (UTC);Correlation ID;Sign-in error code;Username\n2026-11-20T13:05:11Z;c;53003;j\n";
    assert_eq!(log_of(semicolons, &Wanted::default()).codes, [53003]);
    let open = format!(
        "{header}{}2026,\"never closed\n",
        record("53003", CORRELATION)
    );
    let it = log_of(&open, &Wanted::default());
    assert_eq!((it.codes, it.entries), (vec![53003], 2));
}

#[test]
fn the_newest_block_is_picked_unless_more_is_known() {
    let mut older = location_block();
    older["createdDateTime"] = json!("2026-11-19T13:05:11Z");
    older["correlationId"] = json!("old");
    older["id"] = json!("old-request");
    let entries = [other(1), older, location_block(), other(3)];
    for (name, _, log) in forms(&entries) {
        let it = log_of(&log, &Wanted::default());
        assert_eq!(it.matched_by, MatchedBy::Newest, "{name}");
        assert_eq!(it.correlation_id.as_deref(), Some(CORRELATION), "{name}");
        let it = log_of(
            &log,
            &Wanted {
                request_id: Some("old-request".into()),
                ..Wanted::default()
            },
        );
        assert_eq!(
            (it.matched_by, it.correlation_id.as_deref()),
            (MatchedBy::RequestId, Some("old")),
            "{name}"
        );
        let near = Wanted {
            time: Some(datetime!(2026-11-19 13:06 UTC)),
            ..Wanted::default()
        };
        let it = log_of(&log, &near);
        assert_eq!(
            (it.matched_by, it.correlation_id.as_deref()),
            (MatchedBy::Time, Some("old")),
            "{name}"
        );
        let far = Wanted {
            time: Some(datetime!(2026-11-18 13:06 UTC)),
            ..Wanted::default()
        };
        assert!(
            matches!(
                read(log.as_bytes(), &far),
                Err(LogError::NoMatch { entries: 4, .. })
            ),
            "{name}"
        );
        let foreign = Wanted {
            correlation_id: Some("c0ffee".into()),
            ..near
        };
        let said = read(log.as_bytes(), &foreign).unwrap_err().to_string();
        assert!(
            said.contains("c0ffee") && said.contains("4 entries"),
            "{name}: {said}"
        );
    }
}

#[test]
fn an_id_in_another_member_is_no_match() {
    let mut quotes = other(1);
    quotes["appDisplayName"] = json!(CORRELATION);
    let log = json!([quotes, location_block()]).to_string();
    assert_eq!(log_of(&log, &by_correlation()).codes, [53003]);
    let log = json!([quotes]).to_string();
    assert!(matches!(
        read(log.as_bytes(), &by_correlation()),
        Err(LogError::NoMatch { .. })
    ));
}

#[test]
fn contradictions_are_called_so() {
    let said = |change: fn(&mut Value), wanted: &Wanted| {
        let mut it = location_block();
        change(&mut it);
        log_of(&it.to_string(), wanted).contradictions
    };
    let nothing = Wanted::default();
    assert_eq!(
        said(
            |it| it["conditionalAccessStatus"] = json!("success"),
            &nothing
        ),
        [Contradiction::BlockedWithStatus {
            status: "success".into()
        }]
    );
    assert_eq!(
        said(
            |it| it["appliedConditionalAccessPolicies"][0]["result"] = json!("notApplied"),
            &nothing
        ),
        [Contradiction::BlockedByNoPolicy]
    );
    assert_eq!(
        said(|it| it["status"]["errorCode"] = json!(0), &nothing),
        [Contradiction::RefusedWithoutCode]
    );
    assert_eq!(
        said(|it| it["ResultType"] = json!("50126"), &nothing),
        [Contradiction::TwoCodes {
            codes: vec![53003, 50126]
        }]
    );
    let page = Wanted {
        code: Some(50126),
        request_id: Some("r".into()),
        ..by_correlation()
    };
    assert_eq!(
        said(|_| (), &page),
        [
            Contradiction::OtherCode {
                wanted: 50126,
                found: 53003
            },
            Contradiction::OtherRequest {
                wanted: "r".into(),
                found: "11111111-2222-3333-4444-555555550100".into()
            }
        ]
    );
}

#[test]
fn attempts_that_are_not_the_person_are_counted() {
    let mut picked = location_block();
    picked["deviceDetail"]["deviceId"] = json!("device-1");
    let mut entries = vec![picked.clone()];
    for n in 0..6 {
        let mut it = picked.clone();
        it["correlationId"] = json!(format!("abroad-{n}"));
        it["status"]["errorCode"] = json!(if n % 2 == 0 { 50126 } else { 50053 });
        it["location"]["countryOrRegion"] = json!(if n < 2 { "FR" } else { "NL" });
        it["deviceDetail"]["deviceId"] = json!(format!("device-{}", n % 3 + 2));
        entries.push(it);
    }
    for n in 0..12 {
        let mut it = other(n);
        it["ipAddress"] = json!("198.51.100.7");
        it["status"]["errorCode"] = json!(50126);
        entries.push(it);
    }
    entries.push(other(50));
    for (name, _, log) in forms(&entries) {
        let it = log_of(&log, &by_correlation());
        let found: Vec<(StrangeKind, u64, u64, String)> = it
            .strange
            .iter()
            .map(|it| {
                let names: Vec<&str> = it.names.iter().map(|it| it.0.as_str()).collect();
                (it.kind, it.count, it.spread, names.join(" "))
            })
            .collect();
        assert_eq!(
            found,
            [
                (StrangeKind::OtherCountry, 6, 2, "FR NL".to_owned()),
                (StrangeKind::OtherDevice, 6, 3, String::new()),
                (StrangeKind::ManyWrongPasswords, 6, 1, String::new()),
                (
                    StrangeKind::ManyUsersFromOneAddress,
                    12,
                    12,
                    "198.51.100.7".to_owned()
                ),
            ],
            "{name}"
        );
    }
}

#[test]
fn what_is_cut_off_is_told_with_its_place_and_the_rest_is_given() {
    let entries = [location_block(), other(1), other(2)];
    for (name, _, log) in forms(&entries) {
        // Inside the last entry.
        let cut = &log[..log.len() - 150];
        let it = log_of(cut, &by_correlation());
        assert_eq!((it.codes[0], it.entries), (53003, 3), "{name}");
        let trouble = &it.troubles[0];
        assert_eq!(trouble.entry, 3, "{name}: {trouble:?}");
        assert!(trouble.problem.contains("cut off"), "{name}: {trouble:?}");
        let begin = &cut[usize::try_from(trouble.offset).unwrap()..];
        assert!(begin.starts_with(['{', '[']), "{name}: {begin:.20}");
    }
    let whole = json!({"value": entries}).to_string();
    let it = log_of(&whole[..whole.len() - 2], &by_correlation());
    assert!(
        it.troubles[0].problem.contains("cut off between entries"),
        "{:?}",
        it.troubles
    );
    let said = failure_of(r#"{"value":[{"correlationId":"x","status":{"er"#).to_string();
    assert!(
        said.contains("cut off at byte 44") && said.contains("entry 1"),
        "{said}"
    );
    let damaged = format!(
        "{}{{\"id\":\n\u{1}rubbish\n{}",
        lines(&[other(1)]),
        lines(&[location_block()])
    );
    let it = log_of(&damaged, &by_correlation());
    assert_eq!((it.codes[0], it.entries, it.troubles.len()), (53003, 4, 2));
    let paged = format!(
        r#"{{"@odata.nextLink":"u","value":[{}]}}"#,
        location_block()
    );
    assert!(
        log_of(&paged, &Wanted::default()).troubles[0]
            .problem
            .contains("one page of several")
    );
}

#[test]
fn encodings_of_windows_are_read() {
    let log = json!({"value": [other(1), location_block()]})
        .to_string()
        .replace("Anytown", "Zürich 😀");
    let wide: Vec<u8> = format!("\u{feff}{log}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for bytes in [format!("\u{feff}{log}").into_bytes(), wide] {
        let it = read(&bytes[..], &by_correlation()).unwrap();
        assert_eq!(it.location.city.as_deref().unwrap(), "Zürich 😀");
        assert!(it.troubles.is_empty());
    }
    // One byte of Windows-1252 in a UTF-8 document.
    let mut mixed = log.into_bytes();
    let at = mixed.iter().rposition(|it| *it == 0xC3).unwrap();
    mixed.splice(at..at + 2, [0xFC]);
    let it = read(&mixed[..], &by_correlation()).unwrap();
    assert_eq!(it.location.city.as_deref().unwrap(), "Z\u{fffd}rich 😀");
    assert!(it.troubles[0].problem.contains("not UTF-8") && it.troubles[0].entry == 2);
}

#[test]
fn what_is_no_sign_in_log_is_refused_with_what_it_is() {
    for (log, word) in [
        ("", "empty"),
        ("<html><body>Sign in</body></html>", "HTML"),
        ("Name,Price\nBolt,3\n", "its columns are Name, Price"),
        (
            r#"{"error":{"code":"Authorization_RequestDenied"}}"#,
            "an entry with error",
        ),
        (
            r#"[{"activityDisplayName":"Add user","correlationId":"x"}]"#,
            "activityDisplayName",
        ),
        (r#"{"value":[]}"#, "no entries"),
        ("[1,2,3]", "no entries"),
        (
            r#"{"schema":"cac-doctor/report/1.0"}"#,
            "an entry with schema",
        ),
        ("eyJ0eXAiOiJKV1QifQ.e30.x", "neither like JSON nor like CSV"),
    ] {
        let said = failure_of(log).to_string();
        assert!(said.contains(word), "{log}: {said}");
    }
    assert!(failure_of(b"PK\x03\x04rest").to_string().contains("Excel"));
}

#[test]
fn sizes_and_depths_are_bounded() {
    let mut big = other(1);
    big["padding"] = json!("x".repeat(3 << 20));
    let mut deep = other(2);
    deep["padding"] = (0..100).fold(json!(1), |it, _| json!([it]));
    let log = json!([big, deep, location_block()]).to_string();
    let it = log_of(&log, &by_correlation());
    assert_eq!((it.codes[0], it.entries), (53003, 3));
    assert!(
        it.troubles[0].problem.contains("larger than 1 MiB"),
        "{:?}",
        it.troubles
    );
    assert!(
        it.troubles[1].problem.contains("deeper than 64"),
        "{:?}",
        it.troubles
    );
    let it = log_of(&lines(&[big, location_block()]), &by_correlation());
    assert_eq!((it.codes[0], it.entries, it.troubles.len()), (53003, 2, 1));
    assert!(
        failure_of("[".repeat(1 << 20))
            .to_string()
            .contains("cut off")
    );
}

/// Gives as many bytes a call as it is told, around and around.
struct Pieces<'a> {
    rest: &'a [u8],
    sizes: &'a [usize],
    turn: usize,
}

impl Read for Pieces<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let size = self.sizes[self.turn % self.sizes.len()].min(out.len());
        self.turn += 1;
        self.rest.read(&mut out[..size])
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_size_of_the_pieces_does_not_matter(
        sizes in proptest::collection::vec(1usize..3000, 1..6),
        cut in 0usize..12_000,
    ) {
        let mut text = other(1);
        text["status"]["failureReason"] = json!("\\\"}]{[\\\\\" \u{1F600}\n");
        for (name, _, log) in forms(&[text, location_block(), other(2)]) {
            let end = log.len().min(cut);
            let log = &log.as_bytes()[..end];
            let whole = read(log, &by_correlation());
            let pieces = read(Pieces { rest: log, sizes: &sizes, turn: 0 }, &by_correlation());
            match (whole, pieces) {
                (Ok(a), Ok(b)) => prop_assert_eq!(a, b, "{}", name),
                (Err(a), Err(b)) => prop_assert_eq!(a.to_string(), b.to_string(), "{}", name),
                (a, b) => prop_assert!(false, "{}: {:?} {:?}", name, a, b),
            }
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600), at in 0usize..3000) {
        let _ = read(&bytes[..], &Wanted::default());
        let mut log = json!({"value": [location_block(), other(1)]}).to_string().into_bytes();
        let at = at.min(log.len());
        log.splice(at..(at + 3).min(log.len()), bytes);
        let _ = read(&log[..], &by_correlation());
    }
}
