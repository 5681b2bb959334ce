//! The conditions and controls that can end in a 53003, each with what speaks for and against it. Sources by row; the
//! whole is Microsoft's description of Conditional Access (entra-docs, docs/identity/conditional-access), as of
//! 2026-11-21.
use super::evidence::Evidence;
use crate::diagnosis::codes::Cause;
use crate::facts::{DeviceId, Method, NetworkPlace, Policy};

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

/// What speaks for a cause and against it; the sum ranks it.
#[derive(Debug, Default)]
pub(in crate::diagnosis) struct Weight {
    pub sum: i32,
    pub speaks_for: Vec<String>,
    pub against: Vec<String>,
}

impl Weight {
    pub fn plus(&mut self, weight: i32, because: impl Into<String>) {
        self.sum += weight;
        self.speaks_for.push(because.into());
    }

    pub fn minus(&mut self, weight: i32, because: impl Into<String>) {
        self.sum -= weight;
        self.against.push(because.into());
    }
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
        weigh: network_place,
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
        weigh: device_identity,
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
        weigh: authentication_flow,
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
        weigh: client_app,
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
        weigh: authentication_strength,
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
        weigh: risk,
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
        weigh: assignment,
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
        weigh: service_dependency,
    },
];

fn network_place(it: &Evidence, weight: &mut Weight) {
    match it.network {
        NetworkPlace::Home => weight.plus(3, "you said: at home or on another public network"),
        NetworkPlace::Government => weight.minus(3, "you said: on the government network"),
        NetworkPlace::Vpn => weight.minus(2, "you said: through the government VPN"),
        NetworkPlace::VirtualDesktop => weight.minus(3, "you said: on a virtual desktop"),
        NetworkPlace::Unknown => {}
    }
    if it.network == NetworkPlace::Home && it.is_dod() {
        weight.plus(
            1,
            "the card is a DoD one, and some DoD services refuse public networks",
        );
    }
    let address = it
        .page
        .and_then(|it| it.ip.as_ref())
        .or_else(|| it.sign_in.and_then(|it| it.ip.as_ref()));
    if let Some(ip) = address {
        weight.speaks_for.push(format!(
            "the service saw you at {}: the policy judges that address and no other",
            ip.0
        ));
    }
    // A named network may as well be one that is kept out; only a trusted one speaks against (Graph networkType).
    let trusted = |kind: &str| kind.to_ascii_lowercase().starts_with("trusted");
    if let Some(signed) = it.sign_in
        && signed
            .networks
            .iter()
            .any(|it| it.kind.as_deref().is_some_and(trusted))
    {
        weight.minus(
            2,
            "the log counts the address to a trusted network of your organisation",
        );
    }
}

fn device_identity(it: &Evidence, weight: &mut Weight) {
    if let Some(page) = it.page {
        let unregistered = page
            .device_state
            .as_deref()
            .is_some_and(|it| it.eq_ignore_ascii_case("unregistered"));
        match &page.device_id {
            DeviceId::Given(_) => weight.minus(1, "page: a device identity reached the service"),
            DeviceId::NotAvailable => {
                weight.plus(1, "page: no device identity reached the service; that is so of every unmanaged computer");
            }
            DeviceId::NotTold if unregistered => {
                weight.plus(1, "page: the device is not registered")
            }
            DeviceId::NotTold => {}
        }
    }
    if let Some(device) = it.sign_in.map(|it| &it.device) {
        if device.compliant == Some(true) || device.managed == Some(true) {
            weight.minus(3, "log: the device is managed");
        } else if device.id.is_none() {
            weight.plus(1, "log: no device identity reached the service");
        }
    }
    let linux = it
        .case
        .snapshot
        .host
        .seen()
        .is_some_and(|it| it.os == "linux");
    let elsewhere = it
        .page
        .and_then(|it| it.device_platform.as_deref())
        .is_some_and(|it| !it.to_ascii_lowercase().contains("linux"));
    // Where page or log tell of the device, that is what counts.
    let told = it.page.is_some_and(|it| it.device_id != DeviceId::NotTold) || it.sign_in.is_some();
    if linux && !elsewhere && !told && it.network != NetworkPlace::VirtualDesktop {
        weight.plus(1, "this is Linux: only Microsoft Edge, signed in, tells the service which device it is on");
    }
}

/// Programs that sign in by device code or without a browser of their own.
const FLOW_APPS: &[&str] = &["azure cli", "powershell", "command line", "visual studio"];

/// `authenticationProtocol` and `originalTransferMethod` of a sign-in that was carried over (Graph signIn).
const FLOWS: &[&str] = &["devicecode", "devicecodeflow", "authenticationtransfer"];

fn authentication_flow(it: &Evidence, weight: &mut Weight) {
    if it.page.is_some_and(|it| it.names_flow) {
        weight.plus(4, "page: it says that an authentication flow is restricted");
    }
    if let Some(app) = it.app()
        && FLOW_APPS
            .iter()
            .any(|known| app.to_ascii_lowercase().contains(known))
    {
        weight.plus(
            2,
            format!("the application is {app}, which can sign in by a code on another device"),
        );
    }
    if let Some(signed) = it.sign_in {
        for member in [&signed.protocol, &signed.transfer].into_iter().flatten() {
            if FLOWS.contains(&member.to_ascii_lowercase().as_str()) {
                weight.plus(4, format!("log: the sign-in came by {member}"));
            }
        }
    }
}

/// `clientAppUsed` values of protocols that cannot ask for a second factor (entra-docs, legacy authentication).
const LEGACY: &[&str] = &[
    "exchange activesync",
    "imap",
    "pop",
    "mapi",
    "smtp",
    "autodiscover",
    "other clients",
    "exchange web services",
];

fn client_app(it: &Evidence, weight: &mut Weight) {
    if let Some(used) = it.sign_in.and_then(|it| it.client_app.as_deref()) {
        let lower = used.to_ascii_lowercase();
        if LEGACY.iter().any(|known| lower.contains(known)) {
            weight.plus(4, format!("log: the program used {used}"));
        } else if lower == "browser" {
            weight.minus(2, "log: the program was a browser");
        }
    }
    if let Some(app) = it.app()
        && ["activesync", "imap", "pop3", "autodiscover"]
            .iter()
            .any(|known| app.to_ascii_lowercase().contains(known))
    {
        weight.plus(3, format!("the application is {app}"));
    }
}

fn authentication_strength(it: &Evidence, weight: &mut Weight) {
    match it.method {
        Method::Password | Method::Other => {
            let what = if it.method == Method::Password {
                "a password"
            } else {
                "something other than the certificate"
            };
            weight.plus(
                3,
                format!(
                    "{}: {what} was used, and a policy may want the certificate",
                    it.method_says()
                ),
            );
        }
        Method::Certificate => {
            weight.minus(
                3,
                format!(
                    "{}: the certificate was used and accepted",
                    it.method_says()
                ),
            );
        }
        Method::Unknown => {}
    }
    if let Some(broken) = it.broken
        && it.method != Method::Certificate
    {
        weight.plus(
            1,
            format!(
                "the certificate cannot be used here now: {}",
                broken.title.trim_end_matches('.')
            ),
        );
    }
}

fn risk(it: &Evidence, weight: &mut Weight) {
    if let Some(risk) = it.sign_in.map(|it| &it.risk) {
        match risk
            .level
            .as_deref()
            .map(str::to_ascii_lowercase)
            .as_deref()
        {
            Some(level @ ("low" | "medium" | "high")) => {
                weight.plus(
                    if level == "low" { 1 } else { 4 },
                    format!(
                        "log: the risk was {}",
                        risk.level.as_deref().unwrap_or_default()
                    ),
                );
            }
            Some("none") => weight.minus(3, "log: no risk was seen"),
            _ => {}
        }
        if !risk.events.is_empty() {
            weight.plus(1, format!("log: {}", risk.events.join(", ")));
        }
    }
}

fn assignment(_: &Evidence, _: &mut Weight) {}

fn service_dependency(it: &Evidence, weight: &mut Weight) {
    if let Some(signed) = it.sign_in
        && let (Some(app), Some(resource)) = (&signed.app, &signed.resource)
        && !app.eq_ignore_ascii_case(resource)
    {
        weight.plus(1, format!("log: {app} asked for {resource}"));
    }
}

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
