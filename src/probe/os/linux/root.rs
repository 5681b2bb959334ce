use super::errno::failure;
use crate::facts::{Failure, Observed};
use std::fs::{self, File};
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

/// The machine's own files, below `/` or, in a test, below a folder.
#[derive(Clone, Debug)]
pub(super) struct Root(PathBuf);

/// Links that lead to links.
const LINKS: usize = 16;
/// Entries of a folder that are looked at.
const ENTRIES: usize = 4_096;

impl Root {
    pub(super) fn new(path: &Path) -> Root {
        Root(path.to_owned())
    }

    /// Where a file of that machine is. A link to a place beginning at `/` leads to that place below the root.
    pub(super) fn at(&self, path: impl AsRef<Path>) -> PathBuf {
        let mut out = self.below(path.as_ref());
        if self.0 == Path::new("/") {
            return out;
        }
        for _ in 0..LINKS {
            match fs::read_link(&out) {
                Ok(target) if target.is_absolute() => out = self.below(&target),
                Ok(target) => out = out.parent().unwrap_or(&self.0).join(target),
                Err(_) => break,
            }
        }
        out
    }

    fn below(&self, path: &Path) -> PathBuf {
        self.0.join(path.strip_prefix("/").unwrap_or(path))
    }

    /// The first `limit` bytes of a file, and whether there is more. Only of an ordinary file: a pipe would never end.
    pub(super) fn bytes(&self, path: &str, limit: usize) -> Result<(Vec<u8>, bool), Failure> {
        let at = self.at(path);
        let call = || format!("read {path}");
        let meta = fs::metadata(&at).map_err(|error| failure(call(), &error))?;
        if !meta.is_file() {
            return Err(Failure::new(call(), "no ordinary file", None));
        }
        let file = File::open(&at).map_err(|error| failure(call(), &error))?;
        let mut out = Vec::new();
        let more = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
        file.take(more)
            .read_to_end(&mut out)
            .map_err(|error| failure(call(), &error))?;
        let cut = out.len() > limit;
        out.truncate(limit);
        Ok((out, cut))
    }

    /// A whole text. One that is larger than `limit` is a failure. Bytes that are no UTF-8 are replaced.
    pub(super) fn text(&self, path: &str, limit: usize) -> Observed<String> {
        match self.bytes(path, limit) {
            Ok((_, true)) => Observed::Failed(
                Failure::new(format!("read {path}"), "too large", None)
                    .because(format!("it is larger than {limit} bytes")),
            ),
            Ok((bytes, false)) => Observed::Seen(String::from_utf8_lossy(&bytes).into_owned()),
            Err(failure) if failure.name == "ENOENT" || failure.name == "ENOTDIR" => {
                Observed::Absent
            }
            Err(failure) => Observed::Failed(failure),
        }
    }

    /// A small text, trimmed, where it is to be had.
    pub(super) fn word(&self, path: &str) -> Option<String> {
        let (bytes, _) = self.bytes(path, 4_096).ok()?;
        let text = String::from_utf8_lossy(&bytes).trim().to_owned();
        (!text.is_empty()).then_some(text)
    }

    /// Whether something has this name, be it a link that leads nowhere.
    pub(super) fn is_there(&self, path: &str) -> bool {
        fs::symlink_metadata(self.below(Path::new(path))).is_ok()
    }

    /// Whether it is a link to `target`.
    pub(super) fn leads_to(&self, path: &str, target: &Path) -> bool {
        fs::read_link(self.below(Path::new(path))).is_ok_and(|it| it == target)
    }

    pub(super) fn exists(&self, path: &str) -> bool {
        self.at(path).exists()
    }

    /// The names in a folder, in order. `Absent`: no such folder.
    pub(super) fn list(&self, path: &str) -> Observed<Vec<String>> {
        match fs::read_dir(self.at(path)) {
            Ok(entries) => {
                let mut out: Vec<String> = entries
                    .flatten()
                    .take(ENTRIES)
                    .map(|it| it.file_name().to_string_lossy().into_owned())
                    .collect();
                out.sort();
                Observed::Seen(out)
            }
            Err(error)
                if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) =>
            {
                Observed::Absent
            }
            Err(error) => Observed::Failed(failure(format!("read folder {path}"), &error)),
        }
    }

    /// Numbers of the running processes.
    pub(super) fn processes(&self) -> Observed<Vec<u32>> {
        self.list("/proc")
            .map(|names| names.iter().filter_map(|it| it.parse().ok()).collect())
    }

    /// What the kernel calls a process; 15 bytes at most (proc_pid_comm(5)).
    pub(super) fn process_name(&self, pid: u32) -> Option<String> {
        self.word(&format!("/proc/{pid}/comm"))
    }
}
