//! What is no block: messages of applications, OAuth answers, redirect URLs.
use super::*;

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
