//! What people suffer from with smart cards, and the check that sees it: the way into the rule book for somebody who knows
//! the trouble and not the rule.
use crate::rules::{Rule, find};
use std::fmt::Write as _;

/// The trouble as people meet it, and the rules that see it.
pub struct Topic {
    pub place: &'static str,
    pub trouble: &'static str,
    pub rules: &'static [&'static str],
}

const fn topic(
    place: &'static str,
    trouble: &'static str,
    rules: &'static [&'static str],
) -> Topic {
    Topic {
        place,
        trouble,
        rules,
    }
}

const READER: &str = "Reader and driver";
const SERVICE: &str = "Service, permission, sharing";
const PLACE: &str = "Where the computer is";
const CARD: &str = "Card";
const TRUST: &str = "Certificates and trust";
const USB: &str = "USB";
const OTHER: &str = "Windows and macOS";

/// Every topic, in the order the signal travels.
pub const TOPICS: &[Topic] = &[
    topic(
        USB,
        "nothing is seen when the reader is plugged in",
        &["usb/no-device", "usb/hidden-by-udev", "usb/not-authorized"],
    ),
    topic(
        USB,
        "the reader is seen and cannot be used",
        &[
            "usb/enumeration-failed",
            "usb/not-configured",
            "usb/node-forbidden",
            "usb/claimed-by-program",
            "usb/claimed-by-nfc",
        ],
    ),
    topic(
        USB,
        "the reader comes and goes",
        &["usb/flapping", "usb/lost-after-reset", "usb/autosuspend"],
    ),
    topic(
        USB,
        "it works at the computer and not behind a hub, dock or screen",
        &["usb/behind-hub", "usb/over-current"],
    ),
    topic(
        USB,
        "everything on USB has stopped",
        &["usb/controller-died", "usb/over-current"],
    ),
    topic(
        READER,
        "a built-in reader loses newer cards",
        &["reader/loses-fast-cards", "reader/unsupported-model"],
    ),
    topic(
        READER,
        "a program waits for a PIN on a keypad that is not there",
        &["reader/false-pin-pad"],
    ),
    topic(
        READER,
        "two drivers for one reader",
        &["driver/two-claim-one-reader"],
    ),
    topic(
        READER,
        "a driver is missing, damaged or for another machine",
        &[
            "driver/missing",
            "driver/damaged",
            "driver/wrong-architecture",
        ],
    ),
    topic(
        READER,
        "virtual readers stand before the real one",
        &["reader/virtual-first"],
    ),
    topic(
        READER,
        "the model is not in the driver at all",
        &["reader/unknown-to-driver"],
    ),
    topic(
        READER,
        "a reader stays listed after it was unplugged",
        &["reader/ghost"],
    ),
    topic(
        READER,
        "a setting hides the reader",
        &["service/readers-filtered", "middleware/reader-ignored"],
    ),
    topic(
        PLACE,
        "a container or virtual machine sees no reader",
        &["environment/container", "environment/not-passed-through"],
    ),
    topic(
        SERVICE,
        "it works at the desk and not over SSH, in a service, or after switching away",
        &["service/refused-by-policy", "card/refused-by-policy"],
    ),
    topic(
        SERVICE,
        "polkit does not know the action, or does not run",
        &[
            "service/policy-not-registered",
            "service/polkit-not-running",
        ],
    ),
    topic(
        SERVICE,
        "all readers are gone after an update",
        &["usb/node-forbidden"],
    ),
    topic(
        SERVICE,
        "a release of service or driver is bad",
        &["service/known-bad-release", "driver/known-bad-version"],
    ),
    topic(
        SERVICE,
        "only the browser in a snap or flatpak fails",
        &["service/sandbox-protocol", "service/protocol-mismatch"],
    ),
    topic(
        SERVICE,
        "the service does not run, is masked, or its socket is not there",
        &[
            "service/masked",
            "service/socket-missing",
            "service/socket-stale",
            "service/socket-forbidden",
        ],
    ),
    topic(
        SERVICE,
        "GnuPG and the browser work in turns",
        &["card/held-by-scdaemon", "card/held-exclusively"],
    ),
    topic(
        SERVICE,
        "a helper of the desktop uses the card",
        &["card/helper-polls", "card/busy"],
    ),
    topic(
        SERVICE,
        "the log is full of refusals",
        &["service/noise-not-ours"],
    ),
    topic(
        SERVICE,
        "the second browser finds no card",
        &["card/one-at-a-time"],
    ),
    topic(
        CARD,
        "the card is mute, upside down, or of another kind",
        &["card/mute", "card/foreign"],
    ),
    topic(
        CARD,
        "a new model of card is unknown to the middleware",
        &["middleware/older-than-card"],
    ),
    topic(CARD, "the card was terminated", &["card/terminated"]),
    topic(
        CARD,
        "the PIN is asked for again and again",
        &["middleware/driver-forced"],
    ),
    topic(
        CARD,
        "a certificate is missing",
        &["certificate/piv-authentication-missing"],
    ),
    topic(
        CARD,
        "the PIN is locked, or one try is left",
        &["card/pin-locked", "card/pin-one-try-left"],
    ),
    topic(
        CARD,
        "the card lies on a contactless reader",
        &["card/contactless"],
    ),
    topic(
        CARD,
        "doors refuse the card, and sign-in works",
        &[
            "card/expired",
            "card/chuid-signature-bad",
            "card/chuid-signer-unfit",
            "card/chuid-signer-expired",
            "card/content-signer-revoked",
            "card/content-signer-chain-invalid",
            "card/content-signer-chain-incomplete",
            "card/security-object-signature-bad",
            "card/security-object-mismatch",
        ],
    ),
    topic(
        CARD,
        "card or certificate has expired, or will",
        &[
            "card/expired",
            "certificate/expired",
            "certificate/expires-soon",
        ],
    ),
    topic(
        CARD,
        "certificates of the old card are offered",
        &["middleware/stale-cache"],
    ),
    topic(
        TRUST,
        "the sign-in page says that no certificate fits, or shows none",
        &[
            "certificate/wrong-eku",
            "certificate/piv-authentication-missing",
            "certificate/upn-missing",
            "certificate/slot-mismatch",
        ],
    ),
    topic(
        TRUST,
        "two certificates in the picker look the same",
        &["certificate/indistinguishable"],
    ),
    topic(
        TRUST,
        "the certificate is refused although it is in date",
        &[
            "certificate/revoked",
            "certificate/revocation-unknown",
            "certificate/chain-invalid",
            "certificate/wrong-anchor",
        ],
    ),
    topic(
        TRUST,
        "the issuer of the certificate is unknown, on the card or on a site",
        &[
            "certificate/chain-incomplete",
            "trust/root-missing-in-store",
            "trust/default-set-old",
        ],
    ),
    topic(
        TRUST,
        "the certificate will not be valid before some day",
        &["certificate/not-yet-valid"],
    ),
    topic(
        TRUST,
        "an audit finds weak keys or signatures",
        &["certificate/weak-key", "certificate/weak-signature"],
    ),
    topic(
        TRUST,
        "card and certificates do not belong together",
        &[
            "certificate/edipi-mismatch",
            "certificate/fascn-mismatch",
            "certificate/uuid-mismatch",
            "certificate/key-identifier-mismatch",
            "certificate/outlives-card",
            "certificate/naci-interim",
        ],
    ),
    topic(
        OTHER,
        "a session of Remote Desktop hides the reader",
        &["service/remote-desktop"],
    ),
    topic(
        OTHER,
        "the smart card service of Windows is stopped",
        &["service/stopped"],
    ),
];

/// `docs/topics.md`.
pub fn markdown() -> String {
    let mut out = String::from(
        "# What goes wrong, and the check that sees it\n\n\
         Written from `src/report/topics.rs`; to change it, change that and run `UPDATE=1 cargo test --test it tidy`. Each \
         check has its page in the [rule book](rules.md), and `cac-doctor explain CHECK` prints it. What only Windows and \
         macOS know (minidrivers, tokens, services) has its place in the snapshot and is not asked on Linux.\n",
    );
    let mut place = "";
    for it in TOPICS {
        if it.place != place {
            place = it.place;
            let _ = write!(out, "\n## {place}\n\n| trouble | checks |\n|---|---|\n");
        }
        let rules: Vec<String> = it
            .rules
            .iter()
            .filter_map(|it| find(it))
            .map(link)
            .collect();
        let _ = writeln!(out, "| {} | {} |", it.trouble, rules.join(", "));
    }
    out
}

fn link(it: &Rule) -> String {
    format!("[`{}`](rules.md#{})", it.id, it.id.replace('/', ""))
}
