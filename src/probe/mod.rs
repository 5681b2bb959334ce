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
pub mod http;
mod machine;
mod os;
pub mod pcsc;
pub mod revocation;
mod service;
pub mod trust;

pub use bounded::Deadline;

use crate::facts::{
    AskedFor, Card, Host, Login, Machine, Observed, SCHEMA, Scope, Service, Snapshot, Store, Tool,
    Trust,
};
use crate::pki::on_card;
use pcsc::{Stack, System};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
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
    /// Where the computer's own files are: `/`, but for tests.
    pub root: PathBuf,
    /// How much longer than PC/SC the logs may take, and how long other programs are looked through.
    pub patience: Duration,
}

/// [`Options::patience`] of an ordinary run.
pub const PATIENCE: Duration = Duration::from_millis(80);

/// How much longer than PC/SC the trust stores may take: a home on a network that hangs is not waited for.
const STORE_PATIENCE: Duration = Duration::from_secs(2);

/// SCARD_W_SECURITY_VIOLATION (winscard.h).
const SECURITY_VIOLATION: u32 = 0x8010_006A;

/// Kept back from the time limit for judging and printing.
const RESERVE: Duration = Duration::from_millis(200);

/// Looks at this workstation.
pub fn look(options: &Options) -> Snapshot {
    // Before any thread is started: see `host::look`.
    let offset = UtcOffset::current_local_offset().map_or(0, UtcOffset::whole_seconds);
    let deadline = deadline(options);
    let clock = Clock::start();
    let host = bounded::start("looking at the host", move || host::look(offset));
    let machine = machine::start(
        &options.root,
        deadline,
        options.patience,
        clock.taken_at,
        offset,
    );
    let stores = (options.scope >= Scope::Certificates).then(|| {
        let places = trust::Places::of_this_machine(&options.root);
        bounded::start("looking at the trust stores", move || trust::look(&places))
    });
    let mut out = look_at(options, Arc::new(System), deadline, clock);
    if let Some(stores) = stores {
        out.trust.stores = match stores.wait(deadline.sooner(STORE_PATIENCE)) {
            Ok(found) => Observed::Seen(trust::keep(found, &certificates(&out))),
            Err(failure) => Observed::Failed(failure),
        };
    }
    out.machine = machine.wait(deadline, options.patience);
    let refused = out
        .service
        .seen()
        .and_then(|it| it.context.failure())
        .is_some_and(|it| it.code == Some(SECURITY_VIOLATION));
    if let Some(permission) = out.machine.permission.seen_mut().filter(|_| refused) {
        permission.asked = machine::ask_policy(&options.root, deadline);
    }
    out.host = host
        .wait(deadline)
        .map_or_else(Observed::Failed, Observed::Seen);
    out.took_ms = clock.took_ms();
    out
}

/// The trust stores of this computer, with what matters to the paths of these certificates.
pub fn stores(certificates: &[Vec<u8>]) -> Observed<Vec<Store>> {
    let found = trust::look(&trust::Places::of_this_machine(Path::new("/")));
    Observed::Seen(trust::keep(found, certificates))
}

/// Every certificate of every card, then those of whoever signed objects of the cards: where there is not time for all,
/// the holder's matter more.
fn certificates(snapshot: &Snapshot) -> Vec<Vec<u8>> {
    let readers = snapshot.readers.seen().into_iter().flatten();
    let cards: Vec<&Card> = readers.filter_map(|it| it.card.seen()).collect();
    let own = cards.iter().flat_map(|it| on_card::certificates(it));
    let signers = cards.iter().flat_map(|it| on_card::content_signers(it));
    own.chain(signers).collect()
}

/// Looks at what lies below PC/SC of the machine whose files are below [`Options::root`], and at nothing else.
pub fn look_below(options: &Options) -> Machine {
    let offset = UtcOffset::current_local_offset().map_or(0, UtcOffset::whole_seconds);
    let deadline = deadline(options);
    machine::start(
        &options.root,
        deadline,
        options.patience,
        Clock::start().taken_at,
        offset,
    )
    .wait(deadline, options.patience)
}

/// When a run began.
#[derive(Clone, Copy)]
struct Clock {
    taken_at: OffsetDateTime,
    started: Instant,
}

impl Clock {
    fn start() -> Clock {
        let now = OffsetDateTime::now_utc();
        Clock {
            taken_at: now
                .replace_nanosecond(now.nanosecond() / 1_000_000 * 1_000_000)
                .unwrap_or(now),
            started: Instant::now(),
        }
    }

    fn took_ms(self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// Looks at a workstation whose PC/SC is `stack` and of which the rest is already known: the simulated one of `demo`.
pub fn look_through(
    options: &Options,
    stack: Arc<dyn Stack>,
    host: Host,
    machine: Machine,
) -> Snapshot {
    let mut out = look_at(options, stack, deadline(options), Clock::start());
    out.host = Observed::Seen(host);
    out.machine = machine;
    out
}

fn deadline(options: &Options) -> Deadline {
    let reserve = RESERVE.min(options.timeout / 4);
    Deadline::after(options.timeout.saturating_sub(reserve))
}

fn look_at(options: &Options, stack: Arc<dyn Stack>, deadline: Deadline, clock: Clock) -> Snapshot {
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
        taken_at: clock.taken_at,
        took_ms: clock.took_ms(),
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
        policy: Observed::default(),
        asked_for: AskedFor::default(),
        login: options.login.clone(),
        redaction: None,
        delivery: None,
    }
}
