use super::rfc3339;
use crate::facts;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

/// What was read of the error page that was given with `--page`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Page {
    /// AADSTS numbers, in the order they stand.
    pub codes: Vec<u32>,
    pub request_id: Option<String>,
    /// Of an OAuth answer; most likely the request id.
    pub trace_id: Option<String>,
    pub correlation_id: Option<String>,
    /// RFC 3339, UTC.
    pub timestamp: Option<String>,
    pub app_name: Option<String>,
    pub app_id: Option<String>,
    pub ip: Option<String>,
    /// Null where the page has none; `device` says why.
    pub device_id: Option<String>,
    /// `given`, `not-available` (the page says so), `not-told` (the text has no such line).
    pub device: &'static str,
    pub device_platform: Option<String>,
    pub device_state: Option<String>,
    /// `details`, `html`, `message`, `json`, `url`.
    pub form: String,
    /// `cannot-access-right-now`, `no-access-to-this`, `cannot-get-there-from-here`.
    pub heading: Option<String>,
    /// The page names a restricted authentication flow.
    pub names_flow: bool,
    /// OAuth `error`.
    pub error: Option<String>,
    pub suberror: Option<String>,
    /// The claims challenge: `access_token.acrs=c1`.
    pub claims: Vec<String>,
    /// Members told by form and place alone, as their label is not known: less certain.
    pub by_form: Vec<String>,
    /// Lines whose label is not known.
    pub unknown: u32,
    pub problems: Vec<PageProblem>,
}

/// Something in the text that is not as it should be.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PageProblem {
    /// Counted from 1.
    pub line: u32,
    /// Bytes from the start of the file.
    pub offset: u64,
    pub what: String,
}

impl From<&facts::Page> for Page {
    fn from(it: &facts::Page) -> Page {
        Page {
            codes: it.codes.clone(),
            request_id: it.request_id.clone(),
            trace_id: it.trace_id.clone(),
            correlation_id: it.correlation_id.clone(),
            timestamp: it.timestamp.map(rfc3339),
            app_name: it.app_name.clone(),
            app_id: it.app_id.clone(),
            ip: it.ip.as_deref().cloned(),
            device_id: it.device_id.given().map(|it| it.0.clone()),
            device: match it.device_id {
                facts::DeviceId::Given(_) => "given",
                facts::DeviceId::NotAvailable => "not-available",
                facts::DeviceId::NotTold => "not-told",
            },
            device_platform: it.device_platform.clone(),
            device_state: it.device_state.clone(),
            form: word(&it.form).unwrap_or_default(),
            heading: it.heading.as_ref().and_then(word),
            names_flow: it.names_flow,
            error: it.error.clone(),
            suberror: it.suberror.clone(),
            claims: it.claims.clone(),
            by_form: it.by_form.iter().filter_map(word).collect(),
            unknown: u32::try_from(it.unknown.len()).unwrap_or(u32::MAX),
            problems: it
                .problems
                .iter()
                .map(|it| PageProblem {
                    line: it.line,
                    offset: it.offset,
                    what: it.what.clone(),
                })
                .collect(),
        }
    }
}

/// The word by which the snapshot names a kind.
fn word<T: Serialize>(it: &T) -> Option<String> {
    match serde_json::to_value(it) {
        Ok(Value::String(it)) => Some(it),
        _ => None,
    }
}
