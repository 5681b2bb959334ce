//! Simulated workstations, as data: the service, its readers, their cards and what the person tells.
use super::fault::{Fault, Place, Placed, certificate_tag};
use super::revocation::Revoked;
use super::spec::{Kind, Spec};
use super::trust::Installed;
use time::OffsetDateTime;

/// How the PC/SC service answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceState {
    Running,
    /// Nothing listens and no socket is there.
    Absent,
    /// The socket is there, but nobody listens on it.
    StaleSocket,
    /// The service runs and refuses this session (polkit).
    Forbidden,
    /// It takes the connection and never answers.
    Hung,
}

/// What else goes on in a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotState {
    Free,
    /// Another program connected in exclusive mode.
    HeldExclusively,
    /// Another program holds a transaction that does not end.
    InTransaction,
}

/// What goes on below the service: how the desk's reader is on the USB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsbState {
    Fine,
    /// It was pulled out.
    Unplugged,
    /// The system is told not to use it.
    NotAuthorized,
    /// Another program has it.
    Claimed,
    /// What is plugged in does not tell what it is.
    EnumerationFailed,
    /// It is put to sleep and does not wake up well.
    Autosuspend,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SimReader {
    /// The name PC/SC gives it.
    pub name: &'static str,
    pub state: SlotState,
    /// `None`: the slot is empty. A mute card has the fault [`Fault::Mute`].
    pub card: Option<Spec>,
}

/// One simulated workstation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    pub name: &'static str,
    /// One line for people who choose.
    pub summary: &'static str,
    pub service: ServiceState,
    pub readers: Vec<SimReader>,
    pub usb: UsbState,
    /// What of the card's issuers is installed.
    pub trust: Installed,
    /// What they publish.
    pub revoked: Revoked,
    /// The AADSTS number the person read on the error page.
    pub login_code: Option<u32>,
}

const DESK_READER: &str = "SCM Microsystems Inc. SCR 3310 [CCID Interface] 00 00";
const LAPTOP_READER: &str = "Alcor Micro AU9560 01 00";

/// Every scenario, its cards issued around `now`.
pub fn all(now: OffsetDateTime) -> Vec<Scenario> {
    let dual = || Spec::new(Kind::Dual, now);
    let with = |fault: Placed| dual().with_fault(fault);
    vec![
        one("healthy", "a CAC that works", dual()),
        Scenario {
            login_code: Some(53003),
            ..one(
                "blocked-by-policy",
                "all is well here, yet the sign-in ended in error 53003",
                dual(),
            )
        },
        service(
            "no-service",
            "the PC/SC service does not run",
            ServiceState::Absent,
        ),
        service(
            "stale-socket",
            "the PC/SC service died and left its socket",
            ServiceState::StaleSocket,
        ),
        service(
            "not-allowed",
            "the PC/SC service refuses this session",
            ServiceState::Forbidden,
        ),
        service(
            "service-hangs",
            "the PC/SC service takes the call and never answers",
            ServiceState::Hung,
        ),
        below("no-reader", "no reader is plugged in", UsbState::Unplugged),
        below(
            "not-authorized",
            "the reader is plugged in, and the computer is told not to use it",
            UsbState::NotAuthorized,
        ),
        below(
            "claimed",
            "another program has the reader's USB device",
            UsbState::Claimed,
        ),
        below(
            "enumeration-failed",
            "what is plugged in does not tell what it is: cable, port, dead reader",
            UsbState::EnumerationFailed,
        ),
        Scenario {
            usb: UsbState::Autosuspend,
            ..one(
                "autosuspend",
                "the reader is put to sleep and does not wake up well",
                dual(),
            )
        },
        readers(
            "no-card",
            "the reader is empty",
            vec![reader(DESK_READER, None)],
        ),
        one(
            "card-mute",
            "the card gives no sign of life: upside down, dirty or dead",
            with(Fault::Mute.into()),
        ),
        held(
            "held-exclusively",
            "another program keeps the reader to itself",
            SlotState::HeldExclusively,
            dual(),
        ),
        held(
            "held-in-transaction",
            "another program does not let go of the card",
            SlotState::InTransaction,
            dual(),
        ),
        one(
            "card-pulled",
            "the card is taken out while it is read",
            with(Fault::RemovedAfter(6).into()),
        ),
        one(
            "foreign-card",
            "a bank card in the reader",
            Spec::new(Kind::Foreign, now),
        ),
        one(
            "piv-only",
            "a PIV card without the CAC applets",
            Spec::new(Kind::Piv, now),
        ),
        one(
            "cac-only",
            "an old CAC without PIV",
            Spec::new(Kind::Cac, now),
        ),
        one(
            "pin-locked",
            "the PIN is blocked",
            with(Fault::PinLocked.into()),
        ),
        one(
            "pin-one-try",
            "one PIN try is left",
            with(Fault::PinOneTry.into()),
        ),
        one(
            "expired-certificate",
            "the certificates ended 35 days ago",
            with(Fault::ExpiredCertificate.into()),
        ),
        one(
            "expiring-soon",
            "the certificates end in 12 days",
            with(Fault::ExpiresSoon(12).into()),
        ),
        one(
            "not-yet-valid",
            "the certificates begin in two days, or the clock is wrong",
            with(Fault::NotYetValid.into()),
        ),
        one(
            "card-expired",
            "the card ended 20 days ago",
            with(Fault::ChuidExpired.into()),
        ),
        one(
            "no-piv-auth",
            "no PIV Authentication certificate on the card",
            with(Fault::NoPivAuth.into()),
        ),
        Scenario {
            trust: Installed::RootOnly,
            ..one(
                "chain-incomplete",
                "the authority that issued the certificates is not installed",
                dual(),
            )
        },
        Scenario {
            trust: Installed::Expired,
            ..one(
                "issuer-expired",
                "the authority that issued the certificates has expired",
                dual(),
            )
        },
        Scenario {
            revoked: Revoked::SignIn,
            ..one("revoked", "the certificate for sign-in is revoked", dual())
        },
        Scenario {
            revoked: Revoked::ContentSigner,
            ..one(
                "content-signer-revoked",
                "whoever signed the card's objects is revoked; sign-in works",
                dual(),
            )
        },
        one(
            "damaged-certificate",
            "the certificates cannot be decoded",
            with(Fault::MalformedDer.into()),
        ),
        one(
            "wrong-purpose",
            "the certificate for sign-in does not permit sign-in",
            with(at(Fault::WrongEku, 0x9A)),
        ),
        one(
            "look-alikes",
            "two certificates that look the same in a picker",
            with(Fault::Twin.into()),
        ),
        one(
            "no-upn",
            "the certificate for sign-in names no principal",
            with(Fault::NoUpn.into()),
        ),
        one(
            "weak-certificate",
            "a short key and signatures over SHA-1, as on old cards",
            with(at(Fault::Rsa1024, 0x9A)).with_fault(Fault::Sha1Signed),
        ),
        one(
            "copied-certificate",
            "the certificate for sign-in was issued for another card",
            with(at(Fault::FascnMismatch, 0x9A)).with_fault(at(Fault::UuidMismatch, 0x9A)),
        ),
        one(
            "two-persons",
            "the certificate for sign-in has another person's number in its UPN",
            with(at(Fault::EdipiMismatch, 0x9A)),
        ),
        one(
            "tampered-card",
            "the card's signed objects were changed after they were signed",
            with(Fault::ChuidTampered.into()).with_fault(Fault::WrongHash),
        ),
        readers(
            "two-readers",
            "two readers: a mute card in one, a CAC that works in the other",
            vec![
                reader(DESK_READER, Some(with(Fault::Mute.into()))),
                reader(LAPTOP_READER, Some(dual())),
            ],
        ),
    ]
}

/// The scenario of that name.
pub fn named(name: &str, now: OffsetDateTime) -> Option<Scenario> {
    all(now).into_iter().find(|it| it.name == name)
}

/// The fault where the certificate of that key reference lies.
fn at(fault: Fault, key_reference: u8) -> Placed {
    let object = certificate_tag(key_reference);
    fault.at(object.map_or(Place::Anywhere, Place::Object))
}

fn reader(name: &'static str, card: Option<Spec>) -> SimReader {
    SimReader {
        name,
        state: SlotState::Free,
        card,
    }
}

fn readers(name: &'static str, summary: &'static str, readers: Vec<SimReader>) -> Scenario {
    Scenario {
        name,
        summary,
        service: ServiceState::Running,
        readers,
        usb: UsbState::Fine,
        trust: Installed::All,
        revoked: Revoked::Nobody,
        login_code: None,
    }
}

fn one(name: &'static str, summary: &'static str, card: Spec) -> Scenario {
    readers(name, summary, vec![reader(DESK_READER, Some(card))])
}

fn held(name: &'static str, summary: &'static str, state: SlotState, card: Spec) -> Scenario {
    let held = SimReader {
        name: DESK_READER,
        state,
        card: Some(card),
    };
    readers(name, summary, vec![held])
}

fn below(name: &'static str, summary: &'static str, usb: UsbState) -> Scenario {
    Scenario {
        usb,
        ..readers(name, summary, vec![])
    }
}

fn service(name: &'static str, summary: &'static str, service: ServiceState) -> Scenario {
    Scenario {
        service,
        ..readers(name, summary, vec![])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_differ_and_find_their_scenario() {
        let all = all(OffsetDateTime::UNIX_EPOCH);
        let names: BTreeSet<_> = all.iter().map(|it| it.name).collect();
        assert_eq!(names.len(), all.len());
        for it in &all {
            assert_eq!(
                named(it.name, OffsetDateTime::UNIX_EPOCH).as_ref(),
                Some(it)
            );
            assert!(
                !it.summary.is_empty() && it.summary.len() < 72 && !it.summary.ends_with('.'),
                "{}",
                it.name
            );
        }
        assert_eq!(named("sim", OffsetDateTime::UNIX_EPOCH), None);
    }

    #[test]
    fn readers_of_one_workstation_have_names_of_their_own() {
        for it in all(OffsetDateTime::UNIX_EPOCH) {
            let names: BTreeSet<_> = it.readers.iter().map(|it| it.name).collect();
            assert_eq!(names.len(), it.readers.len(), "{}", it.name);
        }
    }
}
