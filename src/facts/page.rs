use super::Pii;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// What a person brought of the error page: the "More details" block, or the same facts in another dress. Nothing here
/// is the text that was brought; that is not kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    pub form: PageForm,
    /// The text was quoted, as in an answered e-mail.
    #[serde(default)]
    pub quoted: bool,
    pub heading: Option<Heading>,
    /// The text says that an authentication flow is restricted.
    #[serde(default)]
    pub names_flow: bool,
    /// AADSTS numbers, in the order they stand, each once.
    pub codes: Vec<u32>,
    /// Request Id of the page, 8-4-4-4-12 in lower case.
    pub request_id: Option<String>,
    /// Trace ID of an OAuth answer. Most likely the request id; nothing official says so.
    #[serde(default)]
    pub trace_id: Option<String>,
    pub correlation_id: Option<String>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub timestamp: Option<OffsetDateTime>,
    pub app_name: Option<String>,
    pub app_id: Option<String>,
    pub ip: Option<Pii<String>>,
    pub device_id: DeviceId,
    pub device_platform: Option<String>,
    pub device_state: Option<String>,
    /// OAuth `error`: `invalid_grant`, `interaction_required`, `access_denied` (RFC 6749 §4.1.2.1, §5.2).
    #[serde(default)]
    pub error: Option<String>,
    #[serde(default)]
    pub suberror: Option<String>,
    /// The claims challenge as dotted names with their values: `access_token.acrs=c1`.
    #[serde(default)]
    pub claims: Vec<String>,
    /// Members whose label was not understood and that were told by the form of their value and their place alone.
    #[serde(default)]
    pub by_form: Vec<PageField>,
    /// Lines that look like label and value, with a label this version does not know (translations).
    #[serde(default)]
    pub unknown: Vec<Unlabelled>,
    #[serde(default)]
    pub problems: Vec<PageProblem>,
}

/// What kind of text it was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PageForm {
    /// The "More details" block as text.
    #[default]
    Details,
    /// HTML source, or a saved page.
    Html,
    /// An application's message with `AADSTS` in it.
    Message,
    /// The JSON body of an OAuth error (RFC 6749 §5.2).
    Json,
    /// A URL with error parameters (RFC 6749 §4.1.2.1).
    Url,
}

/// The page's headings that tell something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Heading {
    /// "You cannot access this right now": seen with 53003.
    CannotAccessRightNow,
    /// "You don't have access to this": seen with 53003, newer.
    NoAccessToThis,
    /// "You can't get there from here": seen with 530001.
    CannotGetThereFromHere,
}

/// The page's device identifier. "Not available" is an answer: the service saw no device identity.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceId {
    /// The text has no such line.
    #[default]
    NotTold,
    /// "Not available".
    NotAvailable,
    Given(Pii<String>),
}

impl DeviceId {
    pub fn given(&self) -> Option<&Pii<String>> {
        match self {
            DeviceId::Given(it) => Some(it),
            _ => None,
        }
    }
}

/// The lines of the page, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageField {
    Codes,
    RequestId,
    TraceId,
    CorrelationId,
    Timestamp,
    AppName,
    AppId,
    Ip,
    DeviceId,
    DevicePlatform,
    DeviceState,
}

/// A label that is not known, and what stands behind it. Both may be anything, so both are kept as personal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unlabelled {
    pub label: Pii<String>,
    pub value: Pii<String>,
    pub line: u32,
}

/// Something in the text that is not as it should be. Never quotes the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageProblem {
    /// Line, counted from 1.
    pub line: u32,
    /// Byte of the file at which that line begins, or at which the problem is.
    pub offset: u64,
    pub what: String,
}
