//! The block in every dress.
mod damaged;
mod messages;

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
