//! The snapshot read once: bytes decoded, cards named, certificates laid side by side. No I/O, no good or bad.
mod card;
mod certificates;
pub mod chain;
mod objects;
mod pick;
mod problems;
mod reader;
mod signed;
mod software;
mod usb;

pub use objects::ObjectCase;
pub use signed::{Comparison, HashEntry, SecurityObjectCase};
pub use software::{DriverCase, DriverOf};
pub use usb::{Departed, DeviceCase, KnownBy, LineCase, Tie};

use crate::facts::{Pii, Reader, SitePolicy, Snapshot};
use crate::pki::cms::SignatureCheck;
use crate::pki::path::Parameters;
use crate::pki::profile::{KeyStrength, Kind};
use crate::pki::revocation::Known;
use crate::pki::{Certificate, Profile};
use crate::standards::pcsc::Interface;
use chain::{ChainCase, Chains};
use std::sync::OnceLock;
use time::{Date, OffsetDateTime};

/// What rules, diagnosis and report read.
pub struct Case<'s> {
    pub snapshot: &'s Snapshot,
    /// Time of interest: when dates are judged.
    pub at: OffsetDateTime,
    /// One entry a reader of the snapshot, in its order.
    pub readers: Vec<ReaderCase<'s>>,
    /// Every USB device of the snapshot, in its order. Empty: not looked at, or there is none.
    pub usb: Vec<DeviceCase<'s>>,
    /// Every driver of USB readers, in the order of the snapshot. Empty: not looked at, or there is none.
    pub drivers: Vec<DriverCase<'s>>,
    /// Lines of the kernel's log that tell of trouble with USB, oldest first.
    pub kernel_log: Vec<LineCase<'s>>,
    /// Card readers that were plugged in since the computer started and are not any more, oldest first.
    pub departed: Vec<Departed>,
    /// Lines of the smart card service's log that tell of trouble, oldest first.
    pub service_log: Vec<LineCase<'s>>,
    /// Whether the tool's own anchors, and those of this computer's stores, count.
    pub with_default_trust: bool,
    parameters: Option<Parameters>,
    /// Paths of the certificates; built when first asked for.
    chains: OnceLock<Chains>,
}

/// How a snapshot is to be judged.
#[derive(Clone, Debug)]
pub struct Judging {
    /// Time of interest; none: when the snapshot was taken.
    pub at: Option<OffsetDateTime>,
    /// Whether the tool's own anchors, and those of this computer's stores, count.
    pub with_default_trust: bool,
    /// What of the paths is asked; none: any purpose, any policy.
    pub parameters: Option<Parameters>,
}

impl Judging {
    /// As without any option.
    pub fn at(at: Option<OffsetDateTime>) -> Judging {
        Judging {
            at,
            with_default_trust: true,
            parameters: None,
        }
    }
}

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

/// [`Case::warn_days`] where no policy says otherwise: this tool's own choice.
const WARN_DAYS: u32 = 30;

impl<'s> Case<'s> {
    /// Reads a snapshot. Dates are judged at `at`, or at the time it was taken.
    pub fn read(snapshot: &'s Snapshot, at: Option<OffsetDateTime>) -> Case<'s> {
        Case::judging(snapshot, Judging::at(at))
    }

    /// Reads a snapshot to be judged like this.
    pub fn judging(snapshot: &'s Snapshot, judging: Judging) -> Case<'s> {
        let at = judging.at.unwrap_or(snapshot.taken_at);
        let readers = snapshot.readers.seen().map_or(&[][..], Vec::as_slice);
        let mut readers: Vec<ReaderCase<'s>> = readers
            .iter()
            .enumerate()
            .map(|(index, it)| reader::read(index, it))
            .collect();
        for it in readers.iter_mut().flat_map(|it| &mut it.card.certificates) {
            if let Ok(content) = &it.content {
                it.strength = KeyStrength::of(content, it.purpose == Purpose::Retired, at);
            }
        }
        if snapshot.redaction.is_some() {
            for it in &mut readers {
                signed::without_content(&mut it.card);
            }
        }
        let mut usb = usb::read(&snapshot.machine);
        usb::tie(&mut usb, &mut readers);
        let kernel_log = usb::kernel(&snapshot.machine.kernel_log);
        Case {
            snapshot,
            at,
            readers,
            departed: usb::departed(&snapshot.machine, &usb, &kernel_log),
            kernel_log,
            usb,
            drivers: software::drivers(&snapshot.machine),
            service_log: usb::service(&snapshot.machine.service_log),
            with_default_trust: judging.with_default_trust,
            parameters: judging.parameters,
            chains: OnceLock::new(),
        }
    }

    /// The paths of all certificates on the cards.
    pub fn chains(&self) -> &Chains {
        self.chains.get_or_init(|| {
            let readers = self.snapshot.readers.seen().into_iter().flatten();
            let certificates: Vec<Vec<u8>> = readers
                .filter_map(|it| it.card.seen())
                .flat_map(crate::pki::on_card::certificates)
                .collect();
            let known = Known::new(&self.snapshot.trust);
            let question = chain::Question {
                parameters: self
                    .parameters
                    .clone()
                    .unwrap_or_else(|| Parameters::at(self.at)),
                with_default: self.with_default_trust,
                beside: &self.snapshot.trust.fetched(),
                revocation: Some(&known),
                redacted: self.snapshot.redaction.is_some(),
            };
            Chains::judge(&self.snapshot.trust, &certificates, &question)
        })
    }

    /// What became of this certificate's paths.
    pub fn chain(&self, it: &CertificateCase) -> Option<&ChainCase> {
        self.chains().of_case(it)
    }

    /// USB devices that are card readers.
    pub fn usb_readers(&self) -> impl Iterator<Item = &DeviceCase<'s>> {
        self.usb.iter().filter(|it| it.is_reader())
    }

    /// Whether PC/SC shows nothing of this card reader. None: that cannot be told, as PC/SC did not list its readers, or not
    /// all of them were looked at.
    pub fn is_silent(&self, device: &DeviceCase<'_>) -> Option<bool> {
        if !device.readers.is_empty() {
            return Some(false);
        }
        let listed = *self.snapshot.service.seen()?.listing.seen()?;
        let untold = |it: &ReaderCase| it.device.is_none() && it.facts.attributes.seen().is_none();
        (listed == self.readers.len() && !self.readers.iter().any(untold)).then_some(true)
    }

    /// Every card that was asked for its applications, with its reader.
    pub fn cards(&self) -> impl Iterator<Item = (&ReaderCase<'s>, &CardCase)> {
        self.readers
            .iter()
            .map(|it| (it, &it.card))
            .filter(|(_, card)| card.is_cac_or_piv())
    }

    /// A date as this workstation's people read it: local, `2027-06-02`.
    pub fn date(&self, at: OffsetDateTime) -> String {
        self.day(at).to_string()
    }

    /// A time as this workstation's people read it: local, `2027-06-02 09:31`.
    pub fn clock(&self, at: OffsetDateTime) -> String {
        let offset = self.snapshot.host.seen().map_or(0, |it| it.utc_offset_s);
        let local = time::UtcOffset::from_whole_seconds(offset)
            .ok()
            .and_then(|it| at.checked_to_offset(it))
            .unwrap_or(at);
        format!("{} {:02}:{:02}", local.date(), local.hour(), local.minute())
    }

    /// The time of interest as a day of the workstation's own calendar.
    pub fn today(&self) -> Date {
        self.day(self.at)
    }

    /// Cards hold dates at the very end of what can be said, such as 99991231235959Z (RFC 5280 §4.1.2.5), which has no
    /// local time east of Greenwich.
    fn day(&self, at: OffsetDateTime) -> Date {
        let offset = self.snapshot.host.seen().map_or(0, |it| it.utc_offset_s);
        let local = time::UtcOffset::from_whole_seconds(offset)
            .ok()
            .and_then(|it| at.checked_to_offset(it));
        local.unwrap_or(at).date()
    }

    /// What the site laid down, where it did.
    pub fn policy(&self) -> Option<&'s SitePolicy> {
        self.snapshot.policy.seen()
    }

    /// How many days ahead an expiry is worth a warning.
    pub fn warn_days(&self) -> u32 {
        let laid_down = self.policy().and_then(|it| it.warn_days);
        laid_down.unwrap_or(WARN_DAYS)
    }

    /// Whether the session bears this mark: `ssh`, `container`.
    pub fn in_session(&self, mark: &str) -> bool {
        self.snapshot
            .host
            .seen()
            .is_some_and(|it| it.session.iter().any(|it| it == mark))
    }

    /// Whole days from the time of interest until `at`; negative where it has passed.
    pub fn days_until(&self, at: OffsetDateTime) -> i64 {
        (at - self.at).whole_seconds().div_euclid(86_400)
    }

    /// The certificate to pick for sign-in, of the first card that has one.
    pub fn pick(&self) -> Option<(&ReaderCase<'s>, &CertificateCase)> {
        self.cards().find_map(|(reader, card)| {
            card.certificates
                .iter()
                .find(|it| it.pick_for_sign_in)
                .map(|it| (reader, it))
        })
    }
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
