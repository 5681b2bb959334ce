use crate::case::Case;
use crate::rules::usb::for_each_reader;
use crate::rules::{Finding, Remedy, Severity, Subject, Verdict, Who};
use crate::standards::usb::ExchangeLevel;

rule! {
    /// The reader exchanges single characters, which the driver cannot use.
    ///
    /// ## What it means
    /// This kind of reader leaves the whole protocol of the card to the computer, down to each character. libccid does not
    /// support that; no setting helps.
    ///
    /// ## How we know
    /// dwFeatures of its CCID descriptor names no level of exchange above characters.
    ///
    /// ## What to do
    /// Use another reader; every reader that names TPDU or APDU as its level of exchange will do.
    "reader/character-level",
    severity: Failure,
    masked_by: [reader::firmware_refused],
    sources: ["CCID 1.1 §5.1 (dwFeatures)", "CCID readers/O2Micro"],
}

fn check(case: &Case) -> Verdict {
    for_each_reader(
        case,
        |it| matches!(it.ccid(), Some(Ok(_))),
        |it| {
            let Some(Ok(ccid)) = it.ccid() else {
                return None;
            };
            if ccid.level() != ExchangeLevel::Character {
                return None;
            }
            let remedy = Remedy::new(
                Who::You,
                "Use another reader; no setting makes this one work here.",
            );
            let message = format!(
                "The reader {} exchanges single characters with the computer, which the driver (libccid) cannot use.",
                it.words()
            );
            let finding = Finding::new(Subject::of_device(case, it), message, remedy)
                .evidence(it.at("smart_card/ccid/level"));
            // Another driver may have it all the same.
            Some(if it.readers.is_empty() {
                finding
            } else {
                finding.only(Severity::Note)
            })
        },
    )
}
