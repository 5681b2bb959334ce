use super::problems::{Problems, describe};
use super::{
    Application, AtrCase, CardCase, CardKind, ChuidCase, Decoded, FascnCase, PinState,
    certificates, objects, signed,
};
use crate::facts::{Card, Failure, Observed, Pii, PinAnswer, Reader};
use crate::standards::atr::Atr;
use crate::standards::known_cards;
use crate::standards::pcsc::Interface;
use crate::standards::piv::{ApplicationTemplate, Ccc, Chuid, Discovery, KeyHistory, strip_53};
use crate::standards::status::StatusWord;
use time::{Date, Month};

/// What the answers of the card in one reader mean.
pub(super) fn read(reader: &Reader, slot: Option<Interface>) -> CardCase {
    match &reader.card {
        Observed::Seen(it) => seen(it, slot),
        Observed::Absent => nothing(CardKind::None, "there is no card"),
        Observed::Failed(it) => nothing(CardKind::Unread, &describe(it)),
        Observed::Unasked { because } => nothing(CardKind::Unread, because),
    }
}

fn nothing(kind: CardKind, because: &str) -> CardCase {
    CardCase {
        kind,
        applications: Vec::new(),
        atr: None,
        names: Vec::new(),
        protocol: None,
        chuid: Decoded::NotRead(because.to_owned()),
        security_object: Decoded::NotRead(because.to_owned()),
        pin: PinState::NotRead(because.to_owned()),
        certificates: Vec::new(),
        objects: Vec::new(),
        garbled: Vec::new(),
        unread: Vec::new(),
    }
}

fn seen(card: &Card, slot: Option<Interface>) -> CardCase {
    let bytes = card.atr.seen();
    let mut names = card.names.seen().cloned().unwrap_or_default();
    if let Some(known) = bytes.and_then(|it| known_cards::known(it)) {
        names.push(known.name.to_owned());
    }
    let mut problems = Problems::default();
    let chuid = chuid(card, &mut problems);
    let mut certificates = certificates::read(card, &mut problems);
    certificates::compare(&mut certificates, &chuid);
    other_objects(card, &mut problems);
    let security_object = signed::security_object(card, &mut problems);
    other_half(card, &mut problems);
    CardCase {
        kind: kind(card),
        applications: applications(card),
        atr: bytes.map(atr),
        names,
        protocol: card.connection.seen().map(|it| it.protocol.clone()),
        chuid,
        security_object,
        pin: pin(card, slot),
        certificates,
        objects: objects::read(card),
        garbled: problems.garbled,
        unread: problems.unread,
    }
}

fn kind(card: &Card) -> CardKind {
    let mute = |it: &Failure| it.name == "SCARD_W_UNRESPONSIVE_CARD";
    if card.atr.failure().is_some_and(mute) || card.connection.failure().is_some_and(mute) {
        return CardKind::Mute;
    }
    match (&card.piv, &card.cac) {
        (Observed::Seen(_), Observed::Seen(_)) => CardKind::CacPiv,
        (Observed::Seen(_), _) => CardKind::Piv,
        (_, Observed::Seen(_)) => CardKind::Cac,
        (Observed::Absent, Observed::Absent) => CardKind::Other,
        _ => CardKind::Unread,
    }
}

fn applications(card: &Card) -> Vec<Application> {
    let mut out = Vec::new();
    if card.piv.seen().is_some() {
        out.push(Application::Piv);
    }
    if let Some(cac) = card.cac.seen() {
        if cac.ccc.seen().is_some() {
            out.push(Application::CacCcc);
        }
        if cac.aca.seen().is_some() {
            out.push(Application::CacAca);
        }
        if cac.applets.iter().any(|it| !it.content.is_absent()) {
            out.push(Application::CacPki);
        }
    }
    out
}

fn atr(bytes: &crate::facts::Bytes) -> AtrCase {
    match Atr::parse(bytes) {
        Ok(it) => AtrCase {
            hex: bytes.hex(),
            life_cycle: it.historical.life_cycle,
            lines: it.describe(),
            problems: it.problems.iter().map(ToString::to_string).collect(),
        },
        Err(error) => AtrCase {
            hex: bytes.hex(),
            life_cycle: None,
            lines: Vec::new(),
            problems: vec![error.to_string()],
        },
    }
}

fn chuid(card: &Card, problems: &mut Problems) -> Decoded<ChuidCase> {
    let Some(piv) = card.piv.seen() else {
        return Decoded::NotRead(if card.piv.is_absent() {
            "the card has no PIV application".to_owned()
        } else {
            "the PIV application could not be read".to_owned()
        });
    };
    let answer = match &piv.chuid {
        Observed::Seen(it) => it,
        Observed::Absent => return Decoded::Missing,
        Observed::Failed(it) => {
            problems.unread("CHUID", it);
            return Decoded::NotRead(describe(it));
        }
        Observed::Unasked { because } => return Decoded::NotRead(because.clone()),
    };
    let content = match strip_53(answer) {
        Ok([]) => return Decoded::Missing,
        Ok(it) => it,
        Err(error) => {
            problems.garbled("CHUID", error);
            return Decoded::Malformed(error.to_string());
        }
    };
    let it = Chuid::parse(content);
    if it.fascn_bytes.is_none() && it.guid.is_none() && it.expiry.is_none() {
        let words = it.problems.first().map_or_else(
            || "none of its elements is there".to_owned(),
            ToString::to_string,
        );
        problems.garbled("CHUID", &words);
        return Decoded::Malformed(words);
    }
    for problem in &it.problems {
        problems.garbled("CHUID", problem);
    }
    Decoded::Value(ChuidCase {
        signature: signed::chuid(content),
        fascn_bytes: it.fascn_bytes.clone().map(Pii),
        fascn: match (&it.fascn, &it.fascn_bytes) {
            (Some(fascn), _) => Ok(FascnCase {
                agency: fascn.agency.clone(),
                system: fascn.system.clone(),
                credential: Pii(fascn.credential.clone()),
                person: Pii(fascn.person.clone()),
            }),
            (None, Some(_)) => Err("its FASC-N cannot be decoded".to_owned()),
            (None, None) => Err("it holds no FASC-N".to_owned()),
        },
        guid: it.guid.map(|it| Pii(uuid(&it))),
        expires: it.expiry.and_then(|(year, month, day)| {
            Date::from_calendar_date(i32::from(year), Month::try_from(month).ok()?, day).ok()
        }),
    })
}

/// RFC 4122 §3.
fn uuid(bytes: &[u8; 16]) -> String {
    let hex = crate::facts::Bytes(bytes.to_vec())
        .hex()
        .to_ascii_lowercase();
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default().to_owned();
    [
        part(0, 8),
        part(8, 12),
        part(12, 16),
        part(16, 20),
        part(20, 32),
    ]
    .join("-")
}

/// Objects whose content no rule judges yet, but whose bytes should be what the standard says.
fn other_objects(card: &Card, problems: &mut Problems) {
    let Some(piv) = card.piv.seen() else { return };
    match ApplicationTemplate::parse(&piv.template) {
        Ok(it) => {
            if let Some(error) = it.broken {
                problems.garbled("SELECT PIV", error);
            }
        }
        Err(error) => problems.garbled("SELECT PIV", error),
    }
    match &piv.discovery {
        Observed::Seen(it) => {
            if let Err(error) = Discovery::parse(it) {
                problems.garbled("Discovery Object", error);
            }
        }
        Observed::Failed(it) => problems.unread("Discovery Object", it),
        _ => {}
    }
    match &piv.key_history {
        Observed::Seen(it) => match strip_53(it) {
            Ok([]) => {}
            Ok(content) => {
                if let Err(error) = KeyHistory::parse(content) {
                    problems.garbled("Key History Object", error);
                }
            }
            Err(error) => problems.garbled("Key History Object", error),
        },
        Observed::Failed(it) => problems.unread("Key History Object", it),
        _ => {}
    }
    match &piv.ccc {
        Observed::Seen(it) => match strip_53(it) {
            Ok(content) => {
                if let Some(error) = Ccc::parse(content).broken {
                    problems.garbled("Card Capability Container", error);
                }
            }
            Err(error) => problems.garbled("Card Capability Container", error),
        },
        Observed::Failed(it) => problems.unread("Card Capability Container", it),
        _ => {}
    }
}

/// What is amiss with the half of a card that is not PIV's, or with one half where the other answered: a card that
/// shows only one may still hold both.
fn other_half(card: &Card, problems: &mut Problems) {
    match (&card.piv, &card.cac) {
        (Observed::Failed(it), Observed::Seen(_)) => problems.unread("PIV application", it),
        (Observed::Seen(_), Observed::Failed(it)) => problems.unread("CAC applets", it),
        _ => {}
    }
    match card.cac.seen().map(|it| &it.ccc) {
        Some(Observed::Seen(it)) => {
            if let Err(error) = Ccc::from_buffers(&it.t, &it.v) {
                problems.garbled("cac:DB00", error);
            }
        }
        Some(Observed::Failed(it)) => problems.unread("cac:DB00", it),
        _ => {}
    }
}

fn pin(card: &Card, slot: Option<Interface>) -> PinState {
    let answer = match (card.piv.seen(), card.cac.seen()) {
        (Some(piv), _) => &piv.pin,
        (None, Some(cac)) => &cac.pin,
        (None, None) if card.piv.is_absent() && card.cac.is_absent() => {
            return PinState::NotRead("the card has no PIV or CAC application".to_owned());
        }
        (None, None) => {
            return PinState::NotRead("no application of the card could be read".to_owned());
        }
    };
    match answer {
        Observed::Seen(it) => tries(it, slot),
        Observed::Absent => PinState::NotRead("the card has no such PIN".to_owned()),
        Observed::Failed(it) => PinState::NotRead(describe(it)),
        Observed::Unasked { because } => PinState::NotRead(because.clone()),
    }
}

/// What an empty VERIFY says (SP 800-73 Part 2 §3.2.1; the exceptions are card behaviours met in the field).
fn tries(answer: &PinAnswer, slot: Option<Interface>) -> PinState {
    let reference = answer.reference.clone();
    let sw = StatusWord(answer.sw);
    let uncounted = |because: String| PinState::Uncounted {
        reference: reference.clone(),
        because,
    };
    if slot == Some(Interface::Contactless) && (answer.sw == 0x6983 || sw.tries_left() == Some(0)) {
        // The issuer may stop PIN use over the air before the contact limit (SP 800-73 Part 2 §3.2.1).
        return uncounted(
            "over contactless the card may say \"blocked\" while tries remain".to_owned(),
        );
    }
    match (sw.tries_left(), answer.sw) {
        (Some(0), _) | (_, 0x6983) => PinState::Locked { reference },
        (Some(left), _) => PinState::Tries { reference, left },
        (None, 0x9000) => uncounted(
            "the card says the PIN has been given already or is not needed (9000), and then it tells no count".to_owned(),
        ),
        // YubiKey NEO style: the low nibble counts. 6300 itself is "failed", without a count.
        (None, it @ 0x6301..=0x630F) => PinState::Tries { reference, left: (it & 0xF) as u8 },
        (None, _) => uncounted(match sw.meaning() {
            Some(meaning) => format!("the card answered {sw}: {meaning}"),
            None => format!("the card answered {sw}"),
        }),
    }
}
