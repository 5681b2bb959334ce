//! The two signed objects of a PIV card: the CHUID, and the Security Object with its hashes of the others.
use super::problems::{Problems, describe};
use super::{CardCase, Decoded};
use crate::facts::{Card, Observed, PivApplication};
use crate::pki::Oid;
use crate::pki::cms::{self, Content, Lds, SignatureCheck, SignedData, Verdict};
use crate::pki::on_card::chuid_signature;
use crate::standards::piv::{Container, DataObject, SecurityObject, strip_53};
use crate::standards::simple_tlv::Elements;
use serde::{Deserialize, Serialize};

/// The Security Object (SP 800-73-5 Part 1 §3.1.7), checked as far as objects could be read without a PIN.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityObjectCase {
    pub signature: SignatureCheck,
    /// The hash function of the list.
    pub hash: Option<String>,
    /// Why the list of hashes cannot be read.
    pub problem: Option<String>,
    /// In the order of the mapping; then hashes that nothing is mapped to.
    pub entries: Vec<HashEntry>,
}

/// One data group: which object it is, and whether that is what was signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HashEntry {
    pub group: u32,
    /// Container identifier, four hexadecimal digits; none where the group is mapped to nothing.
    pub container: Option<String>,
    /// The object's name in SP 800-73, or the container's number.
    pub object: String,
    pub outcome: Comparison,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Comparison {
    /// The object is the one that was signed.
    Same,
    /// It is another one.
    Differs,
    /// The object was not to be had; why.
    NotCompared(String),
    /// The card says that it does not hold the object.
    Gone,
    /// The mapping names the container, and the signed list has no hash for it.
    NoHash,
    /// The signed list has a hash, and the mapping names no container for it.
    Unmapped,
}

/// id-PIV-CHUIDSecurityObject, 2.16.840.1.101.3.6.1 (SP 800-73-5 Part 1 §3.1.2).
const CHUID_TYPE: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 6, 1];
/// Tags of the CHUID: issuer asymmetric signature, error detection code, buffer length (SP 800-73-4 Part 1 Table 9).
const SIGNATURE: u8 = 0x3E;
const ERROR_DETECTION: u8 = 0xFE;
const BUFFER_LENGTH: u8 = 0xEE;

/// In a redacted snapshot the signatures are gone with what they were over; a record says what they proved.
pub(super) fn without_content(card: &mut CardCase) {
    if let Decoded::Value(it) = &mut card.chuid {
        it.signature.of_redacted();
    }
    if let Decoded::Value(it) = &mut card.security_object {
        it.signature.of_redacted();
    }
}

/// Checks the CHUID's signature over its other elements.
pub(super) fn chuid(content: &[u8]) -> SignatureCheck {
    let Some(value) = element(content, SIGNATURE) else {
        return SignatureCheck::bad("it is not signed");
    };
    let data = match SignedData::parse(value) {
        Ok(it) => it,
        Err(error) => return SignatureCheck::bad(format!("its signature cannot be read: {error}")),
    };
    // The signature is over "the concatenation of the other elements"; issuers differ in whether the empty error
    // detection code, and the buffer length of older cards, are among them.
    let all = without(content, &[SIGNATURE]);
    let mut contents = vec![all];
    for left_out in [
        &[SIGNATURE, ERROR_DETECTION][..],
        &[SIGNATURE, BUFFER_LENGTH],
        &[SIGNATURE, ERROR_DETECTION, BUFFER_LENGTH],
    ] {
        let it = without(content, left_out);
        if !contents.contains(&it) {
            contents.push(it);
        }
    }
    cms::verify(
        &data,
        Content::Beside(&contents),
        &[],
        &[Oid::from_der_value(CHUID_TYPE)],
    )
}

/// The value of the first element with this tag.
fn element(content: &[u8], tag: u8) -> Option<&[u8]> {
    Elements::new(content)
        .filter_map(Result::ok)
        .find(|it| it.tag == tag)
        .map(|it| it.value)
}

/// The elements as they stand, but for those with these tags.
fn without(content: &[u8], tags: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len());
    let mut elements = Elements::new(content).filter_map(Result::ok).peekable();
    while let Some(it) = elements.next() {
        let end = elements.peek().map_or(content.len(), |next| next.offset);
        if !tags.contains(&it.tag) {
            out.extend_from_slice(content.get(it.offset..end).unwrap_or_default());
        }
    }
    out
}

/// Checks the Security Object.
pub(super) fn security_object(card: &Card, problems: &mut Problems) -> Decoded<SecurityObjectCase> {
    let Some(piv) = card.piv.seen() else {
        return Decoded::NotRead(if card.piv.is_absent() {
            "the card has no PIV application".to_owned()
        } else {
            "the PIV application could not be read".to_owned()
        });
    };
    let name = "Security Object";
    let answer = match &piv.security_object {
        Observed::Seen(it) => it,
        Observed::Absent => return Decoded::Missing,
        Observed::Failed(it) => {
            problems.unread(name, it);
            return Decoded::NotRead(describe(it));
        }
        Observed::Unasked { because } => return Decoded::NotRead(because.clone()),
    };
    let object = match strip_53(answer) {
        Ok([]) => return Decoded::Missing,
        Ok(content) => SecurityObject::parse(content).map_err(|it| it.to_string()),
        Err(error) => Err(error.to_string()),
    };
    match object {
        Ok(it) => Decoded::Value(check(&it, piv, problems)),
        Err(error) => {
            problems.garbled(name, &error);
            Decoded::Malformed(error)
        }
    }
}

fn check(object: &SecurityObject, piv: &PivApplication, problems: &Problems) -> SecurityObjectCase {
    let mut out = SecurityObjectCase {
        signature: SignatureCheck::unchecked(""),
        hash: None,
        problem: None,
        entries: Vec::new(),
    };
    let data = match SignedData::parse(&object.cms) {
        Ok(it) => it,
        Err(error) => {
            out.signature = SignatureCheck::bad(format!("its signature cannot be read: {error}"));
            out.problem = Some(error.to_string());
            return out;
        }
    };
    let of_chuid = chuid_signature(piv).map(|it| it.certificates);
    let beside = of_chuid.as_deref().unwrap_or_default();
    out.signature = cms::verify(&data, Content::Inside, beside, &Lds::types());
    let lds = match data.content.as_deref().map(Lds::parse) {
        Some(Ok(it)) => it,
        Some(Err(error)) => {
            out.problem = Some(error.to_string());
            return out;
        }
        None => {
            out.problem = Some("it holds no list of hashes".to_owned());
            return out;
        }
    };
    out.hash = Some(match lds.function() {
        Some(it) => it.to_string(),
        None => lds.hash.to_string(),
    });
    for (group, container) in &object.mapping {
        let group = u32::from(*group);
        let signed = lds.hashes.iter().find(|(number, _)| *number == group);
        out.entries.push(HashEntry {
            group,
            container: Some(format!("{container:04X}")),
            object: object_name(*container),
            outcome: match signed {
                Some(_) if is_garbled(*container, problems) => {
                    Comparison::NotCompared("it cannot be understood".to_owned())
                }
                Some((_, hash)) => compare(&lds, hash, held(piv, *container)),
                None => Comparison::NoHash,
            },
        });
    }
    let mapped = |number: u32| {
        object
            .mapping
            .iter()
            .any(|(it, _)| u32::from(*it) == number)
    };
    for (group, _) in lds.hashes.iter().filter(|(number, _)| !mapped(*number)) {
        out.entries.push(HashEntry {
            group: *group,
            container: None,
            object: format!("data group {group}"),
            outcome: Comparison::Unmapped,
        });
    }
    out
}

fn compare(lds: &Lds, signed: &[u8], held: Held<'_>) -> Comparison {
    let contents = match held {
        Held::Contents(it) => it,
        // The hash of an empty container is signed for objects that a card may leave out.
        Held::Absent => {
            let nothing = lds
                .function()
                .is_some_and(|it| it.of(&[]).as_ref() == signed);
            return if nothing {
                Comparison::Same
            } else {
                Comparison::Gone
            };
        }
        Held::NotRead(why) => return Comparison::NotCompared(why),
    };
    let Some(function) = lds.function() else {
        return Comparison::NotCompared(format!(
            "its hash is of {}, which is not known here",
            lds.hash
        ));
    };
    if contents.iter().any(|it| function.of(it).as_ref() == signed) {
        Comparison::Same
    } else {
        Comparison::Differs
    }
}

/// The Discovery Object of cards in good order is at times none, which is told of elsewhere and matters little. Any other
/// object that cannot be understood is compared all the same: it may be so because it was tampered with.
fn is_garbled(container: u16, problems: &Problems) -> bool {
    let name = "Discovery Object";
    container == 0x6050 && problems.garbled.iter().any(|it| it.object == name)
}

/// What of an object can be hashed.
enum Held<'a> {
    /// The value of its outer tag, as the standard has it, then the whole answer, as some issuers do.
    Contents([&'a [u8]; 2]),
    Absent,
    NotRead(String),
}

/// Containers that are read with a PIN only (SP 800-73-5 Part 1 Table 2).
const WITH_PIN: [u16; 5] = [0x6010, 0x6030, 0x3001, 0x1015, 0x1018];

fn held(piv: &PivApplication, container: u16) -> Held<'_> {
    match container {
        0xDB00 => look(&piv.ccc, |it| &it.0.0),
        0x3000 => look(&piv.chuid, |it| &it.0.0),
        0x6050 => look(&piv.discovery, |it| &it.0),
        0x6060 => look(&piv.key_history, |it| &it.0),
        _ if WITH_PIN.contains(&container) => {
            Held::NotRead("the card gives it only with the PIN".to_owned())
        }
        _ => {
            let reference = reference(container);
            let found = reference.and_then(|reference| {
                piv.certificates
                    .iter()
                    .find(|it| Container::from_name(&it.key_reference) == Some(reference))
            });
            match found {
                Some(it) => look(&it.object, |it| &it.0.0),
                None => Held::NotRead("this tool does not read it".to_owned()),
            }
        }
    }
}

fn look<'a, T>(it: &'a Observed<T>, bytes: impl Fn(&'a T) -> &'a [u8]) -> Held<'a> {
    match it {
        Observed::Seen(it) => {
            let answer = bytes(it);
            // The Discovery Object stands in 7E, all others in 53.
            let inner = match answer {
                [0x7E, ..] => crate::standards::ber::find(answer, 0x7E).ok().flatten(),
                _ => strip_53(answer).ok(),
            };
            Held::Contents([inner.unwrap_or(answer), answer])
        }
        Observed::Absent => Held::Absent,
        Observed::Failed(it) => Held::NotRead(describe(it)),
        Observed::Unasked { because } => Held::NotRead(because.clone()),
    }
}

/// The certificate container with this identifier (SP 800-73-5 Part 1 Table 2).
fn reference(container: u16) -> Option<Container> {
    match container {
        0x0101 => Some(Container::PIV_AUTHENTICATION),
        0x0100 => Some(Container::DIGITAL_SIGNATURE),
        0x0102 => Some(Container::KEY_MANAGEMENT),
        0x0500 => Some(Container::CARD_AUTHENTICATION),
        0x1001..=0x1014 => Container::retired(u8::try_from(container & 0xFF).ok()?),
        _ => None,
    }
}

fn object_name(container: u16) -> String {
    match (DataObject::by_container_id(container), reference(container)) {
        (Some(it), _) => it.name.to_owned(),
        (None, Some(it)) => it.standard_name(),
        (None, None) => format!("container {container:04X}"),
    }
}

impl HashEntry {
    /// Whether every PIV card must hold it: CHUID, Card Capability Container, the certificates for PIV and Card
    /// Authentication (SP 800-73-5 Part 1 Table 2).
    pub fn is_mandatory(&self) -> bool {
        let mandatory = ["3000", "DB00", "0101", "0500"];
        self.container
            .as_deref()
            .is_some_and(|it| mandatory.contains(&it))
    }
}

impl SecurityObjectCase {
    /// Whether its list of hashes can be relied on: it is as it was signed.
    pub fn is_signed(&self) -> bool {
        self.signature.verdict == Verdict::Good
    }
}
