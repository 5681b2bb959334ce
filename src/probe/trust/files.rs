//! Reading files and folders of unknown size, bounded.
use crate::facts::Failure;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// Largest store read, bytes. A Firefox profile of many years has some 30 MB.
const SIZE_LIMIT: u64 = 64 * 1024 * 1024;
/// Most entries of a folder looked at.
const ENTRY_LIMIT: usize = 4_000;

/// The bytes of a file; none where there is no such file.
pub(super) fn read(path: &Path) -> Option<Result<Vec<u8>, Failure>> {
    match bounded(path) {
        Ok(it) => Some(Ok(it)),
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            None
        }
        Err(error) => Some(Err(failure("open", &error))),
    }
}

fn bounded(path: &Path) -> io::Result<Vec<u8>> {
    // A pipe or a device would be waited for.
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "it is no regular file",
        ));
    }
    let mut out = Vec::new();
    File::open(path)?
        .take(SIZE_LIMIT + 1)
        .read_to_end(&mut out)?;
    if out.len() as u64 > SIZE_LIMIT {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            format!("larger than {} MiB", SIZE_LIMIT / 1024 / 1024),
        ));
    }
    Ok(out)
}

pub(super) fn failure(call: &str, error: &io::Error) -> Failure {
    let code = error.raw_os_error().and_then(|it| u32::try_from(it).ok());
    Failure::new(call, format!("{:?}", error.kind()), code).because(error.to_string())
}

/// What is in a folder, sorted; nothing where there is no such folder.
pub(super) fn entries(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    match fs::read_dir(path) {
        Ok(all) => {
            let mut out: Vec<PathBuf> = all
                .take(ENTRY_LIMIT)
                .filter_map(|it| it.ok().map(|it| it.path()))
                .collect();
            out.sort();
            Ok(out)
        }
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            Ok(Vec::new())
        }
        Err(error) => Err(failure("opendir", &error)),
    }
}

/// The file a path leads to in the end, so that one store reached by two names is one store.
pub(super) fn identity(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}
