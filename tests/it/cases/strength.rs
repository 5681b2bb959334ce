//! What the sign-in was proved with, and a card that could not be used for it.
use super::texts::{
    by_password, location_block, page, strength_unmet, without_policies, wrong_certificate,
};
use super::{FRESH, HARDWARE, PASSWORD, SUPPORT, Told, VPN_OFF, case};
use cac_doctor::facts::Method::{Certificate, Other, Password};
use cac_doctor::facts::NetworkPlace::{Government, Home};
use serde_json::json;

const STRENGTH: &str = "entra-docs concept-authentication-strength-how-it-works: blocked where no allowed method can be used";
const AFTER: &str =
    "entra-docs concept-assignment-network: policies are asked after the first factor";
const CBA: &str = "entra-docs concept-certificate-based-authentication-technical-deep-dive: the browser keeps the certificate \
                   picked first until it is closed";

pub fn cases() -> Vec<Told> {
    vec![
        case("password, reader dead: both halves", STRENGTH)
            .world("no-reader")
            .page(page())
            .method(Password)
            .network(Government)
            .story("card-path-broken")
            .first("card-path", "contributes")
            .next(
                "you",
                &[
                    "You signed in with a password",
                    "may have refused that",
                    "sign in with the certificate",
                ],
            )
            .helps(&["use another USB port", "update the reader's driver", FRESH])
            .refuses(&[PASSWORD, VPN_OFF]),
        case("password, card mute: both halves", STRENGTH)
            .world("card-mute")
            .page(page())
            .method(Password)
            .story("card-path-broken")
            .first("card-path", "contributes")
            .next(
                "you",
                &[
                    "You signed in with a password",
                    "sign in with the certificate",
                ],
            )
            .helps(&["take the card out and put it in again", FRESH])
            .refuses(&[PASSWORD]),
        case("password, PIN locked: both halves", STRENGTH)
            .world("pin-locked")
            .code(53003)
            .method(Password)
            .story("card-path-broken")
            .first("card-path", "contributes")
            .next("card-office", &["You signed in with a password"])
            .refuses(HARDWARE),
        case("password, reader silent: both halves", STRENGTH)
            .world("reader-silent")
            .code(53003)
            .method(Password)
            .story("card-path-broken")
            .first("card-path", "contributes")
            .next("you", &["You signed in with a password"])
            .helps(&["use another USB port", FRESH]),
        case("password, certificate expired: both halves", STRENGTH)
            .world("expired-certificate")
            .page(page())
            .method(Password)
            .story("card-path-broken")
            .first("card-path", "contributes")
            .next("card-office", &["You signed in with a password"])
            .refuses(HARDWARE),
        case(
            "another factor, service not installed: both halves",
            STRENGTH,
        )
        .world("service-not-installed")
        .code(53003)
        .method(Other)
        .story("card-path-broken")
        .first("card-path", "contributes")
        .next("admin", &["You signed in with something else"]),
        case(
            "password and home, card mute: the card first, the place not hidden",
            STRENGTH,
        )
        .world("card-mute")
        .page(page())
        .method(Password)
        .network(Home)
        .story("card-path-broken")
        .first("card-path", "contributes")
        .also("network-place", "cannot-tell")
        .next(
            "you",
            &[
                "Take the card out",
                "If that is refused too, sign in from the government VPN",
            ],
        )
        .refuses(&[VPN_OFF]),
        case("log: password, strength unmet, card works", STRENGTH)
            .log(&strength_unmet())
            .story("not-the-card")
            .first("authentication-strength", "explains")
            .next(
                "you",
                &[
                    "Phishing-resistant for all",
                    "sign in with the card's certificate",
                ],
            )
            .helps(&[FRESH])
            .refuses(HARDWARE)
            .refuses(&[PASSWORD, VPN_OFF]),
        case("log: password, strength unmet, card mute", STRENGTH)
            .world("card-mute")
            .log(&strength_unmet())
            .story("card-path-broken")
            .first("authentication-strength", "explains")
            .also("card-path", "contributes")
            .next(
                "you",
                &[
                    "You signed in with a password",
                    "the policy \"Phishing-resistant for all\" refused that",
                ],
            )
            .never(&["cannot be told from here"])
            .helps(&["take the card out and put it in again", FRESH]),
        case(
            "log: MFA control unmet by a password",
            "entra-docs concept-conditional-access-grant: require multifactor authentication",
        )
        .log(&{
            let mut it = by_password(location_block());
            it["appliedConditionalAccessPolicies"][0]["enforcedGrantControls"] = json!(["Mfa"]);
            it
        })
        .story("not-the-card")
        .first("authentication-strength", "explains")
        .refuses(HARDWARE),
        case(
            "log: a certificate that does not count for enough, 53003",
            CBA,
        )
        .log(&{
            let mut it = wrong_certificate();
            it["status"]["errorCode"] = json!(53003);
            it
        })
        .story("not-the-card")
        .first("authentication-strength", "explains")
        .next(
            "you",
            &["does not count for enough", "Close every browser window"],
        )
        .helps(&[FRESH])
        .refuses(HARDWARE),
        case(
            "log: the wrong certificate, 500187",
            "public support notes: 500187 is said of a certificate that does not fit the strength",
        )
        .log(&wrong_certificate())
        .story("other-code")
        .first("authentication-strength", "explains")
        .absent(&["network-place", "device-identity", "risk"])
        .next(
            "you",
            &["500187", "pick the certificate for PIV authentication"],
        )
        .helps(&[FRESH])
        .refuses(HARDWARE),
        case("log: password without a named policy, card works", AFTER)
            .log(&without_policies(by_password(location_block())))
            .story("not-the-card")
            .first("authentication-strength", "cannot-tell")
            .next("you", &["sign in with the card's certificate"])
            .refuses(HARDWARE),
        case("log: password without a named policy, card mute", AFTER)
            .world("card-mute")
            .log(&without_policies(by_password(location_block())))
            .story("card-path-broken")
            .first("card-path", "contributes")
            .next("you", &["You signed in with a password"]),
        case(
            "log: a certificate was tried and not accepted, card mute",
            AFTER,
        )
        .world("card-mute")
        .log(&{
            let mut it = without_policies(location_block());
            it["authenticationDetails"][0]["succeeded"] = json!(false);
            it
        })
        .story("card-path-broken")
        .also("card-path", "cannot-tell"),
        case("certificate used, card mute now", AFTER)
            .world("card-mute")
            .page(page())
            .method(Certificate)
            .network(Home)
            .story("not-the-card")
            .first("network-place", "cannot-tell")
            .also("card-path", "does-not-explain")
            .next(
                "you",
                &[
                    "You say that your certificate was accepted",
                    "Besides, and not the cause",
                ],
            )
            .refuses(HARDWARE),
        case("method not told, card mute", AFTER)
            .world("card-mute")
            .page(page())
            .story("card-path-broken")
            .also("card-path", "cannot-tell")
            .next("you", &["answer"])
            .never(&["You signed in with"]),
        case("password, card works, no place told", STRENGTH)
            .page(page())
            .method(Password)
            .story("not-the-card")
            .first("authentication-strength", "cannot-tell")
            .next(
                "you",
                &[
                    "The likeliest reason",
                    "sign in with the card's certificate",
                ],
            )
            .helps(&[FRESH, SUPPORT])
            .refuses(HARDWARE),
        case("another factor, card works, no place told", STRENGTH)
            .page(page())
            .method(Other)
            .story("not-the-card")
            .first("authentication-strength", "cannot-tell"),
        case("no certificate for sign-in on the card", CBA)
            .world("no-piv-auth")
            .page(page())
            .method(Certificate)
            .story("wrong-certificate")
            .first("wrong-certificate", "cannot-tell")
            .next("card-office", &["PIV Authentication certificate"])
            .refuses(&[VPN_OFF]),
        case("card not readable for lack of permission", AFTER)
            .world("card-refused-by-policy")
            .page(page())
            .story("cannot-tell")
            .refuses(&[VPN_OFF, PASSWORD]),
        case("card busy with another program, method not told", AFTER)
            .world("held-in-transaction")
            .page(page())
            .story("cannot-tell")
            .also("card-path", "cannot-tell")
            .refuses(&[VPN_OFF, PASSWORD]),
    ]
}
