//! Work on a thread of its own, under a time limit: a call that hangs and a probe that panics become facts.
use crate::facts::{Failure, PANICKED, TIMED_OUT};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// The clock of one run.
#[derive(Clone, Copy, Debug)]
pub struct Deadline(Instant);

impl Deadline {
    /// `limit` from now.
    pub fn after(limit: Duration) -> Deadline {
        Deadline(Instant::now() + limit)
    }

    pub fn instant(self) -> Instant {
        self.0
    }

    pub fn left(self) -> Duration {
        self.0.saturating_duration_since(Instant::now())
    }

    /// The earlier of this and `limit` from now.
    pub fn sooner(self, limit: Duration) -> Deadline {
        let other = Deadline::after(limit);
        if other.0 < self.0 { other } else { self }
    }
}

/// Work that was started and may still be under way.
pub struct Pending<T> {
    call: String,
    done: Receiver<T>,
}

/// Starts `look` on its own thread. The thread is left behind where it hangs; the end of the process ends it.
pub fn start<T: Send + 'static>(
    call: &str,
    look: impl FnOnce() -> T + Send + 'static,
) -> Pending<T> {
    let (tx, rx) = channel();
    std::thread::spawn(move || {
        if let Ok(it) = catch_unwind(AssertUnwindSafe(look)) {
            // The receiver is gone where nobody waits any more.
            let _ = tx.send(it);
        }
    });
    Pending {
        call: call.to_owned(),
        done: rx,
    }
}

impl<T> Pending<T> {
    /// The outcome, or why there is none by `deadline`.
    pub fn wait(self, deadline: Deadline) -> Result<T, Failure> {
        self.done.recv_timeout(deadline.left()).map_err(|error| {
            let name = match error {
                RecvTimeoutError::Timeout => TIMED_OUT,
                RecvTimeoutError::Disconnected => PANICKED,
            };
            Failure::new(self.call.clone(), name, None)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_probe_that_panics_is_a_fact() {
        let it = start::<()>("SCardConnect", || panic!("boom"))
            .wait(Deadline::after(Duration::from_secs(5)));
        assert_eq!(it, Err(Failure::new("SCardConnect", PANICKED, None)));
    }

    #[test]
    fn a_probe_that_hangs_is_a_fact() {
        let it = start::<()>("SCardConnect", || {
            loop {
                std::thread::park()
            }
        });
        assert_eq!(
            it.wait(Deadline::after(Duration::from_millis(10))),
            Err(Failure::new("SCardConnect", TIMED_OUT, None))
        );
    }
}
