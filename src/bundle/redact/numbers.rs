//! Pseudonyms of bytes and numbers, in their form.
use super::kind;
use super::pseudonym::Pseudonyms;
use crate::pki::crl::minimal;

/// Integers of more octets than this do not meet by chance.
const LONG: usize = 8;

impl Pseudonyms {
    /// Bytes of the same number; sign and needless zero of an INTEGER stay, so that serial numbers keep their form.
    pub(super) fn opaque(&self, bytes: &[u8]) -> Vec<u8> {
        if bytes.iter().all(|it| *it == 0) {
            return bytes.to_vec();
        }
        let mut out = self.stream(bytes, bytes.len());
        keep_form(&mut out, bytes);
        out
    }

    /// An INTEGER of as many octets, without needless ones where `bytes` has none. Short ones that differ become short ones
    /// that differ: so few are the numbers of some issuers that two would soon be one.
    pub(super) fn integer(&self, bytes: &[u8]) -> Vec<u8> {
        let well_formed = |it: &[u8]| minimal(it).len() == it.len();
        if bytes.len() > LONG || bytes.iter().all(|it| *it == 0) {
            let mut out = self.opaque(bytes);
            // Once in 256 negative numbers.
            if let [0xFF, second, ..] = out.as_mut_slice()
                && well_formed(bytes)
            {
                *second &= 0x7F;
            }
            return out;
        }
        // The sign octet before a number that begins with a one stays.
        let (zero, number) = match bytes {
            [0, rest @ ..] if !rest.is_empty() => bytes.split_at(1),
            _ => bytes.split_at(0),
        };
        let fits = |it: &[u8]| {
            let whole = [zero, it].concat();
            let sign = |it: &[u8]| it.first().is_some_and(|it| it & 0x80 != 0);
            sign(it) == sign(number) && (well_formed(&whole) || !well_formed(bytes))
        };
        // A permutation walked until the form fits is a permutation of the numbers of that form.
        let mut out = self.permuted(number);
        while !fits(&out) {
            out = self.permuted(&out);
        }
        [zero, &out].concat()
    }

    /// A permutation of all values of this length: four rounds of a Feistel network, of nibbles.
    fn permuted(&self, bytes: &[u8]) -> Vec<u8> {
        let nibbles: Vec<u8> = bytes.iter().flat_map(|it| [it >> 4, it & 0xF]).collect();
        let (left, right) = nibbles.split_at(nibbles.len() / 2);
        let (mut left, mut right) = (left.to_vec(), right.to_vec());
        for round in 0..4_u8 {
            let key = [&b"integer"[..], &[round], &right].concat();
            let stream = self.stream(&key, left.len());
            for (to, from) in left.iter_mut().zip(stream) {
                *to ^= from & 0xF;
            }
            std::mem::swap(&mut left, &mut right);
        }
        let nibbles = [left, right].concat();
        let pairs = nibbles.as_chunks::<2>().0.iter();
        pairs.map(|[high, low]| high << 4 | low).collect()
    }

    /// UUIDs in text, with braces where they had some.
    pub(super) fn uuid_text(&self, text: &str) -> Option<String> {
        let uuid = kind::uuid(text.trim())?;
        let out = kind::uuid_text(&self.uuid(&uuid));
        let upper = text.bytes().any(|it| it.is_ascii_uppercase());
        let out = if upper { out.to_uppercase() } else { out };
        Some(if text.trim().starts_with('{') {
            format!("{{{out}}}")
        } else {
            out
        })
    }
}

/// What of the first octets makes an INTEGER's form.
fn keep_form(out: &mut [u8], bytes: &[u8]) {
    if let (Some(to), Some(from)) = (out.first_mut(), bytes.first()) {
        *to = if *from == 0 {
            0
        } else {
            *to & 0x7F | from & 0x80 | 1
        };
    }
    if let ([0, second, ..], Some(to)) = (bytes, out.get_mut(1)) {
        *to = *to & 0x7F | second & 0x80;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_keep_their_sign() {
        let it = Pseudonyms::new(&[3; 32]);
        assert!(it.opaque(&[0x7F; 8])[0] & 0x80 == 0);
        assert!(it.opaque(&[0xFF; 8])[0] & 0x80 != 0);
        let padded = it.opaque(&[0, 0x80, 1, 2]);
        assert!(padded[0] == 0 && padded[1] & 0x80 != 0);
        assert_eq!(it.opaque(&[0; 4]), [0; 4]);
    }
}
