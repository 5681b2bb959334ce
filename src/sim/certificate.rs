//! Writing X.509 certificates (RFC 5280).
use super::keys::{self, Signer, sha256};
use super::oids::{self, Arcs};
use super::{der, fascn::FascN};
use time::OffsetDateTime;

/// notBefore and notAfter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    pub not_before: OffsetDateTime,
    pub not_after: OffsetDateTime,
}

/// What goes into one certificate.
#[derive(Clone, Debug)]
pub struct Template<'a> {
    pub issuer: Vec<u8>,
    pub subject: Vec<u8>,
    pub spki: &'a [u8],
    pub signer: Signer,
    pub validity: Validity,
    /// Extensions after the two key identifiers, in order.
    pub extensions: Vec<Vec<u8>>,
    /// Signed over SHA-1 instead of SHA-256.
    pub over_sha1: bool,
    /// The key identifier is that of this key instead of the subject's own.
    pub identified_as: Option<&'a [u8]>,
    /// The key identifier of the issuer is that of this one's key instead of the signer's.
    pub issued_as: Option<Signer>,
}

impl Template<'_> {
    /// The serial number, encoded: from what is issued and when, so that it is the same each time.
    pub fn serial(&self) -> Vec<u8> {
        let from = self.validity.not_before.unix_timestamp().to_be_bytes();
        let mut serial = sha256(&[self.subject.as_slice(), self.spki, &from].concat());
        serial.truncate(8);
        der::unsigned(&serial)
    }

    /// The signed certificate.
    pub fn issue(&self) -> Vec<u8> {
        let algorithm = der::sequence([
            der::oid(if self.over_sha1 {
                oids::SHA1_WITH_RSA
            } else {
                oids::SHA256_WITH_RSA
            }),
            der::null(),
        ]);
        let mut extensions = vec![
            extension(
                oids::AUTHORITY_KEY_IDENTIFIER,
                false,
                &der::sequence([der::context_primitive(
                    0,
                    &keys::identifier(&self.issued_as.unwrap_or(self.signer).spki()),
                )]),
            ),
            extension(
                oids::SUBJECT_KEY_IDENTIFIER,
                false,
                &der::octets(&keys::identifier(self.identified_as.unwrap_or(self.spki))),
            ),
        ];
        extensions.extend(self.extensions.iter().cloned());
        let signed = der::sequence([
            der::context(0, [der::integer(2)]),
            self.serial(),
            algorithm.clone(),
            self.issuer.clone(),
            der::sequence([
                der::time(self.validity.not_before),
                der::time(self.validity.not_after),
            ]),
            self.subject.clone(),
            self.spki.to_vec(),
            der::context(3, [der::sequence(extensions)]),
        ]);
        let signature = if self.over_sha1 {
            self.signer.sign_over_sha1(&signed)
        } else {
            self.signer.sign(&signed)
        };
        der::sequence([signed, algorithm, der::bits(&signature)])
    }
}

/// `C=US, O=U.S. Government, OU=DoD, OU=PKI`, more units, then the common name: the order DoD encodes.
pub fn name(units: &[&str], common_name: &str) -> Vec<u8> {
    let attribute = |kind: Arcs, value: &str| {
        der::set_of(vec![der::sequence([der::oid(kind), der::printable(value)])])
    };
    let mut parts = vec![
        attribute(oids::COUNTRY, "US"),
        attribute(oids::ORGANIZATION, "U.S. Government"),
        attribute(oids::ORGANIZATIONAL_UNIT, "DoD"),
        attribute(oids::ORGANIZATIONAL_UNIT, "PKI"),
    ];
    parts.extend(
        units
            .iter()
            .map(|unit| attribute(oids::ORGANIZATIONAL_UNIT, unit)),
    );
    parts.push(attribute(oids::COMMON_NAME, common_name));
    der::sequence(parts)
}

pub fn extension(kind: Arcs, critical: bool, value: &[u8]) -> Vec<u8> {
    let mut parts = vec![der::oid(kind)];
    if critical {
        parts.push(der::boolean(true));
    }
    parts.push(der::octets(value));
    der::sequence(parts)
}

/// keyUsage bits, RFC 5280 §4.2.1.3, in the first octet.
pub const DIGITAL_SIGNATURE: u8 = 0x80;
pub const NON_REPUDIATION: u8 = 0x40;
pub const KEY_ENCIPHERMENT: u8 = 0x20;
pub const CERT_AND_CRL_SIGN: u8 = 0x06;

pub fn key_usage(octet: u8) -> Vec<u8> {
    extension(oids::KEY_USAGE, true, &der::named_bits(octet))
}

pub fn extended_key_usage(critical: bool, purposes: &[Arcs]) -> Vec<u8> {
    extension(
        oids::EXTENDED_KEY_USAGE,
        critical,
        &der::sequence(purposes.iter().map(|it| der::oid(it))),
    )
}

pub fn policies(all: &[Arcs]) -> Vec<u8> {
    let each = all.iter().map(|policy| der::sequence([der::oid(policy)]));
    extension(oids::CERTIFICATE_POLICIES, false, &der::sequence(each))
}

pub fn basic_constraints(path_length: Option<u64>) -> Vec<u8> {
    let mut parts = vec![der::boolean(true)];
    parts.extend(path_length.map(der::integer));
    extension(oids::BASIC_CONSTRAINTS, true, &der::sequence(parts))
}

pub fn crl_distribution_point(url: &str) -> Vec<u8> {
    let full_name = der::context(0, [uri(url)]);
    let point = der::sequence([der::context(0, [full_name])]);
    extension(
        oids::CRL_DISTRIBUTION_POINTS,
        false,
        &der::sequence([point]),
    )
}

pub fn authority_info(ca_issuers: &str, ocsp: &str) -> Vec<u8> {
    let value = der::sequence([
        der::sequence([der::oid(oids::CA_ISSUERS), uri(ca_issuers)]),
        der::sequence([der::oid(oids::OCSP), uri(ocsp)]),
    ]);
    extension(oids::AUTHORITY_INFO_ACCESS, false, &value)
}

pub fn alternative_names(names: Vec<Vec<u8>>) -> Vec<u8> {
    extension(oids::SUBJECT_ALT_NAME, false, &der::sequence(names))
}

/// GeneralName uniformResourceIdentifier \[6\].
pub fn uri(text: &str) -> Vec<u8> {
    der::context_primitive(6, text.as_bytes())
}

/// GeneralName rfc822Name \[1\].
pub fn rfc822(text: &str) -> Vec<u8> {
    der::context_primitive(1, text.as_bytes())
}

/// GeneralName otherName \[0\] with a user principal name.
pub fn principal_name(text: &str) -> Vec<u8> {
    der::context(0, [der::oid(oids::UPN), der::context(0, [der::utf8(text)])])
}

/// GeneralName otherName \[0\] with a FASC-N.
pub fn fasc_n(number: &FascN) -> Vec<u8> {
    der::context(
        0,
        [
            der::oid(oids::FASC_N),
            der::context(0, [der::octets(&number.encode())]),
        ],
    )
}

/// PIV NACI: false once the background check is done.
pub fn background_check_pending(it: bool) -> Vec<u8> {
    extension(oids::PIV_NACI, false, &der::boolean(it))
}
