use super::{CardNumber, mismatch};
use crate::case::Case;
use crate::rules::Verdict;

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
    mismatch(
        case,
        &CardNumber {
            name: "FASC-N",
            matches: |it| it.fascn_matches,
            members: ["fascn_matches", "fascn"],
        },
    )
}
