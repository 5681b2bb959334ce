use crate::case::{CardKind, Case};
use crate::rules::{Finding, Remedy, Subject, Verdict, Who, for_each_reader};

rule! {
    /// Another program holds the card for itself alone.
    ///
    /// ## What it means
    /// As long as that program runs, no browser can use the card. Usual holders are GnuPG's scdaemon, a virtual machine
    /// that has the reader passed through, and vendor tools.
    ///
    /// ## How we know
    /// SCardConnect in shared mode answers SCARD_E_SHARING_VIOLATION; PC/SC shows the state EXCLUSIVE.
    ///
    /// ## What to do
    /// End the program that holds it. For scdaemon put `pcsc-shared` and `disable-ccid` into ~/.gnupg/scdaemon.conf, and
    /// `gpgconf --kill scdaemon` lets go of the card now.
    "card/held-exclusively",
    severity: Failure,
    masked_by: [card::mute],
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
            let code = it
                .facts
                .card
                .seen()
                .and_then(|it| it.connection.failure())
                .and_then(|it| it.code);
            if code != Some(0x8010_000B) {
                return None;
            }
            let remedy = Remedy::new(
            Who::You,
            "End the program that holds the card: close other browsers, virtual machines and card tools. Where it is \
             GnuPG, make it share.",
        )
        .command("gpgconf --kill scdaemon")
        .command("printf 'pcsc-shared\\ndisable-ccid\\n' >> ~/.gnupg/scdaemon.conf");
            Some(
            Finding::new(
                Subject::of_card(it),
                format!(
                    "Another program holds the card in {} for itself, so no browser can use it.",
                    it.name.0
                ),
                remedy,
            )
            .evidence(it.at("state"))
            .evidence(it.at("card/error")),
        )
        },
    )
}
