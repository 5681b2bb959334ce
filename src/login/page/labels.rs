//! The labels of the page's "More details" block, and the names of the same things in OAuth answers (RFC 6749 §5.2 and
//! Microsoft "Authentication and authorization error codes", "Handle error codes in your application").
use crate::facts::PageField;

/// In lower case. Translated pages have other labels; they are told by form, not listed here.
const LABELS: &[(&str, PageField)] = &[
    ("error code", PageField::Codes),
    ("error codes", PageField::Codes),
    ("error_codes", PageField::Codes),
    ("errorcode", PageField::Codes),
    ("request id", PageField::RequestId),
    ("request-id", PageField::RequestId),
    ("request_id", PageField::RequestId),
    ("requestid", PageField::RequestId),
    ("trace id", PageField::TraceId),
    ("trace_id", PageField::TraceId),
    ("traceid", PageField::TraceId),
    ("correlation id", PageField::CorrelationId),
    ("correlation-id", PageField::CorrelationId),
    ("correlation_id", PageField::CorrelationId),
    ("correlationid", PageField::CorrelationId),
    ("client-request-id", PageField::CorrelationId),
    ("timestamp", PageField::Timestamp),
    ("time stamp", PageField::Timestamp),
    ("app name", PageField::AppName),
    ("application name", PageField::AppName),
    ("app id", PageField::AppId),
    ("application id", PageField::AppId),
    ("ip address", PageField::Ip),
    ("device identifier", PageField::DeviceId),
    ("device id", PageField::DeviceId),
    ("device platform", PageField::DevicePlatform),
    ("device state", PageField::DeviceState),
];

/// Bytes of the longest label.
pub const LONGEST: usize = 17;

/// Lines of the page that carry no fact and end the block.
const ENDS: &[&str] = &[
    "flag sign-in errors",
    "troubleshooting details",
    "more details",
    "copy info",
    "hide details",
    "if you contact your administrator",
    "if you plan on getting help",
];

/// The label that a text ends with, and where it begins. `lower` is in lower case.
pub fn at_end(lower: &str) -> Option<(usize, PageField)> {
    let found = LABELS
        .iter()
        .filter(|(label, _)| lower.ends_with(label))
        .max_by_key(|(label, _)| label.len())?;
    let start = lower.len() - found.0.len();
    let before = lower.get(..start)?;
    let glued = before.ends_with(|it: char| it.is_alphanumeric() || matches!(it, '-' | '_'));
    // `\r\n` in a JSON string that was not read as JSON.
    let escaped = ["\\n", "\\r", "\\t"].iter().any(|it| before.ends_with(it));
    (!glued || escaped).then_some((start, found.1))
}

/// The label that a text begins with, followed by a space, and where its value begins.
pub fn at_start(lower: &str) -> Option<(usize, PageField)> {
    LABELS
        .iter()
        .filter(|(label, _)| {
            lower
                .strip_prefix(label)
                .is_some_and(|it| it.starts_with(' '))
        })
        .max_by_key(|(label, _)| label.len())
        .map(|(label, field)| (label.len() + 1, *field))
}

/// Whether a line is the whole of a label.
pub fn whole(lower: &str) -> Option<PageField> {
    LABELS
        .iter()
        .find(|(label, _)| *label == lower)
        .map(|it| it.1)
}

/// Whether a line begins with a label other than that of the code, or is one that carries no fact.
pub fn begins(lower: &str) -> bool {
    let lower = lower.trim_start_matches([' ', '\t', '>', '*', '-', '|']);
    let of_label = LABELS.iter().any(|(label, field)| {
        let behind = lower.strip_prefix(label);
        *field != PageField::Codes
            && behind
                .is_some_and(|it| !it.starts_with(|it: char| it.is_alphanumeric() || it == '_'))
    });
    (of_label && !lower.contains("aadsts") && !lower.contains("error code")) || ends_block(lower)
}

pub fn ends_block(lower: &str) -> bool {
    ENDS.iter().any(|it| lower.starts_with(it))
}

/// A value without the line of the page that follows the block's last one.
pub fn before_end(value: &str) -> &str {
    let end = value.to_ascii_lowercase().find("flag sign-in errors");
    end.and_then(|it| value.get(..it)).unwrap_or(value)
}

/// As the page writes it.
pub fn words(it: PageField) -> &'static str {
    match it {
        PageField::Codes => "Error Code",
        PageField::RequestId => "Request Id",
        PageField::TraceId => "Trace ID",
        PageField::CorrelationId => "Correlation Id",
        PageField::Timestamp => "Timestamp",
        PageField::AppName => "App name",
        PageField::AppId => "App id",
        PageField::Ip => "IP address",
        PageField::DeviceId => "Device identifier",
        PageField::DevicePlatform => "Device platform",
        PageField::DeviceState => "Device state",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_stands_alone() {
        assert_eq!(at_end("error code"), Some((0, PageField::Codes)));
        assert_eq!(at_end("x. trace id"), Some((3, PageField::TraceId)));
        assert_eq!(
            at_end("client-request-id"),
            Some((0, PageField::CorrelationId))
        );
        assert_eq!(at_end("x-ms-request-id"), None);
        assert_eq!(at_end("metapp name"), None);
        assert_eq!(at_end("\\r\\ntrace id"), Some((4, PageField::TraceId)));
        assert_eq!(at_start("app id 1"), Some((7, PageField::AppId)));
        assert_eq!(at_start("app idle"), None);
        assert!(LABELS.iter().all(|(it, _)| it.len() <= LONGEST));
        assert!(LABELS.iter().any(|(it, _)| it.len() == LONGEST));
    }
}
