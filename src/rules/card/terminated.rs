use crate::case::Case;
use crate::rules::{Confidence, Finding, Remedy, Subject, Verdict, Who, for_each_reader};

rule! {
    /// The card says that it was terminated.
    ///
    /// ## What it means
    /// A card can be put out of use for good, by its issuer or by itself after an attack. It still answers, and does nothing
    /// any more.
    ///
    /// ## How we know
    /// The life-cycle byte in the historical bytes of its Answer-To-Reset is 0C to 0F: termination state. A byte 0F elsewhere
    /// in it has another meaning.
    ///
    /// ## What to do
    /// Get a new card at a RAPIDS site or from the card's issuer: nothing brings this one back.
    "card/terminated",
    severity: Failure,
    masked_by: [card::unreachable],
    sources: ["ISO/IEC 7816-4:2013 §8.1.1.3, table 14", "OpenSC src/libopensc/card-piv.c (cards of the VA)"],
}

fn check(case: &Case) -> Verdict {
    for_each_reader(
        case,
        |it| it.card.atr.is_some(),
        |it| {
            let life_cycle = it.card.atr.as_ref()?.life_cycle?;
            if !(0x0C..=0x0F).contains(&life_cycle) {
                return None;
            }
            let works =
                it.card.is_cac_or_piv() && it.card.certificates.iter().any(|it| it.content.is_ok());
            let remedy = Remedy::new(
                Who::CardOffice,
                "Get a new card: this one was put out of use for good.",
            );
            let finding = Finding::new(
                Subject::of_card(it),
                format!(
                    "The card in {} says of itself that it was terminated (life cycle {life_cycle:02X}).",
                    it.name.0
                ),
                remedy,
            )
            .evidence(it.at("card/atr"));
            // A card that shows its certificates is not dead, whatever this byte says.
            Some(if works {
                finding
                    .confidence(Confidence::Hint)
                    .only(crate::rules::Severity::Note)
            } else {
                finding.confidence(Confidence::Likely)
            })
        },
    )
}
