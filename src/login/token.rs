//! Access and ID tokens (RFC 7519, RFC 7515; Microsoft "Access token claims reference", "ID token claims reference"),
//! decoded here and nowhere else. The signature is not checked: keys would have to be fetched, and a diagnosis does not
//! rest on it. The token is a secret; neither facts nor errors hold any of it.
use super::base64::{self, Base64Error};
use super::cloud;
use crate::facts::{Pii, Token, TokenKind};
use serde_json::{Map, Value};
use time::OffsetDateTime;

/// Most that is read of a token, bytes. Microsoft keeps tokens far smaller: browsers and proxies take 8 KiB of headers.
pub const SIZE_LIMIT: usize = 256 * 1024;
/// Entries kept of a list, and characters of one text.
const MOST: usize = 128;
const LONGEST: usize = 512;

/// Why a text is not a token that can be read. Never quotes the text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    #[error("empty; give the token, three parts with dots between")]
    Empty,
    #[error("{size} bytes; no token is larger than {SIZE_LIMIT}")]
    TooLarge { size: usize },
    #[error(
        "a token has three parts with dots between, this has {found}: {}", if *.found < 3 { "it is cut off or opaque" } else { "something was added" }
    )]
    Parts { found: usize },
    #[error(
        "an encrypted token (JWE, five parts, RFC 7516): only the service it is meant for can read it"
    )]
    Encrypted,
    #[error(
        "looks like a refresh token: only the sign-in service can read it, and whoever has it can sign in as you, so give it to nobody"
    )]
    Refresh,
    #[error(
        "an opaque token: no parts, so there is nothing in it to read; give an access or ID token that begins with eyJ"
    )]
    Opaque,
    #[error("the {part}, which begins at character {begins}, is not base64url: {error}")]
    Base64 {
        part: &'static str,
        begins: usize,
        error: Base64Error,
    },
    #[error(
        "the {part} is not JSON: it breaks at line {line}, column {column} of what is encoded; it may have been cut off"
    )]
    Json {
        part: &'static str,
        line: usize,
        column: usize,
    },
    #[error("the {part} is JSON, but no object")]
    NoObject { part: &'static str },
    #[error("the answer of the token endpoint has no access_token or id_token that is text")]
    NoToken,
}

/// Whether a text is meant to be a token: a JWT, an answer with one in it, or a header.
pub fn looks_like(text: &str) -> bool {
    let text = text.trim();
    let head = text
        .get(..text.len().min(21))
        .unwrap_or_default()
        .to_ascii_lowercase();
    if head.starts_with("bearer ") || head.starts_with("authorization: bearer") {
        return true;
    }
    if text.starts_with('{') {
        return text.len() <= SIZE_LIMIT
            && (text.contains("\"access_token\"") || text.contains("\"id_token\""))
            && !text.contains("\"error");
    }
    let text = text.trim_matches(['"', '\'']);
    let parts =
        |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.' | '=' | '+' | '/');
    let one_word = text.chars().all(|it| parts(it) || it.is_ascii_whitespace());
    one_word
        && (text.starts_with("eyJ")
            || is_refresh(text)
            || (text.len() > 100 && !text.contains([' ', '/'])))
}

/// The forms in which Microsoft's refresh tokens begin: a version, a dot, and for work accounts an A.
pub(super) fn is_refresh(text: &str) -> bool {
    ["0.A", "1.A", "0.a", "1.a", "M.C", "M.R"]
        .iter()
        .any(|it| text.starts_with(it))
        && text.len() > 40
}

/// Reads a token: bare, as an `Authorization` header, or inside the answer of the token endpoint.
///
/// # Errors
/// [`TokenError`], with the part and the place.
pub fn read(text: &str) -> Result<Token, TokenError> {
    if text.len() > SIZE_LIMIT {
        return Err(TokenError::TooLarge { size: text.len() });
    }
    let text = text.trim().trim_start_matches('\u{feff}');
    if text.starts_with('{') {
        return read_jwt(&of_answer(text)?);
    }
    read_jwt(text)
}

fn of_answer(text: &str) -> Result<String, TokenError> {
    let answer = json("answer", text.as_bytes())?;
    ["access_token", "id_token"]
        .iter()
        .find_map(|it| answer.get(*it)?.as_str())
        .map(str::to_owned)
        .ok_or(TokenError::NoToken)
}

fn read_jwt(text: &str) -> Result<Token, TokenError> {
    let text = without(without(text, "authorization:"), "bearer ");
    let word: String = text
        .trim_matches(['"', '\'', '<', '>', ',', ';'])
        .chars()
        .filter(|it| !it.is_whitespace() && !matches!(it, '\u{200b}' | '\u{feff}'))
        .collect();
    if word.is_empty() {
        return Err(TokenError::Empty);
    }
    let parts: Vec<&str> = word.split('.').take(6).collect();
    let (header, payload) = match parts[..] {
        [header, payload, _] if !is_refresh(&word) => (header, payload),
        [_, _, _, _, _] if word.starts_with("eyJ") => return Err(TokenError::Encrypted),
        _ if is_refresh(&word) => return Err(TokenError::Refresh),
        [_] if !word.starts_with("eyJ") => return Err(TokenError::Opaque),
        _ => {
            return Err(TokenError::Parts {
                found: word.split('.').count(),
            });
        }
    };
    let header = part("header", 0, header)?;
    let begins = parts.first().map_or(0, |it| it.len() + 1);
    Ok(token(&header, &part("payload", begins, payload)?))
}

/// A text without what it may begin with, upper and lower case alike.
fn without<'t>(text: &'t str, start: &str) -> &'t str {
    match text.get(..start.len()) {
        Some(it) if it.eq_ignore_ascii_case(start) => {
            text.get(start.len()..).unwrap_or_default().trim_start()
        }
        _ => text,
    }
}

fn part(name: &'static str, begins: usize, text: &str) -> Result<Map<String, Value>, TokenError> {
    let bytes = base64::decode(text).map_err(|error| TokenError::Base64 {
        part: name,
        begins,
        error,
    })?;
    json(name, &bytes)
}

fn json(part: &'static str, bytes: &[u8]) -> Result<Map<String, Value>, TokenError> {
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(it)) => Ok(it),
        Ok(_) => Err(TokenError::NoObject { part }),
        Err(error) => Err(TokenError::Json {
            part,
            line: error.line(),
            column: error.column(),
        }),
    }
}

/// Claims by name; what is not of its type is told by name.
struct Claims<'m> {
    members: &'m Map<String, Value>,
    problems: Vec<String>,
}

impl Claims<'_> {
    fn get<T>(
        &mut self,
        name: &str,
        as_type: impl Fn(&Value) -> Option<T>,
        wanted: &str,
    ) -> Option<T> {
        let value = self.members.get(name).filter(|it| !it.is_null())?;
        let out = as_type(value);
        if out.is_none() {
            self.problems.push(format!("{name} is not {wanted}"));
        }
        out
    }

    fn text(&mut self, name: &str) -> Option<String> {
        let as_text = |it: &Value| match it {
            Value::String(it) => Some(short(it)),
            Value::Number(it) => Some(it.to_string()),
            _ => None,
        };
        self.get(name, as_text, "text")
    }

    fn pii(&mut self, name: &str) -> Option<Pii<String>> {
        self.text(name).map(Pii)
    }

    /// A list; one text is a list of one.
    fn list(&mut self, name: &str) -> Vec<String> {
        let as_list = |it: &Value| match it {
            Value::String(it) => Some(vec![short(it)]),
            Value::Array(items) => items
                .iter()
                .take(MOST)
                .map(|it| it.as_str().map(short))
                .collect(),
            _ => None,
        };
        self.get(name, as_list, "a list of texts")
            .unwrap_or_default()
    }

    /// Texts with spaces between (RFC 6749 §3.3).
    fn words(&mut self, name: &str) -> Vec<String> {
        let texts = self.list(name);
        let words = texts.iter().flat_map(|it| it.split_whitespace());
        words.take(MOST).map(str::to_owned).collect()
    }

    /// NumericDate (RFC 7519 §2): seconds since 1970, perhaps with a fraction, at Microsoft sometimes as text.
    fn time(&mut self, name: &str) -> Option<OffsetDateTime> {
        let as_time = |it: &Value| {
            let seconds = match it {
                Value::Number(it) => it
                    .as_i64()
                    .or_else(|| it.as_f64().map(|it| it.floor() as i64)),
                Value::String(it) => it.parse().ok(),
                _ => None,
            };
            OffsetDateTime::from_unix_timestamp(seconds?).ok()
        };
        self.get(name, as_time, "a time in seconds since 1970")
    }

    fn flag(&mut self, name: &str) -> Option<bool> {
        let as_flag = |it: &Value| match it {
            Value::Bool(it) => Some(*it),
            Value::String(it) => it.to_ascii_lowercase().parse().ok(),
            Value::Number(it) => it
                .as_u64()
                .and_then(|it| [false, true].get(usize::try_from(it).ok()?).copied()),
            _ => None,
        };
        self.get(name, as_flag, "true or false")
    }

    fn has(&self, names: &[&str]) -> bool {
        names.iter().any(|it| self.members.contains_key(*it))
    }
}

fn short(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

fn token(header: &Map<String, Value>, payload: &Map<String, Value>) -> Token {
    let word = |name: &str| header.get(name).and_then(Value::as_str).map(short);
    let mut it = Claims {
        members: payload,
        problems: Vec::new(),
    };
    let kind = if it.has(&["scp", "roles", "appidacr", "azpacr", "appid", "xms_cc"]) {
        TokenKind::Access
    } else if it.has(&["nonce", "at_hash", "c_hash", "preferred_username"]) {
        TokenKind::Id
    } else {
        TokenKind::Unknown
    };
    let issuer = it.text("iss");
    let audience = it.list("aud");
    let of_issuer = issuer.as_deref().and_then(cloud::of_url);
    let cloud = of_issuer.or_else(|| audience.iter().find_map(|it| cloud::of_url(it)));
    Token {
        kind,
        alg: word("alg"),
        typ: word("typ"),
        version: it.text("ver"),
        cloud,
        issuer: issuer.map(Pii),
        audience,
        tenant: it.pii("tid"),
        issued: it.time("iat"),
        not_before: it.time("nbf"),
        expires: it.time("exp"),
        scopes: it.words("scp"),
        roles: it.list("roles"),
        client_id: it.text("appid").or_else(|| it.text("azp")),
        client_proof: it.text("appidacr").or_else(|| it.text("azpacr")),
        amr: it.list("amr"),
        acr: it.text("acr"),
        acrs: it.list("acrs"),
        capabilities: it.list("xms_cc"),
        ip: it.pii("ipaddr"),
        in_corporate_network: it.flag("in_corp"),
        device_id: it.pii("deviceid"),
        upn: it.pii("upn").or_else(|| it.pii("unique_name")),
        preferred_username: it.pii("preferred_username"),
        object_id: it.pii("oid"),
        token_id: it.text("uti"),
        problems: it.problems,
    }
}
