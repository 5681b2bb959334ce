//! PEM (RFC 7468): blocks in any text, lenient as people's files are: text around, any line ends, white space in lines,
//! headers of old formats.
use memchr::memmem;

/// One block.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block<'a> {
    /// `CERTIFICATE`, `X509 CRL`, `PKCS7`.
    pub label: &'a str,
    /// Where its first line begins.
    pub offset: usize,
    pub content: Result<Vec<u8>, PemError>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PemError {
    #[error("the block that begins at offset {offset} has no END line; the file was cut off")]
    NoEnd { offset: usize },
    #[error("the character at offset {offset} is not of base64; copy the file again")]
    Character { offset: usize },
    #[error("the base64 ends in the middle of a byte; the file was cut off or edited")]
    Length,
}

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";

/// Whether there is a block in it.
pub(super) fn is(bytes: &[u8]) -> bool {
    memmem::find(bytes, BEGIN).is_some()
}

/// The first `limit` blocks, in order. Nothing is looked at twice: a search for an end stops where the next block begins.
pub(super) fn blocks(bytes: &[u8], limit: usize) -> Vec<Block<'_>> {
    let mut out = Vec::new();
    let mut at = 0;
    while out.len() < limit
        && let Some(found) = memmem::find(bytes.get(at..).unwrap_or_default(), BEGIN)
    {
        let offset = at + found;
        let after = bytes.get(offset + BEGIN.len()..).unwrap_or_default();
        // A label ends with dashes on its own line; what does not is text about PEM.
        let label = after
            .get(..after.len().min(64))
            .and_then(|it| memmem::find(it, b"-----").and_then(|n| it.get(..n)))
            .and_then(|it| std::str::from_utf8(it).ok())
            .filter(|it| it.bytes().all(|b| b == b' ' || b.is_ascii_graphic()));
        let Some(label) = label else {
            at = offset + BEGIN.len();
            continue;
        };
        let start = offset + BEGIN.len() + label.len() + 5;
        let body = bytes.get(start..).unwrap_or_default();
        let next = memmem::find(body, BEGIN).unwrap_or(body.len());
        let body = body.get(..next).unwrap_or_default();
        let end = memmem::find(body, END);
        let content = match end {
            None => Err(PemError::NoEnd { offset }),
            Some(end) => base64(without_headers(body.get(..end).unwrap_or_default()), start),
        };
        at = start + end.unwrap_or(next);
        out.push(Block {
            label,
            offset,
            content,
        });
    }
    out
}

/// Without `Proc-Type:` and such (RFC 1421 §4.6), which an empty line ends.
fn without_headers(body: &[u8]) -> &[u8] {
    let is_header = body
        .get(..body.len().min(200))
        .is_some_and(|it| memchr::memchr(b':', it).is_some());
    if !is_header {
        return body;
    }
    for blank in [&b"\r\n\r\n"[..], b"\n\n"] {
        if let Some(n) = memmem::find(body, blank) {
            return body.get(n..).unwrap_or_default();
        }
    }
    body
}

/// Base64 (RFC 4648 §4), white space anywhere.
pub(super) fn base64(text: &[u8], offset: usize) -> Result<Vec<u8>, PemError> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let mut bits = 0_u32;
    let mut count = 0_u32;
    let mut padded = false;
    for (n, it) in text.iter().enumerate() {
        let six = match it {
            b'A'..=b'Z' => it - b'A',
            b'a'..=b'z' => it - b'a' + 26,
            b'0'..=b'9' => it - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => {
                padded = true;
                continue;
            }
            b' ' | b'\t' | b'\r' | b'\n' | 0x0B | 0x0C => continue,
            _ => return Err(PemError::Character { offset: offset + n }),
        };
        if padded {
            return Err(PemError::Character { offset: offset + n });
        }
        bits = bits << 6 | u32::from(six);
        count += 1;
        if count == 4 {
            out.extend_from_slice(bits.to_be_bytes().get(1..).unwrap_or_default());
            bits = 0;
            count = 0;
        }
    }
    match count {
        0 => {}
        2 => out.push((bits >> 4) as u8),
        3 => out.extend_from_slice(&[(bits >> 10) as u8, (bits >> 2) as u8]),
        _ => return Err(PemError::Length),
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_found_in_any_text() {
        let text = b"subject=CN = A\r\n-----BEGIN CERTIFICATE-----\r\nZm9v\r\n YmFy \r\n-----END CERTIFICATE-----\r\nand\n-----BEGIN X509 CRL-----\nProc-Type: 4\n\nZg==\n-----END X509 CRL-----";
        let found = blocks(text, 9);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].label, "CERTIFICATE");
        assert_eq!(found[0].content.as_deref(), Ok(&b"foobar"[..]));
        assert_eq!(found[1].label, "X509 CRL");
        assert_eq!(found[1].content.as_deref(), Ok(&b"f"[..]));
    }

    #[test]
    fn a_block_that_is_cut_off_does_not_swallow_the_next() {
        let text = b"-----BEGIN CERTIFICATE-----\nZm9v\n-----BEGIN CERTIFICATE-----\nZm9v\n-----END CERTIFICATE-----\n-----BEGIN X-----\nZg";
        let found = blocks(text, 9);
        assert_eq!(found.len(), 3);
        assert_eq!(found[0].content, Err(PemError::NoEnd { offset: 0 }));
        assert!(found[1].content.is_ok());
        assert!(matches!(found[2].content, Err(PemError::NoEnd { .. })));
        assert!(matches!(
            base64(b"Zm9v*", 7),
            Err(PemError::Character { offset: 11 })
        ));
        assert_eq!(base64(b"Zm9vY", 0), Err(PemError::Length));
        assert!(blocks(b"-----BEGIN ", 9).is_empty());
    }
}
