//! The CAC applets' commands (GSC-IS 2.1 §5, and the first CAC's GET CERTIFICATE).
use super::apdu::{Answer, Command, sw};
use super::cac_buffers::{self, Applet, CCC, ENCRYPTION, IDENTITY, PERSON_INSTANCE, SIGNATURE};
use super::certificates::Cabinet;
use super::fault::ObjectId;
use super::pin::Pin;
use super::piv_objects::{CAC_RID, GSC_RID};
use super::spec::{CacShape, PastEnd, Spec};
use std::collections::BTreeMap;

/// The access control applet under its two names.
const ACA: ObjectId = 0x0300;
const ACA_ALT: ObjectId = 0x1000;
/// Most bytes one READ BUFFER gives.
const READ_LIMIT: usize = 255;
/// Most bytes one GET CERTIFICATE of a first-generation CAC gives.
const CERTIFICATE_PART: usize = 100;

const PKI: [ObjectId; 3] = [IDENTITY, SIGNATURE, ENCRYPTION];

#[derive(Clone, Debug)]
pub struct CacApplets {
    applets: BTreeMap<ObjectId, Applet>,
    current: ObjectId,
    /// How much of the certificate GET CERTIFICATE has given.
    given: usize,
}

impl CacApplets {
    pub fn new(spec: &Spec, cabinet: &mut Cabinet) -> Self {
        CacApplets {
            applets: cac_buffers::build(spec, cabinet),
            current: CCC,
            given: 0,
        }
    }

    /// SELECT by name. `None`: no such applet here.
    pub fn select(&mut self, spec: &Spec, aid: &[u8]) -> Option<ObjectId> {
        let (rid, rest) = aid.split_at_checked(5)?;
        let id = match rest {
            [high, low] => ObjectId::from(u16::from_be_bytes([*high, *low])),
            _ => return None,
        };
        let here = match spec.cac {
            CacShape::Two => {
                rid == GSC_RID && id == CCC || rid == CAC_RID && (id != CCC && id != ACA_ALT)
            }
            CacShape::One => rid == CAC_RID && PKI.contains(&id),
            CacShape::AltToken => rid == CAC_RID && (PKI.contains(&id) || id == ACA_ALT),
        };
        if !here || !(self.applets.contains_key(&id) || id == ACA || id == ACA_ALT) {
            return None;
        }
        self.current = id;
        self.given = 0;
        Some(id)
    }

    /// Any command but SELECT by name. The second value is the applet it was about.
    pub fn command(
        &mut self,
        spec: &Spec,
        pin: &mut Pin,
        command: &Command,
    ) -> (Answer, Option<ObjectId>) {
        if !matches!(command.cla, 0x00 | 0x80) {
            return (Answer::sw(sw::CLA), None);
        }
        let answer = match (command.ins, command.p1) {
            // An ALT token knows its PIN in the access control applet alone (OpenSC `card-cac.c`).
            (0x20, _) if spec.cac == CacShape::AltToken && self.current != ACA_ALT => {
                Answer::sw(sw::REFERENCE_NOT_FOUND)
            }
            (0x20, _) if command.p2 == 0x00 => pin.verify(spec, command),
            (0x20, _) => Answer::sw(sw::REFERENCE_NOT_FOUND),
            (0xA4, 0x02) => self.select_object(command),
            (0xA4, _) => Answer::sw(sw::WRONG_P1_P2),
            (0x36, _) if spec.cac == CacShape::One => self.get_certificate(command),
            (0x52, _) if spec.cac != CacShape::One => self.read_buffer(spec, pin, command),
            (0x56, _) if spec.cac != CacShape::One => self.properties(spec, command),
            (0x4C, _) if matches!(self.current, ACA | ACA_ALT) => access_rules(command),
            // Signing: refused without the PIN, and nothing on this card signs.
            (0x42, _) if !pin.verified => Answer::sw(sw::SECURITY_STATUS),
            (0x84, _) => Answer::data(vec![0x5A; command.le.unwrap_or(8).min(8)]),
            _ => Answer::sw(sw::INS),
        };
        (answer, Some(self.current))
    }

    fn select_object(&self, command: &Command) -> Answer {
        let id = self.current.to_be_bytes();
        match command.data.as_slice() {
            object
                if id.ends_with(object)
                    && object.len() == 2
                    && self.applets.contains_key(&self.current) =>
            {
                Answer::sw(sw::OK)
            }
            [_, _] => Answer::sw(sw::NOT_FOUND),
            _ => Answer::sw(sw::WRONG_LENGTH),
        }
    }

    fn read_buffer(&self, spec: &Spec, pin: &Pin, command: &Command) -> Answer {
        let Some(applet) = self.applets.get(&self.current) else {
            return Answer::sw(sw::INS);
        };
        let (buffer, count) = match command.data.as_slice() {
            [0x01, count] => (&applet.buffers.t, usize::from(*count)),
            [0x02, count] => (&applet.buffers.v, usize::from(*count)),
            [_, _] => return Answer::sw(sw::WRONG_DATA),
            _ => return Answer::sw(sw::WRONG_LENGTH),
        };
        if self.current == PERSON_INSTANCE && !pin.verified {
            return Answer::sw(sw::SECURITY_STATUS);
        }
        let offset = usize::from(u16::from_be_bytes([command.p1, command.p2]));
        let rest = buffer.get(offset..).unwrap_or_default();
        if count > rest.len() && spec.past_end == PastEnd::Refuse || count > READ_LIMIT {
            return Answer::sw(sw::WRONG_P1_P2);
        }
        Answer::data(
            rest.get(..count.min(rest.len()))
                .unwrap_or_default()
                .to_vec(),
        )
    }

    fn get_certificate(&mut self, command: &Command) -> Answer {
        let Some(certificate) = self
            .applets
            .get(&self.current)
            .and_then(|it| it.certificate.as_ref())
        else {
            return Answer::sw(sw::INS);
        };
        let rest = certificate.get(self.given..).unwrap_or_default();
        let part = rest
            .len()
            .min(command.le.unwrap_or(CERTIFICATE_PART))
            .min(CERTIFICATE_PART);
        let left = rest.len() - part;
        let data = rest.get(..part).unwrap_or_default().to_vec();
        self.given = if left == 0 { 0 } else { self.given + part };
        // 63xx: xx bytes more, or at least FF.
        let sw = if left == 0 {
            sw::OK
        } else {
            0x6300 | left.min(0xFF) as u16
        };
        Answer { data, sw }
    }

    /// GET PROPERTIES: simple-TLV, as cards of the Java generation answer it.
    fn properties(&self, spec: &Spec, command: &Command) -> Answer {
        if command.p1 != 0x01 {
            return Answer::sw(sw::WRONG_P1_P2);
        }
        let Some(applet) = self.applets.get(&self.current) else {
            return Answer::sw(sw::INS);
        };
        let short = |length: usize| (length.min(0xFFFF) as u16).to_le_bytes();
        let [t_low, t_high] = short(applet.buffers.t.len());
        let [v_low, v_high] = short(applet.buffers.v.len());
        let [.., high, low] = self.current.to_be_bytes();
        let mut object = vec![
            0x41, 2, high, low, 0x42, 5, 0x00, t_low, t_high, v_low, v_high,
        ];
        let is_pki = PKI.contains(&self.current);
        if is_pki {
            // RSA, modulus of 256 bytes, both halves of the key there.
            object.extend([0x43, 4, 0x06, 0x20, 0x01, 0x01]);
        }
        let version = if spec.cac == CacShape::AltToken {
            0x07
        } else {
            0x06
        };
        let mut out = vec![0x01, 5, 0x10, 0x02, version, 0x02, 0x03, 0x40, 1, 1];
        out.extend([if is_pki { 0x51 } else { 0x50 }, object.len() as u8]);
        out.extend(object);
        Answer::data(out)
    }
}

/// GET ACR: the rules in short, or the table of applets.
fn access_rules(command: &Command) -> Answer {
    match command.p1 {
        // Two rules: always, PIN.
        0x00 => Answer::data(vec![
            0xA1, 1, 2, 0xA0, 3, 0x00, 0x00, 0x00, 0xA0, 3, 0x06, 0x06, 0x00,
        ]),
        0x21 => {
            let mut out = vec![0x94, 1, PKI.len() as u8];
            for (number, id) in (1..).zip(PKI) {
                let [.., high, low] = id.to_be_bytes();
                out.extend([0x93, 10, number, 0x92, 7]);
                out.extend(CAC_RID);
                out.extend([high, low]);
            }
            Answer::data(out)
        }
        _ => Answer::sw(sw::WRONG_P1_P2),
    }
}
