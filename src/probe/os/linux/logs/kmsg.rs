//! The kernel's ring of messages (Documentation/ABI/testing/dev-kmsg): a record a read, `priority,sequence,microseconds,flags;text`,
//! then lines that begin with a blank.
use super::Shared;
use crate::facts::Failure;
use crate::probe::os::linux::errno::failure;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Read as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use time::{Duration, OffsetDateTime};

/// Larger than any record; a smaller buffer makes the kernel refuse it (EINVAL).
const RECORD: usize = 16 * 1024;
/// Most that is read, bytes; the ring holds some megabytes at most.
const BYTES: usize = 16 * 1024 * 1024;

/// Reads the ring from its oldest record on. True: there was more.
pub(super) fn read(root: &Path, shared: &Shared) -> Result<bool, Failure> {
    let nonblock = i32::try_from(rustix::fs::OFlags::NONBLOCK.bits()).unwrap_or(0);
    let mut file = OpenOptions::new()
        .read(true)
        .custom_flags(nonblock)
        .open(root.join("dev/kmsg"))
        .map_err(|error| failure("open /dev/kmsg", &error))?;
    let start = boot(shared.now);
    let mut buffer = vec![0_u8; RECORD];
    // What a read left unfinished; of the device itself, never anything.
    let mut rest: Vec<u8> = Vec::new();
    let mut total = 0_usize;
    loop {
        match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(length) => {
                total = total.saturating_add(length);
                rest.extend_from_slice(buffer.get(..length).unwrap_or_default());
                let end = rest
                    .iter()
                    .rposition(|it| *it == b'\n')
                    .map_or(0, |it| it + 1);
                for line in rest
                    .drain(..end)
                    .collect::<Vec<u8>>()
                    .split(|it| *it == b'\n')
                {
                    if let Some((at, text)) = record(line, start) {
                        shared.with(|it| it.younger(Some(at), &text));
                    }
                }
                if rest.len() > RECORD {
                    rest.clear();
                }
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => break,
            // Records were overwritten before they were read; the next read goes on with the oldest there is.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(failure("read /dev/kmsg", &error)),
        }
        if total > BYTES || shared.is_over() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// When the clock of the records stood at zero. It stands still while the computer sleeps, as CLOCK_MONOTONIC does, so
/// this is right for what came after the last sleep.
fn boot(now: OffsetDateTime) -> OffsetDateTime {
    let clock = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
    now.checked_sub(Duration::new(
        clock.tv_sec,
        i32::try_from(clock.tv_nsec).unwrap_or(0),
    ))
    .unwrap_or(now)
}

/// Time and text of a record of the kernel itself. Facilities other than 0 are lines that programs wrote there.
fn record(line: &[u8], start: OffsetDateTime) -> Option<(OffsetDateTime, String)> {
    let line = String::from_utf8_lossy(line);
    let (head, text) = line.split_once(';')?;
    let mut head = head.split(',');
    let priority: u32 = head.next()?.parse().ok()?;
    let microseconds: i64 = head.nth(1)?.parse().ok()?;
    if priority >> 3 != 0 {
        return None;
    }
    let at = start.checked_add(Duration::microseconds(microseconds))?;
    Some((super::whole_milliseconds(at), text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_and_what_is_none() {
        let start = OffsetDateTime::UNIX_EPOCH;
        let text = |line: &str| record(line.as_bytes(), start).map(|it| it.1);
        assert_eq!(
            text("6,339,5140900,-;usb 1-1: new full-speed USB device number 2 using uhci_hcd")
                .as_deref(),
            Some("usb 1-1: new full-speed USB device number 2 using uhci_hcd")
        );
        for it in [
            "",
            " SUBSYSTEM=usb",
            "30,1,2,-;systemd[1]: hello",
            "6,1;x",
            "6,1,99999999999999999999,-;x",
        ] {
            assert_eq!(text(it), None, "{it}");
        }
    }
}
