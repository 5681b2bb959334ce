//! The key that pseudonyms are made with: it lies on this machine, readable by its owner alone, and is in no bundle.
#![allow(clippy::disallowed_methods)] // this is where cli reads and writes files
use super::output;
use super::problem::Problem;
use crate::bundle::redact::{self, KEY_LENGTH};
use crate::facts::Snapshot;
use ring::rand::{SecureRandom as _, SystemRandom};
use std::fs::{self, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

const NAME: &str = "pseudonym.key";

/// The snapshot as it may leave the machine.
pub(super) fn redacted(snapshot: &Snapshot) -> Result<Snapshot, Problem> {
    with(snapshot, key)
}

/// The same for a look at what would be written: nothing is, and so a key that is not there yet is good for this time only.
pub(super) fn previewed(snapshot: &Snapshot) -> Result<Snapshot, Problem> {
    with(snapshot, || {
        let folder = folder(variable);
        let kept = folder.and_then(|it| read(&it.join(NAME)).ok());
        kept.map_or_else(fresh, Ok)
    })
}

fn with(
    snapshot: &Snapshot,
    key: impl FnOnce() -> Result<[u8; KEY_LENGTH], Problem>,
) -> Result<Snapshot, Problem> {
    if redact::is_redacted(snapshot).map_err(Problem::Redact)? {
        return Ok(snapshot.clone());
    }
    let key = key()?;
    redact::redact(snapshot, &key).map_err(Problem::Redact)
}

/// This machine's key; where it cannot be kept, one for this time only, and a word about it.
fn key() -> Result<[u8; KEY_LENGTH], Problem> {
    let Some(folder) = folder(variable) else {
        output::talk(
            "cac-doctor: no folder to keep the key of pseudonyms in; they are good for this time only",
        );
        return fresh();
    };
    let path = folder.join(NAME);
    match kept(&folder, &path) {
        Ok(key) => Ok(key),
        Err(error) => {
            output::talk(&format!(
                "cac-doctor: the key of pseudonyms cannot be kept in {}: {error}; the pseudonyms are good for this time only",
                path.display()
            ));
            fresh()
        }
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|it| !it.is_empty())
}

fn fresh() -> Result<[u8; KEY_LENGTH], Problem> {
    let mut key = [0; KEY_LENGTH];
    match SystemRandom::new().fill(&mut key) {
        Ok(()) => Ok(key),
        Err(_) => Err(Problem::NoRandom),
    }
}

fn kept(folder: &Path, path: &Path) -> io::Result<[u8; KEY_LENGTH]> {
    match read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        other => return other,
    }
    make_folder(folder)?;
    let key = fresh().map_err(|it| io::Error::other(it.to_string()))?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    match options.open(path) {
        Ok(mut file) => {
            let written = file.write_all(&key).and_then(|()| file.sync_all());
            if let Err(error) = written {
                // Half a key would be in the way of the next run.
                let _ = fs::remove_file(path);
                return Err(error);
            }
            Ok(key)
        }
        // Another run was faster.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => read(path),
        Err(error) => Err(error),
    }
}

fn read(path: &Path) -> io::Result<[u8; KEY_LENGTH]> {
    // A pipe in its place would be waited for.
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is no file"));
    }
    let mut options = OpenOptions::new();
    options.read(true);
    let file = options.open(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = file.metadata()?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(io::Error::new(
                io::ErrorKind::PermissionDenied,
                format!(
                    "others can read it (mode {:o}); delete it, and a new one is made",
                    mode & 0o777
                ),
            ));
        }
    }
    let mut bytes = Vec::new();
    file.take(KEY_LENGTH as u64 + 1).read_to_end(&mut bytes)?;
    bytes.try_into().map_err(|it: Vec<u8>| {
        io::Error::new(
            io::ErrorKind::InvalidData,
            format!(
                "{} bytes instead of {KEY_LENGTH}; delete it, and a new one is made",
                it.len()
            ),
        )
    })
}

fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(path)
}

/// Where programs keep what they must not lose (XDG Base Directory Specification); root's is the machine's.
fn folder(env: impl Fn(&str) -> Option<String>) -> Option<PathBuf> {
    let inside = |it: String, below: &[&str]| {
        let mut path = PathBuf::from(it);
        path.extend(below);
        path.is_absolute().then_some(path)
    };
    if cfg!(windows) {
        return inside(env("LOCALAPPDATA")?, &["cac-doctor"]);
    }
    if let Some(it) = env("XDG_STATE_HOME").and_then(|it| inside(it, &["cac-doctor"])) {
        return Some(it);
    }
    if is_root() {
        return Some(PathBuf::from("/var/lib/cac-doctor"));
    }
    let below: &[&str] = match cfg!(target_os = "macos") {
        true => &["Library", "Application Support", "cac-doctor"],
        false => &[".local", "state", "cac-doctor"],
    };
    inside(env("HOME")?, below)
}

/// Whether this runs as root: whose own folder in `/proc` belongs to 0.
#[cfg(unix)]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata("/proc/self").is_ok_and(|it| it.uid() == 0)
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn the_key_lies_where_programs_keep_their_state() {
        let of = |pairs: &'static [(&str, &str)]| {
            folder(|name| {
                pairs
                    .iter()
                    .find(|it| it.0 == name)
                    .map(|it| it.1.to_owned())
            })
        };
        assert_eq!(
            of(&[("XDG_STATE_HOME", "/s")]),
            Some("/s/cac-doctor".into())
        );
        let home = of(&[("HOME", "/home/jane"), ("XDG_STATE_HOME", "relative")]);
        let expected = if is_root() {
            "/var/lib/cac-doctor"
        } else {
            "/home/jane/.local/state/cac-doctor"
        };
        assert_eq!(home, Some(expected.into()));
    }
}
