//! What is the same for all certificates of a page, and the verdict on one.
use crate::case::chain::{ChainCase, Chains, TrustedBy, is_wrong};
use crate::pki::path::Status;
use crate::report::text::Tone;
use time::{OffsetDateTime, UtcOffset};

/// What is the same for all certificates of a page.
pub(super) struct Sheet<'a> {
    pub chains: &'a Chains,
    pub at: OffsetDateTime,
    pub zone: UtcOffset,
    pub with_default: bool,
}

pub(super) fn status(it: Status) -> (&'static str, Tone) {
    match it {
        Status::Valid => ("ok", Tone::Ok),
        Status::Unknown => ("unknown", Tone::Bold),
        Status::Invalid | Status::Incomplete => ("FAIL", Tone::Fail),
    }
}

/// The verdict on one certificate in a sentence.
pub(super) fn summary(it: &ChainCase, sheet: &Sheet<'_>) -> String {
    let judgement = &it.judgement;
    let anchor = judgement.best().and_then(|it| it.anchor.as_ref());
    let to = anchor
        .map(|it| crate::case::chain::short_name(&it.name))
        .unwrap_or_default();
    let by = match &it.trusted_by {
        Some(TrustedBy::Default) => ", trusted by the tool's own set".to_owned(),
        Some(TrustedBy::Given(file)) => format!(", trusted by --trust {file}"),
        Some(TrustedBy::Store(n)) => {
            let name = sheet.chains.stores.get(*n).map(|it| it.name());
            format!(
                ", trusted by {} of this computer alone",
                name.unwrap_or_default()
            )
        }
        None => String::new(),
    };
    let wrong = judgement.best().is_some_and(is_wrong);
    match judgement.status {
        Status::Valid if wrong => format!(
            "valid, but only through a cross-certificate, to {to}{by}: not the DoD's own root"
        ),
        Status::Valid => format!("valid, to {to}{by}"),
        Status::Unknown => format!(
            "nothing speaks against it, but not all could be decided{}",
            end(&to)
        ),
        Status::Invalid => format!("not valid{}", end(&to)),
        Status::Incomplete => "no path leads to a trust anchor".to_owned(),
    }
}

fn end(to: &str) -> String {
    if to.is_empty() {
        String::new()
    } else {
        format!("; the best path leads to {to}")
    }
}
