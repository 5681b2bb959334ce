//! What speaks for and against each condition where no log names the policy. The weights only rank.
use super::evidence::Evidence;
use crate::facts::{DeviceId, Method, NetworkPlace};

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

pub(super) fn network_place(it: &Evidence, weight: &mut Weight) {
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

pub(super) fn device_identity(it: &Evidence, weight: &mut Weight) {
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

pub(super) fn authentication_flow(it: &Evidence, weight: &mut Weight) {
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

pub(super) fn client_app(it: &Evidence, weight: &mut Weight) {
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

pub(super) fn authentication_strength(it: &Evidence, weight: &mut Weight) {
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

pub(super) fn risk(it: &Evidence, weight: &mut Weight) {
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

pub(super) fn assignment(_: &Evidence, _: &mut Weight) {}

pub(super) fn service_dependency(it: &Evidence, weight: &mut Weight) {
    if let Some(signed) = it.sign_in
        && let (Some(app), Some(resource)) = (&signed.app, &signed.resource)
        && !app.eq_ignore_ascii_case(resource)
    {
        weight.plus(1, format!("log: {app} asked for {resource}"));
    }
}
