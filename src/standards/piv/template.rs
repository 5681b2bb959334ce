//! The application property template in the answer to SELECT (SP 800-73-5 Part 2 §3.1.1).
use super::RID;
use crate::standards::ber::{Element, Elements, TlvError};

/// Application property template, tag 61. Unknown tags are passed over; the order is free.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApplicationTemplate {
    /// Tag 4F: the PIX by the standard, the whole AID on older cards.
    pub application_identifier: Option<Vec<u8>>,
    /// Tag 79, inside it 4F: the coexistent tag allocation authority.
    pub authority: Option<Vec<u8>>,
    /// Tag 50.
    pub label: Option<String>,
    /// Tag 5F50: where the specification can be found.
    pub url: Option<String>,
    /// Tag AC, inside it 80: algorithm identifiers (SP 800-78-5).
    pub algorithms: Vec<u8>,
    /// Tag 7F66: the longest command APDU, bytes (ISO/IEC 7816-4:2013 §12.7.1). Not in SP 800-73.
    pub max_command: Option<u32>,
    /// Tag 7F66: the longest response APDU, bytes.
    pub max_response: Option<u32>,
    /// Where reading had to stop; the members before it are read.
    pub broken: Option<TlvError>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    #[error("SELECT answered no application property template")]
    Empty,
    #[error(
        "the answer to SELECT begins with tag {found:02X}; an application property template has tag 61"
    )]
    NotTag61 { found: u32 },
    #[error(transparent)]
    Tlv(#[from] TlvError),
}

impl ApplicationTemplate {
    pub fn parse(answer: &[u8]) -> Result<Self, TemplateError> {
        let outer = Elements::new(answer).next().ok_or(TemplateError::Empty)??;
        if outer.tag != 0x61 {
            return Err(TemplateError::NotTag61 { found: outer.tag });
        }
        let mut template = Self::default();
        template.broken = template.read(&outer).err();
        Ok(template)
    }

    fn read(&mut self, outer: &Element<'_>) -> Result<(), TlvError> {
        for element in outer.children() {
            let element = element?;
            match element.tag {
                0x4F => self.application_identifier = Some(element.value.to_vec()),
                0x50 => self.label = Some(String::from_utf8_lossy(element.value).into_owned()),
                0x5F50 => self.url = Some(String::from_utf8_lossy(element.value).into_owned()),
                0x79 => {
                    for inner in element.children() {
                        let inner = inner?;
                        if inner.tag == 0x4F {
                            self.authority = Some(inner.value.to_vec());
                        }
                    }
                }
                0xAC => {
                    for inner in element.children() {
                        let inner = inner?;
                        if inner.tag == 0x80 {
                            self.algorithms.extend(inner.value);
                        }
                    }
                }
                0x7F66 => {
                    let mut numbers = element.children();
                    self.max_command = numbers.next().transpose()?.and_then(|e| number(e.value));
                    self.max_response = numbers.next().transpose()?.and_then(|e| number(e.value));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Whether it speaks of the PIV application. Only the provider is compared closely: some cards leave a zero byte
    /// out of the rest of their AID.
    pub fn is_piv(&self) -> bool {
        let identifier = self.application_identifier.as_deref().unwrap_or_default();
        self.authority.as_deref() == Some(&RID)
            || identifier.starts_with(&RID)
            || identifier.starts_with(&[0, 0, 0x10, 0])
    }
}

fn number(bytes: &[u8]) -> Option<u32> {
    (bytes.len() <= 4).then(|| bytes.iter().fold(0, |n, byte| n << 8 | u32::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standards::hex;

    #[test]
    fn reads_all_members() {
        let bytes = hex::parse(
            "61 30 4F06000010000100 7907 4F05A000000308 5003504956 5F500168 AC06 80012E 060100 \
             7F6608 02020800 02021000 C00100",
        )
        .unwrap();
        let template = ApplicationTemplate::parse(&bytes).unwrap();
        assert_eq!(template.broken, None);
        assert!(template.is_piv());
        assert_eq!(template.label.as_deref(), Some("PIV"));
        assert_eq!(template.url.as_deref(), Some("h"));
        assert_eq!(template.algorithms, [0x2E]);
        assert_eq!(
            (template.max_command, template.max_response),
            (Some(2048), Some(4096))
        );
    }

    #[test]
    fn older_cards_give_the_whole_aid_or_lose_a_zero() {
        for aid in [
            "61 0D 4F0B A0000003080000100001 00",
            "61 0C 4F0A A00000030800100001 00",
        ] {
            assert!(
                ApplicationTemplate::parse(&hex::parse(aid).unwrap())
                    .unwrap()
                    .is_piv()
            );
        }
        assert!(
            !ApplicationTemplate::parse(&[0x61, 3, 0x4F, 1, 0xA0])
                .unwrap()
                .is_piv()
        );
    }

    #[test]
    fn keeps_what_stands_before_a_break() {
        let template =
            ApplicationTemplate::parse(&hex::parse("61 07 5001 41 4F 05 00 00").unwrap()).unwrap();
        assert_eq!(template.label.as_deref(), Some("A"));
        assert_eq!(
            template.broken,
            Some(TlvError::ValueCutOff {
                tag: 0x4F,
                offset: 5,
                length: 5,
                have: 2
            })
        );
        assert_eq!(ApplicationTemplate::parse(&[]), Err(TemplateError::Empty));
        assert_eq!(
            ApplicationTemplate::parse(&[0x6F, 0]),
            Err(TemplateError::NotTag61 { found: 0x6F })
        );
    }
}
