//! Writing OCSP answers (RFC 6960 §4.2) of the simulated issuers.
use super::certificate::extension;
use super::der;
use super::keys::Signer;
use super::oids::{self, Arcs};
use ring::digest;
use time::OffsetDateTime;

const SHA1: Arcs = &[1, 3, 14, 3, 2, 26];
/// id-pkix-ocsp-basic, id-pkix-ocsp-nonce.
const BASIC: Arcs = &[1, 3, 6, 1, 5, 5, 7, 48, 1, 1];
const NONCE: Arcs = &[1, 3, 6, 1, 5, 5, 7, 48, 1, 2];
const ENUMERATED: u8 = 0x0A;

/// What goes into one answer.
#[derive(Clone, Debug)]
pub struct Template {
    /// The issuer's name, encoded, and whose key it has: what the CertID hashes.
    pub issuer: Vec<u8>,
    pub issuer_key: Signer,
    /// The serial number, encoded.
    pub serial: Vec<u8>,
    pub status: Status,
    pub this_update: OffsetDateTime,
    pub next_update: Option<OffsetDateTime>,
    pub nonce: Option<Vec<u8>>,
    pub signer: Signer,
    /// The signer's name, encoded; else it is told by its key.
    pub responder: Option<Vec<u8>>,
    /// Certificates sent along.
    pub certificates: Vec<Vec<u8>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Good,
    Revoked(OffsetDateTime, Option<u8>),
    Unknown,
}

/// GeneralizedTime, which OCSP uses for every time.
fn time(at: OffsetDateTime) -> Vec<u8> {
    let it = at.to_offset(time::UtcOffset::UTC);
    let text = format!(
        "{:04}{:02}{:02}{:02}{:02}{:02}Z",
        it.year(),
        u8::from(it.month()),
        it.day(),
        it.hour(),
        it.minute(),
        it.second()
    );
    der::element(der::GENERALIZED_TIME, text.as_bytes())
}

fn sha1(bytes: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, bytes)
        .as_ref()
        .to_vec()
}

/// The octets inside the BIT STRING of an RSA-2048 SubjectPublicKeyInfo.
fn key_bits(signer: Signer) -> Vec<u8> {
    signer.spki().get(24..).unwrap_or_default().to_vec()
}

/// An OCSPResponse that refuses: a status and nothing else.
pub fn refusal(status: u8) -> Vec<u8> {
    der::sequence([der::element(ENUMERATED, &[status])])
}

impl Template {
    /// What it says of its certificate, a SingleResponse.
    fn single(&self) -> Vec<u8> {
        let id = der::sequence([
            der::sequence([der::oid(SHA1), der::null()]),
            der::octets(&sha1(&self.issuer)),
            der::octets(&sha1(&key_bits(self.issuer_key))),
            self.serial.clone(),
        ]);
        let status = match self.status {
            Status::Good => der::context_primitive(0, &[]),
            Status::Unknown => der::context_primitive(2, &[]),
            Status::Revoked(at, reason) => {
                let mut parts = vec![time(at)];
                parts.extend(reason.map(|it| der::context(0, [der::element(ENUMERATED, &[it])])));
                der::context(1, parts)
            }
        };
        let mut single = vec![id, status, time(self.this_update)];
        single.extend(self.next_update.map(|it| der::context(0, [time(it)])));
        der::sequence(single)
    }

    /// The signed answer.
    pub fn issue(&self) -> Vec<u8> {
        self.issue_with(&[])
    }

    /// The signed answer, which says after its own what these say.
    pub fn issue_with(&self, more: &[Template]) -> Vec<u8> {
        let singles = std::iter::once(self).chain(more).map(Template::single);
        let responder = match &self.responder {
            Some(name) => der::context(1, [name]),
            None => der::context(2, [der::octets(&sha1(&key_bits(self.signer)))]),
        };
        let mut data = vec![
            responder,
            time(self.this_update),
            der::sequence(singles.collect::<Vec<_>>()),
        ];
        if let Some(nonce) = &self.nonce {
            let value = extension(NONCE, false, &der::octets(nonce));
            data.push(der::context(1, [der::sequence([value])]));
        }
        let data = der::sequence(data);
        let signature = self.signer.sign(&data);
        let algorithm = der::sequence([der::oid(oids::SHA256_WITH_RSA), der::null()]);
        let mut basic = vec![data, algorithm, der::bits(&signature)];
        if !self.certificates.is_empty() {
            basic.push(der::context(0, [der::sequence(&self.certificates)]));
        }
        let bytes = der::sequence([der::oid(BASIC), der::octets(&der::sequence(basic))]);
        der::sequence([der::element(ENUMERATED, &[0]), der::context(0, [bytes])])
    }
}
