//! Handles and contexts are closed one at a time.
//!
//! libpcsclite keeps one list of contexts for the process. SCardDisconnect walks through all of them without the
//! lock under which SCardReleaseContext frees one (`SCardRemoveHandle` beside `SCardCleanContext` in pcsc-lite's
//! `winscard_clnt.c`, seen in 1.9.9 and still so in 2.x), so two threads that close at the same moment end the
//! program with a segmentation fault: with 8 threads, in 2 of 5 runs of 24,000 rounds each.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// How long one thread waits for another one's close. What it then leaves open, the service closes without a reset
/// when the program ends.
const PATIENCE: Duration = Duration::from_secs(1);

/// Whose turn it is; one for the process, as the library's list is.
pub(super) static LIBRARY: Turn = Turn::new();

/// Lets one in at a time.
pub(super) struct Turn {
    taken: Mutex<bool>,
    given_back: Condvar,
}

/// Gives the turn back, also when closing panics.
struct Taken<'a>(&'a Turn);

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        *self.0.taken.lock().unwrap_or_else(PoisonError::into_inner) = false;
        self.0.given_back.notify_one();
    }
}

impl Turn {
    const fn new() -> Self {
        Self {
            taken: Mutex::new(false),
            given_back: Condvar::new(),
        }
    }

    /// Closes it alone; leaves it open where another close hangs.
    pub(super) fn close<T>(&self, it: T, close: impl FnOnce(T)) {
        match self.take() {
            Some(_turn) => close(it),
            None => std::mem::forget(it),
        }
    }

    fn take(&self) -> Option<Taken<'_>> {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut taken, _) = self
            .given_back
            .wait_timeout_while(taken, PATIENCE, |it| *it)
            .unwrap_or_else(PoisonError::into_inner);
        (!std::mem::replace(&mut *taken, true)).then(|| Taken(self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

    #[test]
    fn eight_threads_close_one_after_the_other() {
        let turn = Turn::new();
        let (inside, closed) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        turn.close((), |()| {
                            assert_eq!(inside.fetch_add(1, SeqCst), 0);
                            std::thread::yield_now();
                            inside.fetch_sub(1, SeqCst);
                            closed.fetch_add(1, SeqCst);
                        });
                    }
                });
            }
        });
        assert_eq!(closed.into_inner(), 400);
    }

    #[test]
    fn what_waits_for_a_close_that_hangs_is_left_open() {
        let turn = Turn::new();
        let kept = std::sync::Arc::new(());
        turn.close((), |()| {
            turn.close(std::sync::Arc::clone(&kept), |_| {
                panic!("closed beside another")
            });
        });
        assert_eq!(std::sync::Arc::strong_count(&kept), 2);
        turn.close(std::sync::Arc::clone(&kept), drop);
        assert_eq!(std::sync::Arc::strong_count(&kept), 2);
    }
}
