use super::{AuthorizeRequest, Failure, Method, Observed, Page, SignIn, Token};
use serde::{Deserialize, Serialize};

/// What the person told about the sign-in that failed. The tool cannot see it by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    /// The AADSTS number on the error page, where it was given.
    pub code: Option<u32>,
    /// How the person says they signed in.
    #[serde(default, skip_serializing_if = "is_unknown")]
    pub method: Method,
    /// Where the person says they are on the network.
    #[serde(default, skip_serializing_if = "is_unknown")]
    pub network: NetworkPlace,
    /// The error page. `Failed`: something was brought, and could not be read.
    #[serde(default = "not_told", skip_serializing_if = "is_not_told")]
    pub page: Observed<Page>,
    #[serde(default = "not_told", skip_serializing_if = "is_not_told")]
    pub token: Observed<Token>,
    /// The request of the application.
    #[serde(default = "not_told", skip_serializing_if = "is_not_told")]
    pub request: Observed<AuthorizeRequest>,
    /// The entry of the tenant's sign-in log. `Failed`: a log was given, and this entry could not be had from it.
    #[serde(default = "not_told", skip_serializing_if = "is_not_told")]
    pub sign_in: Observed<SignIn>,
}

impl Login {
    /// Why something that was brought could not be read.
    pub fn unread(&self) -> impl Iterator<Item = &Failure> {
        let brought = [
            self.page.failure(),
            self.token.failure(),
            self.request.failure(),
            self.sign_in.failure(),
        ];
        brought.into_iter().flatten()
    }
}

/// A place on the network, as people know it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NetworkPlace {
    /// The organisation's own network.
    Government,
    /// The organisation's VPN.
    Vpn,
    /// A virtual desktop of the organisation.
    VirtualDesktop,
    /// At home, a hotspot, a hotel.
    Home,
    #[default]
    Unknown,
}

fn is_unknown<T: Default + PartialEq>(it: &T) -> bool {
    *it == T::default()
}

const NOT_TOLD: &str = "not told";

/// Nobody brought it. Not written in a snapshot, as snapshots of older versions do not have it either.
pub fn not_told<T>() -> Observed<T> {
    Observed::unasked(NOT_TOLD)
}

fn is_not_told<T>(it: &Observed<T>) -> bool {
    matches!(it, Observed::Unasked { because } if because == NOT_TOLD)
}

impl Default for Login {
    fn default() -> Self {
        Login {
            code: None,
            method: Method::Unknown,
            network: NetworkPlace::Unknown,
            page: not_told(),
            token: not_told(),
            request: not_told(),
            sign_in: not_told(),
        }
    }
}
