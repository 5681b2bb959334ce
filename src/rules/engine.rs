use super::{Finding, RULES, Rule, Severity, Subject, Verdict};
use crate::case::Case;
use std::collections::BTreeMap;

/// What became of one rule.
#[derive(Debug)]
pub struct Result {
    pub rule: &'static Rule,
    pub outcome: Outcome,
}

#[derive(Debug)]
pub enum Outcome {
    Holds,
    /// Findings that nothing else accounts for. Never empty.
    Broken(Vec<Finding>),
    /// Not judged, because these rules are broken for the same subject. Never empty.
    Skipped(Vec<&'static Rule>),
    NotApplicable,
    Unknown(String),
}

/// Judges a case by every rule and keeps the root causes: a finding whose subject is covered by a broken rule that
/// masks it is not repeated, and a rule left without a subject of its own is "skipped", never "holds".
pub fn run(case: &Case) -> Vec<Result> {
    let verdicts: Vec<(&'static Rule, Verdict)> =
        RULES.iter().map(|it| (*it, (it.check)(case))).collect();
    let broken: Vec<(&'static Rule, &Finding)> = verdicts
        .iter()
        .filter_map(|(rule, verdict)| match verdict {
            Verdict::Broken(findings) => Some(findings.iter().map(|it| (*rule, it))),
            _ => None,
        })
        .flatten()
        .collect();
    // By rule: of many cards there are thousands of findings, and few rules are above another.
    let mut causes: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for (rule, finding) in &broken {
        if weighs(rule, finding) {
            causes.entry(rule.id).or_default().push(finding);
        }
    }
    let masked = |above: &[&'static Rule], finding: &Finding| {
        let mut them = above.iter().filter_map(|it| causes.get(it.id)).flatten();
        them.any(|cause| cause.subject.covers(&finding.subject))
    };
    let mut roots: Vec<(&'static Rule, &Finding)> = Vec::new();
    for (rule, verdict) in &verdicts {
        if let Verdict::Broken(findings) = verdict {
            let above = ancestors(rule);
            let own = findings.iter().filter(|it| !masked(&above, it));
            roots.extend(own.map(|it| (*rule, it)));
        }
    }
    verdicts
        .iter()
        .map(|(rule, verdict)| Result {
            rule,
            outcome: outcome(case, rule, verdict, &roots),
        })
        .collect()
}

fn outcome(
    case: &Case,
    rule: &'static Rule,
    verdict: &Verdict,
    roots: &[(&'static Rule, &Finding)],
) -> Outcome {
    let above = ancestors(rule);
    let mut masks: Vec<&'static Rule> = Vec::new();
    // What lies below trouble with the computer, or with its only reader, is not well even where the part that was seen
    // before is.
    let mut nothing_left = false;
    let weighty = roots.iter().filter(|(it, finding)| weighs(it, finding));
    for (it, finding) in weighty.filter(|(it, _)| above.contains(it)) {
        if !masks.contains(it) {
            masks.push(it);
        }
        nothing_left |= match finding.subject {
            Subject::Host => true,
            Subject::Device { only, .. } => only,
            Subject::Reader(..) | Subject::Card(..) => case.readers.len() == 1,
            Subject::Object(..) => false,
        };
    }
    match verdict {
        Verdict::Holds | Verdict::Unknown(_) if nothing_left => Outcome::Skipped(masks),
        Verdict::Holds => Outcome::Holds,
        Verdict::Broken(_) => {
            let own = roots.iter().filter(|(it, _)| *it == rule);
            let own: Vec<Finding> = own.map(|(_, it)| (*it).clone()).collect();
            if own.is_empty() {
                Outcome::Skipped(masks)
            } else {
                Outcome::Broken(own)
            }
        }
        Verdict::NotApplicable if !masks.is_empty() => Outcome::Skipped(masks),
        Verdict::NotApplicable => Outcome::NotApplicable,
        Verdict::Unknown(reason) => Outcome::Unknown(reason.clone()),
    }
}

/// Whether it makes what comes after it meaningless. A warning about the computer as a whole does not: what it warns of
/// works here.
fn weighs(rule: &Rule, finding: &Finding) -> bool {
    finding.subject != Subject::Host
        || finding.severity.unwrap_or(rule.severity) > Severity::Warning
}

/// All rules above this one, nearest first. References to consts cannot form a cycle, so this ends.
fn ancestors(rule: &'static Rule) -> Vec<&'static Rule> {
    let mut out: Vec<&'static Rule> = Vec::new();
    let mut next: Vec<&'static Rule> = rule.masked_by.to_vec();
    while let Some(it) = next.pop() {
        if !out.contains(&it) {
            out.push(it);
            next.extend(it.masked_by);
        }
    }
    out
}
