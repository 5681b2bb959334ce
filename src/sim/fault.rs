//! What can go wrong with a simulated card, and where.
use std::{fmt, str::FromStr};

/// A data object: a PIV tag (`5FC105`, `7E`) or the last two bytes of a CAC applet's AID (`0100`, `DB00`).
pub type ObjectId = u32;

/// The PIV tag of the certificate that goes with a key reference (SP 800-73-5 Part 1 Table 3 and §5.1).
pub fn certificate_tag(key_reference: u8) -> Option<ObjectId> {
    match key_reference {
        0x9A => Some(0x5F_C105),
        0x9C => Some(0x5F_C10A),
        0x9D => Some(0x5F_C10B),
        0x9E => Some(0x5F_C101),
        0x82..=0x95 => Some(0x5F_C10D + ObjectId::from(key_reference - 0x82)),
        _ => None,
    }
}

/// One kind of misbehaviour. The text form is the name in kebab-case, with `=N` where it takes a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    // The chip.
    /// No Answer-To-Reset, no answer to anything.
    Mute,
    /// Pulled out after that many commands.
    RemovedAfter(u32),
    /// Breaks off while handling the command after that many.
    DiesAfter(u32),
    /// Takes that many milliseconds for each command.
    Slow(u32),

    // Answers on their way out.
    /// Answers come in parts of that many bytes at most.
    Parts(u16),
    /// Not even a status word.
    AnswerEmpty,
    AnswerOneByte,
    /// Each GET RESPONSE ends in 61xx again.
    Endless61,
    /// 9000 where data was due.
    SuccessNoData,
    /// Random bytes from that seed, of random length.
    Garbage(u32),
    /// That status word and nothing else.
    Status(u16),
    /// Behind a reader that passes T=0 through: a case 4 command always answers 61xx.
    Tpdu,

    // The applets.
    PinLocked,
    PinOneTry,
    /// An empty VERIFY answers 9000 before any PIN.
    Verify9000,
    /// An empty VERIFY answers 630x.
    Verify630x,
    Discovery6a80,
    RefuseTruncatedAid,
    RefuseFullAid,
    /// SELECT as an extended-length APDU is answered 6986 right after a reset.
    ExtendedSelect6986,
    /// The card says it takes extended length, and answers 6700 to it.
    ExtRefused,

    // What was issued.
    ExpiredCertificate,
    NotYetValid,
    /// The certificates end in that many days.
    ExpiresSoon(u32),
    ChuidExpired,
    /// The certificates are valid longer than the card.
    OutlivesCard,
    NoPivAuth,
    EmptyContainer,
    Gzip,
    /// The container's outer tag is not 53.
    WrongTag,
    /// A length field that runs past the end of the object.
    LengthPastEnd,
    /// A certificate of 64 KiB.
    HugeCertificate,
    /// A small gzip member that inflates to 16 MiB.
    GzipBomb,
    MalformedDer,
    /// Signed over SHA-1.
    Sha1Signed,
    /// The holder's key has 1024 bits.
    Rsa1024,
    NoUpn,
    /// The certificate is for e-mail protection only.
    WrongEku,
    /// The certificate bears the FASC-N of another card.
    FascnMismatch,
    /// The certificate's principal name is of another person.
    EdipiMismatch,
    /// The certificate bears the UUID of another card.
    UuidMismatch,
    /// The subject key identifier is of another key.
    KeyIdentifierMismatch,
    /// PIV NACI is TRUE.
    NaciInterim,
    /// The certificates of 9C and 9D lie in each other's place.
    SwappedSlots,
    /// The signature certificate permits sign-in and has the issuer of the one for it.
    Twin,
    /// The CHUID was changed after it was signed.
    ChuidTampered,
    /// The content signer's certificate ended 100 days ago.
    ContentSignerExpired,
    /// The content signer's certificate is not one for content signing.
    ContentSignerUnfit,
    /// The content signer's certificate is by an authority that nobody knows.
    ContentSignerOfStranger,
    /// The content signer's certificate bears its issuer's name, and another's signature.
    ContentSignerForged,
    NoSecurityObject,
    /// Another content signer than the CHUID's signed the Security Object, and its certificate has ended since.
    SecurityObjectSignedApart,
    /// The Security Object was changed after it was signed.
    SecurityObjectTampered,
    /// The Security Object holds another hash for the Card Capability Container.
    WrongHash,
    /// The Security Object maps the Card Capability Container and holds no hash for it.
    MissingHash,
    /// CHUID and Security Object are signed over SHA-1.
    ObjectsSha1,
}

/// Where a fault shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// Wherever it can.
    #[default]
    Anywhere,
    /// Only with that object.
    Object(ObjectId),
    /// Only with that command, counted from 1 since the card was made.
    Command(u32),
}

/// A fault and its place. Text form: `fault`, `fault@OBJECT` or `fault@#COMMAND`; OBJECT is a key reference (`9A`), a
/// PIV tag (`5FC102`), a CAC applet (`0100`) or one of `chuid`, `ccc`, `security-object`, `key-history`, `discovery`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    pub fault: Fault,
    pub place: Place,
}

impl Placed {
    /// Does it show with this object?
    pub fn touches(&self, object: ObjectId) -> bool {
        match self.place {
            Place::Anywhere => true,
            Place::Object(it) => it == object,
            Place::Command(_) => false,
        }
    }
}

impl Fault {
    pub fn at(self, place: Place) -> Placed {
        Placed { fault: self, place }
    }
}

impl From<Fault> for Placed {
    fn from(fault: Fault) -> Self {
        fault.at(Place::Anywhere)
    }
}

/// Every fault with its name; those with a number hold the usual one.
pub const FAULTS: &[(&str, Fault)] = &[
    ("mute", Fault::Mute),
    ("removed-after", Fault::RemovedAfter(5)),
    ("dies-after", Fault::DiesAfter(5)),
    ("slow", Fault::Slow(40)),
    ("parts", Fault::Parts(100)),
    ("answer-empty", Fault::AnswerEmpty),
    ("answer-one-byte", Fault::AnswerOneByte),
    ("endless-61", Fault::Endless61),
    ("success-no-data", Fault::SuccessNoData),
    ("garbage", Fault::Garbage(1)),
    ("status", Fault::Status(0x6F00)),
    ("tpdu", Fault::Tpdu),
    ("pin-locked", Fault::PinLocked),
    ("pin-one-try", Fault::PinOneTry),
    ("verify-9000", Fault::Verify9000),
    ("verify-630x", Fault::Verify630x),
    ("discovery-6a80", Fault::Discovery6a80),
    ("refuse-truncated-aid", Fault::RefuseTruncatedAid),
    ("refuse-full-aid", Fault::RefuseFullAid),
    ("extended-select-6986", Fault::ExtendedSelect6986),
    ("ext-refused", Fault::ExtRefused),
    ("expired-certificate", Fault::ExpiredCertificate),
    ("not-yet-valid", Fault::NotYetValid),
    ("expires-soon", Fault::ExpiresSoon(12)),
    ("chuid-expired", Fault::ChuidExpired),
    ("outlives-card", Fault::OutlivesCard),
    ("no-piv-auth", Fault::NoPivAuth),
    ("empty-container", Fault::EmptyContainer),
    ("gzip", Fault::Gzip),
    ("wrong-tag", Fault::WrongTag),
    ("length-past-end", Fault::LengthPastEnd),
    ("huge-certificate", Fault::HugeCertificate),
    ("gzip-bomb", Fault::GzipBomb),
    ("malformed-der", Fault::MalformedDer),
    ("sha1-signed", Fault::Sha1Signed),
    ("rsa-1024", Fault::Rsa1024),
    ("no-upn", Fault::NoUpn),
    ("wrong-eku", Fault::WrongEku),
    ("fascn-mismatch", Fault::FascnMismatch),
    ("edipi-mismatch", Fault::EdipiMismatch),
    ("uuid-mismatch", Fault::UuidMismatch),
    ("key-identifier-mismatch", Fault::KeyIdentifierMismatch),
    ("naci-interim", Fault::NaciInterim),
    ("swapped-slots", Fault::SwappedSlots),
    ("twin", Fault::Twin),
    ("chuid-tampered", Fault::ChuidTampered),
    ("content-signer-expired", Fault::ContentSignerExpired),
    ("content-signer-unfit", Fault::ContentSignerUnfit),
    ("content-signer-of-stranger", Fault::ContentSignerOfStranger),
    ("content-signer-forged", Fault::ContentSignerForged),
    ("no-security-object", Fault::NoSecurityObject),
    (
        "security-object-signed-apart",
        Fault::SecurityObjectSignedApart,
    ),
    ("security-object-tampered", Fault::SecurityObjectTampered),
    ("wrong-hash", Fault::WrongHash),
    ("missing-hash", Fault::MissingHash),
    ("objects-sha1", Fault::ObjectsSha1),
];

/// A fault that could not be understood from text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FaultError {
    #[error("no fault is called {0:?}")]
    Name(String),
    #[error("{number:?} in {text:?} is not a number that fits")]
    Number { text: String, number: String },
    #[error("the fault {0:?} takes no number")]
    NoNumber(String),
    #[error("{place:?} in {text:?} names no object and no command")]
    Place { text: String, place: String },
}

impl FromStr for Fault {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, FaultError> {
        let (name, number) = match text.split_once('=') {
            Some((name, number)) => (name, Some(number)),
            None => (text, None),
        };
        let usual = FAULTS
            .iter()
            .find(|(it, _)| *it == name)
            .map(|(_, fault)| *fault);
        let usual = usual.ok_or_else(|| FaultError::Name(name.to_owned()))?;
        let Some(number) = number else {
            return Ok(usual);
        };
        let wrong = || FaultError::Number {
            text: text.to_owned(),
            number: number.to_owned(),
        };
        let decimal = || number.parse::<u32>().map_err(|_| wrong());
        Ok(match usual {
            Fault::RemovedAfter(_) => Fault::RemovedAfter(decimal()?),
            Fault::DiesAfter(_) => Fault::DiesAfter(decimal()?),
            Fault::Slow(_) => Fault::Slow(decimal()?),
            Fault::Garbage(_) => Fault::Garbage(decimal()?),
            Fault::ExpiresSoon(_) => Fault::ExpiresSoon(decimal()?),
            Fault::Parts(_) => match decimal()? {
                n @ 1..=0xFFFF => Fault::Parts(n as u16),
                _ => return Err(wrong()),
            },
            Fault::Status(_) => {
                Fault::Status(u16::from_str_radix(number, 16).map_err(|_| wrong())?)
            }
            _ => return Err(FaultError::NoNumber(name.to_owned())),
        })
    }
}

impl FromStr for Placed {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, FaultError> {
        let Some((fault, place)) = text.split_once('@') else {
            return Ok(text.parse::<Fault>()?.into());
        };
        let fault: Fault = fault.parse()?;
        let wrong = || FaultError::Place {
            text: text.to_owned(),
            place: place.to_owned(),
        };
        let place = match place.strip_prefix('#') {
            Some(number) => Place::Command(number.parse().map_err(|_| wrong())?),
            None => Place::Object(object(place).ok_or_else(wrong)?),
        };
        Ok(fault.at(place))
    }
}

fn object(text: &str) -> Option<ObjectId> {
    Some(match text {
        "chuid" => 0x5F_C102,
        "security-object" => 0x5F_C106,
        "ccc" => 0x5F_C107,
        "key-history" => 0x5F_C10C,
        "discovery" => 0x7E,
        _ => {
            let id = ObjectId::from_str_radix(text, 16).ok()?;
            u8::try_from(id)
                .ok()
                .and_then(certificate_tag)
                .unwrap_or(id)
        }
    })
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let same = |it: &Fault| std::mem::discriminant(it) == std::mem::discriminant(self);
        if let Some((name, _)) = FAULTS.iter().find(|(_, it)| same(it)) {
            f.write_str(name)?;
        }
        match self {
            Fault::RemovedAfter(n)
            | Fault::DiesAfter(n)
            | Fault::Slow(n)
            | Fault::Garbage(n)
            | Fault::ExpiresSoon(n) => write!(f, "={n}"),
            Fault::Parts(n) => write!(f, "={n}"),
            Fault::Status(sw) => write!(f, "={sw:04X}"),
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Placed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fault.fmt(f)?;
        match self.place {
            Place::Anywhere => Ok(()),
            Place::Object(id @ 0..=0xFF) => write!(f, "@{id:02X}"),
            Place::Object(id) => write!(f, "@{id:04X}"),
            Place::Command(number) => write!(f, "@#{number}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_reads_back_from_its_text() {
        for (name, fault) in FAULTS {
            assert_eq!(name.parse(), Ok(*fault));
            assert_eq!(fault.to_string().parse(), Ok(*fault));
        }
        for text in [
            "endless-61@#7",
            "malformed-der@5FC105",
            "status=6A84@0101",
            "expires-soon=3",
        ] {
            assert_eq!(text.parse::<Placed>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn places_have_names() {
        assert_eq!(
            "gzip@9A".parse(),
            Ok(Fault::Gzip.at(Place::Object(0x5F_C105)))
        );
        assert_eq!(
            "gzip@95".parse(),
            Ok(Fault::Gzip.at(Place::Object(0x5F_C120)))
        );
        assert_eq!(
            "wrong-tag@chuid".parse(),
            Ok(Fault::WrongTag.at(Place::Object(0x5F_C102)))
        );
    }

    #[test]
    fn what_is_wrong_is_named() {
        let said = |text: &str| text.parse::<Placed>().unwrap_err().to_string();
        assert_eq!(said("gone"), "no fault is called \"gone\"");
        assert_eq!(said("mute=3"), "the fault \"mute\" takes no number");
        assert_eq!(
            said("parts=0"),
            "\"0\" in \"parts=0\" is not a number that fits"
        );
        assert_eq!(
            said("mute@#x"),
            "\"#x\" in \"mute@#x\" names no object and no command"
        );
    }
}
