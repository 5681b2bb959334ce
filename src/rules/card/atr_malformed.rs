use crate::case::Case;
use crate::rules::{Finding, Remedy, Severity, Subject, Verdict, Who, for_each_reader};

rule! {
    /// The card's answer to reset is not what the standard says.
    ///
    /// ## What it means
    /// A byte is missing, too many, or the check character does not fit: bad contact, a faulty reader, or a card that was
    /// made so. If the card is read all the same, there is nothing to do.
    ///
    /// ## How we know
    /// The Answer-To-Reset was decoded byte for byte, its check character (TCK) included.
    ///
    /// ## What to do
    /// Wipe the chip and put the card in again. If the same card shows it in another reader too, it was made so.
    "card/atr-malformed",
    severity: Warning,
    masked_by: [card::mute],
    sources: ["ISO/IEC 7816-3 §8.2"],
}

fn check(case: &Case) -> Verdict {
    for_each_reader(
        case,
        |it| it.card.atr.is_some(),
        |it| {
            let problem = it.card.atr.as_ref()?.problems.first()?;
            let remedy = Remedy::new(
                Who::You,
                "Wipe the chip with a dry cloth and put the card in again.",
            );
            Some(
                Finding::new(
                    Subject::of_card(it),
                    format!(
                        "The answer to reset of the card in {} is not well formed: {problem}.",
                        it.name.0
                    ),
                    remedy,
                )
                .only(if it.card.is_cac_or_piv() {
                    Severity::Note
                } else {
                    Severity::Warning
                })
                .evidence(it.at("card/atr")),
            )
        },
    )
}
