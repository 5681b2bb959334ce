use crate::case::Case;
use crate::rules::{Finding, Remedy, Subject, Verdict, Who, for_each_dated_card};

rule! {
    /// The card itself has expired.
    ///
    /// ## What it means
    /// The expiry date in the Card Holder Unique Identifier has passed. Doors and systems that look at the card refuse it.
    /// A browser looks only at the certificate, so sign-in may still work until that ends as well.
    ///
    /// ## How we know
    /// The CHUID's expiration date (tag 35) lies before today, in this computer's time zone.
    ///
    /// ## What to do
    /// Get a new card from the card office. Nothing on this computer helps.
    "card/expired",
    severity: Warning,
    masked_by: [card::foreign],
    sources: ["SP 800-73-5 Part 1 §3.1.2 (CHUID, expiration date)", "FIPS 201-3 §2.9.1"],
}

fn check(case: &Case) -> Verdict {
    for_each_dated_card(case, |reader, _, last_day| {
        let days = (case.today() - last_day).whole_days();
        let ago = match days {
            ..=0 => return None,
            1 => "yesterday".to_owned(),
            _ => format!("{days} days ago"),
        };
        let remedy = Remedy::new(
            Who::CardOffice,
            "Get a new card. Nothing on this computer changes the date on the card.",
        );
        Some(
            Finding::new(
                Subject::of_card(reader),
                format!(
                    "The card in {} expired on {last_day}, {ago}.",
                    reader.name.0
                ),
                remedy,
            )
            .evidence(reader.at("card/chuid/expires")),
        )
    })
}
