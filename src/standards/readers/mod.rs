//! What is known of reader models and of releases of their software, as data: facts of the driver project and of public
//! reports, with their sources, held against them on [`edition`]'s day.
//!
//! `models.psv`, one model a line:
//!
//! | column | holds | from |
//! |---|---|---|
//! | id, name | USB vendor and product, and what the driver calls it | libccid 1.5.2 `Info.plist`; CCID `readers/supported_readers.txt` (2015, 1.8.2) |
//! | list | how far the driver's project stands by it: [`List`] | the same |
//! | class, level | interface class, level of exchange | CCID `readers/*.txt` (1.8.2) |
//! | since | the release of libccid that has it: [`Since`] | CCID `README.md`, History |
//! | firmware | bcdDevice below which libccid refuses it | CCID `src/ccid_usb.c` |
//! | quirks | [`Quirk`], each with its own source | see there |
//! | note | what else the person may know it as | CCID `readers/*.txt`; usb.ids |
//!
//! `releases.psv`: see [`Release`].
mod parse;
mod quirk;
mod version;

pub use quirk::Quirk;
pub use version::Version;

use std::sync::OnceLock;

/// One reader model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    pub vendor: u16,
    pub product: u16,
    pub name: &'static str,
    pub list: List,
    /// bInterfaceClass: 0x0B, or 0xFF of those that are CCID readers and do not say so.
    pub class: Option<u8>,
    pub level: Option<Level>,
    pub since: Option<Since>,
    /// bcdDevice below which libccid refuses it ("Firmware … is bogus").
    pub firmware: Option<u16>,
    pub quirks: Vec<Quirk>,
    pub note: Option<&'static str>,
}

impl Model {
    /// `04e6:5116`.
    pub fn id(&self) -> String {
        id(self.vendor, self.product)
    }

    pub fn has(&self, it: Quirk) -> bool {
        self.quirks.contains(&it)
    }

    /// Whether libccid's list of models holds it, in one release or another.
    pub fn is_driven(&self) -> bool {
        !matches!(self.list, List::Disabled | List::Other)
    }
}

/// A USB vendor and product as people write them: `04e6:5116`.
pub fn id(vendor: u16, product: u16) -> String {
    format!("{vendor:04x}:{product:04x}")
}

/// How far the driver's project stands by a model (sections of CCID `readers/supported_readers.txt`). All but the last
/// two are driven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum List {
    /// Tested by the project.
    Supported,
    /// Says of itself that it is a reader the driver knows how to drive; not tested.
    ShouldWork,
    /// Driven, with known limits or faults.
    Unsupported,
    /// In the list of models; in which section is not recorded here.
    Listed,
    /// Known to the project and left out on purpose.
    Disabled,
    /// Not the CCID driver's at all.
    Other,
}

impl List {
    const WORDS: [(List, &'static str, &'static str); 6] = [
        (
            List::Supported,
            "supported",
            "tested by the driver's project",
        ),
        (
            List::ShouldWork,
            "should-work",
            "expected to work, not tested by the driver's project",
        ),
        (
            List::Unsupported,
            "unsupported",
            "driven, with limits or faults that the driver's project knows of",
        ),
        (List::Listed, "listed", "in the driver's list of models"),
        (
            List::Disabled,
            "disabled",
            "left out by the driver's project on purpose",
        ),
        (List::Other, "other", "not a reader of the CCID driver"),
    ];

    pub fn word(self) -> &'static str {
        Self::WORDS
            .iter()
            .find(|it| it.0 == self)
            .map_or("", |it| it.1)
    }

    /// For people.
    pub fn words(self) -> &'static str {
        Self::WORDS
            .iter()
            .find(|it| it.0 == self)
            .map_or("", |it| it.2)
    }

    fn of(word: &str) -> Option<List> {
        Self::WORDS.iter().find(|it| it.1 == word).map(|it| it.0)
    }
}

/// Level of exchange between reader and host (CCID 1.10 §5.1, dwFeatures).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Character,
    Tpdu,
    ShortApdu,
    ExtendedApdu,
}

/// The release of libccid that has a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// It came with this one.
    In(Version),
    /// This one has it; when it came is not recorded here.
    By(Version),
}

impl Since {
    /// The release that is known to have it.
    pub fn version(self) -> Version {
        match self {
            Since::In(it) | Since::By(it) => it,
        }
    }

    /// Whether the driver of this version knows the model; none where that is not recorded.
    pub fn known_to(self, driver: Version) -> Option<bool> {
        match self {
            Since::In(it) => Some(driver >= it),
            Since::By(it) if driver >= it => Some(true),
            Since::By(_) => None,
        }
    }
}

/// Software of the reader's path that has releases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Component {
    /// The service and its client library.
    PcscLite,
    /// The driver of CCID readers.
    Ccid,
    /// The driver of ACS's own.
    AcsCcid,
}

impl Component {
    pub fn name(self) -> &'static str {
        match self {
            Component::PcscLite => "pcsc-lite",
            Component::Ccid => "ccid",
            Component::AcsCcid => "acsccid",
        }
    }

    fn of(word: &str) -> Option<Component> {
        [Component::PcscLite, Component::Ccid, Component::AcsCcid]
            .into_iter()
            .find(|it| it.name() == word)
    }
}

/// From one release up to the one that is not meant any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    pub from: Option<Version>,
    pub fixed: Option<Version>,
}

impl Range {
    pub fn holds(&self, it: Version) -> bool {
        self.from.is_none_or(|from| it >= from) && self.fixed.is_none_or(|fixed| it < fixed)
    }
}

/// Releases that are bad by themselves, or beside some of another component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    pub key: &'static str,
    pub component: Component,
    pub range: Range,
    /// Only beside this one.
    pub with: Option<(Component, Range)>,
    pub effect: &'static str,
    pub source: &'static str,
}

const MODELS: &str = include_str!("models.psv");
const RELEASES: &str = include_str!("releases.psv");

/// Days after which the data is called old: releases of the driver come about three times a year, and bring models.
pub const OLD_AFTER_DAYS: i64 = 365;

/// The day the data was last held against its sources, `YYYY-MM-DD`.
pub fn edition() -> &'static str {
    MODELS
        .lines()
        .find_map(|it| it.strip_prefix("# edition "))
        .unwrap_or_default()
}

/// Every model, in order of its id.
pub fn models() -> &'static [Model] {
    static ALL: OnceLock<Vec<Model>> = OnceLock::new();
    ALL.get_or_init(|| {
        // A test holds every row against the parser and the order: none is lost here.
        let mut out: Vec<Model> = parse::models(MODELS).filter_map(Result::ok).collect();
        out.sort_by_key(|it| (it.vendor, it.product));
        out
    })
}

/// What is known of the model with these ids.
pub fn model(vendor: u16, product: u16) -> Option<&'static Model> {
    let all = models();
    let at = all
        .binary_search_by_key(&(vendor, product), |it| (it.vendor, it.product))
        .ok()?;
    all.get(at)
}

/// Every release to beware of.
pub fn releases() -> &'static [Release] {
    static ALL: OnceLock<Vec<Release>> = OnceLock::new();
    ALL.get_or_init(|| parse::releases(RELEASES).filter_map(Result::ok).collect())
}

/// The protocol that a release of pcsc-lite speaks between its library and its service (winscard_msg.h
/// PROTOCOL_VERSION_MAJOR, _MINOR; ChangeLog 2.3.0, 2.4.1): the number, and whether it also takes older ones.
pub fn protocol(pcsc_lite: Version) -> (&'static str, bool) {
    match pcsc_lite {
        it if it < Version::new(2, 3, 0) => ("4:4", false),
        it if it < Version::new(2, 4, 1) => ("4:5", false),
        it if it < Version::new(2, 5, 0) => ("4:5", true),
        _ => ("4:6", true),
    }
}

#[cfg(test)]
mod tests;
