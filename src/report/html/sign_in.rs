use super::Source;
use super::markup::Markup;
use crate::diagnosis::Relation;
use crate::diagnosis::login::{Advice, Hypothesis};
use crate::report::{sign_in, words};

/// What all this means for the failed sign-in: meaning, log, causes, advice.
pub(super) fn show(out: &mut Markup, source: &Source<'_>) {
    let diagnosis = source.diagnosis;
    if !diagnosis.login.is_empty() {
        let symptom = &diagnosis.symptom;
        let heading = format!("What this means for {} ({})", symptom.code, symptom.name);
        out.section("sign-in", &heading, |out| {
            for it in &diagnosis.login {
                out.say("p", it);
            }
        });
    }
    let log = sign_in::statements(&source.case.snapshot.login.sign_in);
    let it = &diagnosis.sign_in;
    listed(out, "log", "What the sign-in log says", &log);
    if !it.hypotheses.is_empty() {
        out.section("why", "Why we think so", |out| {
            let mut left = 0;
            out.element("ol", &[("class", "causes")], |ol| {
                left = ol.each(it.hypotheses.iter().enumerate(), |ol, (at, it)| {
                    ol.element("li", &[], |li| cause(li, at + 1, it));
                });
            });
            out.left_out(left);
        });
    }
    let seen = "What else was seen of the sign-in";
    listed(out, "observations", seen, &it.observations);
    advice(out, "helps", "What helps", &it.advised.helpful);
    let will_not = "What will not help";
    advice(out, "will-not-help", will_not, &it.advised.not_helpful);
    listed(out, "next-time", "Next time", &it.next_time);
}

fn listed<S: AsRef<str>>(out: &mut Markup, id: &'static str, heading: &str, them: &[S]) {
    if !them.is_empty() {
        out.section(id, heading, |out| out.list(them));
    }
}

fn cause(out: &mut Markup, rank: usize, it: &Hypothesis) {
    out.element("h3", &[], |h3| {
        h3.text(it.title.trim_end_matches('.'));
        h3.text(&format!(" ({})", words::certainty(rank, it)));
    });
    out.element("dl", &[("class", "step")], |dl| {
        for (term, them) in [("For", &it.speaks_for), ("Against", &it.against)] {
            for text in them {
                dl.pair(term, text);
            }
        }
        if it.speaks_for.is_empty() && it.against.is_empty() {
            dl.pair("For", "nothing seen here");
        }
        if it.relation != Relation::DoesNotExplain {
            dl.pair("Decides", &it.decides);
        }
    });
}

/// Popular advice, judged for this case.
fn advice(out: &mut Markup, id: &'static str, heading: &str, them: &[Advice]) {
    if them.is_empty() {
        return;
    }
    out.section(id, heading, |out| {
        let lines = words::by_reason(them);
        let lines = lines
            .iter()
            .map(|(why, remedies)| format!("{}: {why}", remedies.join(", or ")));
        out.list(lines);
    });
}
