use super::{Chain, Content, Revocation, Trust, rfc3339};
use crate::case::chain::{Chains, Judged};
use crate::diagnosis::Status;
use crate::pki::Certificate;
use crate::pki::input::Place;
use schemars::JsonSchema;
use serde::Serialize;
use time::OffsetDateTime;

/// The layout that `chain FILE` writes: `cac-doctor/chain/MAJOR.MINOR`.
pub const CHAIN_SCHEMA: &str = "cac-doctor/chain/1.0";

/// What `cac-doctor chain FILE…` says of certificates in files.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChainReport {
    /// `cac-doctor/chain/MAJOR.MINOR`. A minor step only adds members.
    pub schema: &'static str,
    /// `ok`, `warn`, `fail`, `unknown`: the worst of all.
    pub status: &'static str,
    /// The time of interest. RFC 3339, UTC.
    pub at: String,
    /// Every certificate that was to be judged, in the order of the files.
    pub certificates: Vec<FileCertificate>,
    /// What in the files could not be used.
    pub problems: Vec<FileProblem>,
    pub trust: Trust,
}

/// A certificate in a file. Members that come out of the certificate are null where its bytes are none.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FileCertificate {
    /// The file, as it was named.
    pub file: String,
    /// The member of an archive.
    pub member: Option<String>,
    /// Which one of the file or member, from 1.
    pub number: usize,
    /// Why its bytes are no certificate.
    pub problem: Option<String>,
    #[serde(flatten)]
    pub content: Content,
    /// Of the DER, hexadecimal.
    pub sha256: Option<String>,
    pub chain: Chain,
    pub revocation: Revocation,
}

/// Something in a file that could not be used.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FileProblem {
    pub file: String,
    pub member: Option<String>,
    pub number: usize,
    pub problem: String,
    /// Of a file whose certificates were to be judged, rather than helped to.
    pub judged: bool,
}

impl FileCertificate {
    pub fn from(place: &Place, der: &[u8], chains: &Chains) -> FileCertificate {
        let content = Certificate::parse(der);
        let chain = chains.of(&crate::pki::defaults::sha256(der));
        let problem = match (&content, chain.map(|it| &it.link)) {
            (_, Some(Err(error))) => Some(error.clone()),
            (Err(error), _) => Some(error.to_string()),
            _ => None,
        };
        FileCertificate {
            file: place.file.clone(),
            member: place.member.clone(),
            number: place.number,
            problem,
            content: Content::from(content.as_ref().ok()),
            sha256: Some(crate::standards::hex::joined(
                &crate::pki::defaults::sha256(der),
            )),
            chain: chain.map_or_else(Chain::unknown, |it| Chain::from(it, chains)),
            revocation: chain
                .map_or_else(Revocation::unchecked, |it| Revocation::from(&it.revocation)),
        }
    }
}

/// The report of certificates in files.
pub fn chains(judged: &Judged, at: OffsetDateTime, trust: Trust, status: Status) -> ChainReport {
    ChainReport {
        schema: CHAIN_SCHEMA,
        status: crate::report::words::status(status),
        at: rfc3339(at),
        certificates: judged
            .targets
            .iter()
            .map(|it| FileCertificate::from(&it.place, &it.der, &judged.chains))
            .collect(),
        problems: judged
            .problems
            .iter()
            .map(|(it, judged)| FileProblem {
                file: it.place.file.clone(),
                member: it.place.member.clone(),
                number: it.place.number,
                problem: it.error.to_string(),
                judged: *judged,
            })
            .collect(),
        trust,
    }
}

/// The JSON Schema (2020-12) of [`ChainReport`].
pub fn chain_schema() -> String {
    super::schema_of::<ChainReport>("cac-doctor chain report, version 1")
}
