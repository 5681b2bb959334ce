//! Pages of other codes: never diagnosed as 53003, each with its own cause, owner and step.
use super::texts::{message, page_of};
use super::{
    CLIENT, FRESH, HARDWARE, PASSWORD, REDIRECT, SCOPES, SUPPORT, TOKEN, TYPED, Told, UNLOCK,
    VPN_OFF, WAIT, case,
};
use cac_doctor::facts::Method::{Certificate, Password};
use cac_doctor::facts::NetworkPlace::Home;

const CODES: &str = "entra-docs docs/identity-platform/reference-error-codes.md";
const CRL: &str = "entra-docs concept-certificate-based-authentication-certificate-revocation-list";

/// What only a block can be about.
const OF_A_BLOCK: &[&str] = &[
    "authentication-flow",
    "risk",
    "assignment",
    "service-dependency",
    "network-place",
];

fn other(name: &'static str, code: u32, source: &'static str) -> Told {
    case(name, source)
        .page(message(code))
        .network(Home)
        .story("other-code")
        .absent(OF_A_BLOCK)
        .never(&[
            "The likeliest reason",
            "A policy of your organisation refused this sign-in",
        ])
        .refuses(&[
            VPN_OFF,
            "sign in from the government network, its VPN or a virtual desktop",
        ])
        .helps(&[SUPPORT])
}

pub fn cases() -> Vec<Told> {
    vec![
        other("50126: the password", 50126, CODES)
            .first("credential", "explains")
            .absent(&["device-identity"])
            .next("you", &["50126 is not 53003", "Caps Lock"])
            .helps(&[TYPED])
            .refuses(&[PASSWORD, WAIT, TOKEN, FRESH])
            .refuses(HARDWARE),
        other("50126: the password, card mute", 50126, CODES)
            .world("card-mute")
            .method(Password)
            .first("credential", "explains")
            .also("card-path", "does-not-explain")
            .next("you", &["Besides, the certificate cannot be used here"])
            .helps(&[TYPED])
            .refuses(HARDWARE),
        case("50126: as a whole page", CODES)
            .page(page_of("50126", "OfficeHome", "Linux"))
            .method(Certificate)
            .story("other-code")
            .first("credential", "explains")
            .absent(OF_A_BLOCK)
            .absent(&["device-identity"])
            .helps(&[TYPED])
            .refuses(HARDWARE),
        other("70008: an old token", 70008, CODES)
            .first("token", "explains")
            .absent(&["device-identity", "card-path"])
            .next("you", &["70008 is not 53003", "Sign in again"])
            .never(&["Caps Lock"])
            .helps(&[TOKEN])
            .refuses(&[TYPED, PASSWORD])
            .refuses(HARDWARE),
        other("50011: the redirect address", 50011, CODES)
            .first("redirect", "explains")
            .next("app-owner", &["not registered", "owner of the application"])
            .never(&["Caps Lock"])
            .helps(&[REDIRECT])
            .refuses(&[CLIENT, SCOPES, FRESH])
            .refuses(HARDWARE),
        other("700016: the client ID", 700016, CODES)
            .first("client-app", "explains")
            .next("app-owner", &["not known in this organisation"])
            .helps(&[CLIENT])
            .refuses(&[REDIRECT])
            .refuses(HARDWARE),
        other("7000215: the client secret", 7000215, CODES)
            .first("client-credential", "explains")
            .next("app-owner", &["secret"])
            .helps(&[CLIENT])
            .refuses(&[REDIRECT, PASSWORD])
            .refuses(HARDWARE),
        other("70011: the scope", 70011, CODES)
            .first("scope", "explains")
            .next("app-owner", &["scope"])
            .helps(&[SCOPES])
            .refuses(HARDWARE),
        other("50053: the lock", 50053, CODES)
            .first("account", "explains")
            .next("you", &["Stop trying passwords"])
            .never(&["Caps Lock"])
            .helps(&[UNLOCK, WAIT])
            .refuses(&[PASSWORD, TYPED])
            .refuses(HARDWARE),
        other("50192: no certificate came, card mute", 50192, CODES)
            .world("card-mute")
            .first("no-certificate-sent", "explains")
            .also("card-path", "explains")
            .next("you", &["That fits error 50192", "Take the card out"])
            .never(&["Caps Lock"])
            .helps(&["take the card out and put it in again", FRESH])
            .refuses(&[PASSWORD]),
        other("50192: no certificate came, no reader", 50192, CODES)
            .world("no-reader")
            .first("no-certificate-sent", "explains")
            .also("card-path", "explains")
            .next("you", &["That fits error 50192", "Plug the reader"]),
        other("50192: no certificate came, the card works", 50192, CODES)
            .first("no-certificate-sent", "explains")
            .absent(&["card-path"])
            .next(
                "you",
                &[
                    "Reader and card work here",
                    "Close every browser window",
                    "proxy",
                ],
            )
            .never(&["Run cac-doctor with the card"])
            .helps(&[FRESH])
            .refuses(HARDWARE),
        other("50192: somebody says the card was used", 50192, CODES)
            .method(Certificate)
            .first("no-certificate-sent", "explains")
            .never(&["was accepted"]),
        other("500172: the certificate has expired", 500172, CRL)
            .world("expired-certificate")
            .first("certificate-expired-or-revoked", "explains")
            .also("card-path", "explains")
            .next("card-office", &["That fits error 500172"])
            .refuses(HARDWARE)
            .refuses(&[PASSWORD]),
        other(
            "500172: the certificate on the card is in date",
            500172,
            CRL,
        )
        .first("certificate-expired-or-revoked", "explains")
        .absent(&["card-path"])
        .next(
            "you",
            &[
                "The certificate for sign-in on this card is in date",
                "Close every browser window",
            ],
        )
        .helps(&[FRESH])
        .refuses(HARDWARE),
        other("500172: a dead reader does not explain it", 500172, CRL)
            .world("no-reader")
            .first("certificate-expired-or-revoked", "explains")
            .also("card-path", "does-not-explain")
            .never(&["That fits error 500172"])
            .refuses(HARDWARE),
        other(
            "1001003: another certificate of the card",
            1001003,
            "entra-docs, certificate-based authentication troubleshooting, 2022-06-15",
        )
        .first("wrong-certificate", "explains")
        .next(
            "you",
            &[
                "pick the certificate for PIV authentication",
                "Here that is",
            ],
        )
        .helps(&[FRESH])
        .refuses(HARDWARE),
        other(
            "1001003: no certificate for sign-in on the card",
            1001003,
            "entra-docs, certificate-based authentication troubleshooting, 2022-06-15",
        )
        .world("no-piv-auth")
        .first("wrong-certificate", "explains")
        .next("card-office", &["That fits error 1001003"]),
        other(
            "530003: the device",
            530003,
            "public sign-in log code list (msandbu/azuread)",
        )
        .first("device-identity", "explains")
        .next(
            "you",
            &[
                "530003 is not 53003",
                "a computer that your organisation manages",
            ],
        )
        .never(&["Caps Lock"])
        .refuses(HARDWARE)
        .refuses(&[PASSWORD]),
        other("53000: the device is not compliant", 53000, CODES)
            .first("device-identity", "explains")
            .refuses(HARDWARE),
        other(
            "500187: the certificate counts for too little",
            500187,
            "public support notes on certificate sign-in",
        )
        .first("authentication-strength", "explains")
        .next("you", &["pick the certificate for PIV", "Here that is"])
        .helps(&[FRESH])
        .refuses(HARDWARE),
        other("50074: a stronger proof is wanted", 50074, CODES)
            .first("authentication-strength", "explains")
            .refuses(HARDWARE),
        other("50097: the device did not identify itself", 50097, CODES)
            .first("device-identity", "explains")
            .refuses(HARDWARE),
        case(
            "a code nobody knows",
            "entra-docs reference-error-codes: codes may change; the look-up address",
        )
        .page("Error Code: 599999\n")
        .network(Home)
        .story("other-code")
        .first("unknown", "cannot-tell")
        .absent(OF_A_BLOCK)
        .next(
            "you",
            &["https://login.microsoftonline.com/error?code=599999"],
        )
        .refuses(HARDWARE)
        .refuses(&[VPN_OFF]),
        case(
            "a code nobody knows, typed, card mute",
            "entra-docs reference-error-codes: codes may change; the look-up address",
        )
        .world("card-mute")
        .code(599999)
        .story("other-code")
        .first("unknown", "cannot-tell")
        .next(
            "you",
            &[
                "https://login.microsoftonline.com/error?code=599999",
                "Besides",
            ],
        ),
    ]
}
