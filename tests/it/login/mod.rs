//! What people bring: tokens, authorize URLs, and which is which. Texts of the error page itself: `src/login/page`.
mod brought;
mod request;
mod token;

/// base64url, as RFC 4648 §5 has it; written here again so that the reader is not tested with itself.
pub(crate) fn base64url(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut out = String::new();
    for it in bytes.chunks(3) {
        let bits =
            it.iter().fold(0_u32, |bits, it| bits << 8 | u32::from(*it)) << (8 * (3 - it.len()));
        for n in 0..=it.len() {
            out.push(char::from(SIGNS[(bits >> (18 - 6 * n)) as usize & 63]));
        }
    }
    out
}

/// A token with this payload and a signature that is none.
pub(crate) fn jwt(payload: &str) -> String {
    let header = r#"{"typ":"JWT","alg":"RS256","kid":"synthetic"}"#;
    format!(
        "{}.{}.{}",
        base64url(header.as_bytes()),
        base64url(payload.as_bytes()),
        base64url(b"no signature")
    )
}
