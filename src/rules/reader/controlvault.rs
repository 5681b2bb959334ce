use crate::case::{CardKind, Case, DeviceCase};
use crate::rules::usb::for_each_reader;
use crate::rules::{Confidence, Finding, Remedy, Subject, Verdict, Who};
use crate::standards::readers::Quirk;

rule! {
    /// The laptop's built-in reader (Dell ControlVault) sees no card.
    ///
    /// ## What it means
    /// This reader is part of a chip that also has the fingerprint sensor. With old firmware its slot does not notice every
    /// card, and its contactless half does not work on Linux at all.
    ///
    /// ## How we know
    /// The model, by vendor and product; and every slot of it is empty.
    ///
    /// ## What to do
    /// If a card is in the slot, update the ControlVault firmware with the laptop maker's program, or use an external reader.
    "reader/controlvault",
    severity: Note,
    masked_by: [usb::not_configured],
    sources: ["CCID issue 145; PCSC issue 14; pcsc-tools issue 49"],
}

fn check(case: &Case) -> Verdict {
    let model = |it: &DeviceCase| it.model.is_some_and(|it| it.has(Quirk::ControlVault));
    for_each_reader(case, model, |it| {
        let mut slots = it
            .readers
            .iter()
            .filter_map(|(at, _)| case.readers.get(*at));
        if !slots.all(|it| it.card.kind == CardKind::None) {
            return None;
        }
        let remedy = Remedy::new(
            Who::You,
            "If a card is in the built-in slot, try an external reader. What helps the built-in one is newer ControlVault \
             firmware from the laptop's maker.",
        );
        let message = format!(
            "The built-in reader {} shows no card. With old firmware this kind does not notice every card, and its \
             contactless half does not work on Linux.",
            it.words()
        );
        Some(
            Finding::new(Subject::of_device(case, it), message, remedy)
                .confidence(Confidence::Hint)
                .evidence(it.at("id")),
        )
    })
}
