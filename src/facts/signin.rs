use super::{Pii, personal};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// One attempt to sign in, as the tenant's sign-in log tells it (Microsoft Graph resource type `signIn`), and what
/// the rest of the log says beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// The form the log came in.
    pub form: LogForm,
    pub matched_by: MatchedBy,
    /// `createdDateTime`.
    #[serde(with = "time::serde::rfc3339::option")]
    pub created: Option<OffsetDateTime>,
    /// `status.errorCode`, and `ResultType` where it says something else. 0: no error.
    pub codes: Vec<u32>,
    #[serde(serialize_with = "personal::log")]
    pub failure_reason: Option<String>,
    pub correlation_id: Option<String>,
    /// `id`; the error page calls it Request Id.
    pub request_id: Option<String>,
    /// User principal name, or what stands for it.
    pub user: Option<Pii<String>>,
    pub tenant: Option<Pii<String>>,
    pub app: Option<String>,
    pub app_id: Option<String>,
    pub resource: Option<String>,
    /// `clientAppUsed`: `Browser`, `IMAP4`.
    pub client_app: Option<String>,
    /// The address Entra saw.
    pub ip: Option<Pii<String>>,
    /// The address the resource saw, where the log has one.
    pub ip_seen_by_resource: Option<Pii<String>>,
    pub location: Place,
    pub device: SignInDevice,
    /// `success`, `failure`, `notApplied`.
    pub conditional_access_status: Option<String>,
    /// Conditional Access policies in the order of the log.
    pub policies: Vec<Policy>,
    /// Whether the log has a place for policies at all; the portal's CSV has none.
    pub policies_listed: bool,
    /// Places in `policies` of those whose result is `failure`. Report-only ones are never among them.
    pub failed: Vec<usize>,
    pub method: Method,
    /// What `method` was told by. Empty: nothing tells it.
    pub steps: Vec<Step>,
    /// `true`: a certificate was accepted, so reader, card, PIN and key worked for this sign-in.
    /// `false`: another factor was accepted and no certificate was. None: the log does not tell.
    pub card_cleared: Option<bool>,
    /// `authenticationRequirement`.
    pub requirement: Option<String>,
    /// `authenticationProtocol`: `deviceCode`.
    pub protocol: Option<String>,
    /// `originalTransferMethod`: `deviceCodeFlow`, `authenticationTransfer`.
    pub transfer: Option<String>,
    /// `incomingTokenType`: `primaryRefreshToken`.
    pub incoming_token: Option<String>,
    pub risk: Risk,
    /// The named networks the address was counted as part of.
    pub networks: Vec<Network>,
    pub contradictions: Vec<Contradiction>,
    /// Other attempts in the same log that do not look like this person.
    pub strange: Vec<Strange>,
    /// Entries in the log.
    pub entries: u64,
    /// Parts of the log that could not be read.
    pub troubles: Vec<Trouble>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LogForm {
    /// Graph or portal JSON, in whatever wrapping.
    #[default]
    Json,
    PortalCsv,
    LogAnalytics,
}

/// How the entry was picked from the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MatchedBy {
    CorrelationId,
    RequestId,
    Time,
    /// The log has no other.
    #[default]
    Only,
    /// The newest of several with the wanted code; without one, the newest that failed.
    Newest,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    #[serde(serialize_with = "personal::place")]
    pub city: Option<Pii<String>>,
    #[serde(serialize_with = "personal::place")]
    pub state: Option<Pii<String>>,
    /// Two letters.
    pub country: Option<String>,
}

/// `deviceDetail`. Without an `id` no device identity reached the service, and what the others say is the browser's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInDevice {
    pub id: Option<Pii<String>>,
    #[serde(serialize_with = "personal::host")]
    pub name: Option<Pii<String>>,
    pub os: Option<String>,
    pub browser: Option<String>,
    pub compliant: Option<bool>,
    pub managed: Option<bool>,
    pub trust_type: Option<String>,
}

/// One of `appliedConditionalAccessPolicies`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    pub name: Option<String>,
    pub id: Option<String>,
    /// `success`, `failure`, `notApplied`, `reportOnlyFailure`, …
    pub result: Option<String>,
    /// `enforcedGrantControls`.
    pub controls: Vec<String>,
    /// `enforcedSessionControls`.
    pub session_controls: Vec<String>,
    /// Why a policy with the control `Block` applied.
    pub conditions_satisfied: Vec<String>,
    pub conditions_not_satisfied: Vec<String>,
    /// Name of the authentication strength asked for.
    pub strength: Option<String>,
    /// `authenticationStrengthResult`.
    pub strength_result: Option<String>,
}

/// The first factor that was accepted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    Certificate,
    Password,
    Other,
    #[default]
    Unknown,
}

/// One of `authenticationDetails`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub method: String,
    /// `authenticationMethodDetail`: a telephone number, a device's name, a certificate's subject.
    pub detail: Option<Pii<String>>,
    pub succeeded: Option<bool>,
    /// `authenticationStepResultDetail`.
    #[serde(serialize_with = "personal::log")]
    pub result: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Risk {
    /// `riskLevelDuringSignIn`; `hidden` without a P2 licence.
    #[serde(serialize_with = "personal::log")]
    pub level: Option<String>,
    #[serde(serialize_with = "personal::log")]
    pub state: Option<String>,
    #[serde(serialize_with = "personal::log")]
    pub events: Vec<String>,
}

/// One of `networkLocationDetails`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Network {
    /// `namedNetwork`, `trustedNamedLocation`.
    pub kind: Option<String>,
    /// Sites give them, and home offices are among them.
    pub names: Vec<Pii<String>>,
}

/// Where the log does not agree with itself, or with the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Contradiction {
    /// Code 53003, and `conditionalAccessStatus` is not `failure`.
    BlockedWithStatus { status: String },
    /// Code 53003, and none of the listed policies failed.
    BlockedByNoPolicy,
    /// Code 0, and `conditionalAccessStatus` is `failure` or a policy failed.
    RefusedWithoutCode,
    /// `status.errorCode` and `ResultType` differ.
    TwoCodes { codes: Vec<u32> },
    /// The entry of the page's correlation id has another code than the page.
    OtherCode { wanted: u32, found: u32 },
    /// The entry of the page's correlation id has another request id than the page.
    OtherRequest { wanted: String, found: String },
}

/// Attempts that do not look like the person of the picked entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Strange {
    pub kind: StrangeKind,
    /// Attempts.
    pub count: u64,
    /// The countries, devices or users they are spread over.
    pub spread: u64,
    /// Countries, or the one address.
    pub names: Vec<Pii<String>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StrangeKind {
    /// The same user from another country.
    OtherCountry,
    /// The same user on another registered device.
    OtherDevice,
    /// Wrong passwords (50126) and lock-outs (50053) of the same user.
    ManyWrongPasswords,
    /// The same of many users from one address.
    ManyUsersFromOneAddress,
}

/// A part of the log that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// Byte it was met at, from 0; of UTF-16 after conversion to UTF-8.
    pub offset: u64,
    /// Number of the entry, from 1.
    pub entry: u64,
    pub problem: String,
}
