//! RSA signatures over SHA-1 (RFC 8017 §8.2.1), which ring no longer makes and old cards bear. For test keys only: this
//! takes no care to run in constant time.

/// DigestInfo of SHA-1, before the hash (RFC 8017 §9.2 note 1).
const DIGEST_INFO: [u8; 15] = [
    0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2B, 0x0E, 0x03, 0x02, 0x1A, 0x05, 0x00, 0x04, 0x14,
];

/// Signs a hash with a PKCS#8 key that is compiled in.
pub fn sign(pkcs8: &[u8], hash: &[u8]) -> Vec<u8> {
    let (modulus, exponent) = modulus_and_exponent(pkcs8);
    let info = [&DIGEST_INFO, hash].concat();
    let mut padded = vec![0, 1];
    padded.resize(modulus.len().saturating_sub(info.len() + 1), 0xFF);
    padded.push(0);
    padded.extend(info);
    power(&padded, exponent, modulus)
}

/// n and d of PrivateKeyInfo { 0, algorithm, OCTET STRING { RSAPrivateKey { 0, n, e, d, … } } }.
fn modulus_and_exponent(pkcs8: &[u8]) -> (&[u8], &[u8]) {
    let (outer, _) = value(pkcs8);
    let (_, rest) = value(outer);
    let (_, rest) = value(rest);
    let (key, _) = value(rest);
    let (numbers, _) = value(key);
    let (_, rest) = value(numbers);
    let (modulus, rest) = value(rest);
    let (_, rest) = value(rest);
    let (exponent, _) = value(rest);
    (positive(modulus), positive(exponent))
}

/// The value of the first element, and what follows the element.
fn value(der: &[u8]) -> (&[u8], &[u8]) {
    let (length, header) = match der.get(1) {
        Some(long @ 0x81..) => {
            let count = usize::from(long & 0x7F);
            let digits = der.get(2..2 + count).unwrap_or_default();
            let length = digits.iter().fold(0, |sum, it| sum << 8 | usize::from(*it));
            (length, 2 + count)
        }
        Some(short) => (usize::from(*short), 2),
        None => (0, 0),
    };
    let inside = der.get(header..).unwrap_or_default();
    inside.split_at(length.min(inside.len()))
}

fn positive(number: &[u8]) -> &[u8] {
    number.strip_prefix(&[0]).unwrap_or(number)
}

/// base^exponent mod modulus, by Montgomery multiplication; all big-endian, the modulus odd.
fn power(base: &[u8], exponent: &[u8], modulus: &[u8]) -> Vec<u8> {
    let n = limbs(modulus);
    let field = Field::new(n);
    let base = field.lift(&limbs(base));
    let mut out = field.lift(&[1]);
    for byte in exponent {
        for bit in (0..8).rev() {
            out = field.multiply(&out, &out);
            if byte >> bit & 1 == 1 {
                out = field.multiply(&out, &base);
            }
        }
    }
    let out = field.multiply(&out, &[1]);
    let bytes: Vec<u8> = out.iter().rev().flat_map(|it| it.to_be_bytes()).collect();
    let skip = bytes.len().saturating_sub(modulus.len());
    bytes.get(skip..).unwrap_or_default().to_vec()
}

/// Little-endian limbs.
fn limbs(number: &[u8]) -> Vec<u32> {
    number
        .rchunks(4)
        .map(|it| it.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte)))
        .collect()
}

struct Field {
    modulus: Vec<u32>,
    /// −modulus⁻¹ mod 2³².
    inverse: u32,
}

impl Field {
    fn new(modulus: Vec<u32>) -> Self {
        let low = modulus.first().copied().unwrap_or(1);
        // Newton's iteration doubles the right bits each time.
        let inverse = (0..5).fold(low, |it, _| {
            it.wrapping_mul(2u32.wrapping_sub(low.wrapping_mul(it)))
        });
        Field {
            modulus,
            inverse: inverse.wrapping_neg(),
        }
    }

    /// number · 2^(32·limbs) mod modulus, by doubling.
    fn lift(&self, number: &[u32]) -> Vec<u32> {
        let mut out = number.to_vec();
        out.resize(self.modulus.len(), 0);
        for _ in 0..self.modulus.len() * 32 {
            let mut carry = 0;
            for limb in &mut out {
                let doubled = u64::from(*limb) << 1 | carry;
                *limb = doubled as u32;
                carry = doubled >> 32;
            }
            self.reduce(&mut out, carry as u32);
        }
        out
    }

    /// Subtracts the modulus once where the number, with `over` above its limbs, is not below it.
    fn reduce(&self, number: &mut [u32], over: u32) {
        let below = over == 0 && number.iter().rev().lt(self.modulus.iter().rev());
        if below {
            return;
        }
        let mut borrow = 0i64;
        for (limb, other) in number.iter_mut().zip(&self.modulus) {
            let left = i64::from(*limb) - i64::from(*other) + borrow;
            *limb = left as u32;
            borrow = left >> 32;
        }
    }

    /// one · two / 2^(32·limbs) mod modulus (Montgomery, coarsely integrated operand scanning).
    fn multiply(&self, one: &[u32], two: &[u32]) -> Vec<u32> {
        let size = self.modulus.len();
        let mut out = vec![0u32; size + 2];
        for n in 0..size {
            let by = one.get(n).copied().unwrap_or(0);
            add_product(&mut out, two, by);
            let first = out.first().copied().unwrap_or(0);
            add_product(&mut out, &self.modulus, first.wrapping_mul(self.inverse));
            out.remove(0);
            out.push(0);
        }
        let over = out.get(size).copied().unwrap_or(0);
        out.truncate(size);
        self.reduce(&mut out, over);
        out
    }
}

/// Adds number · by.
fn add_product(to: &mut [u32], number: &[u32], by: u32) {
    let mut carry = 0u64;
    for (n, limb) in to.iter_mut().enumerate() {
        let other = number.get(n).copied().unwrap_or(0);
        let sum = u64::from(*limb) + u64::from(other) * u64::from(by) + carry;
        *limb = sum as u32;
        carry = sum >> 32;
    }
}
