use crate::case::{CardKind, Case};
use crate::rules::{Finding, Popular, Remedy, Subject, Verdict, Who, for_each_reader};

rule! {
    /// A card is in the reader and does not answer.
    ///
    /// ## What it means
    /// The reader notices a card, powers it, and gets no answer: the card is the wrong way round, not all the way in,
    /// dirty, damaged, or no chip card at all. Some built-in readers cannot talk to newer cards either.
    ///
    /// ## How we know
    /// PC/SC reports the state MUTE, or SCardConnect answers SCARD_W_UNRESPONSIVE_CARD: no Answer-To-Reset came.
    ///
    /// ## What to do
    /// Turn the card so that the chip goes in first and faces the contacts; wipe the chip with a dry cloth; push it in until
    /// it stops. If it stays mute, try the card in another reader and another card in this one: that tells which of the
    /// two is broken.
    "card/mute",
    severity: Failure,
    masked_by: [card::none],
    sources: [
        "ISO/IEC 7816-3 §6.2 (answer to reset)",
        "PC/SC: SCARD_STATE_MUTE, SCARD_W_UNRESPONSIVE_CARD 0x80100066 (winscard.h)",
    ],
}

fn check(case: &Case) -> Verdict {
    for_each_reader(
        case,
        |it| it.has_card(),
        |it| {
            if it.card.kind != CardKind::Mute
                && !(it.has("mute") && it.card.kind == CardKind::Unread)
            {
                return None;
            }
            let remedy = Remedy::new(
                Who::You,
                "Take the card out, wipe the chip with a dry cloth, and push it in all the way, chip first and facing the \
             reader's contacts. If it stays mute, try it in another reader.",
            )
            .popular(Popular::Reseat);
            Some(
            Finding::new(
                Subject::of_card(it),
                format!(
                    "A card is in the reader {}, but it does not answer: it is the wrong way round, dirty, or broken.",
                    it.name.0
                ),
                remedy,
            )
            .evidence(it.at("state"))
            .evidence(it.at("card/error")),
        )
        },
    )
}
