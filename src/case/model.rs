//! What readers, cards and certificates are once they were read.
use super::{ObjectCase, SecurityObjectCase, Tie, certificates};
use crate::facts::{Pii, Reader};
use crate::pki::cms::SignatureCheck;
use crate::pki::profile::{KeyStrength, Kind};
use crate::pki::{Certificate, Profile};
use crate::standards::pcsc::Interface;
use time::Date;

/// A reader with what its answers mean.
pub struct ReaderCase<'s> {
    /// Place in the snapshot and in the report.
    pub index: usize,
    pub facts: &'s Reader,
    pub name: Pii<String>,
    /// The number of the device in the service's list, from its name; its slots share it.
    pub number: Option<u8>,
    /// The USB device it is, by its place, and how sure that is.
    pub device: Option<(usize, Tie)>,
    /// As its name says; none where it says nothing.
    pub slot: Option<Interface>,
    /// Words of the state flags: `present`, `inuse`.
    pub state: Vec<&'static str>,
    /// USB vendor and product id, from the TLV properties or of the device it is.
    pub usb: Option<(u16, u16)>,
    pub pin_pad: Option<bool>,
    /// PC/SC part 10 features, by name.
    pub features: Vec<String>,
    /// PC/SC part 10 TLV properties: name and value.
    pub properties: Vec<(&'static str, String)>,
    /// Largest APDU data the reader takes, bytes; 65536 where extended length works.
    pub max_apdu: Option<u32>,
    pub firmware: Option<String>,
    pub card: CardCase,
}

/// A card with what its answers mean.
pub struct CardCase {
    pub kind: CardKind,
    pub applications: Vec<Application>,
    pub atr: Option<AtrCase>,
    /// From an installed ATR list, then from our own short table.
    pub names: Vec<String>,
    pub protocol: Option<String>,
    pub chuid: Decoded<ChuidCase>,
    pub security_object: Decoded<SecurityObjectCase>,
    pub pin: PinState,
    /// PIV containers, then CAC applets.
    pub certificates: Vec<CertificateCase>,
    /// What was read besides certificates.
    pub objects: Vec<ObjectCase>,
    /// Objects that answered and could not be understood.
    pub garbled: Vec<ObjectProblem>,
    /// Objects that could not be had: refused, or the card or the time was gone.
    pub unread: Vec<ObjectProblem>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardKind {
    /// Both halves.
    CacPiv,
    Piv,
    Cac,
    /// Answers, but is neither.
    Other,
    /// In the slot, no ATR.
    Mute,
    /// The slot is empty.
    None,
    /// A card is there and could not be asked.
    Unread,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Application {
    Piv,
    CacCcc,
    CacAca,
    CacPki,
}

pub struct AtrCase {
    pub hex: String,
    /// Card life cycle status byte of the historical bytes.
    pub life_cycle: Option<u8>,
    /// Lines for people.
    pub lines: Vec<String>,
    /// What is wrong with its structure.
    pub problems: Vec<String>,
}

/// The outcome of decoding something that may not be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decoded<T> {
    Value(T),
    /// Not on this card.
    Missing,
    /// Not looked for, or the card refused; why.
    NotRead(String),
    /// There, and not understood; why.
    Malformed(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChuidCase {
    /// The FASC-N as the standard writes it, or why it could not be read.
    pub fascn: Result<FascnCase, String>,
    /// As the card gave it; certificates repeat these bytes.
    pub fascn_bytes: Option<Pii<Vec<u8>>>,
    /// Card UUID, 8-4-4-4-12.
    pub guid: Option<Pii<String>>,
    /// Last day the card is good.
    pub expires: Option<Date>,
    /// The issuer's signature over the rest.
    pub signature: SignatureCheck,
}

/// What the places that name a person by EDIPI say together: the certificate's common name, UPN and FASC-N, and on a card
/// of the Department of Defense the CHUID.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edipi {
    /// The first place that names one.
    pub place: &'static str,
    /// The places that name another.
    pub differs_in: Vec<&'static str>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FascnCase {
    pub agency: String,
    pub system: String,
    pub credential: Pii<String>,
    /// Person identifier; the EDIPI on DoD cards.
    pub person: Pii<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PinState {
    /// Tries left, and the reference asked (`80`, `00`).
    Tries {
        reference: String,
        left: u8,
    },
    /// Blocked.
    Locked {
        reference: String,
    },
    /// The card answered, and the answer gives no count; why.
    Uncounted {
        reference: String,
        because: String,
    },
    NotRead(String),
}

pub struct CertificateCase {
    /// `9A`, `9C`, `9D`, `9E`, `82` … `95`, `cac:0100`.
    pub container: String,
    pub purpose: Purpose,
    /// Place in the report's `certificates` of this card.
    pub index: usize,
    /// The certificate, or why its bytes are none.
    pub content: Result<Certificate, String>,
    /// What it is for by its content.
    pub profile: Option<Profile>,
    /// What SP 800-78-5 says of its key in this place at the time of interest.
    pub strength: KeyStrength,
    /// The container before this one that holds the same certificate: CAC applets repeat PIV certificates.
    pub same_as: Option<String>,
    /// Its FASC-N is that of the CHUID; none where one of the two is not there.
    pub fascn_matches: Option<bool>,
    /// Whether it and the CHUID name one person; none where fewer than two places name any.
    pub edipi: Option<Edipi>,
    /// Its UUID is that of the CHUID; none where one of the two is not there.
    pub uuid_matches: Option<bool>,
    /// The one to pick for sign-in.
    pub pick_for_sign_in: bool,
    /// Why it is or is not the one, in a few words.
    pub why: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    PivAuthentication,
    DigitalSignature,
    KeyManagement,
    CardAuthentication,
    Retired,
    CacIdentity,
    CacSignature,
    CacEncryption,
}

/// An object that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectProblem {
    /// `CHUID`, `9A`, `cac:0100`, `SELECT PIV`.
    pub object: String,
    pub problem: String,
}

impl ReaderCase<'_> {
    /// JSON pointer into the report: this reader, and `tail` below it.
    pub fn at(&self, tail: &str) -> String {
        format!("/readers/{}/{tail}", self.index)
    }

    pub fn has(&self, flag: &str) -> bool {
        self.state.contains(&flag)
    }

    pub fn has_piv(&self) -> bool {
        self.card.applications.contains(&Application::Piv)
    }

    pub fn has_card(&self) -> bool {
        self.card.kind != CardKind::None && self.facts.card.seen().is_some()
    }

    /// The code with which the connection to the card failed.
    pub fn connection_error(&self) -> Option<u32> {
        self.facts.card.seen()?.connection.failure()?.code
    }

    /// Whether a connection to the card stood.
    pub fn is_connected(&self) -> bool {
        self.facts
            .card
            .seen()
            .is_some_and(|it| it.connection.seen().is_some())
    }
}

impl CardCase {
    pub fn is_cac_or_piv(&self) -> bool {
        matches!(self.kind, CardKind::CacPiv | CardKind::Piv | CardKind::Cac)
    }
}

/// An object as people read of it: `the PIV Authentication certificate (9A)`, `the CHUID`.
pub fn object_words(object: &str) -> String {
    match (certificates::purpose(object), object) {
        (Some(purpose), _) => format!("the {} certificate ({object})", purpose.words()),
        (None, "SELECT PIV") => "the answer to SELECT PIV".to_owned(),
        (None, "cac:DB00") => "the CAC's Card Capability Container (cac:DB00)".to_owned(),
        (None, _) => format!("the {object}"),
    }
}

impl CertificateCase {
    /// What it is for by its content.
    pub fn kind(&self) -> Option<Kind> {
        self.profile.as_ref().map(|it| it.kind)
    }

    /// As a certificate picker shows it: the subject's common name and the issuer's.
    pub fn shown_as(&self) -> String {
        match &self.content {
            Ok(it) => match (&it.common_name, &it.issuer_common_name) {
                (Some(subject), Some(issuer)) => format!("{} (issued by {issuer})", subject.0),
                (Some(subject), None) => subject.0.clone(),
                _ => it.subject.0.clone(),
            },
            Err(_) => format!("the certificate in {}", self.container),
        }
    }
}

impl Purpose {
    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            Purpose::PivAuthentication => "PIV Authentication",
            Purpose::DigitalSignature => "Digital Signature",
            Purpose::KeyManagement => "Key Management (encryption)",
            Purpose::CardAuthentication => "Card Authentication",
            Purpose::Retired => "retired Key Management",
            Purpose::CacIdentity => "CAC Identity",
            Purpose::CacSignature => "CAC e-mail signature",
            Purpose::CacEncryption => "CAC e-mail encryption",
        }
    }
}

impl CardKind {
    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            CardKind::CacPiv => "CAC with PIV",
            CardKind::Piv => "PIV card",
            CardKind::Cac => "CAC without PIV",
            CardKind::Other => "not a CAC or PIV card",
            CardKind::Mute => "does not answer",
            CardKind::None => "no card",
            CardKind::Unread => "not read",
        }
    }
}
