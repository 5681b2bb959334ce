//! What a simulated card is to be.
use super::fascn::FascN;
use super::fault::{Fault, ObjectId, Placed};
use std::{fmt, str::FromStr};
use time::OffsetDateTime;

/// Which applications the card holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// PIV alone, as on a DoD alternate token.
    Piv,
    /// The CAC (GSC-IS) applets alone.
    Cac,
    /// Both, as on the CACs of the 2010s and later.
    Dual,
    /// Neither: a bank card, say.
    Foreign,
}

impl Kind {
    pub const ALL: [Kind; 4] = [Kind::Piv, Kind::Cac, Kind::Dual, Kind::Foreign];

    pub fn has_piv(self) -> bool {
        matches!(self, Kind::Piv | Kind::Dual)
    }

    pub fn has_cac(self) -> bool {
        matches!(self, Kind::Cac | Kind::Dual)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Kind::Piv => "piv",
            Kind::Cac => "cac",
            Kind::Dual => "dual",
            Kind::Foreign => "foreign",
        })
    }
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no kind of card: piv, cac, dual or foreign")]
pub struct KindError(String);

impl FromStr for Kind {
    type Err = KindError;

    fn from_str(text: &str) -> Result<Self, KindError> {
        let found = Kind::ALL.into_iter().find(|kind| kind.to_string() == text);
        found.ok_or_else(|| KindError(text.to_owned()))
    }
}

/// The transmission protocol of ISO/IEC 7816-3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    T0,
    T1,
}

/// The generation of the CAC applets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CacShape {
    /// GSC-IS 2.1: CCC, READ BUFFER.
    Two,
    /// The first one, before 2006: GET CERTIFICATE.
    One,
    /// An administrator's token: PKI applets and an access control applet at 1000, no CCC.
    AltToken,
}

/// How certificates lie in their containers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    Plain,
    /// RFC 1952.
    Gzip,
    /// RFC 1950; seen on CAC applets only.
    Zlib,
}

/// What READ BUFFER does when asked for more than there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PastEnd {
    /// 6A86.
    Refuse,
    /// What is there.
    Shorten,
}

/// The holder's key in 9A.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyType {
    Rsa2048,
    P384,
}

/// Whom the card names: nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    /// `LAST.FIRST.MIDDLE`, as in a DoD common name before the EDIPI.
    pub name: &'static str,
    pub email: &'static str,
    pub fasc_n: FascN,
    /// The card's UUID, the GUID of the CHUID (RFC 9562, version 4).
    pub uuid: [u8; 16],
}

/// The person of every example.
pub const JANE: Holder = Holder {
    name: "DOE.JANE.QUINN",
    email: "jane.q.doe.civ@mail.example",
    fasc_n: FascN {
        agency: 9700,
        system: 4321,
        credential: 123_456,
        series: 0,
        issue: 1,
        person: 1_234_567_890,
        category: 1,
        organisation: 2100,
        association: 2,
    },
    uuid: [
        0x6F, 0x3C, 0x1D, 0x52, 0x0B, 0x8E, 0x4A, 0x77, 0x9C, 0x21, 0x5D, 0xE0, 0x48, 0xB7, 0x13,
        0xAA,
    ],
};

/// Everything that makes a simulated card. Start from [`Spec::new`] and change what matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spec {
    pub kind: Kind,
    /// What the certificates are issued around.
    pub now: OffsetDateTime,
    pub protocol: Protocol,
    /// Takes extended-length APDUs, and says so in the ATR and in tag 7F66.
    pub extended_length: bool,
    pub cac: CacShape,
    pub packing: Packing,
    pub past_end: PastEnd,
    pub key_type: KeyType,
    /// Retired key management certificates on the card, up to 20.
    pub retired: u8,
    /// The two bytes of the PIN usage policy in the Discovery Object; `None`: no such object.
    pub pin_policy: Option<[u8; 2]>,
    pub pin: &'static str,
    /// Tries before the PIN is blocked.
    pub pin_tries: u8,
    pub holder: Holder,
    pub faults: Vec<Placed>,
}

impl Spec {
    /// A healthy card of its kind, with the protocol that such cards use.
    pub fn new(kind: Kind, now: OffsetDateTime) -> Self {
        Spec {
            kind,
            now,
            protocol: match kind {
                Kind::Cac | Kind::Dual | Kind::Foreign => Protocol::T0,
                Kind::Piv => Protocol::T1,
            },
            extended_length: false,
            cac: CacShape::Two,
            packing: Packing::Plain,
            past_end: PastEnd::Refuse,
            key_type: KeyType::Rsa2048,
            retired: 0,
            pin_policy: Some([0x40, 0x00]),
            pin: "123456",
            pin_tries: 3,
            holder: JANE,
            faults: Vec::new(),
        }
    }

    /// The same card with other applications, and the protocol such cards use.
    pub fn of_kind(self, kind: Kind) -> Self {
        let protocol = Spec::new(kind, self.now).protocol;
        Spec {
            kind,
            protocol,
            ..self
        }
    }

    pub fn with_fault(mut self, fault: impl Into<Placed>) -> Self {
        self.faults.push(fault.into());
        self
    }

    /// A fault of the card as a whole.
    pub(super) fn has(&self, fault: Fault) -> bool {
        self.faults.iter().any(|it| it.fault == fault)
    }

    /// A fault that shows with this object.
    pub(super) fn has_at(&self, fault: Fault, object: ObjectId) -> bool {
        self.faults
            .iter()
            .any(|it| it.fault == fault && it.touches(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_read_back() {
        for kind in Kind::ALL {
            assert_eq!(kind.to_string().parse(), Ok(kind));
        }
        assert_eq!("sim".parse::<Kind>(), Err(KindError("sim".to_owned())));
    }
}
