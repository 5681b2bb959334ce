use super::model;
use crate::case::{CardKind, Case};
use crate::rules::{Confidence, Finding, Remedy, Severity, Subject, Verdict, Who, for_each_reader};
use crate::standards::readers::{List, Quirk};

rule! {
    /// The reader is of a model that the driver's project does not stand by.
    ///
    /// ## What it means
    /// The driver drives it, and its project knows of limits or faults that it cannot mend: cards that stay mute, commands that
    /// are too long, or no card at all. Often it works all the same.
    ///
    /// ## How we know
    /// Vendor and product stand among the "unsupported" ones of the project's list.
    ///
    /// ## What to do
    /// As long as it works, nothing. If a card fails in it, try that card in another reader before anything else.
    "reader/unsupported-model",
    severity: Warning,
    masked_by: [reader::loses_fast_cards],
    sources: ["CCID readers/supported_readers.txt (section unsupported); ccid.apdu.fr"],
}

fn check(case: &Case) -> Verdict {
    for_each_reader(
        case,
        |it| model(it).is_some(),
        |it| {
            let model = model(it).filter(|it| it.list == List::Unsupported)?;
            let fails = matches!(it.card.kind, CardKind::Mute | CardKind::Unread)
                || model.has(Quirk::CharacterLevel);
            let quirk = model
                .quirks
                .first()
                .map_or(String::new(), |it| format!(" {}", it.meaning()));
            let remedy = Remedy::new(
                Who::You,
                "If a card does not work in it, try the card in another reader before anything else.",
            )
            .command(format!("cac-doctor explain {}", model.id()));
            let finding = Finding::new(
                Subject::of_reader(it),
                format!(
                    "The reader {} ({}, {}) is among the models that the driver's project does not stand by.{quirk}",
                    it.name.0,
                    model.name,
                    model.id()
                ),
                remedy,
            )
            .evidence(it.at("usb"));
            Some(if fails {
                finding.confidence(Confidence::Likely)
            } else {
                finding.only(Severity::Note)
            })
        },
    )
}
