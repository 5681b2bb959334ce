//! Signed objects of a card (CMS SignedData, RFC 5652; its use in SP 800-73-5 Part 1 §3.1.2 and §3.1.7), with whom they are
//! about replaced.
use super::certificate::Certificates;
use super::der::{self, children};
use super::kind::Kind;
use crate::pki::cms::{SignedData, proved};
use crate::pki::der::{Element, tag, write};
use crate::pki::path::Recorded;
use crate::pki::{Oid, stand_in};
use ring::digest;

/// A CMS structure, or the same bytes scrubbed where it is none.
pub(super) fn rewritten(it: &mut Certificates<'_>, bytes: &[u8]) -> Vec<u8> {
    signed_data(it, bytes).unwrap_or_else(|| it.scrubbed(bytes, 0))
}

fn signed_data(it: &mut Certificates<'_>, bytes: &[u8]) -> Option<Vec<u8>> {
    let info = der::only(bytes).filter(|it| it.tag == tag::SEQUENCE)?;
    let [kind, explicit] = children(info.value)?.try_into().ok()?;
    let data = der::only(explicit.value)?;
    let fields = children(data.value)?;
    let last = fields.len().checked_sub(1)?;
    let parsed = SignedData::parse(bytes).ok();
    if let Some(parsed) = &parsed {
        it.signers.extend(parsed.certificates.iter().cloned());
    }
    let mut out = Vec::new();
    for (n, field) in fields.iter().enumerate() {
        out.extend(match (n, field.tag) {
            (0 | 1, _) => field.raw.to_vec(),
            (2, tag::SEQUENCE) => encapsulated(it, field)?,
            // certificates
            (_, 0xA0) => {
                let mut new = Vec::new();
                for certificate in children(field.value)? {
                    new.extend(match it.stand_in(certificate.raw) {
                        Some(stand_in) => stand_in,
                        None => certificate.raw.to_vec(),
                    });
                }
                write(field.tag, &new)
            }
            (n, tag::SET) if n == last => {
                let mut new = Vec::new();
                for (n, signer) in children(field.value)?.iter().enumerate() {
                    let info = parsed.as_ref().and_then(|it| it.signers.get(n));
                    let answer = info.and_then(|info| proved(info, &it.signers));
                    new.extend(signer_info(it, signer, answer)?);
                }
                write(field.tag, &new)
            }
            _ => write(field.tag, &it.scrubbed(field.value, 0)),
        });
    }
    let data = write(data.tag, &out);
    Some(write(
        info.tag,
        &[kind.raw, &write(explicit.tag, &data)].concat(),
    ))
}

/// encapContentInfo: what is signed, where it is inside.
fn encapsulated(it: &mut Certificates<'_>, field: &Element<'_>) -> Option<Vec<u8>> {
    let parts = children(field.value)?;
    let kind = parts.first()?;
    let Some(explicit) = parts.get(1) else {
        return Some(field.raw.to_vec());
    };
    let octets = der::only(explicit.value)?;
    // What a detached signature is over may be inside it as well.
    let known = it.values.bytes_instead(octets.value);
    let new = known.unwrap_or_else(|| it.scrubbed(octets.value, 0));
    for algorithm in [
        &digest::SHA1_FOR_LEGACY_USE_ONLY,
        &digest::SHA256,
        &digest::SHA384,
        &digest::SHA512,
    ] {
        let of = |it: &[u8]| digest::digest(algorithm, it).as_ref().to_vec();
        it.values
            .learn_bytes(&of(octets.value), Kind::Object, of(&new));
    }
    let octets = write(octets.tag, &new);
    Some(write(
        field.tag,
        &[kind.raw, &write(explicit.tag, &octets)].concat(),
    ))
}

/// `answer`: what the signature proved, which stands in its place.
fn signer_info(
    it: &mut Certificates<'_>,
    signer: &Element<'_>,
    answer: Option<Recorded>,
) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    for (n, field) in children(signer.value)?.into_iter().enumerate() {
        out.extend(match field.tag {
            // sid: the serial number of a certificate that has a stand-in is another one there.
            tag::SEQUENCE if n == 1 => {
                let [issuer, serial] = children(field.value)?.try_into().ok()?;
                let number = it.values.bytes_instead(serial.value);
                let number = number.map_or(serial.raw.to_vec(), |it| write(serial.tag, &it));
                write(field.tag, &[issuer.raw, &number].concat())
            }
            // signedAttrs, unsignedAttrs
            0xA0 | 0xA1 => {
                let mut new = Vec::new();
                for attribute in children(field.value)? {
                    new.extend(attribute_of(it, &attribute)?);
                }
                write(field.tag, &new)
            }
            // The signature is over what was replaced.
            tag::OCTET_STRING => write(field.tag, &stand_in::write(answer.as_slice())),
            _ => field.raw.to_vec(),
        });
    }
    Some(write(signer.tag, &out))
}

fn attribute_of(it: &mut Certificates<'_>, attribute: &Element<'_>) -> Option<Vec<u8>> {
    let parts = children(attribute.value)?;
    let (id, values) = (parts.first()?, parts.get(1)?);
    let mut new = Vec::new();
    for value in children(values.value)? {
        new.extend(match Oid::from_der_value(id.value).to_string().as_str() {
            // contentType, signingTime, pivSigner-DN, CMSAlgorithmProtection.
            "1.2.840.113549.1.9.3"
            | "1.2.840.113549.1.9.5"
            | "2.16.840.1.101.3.6.5"
            | "1.2.840.113549.1.9.52" => value.raw.to_vec(),
            // messageDigest
            "1.2.840.113549.1.9.4" => write(value.tag, &it.opaque(value.value)),
            // pivFASC-N
            "2.16.840.1.101.3.6.6" => write(value.tag, &it.fascn_bytes(value.value)),
            // entryUUID
            "1.3.6.1.1.16.4" => match <&[u8; 16]>::try_from(value.value) {
                Ok(uuid) => write(value.tag, &it.pseudonyms.uuid(uuid)),
                Err(_) => write(value.tag, &it.opaque(value.value)),
            },
            _ => write(value.tag, &it.scrubbed(value.value, 0)),
        });
    }
    Some(write(
        attribute.tag,
        &[id.raw, &write(values.tag, &new)].concat(),
    ))
}
