use crate::case::{Case, ReaderCase};
use crate::facts::Observed;
use crate::rules::{Finding, Remedy, Subject, Verdict, Who, for_each_reader};
use crate::standards::pcsc::Interface;

rule! {
    /// The card is read over the air, where it does not show the certificate for sign-in.
    ///
    /// ## What it means
    /// Over contactless a PIV card shows only what proves the card, not its holder: the card authentication certificate and
    /// little else. Sign-in needs the contact chip.
    ///
    /// ## How we know
    /// The reader's name or the answer to reset says that the slot is contactless, and container 9A is refused or not shown.
    ///
    /// ## What to do
    /// Put the card into the contact slot of a reader.
    "card/contactless",
    severity: Failure,
    masked_by: [card::foreign],
    sources: [
        "SP 800-73-5 Part 1 Table 2 (9A over contactless: only through a virtual contact interface)",
        "PC/SC Part 3 (answer to reset of contactless cards begins 3B 8n 80 01)",
    ],
}

/// By the reader's name, or by the answer to reset that PC/SC makes up for contactless cards.
fn is_contactless(it: &ReaderCase) -> bool {
    let made_up = |atr: &str| atr.starts_with("3B8") && atr.get(4..8) == Some("8001");
    it.slot == Some(Interface::Contactless)
        || it.card.atr.as_ref().is_some_and(|it| made_up(&it.hex))
}

fn check(case: &Case) -> Verdict {
    for_each_reader(
        case,
        |it| it.card.is_cac_or_piv(),
        |it| {
            let piv = it.facts.card.seen()?.piv.seen()?;
            let hidden = match &piv.certificates.first()?.object {
                Observed::Absent => true,
                Observed::Failed(failure) => failure.code == Some(0x6982),
                _ => false,
            };
            if !(hidden && is_contactless(it)) {
                return None;
            }
            let message = format!(
                "The card in {} is read over the air, where it does not show the certificate for sign-in.",
                it.name.0
            );
            let remedy = Remedy::new(
                Who::You,
                "Put the card into the contact slot of a reader, and run this again.",
            );
            Some(Finding::new(Subject::of_card(it), message, remedy).evidence(it.at("name")))
        },
    )
}
