//! The journal through journalctl(1), the one way to it that every version of systemd keeps. Its output is read
//! as it comes, newest first, so that what was read when the time is over is what matters.
#![allow(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    reason = "journalctl has no library that can be had at run time without one"
)]
use super::Shared;
use crate::facts::Failure;
use crate::probe::os::linux::errno::failure;
use serde::Deserialize;
use std::io::{BufRead as _, BufReader, ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use time::OffsetDateTime;

/// Most entries that are asked for.
const ENTRIES: &str = "4000";
/// Most that is read, bytes.
const BYTES: u64 = 4 * 1024 * 1024;
/// Longest entry that is read, bytes.
const ENTRY: u64 = 64 * 1024;

/// journalctl below `root`, not by the search path: this may run as root.
fn program(root: &Path) -> Option<PathBuf> {
    ["usr/bin/journalctl", "bin/journalctl"]
        .into_iter()
        .map(|it| root.join(it))
        .find(|it| it.exists())
}

/// Reads what `filter` selects of the journal of this boot. True: there was more.
pub(super) fn read(root: &Path, filter: &[&str], shared: &Shared) -> Result<bool, Failure> {
    let Some(program) = program(root) else {
        return Err(Failure::new("journalctl", "not installed", None));
    };
    let mut child = Command::new(program)
        .args(filter)
        .args(["--boot", "--reverse", "--no-pager", "--output=json"])
        .args(["--output-fields=MESSAGE", "--lines", ENTRIES])
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| failure("start journalctl", &error))?;
    let (out, mut err) = match (child.stdout.take(), child.stderr.take()) {
        (Some(out), Some(err)) => (out, err),
        _ => return Err(Failure::new("start journalctl", "no pipe", None)),
    };
    // From here on whoever waits for this log can end it.
    let running = Running::register(child, shared);
    let mut input = BufReader::new(out.take(BYTES));
    let mut line = Vec::new();
    let mut any = false;
    let mut cut = false;
    loop {
        line.clear();
        let read = input.by_ref().take(ENTRY).read_until(b'\n', &mut line);
        match read {
            Ok(0) => break,
            Ok(_) => {
                if let Some((at, text)) = entry(&line) {
                    any = true;
                    shared.with(|it| it.older(at, &text));
                }
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(failure("read journalctl", &error)),
        }
        if shared.is_over() {
            cut = true;
            break;
        }
    }
    cut |= input.get_ref().limit() == 0;
    if !any && !cut {
        let mut said = String::new();
        let _ = err.by_ref().take(4096).read_to_string(&mut said);
        if let Some(failure) = refusal(&said) {
            return Err(failure);
        }
    }
    running.end();
    Ok(cut)
}

/// What journalctl says instead of entries (systemd, src/journal/journalctl.c, src/shared/journal-util.c).
fn refusal(said: &str) -> Option<Failure> {
    let lower = said.to_ascii_lowercase();
    let first = said.lines().next().unwrap_or_default().trim().to_owned();
    if lower.contains("not seeing messages") || lower.contains("insufficient permissions") {
        return Some(Failure::new("journalctl", "EACCES", Some(13)).because(first));
    }
    if lower.contains("no journal files were found") {
        return Some(Failure::new("journalctl", "no journal", None).because(first));
    }
    let harmless = said.trim().is_empty() || lower.contains("-- no entries --");
    (!harmless).then(|| Failure::new("journalctl", "error", None).because(first))
}

/// A child that is ended when nobody waits for it any more.
struct Running<'s>(&'s Shared);

impl Running<'_> {
    fn register(child: Child, shared: &Shared) -> Running<'_> {
        shared.set_child(Some(child));
        Running(shared)
    }

    fn end(self) {}
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.end_child();
    }
}

/// One entry of `--output=json` (systemd, docs/JOURNAL_EXPORT_FORMATS.md): a message that is not UTF-8 is an array of
/// bytes, one that is too long is null.
#[derive(Deserialize)]
struct Entry {
    #[serde(rename = "__REALTIME_TIMESTAMP")]
    microseconds: Option<String>,
    #[serde(rename = "MESSAGE")]
    message: Option<Message>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Message {
    Text(String),
    Bytes(Vec<u8>),
}

fn entry(line: &[u8]) -> Option<(Option<OffsetDateTime>, String)> {
    let entry: Entry = serde_json::from_slice(line).ok()?;
    let text = match entry.message? {
        Message::Text(it) => it,
        Message::Bytes(it) => String::from_utf8_lossy(&it).into_owned(),
    };
    let at = entry
        .microseconds
        .and_then(|it| it.parse::<i128>().ok())
        .and_then(|it| OffsetDateTime::from_unix_timestamp_nanos(it.checked_mul(1000)?).ok())
        .map(super::whole_milliseconds);
    Some((at, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_in_every_form() {
        let text = |line: &str| entry(line.as_bytes()).map(|it| it.1);
        assert_eq!(
            text(r#"{"__REALTIME_TIMESTAMP":"1700000000123456","MESSAGE":"usb 1-1: x"}"#)
                .as_deref(),
            Some("usb 1-1: x")
        );
        assert_eq!(
            text(r#"{"MESSAGE":[117,115,98,255]}"#).as_deref(),
            Some("usb\u{fffd}")
        );
        for it in [
            "",
            "{",
            r#"{"MESSAGE":null}"#,
            r#"{"MESSAGE":[1,2,70000]}"#,
            "[]",
        ] {
            assert_eq!(text(it), None, "{it}");
        }
        let (at, _) =
            entry(br#"{"__REALTIME_TIMESTAMP":"1700000000123456","MESSAGE":"x"}"#).unwrap();
        assert_eq!(at.unwrap().to_string(), "2023-11-14 22:13:20.123 +00:00:00");
    }

    #[test]
    fn what_journalctl_says_instead() {
        let name = |it: &str| refusal(it).map(|it| it.name);
        assert_eq!(
            name("Hint: You are currently not seeing messages from other users and the system.\n")
                .as_deref(),
            Some("EACCES")
        );
        assert_eq!(
            name("No journal files were found.\n-- No entries --").as_deref(),
            Some("no journal")
        );
        assert_eq!(name("-- No entries --\n"), None);
        assert_eq!(name(""), None);
        assert_eq!(
            name("Failed to get boot id: Input/output error").as_deref(),
            Some("error")
        );
    }
}
