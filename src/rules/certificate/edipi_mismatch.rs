use super::{for_each_alike, not_compared};
use crate::case::Case;
use crate::rules::{Remedy, Severity, Verdict, Who};

rule! {
    /// A certificate names two persons: its EDIPI is not the same everywhere.
    ///
    /// ## What it means
    /// The Department of Defense numbers each person by ten digits, the EDIPI. A certificate repeats it in its common name, in a
    /// user principal name of digits at `mil` and in its FASC-N; the card's CHUID repeats it, too. Where they differ, the card or
    /// the certificate was issued wrongly. A service that finds accounts by one of them may find another person's, or none.
    /// No code says so; it is not what 53003 means.
    ///
    /// ## How we know
    /// The ten digits that end the common name are compared with those that begin the principal name (10 or 16 digits at `mil`)
    /// and, where the agency code is 9700, with the person identifiers of both FASC-Ns.
    ///
    /// ## What to do
    /// Have the card looked at by the office that issued it.
    "certificate/edipi-mismatch",
    severity: Warning,
    masked_by: [card::foreign, card::object_garbled],
    sources: [
        "GSA piv-guides issue 238, FIPS 201 issue 300 (principal name of DoD certificates: EDIPI, category, organization, association @mil)",
        "Technical Implementation Guidance: Smart Card Enabled Physical Access Control Systems §6 (FASC-N, person identifier)",
    ],
}

fn check(case: &Case) -> Verdict {
    if let Some(verdict) = not_compared(case, |it| it.edipi.as_ref().map(|_| true)) {
        return verdict;
    }
    for_each_alike(
        case,
        |_, it| {
            let differs_in = it.edipi.as_ref().map(|it| it.differs_in.clone());
            differs_in.filter(|it| !it.is_empty())
        },
        |differs_in, group| {
            let message = format!(
                "{}: the person's number (EDIPI) in {} is not the one in {}.",
                group.words(),
                differs_in.join(" and "),
                group.lead.edipi.as_ref().map_or("its name", |it| it.place)
            );
            let signs_in = group.lead.pick_for_sign_in;
            let remedy = Remedy::new(
                Who::CardOffice,
                if signs_in {
                    "Have the card looked at: a service may find another person's account by it, or none."
                } else {
                    "Have the card looked at. Sign-in does not use this certificate."
                },
            );
            let severity = if signs_in {
                Severity::Warning
            } else {
                Severity::Note
            };
            group.finding(severity, message, "profile/edipi_matches", remedy)
        },
    )
}
