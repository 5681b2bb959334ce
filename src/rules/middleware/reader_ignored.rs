use super::settings;
use crate::case::Case;
use crate::rules::{Finding, Remedy, Subject, Verdict, Who, for_each_reader};

rule! {
    /// OpenSC is told to leave this reader out.
    ///
    /// ## What it means
    /// PC/SC shows the reader and its card, and every program that reaches cards through OpenSC, browsers among them, does not.
    ///
    /// ## How we know
    /// `ignored_readers` in opensc.conf holds a part of the reader's name, upper and lower case as written.
    ///
    /// ## What to do
    /// Take that name out of the list.
    "middleware/reader-ignored",
    severity: Failure,
    masked_by: [reader::vanished],
    sources: ["opensc.conf(5): ignored_readers; OpenSC src/libopensc/ctx.c"],
}

fn check(case: &Case) -> Verdict {
    let Some(settings) = settings(case) else {
        return Verdict::NotApplicable;
    };
    for_each_reader(
        case,
        |_| true,
        |it| {
            let part = settings
                .ignored_readers
                .iter()
                .find(|part| !part.is_empty() && it.name.contains(part.as_str()))?;
            let remedy = Remedy::new(
                Who::Admin,
                format!(
                    "Take \"{}\" out of ignored_readers in {}.",
                    part.0, settings.file.0
                ),
            )
            .command(format!("grep -n ignored_readers {}", settings.file.0));
            Some(
                Finding::new(
                    Subject::of_reader(it),
                    format!(
                        "OpenSC is told to leave out readers whose name holds \"{}\", and so the reader {}: browsers see no \
                         card in it.",
                        part.0, it.name.0
                    ),
                    remedy,
                )
                .evidence("/middleware/settings/ignored_readers")
                .evidence(it.at("name")),
            )
        },
    )
}
