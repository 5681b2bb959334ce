use crate::facts::{Failure, Observed};
use crate::probe::os::linux::errno::failure;
use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::Path;

/// Longest attribute that is read, bytes: sysfs gives at most a page, and `descriptors` of the largest devices are
/// some kilobytes.
const LIMIT: u64 = 64 * 1024;

/// A file of sysfs as it is. `Absent`: there is none.
pub(super) fn bytes(folder: &Path, name: &str) -> Observed<Vec<u8>> {
    let mut out = Vec::new();
    let read = File::open(folder.join(name)).and_then(|it| it.take(LIMIT).read_to_end(&mut out));
    match read {
        Ok(_) => Observed::Seen(out),
        Err(error) if error.kind() == ErrorKind::NotFound => Observed::Absent,
        Err(error) => Observed::Failed(failure(format!("read {name}"), &error)),
    }
}

/// A file of sysfs as text, without blanks around it. An empty one is `Absent`: the kernel writes nothing where it has
/// nothing, as for the configuration of a device that is not configured.
pub(super) fn text(folder: &Path, name: &str) -> Observed<String> {
    match bytes(folder, name).map(|it| String::from_utf8_lossy(&it).trim().to_owned()) {
        Observed::Seen(it) if it.is_empty() => Observed::Absent,
        it => it,
    }
}

/// A number as `parse` reads it.
pub(super) fn number<T>(
    folder: &Path,
    name: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> Observed<T> {
    match text(folder, name) {
        Observed::Seen(it) => parse(&it).map_or_else(
            || {
                let shown: String = it.chars().take(40).collect();
                Observed::Failed(
                    Failure::new(format!("read {name}"), "not a number", None).because(shown),
                )
            },
            Observed::Seen,
        ),
        Observed::Absent => Observed::Absent,
        Observed::Failed(it) => Observed::Failed(it),
        Observed::Unasked { because } => Observed::Unasked { because },
    }
}

pub(super) fn hex16(text: &str) -> Option<u16> {
    u16::from_str_radix(text.trim_start_matches("0x"), 16).ok()
}

pub(super) fn hex8(text: &str) -> Option<u8> {
    u8::from_str_radix(text, 16).ok()
}

pub(super) fn decimal<T: std::str::FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

pub(super) fn flag(text: &str) -> Option<bool> {
    match text {
        "0" => Some(false),
        "1" => Some(true),
        _ => None,
    }
}

/// The last part of where a link points: `driver` links name the driver so. `Absent`: there is no link.
pub(super) fn link(folder: &Path, name: &str) -> Observed<String> {
    match std::fs::read_link(folder.join(name)) {
        Ok(it) => it.file_name().map_or(Observed::Absent, |it| {
            Observed::Seen(it.to_string_lossy().into_owned())
        }),
        Err(error) if error.kind() == ErrorKind::NotFound => Observed::Absent,
        Err(error) => Observed::Failed(failure(format!("readlink {name}"), &error)),
    }
}
