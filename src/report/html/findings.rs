use super::markup::Markup;
use super::{Source, verdict};
use crate::diagnosis::{FindingStatus, Judged};
use crate::report::escape::shorten;
use crate::report::words;
use std::collections::BTreeMap;

/// Characters of one piece of evidence: a pointer may name a whole card.
const EVIDENCE: usize = 300;

/// What is wrong, worst first: failures, what kept the tool from looking, warnings; then what is worth knowing.
pub(super) fn wrong(out: &mut Markup, it: &Source<'_>) {
    let all = || it.diagnosis.findings.iter();
    let wrong: Vec<&Judged> = all().filter(|it| is_wrong(it)).collect();
    let notes: Vec<&Judged> = all()
        .filter(|it| it.status == FindingStatus::Info)
        .collect();
    for (id, heading, them) in [
        ("findings", "What was found", wrong),
        ("notes", "Worth knowing", notes),
    ] {
        if them.is_empty() {
            continue;
        }
        out.section(id, heading, |out| {
            let left = out.each(them, |out, one| finding(out, it, one));
            out.left_out(left);
        });
    }
}

/// What kept the tool from looking has a remedy, and stands with what is wrong.
fn is_wrong(it: &Judged) -> bool {
    match it.status {
        FindingStatus::Fail | FindingStatus::Warn => true,
        FindingStatus::Unknown => it.remedy.is_some(),
        FindingStatus::Info | FindingStatus::Skipped => false,
    }
}

/// What could not be judged, and what was skipped.
pub(super) fn rest(out: &mut Markup, it: &Source<'_>) {
    let all = || it.diagnosis.findings.iter();
    let unknown: Vec<&Judged> = all()
        .filter(|it| it.status == FindingStatus::Unknown && !is_wrong(it))
        .collect();
    if !unknown.is_empty() {
        out.section("unjudged", "What could not be judged", |out| {
            let them = words::distinct(&unknown);
            let them = them.iter().map(|(rule, why)| format!("{why} ({rule})"));
            out.list(them);
        });
    }
    let mut skipped: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let (by_policy, masked): (Vec<&Judged>, Vec<&Judged>) = all()
        .filter(|it| it.status == FindingStatus::Skipped)
        .partition(|it| it.by_policy.is_some());
    if !by_policy.is_empty() {
        out.section("by-policy", "What the site's policy leaves out", |out| {
            let them = by_policy.iter();
            out.list(them.map(|it| format!("{}: {}", it.rule.id, it.message)));
        });
    }
    for it in masked {
        let rules = skipped.entry(it.masked_by.join(", ")).or_default();
        if !rules.contains(&it.rule.id) {
            rules.push(it.rule.id);
        }
    }
    if !skipped.is_empty() {
        out.section("skipped", "What was skipped", |out| {
            // A text is cut at some length; where nothing below works, there are more checks than one holds.
            let them = skipped.iter().flat_map(|(cause, rules)| {
                rules
                    .chunks(24)
                    .map(move |it| format!("Until {cause} is repaired: {}", it.join(", ")))
            });
            out.list(them);
        });
    }
}

fn finding(out: &mut Markup, source: &Source<'_>, it: &Judged) {
    let status = class(it.status);
    out.element("article", &[("class", status)], |out| {
        out.element("h3", &[], |h3| {
            let word = words::finding_status(it.status);
            h3.say_as("strong", &format!("badge {status}"), word);
            h3.text(" ");
            h3.text(it.title.trim_end_matches('.'));
            if let Some(sure) = words::confidence(it.confidence) {
                h3.text(&format!(" ({sure})"));
            }
        });
        out.say("p", &it.message);
        out.element("dl", &[("class", "step")], |dl| {
            if let Some(remedy) = &it.remedy {
                verdict::remedy(dl, "Do", "Who", remedy);
            }
            dl.pair("Sign-in", words::relation(it.relation));
            dl.pair("About", &words::subject(&it.subject));
            dl.say("dt", "Check");
            dl.element("dd", &[], |dd| dd.say("code", it.rule.id));
        });
        evidence(out, source, it);
    });
}

fn evidence(out: &mut Markup, source: &Source<'_>, it: &Judged) {
    if it.evidence.is_empty() && it.rule.sources.is_empty() {
        return;
    }
    // Open, as what is closed is not printed.
    out.element("details", &[("open", "")], |out| {
        out.say("summary", "Evidence and sources");
        let mut left = 0;
        out.element("dl", &[("class", "evidence")], |dl| {
            left = dl.each(&it.evidence, |dl, pointer| {
                let value = source.document.pointer(pointer);
                let value = value.map_or_else(|| "nothing".to_owned(), ToString::to_string);
                dl.element("dt", &[], |dt| dt.say("code", pointer));
                dl.element("dd", &[], |dd| dd.say("code", &shorten(&value, EVIDENCE)));
            });
        });
        out.left_out(left);
        let sources = it.rule.sources.join("; ");
        if !sources.is_empty() {
            out.say_as("p", "aside", &format!("After {sources}."));
        }
    });
}

fn class(it: FindingStatus) -> &'static str {
    match it {
        FindingStatus::Fail => "fail",
        FindingStatus::Warn => "warn",
        FindingStatus::Info => "note",
        FindingStatus::Unknown => "unknown",
        FindingStatus::Skipped => "skipped",
    }
}
