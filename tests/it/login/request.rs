use cac_doctor::facts::{Cloud, Endpoint, RequestTenant};
use cac_doctor::login::request::{RequestError, SIZE_LIMIT, looks_like, read};

const GOOD: &str = "https://login.microsoftonline.us/99999999-0000-0000-0000-000000000001/oauth2/v2.0/authorize?client_id=4765445b-32c6-49b0-83e6-1d93765276ca\
    &response_type=code&redirect_uri=https%3A%2F%2Fapp.example%2Fcb&response_mode=query&scope=openid%20profile%20https%3A%2F%2Fgraph.microsoft.us%2FUser.Read\
    &state=secret&login_hint=jane%40example.mil&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256\
    &claims=%7B%22id_token%22%3A%7B%22acrs%22%3A%7B%22essential%22%3Atrue%2C%22value%22%3A%22c1%22%7D%7D%7D";

/// Numbers and parameters of the problems of a URL.
fn problems(url: &str) -> Vec<(Option<u32>, String)> {
    let it = read(url).unwrap();
    it.problems
        .into_iter()
        .map(|it| (it.code, it.about))
        .collect()
}

#[test]
fn a_request_says_what_was_asked() {
    let it = read(GOOD).unwrap();
    assert_eq!(
        (it.cloud, it.endpoint),
        (Some(Cloud::UsGovernment), Endpoint::V2)
    );
    assert_eq!(
        it.tenant,
        RequestTenant::Id("99999999-0000-0000-0000-000000000001".to_owned().into())
    );
    assert_eq!(it.redirect_uri.as_deref(), Some("https://app.example/cb"));
    assert!(it.redirect_absolute && it.code_challenge);
    assert_eq!(
        it.scopes,
        ["openid", "profile", "https://graph.microsoft.us/User.Read"]
    );
    assert_eq!(it.login_hint.as_ref().unwrap().0, "jane@example.mil");
    assert_eq!(
        (it.claims, it.acrs),
        (vec!["id_token.acrs=c1".to_owned()], vec!["c1".to_owned()])
    );
    let shown = format!("{:?}", read(GOOD).unwrap());
    assert!(
        !shown.contains("secret") && !shown.contains("jane") && !shown.contains("99999999"),
        "{shown}"
    );
    assert_eq!(problems(GOOD), [(None, "claims".to_owned())]);
    let (start, end) = GOOD.split_at(150);
    assert_eq!(
        read(&format!("<{start}\r\n{end}>\n")).unwrap(),
        read(GOOD).unwrap()
    );
}

#[test]
fn each_classic_mistake_has_its_own_number() {
    let plain = GOOD.split("&claims").next().unwrap();
    assert!(problems(plain).is_empty());
    for (from, to, code, about) in [
        (
            "redirect_uri=https%3A%2F%2Fapp.example%2Fcb",
            "redirect_uri=app.example%2Fcb",
            50011,
            "redirect_uri",
        ),
        (
            "redirect_uri=https%3A%2F%2Fapp.example%2Fcb",
            "redirect_uri=https%3A%2F%2Fapp.example%2Fcb%23x",
            50011,
            "redirect_uri",
        ),
        (
            "redirect_uri=https%3A%2F%2Fapp",
            "redirect_uri=http%3A%2F%2Fapp",
            50011,
            "redirect_uri",
        ),
        (
            "&redirect_uri=https%3A%2F%2Fapp.example%2Fcb",
            "",
            900_971,
            "redirect_uri",
        ),
        (
            "client_id=4765445b-32c6-49b0-83e6-1d93765276ca",
            "client_id=my-app",
            700_016,
            "client_id",
        ),
        (
            "client_id=4765445b-32c6-49b0-83e6-1d93765276ca",
            "x=y",
            900_144,
            "client_id",
        ),
        (
            "response_type=code",
            "response_type=cod",
            70005,
            "response_type",
        ),
        ("response_type=code&", "", 900_144, "response_type"),
        (
            "response_mode=query",
            "response_mode=post",
            70007,
            "response_mode",
        ),
        (
            "openid%20profile%20",
            "https%3A%2F%2Fother.example%2FRead%20",
            70011,
            "scope",
        ),
        ("&scope=", "&scopes=", 900_144, "scope"),
        ("&state=secret", "&prompt=none", 50058, "prompt"),
        ("&state=secret", "&client_id=other", 90023, "client_id"),
        (
            "/99999999-0000-0000-0000-000000000001/",
            "/",
            90002,
            "tenant",
        ),
        (
            "99999999-0000-0000-0000-000000000001",
            "my tenant",
            90002,
            "tenant",
        ),
        (
            ".us/99999999-0000-0000-0000-000000000001",
            ".com/example.onmicrosoft.us",
            90002,
            "tenant",
        ),
    ] {
        assert!(plain.contains(from), "{from}");
        assert_eq!(
            problems(&plain.replace(from, to)),
            [(Some(code), about.to_owned())],
            "{from} > {to}"
        );
    }
}

#[test]
fn what_has_no_number_is_told_too() {
    let plain = GOOD.split("&claims").next().unwrap();
    for (from, to, about) in [
        (
            "login.microsoftonline.us",
            "login.microsoftonline.us.example",
            "host",
        ),
        ("https://login", "http://login", "host"),
        (
            "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
            "",
            "code_challenge",
        ),
        (
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
            "short",
            "code_challenge",
        ),
        ("S256", "SHA1", "code_challenge_method"),
        ("&state=secret", "&claims=%7B", "claims"),
    ] {
        assert_eq!(
            problems(&plain.replace(from, to)),
            [(None, about.to_owned())],
            "{from} > {to}"
        );
    }
    for redirect in [
        "http%3A%2F%2Flocalhost%3A8400",
        "msauth.com.example%3A%2F%2Fauth",
        "urn%3Aietf%3Awg%3Aoauth%3A2.0%3Aoob",
    ] {
        assert!(
            problems(&plain.replace("https%3A%2F%2Fapp.example%2Fcb", redirect)).is_empty(),
            "{redirect}"
        );
    }
}

#[test]
fn other_urls_are_no_requests() {
    assert_eq!(read(" "), Err(RequestError::Empty));
    assert_eq!(
        read("login.microsoftonline.us/common/oauth2/authorize"),
        Err(RequestError::NotUrl)
    );
    assert_eq!(
        read("https://login.microsoftonline.us/common/oauth2/v2.0/token"),
        Err(RequestError::OtherEndpoint)
    );
    assert_eq!(
        read(&"h".repeat(SIZE_LIMIT + 1)),
        Err(RequestError::TooLarge {
            size: SIZE_LIMIT + 1
        })
    );
    assert!(looks_like(GOOD) && !looks_like("https://app.example/authorize"));
    let it = read("https://login.windows.net/common/oauth2/authorize?client_id=x&response_type=code&redirect_uri=https://a.example/&resource=https://graph.microsoft.com").unwrap();
    assert_eq!(
        (it.endpoint, it.tenant, it.problems),
        (Endpoint::V1, RequestTenant::Common, vec![])
    );
}
