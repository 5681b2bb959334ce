//! The site's policy in words.
use crate::facts::SitePolicy;

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
    of(
        "approved drivers",
        it.drivers.iter().map(ToString::to_string).collect(),
    );
    of(
        "required anchors",
        it.anchors.iter().map(ToString::to_string).collect(),
    );
    of(
        "checks graded anew",
        it.rules.iter().map(|it| it.rule.clone()).collect(),
    );
    out
}
