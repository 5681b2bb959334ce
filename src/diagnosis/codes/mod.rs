//! Error codes of the sign-in service (Microsoft Entra ID, `AADSTS…`), in our own words. Names are Microsoft's; where
//! none was published none is given. Microsoft says that codes may change, so each row has its date.
mod parse;
mod source;
mod step;
mod word;

pub use source::source;
pub use step::Step;
pub use word::{Category, Cause, Local, Standing};

use crate::rules::Who;
use std::sync::OnceLock;

/// One code, and all there is to say of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    pub number: u32,
    /// None where Microsoft published none.
    pub name: Option<&'static str>,
    /// One or two plain sentences.
    pub meaning: &'static str,
    pub category: Category,
    pub cause: Cause,
    /// Who can mend it, the first one first.
    pub who: Vec<Who>,
    pub step: Step,
    /// Whether a fault on the workstation can bring it about.
    pub local: Local,
    /// In what way it can.
    pub how: Option<&'static str>,
    pub standing: Standing,
    /// Short keys; [`source()`] says where each is. Empty: no source was found.
    pub sources: Vec<&'static str>,
    /// When the row was last held against its sources, `YYYY-MM-DD`.
    pub checked: &'static str,
}

impl Code {
    /// The meaning, and how sure it is where Microsoft did not publish it.
    pub fn told(&self) -> String {
        match (self.standing, self.sources.is_empty()) {
            (Standing::Confirmed, _) | (Standing::Unconfirmed, true) => self.meaning.to_owned(),
            (Standing::ThirdParty, _) => {
                format!(
                    "{} Others report this; Microsoft has not published it.",
                    self.meaning
                )
            }
            (Standing::Unconfirmed, false) => {
                format!("{} This is not confirmed.", self.meaning)
            }
        }
    }

    /// What it has to do with 53003. A 53003 comes only after a first factor was accepted
    /// (ms-ca-network; ms-ca-policies).
    pub fn to_blocked(&self) -> &'static str {
        use Cause::*;
        match (self.number, self.cause) {
            (53003, _) => {
                "This is the error itself. No reader, driver or card causes it directly: a dead one can only bring \
                 somebody to sign in with something else, which a policy may then refuse."
            }
            (
                _,
                NoCertificateSent
                | CertificateExpiredOrRevoked
                | WrongCertificate
                | UserBinding
                | TenantCertificateTrust,
            ) => {
                "It stops a sign-in by certificate before any policy is asked, so it is not 53003. Who then signs in \
                 with something else, such as a password, may meet 53003 where a policy wants the certificate."
            }
            (50056 | 50064 | 50126, _) => {
                "A 53003 comes only after a first factor was accepted; here none was."
            }
            (_, AuthenticationStrength) => {
                "A policy may be behind it, but a proof that is missing or too weak mostly has codes of its own, of \
                 which this is one. It is not the outright refusal that 53003 is."
            }
            (_, DeviceIdentity) if self.category == Category::Device => {
                "What is wrong with a device has codes of its own, of which this is one. A policy that refuses every \
                 unknown device outright may say 53003 instead."
            }
            (_, NetworkPlace) => {
                "The place on the network can also be what a 53003 is about, but that is another refusal than this."
            }
            (_, Risk) => {
                "Risk can also be what a 53003 is about; the organisation's sign-in log tells."
            }
            _ if self.category == Category::ConditionalAccess => {
                "Like 53003 it is about what the organisation's policies allow, with a number of its own."
            }
            (_, Token) => {
                "It is another error than 53003: an old token does not bring a 53003 about."
            }
            _ => "It is another error than 53003: what mends the one does not mend the other.",
        }
    }
}

/// Where Microsoft itself explains a code (reference-error-codes.md names the address).
pub fn look_up(number: u32) -> String {
    format!("https://login.microsoftonline.com/error?code={number}")
}

/// The tables, by what they are about.
const TABLES: &[&str] = &[
    include_str!("account.psv"),
    include_str!("application.psv"),
    include_str!("certificate.psv"),
    include_str!("device.psv"),
    include_str!("policy.psv"),
    include_str!("service.psv"),
    include_str!("token.psv"),
];

/// Every code that is known, in order of number.
pub fn all() -> &'static [Code] {
    static ALL: OnceLock<Vec<Code>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut out: Vec<Code> = TABLES
            .iter()
            .flat_map(|it| parse::table(it))
            // A test holds every row against the parser: none is lost here.
            .filter_map(Result::ok)
            .collect();
        out.sort_by_key(|it| it.number);
        out
    })
}

/// What is known of this code.
pub fn code(number: u32) -> Option<&'static Code> {
    let all = all();
    let at = all.binary_search_by_key(&number, |it| it.number).ok()?;
    all.get(at)
}

#[cfg(test)]
mod tests;
