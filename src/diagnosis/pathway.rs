//! How trouble on this workstation can lead to a 53003: always by a detour, as the code comes after a first factor was
//! accepted.
use crate::rules::Rule;

/// One way from a local fault to the block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pathway {
    /// The certificate could not be used; whoever got to a 53003 all the same used another factor.
    CardPath,
    /// The certificate could not be used because of its dates: a code of its own, before any policy.
    CertificateDates,
    /// Another certificate than the one for sign-in would be offered or picked.
    WrongCertificate,
}

/// Every rule that stands on a pathway, by id.
pub const PATHWAYS: &[(&str, Pathway)] = &[
    ("usb/controller-died", Pathway::CardPath),
    ("usb/over-current", Pathway::CardPath),
    ("usb/enumeration-failed", Pathway::CardPath),
    ("usb/flapping", Pathway::CardPath),
    ("usb/not-authorized", Pathway::CardPath),
    ("usb/not-configured", Pathway::CardPath),
    ("usb/claimed-by-nfc", Pathway::CardPath),
    ("usb/behind-hub", Pathway::CardPath),
    ("usb/no-device", Pathway::CardPath),
    ("usb/hidden-by-udev", Pathway::CardPath),
    ("usb/node-forbidden", Pathway::CardPath),
    ("usb/claimed-by-program", Pathway::CardPath),
    ("usb/autosuspend", Pathway::CardPath),
    ("usb/lost-after-reset", Pathway::CardPath),
    ("reader/unknown-to-driver", Pathway::CardPath),
    ("reader/vendor-class", Pathway::CardPath),
    ("reader/firmware-refused", Pathway::CardPath),
    ("reader/character-level", Pathway::CardPath),
    ("reader/not-shown", Pathway::CardPath),
    ("reader/usb3-firmware", Pathway::CardPath),
    ("reader/controlvault", Pathway::CardPath),
    ("service/library-missing", Pathway::CardPath),
    ("service/socket-missing", Pathway::CardPath),
    ("service/socket-stale", Pathway::CardPath),
    ("service/socket-forbidden", Pathway::CardPath),
    ("service/refused-by-policy", Pathway::CardPath),
    ("service/protocol-mismatch", Pathway::CardPath),
    ("service/stopped", Pathway::CardPath),
    ("service/silent", Pathway::CardPath),
    ("service/unreachable", Pathway::CardPath),
    ("service/died", Pathway::CardPath),
    ("reader/none", Pathway::CardPath),
    ("reader/vanished", Pathway::CardPath),
    ("reader/silent", Pathway::CardPath),
    ("card/none", Pathway::CardPath),
    ("card/mute", Pathway::CardPath),
    ("card/held-exclusively", Pathway::CardPath),
    ("card/busy", Pathway::CardPath),
    ("card/refused-by-policy", Pathway::CardPath),
    ("card/removed", Pathway::CardPath),
    ("card/unreachable", Pathway::CardPath),
    ("card/foreign", Pathway::CardPath),
    ("card/contactless", Pathway::CardPath),
    ("card/unread", Pathway::CardPath),
    ("card/object-garbled", Pathway::CardPath),
    ("card/object-unread", Pathway::CardPath),
    ("card/pin-locked", Pathway::CardPath),
    (
        "certificate/piv-authentication-missing",
        Pathway::WrongCertificate,
    ),
    ("certificate/wrong-eku", Pathway::WrongCertificate),
    ("certificate/indistinguishable", Pathway::WrongCertificate),
    ("certificate/expired", Pathway::CertificateDates),
    ("certificate/not-yet-valid", Pathway::CertificateDates),
];

/// Rules that say nothing about a failed sign-in, whatever they find.
pub const UNRELATED: &[&str] = &[
    "reader/passes-pin-to-host",
    "bundle/member-changed",
    "reader/not-matched",
    "card/atr-malformed",
    "card/expired",
    "card/pin-one-try-left",
    "card/chuid-signature-bad",
    "card/chuid-signer-unfit",
    "card/chuid-signer-expired",
    "card/security-object-missing",
    "card/security-object-signature-bad",
    "card/security-object-mismatch",
    "card/security-object-incomplete",
    "card/object-signature-weak",
    "certificate/slot-mismatch",
    "certificate/expires-soon",
    "certificate/outlives-card",
    "site/reader-not-approved",
    "site/driver-not-approved",
    "site/anchor-missing",
    "certificate/upn-missing",
    "certificate/weak-key",
    "certificate/weak-signature",
    "certificate/key-identifier-mismatch",
    "certificate/fascn-mismatch",
    "certificate/uuid-mismatch",
    "certificate/naci-interim",
];

/// The way this rule's trouble could take, if any.
pub(super) fn of(rule: &Rule) -> Option<Pathway> {
    PATHWAYS
        .iter()
        .find(|(id, _)| *id == rule.id)
        .map(|(_, it)| *it)
}
