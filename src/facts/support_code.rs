use super::Snapshot;
use ring::digest;

/// Crockford's base 32: no letter that looks like a digit.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl Snapshot {
    /// Eight letters and digits that tie what is on a screen to a bundle: 40 bits of the snapshot's digest, before anything
    /// in it was replaced.
    pub fn support_code(&self) -> String {
        if let Some(redaction) = &self.redaction {
            return redaction.support_code.clone();
        }
        // What became of it on its way is not part of it.
        let own = Snapshot {
            delivery: None,
            ..self.clone()
        };
        let bytes = serde_json::to_vec(&own).unwrap_or_default();
        let digest = digest::digest(&digest::SHA256, &bytes);
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
