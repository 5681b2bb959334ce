//! The JSON body of an OAuth error (RFC 6749 §5.2), alone or inside another answer.
use super::collector::{Collector, Place};
use crate::facts::PageField;
use crate::login::claims;
use crate::login::text;
use serde_json::Value;

/// An error body is a few kilobytes; what is larger is read as text.
pub const SIZE_LIMIT: usize = 1024 * 1024;
/// Characters kept of `error` and `suberror`.
const WORD: usize = 64;

/// Reads every member that is known, wherever it stands.
pub(super) fn walk(into: &mut Collector, source: &str, value: &Value) {
    match value {
        Value::Object(members) => {
            for (name, it) in members {
                member(into, source, name, it);
            }
        }
        Value::Array(items) => items.iter().for_each(|it| walk(into, source, it)),
        _ => {}
    }
}

fn member(into: &mut Collector, source: &str, name: &str, value: &Value) {
    let place = place(into, source, name);
    let field = match name.to_ascii_lowercase().replace(['_', '-'], "").as_str() {
        "errorcodes" | "errorcode" => PageField::Codes,
        "requestid" => PageField::RequestId,
        "traceid" => PageField::TraceId,
        "correlationid" | "clientrequestid" => PageField::CorrelationId,
        "timestamp" => PageField::Timestamp,
        "error" | "suberror" | "claims" if value.is_string() => {
            let text = value.as_str().unwrap_or_default();
            parameter(into, name, text, place);
            return;
        }
        _ => {
            match value {
                Value::String(it) => sentences(into, it, place),
                it => walk(into, source, it),
            }
            return;
        }
    };
    match value {
        Value::String(it) => into.labelled(field, place, it),
        Value::Number(it) if field == PageField::Codes => {
            into.labelled(field, place, &it.to_string())
        }
        Value::Array(items) if field == PageField::Codes => {
            let items: Vec<String> = items.iter().take(32).map(Value::to_string).collect();
            into.labelled(field, place, &items.join(","));
        }
        _ => into.problem(place, "a member of the JSON is not of its type"),
    }
}

/// `error`, `suberror` and `claims`, from a body or a URL. An error word is kept only where it looks like one.
pub(super) fn parameter(into: &mut Collector, name: &str, value: &str, place: Place) {
    let is_word = value.len() <= WORD
        && !value.is_empty()
        && value
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || it == b'_' || it == b'-');
    match name {
        "error" if is_word => into.page.error = Some(value.to_owned()),
        "suberror" if is_word => into.page.suberror = Some(value.to_owned()),
        "claims" => match claims::read(value) {
            Some(it) => into.page.claims = it,
            None => into.problem(place, "claims is not a JSON object"),
        },
        _ => sentences(into, value, place),
    }
}

/// A description: AADSTS numbers, and the ids and the time at its end.
pub(super) fn sentences(into: &mut Collector, value: &str, place: Place) {
    for mut it in text::lines(value) {
        it.number = place.line;
        it.position = place.offset;
        into.feed(it);
    }
    into.close(false);
}

/// Members whose place is looked for; each costs a pass over the text.
const PLACES: u32 = 32;

/// The line on which a member's name stands first.
fn place(into: &mut Collector, source: &str, name: &str) -> Place {
    if into.places >= PLACES {
        return Place { line: 1, offset: 0 };
    }
    into.places += 1;
    into.steps += source.len() as u64;
    let offset = source.find(&format!("\"{name}\"")).unwrap_or(0);
    let before = source.get(..offset).unwrap_or_default();
    let line = before.bytes().filter(|it| *it == b'\n').count() + 1;
    Place {
        line: u32::try_from(line).unwrap_or(u32::MAX),
        offset,
    }
}
