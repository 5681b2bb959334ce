use super::PcscError;
use crate::facts::{Library, Observed, Process, Socket};

/// The part of the PC/SC API that the probe uses. The system's own is behind it, and in `demo` a simulated one: the
/// code that looks at readers and cards is the same for both.
pub trait Stack: Send + Sync {
    /// SCardEstablishContext. One context a thread: calls on a shared one wait for each other.
    fn establish(&self) -> Result<Box<dyn Context>, PcscError>;
    /// What can be seen of the service from outside. Socket, process and program are looked at only where PC/SC does
    /// not answer: the codes of its client library cannot tell them apart.
    fn surroundings(&self, answers: bool) -> Surroundings;
    /// Names of an ATR in a list installed on this machine.
    fn names(&self, atr: &[u8]) -> Observed<Vec<String>>;
}

/// The PC/SC service from outside.
pub struct Surroundings {
    pub library: Observed<Library>,
    pub socket: Observed<Socket>,
    pub process: Observed<Process>,
    pub program: Observed<String>,
}

impl Surroundings {
    /// A service that answers and needs no second look.
    pub fn of_an_answering(library: Observed<Library>) -> Surroundings {
        let because = "not needed: the PC/SC service answers";
        Surroundings {
            library,
            socket: Observed::unasked(because),
            process: Observed::unasked(because),
            program: Observed::unasked(because),
        }
    }
}

/// A PC/SC resource manager context; released when dropped.
pub trait Context {
    /// SCardListReaders, `\\?PnP?\Notification` left out. No reader is an empty list, not an error.
    fn readers(&self) -> Result<Vec<String>, PcscError>;
    /// SCardGetStatusChange for one reader, returning at once.
    fn state(&self, reader: &str) -> Result<RawState, PcscError>;
    /// SCardConnect; the card is never reset, neither now nor when the handle is dropped.
    fn connect(&self, reader: &str, share: Share) -> Result<Box<dyn Handle>, PcscError>;
}

/// dwEventState and the ATR of a reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawState {
    /// Low half of dwEventState.
    pub flags: u32,
    /// High half: card events so far.
    pub events: u32,
    pub atr: Vec<u8>,
}

/// dwShareMode. There is no exclusive: this tool never takes a card from anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// With the card, T=0 or T=1.
    Shared,
    /// With the reader alone, no protocol.
    Direct,
}

/// A connection; ended with SCARD_LEAVE_CARD when dropped.
pub trait Handle {
    /// `T=0` or `T=1`; none on a direct connection.
    fn protocol(&self) -> Option<&'static str>;
    /// SCardGetAttrib.
    fn attribute(&self, id: u32) -> Result<Vec<u8>, PcscError>;
    /// SCardControl.
    fn control(&self, code: u32, data: &[u8]) -> Result<Vec<u8>, PcscError>;
    /// Runs `work` between SCardBeginTransaction and SCardEndTransaction(SCARD_LEAVE_CARD).
    fn transaction(&mut self, work: &mut dyn FnMut(&mut dyn Channel)) -> Result<(), PcscError>;
}

/// The way to the card inside a transaction.
pub trait Channel {
    /// SCardTransmit: a command APDU out, a response APDU back.
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, PcscError>;
}
