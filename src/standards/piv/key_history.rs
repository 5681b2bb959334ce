//! The Key History Object (SP 800-73-5 Part 1 §3.3.3).
use crate::standards::ber::TlvError;
use crate::standards::simple_tlv::Elements;

/// How many retired key management keys the card holds, and where their certificates are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyHistory {
    /// Tag C1: keys with their certificate on the card; they use the lowest references, from 82 up.
    pub on_card: u8,
    /// Tag C2: keys with their certificate elsewhere; they use the highest references, from 95 down.
    pub off_card: u8,
    /// Tag F3: where the certificates that are not on the card can be fetched.
    pub url: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyHistoryError {
    #[error("the Key History Object holds no tag {tag:02X}")]
    Missing { tag: u8 },
    #[error("tag {tag:02X} of the Key History Object has {bytes} bytes; it must have 1")]
    CountLength { tag: u8, bytes: usize },
    #[error(transparent)]
    Tlv(#[from] TlvError),
}

impl KeyHistory {
    /// From the content of tag 53.
    pub fn parse(content: &[u8]) -> Result<Self, KeyHistoryError> {
        let (mut on_card, mut off_card, mut url) = (None, None, None);
        for element in Elements::new(content) {
            let element = element?;
            match element.tag {
                0xC1 => on_card = Some(count(element.tag, element.value)?),
                0xC2 => off_card = Some(count(element.tag, element.value)?),
                0xF3 if !element.value.is_empty() => {
                    url = Some(String::from_utf8_lossy(element.value).into_owned())
                }
                _ => {}
            }
        }
        Ok(Self {
            on_card: on_card.ok_or(KeyHistoryError::Missing { tag: 0xC1 })?,
            off_card: off_card.ok_or(KeyHistoryError::Missing { tag: 0xC2 })?,
            url,
        })
    }
}

fn count(tag: u8, value: &[u8]) -> Result<u8, KeyHistoryError> {
    match value {
        [count] => Ok(*count),
        _ => Err(KeyHistoryError::CountLength {
            tag,
            bytes: value.len(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_counts_and_url() {
        let history =
            KeyHistory::parse(&[0xC1, 1, 5, 0xC2, 1, 2, 0xF3, 2, b'h', b't', 0xFE, 0]).unwrap();
        assert_eq!(
            history,
            KeyHistory {
                on_card: 5,
                off_card: 2,
                url: Some("ht".to_owned())
            }
        );
        assert_eq!(
            KeyHistory::parse(&[0xC1, 1, 0, 0xC2, 1, 0, 0xF3, 0]).unwrap(),
            KeyHistory::default()
        );
    }

    #[test]
    fn says_what_is_wrong() {
        assert_eq!(
            KeyHistory::parse(&[]),
            Err(KeyHistoryError::Missing { tag: 0xC1 })
        );
        assert_eq!(
            KeyHistory::parse(&[0xC1, 1, 1]),
            Err(KeyHistoryError::Missing { tag: 0xC2 })
        );
        assert_eq!(
            KeyHistory::parse(&[0xC1, 0]),
            Err(KeyHistoryError::CountLength {
                tag: 0xC1,
                bytes: 0
            })
        );
    }
}
