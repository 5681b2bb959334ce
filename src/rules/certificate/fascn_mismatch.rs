use super::{for_each_alike, not_compared};
use crate::case::{Case, Purpose};
use crate::rules::{Remedy, Severity, Verdict, Who};

rule! {
    /// A certificate is of another card: its FASC-N is not that of the CHUID.
    ///
    /// ## What it means
    /// The Federal Agency Smart Credential Number names one card. Where the one in a certificate is not the one in the Card Holder
    /// Unique Identifier, one of the two was copied from another card or written wrongly. Doors and systems that compare
    /// them refuse the card. Browsers and Microsoft Entra do not look at it.
    ///
    /// ## How we know
    /// The otherName 2.16.840.1.101.3.6.6 of the certificate is compared byte for byte with tag 30 of the CHUID.
    ///
    /// ## What to do
    /// Have the card looked at by the office that issued it.
    "certificate/fascn-mismatch",
    severity: Warning,
    masked_by: [card::foreign, card::object_garbled],
    sources: [
        "FIPS 201-3 §4.2.2.1, §4.2.2.2 (FASC-N in the PIV and Card Authentication certificates)",
        "SP 800-73-5 Part 1 §3.1.2 (CHUID, FASC-N)",
    ],
}

fn check(case: &Case) -> Verdict {
    if let Some(verdict) = not_compared(case, |it| it.fascn_matches) {
        return verdict;
    }
    for_each_alike(
        case,
        |_, it| (it.fascn_matches == Some(false)).then_some(()),
        |(), group| {
            let verb = if group.others.is_empty() {
                "bears"
            } else {
                "bear"
            };
            let message = format!(
                "{} {verb} another FASC-N than the card's CHUID: they were issued for different cards.",
                group.words()
            );
            // Only these two certificates must bear it.
            let severity = match group.lead.purpose {
                Purpose::PivAuthentication | Purpose::CardAuthentication => Severity::Warning,
                _ => Severity::Note,
            };
            let remedy = Remedy::new(
                Who::CardOffice,
                "Have the card looked at. Sign-in to services does not depend on it; doors may refuse the card.",
            );
            group
                .finding(severity, message, "profile/fascn_matches", remedy)
                .evidence(group.reader.at("card/chuid/fascn"))
        },
    )
}
