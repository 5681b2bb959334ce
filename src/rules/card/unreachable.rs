use crate::case::{CardKind, Case};
use crate::rules::{Finding, Popular, Remedy, Subject, Verdict, Who, for_each_reader};

rule! {
    /// A card is in the reader, and no connection to it can be made.
    ///
    /// ## What it means
    /// The card gave an answer to reset, but reader, driver and card do not come together: power, speed or protocol fail.
    ///
    /// ## How we know
    /// SCardConnect or SCardBeginTransaction failed with the code in the evidence.
    ///
    /// ## What to do
    /// Take the card out and put it in again. If it stays so, try another reader: some, built-in ones above all, cannot
    /// follow the speed that newer cards ask for.
    "card/unreachable",
    severity: Failure,
    masked_by: [card::removed],
    sources: [
        "PC/SC return codes SCARD_W_UNPOWERED_CARD 0x80100067, SCARD_E_PROTO_MISMATCH 0x8010000F, SCARD_E_NOT_TRANSACTED \
         0x80100016 (winscard.h)",
    ],
}

fn check(case: &Case) -> Verdict {
    for_each_reader(
        case,
        |it| it.has_card() && it.card.kind != CardKind::Mute,
        |it| {
            let failure = it.facts.card.seen()?.connection.failure()?;
            let remedy = Remedy::new(
                Who::You,
                "Take the card out and put it in again. If it stays so, try another reader.",
            )
            .popular(Popular::Reseat);
            Some(
                Finding::new(
                    Subject::of_card(it),
                    format!(
                        "The card in {} cannot be reached: {} answers {}.",
                        it.name.0, failure.call, failure.name
                    ),
                    remedy,
                )
                .evidence(it.at("card/error")),
            )
        },
    )
}
