//! One record a line, tab-separated: the kind of record, its status word, then its values.
use super::{Closing, Page, View};
use crate::case::Case;
use crate::diagnosis::Diagnosis;
use crate::report::json::rfc3339;
use crate::report::{brought, sign_in, site_policy, words};
use crate::rules::Remedy;

pub(super) fn check(
    case: &Case<'_>,
    diagnosis: &Diagnosis,
    view: View,
    closing: Closing,
) -> String {
    let mut page = Page::new(view);
    if let Some(text) = case.snapshot.notice() {
        page.record(&["redacted", text]);
    }
    page.record(&[
        "verdict",
        words::status(diagnosis.status),
        words::story(diagnosis.story),
        &diagnosis.sentence,
    ]);
    step(&mut page, "next", &diagnosis.next);
    for (what, text) in brought::lines(case, rfc3339) {
        page.record(&["brought", &what.to_lowercase(), &text]);
    }
    for it in &diagnosis.layers {
        let status = words::layer_status(it.status)
            .to_lowercase()
            .replace(' ', "-");
        page.record(&["layer", &status, it.name, &it.text]);
    }
    for it in &diagnosis.findings {
        let status = match words::finding_status(it.status).to_lowercase() {
            it if it == "note" => "info".to_owned(),
            it => it,
        };
        page.record(&[
            "finding",
            &status,
            it.rule.id,
            &words::subject(&it.subject),
            it.title,
            &it.message,
        ]);
        if let Some(remedy) = &it.remedy {
            step(&mut page, "remedy", remedy);
        }
    }
    let code = diagnosis.symptom.code.to_string();
    for it in &diagnosis.login {
        page.record(&["login", &code, it]);
    }
    for it in sign_in::statements(&case.snapshot.login.sign_in) {
        page.record(&["sign-in-log", &it]);
    }
    for (at, it) in diagnosis.sign_in.hypotheses.iter().enumerate() {
        let rank = (at + 1).to_string();
        page.record(&[
            "hypothesis",
            &rank,
            it.cause,
            words::relation(it.relation),
            &it.title,
        ]);
    }
    for it in &diagnosis.sign_in.observations {
        page.record(&["observation", it]);
    }
    for it in &diagnosis.sign_in.advised.helpful {
        page.record(&["helps", it.remedy, &it.why]);
    }
    for it in &diagnosis.sign_in.advised.not_helpful {
        page.record(&["no-help", it.remedy, &it.why]);
    }
    if let Some(policy) = case.policy() {
        for it in site_policy::lines(policy) {
            page.record(&["policy", &it]);
        }
    }
    for it in &diagnosis.unseen {
        page.record(&["unseen", it]);
    }
    let counts = diagnosis.counts;
    page.record(&[
        "end",
        &format!("ok={}", counts.ok),
        &format!("warn={}", counts.warn),
        &format!("fail={}", counts.fail),
        &format!("unknown={}", counts.unknown),
        &format!("skipped={}", counts.skipped),
        &format!("ms={}", closing.took_ms),
        &format!("exit={}", closing.exit),
    ]);
    page.finish()
}

fn step(page: &mut Page, kind: &str, it: &Remedy) {
    page.record(&[kind, it.who.words(), &it.text]);
    for command in &it.commands {
        page.record(&["command", command]);
    }
}
