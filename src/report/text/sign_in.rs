use super::{Page, Tone, View};
use crate::diagnosis::login::{Advice, Hypothesis};
use crate::diagnosis::{Diagnosis, Relation};
use crate::report::words;

/// Hypotheses shown with everything for and against them; the others by name.
const WHOLE: usize = 2;

/// What speaks for which cause, what page and log show besides, and what will help or not.
pub(super) fn show(page: &mut Page, diagnosis: &Diagnosis) {
    let it = &diagnosis.sign_in;
    if !it.hypotheses.is_empty() {
        page.heading("Why we think so");
        let whole = if page.view().verbose {
            usize::MAX
        } else {
            WHOLE
        };
        for (at, hypothesis) in it.hypotheses.iter().enumerate() {
            if at < whole {
                page.blank();
                one(page, at + 1, hypothesis);
            }
        }
        let rest: Vec<&Hypothesis> = it.hypotheses.iter().skip(whole).collect();
        if !rest.is_empty() {
            page.blank();
            for hypothesis in rest {
                let text = format!(
                    "{} ({})",
                    hypothesis.title,
                    words::relation(hypothesis.relation)
                );
                page.beside(2, &[("also", 9, Tone::Dim)], &text);
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
    if !it.next_time.is_empty() && page.view().verbose {
        page.heading("Next time");
        for text in &it.next_time {
            page.beside(2, &[("-", 2, Tone::Plain)], text);
        }
    }
}

fn one(page: &mut Page, rank: usize, it: &Hypothesis) {
    let sure = words::relation(it.relation);
    page.paragraph(
        2,
        &format!("{rank}. {}: {sure}", it.title.trim_end_matches('.')),
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

fn advice(page: &mut Page, heading: &str, them: &[Advice]) {
    if them.is_empty() {
        return;
    }
    page.heading(heading);
    for it in them {
        page.beside(
            2,
            &[("-", 2, Tone::Plain)],
            &format!("{}: {}", it.remedy, it.why),
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
