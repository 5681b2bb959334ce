//! What failed fetches mean: for this computer, and for a service that fetches for itself, as Microsoft Entra does.
use super::Known;
use crate::facts::{Fetch, FetchProblem, Observed, Wanted};
use crate::pki::crl::DistributionPoint;
use crate::pki::path::revocation::{Question, Tried};
use crate::pki::path::{AccessDescription, Link};

/// Whose trouble a failed fetch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Something between this computer and the address: others may well reach it.
    Here,
    /// The address itself: everybody who uses it has the same trouble.
    Address,
    /// It cannot be told from here.
    Unclear,
}

/// Whose trouble it is.
pub fn fault(problem: FetchProblem) -> Fault {
    match problem {
        FetchProblem::Proxy | FetchProblem::Blocked => Fault::Here,
        FetchProblem::NotFound
        | FetchProblem::NotTheThing
        | FetchProblem::TooLarge
        | FetchProblem::Redirect => Fault::Address,
        FetchProblem::NoSuchHost
        | FetchProblem::Refused
        | FetchProblem::Unreachable
        // A firewall that drops what is sent looks like a server that hangs, from which Entra gets nothing either: it waits
        // ten seconds.
        | FetchProblem::TooSlow
        | FetchProblem::BrokenOff
        | FetchProblem::Status
        | FetchProblem::NotHttp => Fault::Unclear,
    }
}

impl Fault {
    /// For people. Entra fetches the CRL itself, from the address that the tenant has set, and asks no OCSP responder.
    fn words(self, wanted: Wanted) -> &'static str {
        match (self, wanted) {
            (_, Wanted::Ocsp) => {
                "Microsoft Entra asks no OCSP responder, so that its sign-in does not suffer"
            }
            (Fault::Here, _) => {
                "this is about this computer's network; Microsoft Entra fetches for itself and need not suffer"
            }
            (Fault::Address, _) => {
                "the address itself is wrong or broken: whoever uses it suffers, Microsoft Entra too if its tenant has set it"
            }
            (Fault::Unclear, _) => {
                "whether others, Microsoft Entra among them, suffer too cannot be told from here"
            }
        }
    }
}

impl Known<'_> {
    /// The certificate's own addresses that were tried in vain, or not at all.
    pub(super) fn unfetched(&self, question: &Question<'_>, tried: &mut Vec<Tried>) {
        let own = addresses(question.certificate);
        for it in self.fetches.iter().filter(|it| own.contains(&it.address)) {
            if let Some(result) = words(it) {
                tried.push(Tried {
                    source: it.address.clone(),
                    result,
                });
            }
        }
    }
}

/// What there is to say of a fetch that brought nothing.
fn words(it: &Fetch) -> Option<String> {
    match &it.outcome {
        Observed::Seen(_) => None,
        Observed::Absent => Some("there is nothing".to_owned()),
        Observed::Unasked { because } => Some(format!("not asked: {because}")),
        Observed::Failed(failure) => {
            let proxy = it
                .proxy
                .as_ref()
                .map_or(String::new(), |it| format!(" (through the proxy {})", it.0));
            let whose = it.problem.map_or(Fault::Unclear, fault).words(it.wanted);
            Some(format!("{}{proxy}; {whose}", failure.name))
        }
    }
}

/// Every address in a certificate that tells of its revocation.
fn addresses(certificate: &Link) -> Vec<String> {
    let extensions = &certificate.extensions;
    let mut out: Vec<String> = extensions
        .access(AccessDescription::OCSP)
        .map(str::to_owned)
        .collect();
    for value in [
        &extensions.crl_distribution_points,
        &extensions.freshest_crl,
    ]
    .into_iter()
    .flatten()
    {
        let points = DistributionPoint::read_all(&value.value).unwrap_or_default();
        out.extend(
            points
                .iter()
                .flat_map(|it| it.addresses().map(str::to_owned)),
        );
    }
    out
}
