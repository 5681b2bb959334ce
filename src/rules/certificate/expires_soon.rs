use super::{groups, nothing_to_judge, weight};
use crate::case::Case;
use crate::rules::{Remedy, Severity, Verdict, Who};

rule! {
    /// A certificate on the card expires soon.
    ///
    /// ## What it means
    /// It works today. After the date sign-in with it stops, from one minute to the next.
    ///
    /// ## How we know
    /// The certificate's notAfter lies less than 30 days after the time of interest, or as many as the site's policy says
    /// (`warn-days`).
    ///
    /// ## What to do
    /// Make an appointment at the card office (RAPIDS) now; free ones can be weeks away. A renewed card has a new key: keep
    /// what you need to read old mail.
    "certificate/expires-soon",
    severity: Warning,
    masked_by: [card::foreign],
    sources: ["RFC 5280 §4.1.2.5; 30 days is this tool's own choice"],
}

fn check(case: &Case) -> Verdict {
    if let Some(verdict) = nothing_to_judge(case) {
        return verdict;
    }
    let soon = |it: &crate::pki::Certificate| {
        it.is_valid_at(case.at) && case.days_until(it.not_after) < i64::from(case.warn_days())
    };
    let found = groups(case, |it| soon(it).then_some(it.not_after));
    Verdict::of(
        found
            .iter()
            .map(|it| {
                let left = match case.days_until(it.shared) {
                    0 => "within a day".to_owned(),
                    1 => "in 1 day".to_owned(),
                    days => format!("in {days} days"),
                };
                let verb = if it.others.is_empty() {
                    "expires"
                } else {
                    "expire"
                };
                let message = format!("{} {verb} {left}, on {}.", it.words(), case.date(it.shared));
                let severity = weight(it.lead).min(Severity::Warning);
                let remedy = Remedy::new(
                    Who::You,
                    "Make an appointment at the card office (RAPIDS) before that day.",
                );
                it.finding(severity, message, "not_after", remedy)
            })
            .collect(),
    )
}
