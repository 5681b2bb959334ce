//! The PIV card application's commands (SP 800-73-5 Part 2 §3).
use super::apdu::{Answer, Command, sw};
use super::certificates::Cabinet;
use super::der::element;
use super::fault::{Fault, ObjectId};
use super::pin::Pin;
use super::piv_objects::{self, DISCOVERY, FULL_AID, PIN_PROTECTED};
use super::spec::Spec;
use std::collections::BTreeMap;

/// The shortest name that selects it: the NIST RID.
const RID_LENGTH: usize = 5;

#[derive(Clone, Debug)]
pub struct PivApplet {
    objects: BTreeMap<ObjectId, Vec<u8>>,
}

impl PivApplet {
    pub fn new(spec: &Spec, cabinet: &mut Cabinet) -> Self {
        PivApplet {
            objects: piv_objects::build(spec, cabinet),
        }
    }

    /// Is this its name, in full or cut at the right?
    pub fn is_named(spec: &Spec, aid: &[u8]) -> bool {
        aid.len() >= RID_LENGTH
            && FULL_AID.starts_with(aid)
            && !(spec.has(Fault::RefuseTruncatedAid) && aid.len() < FULL_AID.len())
            && !(spec.has(Fault::RefuseFullAid) && aid.len() == FULL_AID.len())
    }

    /// The application property template (SP 800-73-5 Part 2 §3.1.1).
    pub fn template(spec: &Spec) -> Vec<u8> {
        let (rid, pix) = FULL_AID.split_at(RID_LENGTH);
        let mut content = [
            element(0x4F, pix),
            element(0x79, &element(0x4F, rid)),
            element(0x50, b"CAC-DOCTOR TEST CARD"),
        ]
        .concat();
        if spec.extended_length {
            // Most bytes of a command and of an answer (ISO/IEC 7816-4 §12.7.1).
            content.extend([
                0x7F, 0x66, 0x08, 0x02, 0x02, 0x08, 0x00, 0x02, 0x02, 0xFF, 0xFF,
            ]);
        }
        element(0x61, &content)
    }

    /// Any command but SELECT by name. The second value is the object it was about.
    pub fn command(
        &self,
        spec: &Spec,
        pin: &mut Pin,
        command: &Command,
    ) -> (Answer, Option<ObjectId>) {
        match command.cla {
            0x00 => {}
            0x0C | 0x1C => return (Answer::sw(sw::SECURE_MESSAGING_UNSUPPORTED), None),
            _ => return (Answer::sw(sw::CLA), None),
        }
        let answer = match command.ins {
            0xCB => return self.get_data(spec, pin, command),
            0x20 => match command.p2 {
                0x80 => pin.verify(spec, command),
                0x00 if spec.pin_policy.is_some_and(|[usage, _]| usage & 0x20 != 0) => {
                    pin.verify(spec, command)
                }
                _ => Answer::sw(sw::REFERENCE_NOT_FOUND),
            },
            // Nothing on this card signs or decrypts.
            0x87 if pin.verified || command.p2 == 0x9E => Answer::sw(sw::INS),
            0x87 | 0x24 | 0x2C | 0xDB | 0x47 => Answer::sw(sw::SECURITY_STATUS),
            0xA4 => Answer::sw(sw::WRONG_P1_P2),
            _ => Answer::sw(sw::INS),
        };
        (answer, None)
    }

    fn get_data(&self, spec: &Spec, pin: &Pin, command: &Command) -> (Answer, Option<ObjectId>) {
        if (command.p1, command.p2) != (0x3F, 0xFF) {
            return (Answer::sw(sw::WRONG_P1_P2), None);
        }
        let tag = match command.data.as_slice() {
            [0x5C, length, tag @ ..]
                if (1..=3).contains(&tag.len()) && usize::from(*length) == tag.len() =>
            {
                tag.iter()
                    .fold(0, |all, byte| all << 8 | ObjectId::from(*byte))
            }
            _ => return (Answer::sw(sw::WRONG_DATA), None),
        };
        let answer = if tag == DISCOVERY && spec.has(Fault::Discovery6a80) {
            Answer::sw(sw::WRONG_DATA)
        } else if PIN_PROTECTED.contains(&tag) && !pin.verified {
            Answer::sw(sw::SECURITY_STATUS)
        } else {
            match self.objects.get(&tag) {
                Some(value) => Answer::data(value.clone()),
                None => Answer::sw(sw::NOT_FOUND),
            }
        };
        (answer, Some(tag))
    }
}
