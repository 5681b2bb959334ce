use crate::facts::{self, LogForm, MatchedBy, Method, Pii, StrangeKind};
use crate::report::sign_in;
use schemars::JsonSchema;
use serde::Serialize;

/// The attempt, as the tenant's sign-in log tells it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SignIn {
    /// `json`, `portal-csv`, `log-analytics`.
    pub form: &'static str,
    /// `correlation-id`, `request-id`, `time`, `only`, or `newest` of several.
    pub matched_by: &'static str,
    /// RFC 3339, UTC.
    pub created: Option<String>,
    /// AADSTS numbers; 0 is success. More than one is a contradiction.
    pub codes: Vec<u32>,
    pub failure_reason: Option<String>,
    pub correlation_id: Option<String>,
    pub request_id: Option<String>,
    pub user: Option<String>,
    pub app: Option<String>,
    pub app_id: Option<String>,
    pub resource: Option<String>,
    pub client_app: Option<String>,
    pub ip: Option<String>,
    pub ip_seen_by_resource: Option<String>,
    /// City, state, country, as far as known.
    pub location: Vec<String>,
    pub device: Device,
    /// `success`, `failure`, `notApplied`.
    pub conditional_access_status: Option<String>,
    /// In the order of the log.
    pub policies: Vec<Policy>,
    /// Places in `policies` of those that refused; report-only ones never do.
    pub failed: Vec<usize>,
    /// First factor: `certificate`, `password`, `other`, `unknown`.
    pub method: &'static str,
    /// What `method` was told by.
    pub steps: Vec<Step>,
    /// Whether a certificate was accepted. Null: the log does not tell.
    pub card_cleared: Option<bool>,
    pub requirement: Option<String>,
    pub protocol: Option<String>,
    pub transfer: Option<String>,
    pub incoming_token: Option<String>,
    /// `riskLevelDuringSignIn`.
    pub risk: Option<String>,
    pub risk_state: Option<String>,
    pub risk_events: Vec<String>,
    /// Names of the networks the address was counted as part of.
    pub networks: Vec<String>,
    /// Where the log does not agree with itself or with the page.
    pub contradictions: Vec<String>,
    /// Other attempts in the log that do not look like this person.
    pub strange: Vec<Strange>,
    /// Entries in the log.
    pub entries: u64,
    /// Parts of the log that could not be read.
    pub troubles: Vec<Trouble>,
}

/// What the service knew of the device. Without an id it knew none.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Device {
    pub id: Option<String>,
    pub os: Option<String>,
    pub browser: Option<String>,
    pub compliant: Option<bool>,
    pub managed: Option<bool>,
    pub trust_type: Option<String>,
}

/// A Conditional Access policy.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Policy {
    pub name: Option<String>,
    pub id: Option<String>,
    /// `success`, `failure`, `notApplied`, `reportOnlyFailure`, …
    pub result: Option<String>,
    pub controls: Vec<String>,
    pub session_controls: Vec<String>,
    /// Those that were satisfied: why a blocking policy applied.
    pub conditions: Vec<String>,
    pub conditions_not_satisfied: Vec<String>,
    pub strength: Option<String>,
    pub strength_result: Option<String>,
}

/// One step of authentication.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Step {
    pub method: String,
    pub detail: Option<String>,
    pub succeeded: Option<bool>,
    pub result: Option<String>,
}

/// Attempts that do not look like this person.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Strange {
    /// `other-country`, `other-device`, `many-wrong-passwords`, `many-users-from-one-address`.
    pub kind: &'static str,
    /// Attempts.
    pub count: u64,
    /// The countries, devices or users they are spread over.
    pub spread: u64,
    /// Countries, or the one address.
    pub names: Vec<String>,
    /// In words, with whom to tell.
    pub text: String,
}

/// A part that could not be read.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Trouble {
    /// Byte, from 0; of UTF-16 after conversion to UTF-8.
    pub offset: u64,
    /// Number of the entry, from 1.
    pub entry: u64,
    pub problem: String,
}

impl SignIn {
    pub fn from(it: &facts::SignIn) -> SignIn {
        let it = it.clone();
        let open = |it: Option<Pii<String>>| it.map(|it| it.0);
        let location = [
            open(it.location.city),
            open(it.location.state),
            it.location.country,
        ];
        SignIn {
            form: match it.form {
                LogForm::Json => "json",
                LogForm::PortalCsv => "portal-csv",
                LogForm::LogAnalytics => "log-analytics",
            },
            matched_by: match it.matched_by {
                MatchedBy::CorrelationId => "correlation-id",
                MatchedBy::RequestId => "request-id",
                MatchedBy::Time => "time",
                MatchedBy::Only => "only",
                MatchedBy::Newest => "newest",
            },
            created: it.created.map(super::rfc3339),
            codes: it.codes,
            failure_reason: it.failure_reason,
            correlation_id: it.correlation_id,
            request_id: it.request_id,
            user: open(it.user),
            app: it.app,
            app_id: it.app_id,
            resource: it.resource,
            client_app: it.client_app,
            ip: open(it.ip),
            ip_seen_by_resource: open(it.ip_seen_by_resource),
            location: location.into_iter().flatten().collect(),
            device: Device {
                id: open(it.device.id),
                os: it.device.os,
                browser: it.device.browser,
                compliant: it.device.compliant,
                managed: it.device.managed,
                trust_type: it.device.trust_type,
            },
            conditional_access_status: it.conditional_access_status,
            policies: it.policies.into_iter().map(Policy::from).collect(),
            failed: it.failed,
            method: match it.method {
                Method::Certificate => "certificate",
                Method::Password => "password",
                Method::Other => "other",
                Method::Unknown => "unknown",
            },
            steps: it
                .steps
                .into_iter()
                .map(|it| Step {
                    method: it.method,
                    detail: open(it.detail),
                    succeeded: it.succeeded,
                    result: it.result,
                })
                .collect(),
            card_cleared: it.card_cleared,
            requirement: it.requirement,
            protocol: it.protocol,
            transfer: it.transfer,
            incoming_token: it.incoming_token,
            risk: it.risk.level,
            risk_state: it.risk.state,
            risk_events: it.risk.events,
            networks: it
                .networks
                .into_iter()
                .flat_map(|it| it.names)
                .map(|it| it.0)
                .collect(),
            contradictions: it
                .contradictions
                .iter()
                .map(sign_in::contradiction)
                .collect(),
            strange: it.strange.iter().map(Strange::from).collect(),
            entries: it.entries,
            troubles: it
                .troubles
                .into_iter()
                .map(|it| Trouble {
                    offset: it.offset,
                    entry: it.entry,
                    problem: it.problem,
                })
                .collect(),
        }
    }
}

impl Policy {
    fn from(it: facts::Policy) -> Policy {
        Policy {
            name: it.name,
            id: it.id,
            result: it.result,
            controls: it.controls,
            session_controls: it.session_controls,
            conditions: it.conditions_satisfied,
            conditions_not_satisfied: it.conditions_not_satisfied,
            strength: it.strength,
            strength_result: it.strength_result,
        }
    }
}

impl Strange {
    fn from(it: &facts::Strange) -> Strange {
        Strange {
            kind: match it.kind {
                StrangeKind::OtherCountry => "other-country",
                StrangeKind::OtherDevice => "other-device",
                StrangeKind::ManyWrongPasswords => "many-wrong-passwords",
                StrangeKind::ManyUsersFromOneAddress => "many-users-from-one-address",
            },
            count: it.count,
            spread: it.spread,
            names: it.names.iter().map(|it| it.0.clone()).collect(),
            text: sign_in::strange(it),
        }
    }
}
