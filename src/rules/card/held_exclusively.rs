use super::holding::{named, not_all_seen, suspects};
use crate::case::{CardKind, Case};
use crate::rules::{Confidence, Finding, Remedy, Subject, Verdict, Who, for_each_reader};

rule! {
    /// Another program holds the card for itself alone.
    ///
    /// ## What it means
    /// As long as that program runs, no browser can use the card. Usual holders are GnuPG's scdaemon, a virtual machine
    /// that has the reader passed through, and vendor tools.
    ///
    /// ## How we know
    /// SCardConnect in shared mode answers SCARD_E_SHARING_VIOLATION; PC/SC shows the state EXCLUSIVE. Which program it is
    /// PC/SC does not tell: those that have its library loaded, or the reader's device open, are named.
    ///
    /// ## What to do
    /// End the program that holds it. For scdaemon put `pcsc-shared` and `disable-ccid` into ~/.gnupg/scdaemon.conf, and
    /// `gpgconf --kill scdaemon` lets go of the card now.
    "card/held-exclusively",
    severity: Failure,
    masked_by: [card::mute, card::held_by_scdaemon],
    sources: [
        "PC/SC Part 5 §3.2: SCARD_SHARE_EXCLUSIVE; SCARD_E_SHARING_VIOLATION 0x8010000B (winscard.h)",
        "GnuPG scdaemon(1): pcsc-shared, disable-ccid",
    ],
}

fn check(case: &Case) -> Verdict {
    for_each_reader(
        case,
        |it| it.has_card() && it.card.kind != CardKind::Mute,
        |it| {
            if it.connection_error() != Some(0x8010_000B) {
                return None;
            }
            let suspects = suspects(case, it);
            let looked = case.snapshot.machine.holders.seen().is_some();
            let (who, step) = match suspects.as_slice() {
                [one] => (
                    format!(" Most likely it is {}.", named(&suspects)),
                    format!("Close {}, which most likely holds the card.", one.name),
                ),
                [] if looked => (
                    format!(
                        " None that could be looked into has to do with cards{}.",
                        not_all_seen(case).map_or(String::new(), |it| format!("; {it}"))
                    ),
                    "Run this as administrator to see whose program it is, and end that.".to_owned(),
                ),
                [] => (
                    String::new(),
                    "End the program that holds the card: close other browsers, virtual machines and card tools. Where it \
                     is GnuPG, make it share."
                        .to_owned(),
                ),
                _ => (
                    format!(" It may be {}.", named(&suspects)),
                    "Close the programs named, one after the other, and run this again.".to_owned(),
                ),
            };
            let own = suspects.is_empty() || suspects.iter().any(|it| it.own);
            let mut remedy = Remedy::new(if own { Who::You } else { Who::Admin }, step);
            remedy = match suspects.as_slice() {
                [] if looked => remedy.command("sudo cac-doctor check"),
                [] => remedy
                    .command("gpgconf --kill scdaemon")
                    .command("printf 'pcsc-shared\\ndisable-ccid\\n' >> ~/.gnupg/scdaemon.conf"),
                them => {
                    let pids: Vec<String> = them.iter().map(|it| it.pid.to_string()).collect();
                    remedy.command(format!("ps -o pid,user,args -p {}", pids.join(",")))
                }
            };
            let mut finding = Finding::new(
                Subject::of_card(it),
                format!(
                    "Another program holds the card in {} for itself, so no browser can use it.{who}",
                    it.name.0
                ),
                remedy,
            )
            .evidence(it.at("state"))
            .evidence(it.at("card/error"));
            finding
                .evidence
                .extend(suspects.iter().filter_map(|it| case.holder_at(it.pid)));
            Some(match suspects.len() {
                0 => finding,
                _ => finding.confidence(Confidence::Likely),
            })
        },
    )
}
