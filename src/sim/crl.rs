//! Writing CRLs (RFC 5280 §5) of the simulated issuers.
use super::certificate::extension;
use super::der;
use super::keys::Signer;
use super::oids::{self, Arcs};
use time::OffsetDateTime;

/// id-ce-cRLNumber, id-ce-deltaCRLIndicator, id-ce-issuingDistributionPoint.
pub const NUMBER: Arcs = &[2, 5, 29, 20];
pub const BASE: Arcs = &[2, 5, 29, 27];
pub const POINT: Arcs = &[2, 5, 29, 28];
/// id-ce-cRLReasons, id-ce-certificateIssuer.
const REASON: Arcs = &[2, 5, 29, 21];
const ISSUER: Arcs = &[2, 5, 29, 29];

/// What goes into one CRL.
#[derive(Clone, Debug)]
pub struct Template {
    /// Its issuer's name, encoded.
    pub issuer: Vec<u8>,
    pub signer: Signer,
    pub this_update: OffsetDateTime,
    pub next_update: Option<OffsetDateTime>,
    pub entries: Vec<Entry>,
    /// Whole extensions.
    pub extensions: Vec<Vec<u8>>,
}

/// An entry.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The serial number, encoded.
    pub serial: Vec<u8>,
    pub at: OffsetDateTime,
    /// CRLReason.
    pub reason: Option<u8>,
    /// Whole extensions after the reason.
    pub extensions: Vec<Vec<u8>>,
}

impl Entry {
    pub fn new(serial: Vec<u8>, at: OffsetDateTime, reason: Option<u8>) -> Entry {
        Entry {
            serial,
            at,
            reason,
            extensions: Vec::new(),
        }
    }

    /// Of another issuer (its name, encoded), on an indirect CRL.
    pub fn of(mut self, issuer: &[u8]) -> Entry {
        let names = der::sequence([der::context(4, [issuer])]);
        self.extensions.push(extension(ISSUER, true, &names));
        self
    }

    fn encode(&self) -> Vec<u8> {
        let mut extensions = Vec::new();
        if let Some(it) = self.reason {
            extensions.push(extension(REASON, false, &[0x0A, 1, it]));
        }
        extensions.extend(self.extensions.iter().cloned());
        let mut parts = vec![self.serial.clone(), der::time(self.at)];
        if !extensions.is_empty() {
            parts.push(der::sequence(extensions));
        }
        der::sequence(parts)
    }
}

impl Template {
    /// The signed CRL.
    pub fn issue(&self) -> Vec<u8> {
        let list: Vec<Vec<u8>> = self.entries.iter().map(Entry::encode).collect();
        self.issue_with(&list.concat())
    }

    /// With entries that are encoded already.
    pub fn issue_with(&self, list: &[u8]) -> Vec<u8> {
        let algorithm = der::sequence([der::oid(oids::SHA256_WITH_RSA), der::null()]);
        let mut parts = vec![
            der::integer(1),
            algorithm.clone(),
            self.issuer.clone(),
            der::time(self.this_update),
        ];
        parts.extend(self.next_update.map(der::time));
        if !list.is_empty() {
            parts.push(der::element(der::SEQUENCE, list));
        }
        if !self.extensions.is_empty() {
            parts.push(der::context(0, [der::sequence(&self.extensions)]));
        }
        let signed = der::sequence(parts);
        let signature = self.signer.sign(&signed);
        der::sequence([signed, algorithm, der::bits(&signature)])
    }
}

/// A cRLNumber extension.
pub fn number(it: u64) -> Vec<u8> {
    extension(NUMBER, false, &der::integer(it))
}

/// A deltaCRLIndicator extension.
pub fn base(it: u64) -> Vec<u8> {
    extension(BASE, true, &der::integer(it))
}
