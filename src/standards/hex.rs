//! Bytes as people read them: upper-case hexadecimal.
use std::fmt::Write;

/// `A00000030800`.
pub fn joined(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().saturating_mul(2));
    for byte in bytes {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02X}");
    }
    text
}

/// `A0 00 00 03 08 00`.
pub fn spaced(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().saturating_mul(3));
    for (i, byte) in bytes.iter().enumerate() {
        let space = if i == 0 { "" } else { " " };
        let _ = write!(text, "{space}{byte:02X}");
    }
    text
}

/// Bytes of a text of hexadecimal digits; white space, `:` and `-` between the digits are skipped.
pub fn parse(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 2);
    let mut high = None;
    for c in text.chars() {
        if c.is_whitespace() || c == ':' || c == '-' {
            continue;
        }
        let digit = u8::try_from(c.to_digit(16)?).ok()?;
        match high.take() {
            None => high = Some(digit << 4),
            Some(upper) => bytes.push(upper | digit),
        }
    }
    high.is_none().then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_both_ways() {
        assert_eq!(joined(&[0xA0, 0x00, 0x0F]), "A0000F");
        assert_eq!(spaced(&[0xA0, 0x00, 0x0F]), "A0 00 0F");
        assert_eq!(parse("a0 00:0F"), Some(vec![0xA0, 0x00, 0x0F]));
        assert_eq!(parse("A"), None);
        assert_eq!(parse("0x"), None);
    }
}
