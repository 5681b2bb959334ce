//! What a token and a request that were given to `explain` mean. Pure: the time comes from the caller.
use crate::facts::{AuthorizeRequest, Page, Token, TokenKind};
use time::{Duration, OffsetDateTime};

/// What was handed over beside codes and lines, read; of what could not be read, why.
#[derive(Clone, Debug)]
pub struct Handed {
    pub page: Option<Page>,
    pub tokens: Vec<Result<Token, String>>,
    pub requests: Vec<Result<AuthorizeRequest, String>>,
    /// This computer's clock.
    pub now: OffsetDateTime,
}

impl Handed {
    pub fn is_empty(&self) -> bool {
        self.page.is_none() && self.tokens.is_empty() && self.requests.is_empty()
    }

    /// Whether anything of it could be read.
    pub fn any_read(&self) -> bool {
        self.page.is_some()
            || self.tokens.iter().any(Result::is_ok)
            || self.requests.iter().any(Result::is_ok)
    }
}

/// A token held against the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validity {
    Valid,
    Expired,
    NotYet,
    /// It names no end.
    Unknown,
}

/// How far clocks may differ; libraries that check tokens allow five minutes (Microsoft.IdentityModel, default
/// `ClockSkew`).
const SKEW: Duration = Duration::minutes(5);

pub fn validity(it: &Token, now: OffsetDateTime) -> Validity {
    if it.expires.is_some_and(|it| it <= now) {
        Validity::Expired
    } else if it.not_before.is_some_and(|it| it - now > SKEW) {
        Validity::NotYet
    } else if it.expires.is_some() {
        Validity::Valid
    } else {
        Validity::Unknown
    }
}

/// A statement, and the code it would bring, where there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    pub code: Option<u32>,
    pub text: &'static str,
}

/// What follows from a token for a sign-in that fails.
pub fn remarks(it: &Token, now: OffsetDateTime) -> Vec<Remark> {
    let mut out = Vec::new();
    let mut say = |code, text| out.push(Remark { code, text });
    match validity(it, now) {
        // RFC 6750 §3.1.
        Validity::Expired => say(
            Some(500_133),
            "It has expired. Whatever it is for answers with HTTP 401 (invalid_token), and where it is sent as a proof \
             (assertion) the sign-in service refuses it. The application asks for a new one; 53003 does not come of it.",
        ),
        Validity::NotYet => say(
            Some(500_133),
            "It is not valid yet by this computer's clock: the clock is behind, or the token was made by one that is ahead. \
             Set the clock right.",
        ),
        Validity::Valid => say(
            None,
            "It comes from a sign-in that worked, so it is not the one that was refused.",
        ),
        Validity::Unknown => say(None, "It does not say until when it is good."),
    }
    if it.kind == TokenKind::Id {
        say(
            None,
            "An ID token tells an application who signed in; sent to a service in place of an access token it is refused with \
             HTTP 401.",
        );
    }
    if it.kind == TokenKind::Access && it.audience.is_empty() {
        say(
            None,
            "It names no audience: no service can know that it is meant for it.",
        );
    }
    out
}
