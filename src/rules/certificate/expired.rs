use super::{groups, nothing_to_judge, weight};
use crate::case::Case;
use crate::rules::{Remedy, Severity, Verdict, Who};

rule! {
    /// A certificate on the card has expired.
    ///
    /// ## What it means
    /// The time in which the certificate may be used is over. If it is the one for sign-in, every service refuses it, and
    /// browsers may not even offer it. Expired old encryption certificates are usual and harmless: they are kept to read
    /// old mail.
    ///
    /// ## How we know
    /// The certificate's notAfter lies before the time of interest, which is this computer's clock unless `--at` says
    /// otherwise.
    ///
    /// ## What to do
    /// Renew the card or its certificates at the card office (RAPIDS). No setting of this computer helps; a clock that is
    /// far ahead would show the same, so look at the date once.
    "certificate/expired",
    severity: Failure,
    masked_by: [card::foreign],
    sources: ["RFC 5280 §4.1.2.5", "Entra: an expired certificate is refused with AADSTS500172 before any policy"],
}

fn check(case: &Case) -> Verdict {
    if let Some(verdict) = nothing_to_judge(case) {
        return verdict;
    }
    let found = groups(case, |it| (it.not_after < case.at).then_some(it.not_after));
    Verdict::of(
        found
            .iter()
            .map(|it| {
                let days = -case.days_until(it.shared);
                let ago = match days {
                    ..=1 => "within the last day".to_owned(),
                    many => format!("{} days ago", many - 1),
                };
                let severity = weight(it.lead);
                let verb = if it.others.is_empty() { "has" } else { "have" };
                let message = format!("{} {verb} expired on {}, {ago}.", it.words(), case.date(it.shared));
                let message = match severity {
                    Severity::Failure => format!("The certificate for sign-in has expired: {message}"),
                    _ => message,
                };
                let remedy = match severity {
                    Severity::Note => Remedy::new(Who::You, "Nothing: it is kept to read what was encrypted with it."),
                    _ => Remedy::new(
                        Who::CardOffice,
                        "Have the card or its certificates renewed. Nothing on this computer helps.",
                    ),
                };
                it.finding(severity, message, "not_after", remedy)
            })
            .collect(),
    )
}
