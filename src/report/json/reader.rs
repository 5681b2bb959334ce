use super::{Card, Error, Look, ReaderDriver};
use crate::case::{Case, ReaderCase};
use crate::facts::{Attributes, Observed};
use crate::report::words;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// One PC/SC reader.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Reader {
    /// The name PC/SC gives it.
    pub name: String,
    /// `contact`, `contactless`, `sam`. Null: its name does not tell.
    pub slot: Option<&'static str>,
    /// The device behind it, where the reader told or it is known.
    pub usb: Option<UsbId>,
    /// Its driver. Null: none that was seen lists it; `drivers` says what was seen.
    pub driver: Option<ReaderDriver>,
    /// Words of the event state: `present`, `inuse`.
    pub state: Vec<&'static str>,
    /// Why the state could not be asked.
    pub error: Option<Error>,
    pub vendor: Option<String>,
    /// SCARD_ATTR_VENDOR_IFD_TYPE.
    #[serde(rename = "type")]
    pub ifd_type: Option<String>,
    pub firmware: Option<String>,
    pub serial: Option<String>,
    /// Whether a PIN can be typed on it.
    pub pin_pad: Option<bool>,
    /// PC/SC part 10 features, by name.
    pub features: Vec<String>,
    /// PC/SC part 10 TLV properties: name to value.
    pub properties: BTreeMap<&'static str, String>,
    /// Largest APDU data it takes, bytes.
    pub max_apdu: Option<u32>,
    /// SCARD_ATTR_VENDOR_NAME and the like.
    pub attributes: Look,
    /// Whether it was still listed when looking ended.
    pub still_there: Look,
    /// It was not listed when looking began.
    pub came_late: bool,
    pub card: Card,
}

/// USB vendor and product.
#[derive(Debug, Serialize, JsonSchema)]
pub struct UsbId {
    /// `04e6:5116`.
    pub id: String,
    pub vendor: u16,
    pub product: u16,
    /// Place in the report's `usb`. Null: not known which it is.
    pub device: Option<usize>,
    /// By what it was tied to that device.
    pub tied: Option<&'static str>,
}

impl Reader {
    pub fn from(case: &Case<'_>, it: &ReaderCase<'_>) -> Reader {
        let attributes = it.facts.attributes.seen();
        let text = |part: fn(&Attributes) -> &Observed<String>| {
            attributes.and_then(|it| part(it).seen().cloned())
        };
        Reader {
            name: it.name.0.clone(),
            slot: words::slot(it.slot),
            usb: it.usb.map(|(vendor, product)| UsbId {
                id: format!("{vendor:04x}:{product:04x}"),
                vendor,
                product,
                device: it.device.map(|it| it.0),
                tied: it.device.map(|it| it.1.words()),
            }),
            driver: ReaderDriver::from(case, it),
            state: it.state.clone(),
            error: it.facts.state.failure().map(Error::from),
            vendor: text(|it| &it.vendor),
            ifd_type: text(|it| &it.ifd_type),
            firmware: it.firmware.clone(),
            serial: attributes.and_then(|it| it.serial.seen().map(|it| it.0.clone())),
            pin_pad: it.pin_pad,
            features: it.features.clone(),
            properties: it.properties.iter().cloned().collect(),
            max_apdu: it.max_apdu,
            attributes: Look::at(&it.facts.attributes),
            still_there: Look::at(&it.facts.still_there),
            came_late: it.facts.came_late,
            card: Card::from(it, case.chains()),
        }
    }
}
