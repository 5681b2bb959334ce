use crate::facts::Bytes;
use crate::pki::Oid;
use crate::pki::der::{self, DerError, Reader, tag};
use serde::{Deserialize, Serialize};
use std::fmt;

/// An AlgorithmIdentifier (RFC 5280 §4.1.1.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Algorithm {
    pub id: Oid,
    /// The DER of the parameters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameters: Option<Bytes>,
}

/// What a signature algorithm asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    RsaPkcs1(Hash),
    RsaPss { hash: Hash, mask: Hash, salt: u32 },
    Ecdsa(Hash),
    Dsa(Hash),
    Ed25519,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    pub fn of(self, bytes: &[u8]) -> ring::digest::Digest {
        ring::digest::digest(
            match self {
                Hash::Sha1 => &ring::digest::SHA1_FOR_LEGACY_USE_ONLY,
                Hash::Sha256 => &ring::digest::SHA256,
                Hash::Sha384 => &ring::digest::SHA384,
                Hash::Sha512 => &ring::digest::SHA512,
            },
            bytes,
        )
    }

    /// Length of its value, bytes.
    pub fn size(self) -> usize {
        match self {
            Hash::Sha1 => 20,
            Hash::Sha256 => 32,
            Hash::Sha384 => 48,
            Hash::Sha512 => 64,
        }
    }

    /// The identifier of the hash itself: id-sha1 (RFC 3279 §2.1), id-sha256 and its kin (RFC 5754 §2).
    pub fn id(self) -> &'static [u8] {
        match self {
            Hash::Sha1 => &[0x2B, 0x0E, 3, 2, 0x1A],
            Hash::Sha256 => &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1],
            Hash::Sha384 => &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2],
            Hash::Sha512 => &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3],
        }
    }

    /// The same, by the identifier in dotted form.
    pub fn by_dotted(id: &str) -> Option<Hash> {
        Some(match id {
            "1.3.14.3.2.26" => Hash::Sha1,
            "2.16.840.1.101.3.4.2.1" => Hash::Sha256,
            "2.16.840.1.101.3.4.2.2" => Hash::Sha384,
            "2.16.840.1.101.3.4.2.3" => Hash::Sha512,
            _ => return None,
        })
    }

    pub fn by_id(id: &[u8]) -> Option<Hash> {
        [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512]
            .into_iter()
            .find(|it| it.id() == id)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Hash::Sha1 => "SHA-1",
            Hash::Sha256 => "SHA-256",
            Hash::Sha384 => "SHA-384",
            Hash::Sha512 => "SHA-512",
        })
    }
}

impl Algorithm {
    pub fn new(id: &[u8]) -> Self {
        Algorithm {
            id: Oid::from_der_value(id),
            parameters: None,
        }
    }

    /// Reads what is inside the SEQUENCE of an AlgorithmIdentifier.
    ///
    /// # Errors
    /// Where it does not begin with an object identifier or has more than one parameter.
    pub fn from_der_value(value: &[u8]) -> Result<Self, DerError> {
        let mut inside = Reader::new(value);
        let id = Oid::from_der_value(inside.expect(tag::OID)?);
        let parameters = if inside.is_empty() {
            None
        } else {
            Some(inside.element()?.raw.to_vec().into())
        };
        inside.end()?;
        Ok(Algorithm { id, parameters })
    }

    /// `None` for what is not known here.
    pub fn scheme(&self) -> Option<Scheme> {
        Some(match self.id.as_der_value() {
            // RFC 8017 Appendix A.2.4; sha1WithRSASignature also as OIW had it.
            [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 5] | [0x2B, 0x0E, 3, 2, 0x1D] => {
                Scheme::RsaPkcs1(Hash::Sha1)
            }
            [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 11] => Scheme::RsaPkcs1(Hash::Sha256),
            [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 12] => Scheme::RsaPkcs1(Hash::Sha384),
            [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 13] => Scheme::RsaPkcs1(Hash::Sha512),
            [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 10] => self.pss()?,
            // RFC 3279 §2.2.3, RFC 5758 §3.2
            [0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 1] => Scheme::Ecdsa(Hash::Sha1),
            [0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 2] => Scheme::Ecdsa(Hash::Sha256),
            [0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 3] => Scheme::Ecdsa(Hash::Sha384),
            [0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 4] => Scheme::Ecdsa(Hash::Sha512),
            // RFC 3279 §2.2.2, RFC 5758 §3.1
            [0x2A, 0x86, 0x48, 0xCE, 0x38, 4, 3] => Scheme::Dsa(Hash::Sha1),
            [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 2] => Scheme::Dsa(Hash::Sha256),
            // RFC 8410 §3
            [0x2B, 0x65, 0x70] => Scheme::Ed25519,
            _ => return None,
        })
    }

    /// RSASSA-PSS-params (RFC 4055 §3.1), with the defaults for what is left out.
    fn pss(&self) -> Option<Scheme> {
        let (mut hash, mut mask, mut salt) = (Hash::Sha1, Hash::Sha1, 20);
        let parameters = self.parameters.as_ref()?;
        let mut inside = Reader::new(der::only(parameters, tag::SEQUENCE).ok()?);
        if let Some(it) = inside.optional(tag::constructed(0)).ok()? {
            hash = Hash::by_id(nested(it)?.id.as_der_value())?;
        }
        if let Some(it) = inside.optional(tag::constructed(1)).ok()? {
            let generator = nested(it)?;
            // id-mgf1
            if generator.id != &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 8][..] {
                return None;
            }
            let of = Algorithm::from_der_value(
                der::only(generator.parameters.as_ref()?, tag::SEQUENCE).ok()?,
            );
            mask = Hash::by_id(of.ok()?.id.as_der_value())?;
        }
        if let Some(it) = inside.optional(tag::constructed(2)).ok()? {
            salt = der::count(der::only(it, tag::INTEGER).ok()?).ok()?;
        }
        if let Some(it) = inside.optional(tag::constructed(3)).ok()? {
            // trailerField: 1 (BC) is the only one.
            if der::only(it, tag::INTEGER).ok()? != [1] {
                return None;
            }
        }
        inside.end().ok()?;
        Some(Scheme::RsaPss { hash, mask, salt })
    }

    /// The hash that the signature rests on; `None` where there is none or it is not known.
    pub fn hash(&self) -> Option<Hash> {
        match self.scheme()? {
            Scheme::RsaPkcs1(hash)
            | Scheme::RsaPss { hash, .. }
            | Scheme::Ecdsa(hash)
            | Scheme::Dsa(hash) => Some(hash),
            Scheme::Ed25519 => None,
        }
    }

    /// Its name, if it is one that is known by name, supported here or not.
    pub fn name(&self) -> Option<String> {
        if let Some(scheme) = self.scheme() {
            return Some(match scheme {
                Scheme::RsaPkcs1(hash) => format!("RSA with {hash}"),
                Scheme::RsaPss { hash, .. } => format!("RSASSA-PSS with {hash}"),
                Scheme::Ecdsa(hash) => format!("ECDSA with {hash}"),
                Scheme::Dsa(hash) => format!("DSA with {hash}"),
                Scheme::Ed25519 => "Ed25519".to_owned(),
            });
        }
        let name = match self.id.as_der_value() {
            [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 2] => "RSA with MD2",
            [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 4] => "RSA with MD5",
            [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 10] => {
                "RSASSA-PSS with parameters that are not known here"
            }
            [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 14] => "RSA with SHA-224",
            [0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 1] => "ECDSA with SHA-224",
            [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 1] => "DSA with SHA-224",
            [0x2B, 0x65, 0x71] => "Ed448",
            // FIPS 204, RFC 9881
            [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 17] => "ML-DSA-44",
            [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 18] => "ML-DSA-65",
            [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 3, 19] => "ML-DSA-87",
            _ => return None,
        };
        Some(name.to_owned())
    }
}

/// The AlgorithmIdentifier inside an explicit tag.
fn nested(explicit: &[u8]) -> Option<Algorithm> {
    Algorithm::from_der_value(der::only(explicit, tag::SEQUENCE).ok()?).ok()
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(&name),
            None => write!(f, "algorithm {}", self.id),
        }
    }
}
