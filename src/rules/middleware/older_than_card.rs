use super::atr_digits;
use crate::case::Case;
use crate::rules::distribution::update_opensc;
use crate::rules::{Confidence, Finding, Remedy, Subject, Verdict, Who, for_each_reader};
use crate::standards::readers::Version;

rule! {
    /// OpenSC is older than this model of card.
    ///
    /// ## What it means
    /// The card answers, and programs that go through OpenSC may show nothing of it, or only part. OpenSC finds PIV cards by
    /// their application, so that an older one mostly works with a newer card all the same.
    ///
    /// ## How we know
    /// The card's Answer-To-Reset is of a model that OpenSC's list has since 0.27.0, and the package that is installed is
    /// older.
    ///
    /// ## What to do
    /// Only if a browser shows no certificate although the ones here do: update OpenSC.
    "middleware/older-than-card",
    severity: Note,
    masked_by: [card::unreachable],
    sources: ["OpenSC src/libopensc/card-piv.c (list of ATRs); NEWS 0.27.0", "OpenSC pull request 2995; pcsc-tools issue 62"],
}

/// DoD's alternate tokens of 2025, by how their ATR begins: G+D Sm@rtCafe 7.0, IDEMIA Cosmo V8.0.
const NEW: [&str; 2] = ["3BF9960000", "3BD81800 80B1FE45"];
/// The release whose list has them.
const LISTED: Version = Version::new(0, 27, 0);

fn check(case: &Case) -> Verdict {
    let package = case
        .snapshot
        .machine
        .middleware
        .seen()
        .and_then(|it| it.package.seen());
    let Some((package, version)) = package.and_then(|it| Some((it, Version::parse(&it.version)?)))
    else {
        return Verdict::NotApplicable;
    };
    for_each_reader(
        case,
        |it| it.card.atr.is_some(),
        |it| {
            let atr = atr_digits(&it.card.atr.as_ref()?.hex);
            let new = NEW.iter().any(|it| atr.starts_with(&atr_digits(it)));
            if !new || version >= LISTED {
                return None;
            }
            let remedy = Remedy::new(
                Who::Admin,
                format!("Only if a browser shows no certificate of this card: update OpenSC to {LISTED} or later."),
            )
            .commands(update_opensc(case));
            Some(
                Finding::new(
                    Subject::of_card(it),
                    format!(
                        "The card in {} is of a model that is newer than {} {}.",
                        it.name.0, package.name, package.version
                    ),
                    remedy,
                )
                .confidence(Confidence::Hint)
                .evidence(it.at("card/atr"))
                .evidence("/middleware/version"),
            )
        },
    )
}
