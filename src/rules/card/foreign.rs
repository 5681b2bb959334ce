use crate::case::{CardKind, Case};
use crate::rules::{Finding, Remedy, Subject, Verdict, Who, for_each_reader};

rule! {
    /// The card in the reader is neither a CAC nor a PIV card.
    ///
    /// ## What it means
    /// The card answers, and knows none of the applications that a sign-in uses: it may be a bank, transit or health card.
    ///
    /// ## How we know
    /// It refuses SELECT of the PIV application, of the CAC's Card Capability Container, of its first PKI applet and of its
    /// access control applet; or it says yes to all of them and then holds none of their objects. What the card is called
    /// in an installed ATR list is a hint only.
    ///
    /// ## What to do
    /// Put in your CAC or PIV card.
    "card/foreign",
    severity: Failure,
    masked_by: [card::unread, card::terminated],
    sources: ["SP 800-73-5 Part 1 §2.2 (PIV AID); GSC-IS 2.1 (CAC AIDs)"],
}

fn check(case: &Case) -> Verdict {
    for_each_reader(
        case,
        |it| it.is_connected(),
        |it| {
            if it.card.kind != CardKind::Other {
                return None;
            }
            let name = it.card.names.first().map_or(String::new(), |it| {
                format!(" A list of cards calls it: {it}.")
            });
            let remedy = Remedy::new(Who::You, "Put your CAC or PIV card into the reader.");
            Some(
                Finding::new(
                    Subject::of_card(it),
                    format!(
                        "The card in {} is neither a CAC nor a PIV card.{name}",
                        it.name.0
                    ),
                    remedy,
                )
                .evidence(it.at("card/kind"))
                .evidence(it.at("card/atr")),
            )
        },
    )
}
