use super::ReadOnly;
use super::commands::{CAC_CLASS, PivObject};
use crate::facts::{Failure, Observed, TIMED_OUT, Traffic};
use crate::probe::pcsc::{Channel, PcscError};
use crate::standards::apdu::{Command, Le, Response, ResponseError};
use crate::standards::status::StatusWord;
use std::time::{Duration, Instant};

/// One answer, its parts put together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub data: Vec<u8>,
    pub sw: StatusWord,
}

/// Why a command got no answer that can be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    #[error("{command}")]
    Transport { command: String, source: PcscError },
    #[error("{command}: {source}")]
    Malformed {
        command: String,
        source: ResponseError,
    },
    #[error(
        "{command}: the card goes on announcing more data; stopped after {rounds} parts and {bytes} bytes"
    )]
    Endless {
        command: String,
        rounds: usize,
        bytes: usize,
    },
    #[error("{command}: no time left")]
    OutOfTime { command: String },
}

impl From<AskError> for Failure {
    fn from(it: AskError) -> Failure {
        let words = it.to_string();
        match it {
            AskError::Transport { command, source } => {
                Failure::from(source).because(format!("during {command}"))
            }
            AskError::Malformed { command, source } => {
                Failure::new(command, "malformed answer", None).because(source.to_string())
            }
            AskError::Endless { command, .. } => {
                Failure::new(command, "endless answer", None).because(words)
            }
            AskError::OutOfTime { command } => Failure::new(command, TIMED_OUT, None),
        }
    }
}

/// Longest object taken from a card: a short APDU's answer parts put together never need more
/// (the largest PIV object is 12 710 bytes, SP 800-73 Part 1 Table 2), and 64 KiB is what extended length can say.
const ANSWER_LIMIT: usize = 64 * 1024 + 256;
/// Most `61xx` parts of one answer: 64 KiB in parts of 256, and some for cards with smaller ones.
const ROUND_LIMIT: usize = 300;
/// pcsc-lite looks at its slots every 400 ms (`PCSCLITE_STATUS_POLL_RATE`, pcsclite.h.in).
const POLLING: Duration = Duration::from_millis(500);
/// So many transport failures or unusable answers in a row, and the card is not asked again.
const PATIENCE: u32 = 3;

/// How commands are shaped on one connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// T=0: Le after data is left to GET RESPONSE (ISO/IEC 7816-3 §12.2), unless the reader takes whole commands.
    pub t0: bool,
    /// The reader's driver maps whole APDUs itself, so that Le may follow data on T=0.
    pub whole_commands: bool,
    /// Reader and card both take extended length.
    pub extended: bool,
}

/// A transaction with a card, through which only [`ReadOnly`] commands pass.
pub struct Session<'c> {
    channel: &'c mut dyn Channel,
    pub exchange: Exchange,
    /// Class byte of the CAC's own commands on this card.
    class: u8,
    /// Length of the last answer to GET PROPERTIES, on a card that wants it said exactly.
    properties: u8,
    pub traffic: Traffic,
    deadline: Instant,
    trouble: u32,
    /// The card was given time once, after an answer did not come.
    waited: bool,
    lost: Option<AskError>,
}

impl<'c> Session<'c> {
    pub fn new(channel: &'c mut dyn Channel, exchange: Exchange, deadline: Instant) -> Session<'c> {
        Session {
            channel,
            exchange,
            class: CAC_CLASS,
            properties: 0,
            traffic: Traffic::default(),
            deadline,
            trouble: 0,
            waited: false,
            lost: None,
        }
    }

    /// Whether the card has stopped answering usefully; later commands fail without being sent.
    pub fn is_lost(&self) -> bool {
        self.lost.is_some()
    }

    /// Sends one command and collects its whole answer: `6Cxx` is obeyed, `61xx` followed.
    ///
    /// # Errors
    /// [`AskError`] where PC/SC failed or the answer cannot be one. A status word other than 9000 is an answer.
    pub fn ask(&mut self, it: &ReadOnly) -> Result<Answer, AskError> {
        if let Some(error) = &self.lost {
            return Err(error.clone());
        }
        let mut out = self.exchange(it);
        if !self.waited && out.as_ref().is_err_and(may_be_gone) {
            self.waited = true;
            std::thread::sleep(
                POLLING.min(self.deadline.saturating_duration_since(Instant::now())),
            );
            out = self.exchange(it);
        }
        match &out {
            Ok(_) => self.trouble = 0,
            Err(error) => {
                self.trouble += 1;
                let gone = match error {
                    AskError::Transport { source, .. } => is_final(source.code),
                    AskError::OutOfTime { .. } => true,
                    AskError::Malformed { .. } | AskError::Endless { .. } => false,
                };
                if gone || self.trouble >= PATIENCE {
                    self.lost = Some(error.clone());
                }
            }
        }
        out
    }

    fn exchange(&mut self, it: &ReadOnly) -> Result<Answer, AskError> {
        let name = it.name();
        let mut response = match self.send(&self.shaped(it), &name) {
            // A driver or card that does not take extended length after all: once more in short form, for good.
            Err(AskError::Transport { source, .. })
                if self.uses_extended(it) && !is_final(source.code) =>
            {
                self.exchange.extended = false;
                self.send(&self.shaped(it), &name)?
            }
            Ok(it_said) if self.uses_extended(it) && refuses_shape(it_said.sw) => {
                self.exchange.extended = false;
                self.send(&self.shaped(it), &name)?
            }
            Ok(it_said) if self.adds_le_on_t0(it) && it_said.sw.0 == 0x6700 => {
                self.exchange.whole_commands = false;
                self.send(&self.shaped(it), &name)?
            }
            Ok(it_said)
                if it_said.sw.0 == 0x6E00
                    && self.class != 0x00
                    && self.shaped(it).cla == self.class =>
            {
                self.class = 0x00;
                self.send(&self.shaped(it), &name)?
            }
            other => other?,
        };
        if let Some(le) = response.sw.exact_length() {
            if *it == ReadOnly::GetProperties {
                self.properties = le;
            }
            let command = Command {
                le: Le::Short(le),
                ..self.shaped(it)
            };
            response = self.send(&command, &name)?;
        }
        let mut data = std::mem::take(&mut response.data);
        let mut rounds = 0;
        while let Some(more) = response.sw.more() {
            rounds += 1;
            if rounds > ROUND_LIMIT || data.len() > ANSWER_LIMIT {
                return Err(AskError::Endless {
                    command: name,
                    rounds,
                    bytes: data.len(),
                });
            }
            let le = u8::try_from(more).unwrap_or(0);
            let part = ReadOnly::GetResponse { le };
            let had = response.data.len();
            response = self.send(&part.command(self.class), &name)?;
            if let Some(le) = response.sw.exact_length() {
                response = self.send(&ReadOnly::GetResponse { le }.command(self.class), &name)?;
            }
            if had == 0 && rounds > 1 && response.data.is_empty() && response.sw.more().is_some() {
                return Err(AskError::Endless {
                    command: name,
                    rounds,
                    bytes: data.len(),
                });
            }
            data.extend_from_slice(&response.data);
        }
        Ok(Answer {
            data,
            sw: response.sw,
        })
    }

    fn uses_extended(&self, it: &ReadOnly) -> bool {
        self.exchange.extended && matches!(it, ReadOnly::GetData(_))
    }

    fn adds_le_on_t0(&self, it: &ReadOnly) -> bool {
        let command = it.command(self.class);
        self.exchange.t0
            && self.exchange.whole_commands
            && !command.data.is_empty()
            && command.le != Le::None
    }

    /// The command as this connection wants it.
    fn shaped(&self, it: &ReadOnly) -> Command {
        let mut out = it.command(self.class);
        if self.uses_extended(it) {
            out.le = Le::Extended(0);
        } else if self.exchange.t0 && !self.exchange.whole_commands && !out.data.is_empty() {
            out.le = Le::None;
        } else if self.exchange.t0 && matches!(it, ReadOnly::CountTries { .. }) {
            // A T=0 header always has five bytes; P3 = 00 says "no data" (ISO/IEC 7816-3 §10.3.2).
            out.le = Le::Short(0);
        } else if *it == ReadOnly::GetProperties {
            out.le = Le::Short(self.properties);
        }
        out
    }

    fn send(&mut self, command: &Command, name: &str) -> Result<Response, AskError> {
        let started = Instant::now();
        if started >= self.deadline {
            return Err(AskError::OutOfTime {
                command: name.to_owned(),
            });
        }
        let bytes = command.encode();
        self.traffic.commands += 1;
        self.traffic.sent += bytes.len() as u64;
        let answer = self.channel.transmit(&bytes);
        self.traffic.took_ms += u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let answer = answer.map_err(|source| AskError::Transport {
            command: name.to_owned(),
            source,
        })?;
        self.traffic.received += answer.len() as u64;
        Response::parse(&answer).map_err(|source| AskError::Malformed {
            command: name.to_owned(),
            source,
        })
    }
}

/// A card that leaves while it is asked shows first as a failed exchange or as an answer of no bytes; only when the
/// service has looked at the slot again does it say that the card was removed.
fn may_be_gone(error: &AskError) -> bool {
    match error {
        AskError::Transport { source, .. } => !is_final(source.code),
        AskError::Malformed { source, .. } => *source == ResponseError::Empty,
        AskError::Endless { .. } | AskError::OutOfTime { .. } => false,
    }
}

/// PC/SC codes after which asking the same handle again is useless.
fn is_final(code: u32) -> bool {
    matches!(
        code,
        0x8010_0003 // SCARD_E_INVALID_HANDLE
            | 0x8010_0009 // SCARD_E_UNKNOWN_READER
            | 0x8010_000C // SCARD_E_NO_SMARTCARD
            | 0x8010_0013 // SCARD_F_COMM_ERROR
            | 0x8010_0017 // SCARD_E_READER_UNAVAILABLE
            | 0x8010_001D // SCARD_E_NO_SERVICE
            | 0x8010_001E // SCARD_E_SERVICE_STOPPED
            | 0x8010_0067 // SCARD_W_UNPOWERED_CARD
            | 0x8010_0068 // SCARD_W_RESET_CARD
            | 0x8010_0069 // SCARD_W_REMOVED_CARD
    )
}

/// Status words that refuse the form of a command rather than what it asks.
fn refuses_shape(sw: StatusWord) -> bool {
    matches!(sw.0, 0x6700 | 0x6D00 | 0x6E00 | 0x6F00 | 0x6986)
}

/// What an object answered, as a fact.
pub(super) fn observed(command: &ReadOnly, answer: Result<Answer, AskError>) -> Observed<Vec<u8>> {
    match answer {
        Ok(it) if it.sw.is_success() => Observed::Seen(it.data),
        Ok(it) if is_absence(it.sw) || says_no_discovery(command, it.sw) => Observed::Absent,
        Ok(it) => Observed::Failed(refusal(command, it.sw)),
        Err(error) => Observed::Failed(error.into()),
    }
}

/// "There is no such thing": 6A82 and 6A88 (ISO/IEC 7816-4 Table 6).
pub(super) fn is_absence(sw: StatusWord) -> bool {
    matches!(sw.0, 0x6A82 | 0x6A88)
}

/// 6A80 and 6900 are how some CACs say that they have no discovery object (OpenSC pull request 1256). Of another object
/// they say nothing: it may well be there.
fn says_no_discovery(command: &ReadOnly, sw: StatusWord) -> bool {
    *command == ReadOnly::GetData(PivObject::Discovery) && matches!(sw.0, 0x6A80 | 0x6900)
}

pub(super) fn refusal(command: &ReadOnly, sw: StatusWord) -> Failure {
    let out = Failure::new(command.name(), sw.to_string(), Some(u32::from(sw.0)));
    match sw.meaning() {
        Some(meaning) => out.because(meaning),
        None => out,
    }
}
