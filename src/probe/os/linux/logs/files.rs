//! Log files that a syslog daemon writes: their ends.
use super::Shared;
use crate::facts::Failure;
use crate::probe::os::linux::errno::failure;
use crate::standards::logs::syslog;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

/// Most that is read of a file, bytes, from its end.
const TAIL: u64 = 512 * 1024;

/// Reads the lines that `wanted` programs wrote. True: the file has more before them.
pub(super) fn read(
    root: &Path,
    name: &str,
    wanted: fn(&str) -> bool,
    shared: &Shared,
) -> Result<bool, Failure> {
    let call = |what: &str| format!("{what} {name}");
    let mut file = File::open(root.join(name.trim_start_matches('/')))
        .map_err(|error| failure(call("open"), &error))?;
    let length = file
        .metadata()
        .map_err(|error| failure(call("stat"), &error))?
        .len();
    let from = length.saturating_sub(TAIL);
    let mut tail = Vec::new();
    file.seek(SeekFrom::Start(from))
        .and_then(|_| file.take(TAIL).read_to_end(&mut tail))
        .map_err(|error| failure(call("read"), &error))?;
    let mut lines = tail.split(|it| *it == b'\n');
    if from > 0 {
        // Its beginning is cut off.
        lines.next();
    }
    for line in lines {
        let line = String::from_utf8_lossy(line);
        if let Some(it) = syslog::parse(&line, shared.now, shared.utc_offset_s)
            && wanted(it.program)
        {
            shared.with(|log| log.younger(it.at, it.text));
        }
        if shared.is_over() {
            return Ok(true);
        }
    }
    Ok(from > 0)
}
