use super::{Channel, Context, Handle, PcscError, RawState, Share, Stack};
use crate::facts::{
    Attributes, Bytes, Card, Connection, Failure, Observed, PANICKED, Pii, Reader, Scope, State,
    TIMED_OUT, Traffic,
};
use crate::probe::bounded::Deadline;
use crate::probe::card::{self, Exchange, Reading, Session};
use crate::standards::pcsc::{self as standard, Feature, attribute, state};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long one PC/SC call may take before its reader is given up: another program's transaction blocks ours, and a
/// daemon that hangs blocks for ever.
const CALL_LIMIT: Duration = Duration::from_secs(5);

/// One reader looked at on a thread of its own, with a context of its own.
pub(super) struct Worker {
    board: Arc<Board>,
}

/// What the worker thread tells the one that waits.
struct Board {
    /// The facts so far. Before each call the place of its answer says "timed out".
    reader: Mutex<Reader>,
    /// When the PC/SC call under way began.
    call: Mutex<Option<Instant>>,
    done: Mutex<bool>,
}

fn lock<T>(it: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic while writing a fact leaves the older one, which is still true.
    it.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Board {
    fn during<T>(&self, call: impl FnOnce() -> T) -> T {
        *lock(&self.call) = Some(Instant::now());
        let out = call();
        *lock(&self.call) = None;
        out
    }
}

/// What each worker is asked for.
#[derive(Clone)]
pub(super) struct Task {
    pub stack: Arc<dyn Stack>,
    pub scope: Scope,
    pub deadline: Deadline,
}

impl Worker {
    pub(super) fn start(task: Task, name: String, came_late: bool) -> Worker {
        let board = Arc::new(Board {
            reader: Mutex::new(unread(name, came_late)),
            call: Mutex::new(None),
            done: Mutex::new(false),
        });
        let theirs = Arc::clone(&board);
        std::thread::spawn(move || {
            if catch_unwind(AssertUnwindSafe(|| look(&task, &theirs))).is_err() {
                lock(&theirs.reader).card =
                    Observed::Failed(Failure::new("reading the card", PANICKED, None));
            }
            *lock(&theirs.done) = true;
        });
        Worker { board }
    }

    /// Whether it has ended, or hangs in a call for too long, or the run is over.
    pub(super) fn is_over(&self, deadline: Deadline) -> bool {
        *lock(&self.board.done)
            || deadline.left().is_zero()
            || lock(&self.board.call)
                .is_some_and(|since| Instant::now().duration_since(since) > CALL_LIMIT)
    }

    /// The facts so far.
    pub(super) fn facts(&self) -> Reader {
        lock(&self.board.reader).clone()
    }
}

fn unread(name: String, came_late: bool) -> Reader {
    let timed_out = |call: &str| Failure::new(call, TIMED_OUT, None);
    Reader {
        name: Pii(name),
        state: Observed::Failed(timed_out("SCardGetStatusChange")),
        attributes: Observed::unasked("not reached"),
        features: Observed::unasked("not reached"),
        properties: Observed::unasked("not reached"),
        card: Observed::unasked("not reached"),
        still_there: Observed::unasked("not reached"),
        came_late,
    }
}

fn look(task: &Task, board: &Board) {
    let name = lock(&board.reader).name.0.clone();
    let context = match board.during(|| task.stack.establish()) {
        Ok(it) => it,
        Err(error) => {
            lock(&board.reader).state = Observed::Failed(error.into());
            return;
        }
    };
    look_at(task, board, &*context, &name);
    board.during(|| drop(context));
}

fn look_at(task: &Task, board: &Board, context: &dyn Context, name: &str) {
    let raw = match board.during(|| context.state(name)) {
        Ok(it) => it,
        Err(error) => {
            lock(&board.reader).state = Observed::Failed(error.into());
            return;
        }
    };
    lock(&board.reader).state = Observed::Seen(State {
        flags: raw.flags,
        events: raw.events,
    });
    if raw.flags & state::PRESENT == 0 {
        lock(&board.reader).card = Observed::Absent;
        without_card(task, board, context, name);
        return;
    }
    lock(&board.reader).card = Observed::Seen(unread_card(&raw, task.stack.names(&raw.atr)));
    if task.scope == Scope::Readers {
        if raw.flags & state::MUTE != 0 {
            change(board, |card| card.atr = Observed::Failed(mute()));
        }
        without_card(task, board, context, name);
        return;
    }
    with_card(task, board, context, name, &raw);
}

/// What PC/SC says of a mute card without a connection: the state flag.
fn mute() -> Failure {
    Failure::new(
        "SCardGetStatusChange",
        "SCARD_W_UNRESPONSIVE_CARD",
        Some(0x8010_0066),
    )
}

fn unread_card(raw: &RawState, names: Observed<Vec<String>>) -> Card {
    let timed_out = Failure::new("SCardConnect", TIMED_OUT, None);
    Card {
        atr: if raw.atr.is_empty() {
            Observed::unasked("not reached")
        } else {
            Observed::Seen(Bytes(raw.atr.clone()))
        },
        names,
        connection: Observed::Failed(timed_out),
        piv: Observed::unasked("not reached"),
        cac: Observed::unasked("not reached"),
        traffic: Traffic::default(),
    }
}

fn change(board: &Board, it: impl FnOnce(&mut Card)) {
    if let Some(card) = lock(&board.reader).card.seen_mut() {
        it(card);
    }
}

/// Attributes and features by a direct connection, which needs no card and powers none.
fn without_card(task: &Task, board: &Board, context: &dyn Context, name: &str) {
    if task.scope == Scope::Certificates {
        return;
    }
    change(board, |it| {
        it.connection = Observed::unasked("no card is read by this command")
    });
    match board.during(|| context.connect(name, Share::Direct)) {
        Ok(handle) => {
            capabilities(task, board, &*handle);
            board.during(|| drop(handle));
        }
        Err(error) => {
            let failure = Failure::from(error);
            let mut reader = lock(&board.reader);
            reader.attributes = Observed::Failed(failure.clone());
            reader.features = Observed::Failed(failure.clone());
            reader.properties = Observed::Failed(failure);
        }
    }
}

fn with_card(task: &Task, board: &Board, context: &dyn Context, name: &str, raw: &RawState) {
    let started = Instant::now();
    let mut handle = match board.during(|| context.connect(name, Share::Shared)) {
        Ok(it) => it,
        Err(error) => {
            let silent = matches!(error.code, 0x8010_0065..=0x8010_0067);
            let failure = Failure::from(error);
            change(board, |card| {
                if raw.flags & state::MUTE != 0 {
                    // What SCardConnect then answers differs: unpowered with pcscd, unresponsive elsewhere.
                    card.atr = Observed::Failed(mute());
                } else if raw.atr.is_empty() || silent {
                    card.atr = Observed::Failed(failure.clone());
                }
                card.connection = Observed::Failed(failure.clone());
                let because = "the card could not be reached";
                card.piv = Observed::unasked(because);
                card.cac = Observed::unasked(because);
            });
            if silent && task.scope == Scope::Everything {
                let connection = lock(&board.reader)
                    .card
                    .seen()
                    .map(|it| it.connection.clone());
                without_card(task, board, context, name);
                if let Some(it) = connection {
                    change(board, |card| card.connection = it);
                }
            }
            return;
        }
    };
    capabilities(task, board, &*handle);
    let exchange = exchange(board, handle.protocol());
    // Another program's transaction makes the next call wait for its end.
    change(board, |card| {
        card.connection = Observed::Failed(Failure::new("SCardBeginTransaction", TIMED_OUT, None));
    });
    let protocol = handle.protocol().unwrap_or("unknown").to_owned();
    let atr = raw.atr.clone();
    *lock(&board.call) = Some(started);
    let outcome = handle.transaction(&mut |channel| {
        let took_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        *lock(&board.call) = None;
        change(board, |card| {
            card.connection = Observed::Seen(Connection {
                protocol: protocol.clone(),
                took_ms,
            })
        });
        let Some(mut card) = lock(&board.reader).card.seen().cloned() else {
            return;
        };
        let mut timed = Timed { channel, board };
        card::read(Reading {
            session: Session::new(&mut timed, exchange, task.deadline.instant()),
            scope: task.scope,
            card: &mut card,
            publish: &mut |it| change(board, |card| card.clone_from(it)),
            atr: atr.clone(),
            truncated_aid: false,
            reselected: false,
            exact_counts: false,
            first_generation: false,
            tags: None,
        });
    });
    *lock(&board.call) = None;
    if let Err(error) = outcome {
        change(board, |card| {
            card.connection = Observed::Failed(error.into());
            card.piv = Observed::unasked("the card could not be reached");
            card.cac = Observed::unasked("the card could not be reached");
        });
    }
    board.during(|| drop(handle));
}

/// A channel whose calls show on the board.
struct Timed<'b, 'c> {
    channel: &'c mut dyn Channel,
    board: &'b Board,
}

impl Channel for Timed<'_, '_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, PcscError> {
        self.board.during(|| self.channel.transmit(command))
    }
}

/// Reads what the reader says of itself: features always, as they decide how commands are shaped; attributes where
/// they are wanted.
fn capabilities(task: &Task, board: &Board, handle: &dyn Handle) {
    let control = |code: u32| board.during(|| handle.control(code, &[]));
    let features: Observed<Bytes> =
        match control(pcsc::ctl_code(standard::GET_FEATURE_REQUEST.into()) as u32) {
            Ok(it) if it.is_empty() => Observed::Absent,
            Ok(it) => Observed::Seen(it.into()),
            Err(error) => Observed::Failed(error.into()),
        };
    let code = features.seen().and_then(|it| {
        standard::Features::parse(it)
            .ok()?
            .control_code(Feature::GET_TLV_PROPERTIES)
    });
    let properties = match code.map(control) {
        Some(Ok(it)) => Observed::Seen(it.into()),
        Some(Err(error)) => Observed::Failed(error.into()),
        None => Observed::Absent,
    };
    {
        let mut reader = lock(&board.reader);
        reader.features = features;
        reader.properties = properties;
    }
    if task.scope == Scope::Certificates {
        lock(&board.reader).attributes = Observed::unasked("not needed to find the certificates");
        return;
    }
    let ask = |id: u32| -> Observed<Vec<u8>> {
        match board.during(|| handle.attribute(id)) {
            Ok(it) if it.is_empty() => Observed::Absent,
            Ok(it) => Observed::Seen(it),
            Err(error) => Observed::Failed(error.into()),
        }
    };
    let attributes = Attributes {
        vendor: ask(attribute::VENDOR_NAME).map(text),
        ifd_type: ask(attribute::VENDOR_IFD_TYPE).map(text),
        ifd_version: ask(attribute::VENDOR_IFD_VERSION).map(number),
        serial: ask(attribute::VENDOR_IFD_SERIAL_NO).map(|it| Pii(text(it))),
        channel: ask(attribute::CHANNEL_ID).map(number),
        max_input: ask(attribute::MAXINPUT).map(number),
    };
    lock(&board.reader).attributes = Observed::Seen(attributes);
}

/// Attribute text ends with a NUL, sometimes with several.
fn text(bytes: Vec<u8>) -> String {
    String::from_utf8_lossy(&bytes)
        .trim_end_matches('\0')
        .to_owned()
}

/// Attribute numbers are in host byte order, one to four bytes.
fn number(bytes: Vec<u8>) -> u32 {
    let mut out = [0; 4];
    for (to, from) in out.iter_mut().zip(&bytes) {
        *to = *from;
    }
    u32::from_ne_bytes(out)
}

/// How commands are shaped on this reader. A CCID driver answers the TLV property dwMaxAPDUDataSize: 0 says that the
/// reader takes whole short APDUs, 65536 that extended ones pass (PC/SC Part 10 §2.6.14). A driver without features is
/// no CCID one and takes whole APDUs of any length as far as it can be told; the session falls back where it does not.
fn exchange(board: &Board, protocol: Option<&str>) -> Exchange {
    let reader = lock(&board.reader);
    let max = reader
        .properties
        .seen()
        .and_then(|it| standard::Properties::parse(it).max_apdu_data);
    let no_ccid = reader.features.seen().is_none();
    Exchange {
        t0: protocol == Some("T=0"),
        whole_commands: no_ccid || max == Some(0),
        extended: no_ccid || max.is_some_and(|it| it > 256),
    }
}
