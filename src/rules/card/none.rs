use crate::case::{CardKind, Case};
use crate::rules::{Finding, Popular, Remedy, Subject, Verdict, Who};

rule! {
    /// There is no card in any reader.
    ///
    /// ## What it means
    /// A reader is there and works, and its slot is empty: the card is not in, not all the way in, or the reader's contact
    /// that notices a card is worn.
    ///
    /// ## How we know
    /// SCardGetStatusChange says "empty" for every reader.
    ///
    /// ## What to do
    /// Push the card in until it stops, chip first; on most readers the chip faces up. If the card is in, try another
    /// reader.
    "card/none",
    severity: Failure,
    masked_by: [reader::silent],
    sources: ["PC/SC Part 5 §3.2: SCARD_STATE_EMPTY"],
}

fn check(case: &Case) -> Verdict {
    if case.readers.is_empty() {
        return Verdict::NotApplicable;
    }
    if case.readers.iter().any(|it| it.card.kind != CardKind::None) {
        return Verdict::Holds;
    }
    let there: Vec<_> = case
        .readers
        .iter()
        .filter(|it| case.is_ghost(it) != Some(true))
        .collect();
    let message = match there.as_slice() {
        [] => return Verdict::NotApplicable,
        [only] => format!("There is no card in the reader {}.", only.name.0),
        many => format!("There is no card in any of the {} readers.", many.len()),
    };
    let remedy = Remedy::new(
        Who::You,
        "Push the card all the way into the reader, chip first, and run this again. If it is in, try another reader.",
    )
    .popular(Popular::Reseat);
    let mut finding = Finding::new(Subject::Host, message, remedy);
    finding.evidence = there.iter().map(|it| it.at("state")).collect();
    Verdict::Broken(vec![finding])
}
