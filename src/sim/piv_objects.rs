//! The data objects of the PIV card application (SP 800-73-5 Part 1 §3 and Appendix A).
use super::certificates::{Cabinet, card_expiry, content_signer_validity};
use super::cms::ContentSigner;
use super::der::{self, element};
use super::fault::{Fault, ObjectId, certificate_tag};
use super::issue::Role;
use super::keys::{sha1, sha256};
use super::oids;
use super::spec::{Packing, Spec};
use std::collections::BTreeMap;

pub const CHUID: ObjectId = 0x5F_C102;
pub const FINGERPRINTS: ObjectId = 0x5F_C103;
pub const SECURITY_OBJECT: ObjectId = 0x5F_C106;
pub const CCC: ObjectId = 0x5F_C107;
pub const FACIAL_IMAGE: ObjectId = 0x5F_C108;
pub const PRINTED_INFORMATION: ObjectId = 0x5F_C109;
pub const KEY_HISTORY: ObjectId = 0x5F_C10C;
pub const IRIS_IMAGES: ObjectId = 0x5F_C121;
pub const PAIRING_CODE: ObjectId = 0x5F_C123;
pub const DISCOVERY: ObjectId = 0x7E;

/// Objects that need the PIN to be read, present or not.
pub const PIN_PROTECTED: [ObjectId; 5] = [
    FINGERPRINTS,
    FACIAL_IMAGE,
    PRINTED_INFORMATION,
    IRIS_IMAGES,
    PAIRING_CODE,
];

/// Container identifiers of what the Security Object covers (SP 800-73-5 Part 1 Table 2).
const COVERED: [(ObjectId, u16); 7] = [
    (CCC, 0xDB00),
    (CHUID, 0x3000),
    (PRINTED_INFORMATION, 0x3001),
    (FINGERPRINTS, 0x6010),
    (FACIAL_IMAGE, 0x6030),
    (DISCOVERY, 0x6050),
    (KEY_HISTORY, 0x6060),
];

/// Every object with the answer that GET DATA gives, tag 53 included where it has one.
pub fn build(spec: &Spec, cabinet: &mut Cabinet) -> BTreeMap<ObjectId, Vec<u8>> {
    let signer = ContentSigner {
        holder: &spec.holder,
        validity: content_signer_validity(spec),
        faults: &spec.faults.iter().map(|it| it.fault).collect::<Vec<_>>(),
    };
    let retired = spec.retired.min(20);
    let mut values = BTreeMap::from([
        (CCC, ccc(spec)),
        (CHUID, chuid(spec, &signer)),
        (PRINTED_INFORMATION, printed_information(spec)),
        (FINGERPRINTS, biometric(0x10)),
        (FACIAL_IMAGE, biometric(0x20)),
        (
            KEY_HISTORY,
            [
                element(0xC1, &[retired]),
                element(0xC2, &[0]),
                element(0xFE, &[]),
            ]
            .concat(),
        ),
    ]);
    if let Some(policy) = spec.pin_policy {
        values.insert(
            DISCOVERY,
            [
                element(0x4F, &FULL_AID),
                [0x5F, 0x2F, 2].to_vec(),
                policy.to_vec(),
            ]
            .concat(),
        );
    }
    if !spec.has(Fault::NoSecurityObject) {
        values.insert(SECURITY_OBJECT, security_object(spec, &values, &signer));
    }

    let packing = if spec.packing == Packing::Plain {
        Packing::Plain
    } else {
        Packing::Gzip
    };
    let (signature, management) = if spec.has(Fault::SwappedSlots) {
        (Role::KeyManagement, Role::DigitalSignature)
    } else {
        (Role::DigitalSignature, Role::KeyManagement)
    };
    let roles = [
        (0x9A, Role::PivAuthentication),
        (0x9C, signature),
        (0x9D, management),
        (0x9E, Role::CardAuthentication),
    ];
    let retired = (0..retired).map(|nth| (0x82 + nth, Role::RetiredKeyManagement(nth)));
    for (key_reference, role) in roles.into_iter().chain(retired) {
        let Some(tag) = certificate_tag(key_reference) else {
            continue;
        };
        if role == Role::PivAuthentication && spec.has(Fault::NoPivAuth) {
            continue;
        }
        let value = cabinet.contained(tag, role, packing).map(|it| {
            [
                element(0x70, &it.certificate),
                element(0x71, &[it.info]),
                element(0xFE, &[]),
            ]
            .concat()
        });
        values.insert(tag, value.unwrap_or_default());
    }
    values
        .into_iter()
        .map(|(tag, value)| (tag, wrapped(spec, tag, value)))
        .collect()
}

/// The full AID of the PIV card application, SP 800-73-5 Part 1 §2.2.
pub const FULL_AID: [u8; 11] = [
    0xA0, 0x00, 0x00, 0x03, 0x08, 0x00, 0x00, 0x10, 0x00, 0x01, 0x00,
];

fn wrapped(spec: &Spec, tag: ObjectId, mut value: Vec<u8>) -> Vec<u8> {
    if spec.has_at(Fault::LengthPastEnd, tag) {
        value = past_end(&value);
    }
    let outer = if tag == DISCOVERY { 0x7E } else { 0x53 };
    let outer = if spec.has_at(Fault::WrongTag, tag) {
        outer ^ 0x07
    } else {
        outer
    };
    element(outer, &value)
}

/// The first inner element claims 256 bytes more than there are.
fn past_end(value: &[u8]) -> Vec<u8> {
    let (Some(tag), Some(first)) = (value.first(), value.get(1)) else {
        return vec![0x70, 0x82, 0x01, 0x00];
    };
    let header = if *first < 0x80 {
        2
    } else {
        2 + usize::from(first & 0x7F)
    };
    let rest = value.get(header..).unwrap_or_default();
    [&[*tag], der::length(rest.len() + 0x100).as_slice(), rest].concat()
}

fn chuid(spec: &Spec, signer: &ContentSigner) -> Vec<u8> {
    let day = card_expiry(spec);
    let expiry = format!(
        "{:04}{:02}{:02}",
        day.year(),
        u8::from(day.month()),
        day.day()
    );
    let plain = [
        element(0x30, &spec.holder.fasc_n.encode()),
        element(0x34, &spec.holder.uuid),
        element(0x35, expiry.as_bytes()),
    ]
    .concat();
    let end = element(0xFE, &[]);
    let mut signed = [plain.as_slice(), &end].concat();
    if spec.has(Fault::ChuidTampered) {
        // What was signed had another day of expiry.
        let day = signed.len().saturating_sub(end.len() + 2);
        signed.truncate(day);
        signed.extend(b"00");
        signed.extend(&end);
    }
    let signature = signer.detached(oids::CHUID_SECURITY_OBJECT, &signed);
    [plain, element(0x3E, &signature), end].concat()
}

/// One CardURL: RID, type, object and applet identifiers, and six bytes of no meaning on a Java card.
pub fn card_url(rid: [u8; 5], kind: u8, object: u16, applet: u16) -> Vec<u8> {
    [
        rid.as_slice(),
        &[kind],
        &object.to_be_bytes(),
        &applet.to_be_bytes(),
        &[0; 6],
    ]
    .concat()
}

/// RID of the CAC applets.
pub const CAC_RID: [u8; 5] = [0xA0, 0x00, 0x00, 0x00, 0x79];
/// RID of GSC-IS.
pub const GSC_RID: [u8; 5] = [0xA0, 0x00, 0x00, 0x01, 0x16];

/// Elements of the Card Capability Container, in order (GSC-IS 2.1 §6.3, SP 800-73-5 Part 1 Table 8).
pub fn ccc_elements(spec: &Spec) -> Vec<(u8, Vec<u8>)> {
    let rid = if spec.kind.has_cac() {
        CAC_RID
    } else {
        GSC_RID
    };
    let mut card_identifier = rid.to_vec();
    card_identifier.extend([0x03, 0x02]);
    card_identifier.extend(spec.holder.uuid.iter().take(14));
    let mut out = vec![
        (0xF0, card_identifier),
        (0xF1, vec![0x21]),
        (0xF2, vec![0x21]),
    ];
    if spec.kind.has_cac() {
        out.extend((0x0100..=0x0102).map(|id| (0xF3, card_url(CAC_RID, 0x04, id, id))));
        out.push((0xF3, card_url(CAC_RID, 0x01, 0x0200, 0x0200)));
    } else {
        out.push((0xF3, vec![]));
    }
    out.extend([(0xF4, vec![0x00]), (0xF5, vec![0x10])]);
    out.extend([0xF6, 0xF7, 0xFA, 0xFB, 0xFC, 0xFD, 0xFE].map(|tag| (tag, vec![])));
    out
}

fn ccc(spec: &Spec) -> Vec<u8> {
    ccc_elements(spec)
        .into_iter()
        .flat_map(|(tag, value)| element(tag, &value))
        .collect()
}

fn printed_information(spec: &Spec) -> Vec<u8> {
    let day = card_expiry(spec);
    let month = day
        .month()
        .to_string()
        .get(..3)
        .unwrap_or_default()
        .to_uppercase();
    let expiry = format!("{:04}{month}{:02}", day.year(), day.day());
    [
        element(0x01, spec.holder.name.as_bytes()),
        element(0x02, b"CIVILIAN"),
        element(0x04, expiry.as_bytes()),
        element(0x05, b"0000000001"),
        element(0x06, b"TEST ISSUER"),
        element(0xFE, &[]),
    ]
    .concat()
}

/// A stand-in of some length: nobody's biometrics.
fn biometric(filler: u8) -> Vec<u8> {
    [element(0xBC, &[filler; 600]), element(0xFE, &[])].concat()
}

/// BA: which data group is which container; BB: the signed list of their hashes (ICAO Doc 9303-10 §4.6.2).
fn security_object(
    spec: &Spec,
    values: &BTreeMap<ObjectId, Vec<u8>>,
    signer: &ContentSigner,
) -> Vec<u8> {
    let over_sha1 = spec.has(Fault::ObjectsSha1);
    let hash = |value: &[u8]| {
        if over_sha1 {
            sha1(value)
        } else {
            sha256(value)
        }
    };
    let mut mapping = Vec::new();
    let mut hashes = Vec::new();
    let present = COVERED
        .iter()
        .filter_map(|(tag, container)| Some((*tag, values.get(tag)?, container)));
    for (group, (tag, value, container)) in (1..).zip(present) {
        mapping.push(group);
        mapping.extend(container.to_be_bytes());
        if tag == CCC && spec.has(Fault::MissingHash) {
            continue;
        }
        let other = tag == CCC && spec.has(Fault::WrongHash);
        hashes.push(der::sequence([
            der::integer(u64::from(group)),
            der::octets(&hash(if other { b"another" } else { value.as_slice() })),
        ]));
    }
    let lds = der::sequence([
        der::integer(0),
        der::sequence([
            der::oid(if over_sha1 { oids::SHA1 } else { oids::SHA256 }),
            der::null(),
        ]),
        der::sequence(hashes),
    ]);
    let mut signed = signer.enveloping(oids::LDS_SECURITY_OBJECT, &lds);
    if spec.has(Fault::SecurityObjectTampered)
        && let Some(at) = signed.windows(lds.len()).position(|it| it == lds)
        && let Some(last) = signed.get_mut(at + lds.len() - 1)
    {
        *last ^= 1;
    }
    [
        element(0xBA, &mapping),
        element(0xBB, &signed),
        element(0xFE, &[]),
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::spec::Kind;
    use time::macros::datetime;

    fn objects(kind: Kind) -> BTreeMap<ObjectId, Vec<u8>> {
        let spec = Spec::new(kind, datetime!(2026-06-01 0:00 UTC));
        build(&spec, &mut Cabinet::new(&spec))
    }

    #[test]
    fn a_chuid_holds_number_uuid_expiry_and_signature() {
        let chuid = &objects(Kind::Piv)[&CHUID];
        assert_eq!(chuid[..2], [0x53, 0x82]);
        assert_eq!(chuid[4..6], [0x30, 25]);
        assert_eq!(chuid[31..33], [0x34, 16]);
        assert_eq!(chuid[49..59], *b"\x35\x0820280425");
        assert_eq!(chuid[59], 0x3E);
        assert!(chuid.ends_with(&[0xFE, 0]));
    }

    #[test]
    fn the_security_object_holds_the_hash_of_every_container_it_maps() {
        let objects = objects(Kind::Dual);
        let security = &objects[&SECURITY_OBJECT];
        assert_eq!(security[4..9], [0xBA, 21, 1, 0xDB, 0x00]);
        for (tag, _) in COVERED {
            let object = &objects[&tag];
            let header = [2, 3, 4][usize::from(object[1].saturating_sub(0x80))];
            let hash = sha256(&object[header..]);
            assert!(security.windows(32).any(|it| it == hash), "{tag:X}");
        }
    }

    #[test]
    fn the_card_capability_container_tells_a_cac() {
        let cac = |kind| {
            let objects = objects(kind);
            objects[&CCC]
                .windows(8)
                .any(|it| it == [0xF3, 16, 0xA0, 0, 0, 0, 0x79, 0x04])
        };
        assert_eq!([cac(Kind::Dual), cac(Kind::Piv)], [true, false]);
    }
}
