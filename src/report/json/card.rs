use super::{Certificate, Error, Look, SecurityObject, Signature};
use crate::case::chain::Chains;
use crate::case::{self, Decoded, PinState, ReaderCase};
use crate::facts::Observed;
use crate::report::words;
use schemars::JsonSchema;
use serde::Serialize;

/// What is in a reader's slot.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Card {
    /// `cac-piv`, `piv`, `cac`, `other`, `mute`, `none`, or `unread`: there, and could not be asked.
    pub kind: &'static str,
    /// Answer-To-Reset, upper-case hexadecimal.
    pub atr: Option<String>,
    /// The ATR decoded, a line for people each.
    pub atr_decoded: Vec<String>,
    /// What is wrong with the ATR's structure.
    pub atr_problems: Vec<String>,
    /// `piv`, `cac-ccc`, `cac-aca`, `cac-pki`.
    pub applications: Vec<&'static str>,
    /// Names of the ATR in an installed list, then in the tool's own.
    pub names: Vec<String>,
    /// `T=0`, `T=1`.
    pub protocol: Option<String>,
    /// Why the card could not be reached.
    pub error: Option<Error>,
    /// SCardConnect in shared mode.
    pub connection: Look,
    /// Selecting the PIV application.
    pub piv: Look,
    /// Selecting the CAC applets.
    pub cac: Look,
    pub chuid: Chuid,
    pub security_object: SecurityObject,
    pub pin: Pin,
    /// PIV containers, then CAC applets.
    pub certificates: Vec<Certificate>,
    /// What was read besides certificates.
    pub objects: Vec<ObjectSummary>,
    /// Objects that answered and could not be understood.
    pub garbled: Vec<ObjectProblem>,
    /// Objects that could not be had.
    pub unread: Vec<ObjectProblem>,
    /// What went over the wire. Null where nothing did.
    pub traffic: Option<Traffic>,
}

/// Card Holder Unique Identifier (SP 800-73 Part 1 §3.1.2).
#[derive(Debug, Serialize, JsonSchema)]
pub struct Chuid {
    /// `ok`, `absent`, `unread`, `malformed`.
    pub status: &'static str,
    pub because: Option<String>,
    pub fascn: Option<Fascn>,
    /// Why the FASC-N could not be read.
    pub fascn_problem: Option<String>,
    /// Card UUID.
    pub guid: Option<String>,
    /// Last day the card is good, `YYYY-MM-DD`.
    pub expires: Option<String>,
    /// The issuer's signature over the rest. Null where the CHUID was not read.
    pub signature: Option<Signature>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Fascn {
    pub agency: String,
    pub system: String,
    pub credential: String,
    /// Person identifier; the EDIPI on DoD cards.
    pub person: String,
}

/// What an empty VERIFY said.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Pin {
    /// Key reference asked: `80`, `00`. Null: not asked.
    pub reference: Option<String>,
    /// Null: the card did not say.
    pub tries_left: Option<u8>,
    pub locked: bool,
    /// Why no count is known.
    pub because: Option<String>,
}

/// An object other than a certificate, in a line.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ObjectSummary {
    /// `CHUID`, `Discovery Object`, `cac:DB00`.
    pub name: String,
    /// `ok`, `absent`, `unread`.
    pub status: &'static str,
    pub summary: String,
}

impl From<&case::ObjectCase> for ObjectSummary {
    fn from(it: &case::ObjectCase) -> ObjectSummary {
        ObjectSummary {
            name: it.name.clone(),
            status: it.status,
            summary: it.summary.clone(),
        }
    }
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ObjectProblem {
    /// `CHUID`, `9A`, `cac:0100`, `SELECT PIV`.
    pub object: String,
    pub problem: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Traffic {
    /// Command APDUs, GET RESPONSE included.
    pub commands: u32,
    /// Bytes sent.
    pub sent: u64,
    /// Bytes received, status words included.
    pub received: u64,
    /// Time spent waiting for the card.
    pub took_ms: u64,
}

impl Card {
    /// The first thing that failed on the way to the card.
    pub fn error_of(reader: &ReaderCase<'_>) -> Option<Error> {
        let facts = &reader.facts.card;
        let below = || facts.seen()?.failures().next();
        facts.failure().or_else(below).map(Error::from)
    }

    pub fn from(reader: &ReaderCase<'_>, chains: &Chains) -> Card {
        let it = &reader.card;
        let facts = &reader.facts.card;
        let card = facts.seen();
        let error = Card::error_of(reader);
        Card {
            kind: words::card_kind(it.kind),
            atr: it.atr.as_ref().map(|it| it.hex.clone()),
            atr_decoded: it
                .atr
                .as_ref()
                .map(|it| it.lines.clone())
                .unwrap_or_default(),
            atr_problems: it
                .atr
                .as_ref()
                .map(|it| it.problems.clone())
                .unwrap_or_default(),
            applications: it
                .applications
                .iter()
                .map(|it| words::application(*it))
                .collect(),
            names: it.names.clone(),
            protocol: it.protocol.clone(),
            error,
            connection: part(facts, |it| Look::at(&it.connection)),
            piv: part(facts, |it| Look::at(&it.piv)),
            cac: part(facts, |it| Look::at(&it.cac)),
            chuid: Chuid::from(&it.chuid, chains),
            security_object: SecurityObject::from(&it.security_object, chains),
            pin: Pin::from(&it.pin),
            certificates: it
                .certificates
                .iter()
                .map(|it| Certificate::from(it, chains))
                .collect(),
            objects: it.objects.iter().map(ObjectSummary::from).collect(),
            garbled: it.garbled.iter().map(ObjectProblem::from).collect(),
            unread: it.unread.iter().map(ObjectProblem::from).collect(),
            traffic: card.map(|it| Traffic {
                commands: it.traffic.commands,
                sent: it.traffic.sent,
                received: it.traffic.received,
                took_ms: it.traffic.took_ms,
            }),
        }
    }
}

impl From<&case::ObjectProblem> for ObjectProblem {
    fn from(it: &case::ObjectProblem) -> ObjectProblem {
        ObjectProblem {
            object: it.object.clone(),
            problem: it.problem.clone(),
        }
    }
}

/// The look at a part of a card, or at the card itself where it was not got.
fn part(card: &Observed<crate::facts::Card>, look: impl Fn(&crate::facts::Card) -> Look) -> Look {
    card.seen().map_or_else(|| Look::at(card), look)
}

impl Chuid {
    fn from(it: &Decoded<crate::case::ChuidCase>, chains: &Chains) -> Chuid {
        let (status, because) = match it {
            Decoded::Value(_) => ("ok", None),
            Decoded::Missing => ("absent", None),
            Decoded::NotRead(why) => ("unread", Some(why.clone())),
            Decoded::Malformed(why) => ("malformed", Some(why.clone())),
        };
        let value = match it {
            Decoded::Value(it) => Some(it),
            _ => None,
        };
        Chuid {
            status,
            because,
            fascn: value.and_then(|it| it.fascn.as_ref().ok()).map(|it| Fascn {
                agency: it.agency.clone(),
                system: it.system.clone(),
                credential: it.credential.0.clone(),
                person: it.person.0.clone(),
            }),
            fascn_problem: value.and_then(|it| it.fascn.as_ref().err().cloned()),
            guid: value.and_then(|it| it.guid.clone()).map(|it| it.0),
            expires: value.and_then(|it| it.expires).map(|it| it.to_string()),
            signature: value.map(|it| Signature::from(&it.signature, chains)),
        }
    }
}

impl Pin {
    fn from(it: &PinState) -> Pin {
        match it.clone() {
            PinState::Tries { reference, left } => Pin {
                reference: Some(reference),
                tries_left: Some(left),
                locked: false,
                because: None,
            },
            PinState::Locked { reference } => Pin {
                reference: Some(reference),
                tries_left: Some(0),
                locked: true,
                because: None,
            },
            PinState::Uncounted { reference, because } => Pin {
                reference: Some(reference),
                tries_left: None,
                locked: false,
                because: Some(because),
            },
            PinState::NotRead(because) => Pin {
                reference: None,
                tries_left: None,
                locked: false,
                because: Some(because),
            },
        }
    }
}
