//! Answers of OCSP responders (RFC 6960) about the holder's certificates: the numbers of the stand-ins in the place of
//! theirs, and a record of what the signature proved in the place of the signature.
use super::certificate::Certificates;
use super::der::{self, children, day};
use crate::pki::crl::minimal;
use crate::pki::defaults::{Authority, defaults};
use crate::pki::der::{Element, tag, write};
use crate::pki::ocsp::{Answer, CertStatus, ResponderId, Response, Single};
use crate::pki::path::{Link, Recorded};
use crate::pki::signature::{Algorithm, Hash, PublicKey, verify};
use crate::pki::{Name, stand_in};
use time::OffsetDateTime;

/// id-pkix-ocsp-nonce.
const NONCE: &str = "1.3.6.1.5.5.7.48.1.2";
/// id-pkix-ocsp-extended-revoke, id-pkix-ocsp-crl, id-pkix-ocsp-archive-cutoff: of the responder, not of the certificate.
const OPEN: &[&str] = &[
    "1.3.6.1.5.5.7.48.1.9",
    "1.3.6.1.5.5.7.48.1.3",
    "1.3.6.1.5.5.7.48.1.6",
];

/// Whether an answer is about authorities alone, and from one: nothing in it is a holder's.
pub(super) fn is_about_authorities(it: &Certificates<'_>, response: &[u8]) -> bool {
    match Response::read(response) {
        Ok(Response::Answer(answer)) => {
            answer.singles.iter().all(|single| of_authority(it, single))
                && answer
                    .certificates
                    .iter()
                    .all(|der| Link::parse(der).is_ok_and(|link| it.authorities.stays(&link)))
        }
        Ok(Response::Refused(_)) => true,
        Ok(Response::OtherType(_)) | Err(_) => false,
    }
}

/// Whether an answer is about an authority's certificate.
fn of_authority(it: &Certificates<'_>, single: &Single<'_>) -> bool {
    let Some(hash) = Hash::by_dotted(&single.hash) else {
        return false;
    };
    let issuers = it.authorities.issuers_of(single.serial);
    issuers
        .iter()
        .any(|issuer| hash.of(issuer.as_der()).as_ref() == single.name_hash)
}

/// The answer without its holder. None: the bytes are none that can be understood.
pub(super) fn rewritten(
    it: &mut Certificates<'_>,
    bytes: &[u8],
    at: OffsetDateTime,
) -> Option<Vec<u8>> {
    let answer = match Response::read(bytes).ok()? {
        Response::Refused(_) => return Some(bytes.to_vec()),
        Response::OtherType(_) => return None,
        Response::Answer(answer) => answer,
    };
    let response = der::only(bytes)?;
    let [status, explicit] = children(response.value)?.try_into().ok()?;
    let inside = der::only(explicit.value)?;
    let [kind, octets] = children(inside.value)?.try_into().ok()?;
    let basic = der::only(octets.value)?;
    let fields = children(basic.value)?;
    let [data, algorithm, signature, ..] = fields.as_slice() else {
        return None;
    };

    let mut sent = Sent::default();
    for certificate in &answer.certificates {
        sent.add(it, certificate);
    }
    let answers = proved(it, &answer, algorithm, &sent);
    let mut out = response_data(it, data, &answer, &sent, at)?;
    out.extend(algorithm.raw);
    out.extend(write(
        signature.tag,
        &[&[0][..], &stand_in::write(&answers)].concat(),
    ));
    for field in fields.get(3..)? {
        out.extend(write(field.tag, &write(tag::SEQUENCE, &sent.new)));
    }
    let octets = write(octets.tag, &write(basic.tag, &out));
    let inside = write(inside.tag, &[kind.raw, &octets].concat());
    Some(write(
        response.tag,
        &[status.raw, &write(explicit.tag, &inside)].concat(),
    ))
}

/// Certificates that came with the answer.
#[derive(Default)]
struct Sent {
    /// As they were, and as they are now.
    links: Vec<(Link, Link)>,
    /// All of them as they are now, one after the other.
    new: Vec<u8>,
}

impl Sent {
    fn add(&mut self, it: &mut Certificates<'_>, der: &[u8]) {
        let new = match it.stand_in(der) {
            Some(new) => new,
            None if Link::parse(der).is_ok() => der.to_vec(),
            None => it.scrubbed(der, 0),
        };
        if let (Ok(old), Ok(new)) = (Link::parse(der), Link::parse(&new)) {
            self.links.push((old, new));
        }
        self.new.extend(new);
    }
}

fn is_responder(responder: ResponderId<'_>, name: &Name, key: &PublicKey) -> bool {
    match responder {
        ResponderId::Name(it) => Name::from_der(it).is_ok_and(|it| it == *name),
        ResponderId::Key(it) => Hash::Sha1.of(&key.key).as_ref() == it,
    }
}

/// What the signature proved, for every key that may be asked for: of authorities that bear the responder's name or are
/// the issuer, and of the certificates that were sent along.
fn proved(
    it: &Certificates<'_>,
    answer: &Answer<'_>,
    algorithm: &Element<'_>,
    sent: &Sent,
) -> Vec<Recorded> {
    let Ok(algorithm) = Algorithm::from_der_value(algorithm.value) else {
        return Vec::new();
    };
    let mut out: Vec<Recorded> = Vec::new();
    let mut ask = |key: &PublicKey, known_as: &PublicKey| {
        if !out.iter().any(|it| it.key == known_as.sha256) {
            out.push(Recorded {
                key: known_as.sha256,
                verification: verify(key, &algorithm, answer.signed, answer.signature),
            });
        }
    };
    for (old, new) in &sent.links {
        if is_responder(answer.responder, &old.subject, &old.key) {
            ask(&old.key, &new.key);
        }
    }
    for link in &it.authorities.links {
        if is_responder(answer.responder, &link.subject, &link.key) {
            ask(&link.key, &link.key);
        }
    }
    let own: Vec<_> = match answer.responder {
        ResponderId::Name(name) => Name::from_der(name).map_or(Vec::new(), |name| {
            let named = defaults().named(name.key());
            named.filter_map(Authority::link).collect()
        }),
        // By whose key they are issued, the certificates of the set tell.
        ResponderId::Key(_) => defaults()
            .authorities
            .iter()
            .filter_map(Authority::link)
            .filter(|it| is_responder(answer.responder, &it.subject, &it.key))
            .collect(),
    };
    for link in own {
        ask(&link.key, &link.key);
    }
    out
}

/// ResponseData.
fn response_data(
    it: &mut Certificates<'_>,
    data: &Element<'_>,
    answer: &Answer<'_>,
    sent: &Sent,
    at: OffsetDateTime,
) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    for field in children(data.value)? {
        out.extend(match field.tag {
            // responderID
            0xA1 if matches!(answer.responder, ResponderId::Name(_)) && out.len() <= 5 => {
                write(field.tag, &responder_name(it, &field, sent)?)
            }
            0xA2 => write(field.tag, &responder_key(it, &field, sent)?),
            tag::SEQUENCE => {
                let mut new = Vec::new();
                for (one, single) in children(field.value)?.iter().zip(&answer.singles) {
                    new.extend(single_response(it, one, single, at)?);
                }
                write(field.tag, &new)
            }
            // responseExtensions
            0xA1 => {
                let list = der::only(field.value)?;
                let mut new = Vec::new();
                for extension in children(list.value)? {
                    let pseudonyms = it.pseudonyms;
                    new.extend(it.extension(&extension, |id, value| match id {
                        NONCE => Some(match der::only(value) {
                            Some(inner) if inner.tag == tag::OCTET_STRING => {
                                write(inner.tag, &pseudonyms.opaque(inner.value))
                            }
                            _ => pseudonyms.opaque(value),
                        }),
                        id if OPEN.contains(&id) => Some(value.to_vec()),
                        _ => None,
                    }));
                }
                write(field.tag, &write(list.tag, &new))
            }
            // version, producedAt
            _ => field.raw.to_vec(),
        });
    }
    Some(write(data.tag, &out))
}

/// The name of a responder: an authority's stays, that of a certificate that has a stand-in is the stand-in's.
fn responder_name(it: &mut Certificates<'_>, field: &Element<'_>, sent: &Sent) -> Option<Vec<u8>> {
    let element = der::only(field.value)?;
    let name = Name::from_der(element.raw).ok()?;
    let known = it.authorities.links.iter().any(|it| it.subject == name);
    if known || defaults().named(name.key()).next().is_some() {
        return Some(element.raw.to_vec());
    }
    match sent.links.iter().find(|it| it.0.subject == name) {
        Some((_, new)) => Some(new.subject.as_der().to_vec()),
        None => it.name(&element, None),
    }
}

fn responder_key(it: &Certificates<'_>, field: &Element<'_>, sent: &Sent) -> Option<Vec<u8>> {
    let element = der::only(field.value)?;
    let is_it = |link: &Link| Hash::Sha1.of(&link.key.key).as_ref() == element.value;
    let mut links = sent.links.iter();
    let found = links
        .find(|it| is_it(&it.0))
        .filter(|_| !it.authorities.links.iter().any(is_it));
    Some(match found {
        Some((_, new)) => write(element.tag, Hash::Sha1.of(&new.key.key).as_ref()),
        None => element.raw.to_vec(),
    })
}

/// SingleResponse.
fn single_response(
    it: &mut Certificates<'_>,
    one: &Element<'_>,
    single: &Single<'_>,
    at: OffsetDateTime,
) -> Option<Vec<u8>> {
    if of_authority(it, single) && it.holders_of(minimal(single.serial)).next().is_none() {
        return Some(one.raw.to_vec());
    }
    let mut out = Vec::new();
    for (n, part) in children(one.value)?.iter().enumerate() {
        out.extend(match (n, part.tag) {
            (0, _) => {
                let mut id = Vec::new();
                for field in children(part.value)? {
                    id.extend(match field.tag {
                        tag::INTEGER => write(field.tag, &it.number(field.value)),
                        _ => field.raw.to_vec(),
                    });
                }
                write(part.tag, &id)
            }
            // revoked: without the time of day, which would tell the entry of a public CRL.
            (1, 0xA1) => {
                let over =
                    matches!(single.status, CertStatus::Revoked { at: since, .. } if since <= at);
                let mut info = Vec::new();
                for (n, field) in children(part.value)?.iter().enumerate() {
                    info.extend(match n {
                        0 if over => day(field.tag, field.value),
                        _ => field.raw.to_vec(),
                    });
                }
                write(part.tag, &info)
            }
            (n, 0xA1) if n > 1 => {
                let list = der::only(part.value)?;
                let mut new = Vec::new();
                for extension in children(list.value)? {
                    new.extend(it.extension(&extension, |id, value| {
                        OPEN.contains(&id).then(|| value.to_vec())
                    }));
                }
                write(part.tag, &write(list.tag, &new))
            }
            _ => part.raw.to_vec(),
        });
    }
    Some(write(one.tag, &out))
}
