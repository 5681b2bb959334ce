//! Every command that can ever be sent to a card. None of them changes anything on it.
use crate::standards::apdu::{Command, Le};
use crate::standards::{cac, piv};

/// The closed set of read-only commands. VERIFY with data, GENERAL AUTHENTICATE and everything that writes cannot be
/// expressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadOnly {
    /// SELECT by AID (ISO/IEC 7816-4 §11.2.2).
    Select(Application),
    /// SELECT of an object inside the current CAC applet (GSC-IS 2.1 §5.3.3).
    SelectObject([u8; 2]),
    /// GET DATA of one PIV object that needs no PIN (SP 800-73 Part 2 §3.1.2).
    GetData(PivObject),
    /// READ BUFFER of a CAC object (GSC-IS 2.1 §5.3.4).
    ReadBuffer {
        buffer: Buffer,
        offset: u16,
        count: u8,
    },
    /// GET PROPERTIES of a CAC applet (GSC-IS 2.1 §5.3.2).
    GetProperties,
    /// GET CERTIFICATE of a CAC-1 (100 bytes a time).
    GetCertificate { le: u8 },
    /// Empty VERIFY: asks for the tries left and spends none (SP 800-73 Part 2 §3.2.1).
    CountTries { reference: PinReference },
    /// The rest of the last answer (ISO/IEC 7816-4 §11.9.1).
    GetResponse { le: u8 },
}

/// What SELECT may name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Application {
    /// By its full AID.
    Piv,
    /// By the AID without its version, for cards that refuse the full one.
    PivTruncated,
    CacCcc,
    /// As found on HID and G+D ALT tokens.
    CacAca,
    /// A CAC PKI or other generic container applet: RID A000000079 or A000000116 and its application id.
    CacApplet {
        rid: [u8; 5],
        id: [u8; 2],
    },
}

impl Application {
    fn aid(&self) -> Vec<u8> {
        match self {
            Application::Piv => piv::AID.to_vec(),
            Application::PivTruncated => piv::TRUNCATED_AID.to_vec(),
            Application::CacCcc => cac::CCC.to_vec(),
            Application::CacAca => cac::ACA[1].to_vec(),
            Application::CacApplet { rid, id } => rid.iter().chain(id).copied().collect(),
        }
    }
}

/// PIV objects that every cardholder's reader may see: access rule "Always" (SP 800-73 Part 1 Table 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PivObject {
    Discovery,
    Chuid,
    Ccc,
    KeyHistory,
    SecurityObject,
    Certificate(piv::Container),
}

impl PivObject {
    pub fn tag(self) -> Vec<u8> {
        match self {
            PivObject::Discovery => piv::DISCOVERY.to_vec(),
            PivObject::Chuid => piv::CHUID.to_vec(),
            PivObject::Ccc => piv::CCC.to_vec(),
            PivObject::KeyHistory => piv::KEY_HISTORY.to_vec(),
            PivObject::SecurityObject => piv::SECURITY_OBJECT.to_vec(),
            PivObject::Certificate(it) => it.tag().to_vec(),
        }
    }
}

/// The two halves of a GSC-IS object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Buffer {
    /// Tags and lengths.
    T,
    /// Values.
    V,
}

/// PIN references an empty VERIFY may name (SP 800-73 Part 1 Table 4b; GSC-IS uses 00).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PinReference {
    /// 80, the PIV Card Application PIN.
    PivCard,
    /// 00, the Global PIN, and the PIN of a CAC.
    Global,
}

impl PinReference {
    pub fn p2(self) -> u8 {
        match self {
            PinReference::PivCard => 0x80,
            PinReference::Global => 0x00,
        }
    }

    pub fn hex(self) -> &'static str {
        match self {
            PinReference::PivCard => "80",
            PinReference::Global => "00",
        }
    }
}

/// Class of the CAC's own commands; cards that know only the interindustry class say 6E00 to it.
pub(super) const CAC_CLASS: u8 = 0x80;

impl ReadOnly {
    /// The command APDU with the Le of a short one; `class` replaces the class byte of the CAC's own commands.
    pub(super) fn command(&self, class: u8) -> Command {
        let whole = Le::Short(0);
        let apdu = |cla, ins, p1, p2, data: Vec<u8>, le| Command {
            cla,
            ins,
            p1,
            p2,
            data,
            le,
        };
        match self {
            ReadOnly::Select(it) => apdu(0x00, 0xA4, 0x04, 0x00, it.aid(), whole),
            ReadOnly::SelectObject(id) => apdu(0x00, 0xA4, 0x02, 0x00, id.to_vec(), whole),
            ReadOnly::GetData(object) => {
                let tag = object.tag();
                let list = [&[0x5C, tag.len() as u8], tag.as_slice()].concat();
                apdu(0x00, 0xCB, 0x3F, 0xFF, list, whole)
            }
            ReadOnly::ReadBuffer {
                buffer,
                offset,
                count,
            } => {
                let [high, low] = offset.to_be_bytes();
                let kind = match buffer {
                    Buffer::T => 0x01,
                    Buffer::V => 0x02,
                };
                apdu(class, 0x52, high, low, vec![kind, *count], whole)
            }
            ReadOnly::GetProperties => apdu(class, 0x56, 0x01, 0x00, Vec::new(), whole),
            ReadOnly::GetCertificate { le } => {
                apdu(class, 0x36, 0x00, 0x00, Vec::new(), Le::Short(*le))
            }
            ReadOnly::CountTries { reference } => {
                apdu(0x00, 0x20, 0x00, reference.p2(), Vec::new(), Le::None)
            }
            ReadOnly::GetResponse { le } => {
                apdu(0x00, 0xC0, 0x00, 0x00, Vec::new(), Le::Short(*le))
            }
        }
    }

    /// For messages: `GET DATA 5FC105`.
    pub fn name(&self) -> String {
        let hex = |bytes: &[u8]| crate::standards::hex::joined(bytes);
        match self {
            ReadOnly::Select(it) => format!("SELECT {}", hex(&it.aid())),
            ReadOnly::SelectObject(id) => format!("SELECT object {}", hex(id)),
            ReadOnly::GetData(object) => format!("GET DATA {}", hex(&object.tag())),
            ReadOnly::ReadBuffer {
                buffer: Buffer::T, ..
            } => "READ BUFFER T".to_owned(),
            ReadOnly::ReadBuffer {
                buffer: Buffer::V, ..
            } => "READ BUFFER V".to_owned(),
            ReadOnly::GetProperties => "GET PROPERTIES".to_owned(),
            ReadOnly::GetCertificate { .. } => "GET CERTIFICATE".to_owned(),
            ReadOnly::CountTries { reference } => {
                format!("VERIFY {} without data", reference.hex())
            }
            ReadOnly::GetResponse { .. } => "GET RESPONSE".to_owned(),
        }
    }
}

/// One line of `rules --safety`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SafeCommand {
    pub name: &'static str,
    /// The command's bytes, `nn` standing for what varies.
    pub bytes: &'static str,
    pub why: &'static str,
    pub source: &'static str,
}

/// Every command the tool can ever send to a card.
pub fn all() -> &'static [SafeCommand] {
    const fn it(
        name: &'static str,
        bytes: &'static str,
        why: &'static str,
        source: &'static str,
    ) -> SafeCommand {
        SafeCommand {
            name,
            bytes,
            why,
            source,
        }
    }
    const ALL: &[SafeCommand] = &[
        it(
            "SELECT application",
            "00 A4 04 00 nn AID [00]",
            "asks whether PIV (A000000308…), the CAC's CCC (A0000001 16DB00), ACA (A000000079 1000) or a PKI applet answers",
            "ISO/IEC 7816-4 §11.2.2; SP 800-73 Part 2 §3.1.1; GSC-IS 2.1 §5.3.3",
        ),
        it(
            "SELECT object",
            "00 A4 02 00 02 nn nn [00]",
            "chooses an object inside a CAC applet",
            "GSC-IS 2.1 §5.3.3",
        ),
        it(
            "GET DATA",
            "00 CB 3F FF nn 5C nn TAG [00]",
            "reads discovery, CHUID, CCC, key history, security object and certificates; never an object that needs a PIN",
            "SP 800-73 Part 2 §3.1.2",
        ),
        it(
            "READ BUFFER",
            "80 52 nn nn 02 01|02 nn [00]",
            "reads the tags and the values of a CAC object (class 00 where 80 is refused)",
            "GSC-IS 2.1 §5.3.4",
        ),
        it(
            "GET PROPERTIES",
            "80 56 01 00 00",
            "lists the objects of a CAC applet",
            "GSC-IS 2.1 §5.3.2",
        ),
        it(
            "GET CERTIFICATE",
            "80 36 00 00 nn",
            "reads the certificate of a CAC-1",
            "CAC-1 applets (before GSC-IS 2.1)",
        ),
        it(
            "VERIFY without data",
            "00 20 00 80|00 [00]",
            "asks how many PIN tries are left; holds no PIN and spends no try",
            "SP 800-73 Part 2 §3.2.1",
        ),
        it(
            "GET RESPONSE",
            "00 C0 00 00 nn",
            "fetches the rest of an answer",
            "ISO/IEC 7816-4 §11.9.1",
        ),
    ];
    ALL
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Instructions a read-only tool may send; anything else must not be expressible.
    const HARMLESS: [u8; 7] = [0xA4, 0xCB, 0x52, 0x56, 0x36, 0x20, 0xC0];

    #[test]
    fn a_verify_never_carries_data() {
        for reference in [PinReference::PivCard, PinReference::Global] {
            let bytes = ReadOnly::CountTries { reference }
                .command(CAC_CLASS)
                .encode();
            assert_eq!(bytes, [0x00, 0x20, 0x00, reference.p2()]);
        }
    }

    #[test]
    fn every_command_is_in_the_printed_list() {
        let one_of_each = [
            ReadOnly::Select(Application::Piv),
            ReadOnly::SelectObject([1, 0]),
            ReadOnly::GetData(PivObject::Discovery),
            ReadOnly::ReadBuffer {
                buffer: Buffer::T,
                offset: 0,
                count: 255,
            },
            ReadOnly::GetProperties,
            ReadOnly::GetCertificate { le: 100 },
            ReadOnly::CountTries {
                reference: PinReference::PivCard,
            },
            ReadOnly::GetResponse { le: 0 },
        ];
        for it in &one_of_each {
            let bytes = it.command(CAC_CLASS).encode();
            assert!(HARMLESS.contains(&bytes[1]), "{}", it.name());
            let head = format!("{:02X} {:02X}", bytes[0], bytes[1]);
            assert!(
                all().iter().any(|line| line.bytes.starts_with(&head)),
                "{head} is not printed"
            );
        }
        let printed: std::collections::BTreeSet<&str> =
            all().iter().map(|it| &it.bytes[3..5]).collect();
        assert_eq!(printed.len(), HARMLESS.len());
    }
}
