use super::{groups, nothing_to_judge, weight};
use crate::case::Case;
use crate::rules::{Confidence, Remedy, Severity, Verdict, Who};

rule! {
    /// A certificate on the card is not valid yet.
    ///
    /// ## What it means
    /// The time in which the certificate may be used has not begun. Mostly that is a clock that runs behind; rarely a card
    /// issued ahead of its time.
    ///
    /// ## How we know
    /// The certificate's notBefore lies after the time of interest, which is this computer's clock unless `--at` says
    /// otherwise.
    ///
    /// ## What to do
    /// Compare this computer's date and time with a watch. If the clock is right, wait for the date, or ask the card office.
    "certificate/not-yet-valid",
    severity: Failure,
    masked_by: [card::foreign],
    sources: ["RFC 5280 §4.1.2.5"],
}

fn check(case: &Case) -> Verdict {
    if let Some(verdict) = nothing_to_judge(case) {
        return verdict;
    }
    let found = groups(case, |it| {
        (it.not_before > case.at).then_some(it.not_before)
    });
    Verdict::of(
        found
            .iter()
            .map(|it| {
                let now = if case.at == case.snapshot.taken_at {
                    "this computer's clock says"
                } else {
                    "the time asked about is"
                };
                let message = format!(
                    "{} will be valid from {} on, and {now} {}.",
                    it.words(),
                    case.date(it.shared),
                    case.date(case.at)
                );
                let message = match weight(it.lead) {
                    Severity::Failure => format!("The certificate for sign-in is not valid yet: {message}"),
                    _ => message,
                };
                let remedy = Remedy::new(
                    Who::You,
                    "Compare this computer's date with a watch and set it right. If it is right, ask the card office.",
                )
                .command("timedatectl");
                it.finding(weight(it.lead), message, "not_before", remedy).confidence(Confidence::Likely)
            })
            .collect(),
    )
}
