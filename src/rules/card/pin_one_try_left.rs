use crate::case::{Case, PinState};
use crate::rules::{Finding, Remedy, Subject, Verdict, Who, for_each_reader};

rule! {
    /// One PIN try is left on the card.
    ///
    /// ## What it means
    /// One more wrong PIN locks the card. The right PIN sets the count back.
    ///
    /// ## How we know
    /// An empty VERIFY asks the card for the tries left and spends none; it answered 63C1.
    ///
    /// ## What to do
    /// Do not guess. If you are not sure of the PIN, have it reset at the card office before the card locks.
    "card/pin-one-try-left",
    severity: Warning,
    masked_by: [card::pin_locked],
    sources: ["SP 800-73-5 Part 2 §3.2.1 (VERIFY: 63CX)"],
}

fn check(case: &Case) -> Verdict {
    if let Some(verdict) = super::pin_unknown(case) {
        return verdict;
    }
    for_each_reader(
        case,
        |it| it.card.is_cac_or_piv(),
        |it| {
            let PinState::Tries { left: 1, .. } = it.card.pin else {
                return None;
            };
            let remedy = Remedy::new(
                Who::You,
                "Type the PIN only if you are sure of it. If not, have it reset at the card office before the card locks.",
            );
            Some(
                Finding::new(
                    Subject::of_card(it),
                    format!(
                        "The card in {} has one PIN try left; another wrong PIN locks it.",
                        it.name.0
                    ),
                    remedy,
                )
                .evidence(it.at("card/pin")),
            )
        },
    )
}
