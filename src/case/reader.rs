use super::{ReaderCase, card};
use crate::facts::Reader;
use crate::standards::pcsc::{Features, Properties, ReaderName, ifd_version, state_flags};

/// What the answers of one reader mean.
pub(super) fn read(index: usize, facts: &Reader) -> ReaderCase<'_> {
    let properties = facts.properties.seen().map(|it| Properties::parse(it));
    let features = facts
        .features
        .seen()
        .and_then(|it| Features::parse(it).ok());
    let attributes = facts.attributes.seen();
    let name = ReaderName::parse(&facts.name);
    ReaderCase {
        index,
        facts,
        name: facts.name.clone(),
        slot: name.kind,
        state: facts
            .state
            .seen()
            .map(|it| state_flags(it.flags))
            .unwrap_or_default(),
        usb: properties.as_ref().and_then(Properties::usb_id),
        pin_pad: features.as_ref().map(Features::has_pin_pad),
        max_apdu: properties
            .as_ref()
            .and_then(|it| it.max_apdu_data)
            .or_else(|| attributes.and_then(|it| it.max_input.seen().copied())),
        firmware: attributes
            .and_then(|it| it.ifd_version.seen())
            .map(|it| ifd_version(*it)),
        card: card::read(facts, name.kind),
    }
}
