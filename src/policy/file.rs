use crate::facts::Grade;
use serde::Deserialize;
use toml::Spanned;

/// A policy as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub version: Spanned<i64>,
    pub organisation: Option<Spanned<String>>,
    #[serde(default)]
    pub certificates: Certificates,
    #[serde(default)]
    pub readers: Readers,
    #[serde(default)]
    pub drivers: Drivers,
    #[serde(default)]
    pub anchors: Anchors,
    #[serde(default)]
    pub rules: Vec<Rule>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Certificates {
    pub warn_days: Option<Spanned<i64>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Readers {
    #[serde(default)]
    pub approved: Vec<Spanned<Reader>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reader {
    pub usb: Option<Spanned<String>>,
    pub name: Option<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Drivers {
    #[serde(default)]
    pub approved: Vec<Spanned<Driver>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Driver {
    pub name: Spanned<String>,
    pub at_least: Option<Spanned<String>>,
    pub below: Option<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Anchors {
    #[serde(default)]
    pub required: Vec<Spanned<Anchor>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Anchor {
    pub name: Option<Spanned<String>>,
    pub sha256: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    pub id: Spanned<String>,
    pub grade: Grade,
    pub reason: Spanned<String>,
}
