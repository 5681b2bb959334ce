//! `--from` and `--signin-log`.
#![allow(clippy::disallowed_methods)] // this is where cli reads files
use super::problem::Problem;
use crate::bundle;
use crate::facts::{Observed, SignIn, Snapshot};
use crate::login::signin::{self, Wanted};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// The snapshot in a file, or on standard input for `-`. No more is read than a snapshot may have.
pub(super) fn snapshot(path: &Path) -> Result<Snapshot, Problem> {
    let read = |error| Problem::Read {
        path: path.to_owned(),
        error,
    };
    let bytes = if path.as_os_str() == "-" {
        bounded(io::stdin().lock())
    } else {
        File::open(path).and_then(bounded)
    }
    .map_err(read)?;
    bundle::parse(&bytes).map_err(|error| Problem::Bundle {
        path: path.to_owned(),
        error,
    })
}

/// The wanted entry of a sign-in log. A log that holds no such thing is a fact for the report; one that cannot be
/// opened is a problem of the command line.
pub(super) fn sign_in(path: &Path, wanted: &Wanted) -> Result<Observed<SignIn>, Problem> {
    let read = if path.as_os_str() == "-" {
        signin::read(io::stdin().lock(), wanted)
    } else {
        let opened = File::open(path).and_then(|it| match it.metadata()?.is_dir() {
            true => Err(io::Error::from(io::ErrorKind::IsADirectory)),
            false => Ok(it),
        });
        let file = opened.map_err(|error| Problem::Read {
            path: path.to_owned(),
            error,
        })?;
        signin::read(file, wanted)
    };
    Ok(match read {
        Ok(it) => Observed::Seen(it),
        Err(error) => {
            super::output::talk(&format!("cac-doctor: {}: {error}", path.display()));
            Observed::Failed(error.failure())
        }
    })
}

/// One byte past the limit, so that what is too large is seen to be.
fn bounded(from: impl Read) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    from.take(bundle::SIZE_LIMIT + 1).read_to_end(&mut out)?;
    Ok(out)
}
