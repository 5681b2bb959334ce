use super::{Cloud, Pii};
use serde::{Deserialize, Serialize};

/// What an application asked of the sign-in service: an authorize URL (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1).
/// The URL itself is not kept, nor its `state` and `nonce`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizeRequest {
    pub host: String,
    /// None: no sign-in host known to this version.
    pub cloud: Option<Cloud>,
    pub tenant: RequestTenant,
    pub endpoint: Endpoint,
    pub client_id: Option<String>,
    pub response_type: Vec<String>,
    pub response_mode: Option<String>,
    pub redirect_uri: Option<String>,
    /// The redirect URI is an absolute URI without a fragment (RFC 6749 §3.1.2). False where there is none.
    pub redirect_absolute: bool,
    pub scopes: Vec<String>,
    /// `resource` of the version 1 endpoint.
    pub resource: Option<String>,
    pub prompt: Vec<String>,
    /// The claims request as dotted names with their values: `id_token.acrs=c1`.
    pub claims: Vec<String>,
    /// Authentication contexts that the claims request wants.
    pub acrs: Vec<String>,
    pub login_hint: Option<Pii<String>>,
    pub domain_hint: Option<Pii<String>>,
    /// PKCE is used (RFC 7636).
    pub code_challenge: bool,
    pub code_challenge_method: Option<String>,
    pub problems: Vec<RequestProblem>,
}

/// The tenant in the path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestTenant {
    Missing,
    Common,
    Organizations,
    Consumers,
    /// A tenant id.
    Id(Pii<String>),
    /// A domain of the tenant.
    Domain(Pii<String>),
    /// Neither; it cannot be a tenant.
    Malformed(Pii<String>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Endpoint {
    /// `/oauth2/authorize`.
    V1,
    /// `/oauth2/v2.0/authorize`.
    V2,
}

/// Something in the request that the service refuses, or that makes it answer otherwise than expected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestProblem {
    /// The AADSTS number it would bring, where one is documented.
    pub code: Option<u32>,
    /// The parameter it is about: `redirect_uri`; `tenant` and `host` for those parts of the URL.
    pub about: String,
    pub what: String,
}
