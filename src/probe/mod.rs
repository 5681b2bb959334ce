//! How to look. The only place that touches the machine; it never judges, prints or writes, never resets a card,
//! never kills a process and never uses a PIN.
#![allow(
    clippy::disallowed_methods,
    reason = "this is where the machine and the clock are looked at"
)]
mod atr_names;
mod bounded;
pub mod card;
mod host;
mod os;
pub mod pcsc;
mod service;

pub use bounded::Deadline;

use crate::facts::{Host, Login, Machine, Observed, SCHEMA, Scope, Service, Snapshot, Tool, Trust};
use pcsc::{Stack, System};
use std::sync::Arc;
use std::time::Duration;
use time::{OffsetDateTime, UtcOffset};

/// What a run asks for.
#[derive(Clone, Debug)]
pub struct Options {
    pub scope: Scope,
    /// For the whole run, whatever hangs.
    pub timeout: Duration,
    /// Look only at readers whose name contains this, upper and lower case alike.
    pub reader: Option<String>,
    /// What the person told about the sign-in.
    pub login: Login,
}

/// Kept back from the time limit for judging and printing.
const RESERVE: Duration = Duration::from_millis(200);

/// Looks at this workstation.
pub fn look(options: &Options) -> Snapshot {
    // Before any thread is started: see `host::look`.
    let offset = UtcOffset::current_local_offset().map_or(0, UtcOffset::whole_seconds);
    let deadline = deadline(options);
    let host = bounded::start("looking at the host", move || host::look(offset));
    let mut out = look_at(options, Arc::new(System), deadline);
    out.host = host
        .wait(deadline)
        .map_or_else(Observed::Failed, Observed::Seen);
    out
}

/// Looks at a workstation whose PC/SC is `stack` and whose host is already known: the simulated one of `demo`.
pub fn look_through(options: &Options, stack: Arc<dyn Stack>, host: Host) -> Snapshot {
    let mut out = look_at(options, stack, deadline(options));
    out.host = Observed::Seen(host);
    out
}

fn deadline(options: &Options) -> Deadline {
    let reserve = RESERVE.min(options.timeout / 4);
    Deadline::after(options.timeout.saturating_sub(reserve))
}

fn look_at(options: &Options, stack: Arc<dyn Stack>, deadline: Deadline) -> Snapshot {
    let taken_at = OffsetDateTime::now_utc();
    let started = std::time::Instant::now();
    let seen = pcsc::look(&stack, options.scope, options.reader.as_deref(), deadline);
    let around = stack.surroundings(seen.context.seen().is_some());
    let service = Service {
        library: around.library,
        socket: around.socket,
        context: seen.context,
        process: around.process,
        program: around.program,
        listing: seen.listing,
    };
    Snapshot {
        schema: SCHEMA.to_owned(),
        taken_at: taken_at
            .replace_nanosecond(taken_at.nanosecond() / 1_000_000 * 1_000_000)
            .unwrap_or(taken_at),
        took_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        tool: Tool {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        scope: options.scope,
        host: Observed::unasked("not reached"),
        service: Observed::Seen(service),
        readers: seen.readers,
        machine: Machine::default(),
        trust: Trust::default(),
        login: options.login.clone(),
        redaction: None,
    }
}
