//! HTTP/1.1 without TLS, as much as CRLs, OCSP and caIssuers need (RFC 5280 §4.2.1.13, RFC 6960 Appendix A): one
//! request, one answer, everything bounded, every failure named. An own client, because those at hand cannot send a
//! plain request through a proxy (they open a CONNECT tunnel, which proxies refuse for port 80).
mod body;
mod connect;
mod exchange;
mod proxy;
mod url;

pub use exchange::{Method, Reply, Request, fetch};
pub use proxy::Proxies;
pub use url::{Url, UrlError};

use crate::facts::{Failure, FetchProblem};

/// Why there is no answer. The message goes after the address and a colon.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    #[error("the name {host} has no address here ({error})")]
    NoSuchHost { host: String, error: String },
    #[error("the name service did not tell the address of {host} within {seconds:.1} s")]
    NoNames { host: String, seconds: f32 },
    #[error("no connection to {peer}: {error}")]
    Connect { peer: String, error: std::io::Error },
    #[error("no connection to the proxy {proxy}: {error}")]
    ProxyConnect { proxy: String, error: String },
    #[error(
        "the proxy {proxy} is of a kind that is not spoken here; give an http proxy in http_proxy"
    )]
    ProxyKind { proxy: String },
    #[error("the proxy answered {status}{}", reason(.why))]
    ProxyRefused { status: u16, why: String },
    #[error("no answer within {seconds:.1} s; {got} bytes had come{}", of(.whole))]
    TooSlow {
        seconds: f32,
        got: u64,
        whole: Option<u64>,
    },
    #[error("the connection broke off after {got} bytes{}", of(.whole))]
    BrokenOff { got: u64, whole: Option<u64> },
    #[error("the answer is larger than the {limit} bytes that are read")]
    TooLarge { limit: u64 },
    #[error("the answer is no HTTP ({what})")]
    NotHttp { what: String },
    #[error("HTTP {status}{}", reason(.why))]
    Status { status: u16, why: String },
    #[error(
        "a web page came in its place (HTTP {status}): a filter or a sign-in page of the network answers"
    )]
    WebPage { status: u16 },
    #[error("it redirects to {to}, {because}")]
    Redirect { to: String, because: &'static str },
    #[error("{0}")]
    Url(#[from] UrlError),
}

fn of(whole: &Option<u64>) -> String {
    whole.map_or(String::new(), |it| format!(" of {it}"))
}

fn reason(why: &str) -> String {
    match why {
        "" => String::new(),
        why => format!(" ({why})"),
    }
}

impl HttpError {
    pub fn problem(&self) -> FetchProblem {
        use std::io::ErrorKind;
        match self {
            HttpError::NoSuchHost { .. } | HttpError::NoNames { .. } => FetchProblem::NoSuchHost,
            HttpError::Connect { error, .. } => match error.kind() {
                ErrorKind::ConnectionRefused => FetchProblem::Refused,
                ErrorKind::TimedOut | ErrorKind::WouldBlock => FetchProblem::TooSlow,
                _ => FetchProblem::Unreachable,
            },
            HttpError::ProxyConnect { .. }
            | HttpError::ProxyKind { .. }
            | HttpError::ProxyRefused { .. } => FetchProblem::Proxy,
            HttpError::TooSlow { .. } => FetchProblem::TooSlow,
            HttpError::BrokenOff { .. } => FetchProblem::BrokenOff,
            HttpError::TooLarge { .. } => FetchProblem::TooLarge,
            HttpError::NotHttp { .. } => FetchProblem::NotHttp,
            HttpError::Status { status, .. } => match status {
                401 | 403 | 451 | 511 => FetchProblem::Blocked,
                404 | 410 => FetchProblem::NotFound,
                _ => FetchProblem::Status,
            },
            HttpError::WebPage { .. } => FetchProblem::Blocked,
            HttpError::Redirect { .. } | HttpError::Url(_) => FetchProblem::Redirect,
        }
    }

    /// As a fact: the call, the kind as name, the number where there is one.
    pub fn failure(&self, call: &str) -> Failure {
        let code = match self {
            HttpError::Status { status, .. }
            | HttpError::ProxyRefused { status, .. }
            | HttpError::WebPage { status } => Some(u32::from(*status)),
            HttpError::Connect { error, .. } => {
                error.raw_os_error().and_then(|it| u32::try_from(it).ok())
            }
            _ => None,
        };
        Failure::new(call, self.to_string(), code)
    }
}
