use super::pick;
use super::problems::Problems;
use super::{CertificateCase, ChuidCase, Decoded, Edipi, Purpose};
use crate::facts::{Buffers, CacContent, Card, Observed};
use crate::pki::profile::{KeyStrength, UpnForm};
use crate::pki::{Certificate, Profile};
use crate::standards::cac;
use crate::standards::piv::{CertificateError, CertificateObject, Container, Fascn, strip_53};

/// Every certificate of a card: PIV containers, then CAC applets.
pub(super) fn read(card: &Card, problems: &mut Problems) -> Vec<CertificateCase> {
    let mut out: Vec<CertificateCase> = Vec::new();
    let mut push =
        |container: String, purpose, der: Result<Vec<u8>, String>, problems: &mut Problems| {
            let content =
                der.and_then(|it| Certificate::parse(&it).map_err(|error| error.to_string()));
            if let Err(error) = &content {
                problems.garbled(&container, error);
            }
            let index = out.len();
            out.push(CertificateCase {
                container,
                purpose,
                index,
                profile: content.as_ref().ok().map(Profile::of),
                content,
                strength: KeyStrength::Unknown,
                same_as: None,
                fascn_matches: None,
                edipi: None,
                uuid_matches: None,
                pick_for_sign_in: false,
                why: String::new(),
            });
        };
    for it in card
        .piv
        .seen()
        .map_or(&[][..], |it| it.certificates.as_slice())
    {
        let name = it.key_reference.clone();
        match &it.object {
            Observed::Seen(answer) => match strip_53(answer) {
                // An empty container (53 00) is a container without a certificate (SP 800-73 Part 2 §3.1.2).
                Ok([]) => {}
                Ok(content) => {
                    let der = CertificateObject::parse(content)
                        .map(|it| it.der)
                        .map_err(|error| error.to_string());
                    push(
                        name.clone(),
                        purpose(&name).unwrap_or(Purpose::Retired),
                        der,
                        problems,
                    );
                }
                Err(error) => push(
                    name.clone(),
                    purpose(&name).unwrap_or(Purpose::Retired),
                    Err(error.to_string()),
                    problems,
                ),
            },
            Observed::Failed(failure) => problems.unread(&name, failure),
            Observed::Unasked { because } => problems.unasked(&name, because),
            Observed::Absent => {}
        }
    }
    for it in card.cac.seen().map_or(&[][..], |it| it.applets.as_slice()) {
        let id = it.aid.get(5..).unwrap_or_default();
        let name = format!("cac:{}", crate::standards::hex::joined(id));
        let der = match &it.content {
            Observed::Seen(CacContent::Buffers(Buffers { t, v })) => {
                match cac::certificate_from_buffers(t, v) {
                    Ok(it) => Some(Ok(it.der)),
                    // An applet without a certificate in it is an empty container, not a broken one.
                    Err(cac::AppletError::Certificate(CertificateError::Empty)) => None,
                    Err(cac::AppletError::Certificate(CertificateError::Missing))
                        if is_empty(t) =>
                    {
                        None
                    }
                    Err(error) => Some(Err(error.to_string())),
                }
            }
            Observed::Seen(CacContent::Certificate(answer)) => Some(
                cac::certificate_from_cac1(answer)
                    .map(|it| it.der)
                    .map_err(|error| error.to_string()),
            ),
            Observed::Failed(failure) => {
                problems.unread(&name, failure);
                None
            }
            Observed::Unasked { because } => {
                problems.unasked(&name, because);
                None
            }
            Observed::Absent => None,
        };
        if let Some(der) = der {
            let purpose = purpose(&name).unwrap_or_else(|| by_content(&der));
            push(name, purpose, der, problems);
        }
    }
    pick::choose(&mut out, card.piv.seen().is_some());
    out
}

/// A T buffer that says that it is empty: its length is 0.
fn is_empty(tags: &[u8]) -> bool {
    tags == [0, 0]
}

/// What the container is for, by its name: `9A`, `cac:0100`. The DoD fixed the first three applets of a CAC.
pub(super) fn purpose(container: &str) -> Option<Purpose> {
    match container {
        "cac:0100" => return Some(Purpose::CacIdentity),
        "cac:0101" => return Some(Purpose::CacSignature),
        "cac:0102" => return Some(Purpose::CacEncryption),
        _ => {}
    }
    Some(match Container::from_name(container)? {
        Container::PIV_AUTHENTICATION => Purpose::PivAuthentication,
        Container::DIGITAL_SIGNATURE => Purpose::DigitalSignature,
        Container::KEY_MANAGEMENT => Purpose::KeyManagement,
        Container::CARD_AUTHENTICATION => Purpose::CardAuthentication,
        _ => Purpose::Retired,
    })
}

/// A CAC applet after the third is told by what its certificate may do.
fn by_content(der: &Result<Vec<u8>, String>) -> Purpose {
    match der.as_ref().ok().and_then(|it| Certificate::parse(it).ok()) {
        Some(it) if it.signs => Purpose::CacSignature,
        _ => Purpose::CacEncryption,
    }
}

/// Lays EDIPI, FASC-N and UUID of each certificate beside those of the CHUID.
pub(super) fn compare(certificates: &mut [CertificateCase], chuid: &Decoded<ChuidCase>) {
    let chuid = match chuid {
        Decoded::Value(it) => Some(it),
        _ => None,
    };
    for it in &mut *certificates {
        it.edipi = it.content.as_ref().ok().and_then(|it| edipi(it, chuid));
    }
    let Some(chuid) = chuid else { return };
    let digits = |uuid: &str| -> String {
        let hex = uuid.chars().filter(char::is_ascii_hexdigit);
        hex.map(|it| it.to_ascii_lowercase()).collect()
    };
    // All zero on very old cards: no UUID.
    let guid = chuid.guid.as_ref().map(|it| digits(it));
    let guid = guid.filter(|it| it.bytes().any(|it| it != b'0'));
    for it in certificates {
        let Ok(content) = &it.content else { continue };
        let fascn = content.fascn.as_ref().zip(chuid.fascn_bytes.as_ref());
        it.fascn_matches = fascn.map(|(one, two)| one == two);
        let uuid = content.uuid.as_ref().map(|it| digits(it));
        it.uuid_matches = uuid.zip(guid.as_ref()).map(|(one, two)| one == *two);
    }
}

/// Lays the places beside each other that name a person.
fn edipi(it: &Certificate, chuid: Option<&ChuidCase>) -> Option<Edipi> {
    let own = it.fascn.as_ref().and_then(|it| Fascn::parse(it).ok());
    let own = own.filter(|it| it.agency == Fascn::DOD).map(|it| it.person);
    let of_card = chuid.and_then(|it| it.fascn.as_ref().ok());
    let of_card = of_card.filter(|it| it.agency == Fascn::DOD);
    let mut named = [
        ("its common name", it.edipi.as_ref().map(|it| it.as_str())),
        ("its UPN", it.upn.as_ref().and_then(|it| UpnForm::edipi(it))),
        ("its FASC-N", own.as_deref()),
        ("the card's CHUID", of_card.map(|it| it.person.as_str())),
    ]
    .into_iter()
    .filter_map(|(place, edipi)| Some((place, edipi?)));
    let (place, first) = named.next()?;
    let others: Vec<_> = named.collect();
    let differs = |(place, edipi): &(&'static str, &str)| (*edipi != first).then_some(*place);
    (!others.is_empty()).then(|| Edipi {
        place,
        differs_in: others.iter().filter_map(differs).collect(),
    })
}
