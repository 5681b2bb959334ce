//! OCSPResponse (RFC 6960 §4.2), read in place.
use crate::pki::crl::Reason;
use crate::pki::tlv::{
    BIT_STRING, BOOLEAN, ENUMERATED, GENERALIZED_TIME, INTEGER, OCTET_STRING, OID, Reader,
    SEQUENCE, Tlv, TlvError, context, context_constructed,
};
use time::OffsetDateTime;

/// What a responder sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response<'a> {
    Answer(Box<Answer<'a>>),
    /// It would not answer: OCSPResponseStatus other than successful.
    Refused(u8),
    /// An answer of a type other than id-pkix-ocsp-basic, dotted.
    OtherType(String),
}

/// BasicOCSPResponse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer<'a> {
    /// ResponseData, tag and length included: what is signed.
    pub signed: &'a [u8],
    pub responder: ResponderId<'a>,
    pub produced_at: OffsetDateTime,
    pub singles: Vec<Single<'a>>,
    /// The nonce it repeats.
    pub nonce: Option<&'a [u8]>,
    /// Critical extensions of the answer that mean nothing here, dotted.
    pub unknown_critical: Vec<String>,
    /// AlgorithmIdentifier.
    pub algorithm: &'a [u8],
    pub signature: &'a [u8],
    /// Certificates sent along, DER.
    pub certificates: Vec<&'a [u8]>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponderId<'a> {
    /// A Name, whole.
    Name(&'a [u8]),
    /// SHA-1 of the octets of its public key.
    Key(&'a [u8]),
}

/// SingleResponse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Single<'a> {
    /// OID of the hash that the CertID uses, dotted.
    pub hash: String,
    pub name_hash: &'a [u8],
    pub key_hash: &'a [u8],
    pub serial: &'a [u8],
    pub status: CertStatus,
    pub this_update: OffsetDateTime,
    pub next_update: Option<OffsetDateTime>,
    /// Critical extensions that mean nothing here, dotted.
    pub unknown_critical: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertStatus {
    Good,
    Revoked {
        at: OffsetDateTime,
        reason: Option<Reason>,
    },
    Unknown,
}

/// id-pkix-ocsp-basic.
const BASIC: &str = "1.3.6.1.5.5.7.48.1.1";
/// id-pkix-ocsp-nonce.
const NONCE: &str = "1.3.6.1.5.5.7.48.1.2";
/// id-pkix-ocsp-extended-revoke: the responder says "revoked" of certificates never issued (RFC 6960 §4.4.8).
const EXTENDED_REVOKE: &str = "1.3.6.1.5.5.7.48.1.9";
/// id-pkix-ocsp-archive-cutoff, id-pkix-ocsp-crl.
const KNOWN_SINGLE: &[&str] = &["1.3.6.1.5.5.7.48.1.6", "1.3.6.1.5.5.7.48.1.3"];
/// Answers about more certificates, or with more certificates, than anybody sends.
const LIMIT: usize = 256;

impl Response<'_> {
    /// For people: why a responder would not answer (RFC 6960 §4.2.1, §2.3).
    pub fn refusal(status: u8) -> String {
        match status {
            1 => "malformedRequest: it did not understand the question".to_owned(),
            2 => "internalError: it has trouble of its own".to_owned(),
            3 => "tryLater: it cannot answer at the moment".to_owned(),
            5 => "sigRequired: it answers signed questions only".to_owned(),
            6 => "unauthorized: it does not answer for this certificate's issuer, or not to everybody".to_owned(),
            other => format!("status {other}, which the standard does not give"),
        }
    }

    /// Reads an OCSPResponse.
    ///
    /// # Errors
    /// Where it is malformed, with the offset; inside the octet string that holds the answer offsets count anew.
    pub fn read(der: &[u8]) -> Result<Response<'_>, TlvError> {
        let mut outer = Reader::new(der);
        let mut parts = outer.want(SEQUENCE)?.open();
        outer.end()?;
        let status = parts.want(ENUMERATED)?;
        let [number] = status.value else {
            return Err(TlvError::Value {
                offset: status.offset,
                what: "a response status of more than one byte",
            });
        };
        let bytes = parts.maybe(context_constructed(0))?;
        parts.end()?;
        if *number != 0 {
            return Ok(Response::Refused(*number));
        }
        let bytes = bytes.ok_or(TlvError::CutOff {
            offset: parts.offset(),
        })?;
        let mut inside = bytes.open().want(SEQUENCE)?.open();
        let kind = inside.want(OID)?.oid()?;
        let answer = inside.want(OCTET_STRING)?;
        inside.end()?;
        if kind != BASIC {
            return Ok(Response::OtherType(kind));
        }
        Answer::read(answer.value).map(|it| Response::Answer(Box::new(it)))
    }
}

impl<'a> Answer<'a> {
    fn read(der: &'a [u8]) -> Result<Answer<'a>, TlvError> {
        let mut outer = Reader::new(der);
        let mut parts = outer.want(SEQUENCE)?.open();
        outer.end()?;
        let data = parts.want(SEQUENCE)?;
        let algorithm = parts.want(SEQUENCE)?;
        let (signature, unused) = parts.want(BIT_STRING)?.bits()?;
        if unused != 0 {
            return Err(TlvError::Value {
                offset: algorithm.offset + algorithm.raw.len(),
                what: "a signature that is not of whole bytes",
            });
        }
        let certificates = match parts.maybe(context_constructed(0))? {
            Some(it) => many(it.open().want(SEQUENCE)?.open(), |it| Ok(it.raw))?,
            None => Vec::new(),
        };
        parts.end()?;

        let mut fields = data.open();
        if let Some(version) = fields.maybe(context_constructed(0))?
            && version.open().want(INTEGER)?.value != [0]
        {
            return Err(TlvError::Value {
                offset: version.offset,
                what: "a version of the answer other than 1",
            });
        }
        let responder = fields.element()?;
        let responder = match responder.tag {
            0xA1 => ResponderId::Name(responder.open().want(SEQUENCE)?.raw),
            0xA2 => ResponderId::Key(responder.open().want(OCTET_STRING)?.value),
            found => {
                return Err(TlvError::Tag {
                    offset: responder.offset,
                    found,
                    wanted: 0xA1,
                });
            }
        };
        let produced_at = fields.want(GENERALIZED_TIME)?.time()?;
        let singles = many(fields.want(SEQUENCE)?.open(), Single::read)?;
        let mut nonce = None;
        let mut unknown_critical = Vec::new();
        for (oid, critical, value) in extensions(&mut fields)? {
            match oid.as_str() {
                NONCE => {
                    // Responders exist that send the nonce without the OCTET STRING around it.
                    let inner = Reader::new(value).want(OCTET_STRING);
                    nonce = Some(inner.map_or(value, |it| it.value));
                }
                EXTENDED_REVOKE => {}
                _ if critical => unknown_critical.push(oid),
                _ => {}
            }
        }
        fields.end()?;
        Ok(Answer {
            signed: data.raw,
            responder,
            produced_at,
            singles,
            nonce,
            unknown_critical,
            algorithm: algorithm.raw,
            signature,
            certificates,
        })
    }
}

impl<'a> Single<'a> {
    fn read(it: Tlv<'a>) -> Result<Single<'a>, TlvError> {
        let mut fields = it.expect(SEQUENCE)?.open();
        let mut id = fields.want(SEQUENCE)?.open();
        let hash = id.want(SEQUENCE)?.open().want(OID)?.oid()?;
        let name_hash = id.want(OCTET_STRING)?.value;
        let key_hash = id.want(OCTET_STRING)?.value;
        let serial = id.want(INTEGER)?.value;
        id.end()?;
        let status = fields.element()?;
        let status = match status.tag {
            it if it == context(0) => CertStatus::Good,
            it if it == context(2) => CertStatus::Unknown,
            it if it == context_constructed(1) => {
                let mut info = status.open();
                let at = info.want(GENERALIZED_TIME)?.time()?;
                let reason = info.maybe(context_constructed(0))?;
                info.end()?;
                let reason = match reason {
                    Some(it) => it.open().want(ENUMERATED)?.value.first().copied(),
                    None => None,
                };
                CertStatus::Revoked {
                    at,
                    reason: reason.map(Reason::from_number),
                }
            }
            found => {
                return Err(TlvError::Tag {
                    offset: status.offset,
                    found,
                    wanted: context(0),
                });
            }
        };
        let this_update = fields.want(GENERALIZED_TIME)?.time()?;
        let next_update = match fields.maybe(context_constructed(0))? {
            Some(it) => Some(it.open().want(GENERALIZED_TIME)?.time()?),
            None => None,
        };
        let unknown_critical = extensions(&mut fields)?
            .into_iter()
            .filter(|(oid, critical, _)| *critical && !KNOWN_SINGLE.contains(&oid.as_str()))
            .map(|(oid, ..)| oid)
            .collect();
        fields.end()?;
        Ok(Single {
            hash,
            name_hash,
            key_hash,
            serial,
            status,
            this_update,
            next_update,
            unknown_critical,
        })
    }
}

/// OID, critical, value.
type Extension<'a> = (String, bool, &'a [u8]);

/// The extensions that follow in `[1]`, if they do.
fn extensions<'a>(fields: &mut Reader<'a>) -> Result<Vec<Extension<'a>>, TlvError> {
    let Some(all) = fields.maybe(context_constructed(1))? else {
        return Ok(Vec::new());
    };
    many(all.open().want(SEQUENCE)?.open(), |it| {
        let mut parts = it.expect(SEQUENCE)?.open();
        let oid = parts.want(OID)?.oid()?;
        let critical = parts.maybe(BOOLEAN)?.map_or(Ok(false), |it| it.boolean())?;
        Ok((oid, critical, parts.want(OCTET_STRING)?.value))
    })
}

fn many<'a, T>(
    mut inside: Reader<'a>,
    read: impl Fn(Tlv<'a>) -> Result<T, TlvError>,
) -> Result<Vec<T>, TlvError> {
    let mut out = Vec::new();
    while !inside.is_empty() {
        if out.len() == LIMIT {
            return Err(TlvError::Value {
                offset: inside.offset(),
                what: "more elements than are read",
            });
        }
        out.push(read(inside.element()?)?);
    }
    Ok(out)
}
