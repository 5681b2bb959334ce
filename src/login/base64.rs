//! base64url without padding (RFC 4648 §5, RFC 7515 §2).

/// Why a text is not base64url; the place is counted in characters from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Base64Error {
    #[error("the character at {at} is not of base64url")]
    Character { at: usize },
    #[error("{length} characters, a number that base64url never has: it is cut off")]
    Length { length: usize },
}

fn value(it: u8) -> Option<u32> {
    Some(match it {
        b'A'..=b'Z' => u32::from(it) - u32::from(b'A'),
        b'a'..=b'z' => u32::from(it) - u32::from(b'a') + 26,
        b'0'..=b'9' => u32::from(it) - u32::from(b'0') + 52,
        b'-' => 62,
        b'_' => 63,
        _ => return None,
    })
}

pub fn decode(text: &str) -> Result<Vec<u8>, Base64Error> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for (group, four) in text.as_bytes().chunks(4).enumerate() {
        let mut bits = 0_u32;
        for (n, it) in four.iter().enumerate() {
            let six = value(*it).ok_or(Base64Error::Character { at: group * 4 + n })?;
            bits |= six << (18 - 6 * n);
        }
        if four.len() == 1 {
            return Err(Base64Error::Length { length: text.len() });
        }
        let [_, a, b, c] = bits.to_be_bytes();
        out.extend([a, b, c].iter().take(four.len() - 1));
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_rfc_4648_and_its_url_alphabet() {
        for (text, bytes) in [
            ("", &b""[..]),
            ("Zg", b"f"),
            ("Zm8", b"fo"),
            ("Zm9v", b"foo"),
            ("Zm9vYmFy", b"foobar"),
            ("-_8", &[0xFB, 0xFF]),
        ] {
            assert_eq!(decode(text).unwrap(), bytes, "{text}");
        }
        assert_eq!(decode("Zm9v+A"), Err(Base64Error::Character { at: 4 }));
        assert_eq!(decode("Zg=="), Err(Base64Error::Character { at: 2 }));
        assert_eq!(decode("Zm9vY"), Err(Base64Error::Length { length: 5 }));
    }
}
