//! `--from`, and whatever else is read.
#![allow(clippy::disallowed_methods)] // this is where cli reads files
use super::encryption;
use super::problem::Problem;
use super::read_ahead::ReadAhead;
use crate::bundle;
use crate::facts::{Observed, SignIn, Snapshot};
use crate::login::signin::{self, Wanted};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

/// How long a named pipe or a device is waited for, where nothing else was said: as long as a run takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// The snapshot in a file, or on standard input for `-`. No more is read than a snapshot may have.
pub(super) fn snapshot(
    path: &Path,
    identity: Option<&Path>,
    patience: Duration,
) -> Result<Snapshot, Problem> {
    let mut bytes = bytes_within(path, bundle::SIZE_LIMIT, patience)?;
    if let Some(identity) = identity.filter(|_| bundle::is_encrypted(&bytes)) {
        let keys = self::bytes(identity, encryption::KEY_FILE_LIMIT)?;
        bytes = encryption::decrypted(&bytes, &keys, identity)?;
    }
    let mut snapshot = bundle::open(&bytes).map_err(|error| Problem::Bundle {
        path: path.to_owned(),
        error,
    })?;
    // What is added to it from here on must not pass for pseudonyms.
    let as_read = Arc::new(snapshot.clone());
    if let Some(redaction) = &mut snapshot.redaction {
        redaction.as_read = Some(as_read);
    }
    Ok(snapshot)
}

/// The wanted entry of a sign-in log. A log that holds no such thing is a fact for the report; one that cannot be
/// opened is a problem of the command line.
pub(super) fn sign_in(path: &Path, wanted: &Wanted) -> Result<Observed<SignIn>, Problem> {
    let source = if path.as_os_str() == "-" {
        ReadAhead::new(io::stdin())
    } else {
        let named = path.to_owned();
        let open = move || File::open(named);
        let opened = match waits(path) {
            true => within(PATIENCE, open),
            false => open(),
        };
        let opened = opened.and_then(|it| match it.metadata()?.is_dir() {
            true => Err(io::Error::from(io::ErrorKind::IsADirectory)),
            false => Ok(it),
        });
        opened.and_then(ReadAhead::new)
    };
    let source = source.map_err(|error| Problem::Read {
        path: path.to_owned(),
        error,
    })?;
    let read = signin::read(source, wanted);
    Ok(match read {
        Ok(it) => Observed::Seen(it),
        Err(error) => {
            super::output::talk(&format!("cac-doctor: {}: {error}", path.display()));
            Observed::Failed(error.failure())
        }
    })
}

/// Most of a pasted text that is read, bytes.
pub(super) const PASTE_LIMIT: u64 = 10 * 1024 * 1024;

/// Standard input up to the limit, and whether there was more.
pub(super) fn pasted() -> Result<(Vec<u8>, bool), Problem> {
    let mut bytes = bytes(Path::new("-"), PASTE_LIMIT)?;
    let limit = usize::try_from(PASTE_LIMIT).unwrap_or(usize::MAX);
    let more = bytes.len() > limit;
    bytes.truncate(limit);
    Ok((bytes, more))
}

/// The bytes of a file, or of standard input for `-`: one past the limit, so that what is too large is seen to be.
pub(super) fn bytes(path: &Path, limit: u64) -> Result<Vec<u8>, Problem> {
    bytes_within(path, limit, PATIENCE)
}

/// The same; a pipe that nobody writes to, or a device that says nothing, is given up.
fn bytes_within(path: &Path, limit: u64, patience: Duration) -> Result<Vec<u8>, Problem> {
    let bounded = move |from: &mut dyn Read| -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        from.take(limit.saturating_add(1)).read_to_end(&mut out)?;
        Ok(out)
    };
    let named = path.to_owned();
    let file = move || File::open(&named).and_then(|mut it| bounded(&mut it));
    let read = if path.as_os_str() == "-" {
        bounded(&mut io::stdin().lock())
    } else if waits(path) {
        within(patience, file)
    } else {
        file()
    };
    read.map_err(|error| Problem::Read {
        path: path.to_owned(),
        error,
    })
}

/// Whether reading may wait for somebody: a pipe, a device, a socket.
fn waits(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|it| !it.is_file() && !it.is_dir())
}

/// Does it on a thread of its own, which is left behind where it takes too long: it ends with the program.
fn within<T: Send + 'static>(
    patience: Duration,
    what: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    let (send, receive) = mpsc::channel();
    thread::Builder::new().spawn(move || {
        // Whoever waited may have gone.
        let _ = send.send(what());
    })?;
    receive.recv_timeout(patience).unwrap_or_else(|_| {
        Err(io::Error::new(
            io::ErrorKind::TimedOut,
            format!(
                "it is no file, and nothing came from it within {} s",
                patience.as_secs()
            ),
        ))
    })
}
