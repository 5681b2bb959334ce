//! Which of the three a text is: the error page, a token, or an authorize URL.
use super::page::{self, PageReading};
use super::request::{self, RequestError};
use super::token::{self, TokenError};
use super::{SIZE_LIMIT, parameters};
use crate::facts::{AuthorizeRequest, Token};
use crate::standards::text;

/// What was brought, read as what it is. Errors are of the kind it was taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Brought {
    Page(Box<PageReading>),
    Token(Box<Result<Token, TokenError>>),
    Request(Box<Result<AuthorizeRequest, RequestError>>),
}

/// Reads what was brought. An authorize URL that carries an error is a page; a text that is nothing else is taken for
/// one too.
pub fn read(bytes: &[u8]) -> Brought {
    if bytes.len() > SIZE_LIMIT {
        return Brought::Page(Box::new(page::read(bytes)));
    }
    let source = text::decode(bytes);
    let text: &str = &source.text;
    let trimmed = text.trim();
    if page::is_url(trimmed) {
        let tells =
            |name: &str| name == "error" || name == "error_description" || name == "error_codes";
        let parameters = parameters::of(trimmed);
        if parameters.iter().any(|it| tells(&it.name)) {
            return Brought::Page(Box::new(page::read(bytes)));
        }
        let token = parameters
            .iter()
            .find(|it| matches!(it.name.as_str(), "access_token" | "id_token"));
        if let Some(it) = token {
            return Brought::Token(Box::new(token::read(&it.value)));
        }
        if request::looks_like(trimmed) {
            return Brought::Request(Box::new(request::read(trimmed)));
        }
    } else if token::looks_like(trimmed) {
        return Brought::Token(Box::new(token::read(trimmed)));
    }
    Brought::Page(Box::new(page::read(bytes)))
}
