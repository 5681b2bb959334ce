//! What the tenant's sign-in log tells.
use super::texts::{block_on, location_block, page, page_of, with, without_policies};
use super::{FRESH, HARDWARE, INSIDE, PASSWORD, Told, VPN_OFF, case};
use cac_doctor::facts::Method::Certificate;
use cac_doctor::facts::NetworkPlace::{Government, Home};
use serde_json::{Value, json};

const SIGNIN: &str = "microsoft-graph-docs-contrib api-reference/beta/resources/signin.md";
const APPLIED: &str = "microsoft-graph-docs-contrib appliedConditionalAccessPolicy: a report-only failure refuses nothing";
const FILTER: &str = "entra-docs concept-conditional-access-conditions: filter for devices";
const FLOWS: &str =
    "entra-docs concept-authentication-flows: authenticationProtocol and originalTransferMethod";

/// The only policy that failed is one that only reports.
fn report_only() -> Value {
    let mut it = location_block();
    it["appliedConditionalAccessPolicies"][0]["result"] = json!("notApplied");
    it
}

pub fn cases() -> Vec<Told> {
    vec![
        case("log: the report-only policy is not named", APPLIED)
            .log(&location_block())
            .network(Government)
            .story("not-the-card")
            .first("network-place", "explains")
            .absent(&["device-identity"])
            .never(&["Report only - device"]),
        case("log: only a report-only policy failed", APPLIED)
            .log(&report_only())
            .network(Home)
            .story("not-the-card")
            .first("network-place", "cannot-tell")
            .also("device-identity", "cannot-tell")
            .never(&["Report only - device"])
            .refuses(HARDWARE),
        case("log: a certificate cleared the card, policies not listed, reader dead now", SIGNIN)
            .world("no-reader")
            .log(&without_policies(location_block()))
            .network(Home)
            .story("not-the-card")
            .first("network-place", "cannot-tell")
            .also("card-path", "does-not-explain")
            .next("you", &["The sign-in log shows", "Besides, and not the cause"])
            .refuses(HARDWARE),
        case("log: the certificate goes before what somebody remembers", SIGNIN)
            .log(&location_block())
            .method(cac_doctor::facts::Method::Password)
            .story("not-the-card")
            .next("you", &["The sign-in log shows that your certificate was accepted"])
            .refuses(&[PASSWORD]),
        case("log: a filter for devices blocks", FILTER)
            .log(&block_on("Block - unmanaged devices", "application,users,deviceState,device"))
            .network(Home)
            .story("not-the-card")
            .first("device-identity", "explains")
            .absent(&["network-place"])
            .next("you", &["Block - unmanaged devices", "a computer that your organisation manages"])
            .refuses(HARDWARE)
            .refuses(&[INSIDE, VPN_OFF]),
        case("log: the platform blocks", FILTER)
            .log(&block_on("Block - platforms", "application,users,devicePlatform"))
            .story("not-the-card")
            .first("device-identity", "explains")
            .refuses(HARDWARE),
        case("log: a compliant device is demanded", "entra-docs concept-conditional-access-grant: require a compliant device")
            .log(&{
                let mut it = block_on("Managed only", "application,users");
                it["appliedConditionalAccessPolicies"][0]["enforcedGrantControls"] = json!(["RequireCompliantDevice"]);
                it
            })
            .story("not-the-card")
            .first("device-identity", "explains")
            .refuses(HARDWARE),
        case("log: token protection", "entra-docs concept-token-protection: SignInTokenProtection")
            .log(&{
                let mut it = block_on("Bound tokens", "application,users");
                it["appliedConditionalAccessPolicies"][0]["enforcedGrantControls"] = json!([]);
                it["appliedConditionalAccessPolicies"][0]["enforcedSessionControls"] = json!(["SignInTokenProtection"]);
                it
            })
            .story("not-the-card")
            .first("device-identity", "explains"),
        case("log: AutoDiscover of an old client", "Teams Rooms support article: 53003 with clientAppUsed AutoDiscover")
            .log(&with(block_on("Block legacy", "application,users,clientType"), "clientAppUsed", json!("AutoDiscover")))
            .story("not-the-card")
            .first("client-app", "explains")
            .next("you", &["Block legacy", "old mail protocols"])
            .refuses(HARDWARE),
        case("log: AutoDiscover, policies not listed", "Teams Rooms support article: 53003 with clientAppUsed AutoDiscover")
            .log(&with(without_policies(location_block()), "clientAppUsed", json!("AutoDiscover")))
            .story("not-the-card")
            .first("client-app", "cannot-tell")
            .next("you", &["old mail protocols"]),
        case("log: device code blocked", FLOWS)
            .log(&with(
                block_on("Block device code", "application,users,authenticationFlows"),
                "authenticationProtocol",
                json!("deviceCode"),
            ))
            .story("not-the-card")
            .first("authentication-flow", "explains")
            .next("you", &["Block device code", "sign in on this device itself"])
            .helps(&[FRESH])
            .refuses(HARDWARE),
        case("log: a session that began with a device code", FLOWS)
            .log(&with(without_policies(location_block()), "originalTransferMethod", json!("deviceCodeFlow")))
            .story("not-the-card")
            .first("authentication-flow", "cannot-tell")
            .next("you", &["sign in on this device itself"])
            .helps(&[FRESH]),
        case("log: a federated sign-in is no transfer", FLOWS)
            .log(&with(without_policies(location_block()), "authenticationProtocol", json!("wsFederation")))
            .network(Government)
            .story("not-the-card")
            .next("identity-admin", &["cannot be told from here"]),
        case("log: risk high", "entra-docs concept-conditional-access-conditions: sign-in risk")
            .log(&with(block_on("Block risk", "application,users,signInRisk"), "riskLevelDuringSignIn", json!("high")))
            .story("not-the-card")
            .first("risk", "explains")
            .next("identity-admin", &["Block risk", "usual computer and network"])
            .refuses(HARDWARE)
            .refuses(&[PASSWORD]),
        case("log: risk high, policies not listed", "microsoft-graph-docs signIn riskLevelDuringSignIn")
            .log(&with(without_policies(location_block()), "riskLevelDuringSignIn", json!("high")))
            .story("not-the-card")
            .first("risk", "cannot-tell"),
        case("log: risk low says little", "microsoft-graph-docs signIn riskLevelDuringSignIn")
            .log(&with(without_policies(location_block()), "riskLevelDuringSignIn", json!("low")))
            .network(Home)
            .story("not-the-card")
            .first("network-place", "cannot-tell"),
        case("log: the policy is about nothing but user and application", "entra-docs concept-conditional-access-policies")
            .log(&block_on("Block contractors", "application,users"))
            .story("not-the-card")
            .first("assignment", "explains")
            .next("identity-admin", &["Block contractors", "which policies apply to your account"])
            .refuses(HARDWARE)
            .refuses(&[INSIDE]),
        case("log: a policy without any condition listed", APPLIED)
            .log(&block_on("Something", ""))
            .story("not-the-card")
            .first("unknown", "explains")
            .next("identity-admin", &["Something", "the log names the policy"])
            .refuses(HARDWARE),
        case("log: another service behind the application", "entra-docs troubleshoot-conditional-access: service dependencies")
            .log(&with(without_policies(location_block()), "resourceDisplayName", json!("Exchange Online")))
            .network(Government)
            .story("not-the-card")
            .also("service-dependency", "cannot-tell")
            .next("identity-admin", &["cannot be told from here"]),
        case("log: the device is managed and the page says so", FILTER)
            .log(&with(
                without_policies(location_block()),
                "deviceDetail",
                json!({"deviceId": "99999999-2222-3333-4444-555555555555", "isCompliant": true, "isManaged": true}),
            ))
            .network(Home)
            .story("not-the-card")
            .first("network-place", "cannot-tell")
            .also("device-identity", "does-not-explain"),
        case("log: status success beside 53003 is a contradiction", "microsoft-graph-docs signIn conditionalAccessStatus")
            .log(&with(location_block(), "conditionalAccessStatus", json!("success")))
            .story("not-the-card")
            .first("network-place", "explains"),
        case("log: another code than the page", "entra-docs troubleshoot-conditional-access: the ids join page and log")
            .page(page())
            .log(&with(location_block(), "status", json!({"errorCode": 50126})))
            .method(Certificate)
            .story("not-the-card").next("you", &["this is not certain"]),
        case("log: code 0 is no failed sign-in", SIGNIN)
            .log(&with(
                with(without_policies(location_block()), "status", json!({"errorCode": 0})),
                "conditionalAccessStatus",
                json!("success"),
            ))
            .story("healthy")
            .absent(&["network-place", "device-identity", "card-path"]),
        case("log and page of one sign-in on a managed Windows computer elsewhere", SIGNIN)
            .page(page_of("53003", "OfficeHome", "Windows 10"))
            .log(&location_block())
            .story("not-the-card")
            .first("network-place", "explains")
            .observes(&["it is from another computer"])
            .refuses(HARDWARE),
    ]
}

/// Where page and log contradict, it is said.
#[test]
fn a_log_that_contradicts_itself_is_called_so() {
    for (name, words) in [
        (
            "log: status success beside 53003 is a contradiction",
            "Contradiction: code 53003, and conditionalAccessStatus is success",
        ),
        (
            "log: only a report-only policy failed",
            "Contradiction: code 53003, and no listed policy failed",
        ),
        (
            "log: another code than the page",
            "Contradiction: the page says 53003, the log 50126",
        ),
    ] {
        let told = cases().into_iter().find(|it| it.name == name).unwrap();
        let snapshot = told.snapshot();
        let case = cac_doctor::case::Case::read(&snapshot, None);
        let text = super::aloud(&case, &cac_doctor::diagnosis::diagnose(&case));
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(words), "{name}: {text}");
    }
}
