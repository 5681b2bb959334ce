use super::link::Malformed;
use crate::facts::Bytes;
use crate::pki::der::{self, DerError, Reader, only, tag};
use crate::pki::{GeneralName, Name, Oid};
use serde::{Deserialize, Serialize};
use x509_parser::extensions::X509Extension;

/// OIDs of the extensions that are read here, as DER values (RFC 5280 §4.2).
mod id {
    pub(super) const SUBJECT_KEY_IDENTIFIER: &[u8] = &[0x55, 0x1D, 14];
    pub(super) const KEY_USAGE: &[u8] = &[0x55, 0x1D, 15];
    pub(super) const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1D, 17];
    pub(super) const ISSUER_ALT_NAME: &[u8] = &[0x55, 0x1D, 18];
    pub(super) const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1D, 19];
    pub(super) const NAME_CONSTRAINTS: &[u8] = &[0x55, 0x1D, 30];
    pub(super) const CRL_DISTRIBUTION_POINTS: &[u8] = &[0x55, 0x1D, 31];
    pub(super) const CERTIFICATE_POLICIES: &[u8] = &[0x55, 0x1D, 32];
    pub(super) const POLICY_MAPPINGS: &[u8] = &[0x55, 0x1D, 33];
    pub(super) const AUTHORITY_KEY_IDENTIFIER: &[u8] = &[0x55, 0x1D, 35];
    pub(super) const POLICY_CONSTRAINTS: &[u8] = &[0x55, 0x1D, 36];
    pub(super) const EXTENDED_KEY_USAGE: &[u8] = &[0x55, 0x1D, 37];
    pub(super) const FRESHEST_CRL: &[u8] = &[0x55, 0x1D, 46];
    pub(super) const INHIBIT_ANY_POLICY: &[u8] = &[0x55, 0x1D, 54];
    /// id-pkix-ocsp-nocheck, RFC 6960 §4.2.2.2.1; what it says is heeded where OCSP answers are judged.
    pub(super) const OCSP_NO_CHECK: &[u8] = &[0x2B, 6, 1, 5, 5, 7, 0x30, 1, 5];
    pub(super) const AUTHORITY_INFO_ACCESS: &[u8] = &[0x2B, 6, 1, 5, 5, 7, 1, 1];
}

/// The extensions of a certificate (RFC 5280 §4.2) that validation looks at. One that is not there, or that could not
/// be read, is `None`; the latter is told in [`super::Link::malformed`].
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Extensions {
    pub basic_constraints: Option<Extension<BasicConstraints>>,
    pub key_usage: Option<Extension<KeyUsage>>,
    pub extended_key_usage: Option<Extension<Vec<Oid>>>,
    pub policies: Option<Extension<Vec<Oid>>>,
    /// issuerDomainPolicy and subjectDomainPolicy.
    pub policy_mappings: Option<Extension<Vec<(Oid, Oid)>>>,
    pub policy_constraints: Option<Extension<PolicyConstraints>>,
    pub inhibit_any_policy: Option<Extension<u32>>,
    pub name_constraints: Option<Extension<NameConstraints>>,
    pub subject_alt_names: Option<Extension<Vec<GeneralName>>>,
    pub subject_key_id: Option<Extension<Bytes>>,
    pub authority_key_id: Option<Extension<AuthorityKeyId>>,
    pub authority_info_access: Option<Extension<Vec<AccessDescription>>>,
    /// The DER of the extension, which revocation reads: x509-parser drops nameRelativeToCRLIssuer.
    pub crl_distribution_points: Option<Extension<Bytes>>,
    /// As above.
    pub freshest_crl: Option<Extension<Bytes>>,
    /// Every other extension, with its DER.
    pub other: Vec<Other>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension<T> {
    pub critical: bool,
    pub value: T,
}

/// An extension that validation does not process: one that is critical makes the certificate unusable (RFC 5280 §4.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Other {
    pub id: Oid,
    pub critical: bool,
    pub value: Bytes,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BasicConstraints {
    pub ca: bool,
    pub path_length: Option<u32>,
}

/// Bits of keyUsage, bit 0 (digitalSignature) as the lowest (RFC 5280 §4.2.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyUsage(pub u16);

impl KeyUsage {
    pub const DIGITAL_SIGNATURE: u16 = 1;
    pub const NON_REPUDIATION: u16 = 1 << 1;
    pub const KEY_CERT_SIGN: u16 = 1 << 5;
    pub const CRL_SIGN: u16 = 1 << 6;

    /// Bits by their names, in order.
    pub const NAMES: [&str; 9] = [
        "digitalSignature",
        "nonRepudiation",
        "keyEncipherment",
        "dataEncipherment",
        "keyAgreement",
        "keyCertSign",
        "cRLSign",
        "encipherOnly",
        "decipherOnly",
    ];

    pub fn has(self, bit: u16) -> bool {
        self.0 & bit != 0
    }

    /// The names of the bits that are set.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        let all = Self::NAMES.into_iter().enumerate();
        all.filter(move |(n, _)| self.0 >> n & 1 != 0)
            .map(|it| it.1)
    }

    /// Reads the extension's value.
    ///
    /// # Errors
    /// Where it is no sound BIT STRING.
    pub fn read(bytes: &[u8]) -> Result<KeyUsage, DerError> {
        der::flags(only(bytes, tag::BIT_STRING)?).map(KeyUsage)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyConstraints {
    pub require_explicit: Option<u32>,
    pub inhibit_mapping: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameConstraints {
    pub permitted: Vec<GeneralName>,
    pub excluded: Vec<GeneralName>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorityKeyId {
    pub key_id: Option<Bytes>,
    pub issuer: Vec<GeneralName>,
    pub serial: Option<Bytes>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessDescription {
    /// id-ad-caIssuers or id-ad-ocsp (RFC 5280 §4.2.2.1).
    pub method: Oid,
    pub location: GeneralName,
}

impl AccessDescription {
    /// id-ad-ocsp
    pub const OCSP: &'static [u8] = &[0x2B, 6, 1, 5, 5, 7, 0x30, 1];
    /// id-ad-caIssuers
    pub const CA_ISSUERS: &'static [u8] = &[0x2B, 6, 1, 5, 5, 7, 0x30, 2];
}

impl Extensions {
    pub(super) fn read(
        version: u32,
        extensions: &[X509Extension<'_>],
        malformed: &mut Vec<Malformed>,
    ) -> Extensions {
        let mut out = Extensions::default();
        if version < 3 && !extensions.is_empty() {
            malformed.push(Malformed::fatal(
                format!("it has extensions although it is of version {version}"),
                "RFC 5280 4.1.2.9",
            ));
        }
        for (index, it) in extensions.iter().enumerate() {
            let before = extensions.get(..index).unwrap_or_default();
            if before.iter().any(|earlier| earlier.oid == it.oid) {
                malformed.push(Malformed::fatal(
                    format!("extension {} is there twice", it.oid.to_id_string()),
                    "RFC 5280 4.2",
                ));
                continue;
            }
            let source = "RFC 5280 4.2";
            match out.take(it) {
                Ok(()) => {}
                Err(error @ DerError::TooMany { .. }) => malformed.push(Malformed::beyond(
                    format!(
                        "extension {} was not read, so that what it says was not checked: {error}",
                        it.oid.to_id_string()
                    ),
                    source,
                )),
                Err(error) => malformed.push(Malformed::fatal(
                    format!(
                        "extension {} cannot be read: {error}",
                        it.oid.to_id_string()
                    ),
                    source,
                )),
            }
        }
        out
    }

    fn take(&mut self, it: &X509Extension<'_>) -> Result<(), DerError> {
        let bytes = it.value;
        let critical = it.critical;
        match it.oid.as_bytes() {
            id::BASIC_CONSTRAINTS => set(&mut self.basic_constraints, critical, basic(bytes)?),
            id::KEY_USAGE => set(&mut self.key_usage, critical, KeyUsage::read(bytes)?),
            id::EXTENDED_KEY_USAGE => set(&mut self.extended_key_usage, critical, oids(bytes)?),
            id::CERTIFICATE_POLICIES => set(&mut self.policies, critical, policies(bytes)?),
            id::POLICY_MAPPINGS => set(&mut self.policy_mappings, critical, mappings(bytes)?),
            id::POLICY_CONSTRAINTS => {
                set(&mut self.policy_constraints, critical, constraints(bytes)?);
            }
            id::INHIBIT_ANY_POLICY => {
                let skip = der::count(only(bytes, tag::INTEGER)?)?;
                set(&mut self.inhibit_any_policy, critical, skip);
            }
            id::NAME_CONSTRAINTS => set(&mut self.name_constraints, critical, subtrees(bytes)?),
            id::SUBJECT_ALT_NAME => {
                let names = GeneralName::read_all(only(bytes, tag::SEQUENCE)?)?;
                set(&mut self.subject_alt_names, critical, names);
            }
            id::SUBJECT_KEY_IDENTIFIER => {
                let id = only(bytes, tag::OCTET_STRING)?.to_vec().into();
                set(&mut self.subject_key_id, critical, id);
            }
            id::AUTHORITY_KEY_IDENTIFIER => {
                set(&mut self.authority_key_id, critical, authority(bytes)?);
            }
            id::AUTHORITY_INFO_ACCESS => {
                set(&mut self.authority_info_access, critical, access(bytes)?);
            }
            id::CRL_DISTRIBUTION_POINTS => {
                set(
                    &mut self.crl_distribution_points,
                    critical,
                    bytes.to_vec().into(),
                );
            }
            id::FRESHEST_CRL => set(&mut self.freshest_crl, critical, bytes.to_vec().into()),
            other => self.other.push(Other {
                id: Oid::from_der_value(other),
                critical,
                value: bytes.to_vec().into(),
            }),
        }
        Ok(())
    }

    /// Critical extensions that validation does not process. issuerAltName needs no processing to be understood.
    pub fn unknown_critical(&self) -> impl Iterator<Item = &Other> {
        self.other
            .iter()
            .filter(|it| it.critical && it.id != id::ISSUER_ALT_NAME && it.id != id::OCSP_NO_CHECK)
    }

    /// Addresses of one kind in authorityInfoAccess, see [`AccessDescription`].
    pub fn access(&self, method: &'static [u8]) -> impl Iterator<Item = &str> {
        self.authority_info_access
            .iter()
            .flat_map(|it| &it.value)
            .filter(move |it| it.method == method)
            .filter_map(|it| match &it.location {
                GeneralName::Uri(uri) => Some(uri.as_str()),
                _ => None,
            })
    }
}

fn set<T>(place: &mut Option<Extension<T>>, critical: bool, value: T) {
    *place = Some(Extension { critical, value });
}

fn basic(bytes: &[u8]) -> Result<BasicConstraints, DerError> {
    let mut inside = Reader::new(only(bytes, tag::SEQUENCE)?);
    let ca = match inside.optional(tag::BOOLEAN)? {
        Some(value) => der::boolean(value)?,
        None => false,
    };
    let path_length = inside.optional(tag::INTEGER)?.map(der::count).transpose()?;
    inside.end()?;
    Ok(BasicConstraints { ca, path_length })
}

fn oids(bytes: &[u8]) -> Result<Vec<Oid>, DerError> {
    let mut inside = Reader::new(only(bytes, tag::SEQUENCE)?);
    let mut out = Vec::new();
    while !inside.is_empty() {
        out.push(Oid::from_der_value(inside.expect(tag::OID)?));
    }
    nonempty(out)
}

/// RFC 5280 has `SIZE (1..MAX)` for the lists of its extensions.
fn nonempty<T>(out: Vec<T>) -> Result<Vec<T>, DerError> {
    if out.is_empty() {
        return Err(DerError::Value);
    }
    Ok(out)
}

fn policies(bytes: &[u8]) -> Result<Vec<Oid>, DerError> {
    let mut inside = Reader::new(only(bytes, tag::SEQUENCE)?);
    let mut out = Vec::new();
    while !inside.is_empty() {
        let mut policy = Reader::new(inside.expect(tag::SEQUENCE)?);
        out.push(Oid::from_der_value(policy.expect(tag::OID)?));
    }
    nonempty(out)
}

fn mappings(bytes: &[u8]) -> Result<Vec<(Oid, Oid)>, DerError> {
    let mut inside = Reader::new(only(bytes, tag::SEQUENCE)?);
    let mut out = Vec::new();
    while !inside.is_empty() {
        let mut pair = Reader::new(inside.expect(tag::SEQUENCE)?);
        let issuer = Oid::from_der_value(pair.expect(tag::OID)?);
        let subject = Oid::from_der_value(pair.expect(tag::OID)?);
        pair.end()?;
        out.push((issuer, subject));
    }
    nonempty(out)
}

fn constraints(bytes: &[u8]) -> Result<PolicyConstraints, DerError> {
    let mut inside = Reader::new(only(bytes, tag::SEQUENCE)?);
    let mut counter = |n| -> Result<Option<u32>, DerError> {
        inside
            .optional(tag::context(n))?
            .map(der::count)
            .transpose()
    };
    let (require_explicit, inhibit_mapping) = (counter(0)?, counter(1)?);
    inside.end()?;
    Ok(PolicyConstraints {
        require_explicit,
        inhibit_mapping,
    })
}

fn subtrees(bytes: &[u8]) -> Result<NameConstraints, DerError> {
    let mut inside = Reader::new(only(bytes, tag::SEQUENCE)?);
    let mut list = |n| -> Result<Vec<GeneralName>, DerError> {
        let mut out = Vec::new();
        let mut subtrees = Reader::new(inside.optional(tag::constructed(n))?.unwrap_or_default());
        while !subtrees.is_empty() {
            let mut subtree = Reader::new(subtrees.expect(tag::SEQUENCE)?);
            out.push(GeneralName::read(&subtree.element()?));
            // RFC 5280 §4.2.1.10: minimum is 0 and maximum absent. Anything else cannot be honoured.
            let minimum = subtree.optional(tag::context(0))?;
            if minimum.is_some_and(|it| it.iter().any(|byte| *byte != 0)) || !subtree.is_empty() {
                return Err(DerError::Value);
            }
        }
        Ok(out)
    };
    let (permitted, excluded) = (list(0)?, list(1)?);
    inside.end()?;
    Ok(NameConstraints {
        permitted,
        excluded,
    })
}

fn authority(bytes: &[u8]) -> Result<AuthorityKeyId, DerError> {
    let mut inside = Reader::new(only(bytes, tag::SEQUENCE)?);
    let key_id = inside.optional(tag::context(0))?;
    let issuer = inside.optional(tag::constructed(1))?.unwrap_or_default();
    let serial = inside.optional(tag::context(2))?;
    inside.end()?;
    Ok(AuthorityKeyId {
        key_id: key_id.map(|it| it.to_vec().into()),
        issuer: GeneralName::read_all(issuer)?,
        serial: serial.map(|it| it.to_vec().into()),
    })
}

fn access(bytes: &[u8]) -> Result<Vec<AccessDescription>, DerError> {
    let mut inside = Reader::new(only(bytes, tag::SEQUENCE)?);
    let mut out = Vec::new();
    while !inside.is_empty() {
        let mut one = Reader::new(inside.expect(tag::SEQUENCE)?);
        out.push(AccessDescription {
            method: Oid::from_der_value(one.expect(tag::OID)?),
            location: GeneralName::read(&one.element()?),
        });
    }
    nonempty(out)
}

impl AuthorityKeyId {
    /// The issuer and serial number that the issuing certificate should have, if they are given.
    pub fn issuer_and_serial(&self) -> Option<(&Name, &[u8])> {
        let name = self.issuer.iter().find_map(|it| match it {
            GeneralName::Directory(name) => Some(name),
            _ => None,
        })?;
        Some((name, self.serial.as_ref()?))
    }
}
