use super::holding::HELPERS;
use crate::case::Case;
use crate::rules::{Confidence, Finding, Remedy, Subject, Verdict, Who, for_each_reader};

rule! {
    /// A helper of the desktop uses the card at the same time.
    ///
    /// ## What it means
    /// Desktops and sign-in services look at cards by themselves: gsd-smartcard locks the screen when the card is pulled,
    /// p11_child checks it at login, opensc-notify tells of it. They take turns with the browser; now and then one resets
    /// the card or keeps it waiting.
    ///
    /// ## How we know
    /// Such a program runs with the PC/SC library loaded, and PC/SC shows the card in use, or a call on it waited in vain or
    /// found the card reset.
    ///
    /// ## What to do
    /// If sign-in fails now and then, stop the helper for a test.
    "card/helper-polls",
    severity: Note,
    masked_by: [card::held_exclusively],
    sources: ["PCSC issue 215", "PC/SC Part 5 §3.2: SCARD_STATE_INUSE"],
}

fn check(case: &Case) -> Verdict {
    if case.snapshot.machine.holders.seen().is_none() {
        return Verdict::NotApplicable;
    }
    let helper = case
        .holders()
        .iter()
        .find(|it| it.library && HELPERS.contains(&it.name.as_str()));
    for_each_reader(
        case,
        |it| it.has_card(),
        |it| {
            let helper = helper?;
            let failed = it.facts.card.seen().is_some_and(|it| {
                it.failures()
                    .any(|it| it.timed_out() || it.code == Some(0x8010_0068))
            });
            if !(it.has("inuse") || it.has("exclusive") || failed) {
                return None;
            }
            let remedy = Remedy::new(
                Who::You,
                format!("If sign-in fails now and then, stop {} for a test.", helper.name),
            )
            .command(match helper.name.as_str() {
                "gsd-smartcard" => {
                    "systemctl --user mask --now org.gnome.SettingsDaemon.Smartcard.target    # undo: unmask"
                        .to_owned()
                }
                _ => format!("ps -o pid,user,args -p {}", helper.pid),
            });
            let mut finding = Finding::new(
                Subject::of_card(it),
                format!(
                    "{} (process {}) uses the card in {}, too; it takes turns with the browser.",
                    helper.name, helper.pid, it.name.0
                ),
                remedy,
            )
            .confidence(Confidence::Hint)
            .evidence(it.at("state"));
            finding.evidence.extend(case.holder_at(helper.pid));
            Some(finding)
        },
    )
}
