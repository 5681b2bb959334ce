//! The streams and the file that `--output` names.
#![allow(clippy::disallowed_methods)] // this is where cli writes
use super::problem::Problem;
use crate::report::escape::escape;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

/// To standard output. A reader that has seen enough (`| head`) is no error.
pub(super) fn data(text: &str) -> Result<(), Problem> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Problem::Stdout(error)),
        _ => Ok(()),
    }
}

/// Whether standard error is to stay empty: what reads `--format one-line` and `nagios` takes any word there for a
/// breakdown of the script.
static SILENT: AtomicBool = AtomicBool::new(false);

/// Nothing more to standard error.
pub(super) fn be_silent() {
    SILENT.store(true, Ordering::Relaxed);
}

/// A line to standard error, harmless for a terminal. There is nobody left to tell if it fails.
pub(super) fn talk(line: &str) {
    if SILENT.load(Ordering::Relaxed) {
        return;
    }
    let _ = writeln!(io::stderr().lock(), "{}", escape(line, false));
}

/// To a file that only its owner can read: whole or not at all.
pub(super) fn file(path: &Path, text: &str) -> Result<(), Problem> {
    write(path, text.as_bytes(), 0o600).map_err(|error| Problem::Write {
        path: path.to_owned(),
        error,
    })
}

/// Permissions of what is for everybody.
const PUBLIC: u32 = 0o644;

/// To a file that everybody can read, whatever the umask and whoever could read the one before: whole or not at all.
pub(super) fn public_file(path: &Path, text: &str) -> Result<(), Problem> {
    write(path, text.as_bytes(), PUBLIC).map_err(|error| Problem::Write {
        path: path.to_owned(),
        error,
    })
}

/// A bundle: whole or not at all, readable by its owner alone, and over nothing that is there unless it may.
pub(super) fn bundle(path: &Path, bytes: &[u8], force: bool) -> Result<(), Problem> {
    let failed = |error| Problem::Write {
        path: path.to_owned(),
        error,
    };
    if force {
        return write(path, bytes, 0o600).map_err(failed);
    }
    if fs::symlink_metadata(path).is_ok() {
        return Err(Problem::Exists {
            path: path.to_owned(),
        });
    }
    let (mut file, temporary) = beside(path, 0o600).map_err(failed)?;
    let done = file
        .write_all(bytes)
        .and_then(|()| file.sync_all())
        .and_then(|()| name_new(&temporary, path));
    let _ = fs::remove_file(&temporary);
    match done {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(Problem::Exists {
            path: path.to_owned(),
        }),
        other => other.map_err(failed),
    }
}

/// Gives a file a name that nobody has. A link does so in one step; where a file system has none, somebody could come
/// between the two.
fn name_new(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        Err(_) if fs::symlink_metadata(to).is_err() => fs::rename(from, to),
        other => other,
    }
}

fn write(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    // Through a link, so that the file it points to is replaced and the link stays.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if let Ok(there) = fs::metadata(&path) {
        if there.is_dir() {
            return Err(io::Error::new(
                io::ErrorKind::IsADirectory,
                "it is a folder",
            ));
        }
        if !there.is_file() {
            // A pipe or a device: renaming over it would take its place.
            return OpenOptions::new().write(true).open(&path)?.write_all(bytes);
        }
    }
    let (mut file, temporary) = beside(&path, mode)?;
    let done = file
        .write_all(bytes)
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&temporary, &path));
    if done.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    done
}

/// A new file in the same folder, with these permissions where there are such.
#[cfg_attr(not(unix), allow(unused_variables))]
fn beside(path: &Path, mode: u32) -> io::Result<(File, PathBuf)> {
    let name = path
        .file_name()
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "it names no file"))?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(mode);
    }
    let mut tries = 0;
    loop {
        // A short name of its own: the wanted one may be as long as names can be.
        let temporary =
            path.with_file_name(format!(".cac-doctor.{}.{tries}.tmp", std::process::id()));
        match options.open(&temporary) {
            Ok(file) => {
                #[cfg(unix)]
                if mode == PUBLIC {
                    use std::os::unix::fs::PermissionsExt as _;
                    // The umask took its part of what was asked for.
                    if let Err(error) = file.set_permissions(fs::Permissions::from_mode(mode)) {
                        let _ = fs::remove_file(&temporary);
                        return Err(error);
                    }
                }
                return Ok((file, temporary));
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && tries < 100 => tries += 1,
            Err(error) => {
                return Err(io::Error::new(
                    error.kind(),
                    format!("{error} (making a file beside {})", name.display()),
                ));
            }
        }
    }
}
