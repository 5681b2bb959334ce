use super::judge;
use crate::case::Case;
use crate::rules::{Confidence, Finding, Remedy, Subject, Verdict, Who};

rule! {
    /// A policy of this computer keeps this session from the smart card service.
    ///
    /// ## What it means
    /// The service runs, but refuses this session: by default only the person at the computer's own screen may use smart
    /// cards. Sessions over SSH, from a service, or switched away from the screen are refused. What the card is like
    /// cannot be said from here.
    ///
    /// ## How we know
    /// SCardEstablishContext answers SCARD_W_SECURITY_VIOLATION. Since pcsc-lite 1.9.9 that is how a polkit refusal of
    /// the action `org.debian.pcsc-lite.access_pcsc` arrives. A service that accepts and at once closes the connection
    /// gives the same code, so this is most likely, not certain.
    ///
    /// ## What to do
    /// Run this at the desk, or let an administrator add a polkit rule for this user or group on both actions,
    /// access_pcsc and access_card. Never a rule that says yes to everybody.
    "service/refused-by-policy",
    severity: Blind,
    masked_by: [service::socket_forbidden],
    sources: [
        "pcsc-lite doc/README.polkit and org.debian.pcsc-lite.policy (allow_any no, allow_inactive no, allow_active yes)",
        "pcsc-lite ChangeLog 1.9.9",
        "OpenSC issue 3185",
    ],
}

fn check(case: &Case) -> Verdict {
    judge(case, |service| {
        if service.context.failure()?.code != Some(0x8010_006A) {
            return None;
        }
        let (message, confidence) = if case.in_session("ssh") {
            (
                "The card could not be looked at: this computer lets only the person sitting at it use the reader, and \
                 you came in over SSH.",
                Confidence::Certain,
            )
        } else {
            (
                "The card could not be looked at: the smart card service refused this session, most likely because a \
                 policy (polkit) lets only the person at this computer's own screen use it.",
                Confidence::Likely,
            )
        };
        let remedy = Remedy::new(
            Who::You,
            "Run this at the desk, in the session on the screen. If it must work here, an administrator can add a \
             polkit rule for your user on org.debian.pcsc-lite.access_pcsc and org.debian.pcsc-lite.access_card.",
        )
        .command("pkcheck --action-id org.debian.pcsc-lite.access_pcsc --process $$    # says whether you may");
        Some(
            Finding::new(Subject::Host, message, remedy)
                .confidence(confidence)
                .evidence("/service/context"),
        )
    })
}
