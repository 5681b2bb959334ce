use super::{Bytes, Failure, Observed, Pii, personal};
use serde::{Deserialize, Serialize};

/// One card in one reader. Object values are as the card gave them, after the `61xx`/`6Cxx` parts were put together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Answer-To-Reset. `Failed`: the card is mute, unpowered or could not be reached.
    pub atr: Observed<Bytes>,
    /// Names of this ATR in an installed `smartcard_list.txt`. `Absent`: not listed, or no list installed.
    pub names: Observed<Vec<String>>,
    /// SCardConnect in shared mode.
    pub connection: Observed<Connection>,
    pub piv: Observed<PivApplication>,
    pub cac: Observed<CacApplication>,
    pub traffic: Traffic,
}

impl Card {
    /// Everything about this card that was looked at and failed.
    pub fn failures(&self) -> impl Iterator<Item = &Failure> {
        let piv = self.piv.seen().into_iter().flat_map(|it| {
            let objects = [
                it.discovery.failure(),
                it.pin.failure(),
                it.chuid.failure(),
                it.key_history.failure(),
                it.ccc.failure(),
                it.security_object.failure(),
            ];
            let certificates = it.certificates.iter().map(|it| it.object.failure());
            objects.into_iter().chain(certificates).flatten()
        });
        let cac = self.cac.seen().into_iter().flat_map(|it| {
            let applets = it.applets.iter().map(|it| it.content.failure());
            [it.ccc.failure(), it.pin.failure()]
                .into_iter()
                .chain(applets)
                .flatten()
        });
        let card = [
            self.connection.failure(),
            self.atr.failure(),
            self.piv.failure(),
            self.cac.failure(),
        ];
        card.into_iter().flatten().chain(piv).chain(cac)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// `T=0` or `T=1`.
    pub protocol: String,
    /// How long connecting and starting the transaction took, milliseconds.
    pub took_ms: u64,
}

/// What went over the wire to the card.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Traffic {
    /// Command APDUs sent, GET RESPONSE included.
    pub commands: u32,
    /// Bytes of command APDUs.
    pub sent: u64,
    /// Bytes of response APDUs, status words included.
    pub received: u64,
    /// Time spent waiting for the card, milliseconds.
    pub took_ms: u64,
}

/// The PIV card application (SP 800-73). `Absent` at [`Card::piv`]: the card says there is none.
/// Objects are whole answers to GET DATA, tag 53 included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PivApplication {
    /// Answer to SELECT: the application property template.
    pub template: Bytes,
    pub discovery: Observed<Bytes>,
    #[serde(serialize_with = "personal::card_object")]
    pub chuid: Observed<Pii<Bytes>>,
    #[serde(serialize_with = "personal::card_object")]
    pub ccc: Observed<Pii<Bytes>>,
    #[serde(serialize_with = "personal::card_object")]
    pub key_history: Observed<Bytes>,
    #[serde(serialize_with = "personal::card_object")]
    pub security_object: Observed<Bytes>,
    /// One entry a container asked for, in the order 9A 9C 9D 9E 82…95.
    pub certificates: Vec<PivCertificate>,
    pub pin: Observed<PinAnswer>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PivCertificate {
    /// Key reference in hex: `9A`, `9C`, `9D`, `9E`, `82` … `95`.
    pub key_reference: String,
    /// The answer to GET DATA, tag 53 included. `Absent`: 6A82.
    #[serde(serialize_with = "personal::card_object")]
    pub object: Observed<Pii<Bytes>>,
}

/// What an empty VERIFY answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinAnswer {
    /// PIN reference (P2) in hex: `80` PIV, `00` Global PIN or CAC.
    pub reference: String,
    /// The status word.
    pub sw: u16,
}

/// The CAC (GSC-IS) applets. `Absent` at [`Card::cac`]: the card says there are none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CacApplication {
    /// The Card Capability Container's T and V buffers. `Absent`: an ALT token.
    pub ccc: Observed<Buffers>,
    /// `Seen`: the AID of the access control applet that answered.
    pub aca: Observed<Bytes>,
    pub applets: Vec<CacApplet>,
    /// Asked with reference 00.
    pub pin: Observed<PinAnswer>,
}

/// A pair of GSC-IS buffers, lengths included as the card stores them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buffers {
    /// Tags and lengths.
    pub t: Bytes,
    /// Values.
    pub v: Pii<Bytes>,
}

/// One PKI applet of a CAC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CacApplet {
    /// Its AID, e.g. `A0000000790100`.
    pub aid: Bytes,
    /// Object id inside the applet, e.g. `0100`.
    pub object: Option<Bytes>,
    /// Answer to GET PROPERTIES.
    pub properties: Observed<Bytes>,
    /// `Absent`: named by the CCC or by custom, and not on this card.
    pub content: Observed<CacContent>,
}

/// How a PKI applet gave its certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CacContent {
    /// READ BUFFER of a T and a V buffer (GSC-IS 2.1).
    Buffers(Buffers),
    /// GET CERTIFICATE of a CAC-1: the whole answer, its first byte the CertInfo.
    Certificate(Pii<Bytes>),
}
