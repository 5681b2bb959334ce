//! CRLs of earlier runs: `$XDG_CACHE_HOME/cac-doctor/crl`, else `~/.cache/cac-doctor/crl`. Only the tool itself writes
//! there, one file an address, put in place by renaming. Nothing in it is believed for lying there: every CRL is parsed
//! and its signature verified as if it had just come.
use crate::pki::path::sha256;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use time::OffsetDateTime;

/// Most bytes kept; beyond it the oldest go. The DoD's largest CRLs have 44 MB.
const LIMIT: u64 = 384 * 1024 * 1024;
/// More files than any user's cards need.
const FILES: usize = 512;

/// The folder, which need not exist yet.
#[derive(Clone, Debug)]
pub struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// As the XDG base directory specification places it; none where no home is known, or it is somebody else's.
    pub fn of_environment() -> Option<Cache> {
        let absolute = |name: &str| {
            let path = PathBuf::from(std::env::var_os(name)?);
            path.is_absolute().then_some(path)
        };
        let base = absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")))?;
        Some(Cache::at(&base.join("cac-doctor")))
    }

    /// Below this folder.
    pub fn at(folder: &Path) -> Cache {
        Cache {
            folder: folder.join("crl"),
        }
    }

    fn file(&self, address: &str) -> PathBuf {
        let name = crate::facts::Bytes(sha256(address.as_bytes()).to_vec()).hex();
        self.folder.join(format!("{name}.crl"))
    }

    /// What an address answered once, and when.
    pub fn find(&self, address: &str) -> Option<(PathBuf, OffsetDateTime)> {
        let path = self.file(address);
        let kind = fs::symlink_metadata(&path).ok()?;
        if !kind.is_file() || !is_ours(&self.folder) {
            return None;
        }
        Some((path, OffsetDateTime::from(kind.modified().ok()?)))
    }

    /// Keeps an answer.
    ///
    /// # Errors
    /// Where the folder cannot be made or written, or is not this user's alone: the run goes on without it.
    pub fn keep(&self, address: &str, content: &[u8]) -> io::Result<()> {
        if content.len() as u64 > LIMIT {
            return Err(io::Error::other("larger than all that is kept"));
        }
        // As root in somebody's HOME nothing is left behind that they could not remove.
        let ground = self.folder.ancestors().find(|it| it.exists());
        if !ground.is_some_and(is_owned) {
            return Err(io::Error::other(
                "the cache folder would lie in somebody else's",
            ));
        }
        make(&self.folder)?;
        if !is_ours(&self.folder) {
            return Err(io::Error::other(
                "the cache folder is not this user's alone",
            ));
        }
        let path = self.file(address);
        let passing = self.folder.join(format!(
            ".{}.{}",
            std::process::id(),
            path.file_name().and_then(OsStr::to_str).unwrap_or_default()
        ));
        let written = create(&passing).and_then(|mut file| {
            file.write_all(content)?;
            fs::rename(&passing, &path)
        });
        if written.is_err() {
            let _ = fs::remove_file(&passing);
        }
        written?;
        self.shrink(&path);
        Ok(())
    }

    /// Removes the oldest while there is too much. Files that are not the cache's own are left alone.
    fn shrink(&self, newest: &Path) {
        let Ok(entries) = fs::read_dir(&self.folder) else {
            return;
        };
        let mut all: Vec<(SystemTime, u64, PathBuf)> = entries
            .filter_map(Result::ok)
            .filter(|it| it.path().extension() == Some(OsStr::new("crl")))
            .filter_map(|it| {
                let about = it.metadata().ok()?;
                Some((about.modified().ok()?, about.len(), it.path()))
            })
            .collect();
        all.sort();
        let mut size: u64 = all.iter().map(|it| it.1).sum();
        let mut count = all.len();
        for (_, length, path) in all {
            if size <= LIMIT && count <= FILES {
                break;
            }
            if path != newest && fs::remove_file(&path).is_ok() {
                size -= length;
                count -= 1;
            }
        }
    }
}

#[cfg(unix)]
fn make(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn make(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

#[cfg(unix)]
fn create(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn create(path: &Path) -> io::Result<File> {
    fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
}

/// A folder of this user that nobody else can write: not that of the user whom `sudo` left behind in HOME.
#[cfg(unix)]
fn is_ours(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    is_owned(folder)
        && fs::symlink_metadata(folder).is_ok_and(|it| it.is_dir() && it.mode() & 0o022 == 0)
}

/// By the user this runs as; the folder of a process belongs to its effective user (proc(5)).
#[cfg(unix)]
fn is_owned(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let own = fs::metadata("/proc/self").map(|it| it.uid());
    fs::metadata(folder).is_ok_and(|it| own.map_or(true, |own| own == it.uid()))
}

#[cfg(not(unix))]
fn is_owned(_folder: &Path) -> bool {
    true
}

#[cfg(not(unix))]
fn is_ours(folder: &Path) -> bool {
    folder.is_dir()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let it =
            std::env::temp_dir().join(format!("cac-doctor-cache-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&it);
        it
    }

    #[test]
    fn what_is_kept_is_found_by_its_address_alone() {
        let at = folder("kept");
        let cache = Cache::at(&at);
        assert!(cache.find("http://a/").is_none());
        cache.keep("http://a/", b"first").unwrap();
        cache.keep("http://a/", b"second").unwrap();
        let (path, _) = cache.find("http://a/").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"second");
        assert!(cache.find("http://b/").is_none());
        assert_eq!(fs::read_dir(at.join("crl")).unwrap().count(), 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |it: &Path| fs::metadata(it).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode(&path), mode(&at.join("crl"))), (0o600, 0o700));
        }
        fs::remove_dir_all(at).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_others_can_write_and_a_link_are_not_used() {
        use std::os::unix::fs::PermissionsExt as _;
        let at = folder("open");
        let cache = Cache::at(&at);
        cache.keep("http://a/", b"x").unwrap();
        let inner = at.join("crl");
        fs::set_permissions(&inner, fs::Permissions::from_mode(0o777)).unwrap();
        assert!(cache.find("http://a/").is_none());
        assert!(cache.keep("http://a/", b"y").is_err());
        fs::set_permissions(&inner, fs::Permissions::from_mode(0o700)).unwrap();
        let (path, _) = cache.find("http://a/").unwrap();
        fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink("/etc/passwd", &path).unwrap();
        assert!(cache.find("http://a/").is_none());
        fs::remove_dir_all(at).unwrap();
    }
}
