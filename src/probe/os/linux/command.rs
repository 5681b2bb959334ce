//! Programs that only tell something, run for a short time: `pcscd --version` and `pkcheck`.
#![allow(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    reason = "neither what pcscd was built with nor polkit's word is to be had otherwise"
)]
use super::errno::failure;
use crate::facts::{Failure, TIMED_OUT};
use crate::probe::bounded::{Deadline, start};
use std::io::Read as _;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

/// What a program said.
pub(super) struct Said {
    pub status: ExitStatus,
    /// Standard output, then standard error.
    pub text: String,
}

/// Bytes of output that are read.
const OUTPUT: u64 = 64 * 1024;

/// Runs a program without input, in the C locale, and ends it where it takes longer than `limit`.
pub(super) fn run(program: &Path, arguments: &[&str], limit: Duration) -> Result<Said, Failure> {
    let mut words = vec![program.file_name().unwrap_or_default().to_string_lossy()];
    words.extend(arguments.iter().map(|it| (*it).into()));
    let call = words.join(" ");
    let mut child = Command::new(program)
        .args(arguments)
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| failure(call.clone(), &error))?;
    let deadline = Deadline::after(limit);
    let out = child.stdout.take();
    let err = child.stderr.take();
    let reading = start(&call, move || {
        let mut text = Vec::new();
        if let Some(it) = out {
            let _ = it.take(OUTPUT).read_to_end(&mut text);
        }
        if let Some(it) = err {
            let _ = it.take(OUTPUT).read_to_end(&mut text);
        }
        String::from_utf8_lossy(&text).into_owned()
    });
    let text = reading.wait(deadline);
    let status = ended(&mut child, deadline);
    match (text, status) {
        (Ok(text), Some(status)) => Ok(Said { status, text }),
        _ => Err(Failure::new(call, TIMED_OUT, None)),
    }
}

/// Its status, or none where it had to be ended.
fn ended(child: &mut Child, deadline: Deadline) -> Option<ExitStatus> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if !deadline.left().is_zero() => {
                std::thread::sleep(Duration::from_micros(300));
            }
            _ => {
                // The program is our own; nobody waits for it any more.
                let _ = child.kill();
                let _ = child.wait();
                return None;
            }
        }
    }
}
