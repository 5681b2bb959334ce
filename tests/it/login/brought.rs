use super::jwt;
use cac_doctor::login::brought::{Brought, read};
use cac_doctor::login::{page, request, token};
use proptest::prelude::*;

fn kind(text: &str) -> &'static str {
    match read(text.as_bytes()) {
        Brought::Page(_) => "page",
        Brought::Token(_) => "token",
        Brought::Request(_) => "request",
    }
}

#[test]
fn what_was_brought_is_told_by_what_it_is() {
    let token = jwt(r#"{"aud":"x"}"#);
    let authorize = "https://login.microsoftonline.us/common/oauth2/v2.0/authorize?client_id=x";
    for (text, expected) in [
        ("Error Code: 53003".to_owned(), "page"),
        ("nothing of all this".to_owned(), "page"),
        (
            r#"{"error":"invalid_grant","error_codes":[53003]}"#.to_owned(),
            "page",
        ),
        (format!("{authorize}&error=access_denied"), "page"),
        (
            "https://login.microsoftonline.com/error?code=53003".to_owned(),
            "page",
        ),
        (authorize.to_owned(), "request"),
        (format!("\u{feff}  {token}\n"), "token"),
        (format!("Bearer {token}"), "token"),
        (format!(r#"{{"access_token":"{token}"}}"#), "token"),
        (
            format!("https://app.example/cb#id_token={token}&state=1"),
            "token",
        ),
        (format!("0.AXcA{}", "x".repeat(200)), "token"),
        ("eyJhbGciOiJub25lIn0".to_owned(), "token"),
        (String::new(), "page"),
    ] {
        assert_eq!(kind(&text), expected, "{text}");
    }
    let wide: Vec<u8> = token.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(matches!(read(&wide), Brought::Token(it) if it.is_ok()));
}

/// Pieces that readers look for, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "Error Code",
        ":",
        "53003",
        "\n",
        "Request Id",
        "11111111-2222-",
        "3333-4444-555555550100",
        "Timestamp: 2026-11-20",
        "T13:05:11.1Z",
        "<td>",
        "</td>",
        "<script>",
        "&nbsp;",
        "&#x",
        ";",
        "> ",
        "{\"error\":",
        "\"",
        "}",
        "AADSTS",
        "https://",
        "?error=",
        "&error_description=",
        "%3",
        "eyJ",
        ".",
        "Bearer ",
        "/oauth2/authorize",
        "ä",
        "\u{200b}",
        "Device identifier",
        "Not available",
        "\u{2028}",
        "IP address",
        "[::1]",
        "=",
        "\t",
        "\\r\\n",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|it| it.concat())
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
        let text = String::from_utf8_lossy(&bytes);
        let _ = (token::read(&text), request::read(&text));
        prop_assert!(page::read(&bytes).steps <= 256 + 64 * bytes.len() as u64);
    }

    #[test]
    fn any_pieces_are_read_in_bounded_work_and_places_are_inside(text in pieces()) {
        let _ = (read(text.as_bytes()), token::read(&text), request::read(&text));
        let it = page::read(text.as_bytes());
        prop_assert!(it.steps <= 256 + 64 * text.len() as u64, "{} {}", it.steps, text.len());
        if let Ok(page) = it.outcome {
            for problem in page.problems {
                prop_assert!(problem.offset <= text.len() as u64 && problem.line >= 1);
            }
            let json = serde_json::to_string(&page.codes).unwrap();
            prop_assert!(json.len() < 1024);
        }
    }
}
