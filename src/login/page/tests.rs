use super::*;
use crate::facts::{Heading, PageField};
use time::macros::datetime;

const REQUEST: &str = "11111111-2222-3333-4444-555555550100";
const CORRELATION: &str = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee";
const APP: &str = "4765445b-32c6-49b0-83e6-1d93765276ca";
const DEVICE: &str = "99999999-8888-7777-6666-555555555555";

fn page(text: &str) -> Page {
    read(text.as_bytes()).outcome.unwrap()
}

/// Everything of the block, whatever the dress.
fn whole(it: &Page) {
    assert_eq!(it.codes, [53003]);
    assert_eq!(it.request_id.as_deref(), Some(REQUEST));
    assert_eq!(it.correlation_id.as_deref(), Some(CORRELATION));
    assert_eq!(it.timestamp, Some(datetime!(2026-11-20 13:05:11.123 UTC)));
    assert_eq!(it.app_name.as_deref(), Some("Office 365 Exchange Online"));
    assert_eq!(it.app_id.as_deref(), Some(APP));
    assert_eq!(it.ip.as_deref().map(String::as_str), Some("203.0.113.44"));
    assert_eq!(it.device_id, DeviceId::NotAvailable);
    assert_eq!(it.device_platform.as_deref(), Some("Windows 10"));
    assert_eq!(it.device_state.as_deref(), Some("Unregistered"));
    assert_eq!(it.by_form, []);
    assert_eq!(it.problems, []);
}

const LINES: [(&str, &str); 10] = [
    ("Error Code", "53003"),
    ("Request Id", REQUEST),
    ("Correlation Id", CORRELATION),
    ("Timestamp", "2026-11-20T13:05:11.123Z"),
    ("App name", "Office 365 Exchange Online"),
    ("App id", APP),
    ("IP address", "203.0.113.44"),
    ("Device identifier", "Not available"),
    ("Device platform", "Windows 10"),
    ("Device state", "Unregistered"),
];

fn block(line: impl Fn(&str, &str) -> String) -> String {
    let body: String = LINES
        .iter()
        .map(|(label, value)| line(label, value))
        .collect();
    format!("{body}\nFlag sign-in errors for review: Enable flagging\n")
}

#[test]
fn the_block_in_every_dress() {
    let plain = block(|label, value| format!("{label}: {value}\n"));
    let dresses = [
        plain.clone(),
        plain.replace('\n', "\r\n"),
        plain.replace('\n', "\r"),
        plain.replace('\n', "\u{2028}"),
        plain.replace('\n', " "),
        plain
            .to_uppercase()
            .replace("NOT AVAILABLE", "Not available")
            .replace("WINDOWS 10", "Windows 10")
            .replace("UNREGISTERED", "Unregistered")
            .replace("OFFICE 365 EXCHANGE ONLINE", "Office 365 Exchange Online"),
        block(|label, value| format!("{label}:\n{value}\n")),
        block(|label, value| format!("{label}\n{value}\n")),
        block(|label, value| format!("{label}\n\n{value}\n\n")),
        block(|label, value| format!("{label}\t{value}\n")),
        block(|label, value| format!("| {label} | {value} |\n")),
        block(|label, value| format!("**{label}:** {value}\n")),
        block(|label, value| format!("  - {label} : {value}  \n")),
        block(|label, value| format!("{label} = {value}\n")),
        block(|label, value| format!("{label} {value}\n")),
        block(|label, value| {
            format!(
                "{}\u{ff1a}\u{a0}{value}\u{200b}\n",
                label.replace(' ', "\u{a0}")
            )
        }),
        block(|label, value| format!("\u{202a}{label}\u{202c}: \u{2068}{value}\u{2069}\n")),
        plain.replace(
            "Correlation Id: aaaaaaaa-bbbb-",
            "Correlation\nId: aaaaaaaa-bbbb-\n",
        ),
        plain
            .replace("3333-4444", "3333-\n    4444")
            .replace("Exchange Online", "\nExchange Online"),
        plain
            .replace("Not available", "Not\navailable")
            .replace("20T13:", "20T\n13:"),
        format!("Sorry to bother you, this is what I get:\n\n{plain}\nThanks\nJane"),
    ];
    for it in dresses {
        let read = page(&it);
        assert_eq!(read.form, PageForm::Details, "{it}");
        assert!(!read.quoted, "{it}");
        whole(&read);
    }
}

#[test]
fn an_answered_mail_is_read_through_its_quotation_marks() {
    for mark in ["> ", ">", "> > ", ">>> "] {
        let it = page(&block(|label, value| format!("{mark}{label}: {value}\n")));
        assert!(it.quoted);
        whole(&it);
    }
}

#[test]
fn html_source_is_read_as_it_looks() {
    let rows = block(|label, value| format!("<tr><td>{label}</td><td>{value}</td></tr>"));
    let dresses = [
        block(|label, value| {
            format!("<div class=\"row\"><span>{label}:</span>&nbsp;<span>{value}</span></div>")
        }),
        block(|label, value| format!("<p><b>{label}&#58;</b> {value}</p>\n")),
        block(|label, value| format!("{label}: {value}<br>")),
        block(|label, value| format!("<div>{label}</div><div>{value}</div>")),
        format!(
            "<!DOCTYPE html><html><head><style>p{{x:y}}</style><script>var a='<b>Error Code: 1';</script></head><table>{rows}</table></html>"
        ),
    ];
    for it in dresses {
        let read = page(&it);
        assert_eq!(read.form, PageForm::Html, "{it}");
        whole(&read);
    }
}

#[test]
fn a_saved_page_that_shows_nothing_is_asked_for_its_script() {
    let it = page(
        "<html><body><div id=\"x\"></div><script>$Config={\"m\":\"AADSTS53003: Access\",\"correlationId\":\"aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee\"};</script></body></html>",
    );
    assert_eq!(it.codes, [53003]);
    assert_eq!(it.correlation_id.as_deref(), Some(CORRELATION));
}

const MESSAGE: &str = "AADSTS53003: Access has been blocked by Conditional Access policies. The access policy does not allow token issuance. \
    Trace ID: 11111111-2222-3333-4444-555555550100 Correlation ID: aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee Timestamp: 2026-11-20 13:05:11Z";

fn message(it: &Page) {
    assert_eq!(it.codes, [53003]);
    assert_eq!(it.request_id, None, "a trace id is kept as what it is");
    assert_eq!(it.trace_id.as_deref(), Some(REQUEST));
    assert_eq!(it.correlation_id.as_deref(), Some(CORRELATION));
    assert_eq!(it.timestamp, Some(datetime!(2026-11-20 13:05:11 UTC)));
}

#[test]
fn an_application_s_message() {
    for it in [
        MESSAGE.to_owned(),
        MESSAGE
            .replace(" Trace", "\nTrace")
            .replace(" Corr", "\nCorr")
            .replace(" Times", "\nTimes"),
        MESSAGE
            .replace(" Trace", "\\r\\nTrace")
            .replace(" Corr", "\\r\\nCorr")
            .replace(" Times", "\\r\\nTimes"),
        format!("Connect-MgGraph : {MESSAGE}\r\nAt line:1 char:1\r\n"),
        MESSAGE
            .replace(" Correlation", "\nCorrelation")
            .replace("cccc-dddd", "cccc-\ndddd"),
    ] {
        let read = page(&it);
        message(&read);
        assert_eq!(read.form, PageForm::Message, "{it}");
        assert_eq!(read.problems, [], "{it}");
    }
}

#[test]
fn the_json_of_an_oauth_error() {
    let body = format!(
        r#"{{"error":"interaction_required","error_description":"{}","error_codes":[53003],"timestamp":"2026-11-20 13:05:11Z","trace_id":"{REQUEST}","correlation_id":"{CORRELATION}","suberror":"message_only","claims":"{{\"access_token\":{{\"acrs\":{{\"essential\":true,\"value\":\"c1\"}}}}}}"}}"#,
        MESSAGE.replace(" Trace", "\\r\\nTrace")
    );
    let it = page(&body);
    message(&it);
    assert_eq!(it.form, PageForm::Json);
    assert_eq!(it.error.as_deref(), Some("interaction_required"));
    assert_eq!(it.suberror.as_deref(), Some("message_only"));
    assert_eq!(it.claims, ["access_token.acrs=c1"]);
    assert_eq!(it.problems, []);
    message(&page(&format!(r#"{{"innererror":[{body}]}}"#)));
    message(&page(&format!(
        "HTTP/1.1 400 Bad Request\nContent-Type: application/json\n\n{body}"
    )));
}

#[test]
fn truncated_json_tells_where_and_gives_what_is_there() {
    let text = format!("\n{{\n  \"error_description\":\"{MESSAGE}\",\n  \"error_codes\":[530");
    let it = page(&text);
    message(&it);
    let problem = it.problems.first().unwrap();
    assert_eq!((problem.line, problem.offset), (4, text.len() as u64 - 1));
    assert!(problem.what.contains("not complete"), "{}", problem.what);
    let it = page("{\"error_codes\":[53003],\n \"x\": nope}");
    let problem = it.problems.first().unwrap();
    assert_eq!((problem.line, it.codes), (2, vec![53003]));
    assert!(problem.what.contains("not JSON from here"));
}

#[test]
fn a_redirect_url_with_error_parameters() {
    let description = MESSAGE.replace(": ", "%3a+").replace(' ', "+");
    for url in [
        format!(
            "https://app.example/cb?error=access_denied&error_description={description}&state=secret"
        ),
        format!("https://app.example/cb#error=access_denied&error_description={description}"),
        format!(
            "msauth://com.example.app/x?error=access_denied&\n  error_description={description}"
        ),
    ] {
        let it = page(&url.replace("  ", ""));
        message(&it);
        assert_eq!(it.form, PageForm::Url);
        assert_eq!(it.error.as_deref(), Some("access_denied"));
        assert!(!format!("{it:?}").contains("secret"));
    }
    let it = page(&format!(
        "It sends me to https://app.example/cb?error=access_denied&error_description={description} again and again"
    ));
    message(&it);
    let it = page("https://login.microsoftonline.com/error?code=53003");
    assert_eq!(it.codes, [53003]);
}

#[test]
fn an_authorization_code_is_never_taken_for_a_number() {
    let url = "https://app.example/cb?code=0.AQ12345678&state=x";
    assert!(matches!(
        read(url.as_bytes()).outcome,
        Err(PageError::Nothing { .. })
    ));
}

#[test]
fn translated_pages_are_told_by_form_and_said_to_be() {
    let german = format!(
        "Fehlercode: 53003\nAnforderungs-ID: {REQUEST}\nKorrelations-ID: {CORRELATION}\nZeitstempel: 2026-11-20T13:05:11.123Z\n\
         App-Name: Microsoft Teams\nApp-ID: {APP}\nIP-Adresse: 2001:db8::7\nGerätebezeichner: {DEVICE}\nGeräteplattform: Windows 10\nGerätestatus: Nicht registriert\n"
    );
    let french = german
        .replace(": ", "\u{a0}: ")
        .replace("Fehlercode", "Code d’erreur")
        .replace("App-Name", "Nom de l’application");
    let japanese = german
        .replace(": ", "\u{ff1a}")
        .replace("Fehlercode", "エラー コード")
        .replace("Zeitstempel", "タイムスタンプ");
    for text in [german, french, japanese] {
        let it = page(&text);
        assert_eq!(it.codes, [53003], "{text}");
        assert_eq!(it.request_id.as_deref(), Some(REQUEST));
        assert_eq!(it.correlation_id.as_deref(), Some(CORRELATION));
        assert_eq!(it.app_id.as_deref(), Some(APP));
        assert_eq!(it.ip.as_deref().map(String::as_str), Some("2001:db8::7"));
        assert_eq!(it.device_id.given().map(|it| it.0.as_str()), Some(DEVICE));
        assert_eq!(it.app_name, None);
        assert_eq!(it.device_state, None);
        assert_eq!(it.unknown.len(), 10, "every line is kept as it is");
        use PageField::*;
        assert_eq!(
            it.by_form,
            [
                Codes,
                RequestId,
                CorrelationId,
                Timestamp,
                AppId,
                Ip,
                DeviceId
            ]
        );
        assert!(
            !format!("{it:?}").contains("Teams"),
            "free text is personal until it is understood"
        );
    }
}

#[test]
fn a_translated_page_pasted_as_one_line() {
    let it = page(&format!(
        "Fehlercode: 53003 Anforderungs-ID: {REQUEST} Korrelations-ID: {CORRELATION} Zeitstempel: 2026-11-20T13:05:11.123Z \
         App-ID: {APP} IP-Adresse: 203.0.113.44 Zahl 77777"
    ));
    assert_eq!(it.codes, [53003]);
    assert_eq!(it.correlation_id.as_deref(), Some(CORRELATION));
    assert_eq!(it.app_id.as_deref(), Some(APP));
    assert_eq!(it.ip.as_deref().map(String::as_str), Some("203.0.113.44"));
}

#[test]
fn nothing_of_the_mail_around_the_page_is_kept() {
    let token = "eyJ".repeat(40);
    let english = block(|label, value| format!("{label}: {value}\n"));
    let it = page(&format!("From: Jane Public\nSubject: CAC\n\n{english}"));
    assert_eq!(it.unknown, []);
    let it = page(&format!(
        "Zugangstoken: {token}\nKennung: {REQUEST}\nKorrelation: {CORRELATION}\nAADSTS53003"
    ));
    assert!(!serde_json::to_string(&it).unwrap().contains("eyJ"));
    assert_eq!(it.unknown.len(), 2);
}

#[test]
fn form_alone_does_not_make_a_page() {
    for it in [
        "Started: 2026-11-20T13:05:11Z",
        "Server: 203.0.113.44",
        "One: 11111111-2222-3333-4444-555555550100",
        "Invoice: 53003 Euro",
        "hello",
    ] {
        assert!(
            matches!(
                read(it.as_bytes()).outcome,
                Err(PageError::Nothing { lines: 1 })
            ),
            "{it}"
        );
    }
    assert_eq!(page("53003").codes, [53003]);
    assert_eq!(page("  \u{feff}aadsts53003 ").codes, [53003]);
}

#[test]
fn headings_are_told_apart() {
    let heading = |it: &str| page(it).heading.unwrap();
    assert_eq!(
        heading("You cannot access this right now\nYour sign-in was successful"),
        Heading::CannotAccessRightNow
    );
    assert_eq!(
        heading("You don\u{2019}t have access to this"),
        Heading::NoAccessToThis
    );
    assert_eq!(
        heading("<h1>You can&#39;t get there from here</h1>"),
        Heading::CannotGetThereFromHere
    );
    let it = page("Error Code: 53003\nor an authentication flow that is restricted by your admin.");
    assert!(it.names_flow);
}

#[test]
fn several_codes_stay_in_order_and_a_second_page_is_told() {
    let it = page(&format!(
        "Error Code: 50058\nCorrelation Id: {REQUEST}\nError Code: 53003, 50058\nCorrelation Id: {CORRELATION}\nAADSTS500172: x"
    ));
    assert_eq!(it.codes, [50058, 53003, 500_172]);
    assert_eq!(it.correlation_id.as_deref(), Some(REQUEST));
    let problem = it.problems.first().unwrap();
    assert_eq!((problem.line, problem.offset), (4, 96));
    assert!(problem.what.contains("second Correlation Id"));
}

#[test]
fn what_is_wrong_in_the_block_is_told_with_its_line_and_never_quoted() {
    let text = "Error Code: CAA50021\nRequest Id: 11111111-2222\nTimestamp: 11/20/2026, 1:05:11 PM\nIP address: 203.0.113.xxx\n\
                Device identifier: jane-laptop\nApp id:\nDevice state: Unregistered\nAADSTS53003";
    let it = page(text);
    let lines: Vec<u32> = it.problems.iter().map(|it| it.line).collect();
    assert_eq!(lines, [1, 2, 3, 4, 5, 6]);
    for problem in &it.problems {
        let at = usize::try_from(problem.offset).unwrap();
        assert_eq!(
            text.get(..at).unwrap().matches('\n').count() + 1,
            problem.line as usize
        );
        assert!(
            !problem.what.contains("jane") && !problem.what.contains("203"),
            "{}",
            problem.what
        );
    }
    assert_eq!(it.codes, [53003]);
    assert_eq!(
        it.device_id,
        DeviceId::NotTold,
        "no name of a device is an id"
    );
    let it = page("Error Code: 53003\nTimestamp: 2026-11-20 13:05:11");
    assert!(it.problems.first().unwrap().what.contains("no time zone"));
}

#[test]
fn windows_clipboards_in_utf_16_give_the_same_page_and_byte_offsets() {
    let plain = block(|label, value| format!("{label}: {value}\r\n"));
    for (mark, unit) in [
        (&[][..], u16::to_le_bytes as fn(u16) -> [u8; 2]),
        (&[0xFF, 0xFE], u16::to_le_bytes),
        (&[], u16::to_be_bytes),
        (&[0xFE, 0xFF], u16::to_be_bytes),
    ] {
        let mut bytes = mark.to_vec();
        bytes.extend(plain.encode_utf16().flat_map(unit));
        whole(&read(&bytes).outcome.unwrap());
        let bad = "Ä\r\nRequest Id: x\r\nError Code: 53003";
        let mut bytes = mark.to_vec();
        bytes.extend(bad.encode_utf16().flat_map(unit));
        let it = read(&bytes).outcome.unwrap();
        let problem = it.problems.first().unwrap();
        assert_eq!((problem.line, problem.offset), (2, mark.len() as u64 + 6));
    }
    let mut bytes = b"\xEF\xBB\xBF".to_vec();
    bytes.extend(plain.as_bytes());
    whole(&read(&bytes).outcome.unwrap());
    let it = read(b"Ger\xe4t: x\nError Code: 53003").outcome.unwrap();
    assert_eq!(
        (it.problems.first().unwrap().offset, it.codes),
        (3, vec![53003])
    );
}

#[test]
fn what_is_no_text_and_what_is_another_file_is_told() {
    let error = |it: &[u8]| read(it).outcome.unwrap_err();
    assert_eq!(error(b""), PageError::Empty);
    assert_eq!(error(b"\xEF\xBB\xBF \r\n"), PageError::Empty);
    assert_eq!(
        error(b"\x89PNG\r\n\x1a\n"),
        PageError::NotText {
            kind: "a PNG picture"
        }
    );
    let large = vec![b'a'; SIZE_LIMIT + 1];
    assert_eq!(
        error(&large),
        PageError::TooLarge {
            size: SIZE_LIMIT + 1
        }
    );
    let log = br#"{"value":[{"id":"x","conditionalAccessStatus":"failure","status":{"errorCode":53003}}]}"#;
    assert_eq!(error(log), PageError::SignInLog);
    let said = error(b"a\nb\nc").to_string();
    assert!(
        said.contains("3 lines") && said.contains("AADSTS"),
        "{said}"
    );
}

#[test]
fn the_work_grows_with_the_text_and_with_nothing_else() {
    for unit in [
        "Error Code: 53003 ",
        ":",
        "::\n",
        "> ",
        "<a ",
        "<a '",
        "<a \"x\" <b '",
        "&",
        "&#x41;",
        "AADSTS",
        "aadsts1",
        "{",
        "[\"error\":",
        "%41&",
        "Error Code\n",
        "request id:",
        "\u{200b}\u{a0}",
        "<script>",
        "</",
        "a:b\n",
        "<!--",
        "\n",
        "11111111-2222-\n",
    ] {
        for around in ["", "<html>", "{", "https://a.example/?error=x&"] {
            let steps =
                |times: usize| read(format!("{around}{}", unit.repeat(times)).as_bytes()).steps;
            let (one, two, four) = (steps(1000), steps(2000), steps(4000));
            // Second differences are nothing: the work is linear, up to the few bytes at the ends.
            let bend = (four - two).abs_diff(2 * (two - one));
            assert!(bend <= 256, "{around}{unit:?}: {one} {two} {four}");
        }
    }
    let large = "Error Code: 53003 and much more\n".repeat(3 * 1024 * 1024 / 32);
    let it = read(large.as_bytes());
    assert_eq!(it.outcome.unwrap().codes, [53003]);
    assert!(it.steps <= 4 * large.len() as u64, "{}", it.steps);
}
