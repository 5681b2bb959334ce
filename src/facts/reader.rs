use super::{Bytes, Card, Observed, Pii, personal};
use serde::{Deserialize, Serialize};

/// One PC/SC reader (one slot of a device, by PC/SC's way of counting).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reader {
    /// The name PC/SC gives it. It may hold the device's serial number.
    #[serde(serialize_with = "personal::reader")]
    pub name: Pii<String>,
    /// SCardGetStatusChange before anything was tried.
    pub state: Observed<State>,
    pub attributes: Observed<Attributes>,
    /// Answer to CM_IOCTL_GET_FEATURE_REQUEST, undecoded.
    pub features: Observed<Bytes>,
    /// Answer to FEATURE_GET_TLV_PROPERTIES, undecoded.
    pub properties: Observed<Bytes>,
    /// `Absent`: the slot is empty.
    pub card: Observed<Card>,
    /// Whether the reader was still listed when looking ended. `Absent`: it had gone.
    pub still_there: Observed<()>,
    /// It was not listed when looking began.
    #[serde(default)]
    pub came_late: bool,
}

/// Event state of a reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// The low 16 bits of dwEventState.
    pub flags: u32,
    /// The high 16 bits: how often a card came or went, where the service counts it.
    pub events: u32,
}

/// SCardGetAttrib answers. `Failed` with SCARD_E_UNSUPPORTED_FEATURE is common and harmless.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attributes {
    pub vendor: Observed<String>,
    pub ifd_type: Observed<String>,
    /// Raw SCARD_ATTR_VENDOR_IFD_VERSION, host byte order as a number.
    pub ifd_version: Observed<u32>,
    #[serde(serialize_with = "personal::serial")]
    pub serial: Observed<Pii<String>>,
    /// Raw SCARD_ATTR_CHANNEL_ID as a number.
    pub channel: Observed<u32>,
    /// SCARD_ATTR_MAXINPUT, bytes.
    pub max_input: Observed<u32>,
}
