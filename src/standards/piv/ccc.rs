//! The Card Capability Container (SP 800-73-5 Part 1 §3.1.1; GSC-IS 2.1).
use crate::standards::ber::TlvError;
use crate::standards::cac::{self, CardUrl};
use crate::standards::simple_tlv::{BufferError, Elements, buffer_pairs};

/// What the card says it is and where its applets are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ccc {
    /// Tag F0: RID 5 bytes, manufacturer, card type, then the card's own number. Empty on many PIV cards.
    pub card_id: Vec<u8>,
    /// Tag F1: `21` is version 2.1.
    pub container_version: Option<u8>,
    /// Tag F2.
    pub grammar_version: Option<u8>,
    /// Tag F3, each 16 bytes of it.
    pub card_urls: Vec<CardUrl>,
    /// Tag F4.
    pub pkcs15: Option<u8>,
    /// Tag F5, the registered data model: 10 for PIV.
    pub data_model: Option<u8>,
    /// Tag FD, the next CCC, where it is not empty.
    pub next: Option<Vec<u8>>,
    /// Where reading had to stop; the members before it are read.
    pub broken: Option<TlvError>,
}

/// Data model of PIV (SP 800-73-5 Part 1 §3.1.1).
pub const PIV_DATA_MODEL: u8 = 0x10;

impl Ccc {
    /// From the content of tag 53 of the PIV object.
    pub fn parse(content: &[u8]) -> Self {
        let mut ccc = Self::default();
        for element in Elements::new(content) {
            match element {
                Ok(element) => ccc.take(element.tag, element.value),
                Err(error) => ccc.broken = Some(error),
            }
        }
        ccc
    }

    /// From the T and V buffers of the CAC applet.
    pub fn from_buffers(t: &[u8], v: &[u8]) -> Result<Self, BufferError> {
        let mut ccc = Self::default();
        for (tag, value) in buffer_pairs(t, v)? {
            ccc.take(tag, value);
        }
        Ok(ccc)
    }

    fn take(&mut self, tag: u8, value: &[u8]) {
        match tag {
            0xF0 => self.card_id = value.to_vec(),
            0xF1 => self.container_version = value.first().copied(),
            0xF2 => self.grammar_version = value.first().copied(),
            0xF3 => self.card_urls.extend(CardUrl::list(value)),
            0xF4 => self.pkcs15 = value.first().copied(),
            0xF5 => self.data_model = value.first().copied(),
            0xFD if !value.is_empty() => self.next = Some(value.to_vec()),
            _ => {}
        }
    }

    /// Whether the card is (also) a CAC: its card identifier is a CAC's, or it names a CAC PKI applet. Some test cards
    /// put the CAC's RID before free text, so the card type must be one that GSC-IS knows (1 file system, 2 Java card).
    pub fn is_cac(&self) -> bool {
        let by_id =
            self.card_id.starts_with(&cac::RID) && matches!(self.card_id.get(6), Some(1 | 2));
        by_id || self.pki_applets().next().is_some()
    }

    /// Where the CAC's PKI applets are.
    pub fn pki_applets(&self) -> impl Iterator<Item = &CardUrl> {
        self.card_urls.iter().filter(|url| url.is_pki())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standards::hex;

    fn dual() -> Vec<u8> {
        let mut bytes = hex::parse("F007 A000000079 0302 F10121 F20121 F320").unwrap();
        bytes.extend(hex::parse("A000000079 04 0100 0100 000000000000").unwrap());
        bytes.extend(hex::parse("A000000079 01 0200 0200 000000000000").unwrap());
        bytes.extend(hex::parse("F40100 F50110 F600 FD00 FE00").unwrap());
        bytes
    }

    #[test]
    fn reads_a_dual_card() {
        let ccc = Ccc::parse(&dual());
        assert_eq!(ccc.broken, None);
        assert!(ccc.is_cac());
        assert_eq!(ccc.data_model, Some(PIV_DATA_MODEL));
        assert_eq!(
            (
                ccc.container_version,
                ccc.grammar_version,
                ccc.next.as_deref()
            ),
            (Some(0x21), Some(0x21), None)
        );
        assert_eq!(ccc.card_urls.len(), 2);
        let aids: Vec<_> = ccc
            .pki_applets()
            .map(|url| hex::joined(&url.aid()))
            .collect();
        assert_eq!(aids, ["A0000000790100"]);
    }

    #[test]
    fn free_text_behind_the_rid_makes_no_cac() {
        let mut bytes = hex::parse("F015 A000000079").unwrap();
        bytes.extend(b"PIV 2.3.2 card  ");
        bytes.extend([0xF5, 1, 0x10]);
        let ccc = Ccc::parse(&bytes);
        assert_eq!(
            (ccc.broken, ccc.is_cac(), ccc.data_model),
            (None, false, Some(0x10))
        );
    }

    #[test]
    fn reads_buffers_and_keeps_what_stands_before_a_break() {
        let t = [0x04, 0x00, 0xF0, 0x07, 0xF5, 0x01];
        let v = hex::parse("0800 A0000000790302 10").unwrap();
        assert!(Ccc::from_buffers(&t, &v).unwrap().is_cac());
        assert!(Ccc::from_buffers(&t, &v[..5]).is_err());
        let broken = Ccc::parse(&[0xF5, 1, 0x10, 0xF3, 9]);
        assert_eq!(broken.data_model, Some(0x10));
        assert_eq!(
            broken.broken,
            Some(TlvError::ValueCutOff {
                tag: 0xF3,
                offset: 3,
                length: 9,
                have: 0
            })
        );
    }
}
