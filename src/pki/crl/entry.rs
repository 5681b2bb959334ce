//! An entry of revokedCertificates (RFC 5280 §5.3).
use super::general_names;
use crate::pki::tlv::{BOOLEAN, ENUMERATED, OCTET_STRING, OID, Reader, SEQUENCE, TlvError};
use time::OffsetDateTime;

/// CRLReason (RFC 5280 §5.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    Unspecified,
    KeyCompromise,
    CaCompromise,
    AffiliationChanged,
    Superseded,
    CessationOfOperation,
    CertificateHold,
    RemoveFromCrl,
    PrivilegeWithdrawn,
    AaCompromise,
    /// A number the standard does not give.
    Other(u8),
}

impl Reason {
    pub fn from_number(it: u8) -> Reason {
        match it {
            0 => Reason::Unspecified,
            1 => Reason::KeyCompromise,
            2 => Reason::CaCompromise,
            3 => Reason::AffiliationChanged,
            4 => Reason::Superseded,
            5 => Reason::CessationOfOperation,
            6 => Reason::CertificateHold,
            8 => Reason::RemoveFromCrl,
            9 => Reason::PrivilegeWithdrawn,
            10 => Reason::AaCompromise,
            other => Reason::Other(other),
        }
    }

    /// As the standard names it.
    pub fn name(self) -> String {
        match self {
            Reason::Unspecified => "unspecified",
            Reason::KeyCompromise => "keyCompromise",
            Reason::CaCompromise => "cACompromise",
            Reason::AffiliationChanged => "affiliationChanged",
            Reason::Superseded => "superseded",
            Reason::CessationOfOperation => "cessationOfOperation",
            Reason::CertificateHold => "certificateHold",
            Reason::RemoveFromCrl => "removeFromCRL",
            Reason::PrivilegeWithdrawn => "privilegeWithdrawn",
            Reason::AaCompromise => "aACompromise",
            Reason::Other(number) => return format!("reason {number}"),
        }
        .to_owned()
    }

    /// For people: goes after "revoked".
    pub fn words(self) -> String {
        match self {
            Reason::Unspecified => "without a reason given".to_owned(),
            Reason::KeyCompromise => "because its key was compromised (keyCompromise)".to_owned(),
            Reason::CaCompromise => "because its issuer was compromised (cACompromise)".to_owned(),
            Reason::AffiliationChanged => {
                "because its holder's affiliation changed (affiliationChanged)".to_owned()
            }
            Reason::Superseded => {
                "because another certificate took its place (superseded)".to_owned()
            }
            Reason::CessationOfOperation => {
                "because it is no longer needed (cessationOfOperation)".to_owned()
            }
            Reason::CertificateHold => "for the time being (certificateHold)".to_owned(),
            Reason::RemoveFromCrl => {
                "with the reason removeFromCRL, which delta CRLs alone may give".to_owned()
            }
            Reason::PrivilegeWithdrawn => {
                "because a privilege was withdrawn (privilegeWithdrawn)".to_owned()
            }
            Reason::AaCompromise => {
                "because an attribute authority was compromised (aACompromise)".to_owned()
            }
            Reason::Other(number) => format!("for a reason the standard does not know ({number})"),
        }
    }
}

/// What follows the serial number of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    pub at: OffsetDateTime,
    /// Absent means unspecified.
    pub reason: Option<Reason>,
    /// invalidityDate: since when the key is suspected.
    pub invalid_since: Option<OffsetDateTime>,
    /// certificateIssuer of this very entry: whole GeneralName elements.
    pub issuer: Option<Vec<&'a [u8]>>,
    /// Critical extensions that mean nothing here, dotted.
    pub unknown_critical: Vec<String>,
}

/// id-ce-cRLReasons, id-ce-holdInstructionCode, id-ce-invalidityDate, id-ce-certificateIssuer: last octet after 2.5.29.
const REASON: &[u8] = &[0x55, 0x1D, 0x15];
const HOLD_INSTRUCTION: &[u8] = &[0x55, 0x1D, 0x17];
const INVALIDITY_DATE: &[u8] = &[0x55, 0x1D, 0x18];
const CERTIFICATE_ISSUER: &[u8] = &[0x55, 0x1D, 0x1D];

/// An extension: its OID's octets, whether it is critical, its value.
pub(super) struct Extension<'a> {
    pub(super) oid: &'a [u8],
    pub(super) dotted: String,
    pub(super) critical: bool,
    pub(super) value: &'a [u8],
}

/// More extensions than a CRL or an entry has.
const LIMIT: usize = 64;

/// The extensions inside a SEQUENCE OF Extension.
pub(super) fn extensions<'a>(mut inside: Reader<'a>) -> Result<Vec<Extension<'a>>, TlvError> {
    let mut out: Vec<Extension<'a>> = Vec::new();
    while !inside.is_empty() {
        if out.len() == LIMIT {
            return Err(TlvError::Value {
                offset: inside.offset(),
                what: "more extensions than are read",
            });
        }
        let it = inside.want(SEQUENCE)?;
        let mut parts = it.open();
        let oid = parts.want(OID)?;
        let critical = parts.maybe(BOOLEAN)?.map_or(Ok(false), |it| it.boolean())?;
        let value = parts.want(OCTET_STRING)?;
        parts.end()?;
        if out.iter().any(|it| it.oid == oid.value) {
            // RFC 5280 §4.2: an extension must not stand twice; which of the two would count?
            return Err(TlvError::Value {
                offset: it.offset,
                what: "an extension that stands twice",
            });
        }
        out.push(Extension {
            oid: oid.value,
            dotted: oid.oid()?,
            critical,
            value: value.value,
        });
    }
    Ok(out)
}

impl<'a> Entry<'a> {
    /// Reads what follows the serial number.
    ///
    /// # Errors
    /// Where it is malformed.
    pub fn read(rest: &'a [u8]) -> Result<Entry<'a>, TlvError> {
        let mut reader = Reader::new(rest);
        let mut out = Entry {
            at: reader.element()?.time()?,
            reason: None,
            invalid_since: None,
            issuer: None,
            unknown_critical: Vec::new(),
        };
        let Some(all) = reader.maybe(SEQUENCE)? else {
            reader.end()?;
            return Ok(out);
        };
        reader.end()?;
        for it in extensions(all.open())? {
            let mut value = Reader::new(it.value);
            match it.oid {
                REASON => {
                    let number = value.want(ENUMERATED)?;
                    let [number] = number.value else {
                        return Err(TlvError::Value {
                            offset: number.offset,
                            what: "a reason code of more than one byte",
                        });
                    };
                    out.reason = Some(Reason::from_number(*number));
                }
                INVALIDITY_DATE => out.invalid_since = Some(value.element()?.time()?),
                CERTIFICATE_ISSUER => {
                    out.issuer = Some(general_names(value.want(SEQUENCE)?.open())?)
                }
                HOLD_INSTRUCTION => {}
                _ if it.critical => out.unknown_critical.push(it.dotted),
                _ => {}
            }
        }
        Ok(out)
    }
}

/// What of an entry matters to the entries after it, and to the whole CRL.
pub(super) struct Glance<'a> {
    /// The certificateIssuer extension's value.
    pub(super) issuer: Option<&'a [u8]>,
    /// The first critical extension that means nothing here, dotted.
    pub(super) unknown_critical: Option<String>,
}

/// Looks at the extensions of an entry, given what follows its serial number.
pub(super) fn glance(rest: &[u8]) -> Result<Glance<'_>, TlvError> {
    let mut out = Glance {
        issuer: None,
        unknown_critical: None,
    };
    let mut reader = Reader::new(rest);
    reader.element()?;
    let Some(all) = reader.maybe(SEQUENCE)? else {
        return Ok(out);
    };
    for it in extensions(all.open())? {
        match it.oid {
            CERTIFICATE_ISSUER => out.issuer = Some(it.value),
            REASON | HOLD_INSTRUCTION | INVALIDITY_DATE => {}
            _ if it.critical => out.unknown_critical = out.unknown_critical.or(Some(it.dotted)),
            _ => {}
        }
    }
    Ok(out)
}

/// Whether the extensions that follow the date are a reason code and nothing else, as in almost every entry there is.
#[inline]
pub(super) fn is_only_reason(extensions: &[u8]) -> bool {
    extensions.len() == 14
        && extensions.starts_with(&[
            0x30, 0x0C, 0x30, 0x0A, 0x06, 0x03, 0x55, 0x1D, 0x15, 0x04, 0x03, 0x0A, 0x01,
        ])
}
