use super::card::Problems;
use super::{CertificateCase, Purpose};
use crate::facts::{Buffers, CacContent, Card, Observed};
use crate::pki::Certificate;
use crate::standards::cac;
use crate::standards::piv::{CertificateError, CertificateObject, Container, strip_53};

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
                content,
                pick_for_sign_in: false,
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
                    push(name.clone(), piv_purpose(&name), der, problems);
                }
                Err(error) => push(
                    name.clone(),
                    piv_purpose(&name),
                    Err(error.to_string()),
                    problems,
                ),
            },
            Observed::Failed(failure) => problems.unread(&name, failure),
            Observed::Absent | Observed::Unasked { .. } => {}
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
                    Err(cac::AppletError::Certificate(
                        CertificateError::Empty | CertificateError::Missing,
                    )) => None,
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
            Observed::Absent | Observed::Unasked { .. } => None,
        };
        if let Some(der) = der {
            push(name, cac_purpose(id, &der), der, problems);
        }
    }
    pick(&mut out);
    out
}

fn piv_purpose(key_reference: &str) -> Purpose {
    match Container::from_name(key_reference) {
        Some(Container::PIV_AUTHENTICATION) => Purpose::PivAuthentication,
        Some(Container::DIGITAL_SIGNATURE) => Purpose::DigitalSignature,
        Some(Container::KEY_MANAGEMENT) => Purpose::KeyManagement,
        Some(Container::CARD_AUTHENTICATION) => Purpose::CardAuthentication,
        _ => Purpose::Retired,
    }
}

/// The DoD fixed the first three applets; a later one is told by what its certificate may do.
fn cac_purpose(id: &[u8], der: &Result<Vec<u8>, String>) -> Purpose {
    match id {
        [0x01, 0x00] => Purpose::CacIdentity,
        [0x01, 0x01] => Purpose::CacSignature,
        [0x01, 0x02] => Purpose::CacEncryption,
        _ => match der.as_ref().ok().and_then(|it| Certificate::parse(it).ok()) {
            Some(it) if it.signs => Purpose::CacSignature,
            _ => Purpose::CacEncryption,
        },
    }
}

/// Marks the one certificate to pick for sign-in: the PIV Authentication certificate; on a card without one, the CAC's
/// Identity certificate. Either must be one that a browser offers at all.
fn pick(certificates: &mut [CertificateCase]) {
    let offered = |it: &CertificateCase| {
        it.content
            .as_ref()
            .is_ok_and(Certificate::authenticates_client)
    };
    for purpose in [Purpose::PivAuthentication, Purpose::CacIdentity] {
        if let Some(it) = certificates
            .iter_mut()
            .find(|it| it.purpose == purpose && offered(it))
        {
            it.pick_for_sign_in = true;
            return;
        }
    }
}
