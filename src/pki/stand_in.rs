//! What a bundle holds in the place of somebody's certificate: one of the same form that names nobody, and where its
//! signature was, a record of what the signature proved. The record is believed in a redacted snapshot only; in a
//! certificate on a card it is a bad signature like any other.
use super::path::{Body, Link, Recorded};
use super::signature::Verification;

/// Begins a record. No signature algorithm produces it.
const MARK: &[u8] =
    b"cac-doctor: this is no signature, but a record of what the signature proved\0";
/// Most keys in one record.
const LIMIT: usize = 256;

const GOOD: u8 = 0;
const BAD: u8 = 1;
const UNUSABLE: u8 = 2;
const UNSUPPORTED: u8 = 3;

/// The record as the bytes of a signature: of each key its SHA-256, the answer, and the words of the answer with their
/// length in two bytes before them.
pub fn write(answers: &[Recorded]) -> Vec<u8> {
    let mut out = MARK.to_vec();
    for it in answers.iter().take(LIMIT) {
        let (code, words) = match &it.verification {
            Verification::Good => (GOOD, ""),
            Verification::Bad => (BAD, ""),
            Verification::Unusable(words) => (UNUSABLE, words.as_str()),
            Verification::Unsupported(words) => (UNSUPPORTED, words.as_str()),
        };
        let words = words.get(..words.len().min(1000)).unwrap_or_default();
        out.extend(it.key);
        out.push(code);
        out.extend(u16::try_from(words.len()).unwrap_or_default().to_be_bytes());
        out.extend(words.as_bytes());
    }
    out
}

/// The record in the place of a signature. None: it is none, or damaged.
pub fn read(signature: &[u8]) -> Option<Vec<Recorded>> {
    let mut rest = signature.strip_prefix(MARK)?;
    let mut out = Vec::new();
    while !rest.is_empty() {
        let (key, after) = rest.split_first_chunk::<32>()?;
        let (code, after) = after.split_first()?;
        let (length, after) = after.split_first_chunk::<2>()?;
        let (words, after) = after.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        let words = std::str::from_utf8(words).ok()?.to_owned();
        out.push(Recorded {
            key: *key,
            verification: match *code {
                GOOD => Verification::Good,
                BAD => Verification::Bad,
                UNUSABLE => Verification::Unusable(words),
                UNSUPPORTED => Verification::Unsupported(words),
                _ => return None,
            },
        });
        if out.len() > LIMIT {
            return None;
        }
        rest = after;
    }
    Some(out)
}

impl Link {
    /// The same with what its record says, where it is a stand-in out of a redacted snapshot. Only for those: a card could
    /// hold a certificate that looks like one.
    pub fn of_redacted(mut self) -> Link {
        if let Body::Der { der, signature, .. } = &self.body
            && let Some(answers) = der.get(signature.clone()).and_then(read)
        {
            self.body = Body::Recorded(answers);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_reads_back_and_nothing_else_does() {
        let answers: Vec<Recorded> = [
            Verification::Good,
            Verification::Bad,
            Verification::Unusable("a key of type Ed25519".to_owned()),
            Verification::Unsupported("GOST".to_owned()),
        ]
        .into_iter()
        .zip(1..)
        .map(|(verification, n)| Recorded {
            key: [n; 32],
            verification,
        })
        .collect();
        let bytes = write(&answers);
        assert_eq!(read(&bytes), Some(answers));
        assert_eq!(read(&write(&[])), Some(Vec::new()));
        assert_eq!(read(&[7; 256]), None);
        for cut in MARK.len() + 1..bytes.len() {
            let shorter = read(&bytes[..cut]);
            assert!(shorter.is_none_or(|it| it.len() < 4), "{cut}");
        }
    }
}
