use super::{judge, refused};
use crate::case::Case;
use crate::facts::{LoginSession, PolicyAnswer};
use crate::rules::{Confidence, Finding, Remedy, Subject, Verdict, Who, polkit};

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
    /// the action `org.debian.pcsc-lite.access_pcsc` arrives. Which session this is, systemd-logind tells, and what polkit
    /// says of it, pkcheck; where neither can be asked it is most likely, not certain, as a service that accepts and at once
    /// closes the connection gives the same code.
    ///
    /// ## What to do
    /// Run this at the desk, or let an administrator add a polkit rule for this user or group on both actions,
    /// access_pcsc and access_card. Never a rule that says yes to everybody. A rule can also name one reader:
    /// `action.lookup("reader")` in access_card.
    "service/refused-by-policy",
    severity: Blind,
    masked_by: [service::socket_forbidden, service::policy_not_registered, service::polkit_not_running],
    sources: [
        "pcsc-lite doc/README.polkit and org.debian.pcsc-lite.policy (allow_any no, allow_inactive no, allow_active yes)",
        "pcsc-lite ChangeLog 1.9.9",
        "OpenSC issue 3185; yubikey-manager issue 624; yubico-piv-tool issue 504",
        "polkit src/polkitbackend/polkitbackendinteractiveauthority.c (local and active sessions)",
    ],
}

/// Why polkit takes this session for one that may not.
enum Why {
    Ssh,
    Remote(String),
    /// Another session is on the screen.
    Inactive,
    /// In no login session: started by a service, cron, su.
    NoSession,
    Unknown,
}

fn check(case: &Case) -> Verdict {
    judge(case, |service| {
        if !refused(service) {
            return None;
        }
        let (why, evidence) = why(case);
        let asked = case.permission().and_then(|it| it.asked.seen());
        let said_no = asked.is_some_and(|it| {
            matches!(
                it.access_pcsc.seen(),
                Some(PolicyAnswer::No | PolicyAnswer::AfterPassword)
            )
        });
        let sure = said_no || !matches!(why, Why::Unknown);
        let because = match &why {
            Why::Ssh => "this computer lets only the person sitting at it use the reader, and you came in over SSH.".to_owned(),
            Why::Remote(by) => format!(
                "this computer lets only the person sitting at it use the reader, and you came in from another one ({by})."
            ),
            Why::Inactive => "this computer lets only the session on its screen use the reader, and another one is there \
                              now: yours was switched away."
                .to_owned(),
            Why::NoSession => "this computer lets only the person sitting at it use the reader, and this program runs in no \
                               login session: a service, a timer or another user's account started it."
                .to_owned(),
            Why::Unknown if said_no => "a policy (polkit) of this computer does not let this session use it.".to_owned(),
            Why::Unknown => "the smart card service refused this session, most likely because a policy (polkit) lets only \
                             the person at this computer's own screen use it."
                .to_owned(),
        };
        let step = match why {
            Why::Inactive => "Switch back to this session on the screen and run this again.",
            _ => "Run this at the desk, in the session on the screen.",
        };
        let remedy = Remedy::new(
            Who::You,
            format!(
                "{step} If it must work here, an administrator can add a polkit rule for your user on \
                 org.debian.pcsc-lite.access_pcsc and org.debian.pcsc-lite.access_card: the second command below, run by \
                 the administrator."
            ),
        )
        .command("pkcheck --action-id org.debian.pcsc-lite.access_pcsc --process $$    # says whether you may")
        .command(polkit::allow_user(case));
        let mut finding = Finding::new(
            Subject::Host,
            format!("The card could not be looked at: {because}"),
            remedy,
        )
        .confidence(if sure {
            Confidence::Certain
        } else {
            Confidence::Likely
        })
        .evidence("/service/context");
        if let Some(it) = evidence {
            finding = finding.evidence(it);
        }
        if said_no {
            finding = finding.evidence("/service/permission/asked");
        }
        Some(finding)
    })
}

fn why(case: &Case) -> (Why, Option<&'static str>) {
    if case.in_session("ssh") {
        return (Why::Ssh, Some("/host/session"));
    }
    let session = case.permission().map(|it| &it.session);
    match session {
        Some(it) if it.is_absent() => (Why::NoSession, Some("/service/permission/session")),
        Some(it) => match it.seen().map(of_session) {
            Some(Why::Unknown) | None => around(case),
            Some(why) => (why, Some("/service/permission/session")),
        },
        None => around(case),
    }
}

fn of_session(it: &LoginSession) -> Why {
    let by = it.service.as_deref().unwrap_or("remote");
    match (it.remote, it.seat.as_deref(), it.active) {
        (Some(true), _, _) if by.contains("ssh") => Why::Ssh,
        (Some(true), _, _) => Why::Remote(by.to_owned()),
        (_, None, _) if by.contains("xrdp") => Why::Remote(by.to_owned()),
        (_, Some(_), Some(false)) => Why::Inactive,
        _ => Why::Unknown,
    }
}

fn around(case: &Case) -> (Why, Option<&'static str>) {
    let remote = case.environment().and_then(|it| it.remote.first());
    match remote.map(String::as_str) {
        Some("ssh") => (Why::Ssh, Some("/host/environment/remote")),
        Some(other) => (
            Why::Remote(other.to_owned()),
            Some("/host/environment/remote"),
        ),
        None => (Why::Unknown, None),
    }
}
