use super::xml::{Event, XmlError, events};
use std::fmt::Write as _;

/// What a driver's Info.plist says (pcsc-lite doc/ifdhandler-3; bundleparser).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InfoPlist {
    pub identifier: Option<String>,
    pub name: Option<String>,
    /// `CFBundleShortVersionString`; `CFBundleVersion` of the CCID driver never changes.
    pub version: Option<String>,
    pub executable: Option<String>,
    pub options: Option<String>,
    pub log_level: Option<String>,
    /// Entries of `ifdVendorID`, `ifdProductID`, `ifdFriendlyName`.
    pub entries: [usize; 3],
    /// Pairs of which one half is no number.
    pub unreadable: usize,
    /// USB vendor and product, in order, each once.
    pub models: Vec<(u16, u16)>,
}

/// Why a file is no Info.plist of a driver.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlistError {
    #[error("it is no XML: {0}")]
    Xml(#[from] XmlError),
    #[error("it is no property list: it has no <dict>")]
    NoDict,
}

/// More models than any driver has; libccid 1.8.2 has 642.
const MODELS: usize = 20_000;
/// Characters of a value that are kept.
const VALUE: usize = 200;

/// Reads an Info.plist.
pub fn info_plist(text: &str) -> Result<InfoPlist, PlistError> {
    let events = events(text)?;
    let is_dict = |it: &Event<'_>| matches!(it, Event::Start { name: "dict", .. });
    if !events.iter().any(is_dict) {
        return Err(PlistError::NoDict);
    }
    let mut out = InfoPlist::default();
    let mut old_version = None;
    let mut vendors = Vec::new();
    let mut products = Vec::new();
    // The key whose value is being read, and the element that the text stands in.
    let mut key = String::new();
    let mut element = "";
    for it in &events {
        match it {
            Event::Start { name, .. } => {
                element = name;
                if *name == "key" {
                    key.clear();
                } else if *name == "string" && key == "ifdFriendlyName" {
                    // An empty name has no text.
                    out.entries[2] += 1;
                }
            }
            Event::Text(text) if element == "key" => key = text.trim().to_owned(),
            Event::Text(text) if element == "string" => {
                let value = || Some(text.trim().chars().take(VALUE).collect::<String>());
                match key.as_str() {
                    "CFBundleIdentifier" => out.identifier = value(),
                    "CFBundleName" => out.name = value(),
                    "CFBundleShortVersionString" => out.version = value(),
                    "CFBundleVersion" => old_version = value(),
                    "CFBundleExecutable" => out.executable = value(),
                    "ifdDriverOptions" => out.options = value(),
                    "ifdLogLevel" => out.log_level = value(),
                    "ifdVendorID" if vendors.len() < MODELS => vendors.push(number(text)),
                    "ifdProductID" if products.len() < MODELS => products.push(number(text)),
                    _ => {}
                }
            }
            Event::Text(_) => {}
            Event::End { .. } => element = "",
        }
    }
    out.version = out.version.or(old_version);
    out.entries[0] = vendors.len();
    out.entries[1] = products.len();
    for pair in vendors.iter().zip(&products) {
        match pair {
            (Some(vendor), Some(product)) => out.models.push((*vendor, *product)),
            _ => out.unreadable += 1,
        }
    }
    out.models.sort_unstable();
    out.models.dedup();
    Ok(out)
}

/// `0x04E6`, as strtoul(3) of base 16 takes it.
fn number(text: &str) -> Option<u16> {
    let text = text.trim();
    let digits = text
        .strip_prefix("0x")
        .or_else(|| text.strip_prefix("0X"))
        .unwrap_or(text);
    u16::from_str_radix(digits, 16).ok()
}

/// Models in few characters, vendor by vendor: `04e6:5111,5116;076b:3021`. They must be in order.
pub fn list_models(models: &[(u16, u16)]) -> String {
    let mut out = String::new();
    let mut last = None;
    for (vendor, product) in models {
        let _ = if last == Some(vendor) {
            write!(out, ",{product:04x}")
        } else {
            let between = if out.is_empty() { "" } else { ";" };
            write!(out, "{between}{vendor:04x}:{product:04x}")
        };
        last = Some(vendor);
    }
    out
}

/// The models in such a list; what cannot be read of it is left out.
pub fn models_in(list: &str) -> impl Iterator<Item = (u16, u16)> + '_ {
    list.split(';')
        .filter_map(|it| it.split_once(':'))
        .flat_map(|(vendor, products)| {
            let vendor = u16::from_str_radix(vendor, 16).ok();
            products
                .split(',')
                .filter_map(move |it| Some((vendor?, u16::from_str_radix(it, 16).ok()?)))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"<?xml version="1.0"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
  <key>CFBundleName</key><string>CCIDCLASSDRIVER</string>
  <key>CFBundleVersion</key><string>0.0.1d1</string>
  <key>CFBundleShortVersionString</key><string>1.5.2</string>
  <key>CFBundleExecutable</key><string>libccid.so</string>
  <!-- <key>ifdDriverOptions</key> 0x04: with <angle> brackets -->
  <key>ifdDriverOptions</key><string>0x0000</string>
  <key>ifdVendorID</key><array><string>0x076B</string><string>0x04E6</string><string>0x04e6</string><string>x</string></array>
  <key>ifdProductID</key><array><string>0x3021</string><string>0x5116</string><string>0x5116</string><string>0x1</string></array>
  <key>ifdFriendlyName</key><array><string>A &amp; B</string><string></string><string>C</string></array>
</dict></plist>"#;

    #[test]
    fn a_driver_says_what_it_is_and_what_it_drives() {
        let it = info_plist(SMALL).unwrap();
        assert_eq!(it.name.as_deref(), Some("CCIDCLASSDRIVER"));
        assert_eq!(it.version.as_deref(), Some("1.5.2"));
        assert_eq!(it.executable.as_deref(), Some("libccid.so"));
        assert_eq!(it.options.as_deref(), Some("0x0000"));
        assert_eq!(it.entries, [4, 4, 3]);
        assert_eq!(it.unreadable, 1);
        assert_eq!(it.models, [(0x04e6, 0x5116), (0x076b, 0x3021)]);
        let old = SMALL.replace("CFBundleShortVersionString", "x");
        assert_eq!(
            info_plist(&old).unwrap().version.as_deref(),
            Some("0.0.1d1")
        );
    }

    #[test]
    fn what_is_no_property_list_is_refused() {
        assert_eq!(info_plist("<html></html>"), Err(PlistError::NoDict));
        assert_eq!(info_plist(""), Err(PlistError::NoDict));
        let cut = info_plist(&SMALL[..SMALL.len() - 60]).unwrap_err();
        assert!(matches!(cut, PlistError::Xml(_)), "{cut}");
        assert_eq!(info_plist("bplist00\u{fffd}"), Err(PlistError::NoDict));
    }

    #[test]
    fn a_list_of_models_reads_back() {
        let models = [(0x04e6, 0x5111), (0x04e6, 0x5116), (0x076b, 0x3021)];
        let list = list_models(&models);
        assert_eq!(list, "04e6:5111,5116;076b:3021");
        assert_eq!(models_in(&list).collect::<Vec<_>>(), models);
        assert_eq!(models_in("").count(), 0);
        assert_eq!(
            models_in("x:1;04e6:zz,5116").collect::<Vec<_>>(),
            [(0x04e6, 0x5116)]
        );
    }
}
