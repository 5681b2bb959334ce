//! Tokens and requests that are brought beside or instead of a page.
use super::texts::page;
use super::{HARDWARE, TOKEN, Told, case};
use crate::login::jwt;
use cac_doctor::facts::Method::Certificate;

const CLAIMS: &str = "entra-docs docs/identity-platform/access-token-claims-reference.md";
const AUTHORIZE: &str = "entra-docs docs/identity-platform/v2-oauth2-auth-code-flow.md";

/// 2026-11-22T00:00:00Z, and an hour and a half on either side of the look at the worlds.
const MIDNIGHT: u64 = 1_795_305_600;

fn token(expires: u64) -> String {
    jwt(&format!(
        r#"{{"aud":"https://graph.microsoft.us","iss":"https://sts.windows.net/99999999-2222-3333-4444-555555555555/","iat":{0},"nbf":{0},"exp":{expires},"amr":["rsa","mfa"],"scp":"Mail.Read","ver":"1.0"}}"#,
        MIDNIGHT - 3600
    ))
}

fn authorize(rest: &str) -> String {
    format!(
        "https://login.microsoftonline.us/common/oauth2/v2.0/authorize?response_type=code&{rest}"
    )
}

const ID: &str = "client_id=4765445b-32c6-49b0-83e6-1d93765276ca";
const BACK: &str = "redirect_uri=https%3A%2F%2Fapp.example.mil%2Fcb";

pub fn cases() -> Vec<Told> {
    vec![
        case("a token that expired, beside the page", CLAIMS)
            .page(page())
            .page(token(MIDNIGHT))
            .method(Certificate)
            .story("not-the-card")
            .absent(&["token"])
            .observes(&[
                "The token expired at 2026-11-22T00:00:00Z",
                "no reason for 53003",
            ])
            .refuses(&[TOKEN])
            .refuses(HARDWARE),
        case("a token that is good, beside the page", CLAIMS)
            .page(page())
            .page(token(MIDNIGHT + 36_000))
            .story("not-the-card")
            .observes(&[
                "good until 2026-11-22T10:00:00Z",
                "not the one that was blocked",
                "rsa, mfa",
            ])
            .refuses(&[TOKEN]),
        case("a token for another service", CLAIMS)
            .page(token(MIDNIGHT + 36_000))
            .story("healthy")
            .observes(&[
                "meant for https://graph.microsoft.us and for nothing else",
                "not kept",
            ]),
        case("a token that is not valid yet", CLAIMS)
            .page(jwt(&format!(
                r#"{{"aud":"x","nbf":{},"exp":{},"scp":"a"}}"#,
                MIDNIGHT + 36_000,
                MIDNIGHT + 40_000
            )))
            .story("healthy")
            .observes(&["valid from 2026-11-22T10:00:00Z on"]),
        case("a request that looks right", AUTHORIZE)
            .page(authorize(&format!("{ID}&{BACK}&scope=openid")))
            .story("healthy")
            .observes(&["looks well formed"]),
        case("a request with a relative redirect address", AUTHORIZE)
            .page(authorize(&format!("{ID}&redirect_uri=%2Fcb&scope=openid")))
            .story("healthy")
            .next("you", &["The application's request has faults of its own"])
            .observes(&["redirect_uri", "50011, not 53003"]),
        case("a request without scope", AUTHORIZE)
            .page(authorize(&format!("{ID}&{BACK}")))
            .story("healthy")
            .observes(&["scope"]),
        case("a request with a client ID that is none", AUTHORIZE)
            .page(authorize(&format!("client_id=my-app&{BACK}&scope=openid")))
            .story("healthy")
            .observes(&["client_id", "700016, not 53003"]),
        case("a bad request beside a 53003", AUTHORIZE)
            .page(page())
            .page(authorize(&format!("{ID}&redirect_uri=%2Fcb&scope=openid")))
            .method(Certificate)
            .story("not-the-card")
            .absent(&["redirect"])
            .observes(&["50011, not 53003"])
            .refuses(&["check the redirect URI"]),
    ]
}
