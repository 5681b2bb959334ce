use super::{base64url, jwt};
use cac_doctor::facts::{Cloud, TokenKind};
use cac_doctor::login::token::{SIZE_LIMIT, TokenError, read};
use time::macros::datetime;

const ACCESS: &str = r#"{"aud":"https://dod-graph.microsoft.us","iss":"https://sts.windows.net/99999999-0000-0000-0000-000000000001/",
    "iat":1795179911,"nbf":1795179911,"exp":1795183811,"ver":"1.0","tid":"99999999-0000-0000-0000-000000000001","scp":"User.Read Mail.Read",
    "appid":"4765445b-32c6-49b0-83e6-1d93765276ca","appidacr":"0","amr":["rsa","mfa"],"acr":"1","acrs":["c1"],"xms_cc":["cp1"],"ipaddr":"203.0.113.44",
    "in_corp":"true","deviceid":"99999999-8888-7777-6666-555555555555","upn":"jane.q.public.mil@example.mil","oid":"99999999-0000-0000-0000-00000000000a","uti":"abc"}"#;

#[test]
fn an_access_token_says_what_it_is() {
    let it = read(&jwt(ACCESS)).unwrap();
    assert_eq!(it.kind, TokenKind::Access);
    assert_eq!(
        (it.alg.as_deref(), it.typ.as_deref(), it.version.as_deref()),
        (Some("RS256"), Some("JWT"), Some("1.0"))
    );
    assert_eq!(
        it.cloud,
        Some(Cloud::UsGovernment),
        "sts.windows.net issues in several clouds, so the audience tells"
    );
    assert_eq!(
        it.expires.unwrap() - it.issued.unwrap(),
        time::Duration::seconds(3900)
    );
    assert_eq!(it.scopes, ["User.Read", "Mail.Read"]);
    assert_eq!(
        it.client_id.as_deref(),
        Some("4765445b-32c6-49b0-83e6-1d93765276ca")
    );
    assert_eq!(it.amr, ["rsa", "mfa"]);
    assert_eq!(
        (it.acrs.as_slice(), it.capabilities.as_slice()),
        (&["c1".to_owned()][..], &["cp1".to_owned()][..])
    );
    assert_eq!(it.in_corporate_network, Some(true));
    assert_eq!(it.ip.as_ref().unwrap().0, "203.0.113.44");
    assert_eq!(it.upn.as_ref().unwrap().0, "jane.q.public.mil@example.mil");
    assert!(it.problems.is_empty());
    let shown = format!("{it:?}");
    assert!(
        !shown.contains("jane") && !shown.contains("99999999-0000"),
        "{shown}"
    );
}

#[test]
fn an_id_token_of_version_2_and_each_cloud_by_its_issuer() {
    let payload = |host: &str| {
        format!(
            r#"{{"iss":"https://{host}/x/v2.0","aud":"4765445b-32c6-49b0-83e6-1d93765276ca","ver":"2.0","preferred_username":"j@example.mil","nonce":"n","exp":1795183811.5}}"#
        )
    };
    for (host, cloud) in [
        ("login.microsoftonline.com", Some(Cloud::Worldwide)),
        ("login.microsoftonline.us", Some(Cloud::UsGovernment)),
        ("login.partner.microsoftonline.cn", Some(Cloud::China)),
        ("login.example", None),
    ] {
        let it = read(&jwt(&payload(host))).unwrap();
        assert_eq!((it.kind, it.cloud), (TokenKind::Id, cloud));
        assert_eq!(it.expires, Some(datetime!(2026-11-20 14:10:11 UTC)));
    }
}

#[test]
fn people_paste_tokens_in_several_dresses() {
    let bare = jwt(ACCESS);
    let expected = read(&bare).unwrap();
    let (start, end) = bare.split_at(100);
    for it in [
        format!("Bearer {bare}"),
        format!("Authorization: Bearer {bare}\r\n"),
        format!("\"{bare}\""),
        format!("{start}\r\n   {end}\n"),
        format!(r#"{{"token_type":"Bearer","expires_in":3599,"access_token":"{bare}"}}"#),
    ] {
        assert_eq!(read(&it).unwrap(), expected, "{it}");
    }
}

#[test]
fn what_is_no_token_is_told_each_in_its_way() {
    let header = base64url(br#"{"alg":"none"}"#);
    let error = |it: &str| read(it).unwrap_err();
    assert_eq!(error(" "), TokenError::Empty);
    assert_eq!(
        error(&"e".repeat(SIZE_LIMIT + 1)),
        TokenError::TooLarge {
            size: SIZE_LIMIT + 1
        }
    );
    assert_eq!(
        error(&format!("{header}.e30")),
        TokenError::Parts { found: 2 }
    );
    assert_eq!(error("a.b.c.d.e.f.g"), TokenError::Parts { found: 7 });
    assert_eq!(error(&format!("{header}.a.b.c.d")), TokenError::Encrypted);
    assert_eq!(
        error(&format!("0.AXcA{}.AgABAAEAAAD.x", "b".repeat(60))),
        TokenError::Refresh
    );
    assert_eq!(error(&"Zm9v".repeat(30)), TokenError::Opaque);
    assert_eq!(error(r#"{"access_token":7}"#), TokenError::NoToken);
    let said = error(&format!("{header}.eyJ*.x")).to_string();
    assert!(
        said.contains(&format!("begins at character {}", header.len() + 1))
            && said.contains("at 3"),
        "{said}"
    );
    let cut = base64url(br#"{"aud":"x","#);
    let said = error(&format!("{header}.{cut}.x")).to_string();
    assert!(
        said.contains("payload") && said.contains("line 1, column 11"),
        "{said}"
    );
    assert_eq!(
        error(&format!("{header}.{}.x", base64url(b"[1]"))),
        TokenError::NoObject { part: "payload" }
    );
    assert!(matches!(
        error(&format!("{header}.e30x2.x")),
        TokenError::Base64 {
            part: "payload",
            ..
        }
    ));
}

#[test]
fn claims_of_a_wrong_type_are_told_by_name_and_the_rest_is_read() {
    let it = read(&jwt(r#"{"exp":"soon","nbf":99999999999999999,"scp":7,"amr":["pwd",1],"in_corp":"maybe","ver":"1.0","roles":null}"#)).unwrap();
    assert_eq!(it.problems.len(), 5, "{:?}", it.problems);
    for name in ["exp", "nbf", "scp", "amr", "in_corp"] {
        assert!(
            it.problems
                .iter()
                .any(|it| it.starts_with(&format!("{name} is not"))),
            "{name}"
        );
    }
    assert_eq!(it.version.as_deref(), Some("1.0"));
}
