use super::Pii;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// What a token says of itself (Microsoft "Access token claims reference", RFC 7519). The token is not kept, and its
/// signature was not checked: only the service that it is meant for can rely on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    pub kind: TokenKind,
    /// `alg` of the header (RFC 7515 §4.1.1).
    pub alg: Option<String>,
    /// `typ` of the header (RFC 7519 §5.1).
    pub typ: Option<String>,
    /// `ver`: `1.0`, `2.0`.
    pub version: Option<String>,
    /// Told by issuer and audience.
    pub cloud: Option<Cloud>,
    pub audience: Vec<String>,
    pub issuer: Option<Pii<String>>,
    /// `tid`.
    pub tenant: Option<Pii<String>>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub issued: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub not_before: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub expires: Option<OffsetDateTime>,
    /// `scp`, one scope each.
    pub scopes: Vec<String>,
    pub roles: Vec<String>,
    /// `appid` (version 1) or `azp` (version 2).
    pub client_id: Option<String>,
    /// `appidacr`, `azpacr`: how the application, not the person, proved itself: 0 not, 1 secret, 2 certificate.
    pub client_proof: Option<String>,
    /// Authentication methods (version 1).
    pub amr: Vec<String>,
    /// `0`: did not meet ISO/IEC 29115 (version 1).
    pub acr: Option<String>,
    /// Authentication contexts satisfied.
    pub acrs: Vec<String>,
    /// Client capabilities; `cp1` can take a claims challenge.
    pub capabilities: Vec<String>,
    /// Address at authentication.
    pub ip: Option<Pii<String>>,
    /// The sign-in came from the corporate network.
    pub in_corporate_network: Option<bool>,
    pub device_id: Option<Pii<String>>,
    pub upn: Option<Pii<String>>,
    pub preferred_username: Option<Pii<String>>,
    /// `oid`.
    pub object_id: Option<Pii<String>>,
    /// `uti`: the token's own id, found in the sign-in log.
    pub token_id: Option<String>,
    /// Claims that are there and are not of their type.
    pub problems: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TokenKind {
    /// Has `scp`, `roles` or a client proof: meant for a resource.
    Access,
    /// Has `nonce`, `at_hash`, `c_hash` or a preferred user name, and nothing of an access token.
    Id,
    /// Neither can be told.
    Unknown,
}

/// A cloud of Microsoft Entra, each with tenants, hosts and applications of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cloud {
    /// Worldwide, `.com`; GCC too.
    Worldwide,
    /// US Government, `.us`: GCC High and DoD.
    UsGovernment,
    /// China, operated by 21Vianet, `partner…cn`.
    China,
}
