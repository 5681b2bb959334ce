//! What was brought of the failed sign-in, in one line each.
use crate::case::Case;
use crate::facts::{DeviceId, Login, Observed, Page, Token, TokenKind};
use time::OffsetDateTime;

/// A word for what it is, and the line. `when` writes a time for people.
pub fn lines(
    case: &Case<'_>,
    when: impl Fn(OffsetDateTime) -> String,
) -> Vec<(&'static str, String)> {
    let Login {
        page,
        token,
        request,
        ..
    } = &case.snapshot.login;
    let mut out = Vec::new();
    if let Some(it) = line(page, |it| of_page(it, &when)) {
        out.push(("Page", it));
    }
    if let Some(it) = line(token, |it| of_token(it, &when)) {
        out.push(("Token", it));
    }
    let request = line(request, |it| {
        let client = it
            .client_id
            .as_deref()
            .unwrap_or("an application without an id");
        let problems = many(it.problems.len(), "thing to look at", "things to look at");
        format!("a sign-in request of {client} to {}; {problems}", it.host)
    });
    out.extend(request.map(|it| ("App", it)));
    out
}

fn line<T>(it: &Observed<T>, of: impl Fn(&T) -> String) -> Option<String> {
    match it {
        Observed::Seen(it) => Some(of(it)),
        Observed::Failed(it) => {
            let why = it.causes.first().unwrap_or(&it.name);
            Some(format!("not read: {why}"))
        }
        Observed::Absent | Observed::Unasked { .. } => None,
    }
}

fn of_page(it: &Page, when: &impl Fn(OffsetDateTime) -> String) -> String {
    let codes: Vec<String> = it.codes.iter().map(u32::to_string).collect();
    let mut parts = vec![match codes.len() {
        0 => "no error code".to_owned(),
        1 => format!("error {}", codes.join(", ")),
        _ => format!("errors {}", codes.join(", ")),
    }];
    parts.extend(it.timestamp.map(when));
    parts.extend(
        it.app_name
            .as_ref()
            .or(it.app_id.as_ref())
            .map(|it| format!("app {it}")),
    );
    parts.extend(it.ip.as_ref().map(|it| format!("from {}", it.0)));
    match &it.device_id {
        DeviceId::NotTold => {}
        DeviceId::NotAvailable => parts.push("device identifier not available".to_owned()),
        DeviceId::Given(it) => parts.push(format!("device {}", it.0)),
    }
    parts.extend(
        it.device_platform
            .as_ref()
            .map(|it| format!("platform {it}")),
    );
    parts.extend(it.device_state.as_ref().map(|it| format!("state {it}")));
    let ids = [&it.request_id, &it.trace_id, &it.correlation_id];
    if ids.iter().all(|it| it.is_none()) {
        parts.push("no request or correlation id".to_owned());
    }
    if !it.by_form.is_empty() {
        parts.push("some of it told by form alone, as its labels are not English".to_owned());
    }
    if !it.problems.is_empty() {
        let first = it
            .problems
            .first()
            .map(|it| format!("line {}: {}", it.line, it.what));
        let what = many(it.problems.len(), "problem", "problems");
        parts.push(format!("{what} ({})", first.unwrap_or_default()));
    }
    parts.join("; ")
}

fn of_token(it: &Token, when: &impl Fn(OffsetDateTime) -> String) -> String {
    let kind = match it.kind {
        TokenKind::Access => "an access token",
        TokenKind::Id => "an ID token",
        TokenKind::Unknown => "a token",
    };
    let until = it.expires.map(|it| format!(", good until {}", when(it)));
    format!(
        "{kind} for {}{}; its signature was not checked, and it is not kept",
        it.audience.first().map_or("nobody named", String::as_str),
        until.unwrap_or_default()
    )
}

fn many(n: usize, one: &str, more: &str) -> String {
    match n {
        0 => format!("no {more}"),
        1 => format!("1 {one}"),
        n => format!("{n} {more}"),
    }
}
