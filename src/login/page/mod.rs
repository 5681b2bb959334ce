//! The error page's "More details" block in the forms in which people paste it: text, wrapped or quoted, HTML, an
//! application's message, the JSON body of an OAuth error, a redirect URL.
//!
//! Members and order of the block, and the headings: transcripts of the page; sources stand with the labels.
mod body;
mod collector;
mod labels;
mod markup;
mod shapes;
#[cfg(test)]
mod tests;
mod unlabelled;

use super::text;
use super::{SIZE_LIMIT, parameters};
use crate::facts::{DeviceId, Page, PageField, PageForm, PageProblem};
use crate::standards::text::{Text, decode};
use collector::{Collector, Place};

/// Why nothing was read. The messages go after "FILE: ".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    #[error("empty; copy the block under \"More details\" of the error page into it")]
    Empty,
    #[error(
        "{size} bytes; no error page is larger than {SIZE_LIMIT}, so copy only the block under \"More details\""
    )]
    TooLarge { size: usize },
    #[error(
        "{kind}, not text; copy the text of the block under \"More details\" instead of a picture or a document"
    )]
    NotText { kind: &'static str },
    #[error("an export of a sign-in log, not the error page; give it with --signin-log")]
    SignInLog,
    #[error(
        "nothing of an error page in {lines} lines; looked for: an AADSTS number or the lines Error Code, Request Id, \
         Correlation Id, App id, IP address, Device identifier in English, JSON with error_codes, a URL with error="
    )]
    Nothing { lines: u32 },
}

/// The outcome, and the work it took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageReading {
    pub outcome: Result<Page, PageError>,
    /// Characters looked at, each look counted: grows with the text and with nothing else.
    pub steps: u64,
}

impl PageReading {
    fn failed(error: PageError) -> PageReading {
        PageReading {
            outcome: Err(error),
            steps: 0,
        }
    }
}

/// First bytes of what people attach instead of text.
const NOT_TEXT: &[(&[u8], &str)] = &[
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xFF\xD8\xFF", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a zip file or an office document"),
    (
        b"\xD0\xCF\x11\xE0",
        "an Outlook message or an old office document",
    ),
    (b"RIFF", "a picture or a recording"),
];

/// Reads the page out of what was pasted.
pub fn read(bytes: &[u8]) -> PageReading {
    if bytes.len() > SIZE_LIMIT {
        return PageReading::failed(PageError::TooLarge { size: bytes.len() });
    }
    if let Some((_, kind)) = NOT_TEXT.iter().find(|(start, _)| bytes.starts_with(start)) {
        return PageReading::failed(PageError::NotText { kind });
    }
    read_text(&decode(bytes))
}

pub(super) fn read_text(source: &Text<'_>) -> PageReading {
    let text: &str = &source.text;
    let trimmed =
        text.trim_matches(|it: char| it.is_whitespace() || it.is_control() || it == '\u{feff}');
    if trimmed.is_empty() {
        return PageReading::failed(PageError::Empty);
    }
    let mut it = Collector::default();
    if trimmed.starts_with(['{', '[']) {
        if is_sign_in_log(trimmed) {
            return PageReading::failed(PageError::SignInLog);
        }
        it.page.form = PageForm::Json;
        if !json(&mut it, text, trimmed) {
            lines(&mut it, text);
        }
    } else if is_url(trimmed) {
        it.page.form = PageForm::Url;
        url(&mut it, trimmed);
    } else {
        let lower = text.to_ascii_lowercase();
        if markup::is_html(&lower) {
            it.page.form = PageForm::Html;
            html(&mut it, text, false);
            if !tells(&it.page) {
                // The page's script holds the same message; it is asked only where the page shows nothing.
                html(&mut it, text, true);
            }
        } else {
            lines(&mut it, text);
            it.page.form = form(&it);
        }
    }
    it.close(false);
    it.place_by_form();
    let steps = it.steps + text.len() as u64;
    let mut page = it.page;
    let outcome = if tells(&page) {
        places(&mut page, source);
        Ok(page)
    } else {
        let lines = text::lines(text).last().map_or(0, |it| it.number);
        Err(PageError::Nothing { lines })
    };
    PageReading { outcome, steps }
}

/// Whether a line is of the page and holds no code, so that a reader of codes finds nothing in it.
pub(super) fn is_told(line: &str) -> bool {
    labels::begins(&line.to_lowercase())
}

fn lines(into: &mut Collector, text: &str) {
    for it in text::lines(text) {
        if it.text.contains("error_description=") {
            // A redirect URL in a message: its parameters, then the line as it is.
            url(into, it.text);
        }
        into.feed(it);
    }
}

/// Whether the text is JSON and was read as such; where it is none, the place is told and the rest is read as text.
fn json(into: &mut Collector, text: &str, trimmed: &str) -> bool {
    if trimmed.len() > body::SIZE_LIMIT {
        let what = format!("JSON of more than {} bytes; read as text", body::SIZE_LIMIT);
        into.problem(Place { line: 1, offset: 0 }, what);
        return false;
    }
    let start = text.find(['{', '[']).unwrap_or(0);
    match serde_json::from_str(trimmed) {
        Ok(value) => {
            body::walk(into, text, &value);
            true
        }
        Err(error) => {
            let skipped = text.get(..start).unwrap_or_default();
            let line = skipped.matches('\n').count() + error.line();
            let ends = trimmed.match_indices('\n').map(|it| it.0 + 1);
            let begin = error
                .line()
                .checked_sub(2)
                .map_or(Some(0), |it| ends.clone().nth(it));
            let place = Place {
                line: u32::try_from(line).unwrap_or(u32::MAX),
                offset: start + begin.unwrap_or(0) + error.column().saturating_sub(1),
            };
            let what = if error.is_eof() {
                "the JSON ends here and is not complete; read as text"
            } else {
                "not JSON from here on; read as text"
            };
            into.problem(place, what);
            false
        }
    }
}

/// Names of the sign-in log that an error body never has (Microsoft Graph `signIn`; Log Analytics `SigninLogs`).
fn is_sign_in_log(text: &str) -> bool {
    let head = text
        .char_indices()
        .nth(64 * 1024)
        .map_or(text.len(), |it| it.0);
    let head = text.get(..head).unwrap_or(text).to_ascii_lowercase();
    [
        "\"conditionalaccessstatus\"",
        "\"appliedconditionalaccesspolicies\"",
        "\"conditionalaccesspolicies\"",
    ]
    .iter()
    .any(|it| head.contains(it))
}

/// One URL, perhaps broken over lines, and nothing else.
pub(super) fn is_url(text: &str) -> bool {
    super::cloud::split(text).is_some() && !text.contains([' ', '\t', '<'])
}

/// The error parameters of a URL (RFC 6749 §4.1.2.1; the fragment with the implicit flow, §4.2.2.1). Nothing else of it
/// is read: it may hold an authorization code.
fn url(into: &mut Collector, text: &str) {
    let whole: String = text.chars().filter(|it| !it.is_whitespace()).collect();
    into.steps += whole.len() as u64;
    let place = Place { line: 1, offset: 0 };
    for it in parameters::of(&whole) {
        let field = match it.name.as_str() {
            "error" | "suberror" | "claims" | "error_description" => {
                body::parameter(into, &it.name, &it.value, place);
                continue;
            }
            "error_codes" => PageField::Codes,
            // The official look-up address: login.microsoftonline.com/error?code=53003.
            "code" if whole.contains("/error?") && !shapes::codes(&it.value).is_empty() => {
                PageField::Codes
            }
            "trace_id" => PageField::TraceId,
            "correlation_id" => PageField::CorrelationId,
            "timestamp" => PageField::Timestamp,
            _ => continue,
        };
        into.labelled(field, place, &it.value);
    }
}

fn html(into: &mut Collector, text: &str, scripts: bool) {
    let (mut number, mut counted) = (1_u32, 0);
    markup::seen(text, scripts, |position, line| {
        let passed = text.get(counted..position).unwrap_or_default();
        let ends = passed.bytes().filter(|it| *it == b'\n').count();
        number = number.saturating_add(u32::try_from(ends).unwrap_or(u32::MAX));
        counted = counted.max(position);
        into.feed(text::Line {
            number,
            position,
            text: line,
        });
    });
    into.close(false);
}

/// A message has its number behind AADSTS and its ids in the sentence; the block has labels of the page.
fn form(it: &Collector) -> PageForm {
    let of_page = |it: &&PageField| {
        !matches!(
            it,
            PageField::TraceId | PageField::CorrelationId | PageField::Timestamp
        )
    };
    if it.told.iter().any(|it| of_page(&it)) || it.page.codes.is_empty() {
        PageForm::Details
    } else if it.page.error.is_some() {
        PageForm::Url
    } else {
        PageForm::Message
    }
}

/// Whether anything in it is of an error page. A time or an address alone may be of anything.
fn tells(it: &Page) -> bool {
    let ids = [&it.request_id, &it.trace_id, &it.correlation_id, &it.app_id];
    !it.codes.is_empty()
        || it.heading.is_some()
        || it.error.is_some()
        || ids.iter().any(|it| it.is_some())
        || it.device_id != DeviceId::NotTold
        || it.ip.is_some() && !it.by_form.contains(&PageField::Ip)
}

/// Places in the text become bytes of the file, and what could not be decoded is told first.
fn places(page: &mut Page, source: &Text<'_>) {
    for it in &mut page.problems {
        it.offset = source.offset(usize::try_from(it.offset).unwrap_or(usize::MAX));
    }
    let undecoded = source.problems.iter().map(|it| {
        let lines = text::lines(&source.text).take_while(|line| line.position <= it.position);
        PageProblem {
            line: lines.last().map_or(1, |it| it.number),
            offset: it.offset,
            what: it.what.to_owned(),
        }
    });
    let undecoded: Vec<PageProblem> = undecoded.collect();
    page.problems.splice(0..0, undecoded);
}
