//! Signatures that ring does not verify, and those over a digest that is already known, in plain arithmetic: everything
//! here is public, so that it need not run in constant time. Held to NIST's vectors in the tests.
use super::key::{bit_length, unsigned};
use super::{Hash, KeyKind, PublicKey, Scheme, Verification};
use crate::pki::der::{self, Reader, tag};
use num_bigint::BigUint;

/// RSA moduli and DSA primes that are worked with: larger ones cost more than they are worth.
const BITS: std::ops::RangeInclusive<usize> = 512..=8192;
/// RSA exponents longer than this make verifying as dear as signing (FIPS 186-5 §A.1.1 has none above 2^256; CAs use
/// 17 bits).
const EXPONENT_BITS: usize = 64;

/// `None` for a combination that is not known here either, and for keys that are not worked with.
pub(super) fn verify(
    key: &PublicKey,
    kind: &KeyKind,
    scheme: &Scheme,
    digest: &[u8],
    signature: &[u8],
) -> Option<Verification> {
    let good = match (kind, scheme) {
        (KeyKind::Rsa { bits }, Scheme::RsaPkcs1(hash)) if BITS.contains(bits) => {
            let message = rsa(key, *bits, signature)?;
            message.is_some_and(|it| Some(it) == pkcs1(*hash, digest, bits.div_ceil(8)))
        }
        (KeyKind::Rsa { bits } | KeyKind::RsaPss { bits }, Scheme::RsaPss { hash, mask, salt })
            if BITS.contains(bits) =>
        {
            let message = rsa(key, *bits, signature)?;
            message.is_some_and(|it| pss(&it, *bits, *hash, *mask, *salt, digest).is_some())
        }
        (KeyKind::Dsa, Scheme::Dsa(_)) => dsa(key, digest, signature)?,
        (KeyKind::Ec { curve: Some(curve) }, Scheme::Ecdsa(_)) => {
            super::curve::verify(*curve, &key.key, digest, signature)
        }
        _ => return None,
    };
    Some(if good {
        Verification::Good
    } else {
        Verification::Bad
    })
}

/// RSAVP1 (RFC 8017 §5.2.2): the encoded message, as long as the modulus. The outer `None` is for keys that are not
/// worked with, the inner for signatures out of range.
fn rsa(key: &PublicKey, bits: usize, signature: &[u8]) -> Option<Option<Vec<u8>>> {
    let (modulus, exponent) = key.rsa()?;
    if bit_length(exponent) > EXPONENT_BITS {
        return None;
    }
    // With 1 everybody signs; an even one has no private key (RFC 8017 §3.1: odd, 3 or more).
    if bit_length(exponent) < 2 || exponent.last().is_none_or(|it| it % 2 == 0) {
        return Some(None);
    }
    let size = bits.div_ceil(8);
    let modulus = BigUint::from_bytes_be(modulus);
    let signature_number = BigUint::from_bytes_be(signature);
    if signature.len() != size || signature_number >= modulus {
        return Some(None);
    }
    let message = signature_number.modpow(&BigUint::from_bytes_be(exponent), &modulus);
    Some(Some(fixed(&message, size)))
}

/// Big-endian, with zeros before it.
fn fixed(number: &BigUint, size: usize) -> Vec<u8> {
    let digits = number.to_bytes_be();
    let mut out = vec![0; size.saturating_sub(digits.len())];
    out.extend(digits);
    out
}

/// EMSA-PKCS1-v1_5 (RFC 8017 §9.2).
fn pkcs1(hash: Hash, digest: &[u8], size: usize) -> Option<Vec<u8>> {
    let identifier = [der::write(tag::OID, hash.id()), vec![tag::NULL, 0]].concat();
    let info = [
        der::write(tag::SEQUENCE, &identifier),
        der::write(tag::OCTET_STRING, digest),
    ];
    let info = der::write(tag::SEQUENCE, &info.concat());
    let padding = size.checked_sub(info.len().checked_add(3)?)?;
    if padding < 8 {
        return None;
    }
    let mut out = vec![0, 1];
    out.resize(padding.checked_add(2)?, 0xFF);
    out.push(0);
    out.extend(info);
    Some(out)
}

/// EMSA-PSS-VERIFY (RFC 8017 §9.1.2), `None` where it is inconsistent.
fn pss(
    message: &[u8],
    modulus_bits: usize,
    hash: Hash,
    mask: Hash,
    salt: u32,
    hashed: &[u8],
) -> Option<()> {
    let bits = modulus_bits.checked_sub(1)?;
    let size = bits.div_ceil(8);
    // A modulus of 8n+1 bits has one byte more, which must be zero.
    let (before, message) = message.split_at_checked(message.len().checked_sub(size)?)?;
    let (rest, trailer) = message.split_at_checked(size.checked_sub(1)?)?;
    let (masked, digest) = rest.split_at_checked(rest.len().checked_sub(hash.size())?)?;
    let spare = 8usize.checked_mul(size)?.checked_sub(bits)?;
    let top = 0xFFu8.checked_shr(u32::try_from(spare).ok()?)?;
    if before.iter().any(|it| *it != 0) || trailer != [0xBC] || masked.first()? & !top != 0 {
        return None;
    }
    let mut block: Vec<u8> = mgf1(mask, digest, masked.len())
        .iter()
        .zip(masked)
        .map(|(a, b)| a ^ b)
        .collect();
    *block.first_mut()? &= top;
    let zeros = block
        .len()
        .checked_sub(usize::try_from(salt).ok()?.checked_add(1)?)?;
    let (padding, rest) = block.split_at_checked(zeros)?;
    let (one, salt) = rest.split_first()?;
    if padding.iter().any(|it| *it != 0) || *one != 1 {
        return None;
    }
    let whole = [&[0; 8], hashed, salt].concat();
    (hash.of(&whole).as_ref() == digest).then_some(())
}

/// RFC 8017 §B.2.1
fn mgf1(hash: Hash, seed: &[u8], size: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(size.saturating_add(64));
    let mut counter = 0u32;
    while out.len() < size {
        let block = [seed, &counter.to_be_bytes()].concat();
        out.extend_from_slice(hash.of(&block).as_ref());
        counter = counter.saturating_add(1);
    }
    out.truncate(size);
    out
}

/// The two numbers of a DSA or ECDSA signature (RFC 3279 §2.2.2), each below `order` and above zero.
pub(super) fn pair(signature: &[u8], order: &BigUint) -> Option<(BigUint, BigUint)> {
    let mut inside = Reader::new(der::only(signature, tag::SEQUENCE).ok()?);
    let mut number = || -> Option<BigUint> {
        let digits = unsigned(inside.expect(tag::INTEGER).ok()?)?;
        let number = BigUint::from_bytes_be(digits);
        (number < *order).then_some(number)
    };
    let out = (number()?, number()?);
    inside.end().ok()?;
    Some(out)
}

/// The leftmost bits of a hash, as many as the order has (FIPS 186-4 §4.6, §6.4).
pub(super) fn leftmost(digest: &[u8], order: &BigUint) -> BigUint {
    let excess = (digest.len() as u64 * 8).saturating_sub(order.bits());
    BigUint::from_bytes_be(digest) >> excess
}

/// FIPS 186-4 §4.7. `None` for keys without parameters, or too large ones.
fn dsa(key: &PublicKey, digest: &[u8], signature: &[u8]) -> Option<bool> {
    let parameters = key.algorithm.parameters.as_ref()?;
    let mut inside = Reader::new(der::only(parameters, tag::SEQUENCE).ok()?);
    let mut number = || -> Option<BigUint> {
        let digits = unsigned(inside.expect(tag::INTEGER).ok()?)?;
        Some(BigUint::from_bytes_be(digits))
    };
    let (p, q, g) = (number()?, number()?, number()?);
    let bits = usize::try_from(p.bits()).ok()?;
    if !BITS.contains(&bits) || q.bits() > 512 || q >= p {
        return None;
    }
    let y = BigUint::from_bytes_be(unsigned(der::only(&key.key, tag::INTEGER).ok()?)?);
    if y >= p || g >= p {
        return None;
    }
    let Some((r, s)) = pair(signature, &q) else {
        return Some(false);
    };
    let Some(w) = s.modinv(&q) else {
        return Some(false);
    };
    let z = leftmost(digest, &q);
    let v = g.modpow(&(z * &w % &q), &p) * y.modpow(&(&r * w % &q), &p) % &p % &q;
    Some(v == r)
}
