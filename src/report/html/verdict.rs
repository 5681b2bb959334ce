use super::markup::Markup;
use super::{Sheet, Source};
use crate::diagnosis::Status;
use crate::report::text::dates;
use crate::report::{brought, words};
use crate::rules::Remedy;

/// The state of the whole as a word that is found without colour.
pub(super) fn word(it: Status) -> &'static str {
    match it {
        Status::Ok => "ok",
        Status::Warn => "warning",
        Status::Fail => "FAIL",
        Status::Unknown => "could not tell",
    }
}

/// What the whole page is, before the verdict.
pub(super) fn header(out: &mut Markup, it: &Source<'_>, sheet: Sheet<'_>) {
    if let Some(text) = sheet.notice {
        out.say_as("p", "notice", text);
    }
    out.say("h1", "Smart card report");
    let snapshot = it.case.snapshot;
    let host = snapshot.host.seen();
    let name = host.and_then(|it| it.hostname.as_ref());
    let whose = host.and_then(|it| it.user.as_ref());
    let mut parts = vec![dates::minute(snapshot.taken_at, dates::zone(it.case))];
    parts.extend(name.map(|it| format!("computer {}", it.0)));
    parts.extend(whose.map(|it| format!("user {}", it.0)));
    out.say_as("p", "aside", &parts.join(" · "));
    if let Some(text) = snapshot.notice() {
        out.say_as("p", "aside", text);
    }
}

/// The verdict, the next step and whose it is, and what was brought.
pub(super) fn show(out: &mut Markup, it: &Source<'_>) {
    let diagnosis = it.diagnosis;
    let status = words::status(diagnosis.status);
    let attributes = [
        ("class", format!("verdict {status}")),
        ("aria-labelledby", "verdict-heading".to_owned()),
    ];
    let attributes: Vec<(&'static str, &str)> = attributes
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    out.element("section", &attributes, |out| {
        out.element("h2", &[("id", "verdict-heading")], |h2| {
            h2.text("Verdict: ");
            let class = format!("badge {status}");
            h2.say_as("strong", &class, word(diagnosis.status));
        });
        out.say_as("p", "sentence", &diagnosis.sentence);
        if !diagnosis.complete {
            out.say(
                "p",
                "Not everything was looked at: a part did not answer in time.",
            );
        }
        out.element("dl", &[("class", "step")], |dl| {
            remedy(dl, "Next", "Owner", &diagnosis.next);
            let when = |at| dates::minute(at, dates::zone(it.case));
            for (what, text) in brought::lines(it.case, when) {
                dl.pair(what, &text);
            }
        });
    });
}

/// A step and whose it is, as pairs of a definition list.
pub(super) fn remedy(dl: &mut Markup, what: &str, whose: &str, it: &Remedy) {
    dl.say("dt", what);
    dl.element("dd", &[], |dd| {
        dd.say("p", &it.text);
        dd.commands(&it.commands);
    });
    dl.pair(whose, &words::owner(it.who));
}
