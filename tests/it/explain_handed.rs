//! `explain` with what people have in hand besides codes: an error page, a token, the address of a sign-in.
use super::explain::{json, keys, run, shown};
use super::login::jwt;

const SECRET: &str = "c2VjcmV0LXNpZ25hdHVyZS1vZi1ub2JvZHktd2hhdHNvZXZlci0wMTIzNDU2Nzg5";

fn token(payload: &str) -> String {
    let unsigned = jwt(payload);
    let cut = unsigned.rfind('.').unwrap();
    format!("{}.{SECRET}", &unsigned[..cut])
}

fn access(expires: &str) -> String {
    token(&format!(
        r#"{{"aud":"https://dod-graph.microsoft.us","iss":"https://sts.windows.net/99999999-0000-0000-0000-000000000001/",
        "iat":1000000000,"nbf":1000000000,"exp":{expires},"ver":"1.0","scp":"User.Read Mail.Read",
        "appid":"4765445b-32c6-49b0-83e6-1d93765276ca","amr":["rsa","mfa"]}}"#
    ))
}

/// No part of a token that is long enough to be of use stands in a text.
fn hides(text: &str, token: &str) {
    for part in token.split('.') {
        for piece in part.as_bytes().chunks(12).filter(|it| it.len() == 12) {
            let piece = std::str::from_utf8(piece).unwrap();
            assert!(!text.contains(piece), "{piece} in {text}");
        }
    }
}

#[test]
fn a_token_says_what_it_is_and_is_never_shown() {
    let token = access("1000003900");
    let wrapped: Vec<&str> = token
        .as_bytes()
        .chunks(76)
        .map(|it| std::str::from_utf8(it).unwrap())
        .collect();
    let answer =
        format!(r#"{{"token_type":"Bearer","access_token":"{token}","refresh_token":"x"}}"#);
    for given in [
        token.clone(),
        format!("Authorization: Bearer {token}"),
        wrapped.join("\n"),
        answer,
        format!("the app logged\nAADSTS70008\ntoken={token} and died\n"),
        format!("GET /x HTTP/1.1\r\nAuthorization: Bearer {token}\r\nHost: example.mil\r\n"),
        format!("it says\n{}\nAADSTS70008", wrapped.join("\n")),
        format!("https://app.example/cb#access_token={token}&token_type=Bearer"),
    ] {
        for (args, stdin) in [(["-"], given.as_str()), ([given.as_str()], "")] {
            let it = json(&args, stdin.as_bytes(), 0);
            assert_eq!(it["tokens"].as_array().unwrap().len(), 1, "{it}");
            let read = &it["tokens"][0];
            assert_eq!(read["error"], serde_json::Value::Null, "{it}");
            assert_eq!(read["kind"], "access");
            assert_eq!(read["validity"], "expired");
            assert_eq!(read["expires"], "2001-09-09T02:51:40Z");
            assert_eq!(read["audience"][0], "https://dod-graph.microsoft.us");
            assert_eq!(
                read["scopes"],
                serde_json::json!(["User.Read", "Mail.Read"])
            );
            assert_eq!(read["amr"], serde_json::json!(["rsa", "mfa"]));
            assert_eq!(read["cloud"], "us-government");
            assert_eq!(read["remarks"][0]["code"], 500_133);
            let codes: &[&str] = if given.contains("AADSTS70008") {
                &["AADSTS70008"]
            } else {
                &[]
            };
            assert_eq!(keys(&it), codes, "{given}");
            hides(&it.to_string(), &token);
            for more in [&["-v"][..], &["--plain"]] {
                let args = [&args[..], more].concat();
                let text = shown(&args, stdin.as_bytes(), 0);
                hides(&text, &token);
                for word in [
                    "expired",
                    "dod-graph",
                    "500133",
                    "signature was not checked",
                ] {
                    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
                    assert!(flat.contains(word), "{word} in {text}");
                }
            }
        }
    }
    let it = json(&[&access("4000000000")], b"", 0);
    assert_eq!(it["tokens"][0]["validity"], "valid");
    let early = token_of_later();
    let it = json(&[&early], b"", 0);
    assert_eq!(it["tokens"][0]["validity"], "not-yet-valid");
}

fn token_of_later() -> String {
    token(r#"{"aud":"x","nonce":"n","nbf":4000000000,"exp":4000003900}"#)
}

#[test]
fn a_token_that_cannot_be_read_is_told_why_and_not_shown() {
    let whole = access("1000003900");
    let cut = &whole[..whole.find('.').unwrap() + 40];
    let broken = whole.replacen('.', ".!", 1);
    let refresh = format!("1.AXwA{}", "q1w2e3r4t5y6".repeat(20));
    let five = format!("{whole}.{SECRET}.{SECRET}");
    for (given, word) in [
        (cut, "three parts"),
        (broken.as_str(), "three parts"),
        (refresh.as_str(), "refresh token"),
        (five.as_str(), "encrypted token"),
    ] {
        let it = json(&["-"], given.as_bytes(), 3);
        let error = it["tokens"][0]["error"].as_str().unwrap();
        assert!(error.contains(word), "{error}");
        let text = shown(&["-"], format!("AADSTS53003 {given}").as_bytes(), 0);
        assert!(
            text.contains("Not read") && text.contains("AADSTS53003"),
            "{text}"
        );
        hides(&text, if word == "three parts" { cut } else { given });
    }
}

const REQUEST: &str = "https://login.microsoftonline.us/common/oauth2/v2.0/authorize?client_id=not-a-guid&response_type=code\
                       &redirect_uri=http%3A%2F%2Fapp.example%2Fcb&scope=openid%20User.Read&state=SECRETSTATE&nonce=SECRETNONCE";

#[test]
fn the_address_of_a_sign_in_is_read_with_the_codes_it_would_bring() {
    for given in [
        REQUEST.to_owned(),
        format!("it opens {REQUEST} and then\nAADSTS50011\n"),
        format!("<a href=\"{REQUEST}\">sign in</a>"),
    ] {
        for (args, stdin) in [(["-"], given.as_str()), ([given.as_str()], "")] {
            let it = json(&args, stdin.as_bytes(), 0);
            let read = &it["requests"][0];
            assert_eq!(read["host"], "login.microsoftonline.us", "{it}");
            assert_eq!(read["cloud"], "us-government");
            assert_eq!(read["client_id"], "not-a-guid");
            assert_eq!(read["redirect_uri"], "http://app.example/cb");
            let problems = read["problems"].as_array().unwrap();
            assert!(problems.iter().any(|it| it["code"] == 700_016), "{it}");
            let text = shown(&args, stdin.as_bytes(), 0);
            assert!(text.contains("AADSTS700016"), "{text}");
            assert!(text.contains("Redirect URI"), "{text}");
            assert!(!text.contains("SECRET") && !it.to_string().contains("SECRET"));
        }
    }
}

#[test]
fn an_authorization_code_in_a_pasted_address_is_not_shown() {
    let code = "0.AXcAkqW".repeat(20);
    let url =
        format!("it ended at https://app.example/cb?code={code}&state=SECRETSTATE\nAADSTS54005");
    let it = json(&["-"], url.as_bytes(), 0);
    assert_eq!(keys(&it), ["AADSTS54005"]);
    assert!(
        !it.to_string().contains("AXcAkqW") && !it.to_string().contains("SECRET"),
        "{it}"
    );
    let url = "https://app.example/cb?error=access_denied&error_description=AADSTS53003%3a+Access&state=SECRETSTATE";
    let it = json(&["-"], url.as_bytes(), 0);
    assert_eq!(keys(&it), ["AADSTS53003"]);
    assert_eq!(it["page"]["error"], "access_denied");
    assert!(!it.to_string().contains("SECRET"));
}

const PAGE: &str = "\
You cannot access this right now
Error Code: 53003
Request Id: 11111111-2222-3333-4444-555555550100
Correlation Id: aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee
Timestamp: 2026-11-20T13:05:11.123Z
App name: Office 365 Exchange Online
App id: 4765445b-32c6-49b0-83e6-1d93765276ca
IP address: 203.0.113.44
Device identifier: Not available
Device platform: Windows 10
Device state: Unregistered
";

#[test]
fn a_pasted_page_shows_what_was_read_of_it() {
    let html = PAGE
        .lines()
        .map(|it| format!("<div>{it}</div>\n"))
        .collect::<String>();
    let apart = PAGE.replace(": ", "\n");
    for given in [PAGE, &html, &apart] {
        let it = json(&["-"], given.as_bytes(), 0);
        assert_eq!(keys(&it), ["AADSTS53003"], "{it}");
        let page = &it["page"];
        assert_eq!(page["codes"], serde_json::json!([53003]));
        assert_eq!(
            page["correlation_id"],
            "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
        );
        assert_eq!(page["app_name"], "Office 365 Exchange Online");
        assert_eq!(page["ip"], "203.0.113.44");
        assert_eq!(page["device"], "not-available");
        let text = shown(&["-"], given.as_bytes(), 0);
        for word in [
            "Error page",
            "Correlation Id",
            "2026-11-20T13:05:11",
            "Unregistered",
        ] {
            assert!(text.contains(word), "{word} in {text}");
        }
    }
    let it = json(&["-"], PAGE.as_bytes(), 0);
    assert_eq!(it["unrecognised_count"], 1, "{it}");
    // A code alone is no page.
    assert!(json(&["53003"], b"", 0)["page"].is_null());
    assert_eq!(run(&["-"], b"Request Id: x").status.code(), Some(3));
}

#[test]
fn ten_megabytes_are_read_in_bounded_work() {
    let page = PAGE.repeat(2000);
    let words = "eyJ.eyJ https://a.example/?x=1 ".repeat(4000);
    let one = format!("{} AADSTS53003", "eyJhbGciOi".repeat(200_000));
    for (given, known) in [(page, true), (words, false), (one, true)] {
        let status = if known { 0 } else { 3 };
        json(&["-"], given.as_bytes(), status);
    }
}
