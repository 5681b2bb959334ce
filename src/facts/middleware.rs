use super::{Observed, Package, Pii, personal};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// OpenSC, the PKCS#11 library most programs on Linux reach cards with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Middleware {
    /// `Absent`: no package of it. `Unasked`: no list of packages that can be read here.
    pub package: Observed<Package>,
    /// The PKCS#11 module's file. `Absent`: in none of the usual places.
    pub module: Observed<String>,
    /// Its settings. `Absent`: no file.
    pub settings: Observed<OpenscSettings>,
    /// What it keeps of cards' contents. `Absent`: nothing.
    pub cache: Observed<Cache>,
}

/// Settings of opensc.conf that change how a card is treated; the others are not kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenscSettings {
    #[serde(serialize_with = "personal::path")]
    pub file: Pii<String>,
    /// Named by `OPENSC_CONF`.
    pub from_environment: bool,
    /// `card_drivers`.
    pub card_drivers: Vec<String>,
    /// `force_card_driver`, or `OPENSC_DRIVER`.
    pub force_card_driver: Option<String>,
    /// `card_atr` blocks that name a driver: ATR and driver.
    pub card_atr: Vec<(String, String)>,
    /// `ignored_readers`: parts of names.
    #[serde(serialize_with = "personal::reader_part")]
    pub ignored_readers: Vec<Pii<String>>,
    /// `enable_pinpad`.
    pub enable_pinpad: Option<bool>,
    /// `connect_exclusive`.
    pub connect_exclusive: Option<bool>,
}

/// The folder in which OpenSC keeps copies of what it read of cards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cache {
    #[serde(serialize_with = "personal::path")]
    pub folder: Pii<String>,
    pub files: usize,
    #[serde(with = "time::serde::rfc3339")]
    pub oldest: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    pub newest: OffsetDateTime,
}
