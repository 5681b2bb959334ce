use super::{Run, tries};
use crate::case::Decoded;
use crate::diagnosis::{self, Part, Status};
use crate::report::escape::{escape, shorten};
use crate::report::words;
use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};

/// Characters of a slot's name; the longest that a card has is `cac:` and four digits.
const SLOT: usize = 16;

/// Metrics for node_exporter's textfile collector (Prometheus text exposition format 0.0.4): no timestamps, every series
/// once, and no label that holds a name. Readers go by their place in the list, from 0.
pub fn prometheus(run: &Run<'_>) -> String {
    let mut page = Page(String::new());
    page.family(
        "info",
        "The version of cac-doctor that judged.",
        [(labels(&[("version", env!("CARGO_PKG_VERSION"))]), 1)],
    );
    page.one(
        "privileged",
        "1 where it ran as root or SYSTEM, which proves nothing about other accounts.",
        u8::from(diagnosis::privileged(run.case).is_some()),
    );
    page.one(
        "last_run_timestamp_seconds",
        "When the workstation was looked at, in seconds since 1970.",
        run.case.snapshot.taken_at.unix_timestamp(),
    );
    page.one(
        "run_duration_seconds",
        "How long the run took.",
        super::seconds(run.took_ms),
    );
    page.family(
        "status",
        "1 for the state of what was looked at, 0 for the others.",
        [Status::Ok, Status::Warn, Status::Fail, Status::Unknown].map(|it| {
            let label = labels(&[("status", words::status(it))]);
            (label, u8::from(it == run.diagnosis.status))
        }),
    );
    let part = run.diagnosis.part.map_or("everything", Part::as_str);
    page.family(
        "scope",
        "What was judged: everything, or the part that usb or readers shows.",
        [(labels(&[("scope", part)]), 1)],
    );
    page.one(
        "exit_status",
        "0 nothing wrong, 1 warnings only, 2 at least one failure, 3 could not tell.",
        run.exit,
    );
    page.one(
        "complete",
        "1 where every part answered in its time.",
        u8::from(run.diagnosis.complete),
    );
    let counts = run.diagnosis.counts;
    let outcomes = [
        ("ok", counts.ok),
        ("warn", counts.warn),
        ("fail", counts.fail),
        ("unknown", counts.unknown),
        ("skipped", counts.skipped),
    ];
    page.family(
        "rules",
        "Checks by outcome.",
        outcomes.map(|(outcome, n)| (labels(&[("outcome", outcome)]), n)),
    );
    findings(&mut page, run);
    // A value that nobody could tell has no series: absent() finds it, and it is never taken for a good one.
    if let Some(it) = run.readers() {
        page.one("readers", "Smart card readers.", it);
    }
    cards(&mut page, run);
    page.0
}

fn findings(page: &mut Page, run: &Run<'_>) {
    let mut found: BTreeMap<String, u32> = BTreeMap::new();
    for it in &run.diagnosis.findings {
        let status = match words::finding_status(it.status) {
            "note" => "info".to_owned(),
            other => other.to_lowercase(),
        };
        let label = labels(&[("rule", it.rule.id), ("status", &status)]);
        *found.entry(label).or_default() += 1;
    }
    page.family("findings", "Findings by check and status.", found);
}

fn cards(page: &mut Page, run: &Run<'_>) {
    let mut pins: BTreeMap<String, u8> = BTreeMap::new();
    let mut cards: BTreeMap<String, i64> = BTreeMap::new();
    let mut expiries: BTreeMap<String, i64> = BTreeMap::new();
    for reader in &run.case.readers {
        let place = reader.index.to_string();
        if let Some(left) = tries(&reader.card.pin) {
            pins.insert(labels(&[("reader", &place)]), left);
        }
        if let Decoded::Value(it) = &reader.card.chuid
            && let Some(last) = it.expires
        {
            let end = last.midnight().assume_utc().unix_timestamp();
            cards.insert(labels(&[("reader", &place)]), end);
        }
        for it in &reader.card.certificates {
            let Ok(content) = &it.content else { continue };
            let label = labels(&[
                ("reader", &place),
                ("slot", &shorten(&it.container, SLOT)),
                ("purpose", words::purpose(it.purpose)),
                ("sign_in", if it.pick_for_sign_in { "1" } else { "0" }),
            ]);
            let end = content.not_after.unix_timestamp();
            // A file can name a slot twice; a series that stands twice would cost the whole page.
            let known = expiries.entry(label).or_insert(end);
            *known = end.min(*known);
        }
    }
    page.family("pin_tries", "PIN tries left on the card.", pins);
    page.family(
        "card_expiry_timestamp_seconds",
        "Beginning of the last day the card is good (UTC), in seconds since 1970.",
        cards,
    );
    page.family(
        "certificate_expiry_timestamp_seconds",
        "When the certificate in the slot ends, in seconds since 1970.",
        expiries,
    );
}

struct Page(String);

impl Page {
    fn one(&mut self, name: &str, help: &str, value: impl Display) {
        self.family(name, help, [(String::new(), value)]);
    }

    /// A metric with all its series; none, no metric.
    fn family(
        &mut self,
        name: &str,
        help: &str,
        series: impl IntoIterator<Item = (String, impl Display)>,
    ) {
        let mut series = series.into_iter().peekable();
        if series.peek().is_none() {
            return;
        }
        let _ = writeln!(self.0, "# HELP cac_doctor_{name} {help}");
        let _ = writeln!(self.0, "# TYPE cac_doctor_{name} gauge");
        for (labels, value) in series {
            let _ = writeln!(self.0, "cac_doctor_{name}{labels} {value}");
        }
    }
}

/// `{reader="0",slot="9A"}`.
fn labels(them: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = them
        .iter()
        .map(|(name, value)| format!("{name}=\"{}\"", label_value(value)))
        .collect();
    format!("{{{}}}", pairs.join(","))
}

/// A label's value: `\` and `"` are escaped, and a line's end never gets here (Prometheus exposition formats, "Comments,
/// help text, and type information").
fn label_value(it: &str) -> String {
    escape(it, true).replace('\\', "\\\\").replace('"', "\\\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn label_values_stay_inside_their_quotation_marks() {
        assert_eq!(labels(&[("a", "x"), ("b", "y")]), r#"{a="x",b="y"}"#);
        assert_eq!(
            labels(&[("a", "\"} 1\nevil 2\\")]),
            r#"{a="\"} 1\\nevil 2\\"}"#
        );
        assert!(label_value(&"\u{fc}".repeat(99)).is_ascii());
        for code in 0..=0x10ffffu32 {
            let Some(it) = char::from_u32(code) else {
                continue;
            };
            let value = label_value(it.encode_utf8(&mut [0; 4]));
            let bare = value.replace("\\\\", "").replace("\\\"", "");
            assert!(!bare.contains(['"', '\\', '\n']), "{code:x}: {value}");
        }
    }

    #[test]
    fn a_metric_without_series_is_not_announced() {
        let mut page = Page(String::new());
        page.family("none", "Nothing.", BTreeMap::<String, u8>::new());
        assert_eq!(page.0, "");
        page.one("x", "One.", 3);
        assert_eq!(
            page.0,
            "# HELP cac_doctor_x One.\n# TYPE cac_doctor_x gauge\ncac_doctor_x 3\n"
        );
    }
}
