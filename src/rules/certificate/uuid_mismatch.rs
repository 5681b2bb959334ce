use super::{CardNumber, mismatch};
use crate::case::Case;
use crate::rules::Verdict;

rule! {
    /// A certificate is of another card: its card UUID is not that of the CHUID.
    ///
    /// ## What it means
    /// The UUID names one card. Where the one in a certificate is not the one in the Card Holder
    /// Unique Identifier, one of the two was copied from another card or written wrongly. Doors and systems that compare
    /// them refuse the card. Browsers and Microsoft Entra do not look at it.
    ///
    /// ## How we know
    /// The `urn:uuid:` name of the certificate is compared with tag 34 of the CHUID. A CHUID whose GUID is all zero, as on
    /// very old cards, has no UUID to compare.
    ///
    /// ## What to do
    /// Have the card looked at by the office that issued it.
    "certificate/uuid-mismatch",
    severity: Warning,
    masked_by: [card::foreign, card::object_garbled],
    sources: [
        "FIPS 201-3 §4.2.2.1, §4.2.2.2 (card UUID in the PIV and Card Authentication certificates)",
        "SP 800-73-5 Part 1 §3.1.2, §3.4.1 (CHUID, GUID)",
    ],
}

fn check(case: &Case) -> Verdict {
    mismatch(
        case,
        &CardNumber {
            name: "card UUID",
            matches: |it| it.uuid_matches,
            members: ["uuid_matches", "guid"],
        },
    )
}
