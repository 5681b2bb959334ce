//! The conditions and controls that can end in a 53003, each with what speaks for and against it. Sources by row; the
//! whole is Microsoft's description of Conditional Access (entra-docs, docs/identity/conditional-access), as of
//! 2026-11-21.
use super::evidence::Evidence;
use super::weigh::{self, Weight};
use crate::diagnosis::codes::Cause;
use crate::facts::Policy;

/// One kind of policy that refuses a sign-in.
pub(in crate::diagnosis) struct Condition {
    pub cause: Cause,
    /// What the policy looks at, for people.
    pub title: &'static str,
    /// Words of a policy's satisfied conditions that stand for it (Graph `conditionalAccessConditions`).
    pub marks: &'static [&'static str],
    /// Words of its unmet controls (Graph `enforcedGrantControls`, `enforcedSessionControls`).
    pub controls: &'static [&'static str],
    /// The one fact that would settle it.
    pub decides: &'static str,
    /// What would satisfy the policy, or who can.
    pub cure: &'static str,
    /// Whether the person can do that alone.
    pub yours: bool,
    pub source: &'static str,
    /// What speaks for and against it without a log.
    pub weigh: fn(&Evidence, &mut Weight),
}

/// Every condition, the ones met most often first: where all weigh alike, that order decides.
pub(in crate::diagnosis) const CONDITIONS: &[Condition] = &[
    Condition {
        cause: Cause::NetworkPlace,
        title: "where you are on the network",
        marks: &[
            "location",
            "ipaddressseenbyazuread",
            "ipaddressseenbyresourceprovider",
        ],
        controls: &[],
        decides: "the condition \"location\" of the failed policy in the sign-in log; or: does the same sign-in work from \
                  the government network, its VPN or a virtual desktop?",
        cure: "Connect to your government VPN, the office network or your virtual desktop, then sign in again in a fresh \
               browser window.",
        yours: true,
        source: "entra-docs concept-assignment-network; Army: direct access over commercial internet closed in June 2024 \
                 (Federal News Network, May 2024)",
        weigh: weigh::network_place,
    },
    Condition {
        cause: Cause::DeviceIdentity,
        title: "which device you use",
        marks: &["device", "devices", "devicestate", "deviceplatform"],
        controls: &[
            "requirecompliantdevice",
            "compliantdevice",
            "domainjoineddevice",
            "requiredomainjoineddevice",
            "signintokenprotection",
            "binding",
        ],
        decides: "the condition \"device\" or \"devicePlatform\" of the failed policy in the sign-in log; or: does the same \
                  sign-in work from a managed computer in the same place?",
        cure: "Sign in from a computer that your organisation manages, in an ordinary window (not a private one) of a \
               browser it supports, signed in with your work account.",
        yours: true,
        source: "entra-docs concept-conditional-access-conditions, concept-token-protection",
        weigh: weigh::device_identity,
    },
    Condition {
        cause: Cause::AuthenticationFlow,
        title: "how the sign-in was carried over (device code, transfer from another device)",
        marks: &["authenticationflows", "authenticationflow"],
        controls: &[],
        decides: "the members authenticationProtocol and originalTransferMethod of the log entry; or: does a plain sign-in in \
                  a fresh browser work?",
        cure: "Close the program and the browser, and sign in on this device itself in a fresh browser window, not by a code \
               typed on another device.",
        yours: true,
        source: "entra-docs concept-authentication-flows",
        weigh: weigh::authentication_flow,
    },
    Condition {
        cause: Cause::ClientApp,
        title: "which program you sign in with",
        marks: &["clienttype", "client", "clientapptypes"],
        controls: &[
            "approvedapplication",
            "compliantapplication",
            "requireapprovedapp",
            "requireappprotection",
        ],
        decides: "the member clientAppUsed of the log entry; or: does the same sign-in work in a browser?",
        cure: "Sign in with a browser or a current version of the program; old mail protocols are refused.",
        yours: true,
        source: "entra-docs concept-conditional-access-conditions; Teams Rooms: 53003 with clientAppUsed AutoDiscover",
        weigh: weigh::client_app,
    },
    Condition {
        cause: Cause::AuthenticationStrength,
        title: "what the sign-in was proved with",
        marks: &[],
        controls: &[
            "mfa",
            "requiremultifactorauthentication",
            "authenticationstrength",
        ],
        decides: "authenticationStrengthResult of the failed policy in the sign-in log; or: does it work when you sign in with \
                  the card's certificate?",
        cure: "Close every browser window and sign in with the card's certificate.",
        yours: true,
        source: "entra-docs concept-authentication-strength-how-it-works; that a missing strength ends in 53003 for an \
                 organisation's own users is not confirmed",
        weigh: weigh::authentication_strength,
    },
    Condition {
        cause: Cause::Risk,
        title: "how risky the sign-in looked",
        marks: &[
            "signinrisk",
            "userrisk",
            "signinrisklevels",
            "serviceprincipalrisk",
        ],
        controls: &[],
        decides: "riskLevelDuringSignIn of the log entry",
        cure: "Sign in from your usual computer and network; if it stays, the identity administrator has to look at the risk.",
        yours: false,
        source: "entra-docs concept-conditional-access-conditions",
        weigh: weigh::risk,
    },
    Condition {
        cause: Cause::Assignment,
        title: "who you are: a group, a role, or the account used",
        marks: &["users"],
        controls: &[],
        decides: "whether a colleague can sign in on this computer, and you on another",
        cure: "The identity administrator has to look at which policies apply to your account.",
        yours: false,
        source: "entra-docs concept-conditional-access-policies",
        weigh: weigh::assignment,
    },
    Condition {
        cause: Cause::ServiceDependency,
        title: "another service that the application needs",
        marks: &[],
        controls: &[],
        decides: "resourceDisplayName beside appDisplayName in the log entry",
        cure: "The identity administrator has to look at the policy of the service behind the application.",
        yours: false,
        source: "entra-docs troubleshoot-conditional-access",
        weigh: weigh::service_dependency,
    },
];

/// The conditions that a policy named in the log stands for: by its unmet controls, else, where it blocks outright, by
/// what it is about besides the application and the user.
pub(in crate::diagnosis) fn of_policy(policy: &Policy) -> Vec<&'static Condition> {
    let plain = |it: &String| it.to_ascii_lowercase().replace([' ', '-', '_'], "");
    let controls: Vec<String> = policy
        .controls
        .iter()
        .chain(&policy.session_controls)
        .map(plain)
        .collect();
    let conditions: Vec<String> = policy.conditions_satisfied.iter().map(plain).collect();
    let has =
        |known: &[&str], words: &[String]| words.iter().any(|it| known.contains(&it.as_str()));
    let by_control: Vec<&Condition> = CONDITIONS
        .iter()
        .filter(|it| has(it.controls, &controls))
        .collect();
    if !by_control.is_empty() {
        return by_control;
    }
    let unmet = policy
        .strength_result
        .as_deref()
        .is_some_and(|it| !matches!(it, "satisfied" | "notSet"));
    if unmet {
        return CONDITIONS
            .iter()
            .filter(|it| it.cause == Cause::AuthenticationStrength)
            .collect();
    }
    let about =
        |wanted: &Condition| wanted.cause != Cause::Assignment && has(wanted.marks, &conditions);
    let by_mark: Vec<&Condition> = CONDITIONS.iter().filter(|it| about(it)).collect();
    if !by_mark.is_empty() || conditions.is_empty() {
        return by_mark;
    }
    // It blocks this application or this user and looks at nothing else.
    CONDITIONS
        .iter()
        .filter(|it| it.cause == Cause::Assignment)
        .collect()
}

/// The log names the policies that refused, and none of them asks how the sign-in was proved: the card is not what
/// they are about.
pub(in crate::diagnosis) fn named_other(it: &Evidence) -> bool {
    let failed = it.failed_policies();
    let about = |it: &&Policy| {
        let about = of_policy(it);
        about.is_empty()
            || about
                .iter()
                .any(|it| it.cause == Cause::AuthenticationStrength)
    };
    !failed.is_empty() && !failed.iter().any(about)
}
