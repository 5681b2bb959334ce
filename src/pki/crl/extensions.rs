//! crlExtensions (RFC 5280 §5.2).
use super::entry;
use super::{DistributionPoint, IssuingPoint, general_names};
use crate::pki::tlv::{INTEGER, Reader, SEQUENCE, TlvError, context, context_constructed};

/// What a CRL says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extensions<'a> {
    /// cRLNumber, the number's own octets.
    pub number: Option<&'a [u8]>,
    /// deltaCRLIndicator: the number of the base this delta may be applied to.
    pub base: Option<&'a [u8]>,
    pub point: Option<IssuingPoint<'a>>,
    /// Its bytes: two CRLs have one scope where these are the same.
    pub point_value: Option<&'a [u8]>,
    pub authority: KeyIdentifier<'a>,
    /// freshestCRL: where its deltas are.
    pub freshest: Vec<DistributionPoint<'a>>,
    /// Critical extensions that mean nothing here, dotted.
    pub unknown_critical: Vec<String>,
}

/// authorityKeyIdentifier (RFC 5280 §4.2.1.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyIdentifier<'a> {
    pub key: Option<&'a [u8]>,
    /// authorityCertIssuer: whole GeneralName elements.
    pub issuer: Vec<&'a [u8]>,
    pub serial: Option<&'a [u8]>,
}

/// 2.5.29.n
const NUMBER: &[u8] = &[0x55, 0x1D, 20];
const BASE: &[u8] = &[0x55, 0x1D, 27];
const POINT: &[u8] = &[0x55, 0x1D, 28];
const AUTHORITY: &[u8] = &[0x55, 0x1D, 35];
const FRESHEST: &[u8] = &[0x55, 0x1D, 46];

impl<'a> KeyIdentifier<'a> {
    /// The value of the extension.
    ///
    /// # Errors
    /// Where it is malformed.
    pub fn read(value: &'a [u8]) -> Result<KeyIdentifier<'a>, TlvError> {
        let mut inside = Reader::new(value).want(SEQUENCE)?.open();
        let key = inside.maybe(context(0))?;
        let issuer = inside.maybe(context_constructed(1))?;
        let serial = inside.maybe(context(2))?;
        inside.end()?;
        Ok(KeyIdentifier {
            key: key.map(|it| it.value),
            issuer: issuer.map_or(Ok(Vec::new()), |it| general_names(it.open()))?,
            serial: serial.map(|it| it.value),
        })
    }
}

impl<'a> Extensions<'a> {
    /// Reads the SEQUENCE OF Extension; nothing where `bytes` is empty.
    ///
    /// # Errors
    /// Where it is malformed: a scope that cannot be read is no scope.
    pub fn read(bytes: &'a [u8]) -> Result<Extensions<'a>, TlvError> {
        let mut out = Extensions::default();
        if bytes.is_empty() {
            return Ok(out);
        }
        let mut outer = Reader::new(bytes);
        let all = outer.want(SEQUENCE)?;
        outer.end()?;
        for it in entry::extensions(all.open())? {
            match it.oid {
                NUMBER => out.number = Some(Reader::new(it.value).want(INTEGER)?.value),
                BASE => out.base = Some(Reader::new(it.value).want(INTEGER)?.value),
                POINT => {
                    out.point = Some(IssuingPoint::read(it.value)?);
                    out.point_value = Some(it.value);
                }
                AUTHORITY => out.authority = KeyIdentifier::read(it.value)?,
                FRESHEST => out.freshest = DistributionPoint::read_all(it.value)?,
                _ if it.critical => out.unknown_critical.push(it.dotted),
                _ => {}
            }
        }
        Ok(out)
    }

    /// Whether entries may be about certificates of other issuers.
    pub fn indirect(&self) -> bool {
        self.point.as_ref().is_some_and(|it| it.indirect)
    }
}
