use super::holding::browser;
use crate::case::Case;
use crate::rules::{Confidence, Finding, Remedy, Subject, Verdict, Who};

rule! {
    /// Two browsers have the card's software loaded at once.
    ///
    /// ## What it means
    /// A card does one thing at a time, and a browser that has asked for the PIN keeps what it was given. The other one then
    /// often finds no certificate until the card is put in anew.
    ///
    /// ## How we know
    /// Two different browsers run with a PKCS#11 module for smart cards, or the PC/SC library, loaded.
    ///
    /// ## What to do
    /// If one of them shows no certificate: close the other, take the card out, put it in again.
    "card/one-at-a-time",
    severity: Note,
    masked_by: [card::held_exclusively],
    sources: ["linux-cac-walkthrough issue 3"],
}

fn check(case: &Case) -> Verdict {
    if case.snapshot.machine.holders.seen().is_none() {
        return Verdict::NotApplicable;
    }
    let mut found: Vec<(&'static str, u32)> = Vec::new();
    for it in case.holders() {
        if let Some(name) = browser(it)
            && (it.library || !it.modules.is_empty())
            && !found.iter().any(|known| known.0 == name)
        {
            found.push((name, it.pid));
        }
    }
    let [first, second, ..] = found[..] else {
        return Verdict::Holds;
    };
    let remedy = Remedy::new(
        Who::You,
        format!(
            "If one of them shows no certificate: close the other, take the card out and put it in again ({} and {}).",
            first.0, second.0
        ),
    );
    let mut finding = Finding::new(
        Subject::Host,
        format!(
            "{} and {} both have the card's software loaded; a card serves one program at a time.",
            first.0, second.0
        ),
        remedy,
    )
    .confidence(Confidence::Hint);
    finding.evidence.extend(case.holder_at(first.1));
    finding.evidence.extend(case.holder_at(second.1));
    Verdict::Broken(vec![finding])
}
