use super::{Bytes, Failure, Observed, Pii};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// Where something about revocation came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// A file that was named.
    File { path: Pii<String> },
    /// The tool's own cache: what `address` answered at an earlier run.
    Cache {
        address: String,
        #[serde(with = "time::serde::rfc3339")]
        fetched_at: OffsetDateTime,
    },
    /// What `address` answered in this run.
    Network { address: String },
}

/// One certificate revocation list (RFC 5280 §5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crl {
    pub origin: Origin,
    /// `Failed`: it could not be had, or it is no CRL; the failure says where it breaks.
    pub content: Observed<CrlContent>,
}

/// A CRL without its list, which may be 44 MB long: everything around it, and the entries that were asked for.
/// Together with the digest of what is signed, the signature can still be verified under any issuer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrlContent {
    /// Size of the whole CRL, bytes of DER.
    pub size: u64,
    /// The fields of TBSCertList before revokedCertificates: version, signature, issuer, thisUpdate, nextUpdate.
    pub head: Bytes,
    /// crlExtensions, the `[0]` around them left out; empty where there are none.
    #[serde(default, skip_serializing_if = "no_bytes")]
    pub extensions: Bytes,
    /// signatureAlgorithm, the AlgorithmIdentifier that stands outside what is signed.
    pub algorithm: Bytes,
    /// signatureValue, without the count of unused bits.
    pub signature: Bytes,
    /// Digest of TBSCertList under the hash function that the algorithm names; none where it names no known one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Bytes>,
    /// Whose signature it is, where the algorithm is over the list itself and not over a digest of it (Ed25519, RFC 8410):
    /// tried while the list was at hand, under the keys of its issuer's name that were.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tried: Vec<CrlKey>,
    /// How many certificates it lists.
    pub entries: u64,
    /// The first critical extension of any entry that was not known, dotted: such a CRL must not be used
    /// (RFC 5280 §5.3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown_critical: Option<String>,
    /// Serial numbers that were looked for, as the certificates encode them, sorted.
    pub asked: Vec<Pii<Bytes>>,
    /// Those of `asked` that it lists; several of one serial number on an indirect CRL.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub found: Vec<CrlEntry>,
}

fn no_bytes(it: &Bytes) -> bool {
    it.is_empty()
}

/// A key and whether it made a CRL's signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrlKey {
    /// SHA-256 of its SubjectPublicKeyInfo.
    pub key: Bytes,
    pub signed: bool,
}

/// An entry of revokedCertificates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrlEntry {
    /// userCertificate, the number's own octets.
    pub serial: Pii<Bytes>,
    /// What follows it: revocationDate and crlEntryExtensions.
    pub rest: Bytes,
    /// The certificateIssuer extension in force (RFC 5280 §5.3.3), its GeneralNames: of this entry or of one before it.
    /// None where the entry is about the CRL issuer's own certificates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<Bytes>,
}

/// One question to an OCSP responder and its answer (RFC 6960).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OcspExchange {
    pub origin: Origin,
    /// The certificate that was asked about: SHA-256 of its DER, upper-case hexadecimal.
    pub certificate: Pii<String>,
    /// The nonce that was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nonce: Option<Bytes>,
    /// OCSPResponse, whole. `Failed`: see the fetch of the same address.
    pub response: Observed<Pii<Bytes>>,
}

/// What was asked of the network, and how it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fetch {
    pub wanted: Wanted,
    /// As the certificate gives it.
    pub address: String,
    /// The proxy that was asked instead of the address's own host: `host:port`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy: Option<Pii<String>>,
    pub took_ms: u64,
    /// `Unasked`: why the address was not tried.
    pub outcome: Observed<Fetched>,
    /// What kind of failure it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<FetchProblem>,
}

/// What was to be had at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wanted {
    Ocsp,
    Crl,
    DeltaCrl,
    /// Certificates of the issuer (caIssuers).
    Issuer,
}

/// An answer that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fetched {
    /// HTTP status code.
    pub status: u16,
    pub size: u64,
    /// Content-Type as the server says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// Where redirects led.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirected_to: Option<String>,
    /// Certificates of authorities that came, DER.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<Bytes>,
}

/// The ways in which fetching goes wrong, told apart because different people can mend them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FetchProblem {
    /// The host's name has no address here.
    NoSuchHost,
    /// Nothing listens at the address.
    Refused,
    /// No way to the host: routing, firewall rejection.
    Unreachable,
    /// No answer, or not all of it, in time.
    TooSlow,
    /// The connection broke in the middle of the answer.
    BrokenOff,
    /// The proxy cannot be reached, wants a password, or refuses.
    Proxy,
    /// 401, 403, 451, 511, or a web page in the place of the data: a filter or a sign-in page of the network.
    Blocked,
    /// 404 or 410: the address is dead.
    NotFound,
    /// Any other HTTP status that is no success.
    Status,
    /// Larger than is read.
    TooLarge,
    /// More redirects than are followed, or to an address that is not http.
    Redirect,
    /// The answer is no HTTP.
    NotHttp,
    /// An answer came and it is not what was asked for.
    NotTheThing,
}

impl Fetch {
    pub fn failure(&self) -> Option<&Failure> {
        self.outcome.failure()
    }
}
