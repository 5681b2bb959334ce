use super::{Closing, Page, Tone, View, dates, login, plain};
use crate::case::Case;
use crate::diagnosis::{Diagnosis, FindingStatus, Judged, Relation};
use crate::report::{brought, json, sign_in, site_policy, words};
use crate::rules::Remedy;
use std::collections::BTreeMap;

/// The whole report for people.
pub fn check(case: &Case<'_>, diagnosis: &Diagnosis, view: View, closing: Closing) -> String {
    if view.plain {
        return plain::check(case, diagnosis, view, closing);
    }
    let mut page = Page::new(view);
    page.notice(case.snapshot.notice());
    verdict(&mut page, diagnosis);
    for (what, text) in brought::lines(case, |it| dates::minute(it, dates::zone(case))) {
        page.beside(0, &[(what, 7, Tone::Bold)], &text);
    }
    layers(&mut page, diagnosis);
    findings(&mut page, case, diagnosis);
    if !diagnosis.login.is_empty() {
        page.heading(&format!(
            "What this means for {} ({})",
            diagnosis.symptom.code, diagnosis.symptom.name
        ));
        for (n, it) in diagnosis.login.iter().enumerate() {
            if n > 0 {
                page.blank();
            }
            page.paragraph(2, it);
        }
    }
    let log = sign_in::statements(&case.snapshot.login.sign_in);
    if !log.is_empty() {
        page.heading("What the sign-in log says");
        for it in &log {
            page.beside(2, &[("-", 2, Tone::Plain)], it);
        }
    }
    login::show(&mut page, diagnosis);
    if !diagnosis.unseen.is_empty() {
        page.heading("What could not be seen");
        for it in &diagnosis.unseen {
            page.beside(2, &[("-", 2, Tone::Plain)], it);
        }
    }
    if let Some(policy) = case.policy() {
        page.heading("Site policy in force");
        for it in site_policy::lines(policy) {
            page.beside(2, &[("-", 2, Tone::Plain)], &it);
        }
    }
    if view.verbose {
        objects(&mut page, case);
    }
    page.blank();
    if view.verbose {
        taken(&mut page, case);
    }
    page.parts(&closing_parts(case, diagnosis, closing));
    page.finish()
}

/// The verdict, the next step and whose it is.
pub(super) fn verdict(page: &mut Page, diagnosis: &Diagnosis) {
    page.toned(0, Tone::Bold, &diagnosis.sentence);
    if !diagnosis.complete {
        page.paragraph(
            0,
            "Not everything was looked at: a part did not answer in time.",
        );
    }
    page.blank();
    step(page, "Next", &diagnosis.next);
    page.beside(
        0,
        &[("Owner", 7, Tone::Bold)],
        &words::owner(diagnosis.next.who),
    );
}

/// Where the rest is said.
pub(super) fn more(page: &mut Page) {
    page.blank();
    page.paragraph(0, "The whole report: cac-doctor check");
}

fn step(page: &mut Page, label: &str, it: &Remedy) {
    page.beside(0, &[(label, 7, Tone::Bold)], &it.text);
    for command in &it.commands {
        page.command(9, command);
    }
}

fn layers(page: &mut Page, diagnosis: &Diagnosis) {
    page.blank();
    let name = diagnosis.layers.iter().map(|it| it.name.len()).max();
    for it in &diagnosis.layers {
        page.beside(
            0,
            &[
                (it.name, name.unwrap_or(0) + 2, Tone::Plain),
                (
                    words::layer_status(it.status),
                    11,
                    Tone::of_layer(it.status),
                ),
            ],
            &it.text,
        );
    }
}

fn findings(page: &mut Page, case: &Case<'_>, diagnosis: &Diagnosis) {
    let of = |wanted: &[FindingStatus]| -> Vec<&Judged> {
        diagnosis
            .findings
            .iter()
            .filter(|it| wanted.contains(&it.status))
            .collect()
    };
    // What kept the tool from looking has a remedy, and stands with what is wrong.
    let blind = |it: &&Judged| it.status == FindingStatus::Unknown && it.remedy.is_some();
    let mut wrong = of(&[FindingStatus::Fail, FindingStatus::Warn]);
    wrong.extend(diagnosis.findings.iter().filter(blind));
    let notes = of(&[FindingStatus::Info]);
    let mut unknown = of(&[FindingStatus::Unknown]);
    unknown.retain(|it| !blind(it));
    let skipped = of(&[FindingStatus::Skipped]);
    // Pointers are resolved in the same document that --format json prints.
    let document = if page.view().verbose {
        serde_json::to_value(json::from(case, diagnosis)).unwrap_or_default()
    } else {
        serde_json::Value::Null
    };
    if !wrong.is_empty() {
        page.heading("What was found");
        for it in wrong {
            page.blank();
            // What the verdict said already is not said twice.
            let said = diagnosis.sentence.starts_with(&it.message) && !page.view().verbose;
            finding(page, it, said, &document);
        }
    }
    if !notes.is_empty() {
        page.heading("Worth knowing");
        for it in notes {
            if page.view().verbose {
                page.blank();
                finding(page, it, false, &document);
            } else {
                page.beside(2, &[("note", 9, Tone::Bold)], &it.message);
            }
        }
    }
    if !unknown.is_empty() {
        page.heading("What could not be judged");
        for (rule, message) in words::distinct(&unknown) {
            page.beside(
                2,
                &[("unknown", 9, Tone::Bold)],
                &format!("{message} ({rule})"),
            );
        }
    }
    if !skipped.is_empty() {
        page.heading("What was skipped");
        let (by_policy, skipped): (Vec<&Judged>, Vec<&Judged>) =
            skipped.into_iter().partition(|it| it.by_policy.is_some());
        for it in by_policy {
            let text = format!("{}: {}", it.rule.id, it.message);
            page.beside(2, &[("skipped", 9, Tone::Dim)], &text);
        }
        let mut by_cause: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for it in skipped {
            let rules = by_cause.entry(it.masked_by.join(", ")).or_default();
            if !rules.contains(&it.rule.id) {
                rules.push(it.rule.id);
            }
        }
        for (cause, rules) in by_cause {
            let many = match rules.len() {
                1 => "1 check".to_owned(),
                more => format!("{more} checks"),
            };
            let names = if page.view().verbose {
                format!(": {}", rules.join(", "))
            } else {
                String::new()
            };
            let text = format!("needs {cause} repaired first ({many}){names}");
            page.beside(2, &[("skipped", 9, Tone::Dim)], &text);
        }
    }
}

fn finding(page: &mut Page, it: &Judged, said: bool, document: &serde_json::Value) {
    let sure = words::confidence(it.confidence)
        .map(|it| format!(" ({it})"))
        .unwrap_or_default();
    page.beside(
        0,
        &[(
            words::finding_status(it.status),
            8,
            Tone::of_finding(it.status),
        )],
        &format!("{}{sure} [{}]", it.title.trim_end_matches('.'), it.rule.id),
    );
    if said {
        return;
    }
    page.paragraph(8, &it.message);
    if let Some(remedy) = &it.remedy {
        page.beside(8, &[("Do", 9, Tone::Bold)], &remedy.text);
        for command in &remedy.commands {
            page.command(19, command);
        }
        page.beside(8, &[("Who", 9, Tone::Bold)], &words::owner(remedy.who));
    }
    let verbose = page.view().verbose;
    if verbose || matches!(it.relation, Relation::Explains | Relation::Contributes) {
        page.beside(
            8,
            &[("Sign-in", 9, Tone::Bold)],
            words::relation(it.relation),
        );
    }
    if !verbose {
        return;
    }
    page.beside(8, &[("About", 9, Tone::Bold)], &words::subject(&it.subject));
    for pointer in &it.evidence {
        let value = document.pointer(pointer).map(ToString::to_string);
        let text = format!("{pointer} = {}", value.as_deref().unwrap_or("nothing"));
        page.beside(8, &[("Seen", 9, Tone::Bold)], &text);
    }
    for source in it.rule.sources {
        page.beside(8, &[("Source", 9, Tone::Bold)], source);
    }
}

/// What the cards hold besides certificates.
fn objects(page: &mut Page, case: &Case<'_>) {
    for it in case.readers.iter().filter(|it| !it.card.objects.is_empty()) {
        page.heading(&format!("On the card in {}", it.name.0));
        for object in &it.card.objects {
            page.beside(
                2,
                &[
                    (&object.name, 27, Tone::Plain),
                    (object.status, 8, Tone::Plain),
                ],
                &object.summary,
            );
        }
        super::profile::objects(page, case, &it.card);
    }
}

fn taken(page: &mut Page, case: &Case<'_>) {
    let zone = dates::zone(case);
    let snapshot = case.snapshot;
    let mut text = format!(
        "Looked at {} with {} {}; dates judged at {}.",
        dates::minute(snapshot.taken_at, zone),
        snapshot.tool.name,
        snapshot.tool.version,
        dates::minute(case.at, zone)
    );
    if !case.with_default_trust {
        text.push(' ');
        text.push_str(words::ONLY_GIVEN_TRUST);
    }
    page.paragraph(0, &text);
}

/// The line that shows that nothing was cut off.
fn closing_parts(case: &Case, diagnosis: &Diagnosis, closing: Closing) -> [String; 5] {
    [
        words::tally(diagnosis.counts),
        words::seconds(closing.took_ms),
        format!("exit {}", closing.exit),
        format!("support code {}", case.snapshot.support_code()),
        "End of report".to_owned(),
    ]
}
