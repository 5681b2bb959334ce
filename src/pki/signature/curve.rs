//! ECDSA (FIPS 186-4 §6.4) on the NIST curves, for the combinations of curve and hash that ring leaves out.
use super::arithmetic::{leftmost, pair};
use super::key::Curve;
use num_bigint::BigUint;

/// A curve y² = x³ − 3x + b over a prime field (SP 800-186 §3.2.1).
struct Domain {
    p: BigUint,
    b: BigUint,
    generator: Point,
    order: BigUint,
}

/// Jacobian coordinates: x/z², y/z³; z is zero at infinity.
#[derive(Clone)]
struct Point {
    x: BigUint,
    y: BigUint,
    z: BigUint,
}

/// Prime, b, x and y of the generator, order: SP 800-186 §3.2.1.3–§3.2.1.5.
const P256: [&str; 5] = [
    "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
    "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
    "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
    "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
];
const P384: [&str; 5] = [
    "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",
    "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef",
    "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7",
    "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f",
    "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
];
const P521: [&str; 5] = [
    "1ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "51953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00",
    "c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66",
    "11839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650",
    "1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
];

impl Domain {
    fn of(curve: Curve) -> Option<Domain> {
        let [p, b, x, y, order] = match curve {
            Curve::P256 => P256,
            Curve::P384 => P384,
            Curve::P521 => P521,
        }
        .map(|it| BigUint::parse_bytes(it.as_bytes(), 16));
        Some(Domain {
            p: p?,
            b: b?,
            generator: Point::affine(x?, y?),
            order: order?,
        })
    }

    /// An uncompressed point (SEC 1 §2.3.3) that lies on the curve (SP 800-56A Rev. 3 §5.6.2.3.3).
    fn point(&self, bytes: &[u8]) -> Option<Point> {
        let (form, rest) = bytes.split_first()?;
        let size = usize::try_from(self.p.bits().div_ceil(8)).ok()?;
        if *form != 4 || rest.len() != size.checked_mul(2)? {
            return None;
        }
        let (x, y) = rest.split_at_checked(size)?;
        let (x, y) = (BigUint::from_bytes_be(x), BigUint::from_bytes_be(y));
        if x >= self.p || y >= self.p {
            return None;
        }
        let left = &y * &y % &self.p;
        (left == self.right(&x)).then(|| Point::affine(x, y))
    }

    /// x³ − 3x + b.
    fn right(&self, x: &BigUint) -> BigUint {
        let cube = x * x % &self.p * x;
        (cube + self.minus(&(x * 3u32 % &self.p)) + &self.b) % &self.p
    }

    /// Whether these bytes, as SEC 1 §2.3.3 has them, are a point of the curve other than infinity.
    fn is_point(&self, bytes: &[u8]) -> bool {
        let size = usize::try_from(self.p.bits().div_ceil(8)).unwrap_or(usize::MAX);
        match bytes {
            [4, ..] => self.point(bytes).is_some(),
            [2 | 3, x @ ..] if x.len() == size => {
                let x = BigUint::from_bytes_be(x);
                let right = self.right(&x);
                // Each of these primes is 3 modulo 4, so that this is the root if there is one.
                let root = right.modpow(&((&self.p + 1u32) / 4u32), &self.p);
                x < self.p && &root * &root % &self.p == right
            }
            _ => false,
        }
    }

    /// −n, of a reduced n.
    fn minus(&self, n: &BigUint) -> BigUint {
        (&self.p - n) % &self.p
    }

    fn difference(&self, a: &BigUint, b: &BigUint) -> BigUint {
        (a + self.minus(b)) % &self.p
    }

    /// "dbl-2001-b" of the Explicit-Formulas Database, for a = −3.
    fn double(&self, it: &Point) -> Point {
        let p = &self.p;
        let delta = &it.z * &it.z % p;
        let gamma = &it.y * &it.y % p;
        let beta = &it.x * &gamma % p;
        let alpha = self.difference(&it.x, &delta) * (&it.x + &delta) * 3u32 % p;
        let x = self.difference(&(&alpha * &alpha % p), &(&beta * 8u32 % p));
        let sum = &it.y + &it.z;
        let z = self.difference(&(&sum * &sum % p), &((&gamma + &delta) % p));
        let inner = self.difference(&(&beta * 4u32 % p), &x);
        let y = self.difference(&(alpha * inner % p), &(&gamma * &gamma * 8u32 % p));
        Point { x, y, z }
    }

    /// "add-2007-bl" of the Explicit-Formulas Database without its halved multiplications, and with the cases that it
    /// leaves out.
    fn add(&self, a: &Point, b: &Point) -> Point {
        let p = &self.p;
        if a.is_infinite() {
            return b.clone();
        }
        if b.is_infinite() {
            return a.clone();
        }
        let (zz_a, zz_b) = (&a.z * &a.z % p, &b.z * &b.z % p);
        let (u_a, u_b) = (&a.x * &zz_b % p, &b.x * &zz_a % p);
        let s_a = &a.y * &b.z % p * &zz_b % p;
        let s_b = &b.y * &a.z % p * &zz_a % p;
        if u_a == u_b {
            return if s_a == s_b {
                self.double(a)
            } else {
                Point::infinity()
            };
        }
        let h = self.difference(&u_b, &u_a);
        let r = self.difference(&s_b, &s_a);
        let hh = &h * &h % p;
        let hhh = &hh * &h % p;
        let v = &u_a * &hh % p;
        let x = self.difference(&(&r * &r % p), &((&hhh + &v * 2u32) % p));
        let y = self.difference(&(&r * self.difference(&v, &x) % p), &(s_a * &hhh % p));
        let z = &a.z * &b.z % p * h % p;
        Point { x, y, z }
    }

    /// a·G + b·Q, both at once.
    fn combine(&self, a: &BigUint, b: &BigUint, q: &Point) -> Point {
        let both = self.add(&self.generator, q);
        let mut out = Point::infinity();
        for bit in (0..self.order.bits()).rev() {
            out = self.double(&out);
            match (a.bit(bit), b.bit(bit)) {
                (true, true) => out = self.add(&out, &both),
                (true, false) => out = self.add(&out, &self.generator),
                (false, true) => out = self.add(&out, q),
                (false, false) => {}
            }
        }
        out
    }
}

impl Point {
    fn affine(x: BigUint, y: BigUint) -> Self {
        let z = BigUint::from(1u32);
        Point { x, y, z }
    }

    fn infinity() -> Self {
        let mut out = Point::affine(BigUint::from(1u32), BigUint::from(1u32));
        out.z = BigUint::ZERO;
        out
    }

    fn is_infinite(&self) -> bool {
        self.z == BigUint::ZERO
    }
}

/// Whether these bytes are a point of the curve.
pub(super) fn is_point(curve: Curve, bytes: &[u8]) -> bool {
    Domain::of(curve).is_some_and(|it| it.is_point(bytes))
}

/// Whether the key made this signature over something of this hash.
pub(super) fn verify(curve: Curve, key: &[u8], digest: &[u8], signature: &[u8]) -> bool {
    checked(curve, key, digest, signature).unwrap_or(false)
}

fn checked(curve: Curve, key: &[u8], digest: &[u8], signature: &[u8]) -> Option<bool> {
    let domain = Domain::of(curve)?;
    let n = &domain.order;
    let q = domain.point(key)?;
    let (r, s) = pair(signature, n)?;
    let w = s.modinv(n)?;
    let z = leftmost(digest, n);
    let point = domain.combine(&(z * &w % n), &(&r * w % n), &q);
    if point.is_infinite() {
        return Some(false);
    }
    // x of the point without leaving Jacobian coordinates: x = X/Z², and r ≡ x (mod n) with x < p < 2n.
    let zz = &point.z * &point.z % &domain.p;
    let equals =
        |candidate: &BigUint| candidate < &domain.p && candidate * &zz % &domain.p == point.x;
    Some(equals(&r) || equals(&(&r + n)))
}
