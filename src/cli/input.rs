//! `--from`, and any other file that is read.
#![allow(clippy::disallowed_methods)] // this is where cli reads files
use super::problem::Problem;
use crate::bundle;
use crate::facts::Snapshot;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// The snapshot in a file, or on standard input for `-`. No more is read than a snapshot may have.
pub(super) fn snapshot(path: &Path) -> Result<Snapshot, Problem> {
    let bytes = bytes(path, bundle::SIZE_LIMIT)?;
    bundle::parse(&bytes).map_err(|error| Problem::Bundle {
        path: path.to_owned(),
        error,
    })
}

/// The bytes of a file, or of standard input for `-`: one past the limit, so that what is too large is seen to be.
pub(super) fn bytes(path: &Path, limit: u64) -> Result<Vec<u8>, Problem> {
    let bounded = |from: &mut dyn Read| -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        from.take(limit.saturating_add(1)).read_to_end(&mut out)?;
        Ok(out)
    };
    let read = if path.as_os_str() == "-" {
        bounded(&mut io::stdin().lock())
    } else {
        File::open(path).and_then(|mut it| bounded(&mut it))
    };
    read.map_err(|error| Problem::Read {
        path: path.to_owned(),
        error,
    })
}
