use super::super::command;
use super::super::root::Root;
use crate::facts::{DaemonVersion, Observed, Package};
use std::time::Duration;

/// `pcscd --version` prints and ends; a few milliseconds.
const LIMIT: Duration = Duration::from_millis(800);
/// Words of its second half that are kept.
const FEATURES: usize = 64;

/// What pcscd says of itself; where it cannot be run, what the package says.
pub(super) fn version(
    root: &Root,
    program: Option<&String>,
    packages: Option<&Vec<Package>>,
) -> Observed<DaemonVersion> {
    let packaged = packages.and_then(|them| {
        let it = them
            .iter()
            .find(|it| matches!(it.name.as_str(), "pcscd" | "pcsclite" | "pcsc-lite"))?;
        Some(DaemonVersion {
            version: it.version.clone(),
            features: Vec::new(),
            from: format!("package {}", it.name),
        })
    });
    let Some(program) = program else {
        return Observed::unasked("the program was not found");
    };
    match command::run(&root.at(program), &["--version"], LIMIT) {
        Ok(said) => match (parse(&said.text), packaged) {
            (Some(it), _) | (None, Some(it)) => Observed::Seen(it),
            (None, None) => Observed::Failed(
                crate::facts::Failure::new("pcscd --version", "not understood", None)
                    .because(said.text.chars().take(200).collect::<String>()),
            ),
        },
        Err(failure) => packaged.map_or(Observed::Failed(failure), Observed::Seen),
    }
}

/// `pcsc-lite version 1.9.9.` and `Enabled features: …`.
fn parse(text: &str) -> Option<DaemonVersion> {
    let version = text
        .lines()
        .find_map(|it| it.trim().strip_prefix("pcsc-lite version "))?
        .trim_end_matches('.')
        .chars()
        .take(40)
        .collect();
    let features = text
        .lines()
        .find_map(|it| it.trim().strip_prefix("Enabled features:"))
        .unwrap_or_default()
        .split_whitespace()
        .take(FEATURES)
        .map(|it| it.chars().take(200).collect())
        .collect();
    Some(DaemonVersion {
        version,
        features,
        from: "pcscd --version".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_pcscd_says_is_read() {
        let it = parse(
            "pcsc-lite version 1.9.9.\nCopyright (C) x\nEnabled features: Linux x86_64-pc-linux-gnu libsystemd serial \
             usb libudev usbdropdir=/usr/lib/pcsc/drivers ipcdir=/run/pcscd filter configdir=/etc/reader.conf.d\nMAX: 128\n",
        )
        .unwrap();
        assert_eq!(it.version, "1.9.9");
        assert!(
            it.features
                .iter()
                .any(|it| it == "usbdropdir=/usr/lib/pcsc/drivers")
        );
        assert!(!it.features.iter().any(|it| it == "polkit"));
        assert_eq!(parse("usage: pcscd"), None);
    }
}
