//! A CRL read once from end to end: its list walked and what is signed hashed, window by window, so that each byte is
//! fetched from memory one time, and whoever holds the bytes may let go of those behind. Only a signature that is over no
//! digest takes another pass.
use super::{CrlError, Extensions, Frame, Head, Sought, Walk};
use crate::facts::{Bytes, CrlContent, CrlKey};
use crate::pki::signature::{Algorithm, Hash, PublicKey, Verification, verify};
use crate::pki::tlv::{Reader, SEQUENCE};
use ring::digest;

/// What fits the second-level cache of any processor of the last ten years.
const WINDOW: usize = 128 * 1024;
/// Bytes gone through to try keys on one list: a second's work.
const WORK: usize = 512 * 1024 * 1024;

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
    let algorithm = algorithm(frame.algorithm);
    let hash = algorithm.as_ref().and_then(hash);
    let mut context = hash.map(digest::Context::new);
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
    let mut out = frame.content(walk, digest);
    // Without a digest the list itself is needed, which is not kept: 44 MB do not travel.
    if let Some(algorithm) = algorithm.filter(|_| hash.is_none()) {
        out.tried = tried(&frame, &algorithm, sought.keys(issuer));
    }
    Ok(out)
}

/// Which of the keys made the signature. A key of another kind could not have, and one that cannot be tried is left out.
fn tried(frame: &Frame<'_>, algorithm: &Algorithm, keys: &[PublicKey]) -> Vec<CrlKey> {
    let passes = WORK.checked_div(frame.signed.len()).unwrap_or(WORK).max(1);
    let each = keys.iter().take(passes).filter_map(|key| {
        let signed = match verify(key, algorithm, frame.signed_bytes(), frame.signature) {
            Verification::Good => true,
            Verification::Bad => false,
            Verification::Unusable(_) | Verification::Unsupported(_) => return None,
        };
        Some(CrlKey {
            key: Bytes(key.sha256.to_vec()),
            signed,
        })
    });
    each.collect()
}

fn algorithm(identifier: &[u8]) -> Option<Algorithm> {
    let inside = Reader::new(identifier).want(SEQUENCE).ok()?;
    Algorithm::from_der_value(inside.value).ok()
}

/// The hash function that a signature algorithm rests on.
fn hash(algorithm: &Algorithm) -> Option<&'static digest::Algorithm> {
    Some(match algorithm.hash()? {
        Hash::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
        Hash::Sha256 => &digest::SHA256,
        Hash::Sha384 => &digest::SHA384,
        Hash::Sha512 => &digest::SHA512,
    })
}
