use crate::case::Case;
use crate::facts::Failure;
use crate::rules::{Finding, Popular, Remedy, Subject, Verdict, Who, for_each_reader};

rule! {
    /// A reader vanished while we were looking.
    ///
    /// ## What it means
    /// The reader was there at first and gone at the end. If nobody unplugged it, its cable, port or hub loses contact, or
    /// the reader resets itself: sign-in will fail from time to time in the same way.
    ///
    /// ## How we know
    /// SCardListReaders named it when looking began and no longer when it ended, or a call on it answered
    /// SCARD_E_READER_UNAVAILABLE or SCARD_E_UNKNOWN_READER.
    ///
    /// ## What to do
    /// Plug it straight into another port of the computer, without a hub or dock, and run this again. If it happens again,
    /// try another reader or cable.
    "reader/vanished",
    severity: Failure,
    masked_by: [reader::not_matched],
    sources: ["PC/SC return codes SCARD_E_READER_UNAVAILABLE 0x80100017, SCARD_E_UNKNOWN_READER 0x80100009 (winscard.h)"],
}

fn gone(it: &Failure) -> bool {
    matches!(it.code, Some(0x8010_0017 | 0x8010_0009))
}

fn check(case: &Case) -> Verdict {
    for_each_reader(
        case,
        |_| true,
        |it| {
            let evidence = if it.facts.still_there.is_absent() {
                "still_there"
            } else if it.facts.state.failure().is_some_and(gone)
                || it.has("unknown")
                || it.has("unavailable")
            {
                "state"
            } else if it
                .facts
                .card
                .seen()
                .and_then(|it| it.connection.failure())
                .is_some_and(gone)
            {
                "card"
            } else {
                return None;
            };
            let remedy = Remedy::new(
                Who::You,
                "If you did not unplug it, plug the reader straight into another port of the computer and run this again.",
            )
            .popular(Popular::Port);
            Some(
                Finding::new(
                    Subject::of_reader(it),
                    format!(
                        "The reader {} vanished while it was being looked at.",
                        it.name.0
                    ),
                    remedy,
                )
                .evidence(it.at(evidence)),
            )
        },
    )
}
