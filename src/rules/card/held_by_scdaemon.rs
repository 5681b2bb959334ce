use super::holding::holder;
use crate::case::{CardKind, Case};
use crate::rules::{Confidence, Finding, Remedy, Subject, Verdict, Who, for_each_reader};

rule! {
    /// GnuPG's card service holds the card for itself alone.
    ///
    /// ## What it means
    /// scdaemon, which GnuPG starts for signing, for SSH keys, or only to look whether a card is there, takes the card
    /// exclusively and keeps it. As long as it does, no browser can use it.
    ///
    /// ## How we know
    /// SCardConnect answers SCARD_E_SHARING_VIOLATION, scdaemon runs with the PC/SC library loaded or the reader's device
    /// open, and its settings do not say `pcsc-shared`. Which program holds the card PC/SC does not tell.
    ///
    /// ## What to do
    /// `gpgconf --kill scdaemon` lets go of the card now. `pcsc-shared` and `disable-ccid` in scdaemon.conf keep it from taking
    /// it again; where GnuPG never needs this card, `reader-port` names the reader it may use.
    "card/held-by-scdaemon",
    severity: Failure,
    masked_by: [card::mute],
    sources: [
        "GnuPG scdaemon(1): pcsc-shared, disable-ccid, reader-port",
        "PCSC issue 215; OpenSC issue 2980",
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
            let scdaemon = holder(case, "scdaemon")?;
            let settings = case
                .snapshot
                .machine
                .holders
                .seen()
                .and_then(|it| it.scdaemon.seen());
            let shared = settings.is_some_and(|it| it.shared);
            let own = if scdaemon.own { "" } else { " of another user" };
            let message = format!(
                "GnuPG's card service (scdaemon{own}, process {}) most likely holds the card in {} for itself, so no browser \
                 can use it.{}",
                scdaemon.pid,
                it.name.0,
                if shared {
                    " Its settings say pcsc-shared, which it has not read yet."
                } else {
                    ""
                }
            );
            let mut remedy = Remedy::new(
                if scdaemon.own { Who::You } else { Who::Admin },
                if shared {
                    "Let GnuPG's card service end; it starts anew by itself, and then shares the card."
                } else {
                    "Let GnuPG's card service end, and make it share the card from now on."
                },
            )
            .command("gpgconf --kill scdaemon");
            if !shared {
                remedy = remedy
                    .command("printf 'pcsc-shared\\ndisable-ccid\\n' >> ~/.gnupg/scdaemon.conf");
            }
            let mut finding = Finding::new(Subject::of_card(it), message, remedy)
                .confidence(Confidence::Likely)
                .evidence(it.at("state"))
                .evidence(it.at("card/error"));
            finding.evidence.extend(case.holder_at(scdaemon.pid));
            if settings.is_some() {
                finding = finding.evidence("/service/holders/scdaemon");
            }
            Some(finding)
        },
    )
}
