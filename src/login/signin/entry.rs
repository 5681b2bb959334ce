//! A decoded entry as facts. Members are found whatever their case: Graph writes `errorCode`, Log Analytics and some
//! downloads `ErrorCode`. Objects that a table holds as JSON text are read as objects.
use crate::facts::{
    LogForm, Method, Network, Pii, Place, Policy, Risk, SignIn, SignInDevice, Step,
};
use serde_json::Value;
use std::borrow::Cow;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Characters kept of one value.
const TEXT_LIMIT: usize = 1024;
/// Policies, steps, controls kept of one entry.
const LIST_LIMIT: usize = 512;

/// A member by any of its names, nothing for null.
fn member<'v>(object: &'v Value, names: &[&str]) -> Option<&'v Value> {
    let map = object.as_object()?;
    let exact = names.iter().find_map(|it| map.get(*it));
    let found = exact.or_else(|| {
        names.iter().find_map(|name| {
            map.iter()
                .find(|(key, _)| key.eq_ignore_ascii_case(name))
                .map(|it| it.1)
        })
    });
    found.filter(|it| !it.is_null())
}

/// A member that is an object or a list, or JSON text of one.
fn inner<'v>(object: &'v Value, names: &[&str]) -> Option<Cow<'v, Value>> {
    match member(object, names)? {
        Value::String(text) => serde_json::from_str(text).ok().map(Cow::Owned),
        it => Some(Cow::Borrowed(it)),
    }
    .filter(|it| it.is_object() || it.is_array())
}

fn words(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(it) => it.trim().to_owned(),
        Value::Number(it) => it.to_string(),
        Value::Bool(it) => it.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then(|| text.chars().take(TEXT_LIMIT).collect())
}

fn text(object: &Value, names: &[&str]) -> Option<String> {
    words(member(object, names)?)
}

fn private(object: &Value, names: &[&str]) -> Option<Pii<String>> {
    text(object, names).map(Pii)
}

/// As [`text`], with Graph's `none` for nothing.
fn told(object: &Value, names: &[&str]) -> Option<String> {
    text(object, names).filter(|it| !it.eq_ignore_ascii_case("none"))
}

fn truth(object: &Value, names: &[&str]) -> Option<bool> {
    match text(object, names)?.to_ascii_lowercase().as_str() {
        "true" | "yes" => Some(true),
        "false" | "no" => Some(false),
        _ => None,
    }
}

fn code(object: &Value, names: &[&str]) -> Option<u32> {
    text(object, names)?.parse().ok()
}

/// A list of words, or one text with commas (as Graph writes conditions in practice). Log Analytics has conditions as
/// a number, whose bits are not documented.
fn list(object: &Value, names: &[&str]) -> Vec<String> {
    let out: Vec<String> = match member(object, names) {
        Some(Value::Array(it)) => it.iter().filter_map(words).collect(),
        Some(Value::String(it)) if it.trim_start().starts_with('[') => {
            serde_json::from_str(it).unwrap_or_default()
        }
        Some(Value::String(it)) => it.split(',').map(|it| it.trim().to_owned()).collect(),
        Some(Value::Number(it)) => vec![format!("bits {it}")],
        _ => Vec::new(),
    };
    out.into_iter()
        .filter(|it| !it.is_empty() && !it.eq_ignore_ascii_case("none"))
        .take(LIST_LIMIT)
        .collect()
}

fn each<T>(value: Option<&Value>, read: impl Fn(&Value) -> Option<T>) -> Vec<T> {
    let items = value
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice);
    items.iter().take(LIST_LIMIT).filter_map(read).collect()
}

/// RFC 3339, with a space for the T and without the Z too.
pub(super) fn instant(text: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(text, &Rfc3339).ok().or_else(|| {
        let text = text.trim().replacen(' ', "T", 1);
        let with_zone = format!("{}Z", text.trim_end_matches('Z'));
        OffsetDateTime::parse(&with_zone, &Rfc3339).ok()
    })
}

/// None: nothing in it is a sign-in's.
pub(super) fn sign_in(it: &Value) -> Option<SignIn> {
    let status = inner(it, &["status"]).unwrap_or_default();
    let correlation_id = text(it, &["correlationId"]);
    let mut codes: Vec<u32> = Vec::new();
    let both = [
        code(&status, &["errorCode"]),
        code(it, &["resultType", "errorCode"]),
    ];
    for code in both.into_iter().flatten() {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    let policies = inner(
        it,
        &[
            "appliedConditionalAccessPolicies",
            "conditionalAccessPolicies",
        ],
    );
    if codes.is_empty() && (correlation_id.is_none() || policies.is_none()) {
        return None;
    }
    let policies_listed = policies.is_some();
    let policies = each(policies.as_deref(), policy);
    let failed = policies.iter().enumerate();
    let is_failure = |it: &Policy| {
        it.result
            .as_deref()
            .is_some_and(|it| it.eq_ignore_ascii_case("failure"))
    };
    let failed = failed
        .filter(|it| is_failure(it.1))
        .map(|it| it.0)
        .collect();
    let steps = inner(it, &["authenticationDetails"]);
    let steps = each(steps.as_deref(), step);
    let (method, card_cleared) = method(&steps);
    let analytics = member(it, &["resultType"]).is_some();
    Some(SignIn {
        form: if analytics {
            LogForm::LogAnalytics
        } else {
            LogForm::Json
        },
        created: text(it, &["createdDateTime", "timeGenerated"]).and_then(|it| instant(&it)),
        codes,
        failure_reason: text(&status, &["failureReason"])
            .or_else(|| text(it, &["resultDescription"])),
        correlation_id,
        request_id: text(it, &["id", "requestId", "originalRequestId"]),
        user: private(it, &["userPrincipalName", "username", "userDisplayName"]),
        tenant: private(
            it,
            &[
                "homeTenantId",
                "aadTenantId",
                "resourceTenantId",
                "tenantId",
            ],
        ),
        app: text(it, &["appDisplayName"]),
        app_id: text(it, &["appId"]),
        resource: text(it, &["resourceDisplayName"]),
        client_app: text(it, &["clientAppUsed"]),
        ip: private(it, &["ipAddress"]),
        ip_seen_by_resource: private(it, &["ipAddressFromResourceProvider"]),
        location: place(it),
        device: device(&inner(it, &["deviceDetail"]).unwrap_or_default()),
        conditional_access_status: text(it, &["conditionalAccessStatus"]),
        policies,
        policies_listed,
        failed,
        method,
        steps,
        card_cleared,
        requirement: text(it, &["authenticationRequirement"]),
        protocol: told(it, &["authenticationProtocol"]),
        transfer: told(it, &["originalTransferMethod"]),
        incoming_token: told(it, &["incomingTokenType"]),
        risk: Risk {
            level: told(it, &["riskLevelDuringSignIn"]),
            state: told(it, &["riskState"]),
            events: list(it, &["riskEventTypes_v2", "riskEventTypes"]),
        },
        networks: each(inner(it, &["networkLocationDetails"]).as_deref(), |it| {
            Some(Network {
                kind: text(it, &["networkType"]),
                names: list(it, &["networkNames"]).into_iter().map(Pii).collect(),
            })
        }),
        ..SignIn::default()
    })
}

fn policy(it: &Value) -> Option<Policy> {
    it.as_object()?;
    let strength = inner(it, &["authenticationStrength"]).unwrap_or_default();
    let result = &["authenticationStrengthResult"];
    Some(Policy {
        name: text(it, &["displayName"]),
        id: text(it, &["id"]),
        result: text(it, &["result"]),
        controls: list(it, &["enforcedGrantControls"]),
        session_controls: list(it, &["enforcedSessionControls"]),
        conditions_satisfied: list(it, &["conditionsSatisfied"]),
        conditions_not_satisfied: list(it, &["conditionsNotSatisfied"]),
        strength: text(&strength, &["displayName"]),
        strength_result: text(&strength, result).or_else(|| text(it, result)),
    })
}

fn step(it: &Value) -> Option<Step> {
    let result = text(it, &["authenticationStepResultDetail"]);
    Some(Step {
        method: text(it, &["authenticationMethod"])?,
        detail: private(it, &["authenticationMethodDetail"]),
        succeeded: truth(it, &["succeeded"]),
        result,
    })
}

/// The labels as the documentation lists them (`authenticationDetail`), and `X.509 Certificate`, which is seen in logs.
/// A certificate that was refused says nothing against the card: it did sign.
fn method(steps: &[Step]) -> (Method, Option<bool>) {
    let kind = |it: &Step| {
        let label = it.method.to_ascii_lowercase();
        if label.contains("x.509") || label.contains("certificate") {
            Method::Certificate
        } else if label == "password" {
            Method::Password
        } else if label.contains("satisfied") {
            // "Previously satisfied", "Satisfied by token": by what is not told.
            Method::Unknown
        } else {
            Method::Other
        }
    };
    let accepted = |wanted: Method| {
        steps
            .iter()
            .any(|it| it.succeeded == Some(true) && kind(it) == wanted)
    };
    let tried = |wanted: Method| steps.iter().any(|it| kind(it) == wanted);
    if accepted(Method::Certificate) {
        (Method::Certificate, Some(true))
    } else if accepted(Method::Password) {
        (Method::Password, Some(false))
    } else if accepted(Method::Unknown) {
        (Method::Unknown, None)
    } else if accepted(Method::Other) {
        (Method::Other, Some(false))
    } else if tried(Method::Certificate) {
        (Method::Certificate, None)
    } else if tried(Method::Password) {
        (Method::Password, None)
    } else {
        (Method::Unknown, None)
    }
}

/// Graph has an object, Log Analytics a country beside `LocationDetails`, the portal's CSV "City, State, Country".
fn place(it: &Value) -> Place {
    if let Some(it) = inner(it, &["locationDetails"]).or_else(|| inner(it, &["location"])) {
        return Place {
            city: private(&it, &["city"]),
            state: private(&it, &["state"]),
            country: text(&it, &["countryOrRegion"]),
        };
    }
    let Some(whole) = text(it, &["location"]) else {
        return Place::default();
    };
    let mut parts = whole.rsplit(',').map(|it| it.trim().to_owned());
    let country = parts.next().filter(|it| !it.is_empty());
    let state = parts.next().filter(|it| !it.is_empty()).map(Pii);
    let city = parts.next().filter(|it| !it.is_empty()).map(Pii);
    Place {
        city,
        state,
        country,
    }
}

fn device(it: &Value) -> SignInDevice {
    let id = private(it, &["deviceId"]);
    // `false` is also written for "unknown": without an identity nothing was asked.
    let known = |value: Option<bool>| value.filter(|it| *it || id.is_some());
    SignInDevice {
        name: private(it, &["displayName"]),
        os: text(it, &["operatingSystem"]),
        browser: text(it, &["browser"]),
        compliant: known(truth(it, &["isCompliant"])),
        managed: known(truth(it, &["isManaged"])),
        trust_type: text(it, &["trustType"]),
        id,
    }
}
