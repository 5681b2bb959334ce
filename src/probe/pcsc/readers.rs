use super::worker::{Task, Worker};
use super::{PcscError, Stack};
use crate::facts::{Failure, Observed, Reader, Scope};
use crate::probe::bounded::{Deadline, start};
use std::sync::Arc;
use std::time::Duration;

/// What PC/SC itself answered.
pub struct Seen {
    /// Milliseconds SCardEstablishContext took.
    pub context: Observed<u64>,
    /// How many readers SCardListReaders named.
    pub listing: Observed<usize>,
    pub readers: Observed<Vec<Reader>>,
}

/// Longest wait for the service to answer at all.
const SERVICE_LIMIT: Duration = Duration::from_secs(5);
/// More readers than this are not looked at; pcsc-lite itself allows 16 before 2.5.0.
const READER_LIMIT: usize = 64;
/// What a service that works may need to list its readers. With less time left, no answer proves nothing.
const LISTING_TIME: Duration = Duration::from_millis(250);
/// How often readers that came while looking are looked at, too.
const PASSES: usize = 2;

/// Lists the readers and looks at all of them at once, then lists again to see which came or went meanwhile.
pub fn look(stack: &Arc<dyn Stack>, scope: Scope, only: Option<&str>, deadline: Deadline) -> Seen {
    let (context, names) = match list(stack, deadline) {
        Listing {
            context,
            names: Ok(names),
        } => (context, names),
        Listing {
            context,
            names: Err(failure),
        } => {
            let readers = match &context {
                Observed::Seen(_) => Observed::Failed(failure.clone()),
                _ => Observed::unasked("the PC/SC service could not be reached"),
            };
            let listing = match &context {
                Observed::Seen(_) => Observed::Failed(failure),
                _ => Observed::unasked("the PC/SC service could not be reached"),
            };
            return Seen {
                context,
                listing,
                readers,
            };
        }
    };
    let listing = Observed::Seen(names.len());
    let wanted =
        |name: &str| only.is_none_or(|it| name.to_lowercase().contains(&it.to_lowercase()));
    let task = Task {
        stack: Arc::clone(stack),
        scope,
        deadline,
    };
    let mut known: Vec<String> = names;
    let mut workers: Vec<Worker> = known
        .iter()
        .filter(|it| wanted(it))
        .take(READER_LIMIT)
        .map(|it| Worker::start(task.clone(), it.clone(), false))
        .collect();
    let mut readers: Vec<Reader> = Vec::new();
    for _ in 0..PASSES {
        readers.extend(collect(workers, deadline));
        if deadline.left() < LISTING_TIME {
            break;
        }
        let now = match list(stack, deadline).names {
            Ok(it) => it,
            Err(failure) => {
                for it in &mut readers {
                    it.still_there = Observed::Failed(failure.clone());
                }
                break;
            }
        };
        for it in &mut readers {
            it.still_there = if now.contains(&it.name) {
                Observed::Seen(())
            } else {
                Observed::Absent
            };
        }
        workers = now
            .iter()
            .filter(|it| wanted(it) && !known.contains(it))
            .take(READER_LIMIT.saturating_sub(readers.len()))
            .map(|it| Worker::start(task.clone(), it.clone(), true))
            .collect();
        if workers.is_empty() {
            break;
        }
        known.extend(now);
    }
    Seen {
        context,
        listing,
        readers: if readers.is_empty() {
            Observed::Absent
        } else {
            Observed::Seen(readers)
        },
    }
}

struct Listing {
    context: Observed<u64>,
    names: Result<Vec<String>, Failure>,
}

/// SCardEstablishContext and SCardListReaders on a thread of their own: a daemon that accepts and never answers holds
/// them for ever.
fn list(stack: &Arc<dyn Stack>, deadline: Deadline) -> Listing {
    let stack = Arc::clone(stack);
    let pending = start(
        "SCardEstablishContext",
        move || -> Result<(u64, Result<Vec<String>, PcscError>), PcscError> {
            let started = std::time::Instant::now();
            let context = stack.establish()?;
            let took = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
            Ok((took, context.readers()))
        },
    );
    match pending.wait(deadline.sooner(SERVICE_LIMIT)) {
        Ok(Ok((took, names))) => Listing {
            context: Observed::Seen(took),
            names: names.map_err(Failure::from),
        },
        Ok(Err(error)) => {
            let failure = Failure::from(error);
            Listing {
                context: Observed::Failed(failure.clone()),
                names: Err(failure),
            }
        }
        Err(failure) => Listing {
            context: Observed::Failed(failure.clone()),
            names: Err(failure),
        },
    }
}

/// Waits for the workers, each for as long as it makes progress.
fn collect(workers: Vec<Worker>, deadline: Deadline) -> Vec<Reader> {
    let mut pause = Duration::from_micros(50);
    while !workers.iter().all(|it| it.is_over(deadline)) {
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(4));
    }
    workers.iter().map(Worker::facts).collect()
}
