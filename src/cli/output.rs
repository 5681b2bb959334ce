//! The streams and the file that `--output` names.
#![allow(clippy::disallowed_methods)] // this is where cli writes
use super::problem::Problem;
use crate::report::escape::escape;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// To standard output. A reader that has seen enough (`| head`) is no error.
pub(super) fn data(text: &str) -> Result<(), Problem> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Problem::Stdout(error)),
        _ => Ok(()),
    }
}

/// A line to standard error, harmless for a terminal. There is nobody left to tell if it fails.
pub(super) fn talk(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", escape(line, false));
}

/// To a file that only its owner can read: whole or not at all.
pub(super) fn file(path: &Path, text: &str) -> Result<(), Problem> {
    write(path, text).map_err(|error| Problem::Write {
        path: path.to_owned(),
        error,
    })
}

fn write(path: &Path, text: &str) -> io::Result<()> {
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
            return OpenOptions::new()
                .write(true)
                .open(&path)?
                .write_all(text.as_bytes());
        }
    }
    let (mut file, temporary) = beside(&path)?;
    let done = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&temporary, &path));
    if done.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    done
}

/// A new file in the same folder, readable by its owner only.
fn beside(path: &Path) -> io::Result<(File, PathBuf)> {
    let name = path
        .file_name()
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "it names no file"))?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut tries = 0;
    loop {
        // A short name of its own: the wanted one may be as long as names can be.
        let temporary =
            path.with_file_name(format!(".cac-doctor.{}.{tries}.tmp", std::process::id()));
        match options.open(&temporary) {
            Ok(file) => return Ok((file, temporary)),
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
