//! Where somebody is on the network.
use super::texts::{block_on, by_password, location_block, page, page_of, with};
use super::{FRESH, HARDWARE, INSIDE, PASSWORD, SUPPORT, Told, VPN_OFF, WAIT, case};
use cac_doctor::facts::Method::{Certificate, Other, Password};
use cac_doctor::facts::NetworkPlace::{Government, Home, VirtualDesktop, Vpn};
use serde_json::json;

const NETWORK: &str = "entra-docs concept-assignment-network: the policy judges the address the sign-in comes from, and is \
                       asked after the first factor";
const ARMY: &str = "Federal News Network, May 2024: the Army closed direct access over commercial internet; VPN, office and \
                    virtual desktop are left";
const REPAIR: &[&str] = &["driver", "USB", "cache", "reinsert", "Put the card"];

pub fn cases() -> Vec<Told> {
    vec![
        case("certificate at home, page only", ARMY)
            .page(page())
            .method(Certificate)
            .network(Home)
            .story("not-the-card")
            .first("network-place", "cannot-tell")
            .also("card-path", "does-not-explain")
            .next(
                "you",
                &[
                    "where you are on the network",
                    "VPN",
                    "virtual desktop",
                    "reader and card did their part",
                ],
            )
            .never(REPAIR)
            .helps(&[INSIDE, SUPPORT])
            .refuses(HARDWARE)
            .refuses(&[VPN_OFF, PASSWORD, WAIT]),
        case("certificate at home, log names the location", NETWORK)
            .page(page())
            .log(&location_block())
            .network(Home)
            .story("not-the-card")
            .first("network-place", "explains")
            .also("card-path", "does-not-explain")
            .absent(&["device-identity", "wrong-certificate"])
            .next(
                "you",
                &[
                    "Block - not from trusted network",
                    "VPN",
                    "The sign-in log shows",
                ],
            )
            .never(REPAIR)
            .helps(&[INSIDE])
            .refuses(HARDWARE)
            .refuses(&[VPN_OFF, FRESH]),
        case("log names the location, nothing else told", NETWORK)
            .log(&location_block())
            .story("not-the-card")
            .first("network-place", "explains")
            .next("you", &["VPN"])
            .never(REPAIR)
            .refuses(HARDWARE),
        case("log names the location, the card is mute now", NETWORK)
            .world("card-mute")
            .page(page())
            .log(&location_block())
            .story("not-the-card")
            .first("network-place", "explains")
            .also("card-path", "does-not-explain")
            .next(
                "you",
                &[
                    "did their part",
                    "Besides, and not the cause",
                    "VPN",
                    "have it done for the next sign-in",
                ],
            )
            .refuses(HARDWARE),
        case("log names the location, the reader is gone now", NETWORK)
            .world("no-reader")
            .log(&location_block())
            .story("not-the-card")
            .first("network-place", "explains")
            .next("you", &["Besides, and not the cause"])
            .refuses(HARDWARE),
        case(
            "password at home, log names the location, card mute",
            NETWORK,
        )
        .world("card-mute")
        .log(&by_password(location_block()))
        .network(Home)
        .story("not-the-card")
        .first("network-place", "explains")
        .also("card-path", "does-not-explain")
        .next(
            "you",
            &[
                "VPN",
                "Besides, and not the cause",
                "does not lift this error",
            ],
        )
        .refuses(HARDWARE),
        case("certificate on the VPN, log names the location", NETWORK)
            .log(&location_block())
            .network(Vpn)
            .story("not-the-card")
            .first("network-place", "explains")
            .next(
                "you",
                &["You say you were on the government VPN", "split tunnel"],
            )
            .never(&["Connect to your government VPN"])
            .refuses(&[VPN_OFF, INSIDE]),
        case("certificate on the VPN, page only", NETWORK)
            .page(page())
            .method(Certificate)
            .network(Vpn)
            .story("not-the-card")
            .also("network-place", "does-not-explain")
            .next(
                "identity-admin",
                &["which one cannot be told from here", "correlation id"],
            )
            .refuses(HARDWARE)
            .refuses(&[VPN_OFF, INSIDE]),
        case("certificate on a virtual desktop, page of Windows", NETWORK)
            .page(page_of("53003", "OfficeHome", "Windows 10"))
            .method(Certificate)
            .network(VirtualDesktop)
            .story("not-the-card")
            .also("network-place", "does-not-explain")
            .next("identity-admin", &["which one cannot be told from here"])
            .refuses(&[VPN_OFF]),
        case("certificate on the government network", NETWORK)
            .page(page())
            .method(Certificate)
            .network(Government)
            .story("not-the-card")
            .also("network-place", "does-not-explain")
            .also("authentication-strength", "does-not-explain")
            .next(
                "identity-admin",
                &["Nothing on this computer's reader or card needs repair"],
            )
            .refuses(HARDWARE)
            .refuses(&[VPN_OFF]),
        case("a PIV card of no DoD issuer at home", NETWORK)
            .world("piv-only")
            .page(page())
            .method(Certificate)
            .network(Home)
            .story("not-the-card")
            .first("network-place", "cannot-tell")
            .never(REPAIR)
            .refuses(HARDWARE),
        case("password at home, card works", NETWORK)
            .page(page())
            .method(Password)
            .network(Home)
            .story("not-the-card")
            .first("network-place", "cannot-tell")
            .also("authentication-strength", "cannot-tell")
            .refuses(HARDWARE)
            .refuses(&[VPN_OFF, PASSWORD]),
        case("another factor at home, card works", NETWORK)
            .page(page())
            .method(Other)
            .network(Home)
            .story("not-the-card")
            .first("network-place", "cannot-tell")
            .refuses(HARDWARE),
        case("at home, method not told", ARMY)
            .page(page())
            .network(Home)
            .story("not-the-card")
            .first("network-place", "cannot-tell")
            .next("you", &["VPN"])
            .refuses(HARDWARE),
        case("nothing told but the code", NETWORK)
            .code(53003)
            .story("not-the-card")
            .next(
                "identity-admin",
                &["which one cannot be told from here", "More details"],
            )
            .helps(&[INSIDE, SUPPORT])
            .refuses(HARDWARE)
            .refuses(&[VPN_OFF]),
        case(
            "the address on the page is no evidence of the place",
            NETWORK,
        )
        .page(page_of("53003", "OfficeHome", "Windows 10"))
        .method(Certificate)
        .story("not-the-card")
        .next("identity-admin", &["which one cannot be told from here"])
        .refuses(HARDWARE),
        case(
            "the log counts the address to a trusted network",
            "microsoft-graph-docs signIn networkLocationDetails: trustedNamedLocation",
        )
        .log(&with(
            super::texts::without_policies(location_block()),
            "networkLocationDetails",
            json!([{"networkType": "trustedNamedLocation", "networkNames": ["Post"]}]),
        ))
        .story("not-the-card")
        .also("network-place", "does-not-explain"),
        case("a named network may be one that is kept out", NETWORK)
            .log(&with(
                super::texts::without_policies(location_block()),
                "networkLocationDetails",
                json!([{"networkType": "namedNetwork", "networkNames": ["Kept out"]}]),
            ))
            .network(Home)
            .story("not-the-card")
            .first("network-place", "cannot-tell"),
        case("block by country", NETWORK)
            .log(&block_on("Block - countries", "application,users,location"))
            .method(Certificate)
            .story("not-the-card")
            .first("network-place", "explains")
            .next("you", &["Block - countries"])
            .refuses(HARDWARE),
    ]
}
