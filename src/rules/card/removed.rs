use crate::case::Case;
use crate::facts::Failure;
use crate::rules::{Finding, Popular, Remedy, Subject, Verdict, Who, for_each_reader};

rule! {
    /// The card was taken out, or lost contact, while it was being read.
    ///
    /// ## What it means
    /// Reading began and the card was gone before it ended. If nobody touched it, the contact between card and reader is
    /// bad, and sign-in will fail in the same way.
    ///
    /// ## How we know
    /// A PC/SC call answered SCARD_W_REMOVED_CARD, SCARD_E_NO_SMARTCARD or SCARD_W_RESET_CARD after the card had been
    /// present.
    ///
    /// ## What to do
    /// Push the card in all the way and leave it, then run again. If it happens again, wipe the chip and try another reader.
    "card/removed",
    severity: Failure,
    masked_by: [card::refused_by_policy],
    sources: [
        "PC/SC return codes SCARD_W_REMOVED_CARD 0x80100069, SCARD_E_NO_SMARTCARD 0x8010000C, SCARD_W_RESET_CARD \
         0x80100068 (winscard.h)",
    ],
}

fn gone(it: &Failure) -> bool {
    matches!(it.code, Some(0x8010_0069 | 0x8010_000C | 0x8010_0068))
}

fn check(case: &Case) -> Verdict {
    for_each_reader(
        case,
        |it| it.has_card(),
        |it| {
            if !it.facts.card.seen()?.failures().any(gone) {
                return None;
            }
            let remedy = Remedy::new(
                Who::You,
                "Push the card in all the way, leave it there, and run this again. If nobody touched it, wipe the chip and try \
             another reader.",
            )
            .popular(Popular::Reseat);
            Some(
                Finding::new(
                    Subject::of_card(it),
                    format!(
                        "The card in {} was taken out or lost contact while it was being read.",
                        it.name.0
                    ),
                    remedy,
                )
                .evidence(it.at("card/error")),
            )
        },
    )
}
