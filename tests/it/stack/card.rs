//! The cards that tests put into the readers of a stack.

use super::place::{Place, Started};
use std::io::{Read, Write};
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

/// vpcd's control codes: messages of one byte (the virtual smart card project's `vpcd` protocol).
const POWER_OFF: u8 = 0;
const POWER_ON: u8 = 1;
const RESET: u8 = 2;
const GET_ATR: u8 = 4;

/// Serves one vpcd: messages are a 2-byte big-endian length and that many bytes. `answer` gives the response
/// to a command; with none the card vanishes in the middle of the command.
pub fn serve(
    mut from: impl Read + Send + 'static,
    mut to: impl Write + Send + 'static,
    atr: Vec<u8>,
    mut answer: impl FnMut(&[u8]) -> Option<Vec<u8>> + Send + 'static,
) {
    thread::spawn(move || {
        let mut length = [0; 2];
        while from.read_exact(&mut length).is_ok() {
            let mut message = vec![0; usize::from(u16::from_be_bytes(length))];
            if from.read_exact(&mut message).is_err() {
                return;
            }
            let reply = match message[..] {
                [POWER_OFF | POWER_ON | RESET] => continue,
                [GET_ATR] => Some(atr.clone()),
                _ => answer(&message),
            };
            let Some(reply) = reply else { return };
            let mut framed = u16::try_from(reply.len())
                .expect("a vpcd message has at most 65,535 bytes")
                .to_be_bytes()
                .to_vec();
            framed.extend(reply);
            if to.write_all(&framed).and_then(|()| to.flush()).is_err() {
                return;
            }
        }
    });
}
