use crate::case::{CardKind, Case};
use crate::facts::Failure;
use crate::rules::{
    Confidence, Finding, Popular, Remedy, Severity, Subject, Verdict, Who, for_each_reader,
};

rule! {
    /// The card answers, but not in a way that tells what it is.
    ///
    /// ## What it means
    /// The connection stands, and the answers to the first commands are no answers: empty, cut off, endless, an error that
    /// says nothing, or none in time. The card or the reader is faulty, or another program disturbs it.
    ///
    /// ## How we know
    /// SELECT of the PIV application or of the CAC's applets got no usable answer; which one and what came is in the
    /// evidence.
    ///
    /// ## What to do
    /// Take the card out, put it in again and run again. If it stays so, try another reader; if it stays so there, the card
    /// office.
    "card/unread",
    severity: Failure,
    masked_by: [card::unreachable],
    sources: ["ISO/IEC 7816-4 §5.1 (an answer ends with a status word)"],
}

fn check(case: &Case) -> Verdict {
    for_each_reader(
        case,
        |it| it.is_connected(),
        |it| {
            let card = it.facts.card.seen();
            if it.card.kind != CardKind::Unread || it.facts.card.is_absent() {
                return None;
            }
            let failure: &Failure = match card {
                Some(card) => [card.piv.failure(), card.cac.failure()]
                    .into_iter()
                    .flatten()
                    .next()?,
                None => it.facts.card.failure()?,
            };
            let why = failure
                .causes
                .first()
                .map_or(String::new(), |it| format!(" ({it})"));
            let what = if failure.timed_out() {
                format!("{} was not answered in time", failure.call)
            } else {
                format!("{} brought {}{why}", failure.call, failure.name)
            };
            let remedy = Remedy::new(
                Who::You,
                "Take the card out, put it in again and run this again. If it stays so, try another reader.",
            )
            .popular(Popular::Reseat);
            // No answer in time says nothing of the card: the time may have been too short.
            let severity = if failure.timed_out() {
                Severity::Blind
            } else {
                Severity::Failure
            };
            Some(
                Finding::new(
                    Subject::of_card(it),
                    format!("The card in {} gives no usable answer: {what}.", it.name.0),
                    remedy,
                )
                .only(severity)
                .confidence(Confidence::Likely)
                .evidence(it.at("card/error")),
            )
        },
    )
}
