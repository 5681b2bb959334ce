use super::rfc3339;
use crate::diagnosis::explain::{self, Validity};
use crate::facts;
use crate::report::words;
use serde::Serialize;
use time::OffsetDateTime;

/// What a token says of itself. Its signature was not checked, and it is not kept.
#[derive(Debug, Serialize)]
pub struct Token {
    /// Why it could not be read; all else is empty then.
    pub error: Option<String>,
    /// `access`, `id`, `unknown`.
    pub kind: &'static str,
    /// `valid`, `expired`, `not-yet-valid`, `unknown`: by the clock of this computer.
    pub validity: &'static str,
    /// RFC 3339, UTC.
    pub issued: Option<String>,
    pub not_before: Option<String>,
    pub expires: Option<String>,
    pub audience: Vec<String>,
    pub scopes: Vec<String>,
    pub roles: Vec<String>,
    /// Authentication methods.
    pub amr: Vec<String>,
    /// Authentication contexts.
    pub acrs: Vec<String>,
    pub client_id: Option<String>,
    /// `worldwide`, `us-government`, `china`; null where neither issuer nor audience tells.
    pub cloud: Option<&'static str>,
    pub tenant: Option<String>,
    pub issuer: Option<String>,
    /// What follows from it.
    pub remarks: Vec<Remark>,
    /// Claims that are not of their type.
    pub problems: Vec<String>,
}

/// A statement, and the AADSTS number it would bring.
#[derive(Debug, Serialize)]
pub struct Remark {
    pub code: Option<u32>,
    /// The parameter of the request it is about.
    pub about: Option<String>,
    pub text: String,
}

/// What an application asked of the sign-in service.
#[derive(Debug, Serialize)]
pub struct Request {
    /// Why it could not be read; all else is empty then.
    pub error: Option<String>,
    pub host: Option<String>,
    /// `worldwide`, `us-government`, `china`; null: no sign-in host this version knows.
    pub cloud: Option<&'static str>,
    /// A tenant id or domain, `common`, `organizations`, `consumers`.
    pub tenant: Option<String>,
    pub client_id: Option<String>,
    pub redirect_uri: Option<String>,
    pub response_type: Vec<String>,
    pub scopes: Vec<String>,
    pub resource: Option<String>,
    pub prompt: Vec<String>,
    /// The claims request: `id_token.acrs=c1`.
    pub claims: Vec<String>,
    pub problems: Vec<Remark>,
}

impl Token {
    pub fn from(it: &Result<facts::Token, String>, now: OffsetDateTime) -> Token {
        let error = it.as_ref().err().cloned();
        let Ok(it) = it else {
            return Token {
                error,
                kind: words::token_kind(facts::TokenKind::Unknown),
                validity: words::validity(Validity::Unknown),
                issued: None,
                not_before: None,
                expires: None,
                audience: Vec::new(),
                scopes: Vec::new(),
                roles: Vec::new(),
                amr: Vec::new(),
                acrs: Vec::new(),
                client_id: None,
                cloud: None,
                tenant: None,
                issuer: None,
                remarks: Vec::new(),
                problems: Vec::new(),
            };
        };
        Token {
            error,
            kind: words::token_kind(it.kind),
            validity: words::validity(explain::validity(it, now)),
            issued: it.issued.map(rfc3339),
            not_before: it.not_before.map(rfc3339),
            expires: it.expires.map(rfc3339),
            audience: it.audience.clone(),
            scopes: it.scopes.clone(),
            roles: it.roles.clone(),
            amr: it.amr.clone(),
            acrs: it.acrs.clone(),
            client_id: it.client_id.clone(),
            cloud: it.cloud.map(words::cloud),
            tenant: it.tenant.as_ref().map(|it| it.0.clone()),
            issuer: it.issuer.as_ref().map(|it| it.0.clone()),
            remarks: explain::remarks(it, now)
                .into_iter()
                .map(|it| Remark {
                    code: it.code,
                    about: None,
                    text: it.text.to_owned(),
                })
                .collect(),
            problems: it.problems.clone(),
        }
    }
}

impl From<&Result<facts::AuthorizeRequest, String>> for Request {
    fn from(it: &Result<facts::AuthorizeRequest, String>) -> Request {
        let error = it.as_ref().err().cloned();
        let it = it.as_ref().ok();
        let list = |of: fn(&facts::AuthorizeRequest) -> &Vec<String>| {
            it.map(|it| of(it).clone()).unwrap_or_default()
        };
        Request {
            error,
            host: it.map(|it| it.host.clone()),
            cloud: it.and_then(|it| it.cloud).map(words::cloud),
            tenant: it.and_then(|it| words::request_tenant(&it.tenant)),
            client_id: it.and_then(|it| it.client_id.clone()),
            redirect_uri: it.and_then(|it| it.redirect_uri.clone()),
            response_type: list(|it| &it.response_type),
            scopes: list(|it| &it.scopes),
            resource: it.and_then(|it| it.resource.clone()),
            prompt: list(|it| &it.prompt),
            claims: list(|it| &it.claims),
            problems: it
                .iter()
                .flat_map(|it| &it.problems)
                .map(|it| Remark {
                    code: it.code,
                    about: Some(it.about.clone()),
                    text: it.what.clone(),
                })
                .collect(),
        }
    }
}
