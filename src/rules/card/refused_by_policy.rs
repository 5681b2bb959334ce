use crate::case::{CardKind, Case};
use crate::rules::{Finding, Remedy, Subject, Verdict, Who, for_each_reader, polkit};

rule! {
    /// A policy of this computer lets this session see the reader, but not use the card.
    ///
    /// ## What it means
    /// The smart card service answers and shows the reader, and refuses the connection to the card. What is on the card
    /// cannot be said from here.
    ///
    /// ## How we know
    /// SCardConnect answers SCARD_W_SECURITY_VIOLATION. Since pcsc-lite 2.0.1 that is how a polkit refusal of the action
    /// `org.debian.pcsc-lite.access_card` arrives.
    ///
    /// ## What to do
    /// Run this at the desk, or let an administrator add the action access_card to the polkit rule that already permits
    /// access_pcsc.
    "card/refused-by-policy",
    severity: Blind,
    masked_by: [card::busy],
    sources: ["pcsc-lite doc/README.polkit; ChangeLog 2.0.1; SCARD_W_SECURITY_VIOLATION 0x8010006A (winscard.h)"],
}

fn check(case: &Case) -> Verdict {
    for_each_reader(
        case,
        |it| it.has_card() && it.card.kind != CardKind::Mute,
        |it| {
            if it.connection_error() != Some(0x8010_006A) {
                return None;
            }
            let remedy = Remedy::new(
            Who::Admin,
            "Permit the polkit action org.debian.pcsc-lite.access_card for this user, beside access_pcsc; or run this at \
             the desk.",
        )
        .command("pkcheck --action-id org.debian.pcsc-lite.access_card --process $$    # says whether you may")
        .command(polkit::allow_user(case));
            Some(
            Finding::new(
                Subject::of_card(it),
                format!(
                    "The card in {} could not be looked at: a policy of this computer keeps this session from using cards.",
                    it.name.0
                ),
                remedy,
            )
            .evidence(it.at("card/error")),
        )
        },
    )
}
