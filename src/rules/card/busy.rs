use super::holding::{named, suspects};
use crate::case::{CardKind, Case};
use crate::facts::Failure;
use crate::rules::{Confidence, Finding, Remedy, Subject, Verdict, Who, for_each_reader};

rule! {
    /// Another program is busy with the card, and did not let go in time.
    ///
    /// ## What it means
    /// A program has begun a transaction with the card and not ended it. Everybody else waits, the tool included: what is
    /// on the card is unknown. Mostly this passes; a program that hangs holds it for ever.
    ///
    /// ## How we know
    /// SCardConnect or SCardBeginTransaction did not return within 5 seconds, or the shorter time of the run. A reader
    /// whose driver hangs looks alike.
    ///
    /// ## What to do
    /// Let the other program finish, or end it, and run again. If no program uses the card, unplug the reader and plug it
    /// in again.
    "card/busy",
    severity: Blind,
    masked_by: [card::held_exclusively],
    sources: ["PC/SC Part 5 §3.2 (transactions); measured: SCardConnect and SCardBeginTransaction wait without limit"],
}

fn check(case: &Case) -> Verdict {
    for_each_reader(
        case,
        |it| it.has_card() && it.card.kind != CardKind::Mute,
        |it| {
            let failure = it.facts.card.seen()?.connection.failure()?;
            if !Failure::timed_out(failure) {
                return None;
            }
            let suspects = suspects(case, it);
            let (who, step) = match suspects.as_slice() {
                [] => (
                    String::new(),
                    "Let the program that uses the card finish, or end it, and run this again. If none does, unplug the \
                     reader and plug it in again."
                        .to_owned(),
                ),
                [one] => (
                    format!(" Most likely it is {}.", named(&suspects)),
                    format!(
                        "Let {} finish, or close it, and run this again. If that does not help, unplug the reader and plug \
                         it in again.",
                        one.name
                    ),
                ),
                _ => (
                    format!(" It may be {}.", named(&suspects)),
                    "Let the programs named finish, or close them, and run this again.".to_owned(),
                ),
            };
            let in_use = if it.has("inuse") {
                "Another program is using"
            } else {
                "Most likely another program is using"
            };
            let mut finding = Finding::new(
                Subject::of_card(it),
                format!(
                    "{in_use} the card in {} and did not let go of it in time.{who}",
                    it.name.0
                ),
                Remedy::new(Who::You, step),
            )
            .confidence(Confidence::Likely)
            .evidence(it.at("state"))
            .evidence(it.at("card/error"));
            finding
                .evidence
                .extend(suspects.iter().filter_map(|it| case.holder_at(it.pid)));
            Some(finding)
        },
    )
}
