//! What stands in a pasted text beside words: tokens, authorize URLs, and the error page. What is left of the text may be
//! shown again: no token, no authorization code and no long opaque word is in it.
use super::page;
use super::request::{self, RequestError};
use super::token::{self, TokenError};
use super::{parameters, text};
use crate::facts::{AuthorizeRequest, Page, Token};
use crate::standards::text::Text;

/// Tokens, and requests, kept of one text. More are taken out and not told.
const MOST: usize = 8;
/// Characters from which a word beginning like a token is one. The shortest header alone has twenty.
const SHORTEST: usize = 40;
/// A line longer than this was not wrapped by a terminal or a mail program.
const WRAPPED: usize = 256;

/// What was found in a text.
#[derive(Debug, Default)]
pub struct Within {
    /// The error page, where the text has more of it than a code.
    pub page: Option<Page>,
    pub tokens: Vec<Result<Token, TokenError>>,
    pub requests: Vec<Result<AuthorizeRequest, RequestError>>,
    /// The text without them.
    pub rest: String,
}

impl Within {
    pub fn is_empty(&self) -> bool {
        self.page.is_none() && self.tokens.is_empty() && self.requests.is_empty()
    }

    fn token(&mut self, it: Result<Token, TokenError>) {
        if self.tokens.len() < MOST {
            self.tokens.push(it);
        }
    }

    fn request(&mut self, it: Result<AuthorizeRequest, RequestError>) {
        if self.requests.len() < MOST {
            self.requests.push(it);
        }
    }
}

/// Reads a decoded text.
pub fn read(source: &Text<'_>) -> Within {
    let mut out = Within::default();
    let trimmed = source.text.trim().trim_start_matches('\u{feff}');
    if whole(&mut out, trimmed) {
        return out;
    }
    out.page = page::read_text(source).outcome.ok().filter(is_page);
    let mut taken = 0;
    for it in text::lines(trimmed) {
        if taken > 0 {
            taken -= 1;
            continue;
        }
        if out.page.is_none() || !page::is_told(it.text) {
            let follows = trimmed.get(it.position + it.text.len()..);
            taken = line(&mut out, it.text, follows.unwrap_or_default());
            out.rest.push('\n');
        }
    }
    out
}

/// A text that is one token or one authorize URL, perhaps wrapped, and nothing else.
fn whole(out: &mut Within, text: &str) -> bool {
    if page::is_url(text) {
        if request::looks_like(text) && !parameters::of(text).iter().any(|it| it.name == "error") {
            out.request(request::read(text));
            return true;
        }
        return false;
    }
    if !token::looks_like(text) {
        return false;
    }
    let read = token::read(text);
    let guessed = matches!(read, Err(TokenError::Opaque | TokenError::TooLarge { .. }))
        && text.contains(char::is_whitespace);
    // Of many lines only the first may be the token.
    let mixed = read.is_err() && text.lines().count() > 1;
    if !guessed && !mixed {
        out.token(read);
    }
    !guessed && !mixed
}

/// Whether a code, or what stands for one, has the particulars of a page beside it.
fn is_page(it: &Page) -> bool {
    let ids = [&it.request_id, &it.trace_id, &it.correlation_id];
    let ids = ids.iter().filter(|it| it.is_some()).count();
    let particulars = it.timestamp.is_some()
        || it.app_id.is_some()
        || it.app_name.is_some()
        || it.ip.is_some()
        || it.heading.is_some()
        || it.error.is_some();
    (!it.codes.is_empty() && (particulars || ids > 0)) || ids > 1 || (ids > 0 && particulars)
}

/// Takes a line apart into `rest`; the number of lines behind it that belong to its last token comes back. `follows` begins
/// at the end of the line.
fn line(out: &mut Within, line: &str, follows: &str) -> usize {
    let apart = |it: char| it.is_whitespace() || matches!(it, '"' | '\'' | '<' | '>' | '`' | '|');
    let mut taken = 0;
    for piece in line.split_inclusive(apart) {
        let word = piece.trim_end_matches(apart);
        let behind = piece.get(word.len()..).unwrap_or_default();
        if word.contains("://") && url(out, word) {
            out.rest.push_str(behind);
            continue;
        }
        let last = behind.is_empty();
        taken += tokens(out, word, if last { follows } else { "" }, line.len());
        out.rest.push_str(behind);
    }
    taken
}

/// Takes a URL with parameters: a request is read, of any other only what tells of an error is left.
fn url(out: &mut Within, word: &str) -> bool {
    let Some(start) = word.find("https://").or_else(|| word.find("http://")) else {
        return false;
    };
    let (before, url) = word.split_at_checked(start).unwrap_or(("", word));
    let Some((address, _)) = url.split_once(['?', '#']) else {
        return false;
    };
    let parameters = parameters::of(url);
    let tells = |name: &str| matches!(name, "error" | "error_description" | "error_codes");
    out.rest.push_str(before);
    if request::looks_like(url) && !parameters.iter().any(|it| tells(&it.name)) {
        out.request(request::read(url));
        out.rest.push_str("(a sign-in request)");
        return true;
    }
    for it in &parameters {
        if matches!(it.name.as_str(), "access_token" | "id_token") {
            out.token(token::read(&it.value));
        }
    }
    out.rest.push_str(address);
    for it in &parameters {
        let number = it.value.len() <= 9 && it.value.bytes().all(|it| it.is_ascii_digit());
        let harmless = number || matches!(it.name.as_str(), "trace_id" | "correlation_id");
        if tells(&it.name) || (harmless && it.name.len() <= SHORTEST) {
            out.rest.push_str(&format!(" {}={}", it.name, it.value));
        }
    }
    true
}

fn of_token(it: char) -> bool {
    it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.' | '=')
}

/// Takes tokens out of a word, the last one with the lines it was wrapped over.
fn tokens(out: &mut Within, word: &str, follows: &str, width: usize) -> usize {
    let mut rest = word;
    let mut taken = 0;
    while !rest.is_empty() {
        let end = rest.find(|it| !of_token(it)).unwrap_or(rest.len());
        let (run, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let next = behind.chars().next().map_or(0, char::len_utf8);
        let (between, behind) = behind.split_at_checked(next).unwrap_or((behind, ""));
        // name=eyJ…
        let start = run.find("eyJ").filter(|at| {
            let before = run.get(..*at).unwrap_or_default();
            before.is_empty() || before.ends_with('=')
        });
        let (name, run) = run
            .split_at_checked(start.unwrap_or(0))
            .unwrap_or(("", run));
        out.rest.push_str(name);
        if run.len() > SHORTEST && (start.is_some() || token::is_refresh(run)) {
            let mut text = run.to_owned();
            if between.is_empty() {
                taken = wrapped(&mut text, follows, width);
            }
            out.token(token::read(&text));
            out.rest.push_str("(a token, not shown)");
        } else {
            out.rest.push_str(run);
        }
        out.rest.push_str(between);
        rest = behind;
    }
    taken
}

/// Adds the lines over which a token was wrapped: nothing but characters of tokens in them, and no code.
fn wrapped(token: &mut String, follows: &str, width: usize) -> usize {
    let code = |it: &str| {
        let it = it.to_ascii_lowercase();
        ["aadsts", "scard_", "libusb_", "0x"]
            .iter()
            .any(|sign| it.starts_with(sign))
            || it.bytes().all(|it| it.is_ascii_digit())
    };
    let mut taken = 0;
    // The first is the end of the line it begins in.
    for it in text::lines(follows).skip(1).map(|it| it.text.trim()) {
        let belongs = width <= WRAPPED
            && it.len() <= width
            && !it.is_empty()
            && it.chars().all(of_token)
            && !code(it);
        if !belongs || token.len() > token::SIZE_LIMIT {
            break;
        }
        token.push_str(it);
        taken += 1;
        if it.len() < SHORTEST {
            break;
        }
    }
    taken
}
