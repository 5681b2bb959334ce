//! The cards that tests put into the readers of a stack.

use super::place::{Place, Started};
use cac_doctor::sim::{Exchange, Presence, SimCard, Spec};
use std::io::{Read, Write};
use std::sync::{Arc, Mutex};
use std::thread;

/// The simulated card, as `cac-doctor demo --attach` lends it.
#[derive(Clone, Debug)]
pub struct CardArgs {
    /// `piv`, `cac`, `dual` or `foreign`.
    pub kind: String,
    pub scenario: Option<String>,
}

impl CardArgs {
    pub fn of(kind: &str) -> Self {
        Self {
            kind: kind.to_owned(),
            scenario: None,
        }
    }

    pub fn in_scenario(mut self, scenario: &str) -> Self {
        self.scenario = Some(scenario.to_owned());
        self
    }
}

/// A card in a slot: the process at the other end of vpcd's connection.
pub struct Inserted {
    started: Started,
}

impl Inserted {
    pub fn new(started: Started) -> Self {
        Self { started }
    }

    /// Pulls the card: its process ends at once and vpcd sees the connection close.
    pub fn pull(&mut self, place: &Place) {
        self.started.end(place);
    }

    /// Whether its process has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        !matches!(self.started.child.try_wait(), Ok(None))
    }
}

/// A card that a test plays itself.
pub trait Script: Send + 'static {
    fn atr(&mut self) -> Vec<u8>;
    /// Power on, power off or reset.
    fn reset(&mut self) {}
    /// The response to a command; none to vanish in the middle of it.
    fn answer(&mut self, command: &[u8]) -> Option<Vec<u8>>;
}

/// An ATR and a function are a card.
impl<F: FnMut(&[u8]) -> Option<Vec<u8>> + Send + 'static> Script for (&'static [u8], F) {
    fn atr(&mut self) -> Vec<u8> {
        self.0.to_vec()
    }

    fn answer(&mut self, command: &[u8]) -> Option<Vec<u8>> {
        (self.1)(command)
    }
}

/// The simulated card in a test's own hands: what it was asked can be read while it is in the reader.
#[derive(Clone)]
pub struct Watched(Arc<Mutex<(SimCard, usize)>>);

impl Watched {
    pub fn new(spec: &Spec) -> Self {
        Self(Arc::new(Mutex::new((SimCard::new(spec), 0))))
    }

    /// Every exchange so far.
    pub fn log(&self) -> Vec<Exchange> {
        self.0.lock().unwrap().0.log().to_vec()
    }

    /// How often it was powered on, off or reset.
    pub fn resets(&self) -> usize {
        self.0.lock().unwrap().1
    }
}

impl Script for Watched {
    fn atr(&mut self) -> Vec<u8> {
        self.0.lock().unwrap().0.atr().to_vec()
    }

    fn reset(&mut self) {
        let mut it = self.0.lock().unwrap();
        it.0.reset();
        it.1 += 1;
    }

    fn answer(&mut self, command: &[u8]) -> Option<Vec<u8>> {
        let card = &mut self.0.lock().unwrap().0;
        let answer = card.transmit(command);
        (card.presence() == Presence::Present).then_some(answer)
    }
}

/// vpcd's control codes: messages of one byte (the virtual smart card project's `vpcd` protocol).
const POWER_OFF: u8 = 0;
const POWER_ON: u8 = 1;
const RESET: u8 = 2;
const GET_ATR: u8 = 4;

/// Serves one vpcd, on a thread of its own until either side ends: messages are a 2-byte big-endian length and
/// that many bytes.
pub fn serve(
    mut from: impl Read + Send + 'static,
    mut to: impl Write + Send + 'static,
    mut card: impl Script,
) {
    thread::spawn(move || {
        let mut length = [0; 2];
        while from.read_exact(&mut length).is_ok() {
            let mut message = vec![0; usize::from(u16::from_be_bytes(length))];
            if from.read_exact(&mut message).is_err() {
                return;
            }
            let reply = match message[..] {
                [POWER_OFF | POWER_ON | RESET] => {
                    card.reset();
                    continue;
                }
                [GET_ATR] => Some(card.atr()),
                _ => card.answer(&message),
            };
            let Some(reply) = reply else { return };
            let length =
                u16::try_from(reply.len()).expect("a vpcd message has at most 65,535 bytes");
            let framed = [length.to_be_bytes().as_slice(), &reply].concat();
            if to.write_all(&framed).and_then(|()| to.flush()).is_err() {
                return;
            }
        }
    });
}
