//! Pages, logs and requests, all synthetic: the form is that of the service, the values are nobody's.
use serde_json::{Value, json};

pub const REQUEST: &str = "11111111-2222-3333-4444-555555550100";
pub const CORRELATION: &str = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee";
/// Ten minutes before the worlds were looked at.
pub const TIME: &str = "2026-11-22T01:20:00.000Z";

/// The "More details" block of a 53003 from a browser on Linux that the organisation does not manage.
pub fn page() -> String {
    page_of("53003", "OfficeHome", "Linux")
}

pub fn page_of(code: &str, app: &str, platform: &str) -> String {
    format!(
        "You cannot access this right now\n\
         Error Code: {code}\n\
         Request Id: {REQUEST}\n\
         Correlation Id: {CORRELATION}\n\
         Timestamp: {TIME}\n\
         App name: {app}\n\
         App id: 4765445b-32c6-49b0-83e6-1d93765276ca\n\
         IP address: 203.0.113.44\n\
         Device identifier: Not available\n\
         Device platform: {platform}\n\
         Device state: Unregistered\n"
    )
}

/// What an application shows of a code.
pub fn message(code: u32) -> String {
    format!(
        "AADSTS{code}: (text of the service)\nTrace ID: {REQUEST}\nCorrelation ID: {CORRELATION}\n\
         Timestamp: 2026-11-22 01:20:00Z\n"
    )
}

/// A location block after a certificate was accepted, beside a policy that only reports.
pub fn location_block() -> Value {
    json!({
        "id": REQUEST,
        "createdDateTime": "2026-11-22T01:20:00Z",
        "userPrincipalName": "jane.q.public.mil@example.mil",
        "appId": "4765445b-32c6-49b0-83e6-1d93765276ca", "appDisplayName": "OfficeHome",
        "resourceDisplayName": "OfficeHome",
        "ipAddress": "203.0.113.44", "clientAppUsed": "Browser",
        "correlationId": CORRELATION,
        "authenticationProtocol": "none", "originalTransferMethod": "none", "incomingTokenType": "none",
        "authenticationRequirement": "multiFactorAuthentication",
        "conditionalAccessStatus": "failure",
        "status": {"errorCode": 53003, "failureReason": "(text)", "additionalDetails": "(text)"},
        "deviceDetail": {"deviceId": "", "displayName": "", "operatingSystem": "Linux", "browser": "Edge 140.0.0",
            "isCompliant": false, "isManaged": false, "trustType": ""},
        "location": {"city": "Anytown", "state": "Texas", "countryOrRegion": "US", "geoCoordinates": {}},
        "networkLocationDetails": [],
        "riskLevelDuringSignIn": "none", "riskState": "none", "riskEventTypes_v2": [],
        "authenticationDetails": [{"authenticationMethod": "X.509 Certificate", "succeeded": true,
            "authenticationStepRequirement": "Primary authentication"}],
        "appliedConditionalAccessPolicies": [
            {"id": "p1", "displayName": "Block - not from trusted network", "result": "failure",
             "enforcedGrantControls": ["Block"], "enforcedSessionControls": [],
             "conditionsSatisfied": "application,users,location", "conditionsNotSatisfied": "none"},
            {"id": "p2", "displayName": "Report only - device", "result": "reportOnlyFailure",
             "enforcedGrantControls": ["RequireCompliantDevice"],
             "conditionsSatisfied": "application,users", "conditionsNotSatisfied": "none"}]
    })
}

/// A password, and a policy that asks for a strength it cannot give.
pub fn strength_unmet() -> Value {
    let mut it = location_block();
    it["authenticationDetails"][0]["authenticationMethod"] = json!("Password");
    let policy = &mut it["appliedConditionalAccessPolicies"][0];
    policy["displayName"] = json!("Phishing-resistant for all");
    policy["enforcedGrantControls"] = json!([]);
    policy["conditionsSatisfied"] = json!("application,users");
    policy["authenticationStrength"] = json!({"displayName": "Phishing-resistant MFA",
        "authenticationStrengthResult": "cannotSatisfy"});
    it
}

/// A certificate that does not count for what the policy wants.
pub fn wrong_certificate() -> Value {
    let mut it = strength_unmet();
    it["status"]["errorCode"] = json!(500187);
    it["authenticationDetails"][0]["authenticationMethod"] = json!("X.509 Certificate");
    it["appliedConditionalAccessPolicies"][0]["authenticationStrength"]["authenticationStrengthResult"] =
        json!("cannotSatisfyDueToCombinationConfiguration");
    it
}

/// The location block, with the condition of its policy replaced.
pub fn block_on(name: &str, conditions: &str) -> Value {
    let mut it = location_block();
    let policy = &mut it["appliedConditionalAccessPolicies"][0];
    policy["displayName"] = json!(name);
    policy["conditionsSatisfied"] = json!(conditions);
    it
}

/// The same with one member of the entry set.
pub fn with(mut it: Value, member: &str, value: Value) -> Value {
    it[member] = value;
    it
}

/// Without policies, as somebody who may not read them exports it.
pub fn without_policies(it: Value) -> Value {
    with(it, "appliedConditionalAccessPolicies", json!([]))
}

pub fn by_password(mut it: Value) -> Value {
    it["authenticationDetails"][0]["authenticationMethod"] = json!("Password");
    it
}
