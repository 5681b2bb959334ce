//! What is kept of a log: bounded by kind, so that one noisy kind does not push out the line that tells.
use crate::facts::{Failure, Log, LogLine, LogRead, LogSource, LogText, Observed, TIMED_OUT};
use crate::standards::logs::{self, Worth};
use std::collections::{BTreeMap, VecDeque};
use time::OffsetDateTime;

/// Most lines of one kind that are kept, the newest of them.
const A_KIND: usize = 60;
/// Longest line that is kept, characters.
const LINE: usize = 400;

/// Which log it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    Kernel,
    Service,
}

/// A log as it is gathered.
#[derive(Debug)]
pub(super) struct Collect {
    which: Which,
    sources: Vec<LogSource>,
    /// By kind; each with its place in the order of writing.
    kept: BTreeMap<Option<usize>, VecDeque<(i64, LogLine)>>,
    left_out: u32,
    card_traffic: u32,
    /// The source that is being read.
    current: Option<&'static str>,
    /// Lines of it.
    read: u32,
    next: i64,
}

impl Collect {
    pub(super) fn new(which: Which) -> Collect {
        Collect {
            which,
            sources: Vec::new(),
            kept: BTreeMap::new(),
            left_out: 0,
            card_traffic: 0,
            current: None,
            read: 0,
            next: 0,
        }
    }

    /// A line that is younger than all before it.
    pub(super) fn younger(&mut self, at: Option<OffsetDateTime>, text: &str) {
        self.add(at, text, true);
    }

    /// A line that is older than all before it.
    pub(super) fn older(&mut self, at: Option<OffsetDateTime>, text: &str) {
        self.add(at, text, false);
    }

    fn add(&mut self, at: Option<OffsetDateTime>, text: &str, younger: bool) {
        self.read = self.read.saturating_add(1);
        let worth = match self.which {
            Which::Kernel => logs::worth_of_kernel_line(text),
            Which::Service => logs::worth_of_service_line(text),
        };
        match worth {
            Worth::Nothing => return,
            Worth::CardTraffic => {
                self.card_traffic = self.card_traffic.saturating_add(1);
                return;
            }
            Worth::Keeping => {}
        }
        self.next += 1;
        let place = if younger { self.next } else { -self.next };
        let line = LogLine {
            at,
            text: LogText(text.trim().chars().take(LINE).collect()),
        };
        let kind = self.kept.entry(logs::kind(text)).or_default();
        let full = kind.len() >= A_KIND;
        if full {
            self.left_out = self.left_out.saturating_add(1);
        }
        match (younger, full) {
            (true, full) => {
                if full {
                    kind.pop_front();
                }
                kind.push_back((place, line));
            }
            (false, false) => kind.push_front((place, line)),
            (false, true) => {}
        }
    }

    /// What follows is of this source.
    pub(super) fn begin(&mut self, source: &'static str) {
        self.current = Some(source);
        self.read = 0;
    }

    /// The present source was read, wholly or in part (true), or could not be.
    pub(super) fn end(&mut self, outcome: Result<bool, Failure>) {
        let Some(name) = self.current.take() else {
            return;
        };
        let lines = self.read;
        self.sources.push(LogSource {
            name: name.to_owned(),
            look: match outcome {
                Ok(cut) => Observed::Seen(LogRead { lines, cut }),
                Err(it) => Observed::Failed(it),
            },
        });
    }

    /// What there is of it; of a source that was still being read where the time was over, what came until then.
    pub(super) fn finish(mut self, in_time: bool) -> Observed<Log> {
        if !in_time {
            self.end(match self.read {
                0 => Err(Failure::new("read the log", TIMED_OUT, None)),
                _ => Ok(true),
            });
        }
        if self.sources.iter().all(|it| it.look.seen().is_none()) {
            let causes = self.sources.iter().filter_map(|it| {
                let failure = it.look.failure()?;
                Some(format!("{}: {}", it.name, failure.name))
            });
            let first = self.sources.iter().find_map(|it| it.look.failure());
            let mut failure = Failure::new(
                match self.which {
                    Which::Kernel => "reading the kernel's log",
                    Which::Service => "reading the service's log",
                },
                first.map_or("not found", |it| it.name.as_str()),
                first.and_then(|it| it.code),
            );
            failure.causes = causes.collect();
            return Observed::Failed(failure);
        }
        let mut lines: Vec<(i64, LogLine)> = self.kept.into_values().flatten().collect();
        lines.sort_by_key(|it| it.0);
        Observed::Seen(Log {
            sources: self.sources,
            lines: lines.into_iter().map(|it| it.1).collect(),
            left_out: self.left_out,
            card_traffic: self.card_traffic,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_noisy_kind_does_not_push_out_another_and_the_newest_stay() {
        for younger in [true, false] {
            let mut log = Collect::new(Which::Kernel);
            log.begin("a file");
            let mut texts: Vec<String> = (0..500)
                .map(|n| format!("usb 1-1: USB disconnect, device number {n}"))
                .collect();
            texts[0] = "usb 1-1: device descriptor read/64, error -71".to_owned();
            if !younger {
                texts.reverse();
            }
            for it in &texts {
                log.add(None, it, younger);
            }
            log.end(Ok(false));
            let Observed::Seen(log) = log.finish(true) else {
                panic!("it was read");
            };
            assert_eq!(log.lines.len(), A_KIND + 1, "younger: {younger}");
            assert!(log.lines[0].text.contains("descriptor"), "{:?}", log.lines);
            assert!(log.lines[A_KIND].text.contains("number 499"));
            assert_eq!(log.left_out as usize, 499 - A_KIND);
        }
    }

    #[test]
    fn nothing_that_was_sent_to_a_card_is_kept() {
        let mut log = Collect::new(Which::Service);
        log.begin("a file");
        for it in [
            "00000000 APDU: 00 20 00 80 08 31 32 33 34 35 36 FF FF",
            "winscard.c:1612:SCardTransmit() Send: 0020008008313233343536FFFF",
            "00000012 -> 000000 6F 0D 00 00 00 00 07 00 00 00 00 20 00 80",
        ] {
            log.younger(None, it);
        }
        log.end(Ok(false));
        let Observed::Seen(log) = log.finish(true) else {
            panic!("it was read");
        };
        assert_eq!((log.lines.len(), log.card_traffic), (0, 3));
    }
}
