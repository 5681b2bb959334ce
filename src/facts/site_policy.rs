use serde::{Deserialize, Serialize};
use std::fmt;

/// What the owner of this workstation laid down in a policy file: what is approved, and which checks count for how much.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SitePolicy {
    /// The file it was read from.
    #[serde(serialize_with = "super::personal::path")]
    pub file: String,
    /// Whose policy it is, as it names itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// How many days ahead an expiry is worth a warning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warn_days: Option<u32>,
    /// Empty: every reader is approved.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readers: Vec<ApprovedReader>,
    /// Empty: every driver is approved.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub drivers: Vec<ApprovedDriver>,
    /// Trust anchors that this workstation must have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub anchors: Vec<RequiredAnchor>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Regrading>,
}

/// A reader that fits one of these is approved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ApprovedReader {
    /// USB vendor, and product where not every one of it is approved.
    Usb { vendor: u16, product: Option<u16> },
    /// The PC/SC name, `*` for any letters and `?` for one.
    Name(String),
}

impl fmt::Display for ApprovedReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ApprovedReader::Usb {
                vendor,
                product: Some(product),
            } => write!(f, "{vendor:04x}:{product:04x}"),
            ApprovedReader::Usb {
                vendor,
                product: None,
            } => write!(f, "{vendor:04x}:*"),
            ApprovedReader::Name(it) => f.write_str(it),
        }
    }
}

/// A driver by the name of its bundle, and its versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovedDriver {
    /// `ifd-ccid`, `*` for any letters.
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<String>,
}

impl fmt::Display for ApprovedDriver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        if let Some(version) = &self.at_least {
            write!(f, " from {version}")?;
        }
        if let Some(version) = &self.below {
            write!(f, " before {version}")?;
        }
        Ok(())
    }
}

/// An anchor by fingerprint, by name, or by both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequiredAnchor {
    /// Common name of its subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Of its DER, upper-case hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

impl fmt::Display for RequiredAnchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.name, &self.sha256) {
            (Some(name), _) => f.write_str(name),
            (None, Some(sha256)) => write!(f, "SHA-256 {sha256}"),
            (None, None) => f.write_str("without a name"),
        }
    }
}

/// What a check counts for on this site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Regrading {
    pub rule: String,
    pub grade: Grade,
    /// Why; shown wherever the check would have spoken.
    pub reason: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    Off,
    Note,
    Warning,
    Failure,
}
