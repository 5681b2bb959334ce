use crate::case::Case;
use crate::rules::{Finding, Popular, Remedy, Subject, Verdict, Who, for_each_reader};

rule! {
    /// A reader is listed, and its state cannot be had.
    ///
    /// ## What it means
    /// The service knows the reader, but asking for its state fails or takes too long. What is in it is unknown.
    ///
    /// ## How we know
    /// SCardGetStatusChange failed or did not return in time; the code is in the evidence.
    ///
    /// ## What to do
    /// Unplug the reader, wait a few seconds, plug it in again.
    "reader/silent",
    severity: Failure,
    masked_by: [reader::vanished, reader::ghost],
    sources: ["PC/SC Part 5 §3.2 (SCardGetStatusChange)"],
}

fn check(case: &Case) -> Verdict {
    for_each_reader(
        case,
        |_| true,
        |it| {
            let failure = it.facts.state.failure()?;
            let remedy = Remedy::new(
                Who::You,
                "Unplug the reader, wait a few seconds, plug it into another port and run this again.",
            )
            .popular(Popular::Port);
            Some(
                Finding::new(
                    Subject::of_reader(it),
                    format!(
                        "The reader {} is listed, but does not tell its state ({}).",
                        it.name.0, failure.name
                    ),
                    remedy,
                )
                .evidence(it.at("state")),
            )
        },
    )
}
