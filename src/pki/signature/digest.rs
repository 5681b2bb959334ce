//! Signatures over a digest that is already known: of a CRL whose 44 MB were hashed once and are not kept. ring takes
//! messages only, so this computes what RFC 8017, FIPS 186-5 and SEC 1 say, with public values only: time does not
//! need to be constant.
use super::{Algorithm, Curve, Hash, KeyKind, PublicKey, Scheme, Verification};
use crate::pki::tlv::{INTEGER, Reader, SEQUENCE};
use num_bigint::BigUint;

/// Bits of the largest RSA key that is tried: verifying must stay cheap on hostile keys.
const RSA_BITS: usize = 8192;

/// Whether `key` made `signature` over something whose digest, under the hash that `algorithm` names, is `digest`.
pub fn verify_digest(
    key: &PublicKey,
    algorithm: &Algorithm,
    digest: &[u8],
    signature: &[u8],
) -> Verification {
    let Some(scheme) = algorithm.scheme() else {
        return Verification::Unsupported(algorithm.to_string());
    };
    let answer = match (scheme, key.kind()) {
        (Scheme::RsaPkcs1(hash), KeyKind::Rsa { bits }) if bits <= RSA_BITS => {
            pkcs1(key, hash, digest, signature)
        }
        (Scheme::RsaPss { hash, mask, salt }, KeyKind::Rsa { bits } | KeyKind::RsaPss { bits })
            if bits <= RSA_BITS =>
        {
            pss(key, hash, mask, salt as usize, digest, signature)
        }
        (Scheme::Ecdsa(_), KeyKind::Ec { curve: Some(curve) }) => {
            ecdsa(key, curve, digest, signature)
        }
        (Scheme::Dsa(_), KeyKind::Dsa) => dsa(key, digest, signature),
        (
            Scheme::RsaPkcs1(_) | Scheme::RsaPss { .. },
            KeyKind::Rsa { .. } | KeyKind::RsaPss { .. },
        )
        | (Scheme::Ecdsa(_), KeyKind::Ec { curve: None })
        | (Scheme::Ed25519, KeyKind::Ed25519)
        | (_, KeyKind::Other) => {
            return Verification::Unsupported(format!("{algorithm} with a key of type {key}"));
        }
        _ => {
            return Verification::Unusable(format!(
                "a key of type {key} cannot have made a signature of type {algorithm}"
            ));
        }
    };
    match answer {
        Some(true) => Verification::Good,
        Some(false) => Verification::Bad,
        None => Verification::Unusable(format!("the key of type {key} is malformed")),
    }
}

/// The octets that were signed with an RSA key, as long as its modulus: RSAVP1 (RFC 8017 §5.2.2).
fn opened(key: &PublicKey, signature: &[u8]) -> Option<Option<Vec<u8>>> {
    let (modulus, exponent) = key.rsa()?;
    let size = modulus.len();
    let modulus = BigUint::from_bytes_be(modulus);
    let exponent = BigUint::from_bytes_be(exponent);
    // An even modulus has no Montgomery form, and a long exponent would take forever.
    if !modulus.bit(0) || !exponent.bit(0) || exponent.bits() > 64 {
        return None;
    }
    let it = BigUint::from_bytes_be(signature);
    if signature.len() != size || it >= modulus {
        return Some(None);
    }
    let open = it.modpow(&exponent, &modulus).to_bytes_be();
    let mut out = vec![0; size.checked_sub(open.len())?];
    out.extend(open);
    Some(Some(out))
}

/// DigestInfo up to the digest (RFC 8017 §9.2, note 1).
fn digest_info(hash: Hash) -> Vec<u8> {
    let (id, size): (&[u8], u8) = match hash {
        Hash::Sha1 => (&[0x2B, 0x0E, 3, 2, 0x1A], 20),
        Hash::Sha256 => (&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1], 32),
        Hash::Sha384 => (&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2], 48),
        Hash::Sha512 => (&[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3], 64),
    };
    let id_size = id.len() as u8;
    let mut out = vec![0x30, 8 + id_size + size, 0x30, 4 + id_size, 0x06, id_size];
    out.extend_from_slice(id);
    out.extend([0x05, 0x00, 0x04, size]);
    out
}

/// RSASSA-PKCS1-v1_5 (RFC 8017 §8.2.2): what should have been signed is built, never parsed.
fn pkcs1(key: &PublicKey, hash: Hash, digest: &[u8], signature: &[u8]) -> Option<bool> {
    let Some(open) = opened(key, signature)? else {
        return Some(false);
    };
    let mut tail = digest_info(hash);
    tail.extend_from_slice(digest);
    let Some(filler) = open.len().checked_sub(tail.len() + 3).filter(|it| *it >= 8) else {
        return Some(false);
    };
    let mut expected = vec![0x00, 0x01];
    expected.resize(2 + filler, 0xFF);
    expected.push(0x00);
    expected.extend(tail);
    Some(digest.len() == hash.size() && open == expected)
}

/// RSASSA-PSS (RFC 8017 §9.1.2).
fn pss(
    key: &PublicKey,
    hash: Hash,
    mask: Hash,
    salt: usize,
    digest: &[u8],
    signature: &[u8],
) -> Option<bool> {
    let (modulus, _) = key.rsa()?;
    let bits = super::key::bit_length(modulus).checked_sub(1)?;
    let Some(open) = opened(key, signature)? else {
        return Some(false);
    };
    let size = bits.div_ceil(8);
    let (before, encoded) = open.split_at_checked(open.len().checked_sub(size)?)?;
    let h = hash.size();
    let Some((rest, trailer)) = encoded.split_at_checked(encoded.len().saturating_sub(1)) else {
        return Some(false);
    };
    let Some((masked, seed)) = rest
        .len()
        .checked_sub(h)
        .and_then(|it| rest.split_at_checked(it))
    else {
        return Some(false);
    };
    if before.iter().any(|it| *it != 0)
        || trailer != [0xBC]
        || digest.len() != h
        || masked.len() < salt + 1
    {
        return Some(false);
    }
    let mut block: Vec<u8> = masked
        .iter()
        .zip(mgf1(mask, seed, masked.len()))
        .map(|(a, b)| a ^ b)
        .collect();
    let spare = 8 * size - bits;
    let first = block.first_mut()?;
    let set = *masked.first()? >> (8 - spare).min(7) != 0 && spare > 0;
    *first &= 0xFF_u8.checked_shr(spare as u32).unwrap_or(0);
    let (padding, salted) = block.split_at_checked(block.len() - salt)?;
    let (last, zeros) = padding.split_last()?;
    if set || *last != 0x01 || zeros.iter().any(|it| *it != 0) {
        return Some(false);
    }
    let hashed = hash.of(&[&[0; 8], digest, salted].concat());
    Some(hashed.as_ref() == seed)
}

/// RFC 8017 Appendix B.2.1.
fn mgf1(hash: Hash, seed: &[u8], length: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(length + hash.size());
    let mut counter = 0_u32;
    while out.len() < length {
        out.extend_from_slice(hash.of(&[seed, &counter.to_be_bytes()].concat()).as_ref());
        counter += 1;
    }
    out.truncate(length);
    out
}

/// `r` and `s` of a DSA or ECDSA signature (RFC 3279 §2.2.2, §2.2.3), both in 1 … order − 1.
fn pair(signature: &[u8], order: &BigUint) -> Option<(BigUint, BigUint)> {
    let mut outer = Reader::new(signature);
    let mut inside = outer.want(SEQUENCE).ok()?.open();
    outer.end().ok()?;
    let mut number = || {
        let it = BigUint::from_bytes_be(super::key::unsigned(inside.want(INTEGER).ok()?.value)?);
        (it < *order).then_some(it)
    };
    let out = (number()?, number()?);
    inside.end().ok()?;
    Some(out)
}

/// The leftmost bits of the digest as a number (FIPS 186-5 §6.4.2).
fn leftmost(digest: &[u8], order: &BigUint) -> BigUint {
    let excess = (digest.len() as u64 * 8).saturating_sub(order.bits());
    BigUint::from_bytes_be(digest) >> excess
}

/// FIPS 186-4 §4.7.
fn dsa(key: &PublicKey, digest: &[u8], signature: &[u8]) -> Option<bool> {
    let parameters = key.algorithm.parameters.as_ref()?;
    let mut inside = Reader::new(parameters).want(SEQUENCE).ok()?.open();
    let mut number = || {
        let value = inside.want(INTEGER).ok()?.value;
        Some(BigUint::from_bytes_be(super::key::unsigned(value)?))
    };
    let (p, q, g) = (number()?, number()?, number()?);
    let y = Reader::new(&key.key).want(INTEGER).ok()?.value;
    let y = BigUint::from_bytes_be(super::key::unsigned(y)?);
    if p.bits() > 4096 || q.bits() > 512 || !p.bit(0) || !q.bit(0) || g >= p || y >= p {
        return None;
    }
    let Some((r, s)) = pair(signature, &q) else {
        return Some(false);
    };
    let w = s.modpow(&(&q - 2_u8), &q);
    let u1 = leftmost(digest, &q) * &w % &q;
    let u2 = &r * &w % &q;
    let v = g.modpow(&u1, &p) * y.modpow(&u2, &p) % &p % &q;
    Some(v == r)
}

/// A curve `y² = x³ − 3x + b` over a prime field, with its base point and order (FIPS 186-4 Appendix D.1.2; SP 800-186).
struct Field {
    p: BigUint,
    b: BigUint,
    order: BigUint,
    base: Point,
}

/// Jacobian coordinates; `z` 0 is the point at infinity.
#[derive(Clone)]
struct Point {
    x: BigUint,
    y: BigUint,
    z: BigUint,
}

fn field(curve: Curve) -> Option<Field> {
    let [p, b, order, x, y]: [&[u8]; 5] = match curve {
        Curve::P256 => [
            b"ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
            b"5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
            b"ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
            b"6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
            b"4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
        ],
        Curve::P384 => [
            b"fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",
            b"b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef",
            b"ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
            b"aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7",
            b"3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f",
        ],
        Curve::P521 => [
            b"01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            b"0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00",
            b"01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
            b"00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66",
            b"011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650",
        ],
    };
    let number = |it| BigUint::parse_bytes(it, 16);
    Some(Field {
        p: number(p)?,
        b: number(b)?,
        order: number(order)?,
        base: Point {
            x: number(x)?,
            y: number(y)?,
            z: BigUint::from(1_u8),
        },
    })
}

impl Field {
    /// `a − b` in the field; both below `p`.
    fn less(&self, a: &BigUint, b: &BigUint) -> BigUint {
        (a + &self.p - b) % &self.p
    }

    fn times(&self, a: &BigUint, b: &BigUint) -> BigUint {
        a * b % &self.p
    }

    /// SEC 1 §2.2.1 in Jacobian coordinates with a = −3.
    fn doubled(&self, it: &Point) -> Point {
        let zz = self.times(&it.z, &it.z);
        let yy = self.times(&it.y, &it.y);
        let beta = self.times(&it.x, &yy);
        let slope = self.times(&self.less(&it.x, &zz), &((&it.x + &zz) % &self.p)) * 3_u8 % &self.p;
        let four = &beta * 4_u8 % &self.p;
        let x = self.less(&self.times(&slope, &slope), &(&four * 2_u8 % &self.p));
        let y = self.less(
            &self.times(&slope, &self.less(&four, &x)),
            &(self.times(&yy, &yy) * 8_u8 % &self.p),
        );
        let z = self.times(&it.y, &it.z) * 2_u8 % &self.p;
        Point { x, y, z }
    }

    fn sum(&self, a: &Point, b: &Point) -> Point {
        let zero = BigUint::ZERO;
        if a.z == zero {
            return b.clone();
        }
        if b.z == zero {
            return a.clone();
        }
        let (za, zb) = (self.times(&a.z, &a.z), self.times(&b.z, &b.z));
        let (ua, ub) = (self.times(&a.x, &zb), self.times(&b.x, &za));
        let sa = self.times(&a.y, &self.times(&zb, &b.z));
        let sb = self.times(&b.y, &self.times(&za, &a.z));
        if ua == ub {
            return if sa == sb {
                self.doubled(a)
            } else {
                Point {
                    z: zero,
                    ..a.clone()
                }
            };
        }
        let h = self.less(&ub, &ua);
        let r = self.less(&sb, &sa);
        let hh = self.times(&h, &h);
        let hhh = self.times(&hh, &h);
        let v = self.times(&ua, &hh);
        let x = self.less(
            &self.less(&self.times(&r, &r), &hhh),
            &(&v * 2_u8 % &self.p),
        );
        let y = self.less(&self.times(&r, &self.less(&v, &x)), &self.times(&sa, &hhh));
        let z = self.times(&self.times(&a.z, &b.z), &h);
        Point { x, y, z }
    }

    fn is_on_curve(&self, x: &BigUint, y: &BigUint) -> bool {
        let cube = self.times(&self.times(x, x), x);
        let right = self.less(&((cube + &self.b) % &self.p), &(x * 3_u8 % &self.p));
        *x < self.p && *y < self.p && self.times(y, y) == right
    }
}

/// FIPS 186-5 §6.4.2.
fn ecdsa(key: &PublicKey, curve: Curve, digest: &[u8], signature: &[u8]) -> Option<bool> {
    let field = field(curve)?;
    let size = usize::try_from(field.p.bits().div_ceil(8)).ok()?;
    // SEC 1 §2.3.3; RFC 5480 §2.2 wants the uncompressed form.
    let (form, point) = key.key.split_first()?;
    let (x, y) = point.split_at_checked(size)?;
    let (x, y) = (BigUint::from_bytes_be(x), BigUint::from_bytes_be(y));
    if *form != 4 || point.len() != 2 * size || !field.is_on_curve(&x, &y) {
        return None;
    }
    let Some((r, s)) = pair(signature, &field.order) else {
        return Some(false);
    };
    let w = s.modpow(&(&field.order - 2_u8), &field.order);
    let u1 = leftmost(digest, &field.order) * &w % &field.order;
    let u2 = &r * &w % &field.order;
    let public = Point {
        x,
        y,
        z: BigUint::from(1_u8),
    };
    // Both products at once (Shamir's trick).
    let both = field.sum(&field.base, &public);
    let mut sum = Point {
        z: BigUint::ZERO,
        ..public.clone()
    };
    for bit in (0..u1.bits().max(u2.bits())).rev() {
        sum = field.doubled(&sum);
        sum = match (u1.bit(bit), u2.bit(bit)) {
            (false, false) => continue,
            (true, false) => field.sum(&sum, &field.base),
            (false, true) => field.sum(&sum, &public),
            (true, true) => field.sum(&sum, &both),
        };
    }
    if sum.z == BigUint::ZERO {
        return Some(false);
    }
    // x = X / Z², by Fermat.
    let zz = field.times(&sum.z, &sum.z);
    let x = field.times(&sum.x, &zz.modpow(&(&field.p - 2_u8), &field.p));
    Some(x % &field.order == r)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pki::tlv;

    /// Made with OpenSSL over `words to sign`: name, AlgorithmIdentifier, SubjectPublicKeyInfo, signature.
    const VECTORS: &str = include_str!("digest_vectors.txt");

    fn bytes(hex: &str) -> Vec<u8> {
        (0..hex.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
            .collect()
    }

    fn vectors() -> impl Iterator<Item = (&'static str, Algorithm, PublicKey, Vec<u8>)> {
        VECTORS.lines().map(|line| {
            let mut parts = line.split(' ');
            let name = parts.next().unwrap();
            let algorithm = bytes(parts.next().unwrap());
            let algorithm = tlv::Reader::new(&algorithm).want(SEQUENCE).unwrap();
            (
                name,
                Algorithm::from_der_value(algorithm.value).unwrap(),
                PublicKey::from_der(&bytes(parts.next().unwrap())).unwrap(),
                bytes(parts.next().unwrap()),
            )
        })
    }

    #[test]
    fn signatures_of_openssl_verify_and_others_do_not() {
        assert_eq!(VECTORS.lines().count(), 15);
        for (name, algorithm, key, signature) in vectors() {
            let digest = algorithm.hash().unwrap().of(b"words to sign");
            let verify = |digest: &[u8], signature: &[u8]| {
                verify_digest(&key, &algorithm, digest, signature)
            };
            assert_eq!(
                verify(digest.as_ref(), &signature),
                Verification::Good,
                "{name}"
            );
            let other = algorithm.hash().unwrap().of(b"other words");
            assert_eq!(
                verify(other.as_ref(), &signature),
                Verification::Bad,
                "{name}"
            );
            for at in [signature.len() / 3, signature.len() - 1] {
                let mut changed = signature.clone();
                changed[at] ^= 1;
                assert_eq!(
                    verify(digest.as_ref(), &changed),
                    Verification::Bad,
                    "{name}"
                );
            }
            for short in [&[][..], &signature[..1], &signature[..signature.len() - 1]] {
                assert_eq!(verify(digest.as_ref(), short), Verification::Bad, "{name}");
            }
        }
    }

    #[test]
    fn a_key_of_another_kind_is_unusable_and_not_bad() {
        let all: Vec<_> = vectors().collect();
        for (name, algorithm, ..) in &all {
            for (other, _, key, signature) in &all {
                if name.split('-').next() != other.split('-').next() {
                    let answer = verify_digest(key, algorithm, &[0; 32], signature);
                    assert!(!matches!(answer, Verification::Good), "{name} with {other}");
                }
            }
        }
    }
}
