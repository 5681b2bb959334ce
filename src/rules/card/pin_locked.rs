use crate::case::{Case, PinState};
use crate::rules::{Finding, Remedy, Subject, Verdict, Who, for_each_reader};

rule! {
    /// The card's PIN is locked.
    ///
    /// ## What it means
    /// The wrong PIN was given too often. The card refuses every PIN now, the right one too, so the certificate cannot be
    /// used. Waiting, restarting or another reader does not help: the count is kept on the card.
    ///
    /// ## How we know
    /// An empty VERIFY asks the card for the tries left and spends none; it answered 6983, or 63C0.
    ///
    /// ## What to do
    /// Stop trying. A card office (RAPIDS site, or a PIN reset station of your organisation) can set a new PIN; you have
    /// to be there with your finger or a second identity document.
    "card/pin-locked",
    severity: Failure,
    masked_by: [card::contactless],
    sources: ["SP 800-73-5 Part 2 §3.2.1 (VERIFY: 6983, 63CX)", "OpenSC pull request 624 (trace of a CAC)"],
}

fn check(case: &Case) -> Verdict {
    if let Some(verdict) = super::pin_unknown(case) {
        return verdict;
    }
    for_each_reader(
        case,
        |it| it.card.is_cac_or_piv(),
        |it| {
            let PinState::Locked { .. } = it.card.pin else {
                return None;
            };
            let remedy = Remedy::new(
                Who::CardOffice,
                "Stop trying PINs. Have the PIN reset at a RAPIDS site or a PIN reset station of your organisation. Nothing on \
             this computer can do it.",
            );
            Some(
                Finding::new(
                    Subject::of_card(it),
                    format!(
                        "The PIN of the card in {} is locked: no try is left.",
                        it.name.0
                    ),
                    remedy,
                )
                .evidence(it.at("card/pin")),
            )
        },
    )
}
