use super::{Run, cut, seconds, tame_field, word};
use crate::diagnosis;
use crate::report::json::rfc3339;
use std::fmt::Write as _;

/// Intune keeps the last 2,048 characters of what a detection script prints; the line's end is one of them.
const LIMIT: usize = 2048;

/// Of the sentence, so that the values after it always fit.
const SENTENCE: usize = 400;

/// One line for fleet tools: what is wrong, then `key=value` words. Nothing in it ends a field of CSV or is markup where
/// Jamf puts it between tags.
pub fn one_line(run: &Run<'_>) -> String {
    let counts = run.diagnosis.counts;
    let mut out = format!(
        "CAC {} - {} - fail={} warn={} unknown={}",
        word(run.exit),
        tame_field(&run.sentence(), SENTENCE),
        counts.fail,
        counts.warn,
        counts.unknown
    );
    // Values that nobody could tell are left out.
    if let Some(it) = run.days() {
        let _ = write!(out, " days={it}");
    }
    if let Some(it) = run.pin_tries() {
        let _ = write!(out, " pin_tries={it}");
    }
    if let Some(it) = run.readers() {
        let _ = write!(out, " readers={it}");
    }
    let _ = write!(
        out,
        " time={}s taken_at={} version={}",
        seconds(run.took_ms),
        rfc3339(run.case.snapshot.taken_at),
        env!("CARGO_PKG_VERSION")
    );
    if let Some(account) = diagnosis::privileged(run.case) {
        let _ = write!(out, " ran_as={account}");
    }
    let mut ids: Vec<&str> = Vec::new();
    for it in run.wrong() {
        if !ids.contains(&it.rule.id) {
            ids.push(it.rule.id);
            let _ = write!(out, " rule={}", it.rule.id);
        }
    }
    if let Some(it) = run.worst().and_then(|it| it.remedy.as_ref()) {
        let _ = write!(
            out,
            " - to be done by {}",
            tame_field(it.who.words(), SENTENCE)
        );
    }
    if run.verbose {
        let _ = write!(out, " - {}", tame_field(&run.diagnosis.sentence, LIMIT));
    }
    finish(out)
}

/// The same for a run that could not begin.
pub fn could_not(problem: &str) -> String {
    finish(format!("CAC {} - {}", word(3), tame_field(problem, LIMIT)))
}

fn finish(mut line: String) -> String {
    cut(&mut line, LIMIT - 1);
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_and_its_end_are_within_the_limit() {
        let line = could_not(&"a\u{fc}\n,<".repeat(5000));
        assert_eq!(line.len(), LIMIT);
        assert!(line.ends_with("...\n") && line.is_ascii());
        assert_eq!(line.lines().count(), 1);
        assert_eq!(could_not("gone, \"x\""), "CAC UNKNOWN - gone 'x'\n");
    }
}
