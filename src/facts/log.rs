use super::{Observed, personal};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// Lines of one log: the kernel's, or the smart card service's. Only what is about USB and smart cards is kept, and never
/// a line that shows what was sent to a card, as that can be a PIN.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Log {
    /// Every place that was tried, and what came of it.
    pub sources: Vec<LogSource>,
    /// Oldest first.
    pub lines: Vec<LogLine>,
    /// Older lines about the same things, left out because there were too many.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub left_out: u32,
    /// Lines with the bytes of commands to a card (pcscd's `--apdu`, libccid's ifdLogLevel 4), dropped as they can hold a
    /// PIN.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub card_traffic: u32,
}

fn is_zero(it: &u32) -> bool {
    *it == 0
}

/// A place where a log may be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogSource {
    /// The command or file: `journalctl -k`, `/dev/kmsg`, `/var/log/kern.log`.
    pub name: String,
    pub look: Observed<LogRead>,
}

/// How much of a source was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogRead {
    /// Lines read, kept or not.
    pub lines: u32,
    /// There was more, and the limit of size or time came first. What was read is the newest part.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cut: bool,
}

/// One line of a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    /// When it was written, UTC. None where the line does not tell.
    #[serde(
        default,
        with = "time::serde::rfc3339::option",
        skip_serializing_if = "Option::is_none"
    )]
    pub at: Option<OffsetDateTime>,
    pub text: LogText,
}

/// What a program wrote into a log, without the log's own prefix (time, host, program). Free text: it can hold the name or
/// serial number of a reader, the number of a user, the name of a program. Redaction finds it by this type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LogText(#[serde(serialize_with = "personal::log")] pub String);

impl std::ops::Deref for LogText {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}
