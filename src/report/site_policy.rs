//! The site's policy in words.
use crate::facts::{ApprovedDriver, RequiredAnchor, SitePolicy};

/// What it lays down, one statement a string: whose it is first, then what it asks for. What it makes of single checks
/// stands with their findings.
pub(super) fn lines(it: &SitePolicy) -> Vec<String> {
    let whose = it.organisation.as_deref();
    let mut out = vec![match whose {
        Some(whose) => format!("{} of {whose}", it.file),
        None => it.file.clone(),
    }];
    if let Some(days) = it.warn_days {
        out.push(format!("an expiry is worth a warning {days} days ahead"));
    }
    let mut of = |what: &str, them: Vec<String>| {
        if !them.is_empty() {
            out.push(format!("{what}: {}", them.join(", ")));
        }
    };
    of(
        "approved readers",
        it.readers.iter().map(ToString::to_string).collect(),
    );
    of("approved drivers", it.drivers.iter().map(driver).collect());
    of("required anchors", it.anchors.iter().map(anchor).collect());
    of(
        "checks graded anew",
        it.rules.iter().map(|it| it.rule.clone()).collect(),
    );
    out
}

fn driver(it: &ApprovedDriver) -> String {
    let mut out = it.name.clone();
    if let Some(version) = &it.at_least {
        out.push_str(&format!(" from {version}"));
    }
    if let Some(version) = &it.below {
        out.push_str(&format!(" before {version}"));
    }
    out
}

fn anchor(it: &RequiredAnchor) -> String {
    match (&it.name, &it.sha256) {
        (Some(name), _) => name.clone(),
        (None, Some(sha256)) => format!("SHA-256 {sha256}"),
        (None, None) => String::new(),
    }
}
