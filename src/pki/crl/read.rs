//! A CRL read once from end to end: its list walked and what is signed hashed, window by window, so that each byte is
//! fetched from memory one time, and whoever holds the bytes may let go of those behind.
use super::{CrlError, Extensions, Frame, Head, Sought, Walk};
use crate::facts::CrlContent;
use crate::pki::signature::{Algorithm, Hash};
use crate::pki::tlv::{Reader, SEQUENCE};
use ring::digest;

/// What fits the second-level cache of any processor of the last ten years.
const WINDOW: usize = 128 * 1024;

/// Reads a DER CRL. After each window `passed` is told how far: bytes before that are not needed again, but for the
/// head.
///
/// # Errors
/// [`CrlError`], with the offset where it breaks.
pub fn read(
    der: &[u8],
    sought: &Sought,
    mut passed: impl FnMut(usize),
) -> Result<CrlContent, CrlError> {
    let frame = Frame::read(der)?;
    // A CRL whose extensions cannot be read is a fact too; judging says that it does not count.
    let indirect = Extensions::read(frame.extensions).map_or(true, |it| it.indirect());
    let issuer = Head::read(frame.head)?.issuer;
    let wanted = sought.on(issuer, indirect);
    let mut walk = Walk::new(&frame, indirect, &wanted);
    let mut context = hash(frame.algorithm).map(digest::Context::new);
    let mut at = frame.signed.start;
    while at < frame.signed.end {
        let end = frame.signed.end.min(at + WINDOW);
        if let (Some(context), Some(window)) = (&mut context, der.get(at..end)) {
            context.update(window);
        }
        walk.until(end)?;
        passed(at);
        at = end;
    }
    walk.finish()?;
    let digest = context.map(|it| it.finish().as_ref().to_vec());
    Ok(frame.content(walk, digest))
}

/// The hash function that a signature algorithm rests on.
fn hash(algorithm: &[u8]) -> Option<&'static digest::Algorithm> {
    let inside = Reader::new(algorithm).want(SEQUENCE).ok()?;
    Some(
        match Algorithm::from_der_value(inside.value).ok()?.hash()? {
            Hash::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Hash::Sha256 => &digest::SHA256,
            Hash::Sha384 => &digest::SHA384,
            Hash::Sha512 => &digest::SHA512,
        },
    )
}
