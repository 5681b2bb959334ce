//! What the site's policy makes of a check. It changes what a finding counts for, never what was found: verdict, layers
//! and the diagnosis of a sign-in go by [`Judged::found`], so that no policy can make a report say that a card works.
use super::{FindingStatus, Judged};
use crate::case::Case;
use crate::facts::{Grade, Regrading};
use crate::rules::Rule;

/// Grades what was found by one rule as the site wants it.
pub(super) fn regrade(case: &Case, rule: &'static Rule, findings: &mut Vec<Judged>) {
    let Some(it) = of(case, rule) else { return };
    for finding in findings.iter_mut() {
        match (finding.found, &finding.remedy) {
            // What kept the tool from looking is no finding that could be let pass.
            (FindingStatus::Unknown, Some(_)) | (FindingStatus::Skipped, _) => {}
            (FindingStatus::Unknown, None) if it.grade == Grade::Off => {
                *finding = off(rule, it);
            }
            (FindingStatus::Unknown, None) => {}
            _ => {
                finding.status = status(it.grade);
                finding.message.push_str(" It is ");
                finding.message.push_str(&words(it));
                finding.by_policy = Some(it.reason.clone());
            }
        }
    }
    if it.grade == Grade::Off && findings.is_empty() {
        findings.push(off(rule, it));
    }
}

/// It is not told whether the check held, as nobody is to rely on it here.
fn off(rule: &'static Rule, it: &Regrading) -> Judged {
    let message = format!("not told: {}", words(it));
    Judged {
        by_policy: Some(it.reason.clone()),
        ..Judged::unjudged(rule, FindingStatus::Skipped, message)
    }
}

fn of<'c>(case: &'c Case, rule: &Rule) -> Option<&'c Regrading> {
    case.policy()?.rules.iter().find(|it| it.rule == rule.id)
}

fn status(it: Grade) -> FindingStatus {
    match it {
        Grade::Off => FindingStatus::Skipped,
        Grade::Note => FindingStatus::Info,
        Grade::Warning => FindingStatus::Warn,
        Grade::Failure => FindingStatus::Fail,
    }
}

/// `switched off by site policy: REASON.`
fn words(it: &Regrading) -> String {
    let what = match it.grade {
        Grade::Off => "switched off",
        Grade::Note => "graded as a note",
        Grade::Warning => "graded as a warning",
        Grade::Failure => "graded as a failure",
    };
    let reason = it.reason.trim_end_matches('.');
    format!("{what} by site policy: {reason}.")
}
