use super::{ReaderCase, card};
use crate::facts::Reader;
use crate::standards::pcsc::{Feature, Features, Properties, ReaderName, ifd_version, state_flags};

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
        number: name.index,
        device: None,
        slot: name.kind,
        state: facts
            .state
            .seen()
            .map(|it| state_flags(it.flags))
            .unwrap_or_default(),
        usb: properties.as_ref().and_then(Properties::usb_id),
        pin_pad: features.as_ref().map(Features::has_pin_pad),
        features: features.as_ref().map(names).unwrap_or_default(),
        properties: properties.as_ref().map(values).unwrap_or_default(),
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

fn names(it: &Features) -> Vec<String> {
    let name = |it: &Feature| {
        it.name()
            .map_or_else(|| format!("feature {:02X}", it.tag), str::to_owned)
    };
    it.features.iter().map(name).collect()
}

/// The properties that the reader told, by the names of PC/SC part 10.
fn values(it: &Properties) -> Vec<(&'static str, String)> {
    let number = |it: Option<u32>| it.map(|it| it.to_string());
    [
        ("wLcdLayout", number(it.lcd_layout.map(u32::from))),
        (
            "bEntryValidationCondition",
            number(it.entry_validation.map(u32::from)),
        ),
        ("bTimeOut2", number(it.timeout2.map(u32::from))),
        (
            "wLcdMaxCharacters",
            number(it.lcd_characters.map(u32::from)),
        ),
        ("wLcdMaxLines", number(it.lcd_lines.map(u32::from))),
        ("bMinPINSize", number(it.min_pin.map(u32::from))),
        ("bMaxPINSize", number(it.max_pin.map(u32::from))),
        ("sFirmwareID", it.firmware.clone()),
        ("bPPDUSupport", number(it.ppdu.map(u32::from))),
        ("dwMaxAPDUDataSize", number(it.max_apdu_data)),
        ("wIdVendor", it.vendor_id.map(|it| format!("{it:04x}"))),
        ("wIdProduct", it.product_id.map(|it| format!("{it:04x}"))),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value?)))
    .collect()
}
