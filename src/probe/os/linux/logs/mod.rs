//! The kernel's log and the smart card service's, from wherever they can be read: at once, within bounds of size and time,
//! and never longer than somebody waits.
mod collect;
mod files;
mod journal;
mod kmsg;

use crate::facts::{Failure, Log, Observed};
use crate::probe::Deadline;
use collect::{Collect, Which};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use time::OffsetDateTime;

/// A log that is being read on a thread of its own.
pub(in crate::probe) struct Reading {
    shared: Arc<Shared>,
    done: Receiver<()>,
}

/// What the thread that reads and the one that waits have in common.
struct Shared {
    now: OffsetDateTime,
    utc_offset_s: i32,
    log: Mutex<Collect>,
    /// Nobody waits any more.
    over: AtomicBool,
    #[allow(clippy::disallowed_types, reason = "see journal.rs")]
    child: Mutex<Option<std::process::Child>>,
}

fn lock<T>(it: &Mutex<T>) -> MutexGuard<'_, T> {
    it.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    fn with(&self, work: impl FnOnce(&mut Collect)) {
        work(&mut lock(&self.log));
    }

    /// Reads one source; whether it could be read.
    fn source(&self, name: &'static str, read: impl FnOnce() -> Result<bool, Failure>) -> bool {
        if self.is_over() {
            return true;
        }
        self.with(|it| it.begin(name));
        let outcome = read();
        // Whoever waited has ended what was read from; what came of it until then is told there.
        if self.is_over() {
            return true;
        }
        let good = outcome.is_ok();
        self.with(|it| it.end(outcome));
        good
    }

    fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    #[allow(clippy::disallowed_types, reason = "see journal.rs")]
    fn set_child(&self, it: Option<std::process::Child>) {
        *lock(&self.child) = it;
        // Whoever gave up before it was there could not end it.
        if self.is_over() {
            self.end_child();
        }
    }

    fn end_child(&self) {
        if let Some(mut it) = lock(&self.child).take() {
            let _ = it.kill();
            let _ = it.wait();
        }
    }
}

/// Begins to read both logs: the kernel's, then the service's.
pub(in crate::probe) fn logs(root: &Path, now: OffsetDateTime, utc_offset_s: i32) -> [Reading; 2] {
    [
        (Which::Kernel, kernel as fn(&Path, &Shared)),
        (Which::Service, service),
    ]
    .map(|(which, read)| {
        let shared = Arc::new(Shared {
            now,
            utc_offset_s,
            log: Mutex::new(Collect::new(which)),
            over: AtomicBool::new(false),
            child: Mutex::new(None),
        });
        let (tx, done) = channel();
        let (root, inside): (PathBuf, Arc<Shared>) = (root.to_owned(), Arc::clone(&shared));
        std::thread::spawn(move || {
            read(&root, &inside);
            // Nobody listens where the time was over.
            let _ = tx.send(());
        });
        Reading { shared, done }
    })
}

impl Reading {
    /// The log, or what was read of it by `deadline`.
    pub(in crate::probe) fn wait(self, deadline: Deadline) -> Observed<Log> {
        let in_time = self.done.recv_timeout(deadline.left()).is_ok();
        if !in_time {
            self.shared.over.store(true, Ordering::Relaxed);
            self.shared.end_child();
        }
        let mut log = lock(&self.shared.log);
        let log = std::mem::replace(&mut *log, Collect::new(Which::Kernel));
        log.finish(in_time)
    }
}

fn kernel(root: &Path, shared: &Shared) {
    // The ring first: it is at hand at once where it may be read at all.
    let _ = shared.source("/dev/kmsg", || kmsg::read(root, shared))
        || shared.source("journalctl --dmesg", || {
            journal::read(root, &["--dmesg"], shared)
        })
        || ["/var/log/kern.log", "/var/log/messages", "/var/log/syslog"]
            .into_iter()
            .any(|name| {
                shared.source(name, || {
                    files::read(root, name, |it| it == "kernel", shared)
                })
            });
}

fn service(root: &Path, shared: &Shared) {
    let unit = ["--unit=pcscd.service", "--unit=pcscd.socket"];
    let _ = shared.source("journalctl --unit=pcscd", || {
        journal::read(root, &unit, shared)
    }) || [
        "/var/log/daemon.log",
        "/var/log/messages",
        "/var/log/syslog",
    ]
    .into_iter()
    .any(|name| shared.source(name, || files::read(root, name, |it| it == "pcscd", shared)));
}

/// Logs keep times to the millisecond here, as the snapshot does.
fn whole_milliseconds(at: OffsetDateTime) -> OffsetDateTime {
    at.replace_nanosecond(at.nanosecond() / 1_000_000 * 1_000_000)
        .unwrap_or(at)
}
