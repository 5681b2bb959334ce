use super::{AskedFor, Snapshot};
use ring::digest;
use std::borrow::Cow;
use std::io::{self, BufWriter, Write};

/// Crockford's base 32: no letter that looks like a digit.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Hashes what is written to it.
struct Hash<'h>(&'h mut digest::Context);

impl Write for Hash<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Snapshot {
    /// Eight letters and digits that tie what is on a screen to a bundle: 40 bits of the snapshot's digest, before anything
    /// in it was replaced.
    pub fn support_code(&self) -> String {
        if let Some(redaction) = &self.redaction
            && !self.has_additions()
        {
            return redaction.support_code.clone();
        }
        // What became of it on its way, and how it is judged, is not part of it.
        let bare = self.delivery.is_none() && self.asked_for == AskedFor::default();
        let own = match bare {
            true => Cow::Borrowed(self),
            false => Cow::Owned(Snapshot {
                delivery: None,
                asked_for: AskedFor::default(),
                ..self.clone()
            }),
        };
        let mut hash = digest::Context::new(&digest::SHA256);
        let mut writer = BufWriter::new(Hash(&mut hash));
        // Writing to a hash cannot fail; a snapshot that is no JSON is a defect that everything that writes one tells.
        let _ = serde_json::to_writer(&mut writer, own.as_ref());
        let _ = writer.flush();
        drop(writer);
        let digest = hash.finish();
        let bits = digest
            .as_ref()
            .iter()
            .take(5)
            .fold(0_u64, |sum, it| sum << 8 | u64::from(*it));
        let letter = |n: u32| {
            let at = usize::try_from(bits >> (35 - 5 * n) & 0x1F).unwrap_or_default();
            char::from(ALPHABET.get(at).copied().unwrap_or(b'0'))
        };
        let code: String = (0..8).map(letter).collect();
        let (first, second) = code.split_at(4);
        format!("{first}-{second}")
    }
}
