use super::{Run, about, cut, seconds, tame, word};
use crate::diagnosis;
use crate::report::words;
use std::fmt::Display;

/// Nagios reads this much of a plug-in's output and drops the rest (Nagios Core 3, Plugin API, "Plugin Output Length
/// Restrictions": 4 KB; version 4 reads 8 KB).
const LIMIT: usize = 4096;

/// Of one line of text.
const LINE: usize = 400;

/// What a monitoring plug-in prints (Nagios Plugin API; Monitoring Plugins Development Guidelines): status and
/// performance data in one line, then long output.
pub fn nagios(run: &Run<'_>) -> String {
    let mut lines = vec![format!(
        "CAC {} - {} | {}",
        word(run.exit),
        tame(&run.sentence(), LINE),
        performance(run)
    )];
    for it in run.wrong() {
        let who = it.remedy.as_ref().map_or("nobody", |it| it.who.words());
        lines.push(tame(
            &format!(
                "[{}] {} ({}: {}) - to be done by {who}",
                words::finding_status(it.status),
                it.title.trim_end_matches('.'),
                it.rule.id,
                about(&it.subject)
            ),
            LINE,
        ));
        if run.verbose {
            lines.push(tame(&format!("  {}", it.message), LINE));
            if let Some(remedy) = &it.remedy {
                lines.push(tame(&format!("  {}", remedy.text), LINE));
            }
        }
    }
    if run.verbose {
        lines.push(tame(&run.diagnosis.sentence, LINE));
        for it in &run.diagnosis.unseen {
            lines.push(tame(&format!("[unseen] {it}"), LINE));
        }
    }
    if let Some(account) = diagnosis::privileged(run.case) {
        lines.push(format!(
            "ran as {account}: what other accounts may do and trust is not proven"
        ));
    }
    let counts = run.diagnosis.counts;
    lines.push(format!(
        "checks: {} ok, {} warnings, {} failures, {} unknown, {} skipped",
        counts.ok, counts.warn, counts.fail, counts.unknown, counts.skipped
    ));
    whole(lines)
}

/// The same for a run that could not begin.
pub fn could_not(problem: &str) -> String {
    format!("CAC {} - {}\n", word(3), tame(problem, LINE))
}

/// `'label'=value[unit];warn;crit;min;max`, the thresholds in the range format: `30:` alerts below 30. A value that
/// nobody could tell is `U`.
fn performance(run: &Run<'_>) -> String {
    fn value(it: Option<impl Display>) -> String {
        it.map_or_else(|| "U".to_owned(), |it| it.to_string())
    }
    format!(
        // Days as certificate/expires-soon and certificate/expired judge them, tries as card/pin-one-try-left and
        // card/pin-locked do.
        "days={};{}:;0: pin_tries={};2:;1:;0 readers={};1:;1:;0 time={}s",
        value(run.days()),
        run.case.warn_days(),
        value(run.pin_tries()),
        value(run.readers()),
        seconds(run.took_ms)
    )
}

/// As many whole lines as are read.
fn whole(lines: Vec<String>) -> String {
    const MORE: &str = "...\n";
    let mut out = String::new();
    for mut it in lines {
        if out.is_empty() {
            cut(&mut it, LIMIT - 1 - MORE.len());
        } else if out.len() + it.len() + 1 > LIMIT - MORE.len() {
            out.push_str(MORE);
            break;
        }
        out.push_str(&it);
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_printed_than_is_read() {
        let long = whole((0..500).map(|n| format!("line {n}")).collect());
        assert!(
            long.len() <= LIMIT && long.ends_with("...\n"),
            "{}",
            long.len()
        );
        let one = whole(vec!["x".repeat(10_000)]);
        assert!(one.len() <= LIMIT, "{}", one.len());
        assert_eq!(whole(vec!["a".to_owned(), "b".to_owned()]), "a\nb\n");
    }

    #[test]
    fn what_could_not_begin_is_unknown_and_one_line() {
        assert_eq!(
            could_not("cannot read a|b\nc: gone"),
            "CAC UNKNOWN - cannot read a/b/nc: gone\n"
        );
    }
}
