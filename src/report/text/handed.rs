use super::{Page, Tone};
use crate::diagnosis::codes;
use crate::diagnosis::explain::{Handed, Validity, remarks, validity};
use crate::facts::{self, AuthorizeRequest, DeviceId, Token, TokenKind};
use crate::report::json::rfc3339;
use crate::report::words;
use time::OffsetDateTime;

/// Columns of the labels.
const LABELS: usize = 16;

/// A part of what was handed over: its word for scripts, its title, and what it says.
struct Sheet {
    word: &'static str,
    title: &'static str,
    rows: Vec<(&'static str, String)>,
}

impl Sheet {
    fn new(word: &'static str, title: &'static str) -> Sheet {
        Sheet {
            word,
            title,
            rows: Vec::new(),
        }
    }

    fn row(&mut self, label: &'static str, value: impl Into<String>) {
        self.rows.push((label, value.into()));
    }

    fn maybe(&mut self, label: &'static str, value: Option<impl Into<String>>) {
        if let Some(it) = value {
            self.row(label, it);
        }
    }

    fn list(&mut self, label: &'static str, values: &[String]) {
        if !values.is_empty() {
            self.row(label, values.join(", "));
        }
    }
}

/// The page, tokens and requests that were given to `explain`.
pub(super) fn write(page: &mut Page, it: &Handed) {
    let mut sheets: Vec<Sheet> = it.page.iter().map(of_page).collect();
    sheets.extend(it.tokens.iter().map(|token| of_token(token, it.now)));
    sheets.extend(it.requests.iter().map(of_request));
    for it in sheets {
        if page.view().plain {
            for (label, value) in &it.rows {
                page.record(&[it.word, label, value]);
            }
            continue;
        }
        page.heading(it.title);
        for (label, value) in &it.rows {
            page.beside(2, &[(label, LABELS, Tone::Plain)], value);
        }
    }
}

fn of_page(it: &facts::Page) -> Sheet {
    let mut out = Sheet::new("page", "Error page");
    let codes: Vec<String> = it.codes.iter().map(|it| named(*it)).collect();
    out.list("Error code", &codes);
    out.maybe("Request Id", it.request_id.as_ref());
    out.maybe("Trace ID", it.trace_id.as_ref());
    out.maybe("Correlation Id", it.correlation_id.as_ref());
    out.maybe("Time", it.timestamp.map(rfc3339));
    out.maybe("App name", it.app_name.as_ref());
    out.maybe("App id", it.app_id.as_ref());
    out.maybe("IP address", it.ip.as_ref().map(|it| it.0.as_str()));
    match &it.device_id {
        DeviceId::NotTold => {}
        DeviceId::NotAvailable => out.row(
            "Device",
            "not available: the service did not know which device was used",
        ),
        DeviceId::Given(it) => out.row("Device", it.0.as_str()),
    }
    out.maybe("Device platform", it.device_platform.as_ref());
    out.maybe("Device state", it.device_state.as_ref());
    out.maybe("OAuth error", it.error.as_ref());
    out.maybe("Suberror", it.suberror.as_ref());
    out.list("Claims", &it.claims);
    if !it.by_form.is_empty() {
        out.row(
            "Note",
            "Some of it was told by form alone, as its labels are not known: less certain.",
        );
    }
    for it in &it.problems {
        out.row("Problem", format!("line {}: {}", it.line, it.what));
    }
    out
}

fn of_token(it: &Result<Token, String>, now: OffsetDateTime) -> Sheet {
    let it = match it {
        Ok(it) => it,
        Err(why) => {
            let mut out = Sheet::new("token", "Token");
            out.row("Not read", why);
            return out;
        }
    };
    let title = match it.kind {
        TokenKind::Access => "Access token",
        TokenKind::Id => "ID token",
        TokenKind::Unknown => "Token",
    };
    let mut out = Sheet::new("token", title);
    out.row("Kind", words::token_kind(it.kind));
    let said = match validity(it, now) {
        Validity::Valid => "good now",
        Validity::Expired => "expired",
        Validity::NotYet => "not valid yet",
        Validity::Unknown => "not told",
    };
    out.row(
        "Validity",
        format!("{said}; this computer's clock says {}", rfc3339(now)),
    );
    out.maybe("Issued", it.issued.map(rfc3339));
    out.maybe("Not before", it.not_before.map(rfc3339));
    out.maybe("Expires", it.expires.map(rfc3339));
    out.list("Audience", &it.audience);
    out.list("Scopes", &it.scopes);
    out.list("Roles", &it.roles);
    out.list("Methods (amr)", &it.amr);
    out.list("Contexts (acrs)", &it.acrs);
    out.maybe("Client id", it.client_id.as_ref());
    out.row(
        "Cloud",
        it.cloud
            .map_or("not told by issuer and audience", words::cloud_name),
    );
    out.maybe("Tenant", it.tenant.as_ref().map(|it| it.0.as_str()));
    out.maybe("Issuer", it.issuer.as_ref().map(|it| it.0.as_str()));
    out.list("Problems", &it.problems);
    for it in remarks(it, now) {
        out.row("Note", with_code(it.text, it.code));
    }
    out.row(
        "Kept",
        "nothing: it was read here, sent nowhere, and its signature was not checked. Whoever has it can use it: show it to \
         nobody.",
    );
    out
}

fn of_request(it: &Result<AuthorizeRequest, String>) -> Sheet {
    let mut out = Sheet::new("request", "Sign-in request of an application");
    let it = match it {
        Ok(it) => it,
        Err(why) => {
            out.row("Not read", why);
            return out;
        }
    };
    out.row("Host", it.host.as_str());
    out.row(
        "Cloud",
        it.cloud
            .map_or("no sign-in host this version knows", words::cloud_name),
    );
    out.maybe("Tenant", words::request_tenant(&it.tenant));
    out.row(
        "Client id",
        it.client_id.as_deref().unwrap_or("none is given"),
    );
    out.row(
        "Redirect URI",
        it.redirect_uri.as_deref().unwrap_or("none is given"),
    );
    out.list("Response type", &it.response_type);
    out.list("Scopes", &it.scopes);
    out.maybe("Resource", it.resource.as_ref());
    out.list("Prompt", &it.prompt);
    out.list("Claims", &it.claims);
    for it in &it.problems {
        let text = format!("{}: {}", it.about, it.what);
        out.row("Problem", with_code(&text, it.code));
    }
    if it.problems.is_empty() {
        out.row(
            "Note",
            "It is well formed. Whether client and redirect URI are registered only the tenant knows.",
        );
    }
    out
}

fn with_code(text: &str, code: Option<u32>) -> String {
    let text = text.trim_end_matches('.');
    match code {
        Some(it) => format!("{text}. Code: {}.", named(it)),
        None => format!("{text}."),
    }
}

/// `AADSTS50011 (InvalidReplyTo)`.
fn named(number: u32) -> String {
    match codes::code(number).and_then(|it| it.name) {
        Some(name) => format!("AADSTS{number} ({name})"),
        None => format!("AADSTS{number}"),
    }
}
