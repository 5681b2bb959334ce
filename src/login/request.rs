//! The authorize URL of an application (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1; Microsoft "OAuth 2.0
//! authorization code flow"). What is wrong with it is told with the AADSTS number it brings, as Microsoft's
//! "Authentication and authorization error codes" has it.
use super::parameters::{self, Parameter};
use super::{claims, cloud};
use crate::facts::{AuthorizeRequest, Cloud, Endpoint, Pii, RequestProblem, RequestTenant};

/// Browsers and the service take less.
pub const SIZE_LIMIT: usize = 64 * 1024;
/// Entries kept of a list, and characters of one text.
const MOST: usize = 128;
const LONGEST: usize = 1024;

/// Why a text is not an authorize URL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    #[error("empty; give the address that the browser shows when the sign-in page opens")]
    Empty,
    #[error("{size} bytes; no authorize URL is larger than {SIZE_LIMIT}")]
    TooLarge { size: usize },
    #[error("not a URL: it does not begin with a scheme such as https://")]
    NotUrl,
    #[error(
        "a URL, but not of an authorize endpoint: its path does not end in /oauth2/authorize or /oauth2/v2.0/authorize"
    )]
    OtherEndpoint,
}

/// Whether a text is meant to be an authorize URL.
pub fn looks_like(text: &str) -> bool {
    cloud::split(text.trim()).is_some_and(|(_, _, rest)| endpoint(path(rest)).is_some())
}

fn path(rest: &str) -> &str {
    rest.split(['?', '#'])
        .next()
        .unwrap_or_default()
        .trim_end_matches('/')
}

/// The endpoint, and what stands before it in the path.
fn endpoint(path: &str) -> Option<(&str, Endpoint)> {
    let v2 = path
        .strip_suffix("/oauth2/v2.0/authorize")
        .map(|it| (it, Endpoint::V2));
    v2.or_else(|| {
        path.strip_suffix("/oauth2/authorize")
            .map(|it| (it, Endpoint::V1))
    })
}

/// Reads an authorize URL, perhaps broken over lines.
///
/// # Errors
/// [`RequestError`].
pub fn read(text: &str) -> Result<AuthorizeRequest, RequestError> {
    if text.len() > SIZE_LIMIT {
        return Err(RequestError::TooLarge { size: text.len() });
    }
    let url: String = text
        .trim_matches(['"', '\'', '<', '>', ' ', '\n', '\r', '\t'])
        .chars()
        .filter(|it| !it.is_whitespace() && !matches!(it, '\u{200b}' | '\u{feff}'))
        .collect();
    if url.is_empty() {
        return Err(RequestError::Empty);
    }
    let (scheme, host, rest) = cloud::split(&url).ok_or(RequestError::NotUrl)?;
    let (tenant, endpoint) = endpoint(path(rest)).ok_or(RequestError::OtherEndpoint)?;
    let given = Given {
        all: parameters::of(rest),
    };
    let mut out = AuthorizeRequest {
        cloud: cloud::of_sign_in_host(&host),
        host: short(&host),
        tenant: tenant_of(&parameters::decode(tenant)),
        endpoint,
        client_id: given.one("client_id"),
        response_type: given.words("response_type"),
        response_mode: given.one("response_mode"),
        redirect_uri: given.one("redirect_uri"),
        redirect_absolute: given.one("redirect_uri").is_some_and(|it| absolute(&it)),
        scopes: given.words("scope"),
        resource: given.one("resource"),
        prompt: given.words("prompt"),
        claims: Vec::new(),
        acrs: Vec::new(),
        login_hint: given.one("login_hint").map(Pii),
        domain_hint: given.one("domain_hint").map(Pii),
        code_challenge: given.one("code_challenge").is_some(),
        code_challenge_method: given.one("code_challenge_method"),
        problems: Vec::new(),
    };
    if !scheme.eq_ignore_ascii_case("https") {
        out.problem(
            None,
            "host",
            "the address is not https, so everybody on the way can read it",
        );
    }
    if let Some(text) = given.whole("claims") {
        match claims::read(&text) {
            Some(it) => out.claims = it,
            None => out.problem(None, "claims", "is not a JSON object"),
        }
        let acrs = out.claims.iter().filter_map(|it| it.split_once(".acrs="));
        out.acrs = acrs.map(|it| it.1.to_owned()).collect();
    }
    for name in given.repeated() {
        out.problem(
            Some(90023),
            &name,
            "stands more than once (RFC 6749 §3.1 forbids it)",
        );
    }
    place(&mut out);
    client(&mut out, given.one("code_challenge").as_deref());
    wishes(&mut out);
    Ok(out)
}

struct Given {
    all: Vec<Parameter>,
}

impl Given {
    /// A value that is there and not empty, whole.
    fn whole(&self, name: &str) -> Option<String> {
        let found = self.all.iter().find(|it| it.name == name)?;
        (!found.value.trim().is_empty()).then(|| found.value.trim().to_owned())
    }

    fn one(&self, name: &str) -> Option<String> {
        self.whole(name).map(|it| short(&it))
    }

    /// Words with spaces between (RFC 6749 §3.3).
    fn words(&self, name: &str) -> Vec<String> {
        let text = self.whole(name).unwrap_or_default();
        text.split_whitespace().take(MOST).map(short).collect()
    }

    /// Known parameters that stand more than once.
    fn repeated(&self) -> Vec<String> {
        [
            "client_id",
            "response_type",
            "redirect_uri",
            "scope",
            "prompt",
            "claims",
            "login_hint",
            "code_challenge",
        ]
        .iter()
        .filter(|name| self.all.iter().filter(|it| it.name == **name).count() > 1)
        .map(|it| (*it).to_owned())
        .collect()
    }
}

fn short(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

/// An absolute URI without a fragment (RFC 3986 §4.3, RFC 6749 §3.1.2): also an application's own scheme.
fn absolute(uri: &str) -> bool {
    let Some((scheme, rest)) = uri.split_once(':') else {
        return false;
    };
    let first = scheme.starts_with(|it: char| it.is_ascii_alphabetic());
    let letters = scheme
        .bytes()
        .all(|it| it.is_ascii_alphanumeric() || b"+-.".contains(&it));
    let host =
        !matches!(scheme, "http" | "https") || cloud::split(uri).is_some_and(|it| !it.1.is_empty());
    first && letters && host && !rest.is_empty() && !uri.contains(['#', ' '])
}

fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, it)| {
            if matches!(at, 8 | 13 | 18 | 23) {
                it == b'-'
            } else {
                it.is_ascii_hexdigit()
            }
        })
}

fn tenant_of(path: &str) -> RequestTenant {
    let tenant = path.trim_matches('/');
    let name = |it: &str| Pii(short(it));
    let domain = |it: &str| {
        it.contains('.')
            && it
                .split('.')
                .all(|it| !it.is_empty() && it.chars().all(|it| it.is_alphanumeric() || it == '-'))
    };
    match tenant.to_ascii_lowercase().as_str() {
        "" => RequestTenant::Missing,
        "common" => RequestTenant::Common,
        "organizations" => RequestTenant::Organizations,
        "consumers" => RequestTenant::Consumers,
        it if is_guid(it) => RequestTenant::Id(name(it)),
        it if domain(it) => RequestTenant::Domain(name(it)),
        _ => RequestTenant::Malformed(name(tenant)),
    }
}

/// Host and tenant.
fn place(out: &mut AuthorizeRequest) {
    if out.cloud.is_none() {
        out.problem(
            None,
            "host",
            "is no sign-in host of Microsoft Entra that this version knows: give no password and no PIN there before you know whose it is",
        );
    }
    match &out.tenant {
        RequestTenant::Missing => out.problem(Some(90002), "tenant", "is missing from the path"),
        RequestTenant::Malformed(_) => {
            out.problem(
                Some(90002),
                "tenant",
                "is neither an id nor a domain nor common, organizations or consumers",
            );
        }
        RequestTenant::Domain(it) => {
            // The end of a tenant's first domain tells its cloud (Microsoft "National clouds").
            let of_domain = if it.ends_with(".onmicrosoft.us") || it.ends_with(".mil") {
                Some(Cloud::UsGovernment)
            } else if it.ends_with(".onmicrosoft.cn") {
                Some(Cloud::China)
            } else {
                None
            };
            if let (Some(of_domain), Some(of_host)) = (of_domain, out.cloud)
                && of_domain != of_host
            {
                out.problem(
                    Some(90002),
                    "tenant",
                    "is most likely of another cloud than the host",
                );
            }
        }
        _ => {}
    }
}

/// The application and where it wants to be answered.
fn client(out: &mut AuthorizeRequest, challenge: Option<&str>) {
    match out.client_id.as_deref() {
        None => out.problem(Some(900_144), "client_id", "is missing"),
        Some(it) if !is_guid(it) && out.endpoint == Endpoint::V2 => {
            out.problem(
                Some(700_016),
                "client_id",
                "is not an application id of the form 8-4-4-4-12",
            );
        }
        Some(_) => {}
    }
    match out.redirect_uri.as_deref() {
        None => out.problem(
            Some(900_971),
            "redirect_uri",
            "is missing; that works only where exactly one is registered, and none registered is 500113",
        ),
        Some(it) if it.contains('#') => {
            out.problem(Some(50011), "redirect_uri", "has a fragment, which no registered one can have");
        }
        Some(_) if !out.redirect_absolute => {
            out.problem(Some(50011), "redirect_uri", "is not an absolute URI, so it cannot be registered");
        }
        Some(it) if it.starts_with("http://") && !is_loopback(it) => {
            out.problem(Some(50011), "redirect_uri", "is http and not this computer, which cannot be registered");
        }
        Some(_) => {}
    }
    match (challenge, out.code_challenge_method.as_deref()) {
        (Some(it), _) if !(43..=128).contains(&it.len()) => {
            out.problem(
                None,
                "code_challenge",
                "has not 43 to 128 characters (RFC 7636 §4.2)",
            );
        }
        (None, Some(_)) => out.problem(
            None,
            "code_challenge",
            "is missing, but its method is there (RFC 7636 §4.3)",
        ),
        (Some(_), Some(it)) if it != "S256" && it != "plain" => {
            out.problem(
                None,
                "code_challenge_method",
                "is neither S256 nor plain (RFC 7636 §4.3)",
            );
        }
        _ => {}
    }
}

fn is_loopback(uri: &str) -> bool {
    cloud::split(uri)
        .is_some_and(|(_, host, _)| matches!(host.as_str(), "localhost" | "127.0.0.1" | "[::1]"))
}

/// What the application wants.
fn wishes(out: &mut AuthorizeRequest) {
    if out.response_type.is_empty() {
        out.problem(Some(900_144), "response_type", "is missing");
    } else if out
        .response_type
        .iter()
        .any(|it| !matches!(it.as_str(), "code" | "id_token" | "token" | "none"))
    {
        out.problem(
            Some(70005),
            "response_type",
            "is none of code, id_token, token",
        );
    }
    let modes = ["query", "fragment", "form_post"];
    if out
        .response_mode
        .as_deref()
        .is_some_and(|it| !modes.contains(&it))
    {
        out.problem(
            Some(70007),
            "response_mode",
            "is none of query, fragment, form_post",
        );
    }
    if out.endpoint == Endpoint::V2 {
        if out.scopes.is_empty() {
            out.problem(
                Some(900_144),
                "scope",
                "is missing or empty; an empty one in a token request is 28003",
            );
        } else if resources(&out.scopes).len() > 1 {
            out.problem(
                Some(70011),
                "scope",
                "asks for more than one resource in one request",
            );
        }
    }
    let known = ["login", "none", "consent", "select_account", "create"];
    if out.prompt.iter().any(|it| !known.contains(&it.as_str())) {
        out.problem(
            Some(90023),
            "prompt",
            "is none of login, none, consent, select_account",
        );
    }
    if out.prompt.iter().any(|it| it == "none") {
        out.problem(
            Some(50058),
            "prompt",
            "is none: the sign-in is silent and fails where nobody is signed in; the application must then ask openly",
        );
    }
    if !out.acrs.is_empty() {
        out.problem(
            None,
            "claims",
            "the resource demands a stronger sign-in (authentication context) than there was",
        );
    }
}

/// The resources of scopes such as `https://graph.microsoft.com/User.Read`; those of OpenID Connect have none.
fn resources(scopes: &[String]) -> Vec<&str> {
    let mut out: Vec<&str> = scopes
        .iter()
        .filter(|it| it.contains("://"))
        .filter_map(|it| it.rsplit_once('/').map(|it| it.0.trim_end_matches('/')))
        .collect();
    out.sort_unstable();
    out.dedup();
    out
}

impl AuthorizeRequest {
    fn problem(&mut self, code: Option<u32>, about: &str, what: &str) {
        if self.problems.len() < MOST {
            self.problems.push(RequestProblem {
                code,
                about: about.to_owned(),
                what: what.to_owned(),
            });
        }
    }
}
