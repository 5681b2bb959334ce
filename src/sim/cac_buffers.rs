//! The containers of the CAC applets as T and V buffers (GSC-IS 2.1 §8).
use super::certificates::{Cabinet, Contained};
use super::fault::{Fault, ObjectId};
use super::issue::Role;
use super::piv_objects::ccc_elements;
use super::spec::Spec;
use std::collections::BTreeMap;

/// A container: tags and lengths, and values, each behind its own two-byte little-endian length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Buffers {
    pub t: Vec<u8>,
    pub v: Vec<u8>,
}

/// One CAC applet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applet {
    pub buffers: Buffers,
    /// What GET CERTIFICATE gives: CertInfo, certificate. Only with a PKI applet.
    pub certificate: Option<Vec<u8>>,
}

pub const CCC: ObjectId = 0xDB00;
pub const IDENTITY: ObjectId = 0x0100;
pub const SIGNATURE: ObjectId = 0x0101;
pub const ENCRYPTION: ObjectId = 0x0102;
/// Needs the PIN to be read.
pub const PERSON_INSTANCE: ObjectId = 0x0200;

/// Every applet by the last two bytes of its AID.
pub fn build(spec: &Spec, cabinet: &mut Cabinet) -> BTreeMap<ObjectId, Applet> {
    let mut out = BTreeMap::from([
        (
            CCC,
            Applet {
                buffers: buffers(&ccc_elements(spec), false),
                certificate: None,
            },
        ),
        (
            PERSON_INSTANCE,
            Applet {
                buffers: buffers(&[(0x01, b"JANE".to_vec())], false),
                certificate: None,
            },
        ),
    ]);
    let roles = [
        (IDENTITY, Role::Identity),
        (SIGNATURE, Role::DigitalSignature),
        (ENCRYPTION, Role::KeyManagement),
    ];
    for (id, role) in roles {
        let Contained { certificate, info } =
            cabinet
                .contained(id, role, spec.packing)
                .unwrap_or(Contained {
                    certificate: Vec::new(),
                    info: 0,
                });
        let first = if spec.has_at(Fault::WrongTag, id) {
            0x77
        } else {
            0x70
        };
        let elements = [
            (first, certificate.clone()),
            (0x71, vec![info]),
            (0x72, vec![0; 38]),
            (0xFE, vec![]),
        ];
        out.insert(
            id,
            Applet {
                buffers: buffers(&elements, spec.has_at(Fault::LengthPastEnd, id)),
                certificate: Some([&[info], certificate.as_slice()].concat()),
            },
        );
    }
    out
}

/// Simple-TLV split in two: lengths above 254 take FF and two little-endian bytes. More than 65535 bytes cannot be
/// said at all; the length then stops there, as the value does.
fn buffers(elements: &[(u8, Vec<u8>)], past_end: bool) -> Buffers {
    let (mut t, mut v) = (vec![0, 0], vec![0, 0]);
    for (position, (tag, value)) in elements.iter().enumerate() {
        let room = usize::from(u16::MAX).saturating_sub(v.len());
        let value = value.get(..value.len().min(room)).unwrap_or_default();
        let claimed = value.len() + if past_end && position == 0 { 0x100 } else { 0 };
        t.push(*tag);
        match u8::try_from(claimed) {
            Ok(short) if short != 0xFF => t.push(short),
            _ => {
                t.push(0xFF);
                t.extend((claimed.min(0xFFFF) as u16).to_le_bytes());
            }
        }
        v.extend_from_slice(value);
    }
    for buffer in [&mut t, &mut v] {
        let length = ((buffer.len() - 2) as u16).to_le_bytes();
        buffer
            .iter_mut()
            .zip(length)
            .for_each(|(to, from)| *to = from);
    }
    Buffers { t, v }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_container_is_split_in_tags_and_values() {
        let it = buffers(
            &[(0x70, vec![7; 300]), (0x71, vec![1]), (0xFE, vec![])],
            false,
        );
        assert_eq!(it.t, [8, 0, 0x70, 0xFF, 0x2C, 0x01, 0x71, 1, 0xFE, 0]);
        assert_eq!(it.v.len(), 2 + 301);
        assert_eq!(it.v[..3], [0x2D, 0x01, 7]);
    }

    #[test]
    fn a_length_may_run_past_the_end() {
        let it = buffers(&[(0x70, vec![7; 3])], true);
        assert_eq!(it.t, [4, 0, 0x70, 0xFF, 0x03, 0x01]);
        assert_eq!(it.v, [3, 0, 7, 7, 7]);
    }

    #[test]
    fn what_is_too_large_is_cut() {
        let it = buffers(&[(0x70, vec![7; 70_000]), (0x71, vec![1])], false);
        assert_eq!(it.v.len(), 0xFFFF);
        assert_eq!(it.t[2..], [0x70, 0xFF, 0xFD, 0xFF, 0x71, 0]);
    }
}
