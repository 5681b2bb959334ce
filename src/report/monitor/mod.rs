//! The report for monitoring: Nagios and its kin, fleet tools that keep one line, Prometheus.
//!
//! What is written here leaves the machine. So it says what is wrong in the words of the rules, which hold no name, and
//! calls a reader by its number; only `--verbose` adds what was seen, with names.
mod nagios;
mod one_line;
mod prometheus;

pub use nagios::{could_not as nagios_could_not, nagios};
pub use one_line::{could_not as one_line_could_not, one_line};
pub use prometheus::prometheus;

use super::escape::escape;
use crate::case::{Case, PinState};
use crate::diagnosis::{Diagnosis, FindingStatus, Judged, Status};
use crate::facts::Observed;
use crate::rules::Subject;

/// A judged run, as monitoring is told of it.
pub struct Run<'a> {
    pub case: &'a Case<'a>,
    pub diagnosis: &'a Diagnosis,
    /// The exit status that follows.
    pub exit: u8,
    /// How long the run took, milliseconds.
    pub took_ms: u64,
    /// With what was seen, names included.
    pub verbose: bool,
}

/// The word for an exit status (Nagios Plugin API, "Return Code").
fn word(exit: u8) -> &'static str {
    match exit {
        0 => "OK",
        1 => "WARNING",
        2 => "CRITICAL",
        _ => "UNKNOWN",
    }
}

impl Run<'_> {
    /// The worst thing found: failures, what kept the tool from looking, warnings.
    fn worst(&self) -> Option<&Judged> {
        self.wrong().next()
    }

    /// What is wrong, worst first.
    fn wrong(&self) -> impl Iterator<Item = &Judged> {
        self.diagnosis.findings.iter().filter(|it| match it.status {
            FindingStatus::Fail | FindingStatus::Warn => true,
            // One without a remedy was not judged, for want of a fact; it is no finding of its own.
            FindingStatus::Unknown => it.remedy.is_some(),
            FindingStatus::Info | FindingStatus::Skipped => false,
        })
    }

    /// What there is to say, in one sentence without a full stop.
    fn sentence(&self) -> String {
        let mut out = match self.worst() {
            _ if self.exit == 3 && self.diagnosis.status != Status::Unknown => {
                "what was brought of the sign-in could not be read".to_owned()
            }
            Some(it) => it.title.trim_end_matches('.').to_owned(),
            None if self.diagnosis.status == Status::Unknown => {
                let blind =
                    |it: &&Judged| it.status == FindingStatus::Unknown && it.remedy.is_some();
                let why = self.diagnosis.findings.iter().find(blind);
                why.map_or("it could not be looked at", |it| it.title)
                    .trim_end_matches('.')
                    .to_owned()
            }
            None if self
                .diagnosis
                .findings
                .iter()
                .any(|it| it.by_policy.is_some() && it.found < FindingStatus::Info) =>
            {
                "nothing was found that counts under the site's policy".to_owned()
            }
            None => "nothing wrong was found".to_owned(),
        };
        if let Some(part) = self.diagnosis.part {
            out.push_str(&format!(" (only {} was judged)", part.words()));
        }
        if !self.diagnosis.complete {
            out.push_str(" (not everything answered in time)");
        }
        out
    }

    /// Whole days the certificate to pick for sign-in has left; negative where it has expired.
    fn days(&self) -> Option<i64> {
        let (_, it) = self.case.pick()?;
        let content = it.content.as_ref().ok()?;
        Some(self.case.days_until(content.not_after))
    }

    /// PIN tries left, on the card that has the fewest.
    fn pin_tries(&self) -> Option<u8> {
        let tries = self
            .case
            .readers
            .iter()
            .filter_map(|it| tries(&it.card.pin));
        tries.min()
    }

    /// How many readers there are. None: nobody could tell.
    fn readers(&self) -> Option<usize> {
        match &self.case.snapshot.readers {
            Observed::Seen(it) => Some(it.len()),
            Observed::Absent => Some(0),
            Observed::Failed(_) | Observed::Unasked { .. } => None,
        }
    }
}

fn tries(it: &PinState) -> Option<u8> {
    match it {
        PinState::Tries { left, .. } => Some(*left),
        PinState::Locked { .. } => Some(0),
        PinState::Uncounted { .. } | PinState::NotRead(_) => None,
    }
}

/// What a finding is about, by number and not by name.
fn about(it: &Subject) -> String {
    match it {
        Subject::Host => "this computer".to_owned(),
        Subject::Device { at, .. } => format!("USB device {}", at + 1),
        Subject::Reader(n, _) => format!("reader {}", n + 1),
        Subject::Card(n, _) => format!("card in reader {}", n + 1),
        Subject::Object(n, _, object) => format!("{object} on the card in reader {}", n + 1),
    }
}

/// `0.014s`.
fn seconds(ms: u64) -> String {
    format!("{}.{:03}", ms / 1000, ms % 1000)
}

/// One line of printable ASCII, at most `limit` characters, without anything that the formats or what reads them take
/// for a mark of their own: `|` begins performance data, `<` and `&` are markup where a monitor or Jamf shows the text,
/// a quotation mark ends a field of CSV, `$` and the backquote are for a shell.
fn tame(text: &str, limit: usize) -> String {
    let mut out = String::with_capacity(text.len());
    for it in escape(text, true).chars() {
        match it {
            '|' | '\\' => out.push('/'),
            '<' | '{' => out.push('('),
            '>' | '}' => out.push(')'),
            '&' => out.push('+'),
            '"' | '`' => out.push('\''),
            '$' => out.push('S'),
            it if it.is_ascii_graphic() || it == ' ' => out.push(it),
            _ => out.push('?'),
        }
    }
    let mut out = out.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    cut(&mut out, limit);
    out
}

/// The same without what separates fields of CSV.
fn tame_field(text: &str, limit: usize) -> String {
    tame(&text.replace([',', ';'], " "), limit)
}

/// Shortens ASCII text to `limit` bytes; `...` shows that something was left out.
fn cut(text: &mut String, limit: usize) {
    if text.len() > limit {
        text.truncate(limit.saturating_sub(3));
        text.push_str("...");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_monitor_or_a_spreadsheet_acts_on_passes() {
        assert_eq!(tame("a|b\nc\td", 80), "a/b/nc/td");
        assert_eq!(
            tame("<script>&amp; \"x\", `y`; ${z}", 80),
            "(script)+amp; 'x', 'y'; S(z)"
        );
        assert_eq!(
            tame("M\u{fc}ller \u{2026} \x1b[2J", 80),
            "M/u(fc)ller ... /x1b[2J"
        );
        for code in 0..=0x10ffffu32 {
            let Some(it) = char::from_u32(code) else {
                continue;
            };
            let shown = tame(it.encode_utf8(&mut [0; 4]), 80);
            let harmless = |it: u8| (0x20..0x7f).contains(&it) && !b"|<>&\"`$\\".contains(&it);
            assert!(shown.bytes().all(harmless), "{code:x}: {shown}");
            let field = tame_field(it.encode_utf8(&mut [0; 4]), 80);
            assert!(!field.contains([',', ';']), "{code:x}: {field}");
        }
        assert_eq!(tame(&"x".repeat(300), 10), "xxxxxxx...");
    }

    #[test]
    fn the_words_are_those_of_the_exit_status() {
        assert_eq!(
            [0, 1, 2, 3].map(word),
            ["OK", "WARNING", "CRITICAL", "UNKNOWN"]
        );
        assert_eq!([5, 14, 1234].map(seconds), ["0.005", "0.014", "1.234"]);
    }
}
