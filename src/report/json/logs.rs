use super::{Look, rfc3339};
use crate::case::{Case, LineCase};
use crate::facts::{Log, Observed};
use schemars::JsonSchema;
use serde::Serialize;

/// The logs, as far as they tell of trouble.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Logs {
    /// The kernel's, about USB.
    pub kernel: LogLook,
    /// The smart card service's.
    pub service: LogLook,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct LogLook {
    #[serde(flatten)]
    pub look: Look,
    /// Every place that was tried.
    pub sources: Vec<Source>,
    /// Lines that tell of trouble, oldest first.
    pub lines: Vec<Line>,
    /// Lines with the bytes of commands to a card: never kept, as they can hold a PIN.
    pub card_traffic: u32,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Source {
    /// `/dev/kmsg`, `journalctl --dmesg`, `/var/log/kern.log`.
    pub name: String,
    #[serde(flatten)]
    pub look: Look,
    /// There was more than was read.
    pub cut: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Line {
    /// RFC 3339, UTC.
    pub at: Option<String>,
    pub text: String,
    /// What it says, in plain words.
    pub meaning: &'static str,
}

impl Logs {
    pub fn from(case: &Case<'_>) -> Logs {
        let machine = &case.snapshot.machine;
        Logs {
            kernel: LogLook::from(&machine.kernel_log, &case.kernel_log),
            service: LogLook::from(&machine.service_log, &case.service_log),
        }
    }
}

impl LogLook {
    fn from(log: &Observed<Log>, lines: &[LineCase<'_>]) -> LogLook {
        LogLook {
            look: Look::at(log),
            sources: log
                .seen()
                .map(|it| it.sources.as_slice())
                .unwrap_or_default()
                .iter()
                .map(|it| Source {
                    name: it.name.clone(),
                    look: Look::at(&it.look),
                    cut: it.look.seen().is_some_and(|it| it.cut),
                })
                .collect(),
            lines: lines
                .iter()
                .map(|it| Line {
                    at: it.at.map(rfc3339),
                    text: it.text.to_owned(),
                    meaning: it.line.meaning,
                })
                .collect(),
            card_traffic: log.seen().map_or(0, |it| it.card_traffic),
        }
    }
}
