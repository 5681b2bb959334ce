//! What the error page alone can tell, and where it does not fit this computer.
use super::texts::{CORRELATION, page, page_of};
use super::{FRESH, HARDWARE, SUPPORT, Told, VPN_OFF, case};
use cac_doctor::facts::Method::Certificate;
use cac_doctor::facts::NetworkPlace::{Government, VirtualDesktop};

const PLATFORM: &str =
    "entra-docs concept-conditional-access-conditions: the platform is what the browser says";
const FLOWS: &str = "entra-docs concept-authentication-flows: device code and transfer can be blocked, and a session stays tracked";
const DEVICE: &str = "entra-docs concept-conditional-access-conditions: the filter for devices sees no identity from private windows \
                      and unmanaged computers";

pub fn cases() -> Vec<Told> {
    vec![
        case("page: the platform is another than this computer's", PLATFORM)
            .page(page_of("53003", "OfficeHome", "Windows 10"))
            .method(Certificate)
            .network(Government)
            .story("not-the-card")
            .observes(&["the device runs Windows 10, and this computer runs"]),
        case("page: the platform of a virtual desktop is no surprise", PLATFORM)
            .page(page_of("53003", "OfficeHome", "Windows 10"))
            .network(VirtualDesktop)
            .story("not-the-card")
            .observes(&["no device identifier"]),
        case("page: made after this look at the computer", "RFC 3339; entra-docs troubleshoot-conditional-access: the time of the page")
            .page(page().replace("01:20:00.000Z", "04:20:00.000Z"))
            .story("not-the-card")
            .observes(&["clock is behind", "2026-11-22T04:20:00Z"]),
        case("page: of two days ago", "entra-docs troubleshoot-conditional-access: the time of the page finds the entry")
            .page(page().replace("2026-11-22", "2026-11-20"))
            .story("not-the-card")
            .observes(&["48 hours before this look"]),
        case("page: the text names an authentication flow", FLOWS)
            .page(format!(
                "Your sign-in was successful but does not meet the criteria to access this resource. For example, you might be \
                 signing in from a browser, app, location, or an authentication flow that is restricted by your admin.\n{}",
                page_of("53003", "Microsoft Azure CLI", "Linux")
            ))
            .method(Certificate)
            .story("not-the-card")
            .first("authentication-flow", "cannot-tell")
            .next("you", &["device code", "fresh browser window"])
            .helps(&[FRESH])
            .refuses(HARDWARE),
        case("page: a program without a browser of its own is only a hint", FLOWS)
            .page(page_of("53003", "Microsoft Azure CLI", "Linux"))
            .method(Certificate)
            .network(Government)
            .story("not-the-card")
            .first("authentication-flow", "cannot-tell")
            .next("identity-admin", &["which one cannot be told"]),
        case("page: an old mail protocol", "entra-docs concept-conditional-access-conditions: legacy clients; Teams Rooms: AutoDiscover")
            .page(page_of("53003", "Exchange ActiveSync", "Linux"))
            .method(Certificate)
            .network(Government)
            .story("not-the-card")
            .first("client-app", "cannot-tell")
            .next("you", &["old mail protocols"])
            .refuses(HARDWARE),
        case("page: a device identity reached the service", DEVICE)
            .page(page().replace("Not available", "99999999-2222-3333-4444-555555555555").replace("Unregistered", "Registered"))
            .method(Certificate)
            .network(Government)
            .story("not-the-card")
            .never(&["which device you use"]),
        case("page: no device identity fits every unmanaged computer, and proves nothing", DEVICE)
            .page(page_of("53003", "OfficeHome", "Linux"))
            .method(Certificate)
            .network(Government)
            .story("not-the-card")
            .first("device-identity", "cannot-tell")
            .next("identity-admin", &["cannot be told from here"])
            .observes(&["so of every computer your organisation does not manage"])
            .refuses(HARDWARE),
        case("page: several codes, the block among them", "entra-docs reference-error-codes: error_codes is a list")
            .page(format!(
                r#"{{"error":"invalid_grant","error_description":"AADSTS50126: x. AADSTS53003: y","error_codes":[50126,53003],"correlation_id":"{CORRELATION}"}}"#
            ))
            .story("not-the-card")
            .observes(&["several errors (50126, 53003)", "about 53003"]),
        case("page: several codes, no block among them", "entra-docs reference-error-codes: error_codes is a list")
            .page(r#"{"error":"invalid_grant","error_description":"AADSTS50126: x","error_codes":[50126,50034]}"#)
            .story("other-code")
            .first("credential", "explains")
            .observes(&["about 50126"]),
        case("page: another code than the one typed", "entra-docs troubleshoot-conditional-access: the page names the code")
            .page(page_of("50126", "OfficeHome", "Linux"))
            .code(53003)
            .story("other-code")
            .first("credential", "explains")
            .observes(&["You told of error 53003, and the page is about 50126"]),
        case("page: as a redirect address", "RFC 6749 §4.1.2.1")
            .page("https://app.example.mil/cb?error=access_denied&error_description=AADSTS53003%3A+Access+has+been+blocked")
            .method(Certificate)
            .story("not-the-card")
            .refuses(HARDWARE)
            .helps(&[SUPPORT]),
        case("page: labels in another language", "RFC 9562 and RFC 3339: ids and time are known by their form")
            .page(
                "Fehlercode: 53003\nAnforderungs-ID: 11111111-2222-3333-4444-555555550100\nZeitstempel: 2026-11-22T01:20:00.000Z\n",
            )
            .method(Certificate)
            .story("not-the-card")
            .refuses(HARDWARE)
            .refuses(&[VPN_OFF]),
    ]
}
