use super::{Page, Tone, View};
use crate::diagnosis::login::{Advice, Hypothesis};
use crate::diagnosis::{Diagnosis, Relation};
use crate::report::words;

/// Hypotheses shown with everything for and against them; the others by name.
const WHOLE: usize = 3;

/// What speaks for which cause, what page and log show besides, and what will help or not.
pub(super) fn show(page: &mut Page, diagnosis: &Diagnosis) {
    let it = &diagnosis.sign_in;
    if !it.hypotheses.is_empty() {
        page.heading("Why we think so");
        let verbose = page.view().verbose;
        let says =
            |it: &&Hypothesis| !it.speaks_for.is_empty() || it.relation == Relation::Explains;
        let (whole, rest): (Vec<&Hypothesis>, Vec<&Hypothesis>) =
            it.hypotheses.iter().partition(|it| verbose || says(it));
        for (at, hypothesis) in whole
            .iter()
            .enumerate()
            .filter(|(at, _)| verbose || *at < WHOLE)
        {
            page.blank();
            one(page, at + 1, hypothesis);
        }
        let named = |wanted: bool| -> Vec<&str> {
            let rest = rest
                .iter()
                .filter(|it| (it.relation == Relation::DoesNotExplain) == wanted);
            rest.map(|it| it.title.as_str()).collect()
        };
        page.blank();
        for (label, titles) in [
            ("possible, with nothing seen for it", named(false)),
            ("ruled out", named(true)),
        ] {
            if !titles.is_empty() {
                page.paragraph(2, &format!("Also {label}: {}.", titles.join("; ")));
            }
        }
    }
    if !it.observations.is_empty() {
        page.heading("What else was seen of the sign-in");
        for text in &it.observations {
            page.beside(2, &[("-", 2, Tone::Plain)], text);
        }
    }
    advice(page, "What helps", &it.advised.helpful);
    advice(page, "What will not help", &it.advised.not_helpful);
    if !it.next_time.is_empty() {
        page.heading("Next time");
        for text in &it.next_time {
            page.beside(2, &[("-", 2, Tone::Plain)], text);
        }
    }
}

fn one(page: &mut Page, rank: usize, it: &Hypothesis) {
    let sure = words::certainty(rank, it);
    page.paragraph(
        2,
        &format!("{rank}. {} ({sure})", it.title.trim_end_matches('.')),
    );
    for text in &it.speaks_for {
        page.beside(5, &[("for", 9, Tone::Plain)], text);
    }
    for text in &it.against {
        page.beside(5, &[("against", 9, Tone::Plain)], text);
    }
    if it.speaks_for.is_empty() && it.against.is_empty() {
        page.beside(5, &[("for", 9, Tone::Plain)], "nothing seen here");
    }
    if it.relation != Relation::DoesNotExplain {
        page.beside(5, &[("decides", 9, Tone::Plain)], &it.decides);
    }
    if page.view().verbose {
        page.beside(5, &[("source", 9, Tone::Dim)], it.source);
    }
}

/// Advice with one reason stands together.
fn advice(page: &mut Page, heading: &str, them: &[Advice]) {
    if them.is_empty() {
        return;
    }
    page.heading(heading);
    for (why, remedies) in words::by_reason(them) {
        page.beside(
            2,
            &[("-", 2, Tone::Plain)],
            &format!("{}: {why}", remedies.join(", or ")),
        );
    }
}

/// A text of lines as it is, made harmless for a terminal.
pub fn lines(text: &str, view: View) -> String {
    let mut page = Page::new(view);
    for line in text.lines() {
        if line.is_empty() {
            page.blank();
        } else {
            page.command(0, line);
        }
    }
    page.finish()
}
