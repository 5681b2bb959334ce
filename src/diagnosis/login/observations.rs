use super::evidence::Evidence;
use crate::facts::{DeviceId, NetworkPlace};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime, UtcOffset};

/// How far page and clock may differ before it is worth a word.
const CLOCK: Duration = Duration::minutes(5);
/// A page older than this may belong to another try.
const OLD: Duration = Duration::hours(12);

/// RFC 3339, UTC.
fn utc(it: OffsetDateTime) -> String {
    it.to_offset(UtcOffset::UTC)
        .format(&Rfc3339)
        .unwrap_or_default()
}

/// What page, token and request show beside the cause, and where they do not agree with this computer.
pub(super) fn of(it: &Evidence) -> Vec<String> {
    let mut out = Vec::new();
    page(it, &mut out);
    token(it, &mut out);
    request(it, &mut out);
    out
}

fn page(it: &Evidence, out: &mut Vec<String>) {
    let Some(page) = it.page else { return };
    let now = it.case.snapshot.taken_at;
    if let Some(then) = page.timestamp {
        if then - now > CLOCK {
            out.push(format!(
                "The page was made at {}, after this look at the computer ({}). Unless the look is an older one, this \
                 computer's clock is behind: set it right.",
                utc(then),
                utc(now)
            ));
        } else if now - then > OLD {
            out.push(format!(
                "The page is from {}, {} hours before this look: the card may have been in another state then.",
                utc(then),
                (now - then).whole_hours()
            ));
        }
    }
    if let [_, _, ..] = page.codes[..] {
        let codes: Vec<String> = page.codes.iter().map(u32::to_string).collect();
        out.push(format!(
            "The page names several errors ({}): what is said here is about {}.",
            codes.join(", "),
            it.code
        ));
    }
    if let Some(typed) = it.case.snapshot.login.code
        && !page.codes.is_empty()
        && !page.codes.contains(&typed)
    {
        out.push(format!(
            "You told of error {typed}, and the page is about {}: the page counts.",
            it.code
        ));
    }
    if let (Some(platform), Some(host)) = (&page.device_platform, it.case.snapshot.host.seen()) {
        let named = platform.to_ascii_lowercase();
        let same = match host.os.as_str() {
            "windows" => named.contains("windows"),
            "macos" => named.contains("mac"),
            "linux" => named.contains("linux"),
            _ => true,
        };
        if !same && it.network != NetworkPlace::VirtualDesktop {
            out.push(format!(
                "The page says the device runs {platform}, and this computer runs {}: it is from another computer, or the \
                 browser says it is something else.",
                host.name.as_deref().unwrap_or(&host.os)
            ));
        }
    }
    if page.device_id == DeviceId::NotAvailable
        && it.is_blocked()
        && it.failed_policies().is_empty()
    {
        out.push(
            "The page shows no device identifier: the service did not know which device you used. That is so of every \
             computer your organisation does not manage, and in private windows."
                .to_owned(),
        );
    }
    for problem in &page.problems {
        out.push(format!("The page, line {}: {}", problem.line, problem.what));
    }
}

fn token(it: &Evidence, out: &mut Vec<String>) {
    if let Some(failure) = it.case.snapshot.login.token.failure() {
        out.push(format!(
            "The token could not be read: {}",
            failure.causes.join("; ")
        ));
    }
    let Some(token) = it.token else { return };
    let now = it.case.at;
    match (token.not_before, token.expires) {
        (_, Some(expires)) if expires < now => out.push(format!(
            "The token expired at {}. An expired token is no reason for 53003: the application asks for a new one, and \
             errors about that are 70008, 700082 or 50173.",
            utc(expires)
        )),
        (Some(from), _) if from > now => {
            out.push(format!("The token is valid from {} on: this computer's clock is behind, or the token is not from here.", utc(from)));
        }
        (_, Some(expires)) => out.push(format!(
            "The token is good until {}: it comes from a sign-in that worked, so it is not the one that was blocked.",
            utc(expires)
        )),
        _ => {}
    }
    if !token.audience.is_empty() {
        out.push(format!(
            "The token is meant for {} and for nothing else.",
            token.audience.join(", ")
        ));
    }
    if !token.amr.is_empty() {
        out.push(format!("The token was got with: {}.", token.amr.join(", ")));
    }
    out.push("The token was read here and not kept; its signature was not checked.".to_owned());
}

fn request(it: &Evidence, out: &mut Vec<String>) {
    if let Some(failure) = it.case.snapshot.login.request.failure() {
        out.push(format!(
            "The address of the request could not be read: {}",
            failure.causes.join("; ")
        ));
    }
    let Some(request) = it.request else { return };
    if request.problems.is_empty() {
        out.push("The application's request looks well formed: client, redirect address and scopes are there.".to_owned());
    }
    for problem in &request.problems {
        let code = problem.code.map_or(String::new(), |it| {
            format!(" That brings error {it}, not 53003.")
        });
        out.push(format!(
            "The application's request, {}: {}.{code}",
            problem.about,
            problem.what.trim_end_matches('.')
        ));
    }
}
