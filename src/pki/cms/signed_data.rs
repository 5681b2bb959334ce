use super::ber::{self, BerError};
use crate::pki::Oid;
use crate::pki::der::{self, DerError, Reader, tag};
use crate::pki::signature::Algorithm;
use time::OffsetDateTime;

/// A signed object of a card has one signer and at most its chain.
const CERTIFICATE_LIMIT: usize = 16;
const SIGNER_LIMIT: usize = 8;

/// SignedData (RFC 5652 §5.1), read and not judged.
#[derive(Clone, Debug)]
pub struct SignedData {
    /// eContentType.
    pub content_type: Oid,
    /// eContent; none where the signature is detached.
    pub content: Option<Vec<u8>>,
    /// X.509 certificates, DER.
    pub certificates: Vec<Vec<u8>>,
    pub signers: Vec<SignerInfo>,
}

/// One signer's signature (RFC 5652 §5.3).
#[derive(Clone, Debug)]
pub struct SignerInfo {
    pub id: SignerId,
    pub digest: Algorithm,
    pub attributes: Option<Attributes>,
    pub algorithm: Algorithm,
    pub signature: Vec<u8>,
}

/// Whose signature it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignerId {
    /// The issuer's Name and the serial number's value, as encoded.
    IssuerAndSerial {
        issuer: Vec<u8>,
        serial: Vec<u8>,
    },
    KeyIdentifier(Vec<u8>),
}

/// Signed attributes (RFC 5652 §11; pivSigner-DN: SP 800-73-5 Part 1 §3.1.2).
#[derive(Clone, Debug, Default)]
pub struct Attributes {
    /// What is signed: the attributes as a SET OF, instead of the `[0]` they are carried with (RFC 5652 §5.4).
    pub signed: Vec<u8>,
    pub content_type: Option<Oid>,
    pub message_digest: Option<Vec<u8>>,
    pub signing_time: Option<OffsetDateTime>,
    /// pivSigner-DN: the signer's subject, as encoded.
    pub signer_name: Option<Vec<u8>>,
    /// The first of contentType, messageDigest and signingTime that is there twice, or has not exactly one value (RFC 5652
    /// §11.1, §11.2, §11.3): readers take different ones of two.
    pub repeated: Option<&'static str>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignedDataError {
    #[error("it is empty")]
    Empty,
    #[error(transparent)]
    Ber(#[from] BerError),
    #[error("{0}: {1}")]
    Structure(&'static str, DerError),
    #[error("it is CMS of type {0}, not SignedData")]
    Other(Oid),
    #[error("it holds more than {CERTIFICATE_LIMIT} certificates")]
    Certificates,
    #[error("it holds more than {SIGNER_LIMIT} signatures")]
    Signers,
}

/// id-signedData, RFC 5652 §5.1.
const SIGNED_DATA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 2];
/// id-contentType, id-messageDigest, id-signingTime: RFC 5652 §11.
const CONTENT_TYPE: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 3];
const MESSAGE_DIGEST: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 4];
const SIGNING_TIME: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 5];
/// pivSigner-DN, 2.16.840.1.101.3.6.5 (SP 800-73-5 Part 1 §3.1.2).
const PIV_SIGNER_DN: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 6, 5];

fn at(what: &'static str) -> impl Fn(DerError) -> SignedDataError {
    move |error| SignedDataError::Structure(what, error)
}

impl SignedData {
    /// Reads a ContentInfo with SignedData in it, in DER or BER. Bytes after it are left off; cards pad.
    ///
    /// # Errors
    /// Where it is something else or breaks off; which part, and why.
    pub fn parse(bytes: &[u8]) -> Result<SignedData, SignedDataError> {
        if bytes.is_empty() {
            return Err(SignedDataError::Empty);
        }
        let bytes = ber::definite(bytes)?;
        let mut outer = Reader::new(der::only(&bytes, tag::SEQUENCE).map_err(at("ContentInfo"))?);
        // Some issuers leave the ContentInfo around SignedData out: then the version comes first.
        let inside = if outer.peek() == Some(tag::INTEGER) {
            outer
        } else {
            let kind = outer.expect(tag::OID).map_err(at("contentType"))?;
            if kind != SIGNED_DATA {
                return Err(SignedDataError::Other(Oid::from_der_value(kind)));
            }
            let wrapped = outer.expect(tag::constructed(0)).map_err(at("content"))?;
            Reader::new(der::only(wrapped, tag::SEQUENCE).map_err(at("SignedData"))?)
        };
        Self::read(inside)
    }

    fn read(mut it: Reader<'_>) -> Result<SignedData, SignedDataError> {
        it.expect(tag::INTEGER).map_err(at("version"))?;
        it.expect(tag::SET).map_err(at("digestAlgorithms"))?;
        let encapsulated = at("encapContentInfo");
        let mut content = Reader::new(it.expect(tag::SEQUENCE).map_err(&encapsulated)?);
        let content_type =
            Oid::from_der_value(content.expect(tag::OID).map_err(at("eContentType"))?);
        let inner = content
            .optional(tag::constructed(0))
            .map_err(at("eContent"))?;
        let content = match inner {
            Some(it) => {
                // PKCS#7 had the content itself here, of any type (RFC 2315 §7); its value was signed.
                let element = Reader::new(it).element().map_err(at("eContent"))?;
                Some(element.value.to_vec())
            }
            None => None,
        };
        let certificates = match it
            .optional(tag::constructed(0))
            .map_err(at("certificates"))?
        {
            Some(all) => certificates(all)?,
            None => Vec::new(),
        };
        it.optional(tag::constructed(1)).map_err(at("crls"))?;
        let mut infos = Reader::new(it.expect(tag::SET).map_err(at("signerInfos"))?);
        let mut signers = Vec::new();
        while !infos.is_empty() {
            if signers.len() >= SIGNER_LIMIT {
                return Err(SignedDataError::Signers);
            }
            signers.push(SignerInfo::read(
                infos.expect(tag::SEQUENCE).map_err(at("SignerInfo"))?,
            )?);
        }
        Ok(SignedData {
            content_type,
            content,
            certificates,
            signers,
        })
    }
}

/// CertificateSet: X.509 certificates, and other choices that are passed over.
fn certificates(all: &[u8]) -> Result<Vec<Vec<u8>>, SignedDataError> {
    let mut set = Reader::new(all);
    let mut out = Vec::new();
    while !set.is_empty() {
        let element = set.element().map_err(at("certificates"))?;
        if element.tag == tag::SEQUENCE {
            if out.len() >= CERTIFICATE_LIMIT {
                return Err(SignedDataError::Certificates);
            }
            out.push(element.raw.to_vec());
        }
    }
    Ok(out)
}

impl SignerInfo {
    fn read(value: &[u8]) -> Result<SignerInfo, SignedDataError> {
        let mut it = Reader::new(value);
        it.expect(tag::INTEGER).map_err(at("SignerInfo version"))?;
        let sid = it.element().map_err(at("sid"))?;
        let id = match sid.tag {
            tag::SEQUENCE => {
                let mut inside = Reader::new(sid.value);
                SignerId::IssuerAndSerial {
                    issuer: inside.element().map_err(at("issuer"))?.raw.to_vec(),
                    serial: inside
                        .expect(tag::INTEGER)
                        .map_err(at("serialNumber"))?
                        .to_vec(),
                }
            }
            other if other == tag::context(0) => SignerId::KeyIdentifier(sid.value.to_vec()),
            found => {
                let expected = tag::SEQUENCE;
                return Err(at("sid")(DerError::Tag { expected, found }));
            }
        };
        let algorithm = |it: &mut Reader<'_>, what| {
            Algorithm::from_der_value(it.expect(tag::SEQUENCE).map_err(at(what))?).map_err(at(what))
        };
        let digest = algorithm(&mut it, "digestAlgorithm")?;
        let attributes = match it
            .optional(tag::constructed(0))
            .map_err(at("signedAttrs"))?
        {
            Some(value) => Some(Attributes::read(value)?),
            None => None,
        };
        Ok(SignerInfo {
            id,
            digest,
            attributes,
            algorithm: algorithm(&mut it, "signatureAlgorithm")?,
            signature: it
                .expect(tag::OCTET_STRING)
                .map_err(at("signature"))?
                .to_vec(),
        })
    }
}

impl Attributes {
    fn read(value: &[u8]) -> Result<Attributes, SignedDataError> {
        let mut out = Attributes {
            signed: der::write(tag::SET, value),
            ..Attributes::default()
        };
        let mut all = Reader::new(value);
        let mut seen: Vec<&str> = Vec::new();
        while !all.is_empty() {
            let mut it = Reader::new(all.expect(tag::SEQUENCE).map_err(at("signedAttrs"))?);
            let kind = it.expect(tag::OID).map_err(at("attribute"))?;
            let mut values = Reader::new(it.expect(tag::SET).map_err(at("attribute"))?);
            let single = match kind {
                CONTENT_TYPE => Some("contentType"),
                MESSAGE_DIGEST => Some("messageDigest"),
                SIGNING_TIME => Some("signingTime"),
                _ => None,
            };
            let value = values.element();
            if let Some(name) = single {
                if seen.contains(&name) || value.is_err() || !values.is_empty() {
                    out.repeated = out.repeated.or(Some(name));
                }
                seen.push(name);
            }
            let Ok(value) = value else {
                continue;
            };
            match kind {
                CONTENT_TYPE if value.tag == tag::OID => {
                    out.content_type = Some(Oid::from_der_value(value.value));
                }
                MESSAGE_DIGEST if value.tag == tag::OCTET_STRING => {
                    out.message_digest = Some(value.value.to_vec());
                }
                SIGNING_TIME => out.signing_time = moment(value.tag, value.value),
                PIV_SIGNER_DN => out.signer_name = Some(value.raw.to_vec()),
                _ => {}
            }
        }
        Ok(out)
    }
}

/// UTCTime `YYMMDDHHMMSSZ`, years 1950 to 2049, or GeneralizedTime `YYYYMMDDHHMMSSZ` (RFC 5652 §11.3).
fn moment(of: u8, value: &[u8]) -> Option<OffsetDateTime> {
    let text = std::str::from_utf8(value).ok()?.strip_suffix('Z')?;
    let (year, rest) = match of {
        tag::UTC_TIME => {
            let year: i32 = text.get(..2)?.parse().ok()?;
            (
                if year < 50 { 2000 + year } else { 1900 + year },
                text.get(2..)?,
            )
        }
        tag::GENERALIZED_TIME => (text.get(..4)?.parse().ok()?, text.get(4..)?),
        _ => return None,
    };
    if rest.len() != 10 || !rest.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    let part = |n: usize| rest.get(n * 2..n * 2 + 2)?.parse::<u8>().ok();
    let month = time::Month::try_from(part(0)?).ok()?;
    let date = time::Date::from_calendar_date(year, month, part(1)?).ok()?;
    let time = time::Time::from_hms(part(2)?, part(3)?, part(4)?).ok()?;
    Some(time::PrimitiveDateTime::new(date, time).assume_utc())
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn moments_of_both_forms() {
        assert_eq!(
            moment(tag::UTC_TIME, b"180723214847Z"),
            Some(datetime!(2018-07-23 21:48:47 UTC))
        );
        assert_eq!(
            moment(tag::UTC_TIME, b"500101000000Z"),
            Some(datetime!(1950-01-01 00:00 UTC))
        );
        assert_eq!(
            moment(tag::GENERALIZED_TIME, b"20500101000000Z"),
            Some(datetime!(2050-01-01 00:00 UTC))
        );
        for bad in [
            "1807232148Z",
            "180723214847",
            "181323214847Z",
            "1\u{e9}0723214847Z",
        ] {
            assert_eq!(moment(tag::UTC_TIME, bad.as_bytes()), None, "{bad}");
        }
    }

    #[test]
    fn what_is_no_signed_data_says_where() {
        assert_eq!(SignedData::parse(&[]).unwrap_err(), SignedDataError::Empty);
        // id-data
        let data = [0x30, 11, 6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 1];
        assert_eq!(
            SignedData::parse(&data).unwrap_err().to_string(),
            "it is CMS of type 1.2.840.113549.1.7.1, not SignedData"
        );
        assert!(matches!(
            SignedData::parse(&[0x30, 3, 2, 1, 3]),
            Err(SignedDataError::Structure("digestAlgorithms", _))
        ));
    }
}
