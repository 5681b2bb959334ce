//! What is to be had about revocation: CRL files, the tool's own cache, and the addresses in certificates.
//!
//! The network is asked in the open, for what certificates themselves name, and within [`BUDGET`]: OCSP first, which is
//! one small question, then CRLs, from the cache where they still hold. Asking an OCSP responder tells it the serial
//! number of the certificate; it is the issuer's own, and browsers and Windows ask it the same.
mod ask;
mod cache;
mod file;
mod map;

pub use cache::Cache;
pub use file::{SIZE_LIMIT, crls_in};

use super::http::Proxies;
use crate::facts::{Crl, Fetch, Observed, OcspExchange, Origin, Pii, Snapshot, Trust};
use crate::pki::crl::{DistributionPoint, Sought};
use crate::pki::defaults::{Authority, defaults};
use crate::pki::der::Reader;
use crate::pki::path::{Link, Pool};
use crate::pki::revocation::{Issued, Need, lists, plan, responders};
use crate::pki::{GeneralName, Name};
use crate::probe::Deadline;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use time::OffsetDateTime;

/// The network may take this long in all: a slow one must not keep the verdict waiting.
pub const BUDGET: Duration = Duration::from_secs(5);
/// Of that, OCSP; what is left goes to CRLs.
const FOR_OCSP: Duration = Duration::from_secs(3);
/// Of that, finding the issuers' certificates.
const FOR_ISSUERS: Duration = Duration::from_secs(2);
/// Authorities fetched one after the other: the chains of the Federal PKI are no longer.
const ROUNDS: usize = 3;

/// What a run asks for.
#[derive(Clone, Debug)]
pub struct Sources {
    /// CRL files that were named.
    pub files: Vec<PathBuf>,
    /// Why the network is left alone; none where it may be asked.
    pub offline: Option<String>,
    pub cache: Option<Cache>,
    pub proxies: Proxies,
}

/// Looks for everything about the revocation of the certificates on the cards of a snapshot, and puts it there.
pub fn of(snapshot: &mut Snapshot, sources: &Sources, deadline: Deadline) {
    let redacted = snapshot.redaction.is_some();
    let read = |der: &Vec<u8>| {
        let link = Link::parse(der).ok()?;
        Some(Arc::new(match redacted {
            true => link.of_redacted(),
            false => link,
        }))
    };
    let certificates = super::certificates(snapshot);
    let targets: Vec<Arc<Link>> = certificates.iter().filter_map(read).collect();
    let at = snapshot.taken_at;
    above(
        &mut snapshot.trust,
        &targets,
        Vec::new(),
        sources,
        at,
        deadline,
    );
}

/// The same for these certificates; `beside` help to find their issuers. Without any nothing is looked for.
pub fn of_certificates(
    trust: &mut Trust,
    certificates: &[Vec<u8>],
    beside: &[Vec<u8>],
    sources: &Sources,
    at: OffsetDateTime,
    deadline: Deadline,
) {
    let links = |all: &[Vec<u8>]| -> Vec<Arc<Link>> {
        let read = all.iter().filter_map(|der| Link::parse(der).ok());
        read.map(Arc::new).collect()
    };
    let targets = links(certificates);
    above(trust, &targets, links(beside), sources, at, deadline);
}

fn above(
    trust: &mut Trust,
    targets: &[Arc<Link>],
    beside: Vec<Arc<Link>>,
    sources: &Sources,
    at: OffsetDateTime,
    deadline: Deadline,
) {
    if targets.is_empty() {
        return;
    }
    let mut pool = reach(trust, targets, beside);
    look(trust, targets, &mut pool, sources, at, deadline);
}

/// Authorities of one run's paths: more than any mesh has.
const AUTHORITIES: usize = 400;

/// The authorities above these certificates, of the tool's own set, of the stores and of `beside`, and whoever signs the
/// CRLs of any of them (cRLIssuer, RFC 5280 §4.2.1.13): their own revocation matters as well.
fn reach(trust: &Trust, targets: &[Arc<Link>], beside: Vec<Arc<Link>>) -> Pool {
    let stores = trust.stores.seen().into_iter().flatten();
    let kept = stores
        .filter_map(|it| it.content.seen())
        .flat_map(|it| &it.kept)
        .filter_map(|it| Link::parse(it.der.as_ref()?).ok())
        .map(Arc::new);
    let kept: Vec<Arc<Link>> = kept.chain(beside).collect();
    let mut pool = Pool::new();
    let mut waiting: Vec<Arc<Link>> = targets.to_vec();
    while let Some(link) = waiting.pop() {
        if pool.len() >= AUTHORITIES {
            break;
        }
        let known = defaults()
            .named(link.issuer.key())
            .filter_map(Authority::link);
        let crl_issuers = crl_issuers(&link);
        let of_stores = kept
            .iter()
            .filter(|it| it.subject == link.issuer || crl_issuers.contains(&it.subject))
            .cloned();
        for it in known.chain(of_stores) {
            if pool.add(Arc::clone(&it)) {
                waiting.push(it);
            }
        }
    }
    pool
}

/// The names in a certificate of those who sign its CRLs in its issuer's place.
fn crl_issuers(link: &Link) -> Vec<Name> {
    let points = link.extensions.crl_distribution_points.as_ref();
    let points = points.and_then(|it| DistributionPoint::read_all(&it.value).ok());
    points
        .into_iter()
        .flatten()
        .flat_map(|it| it.issuer)
        .filter_map(
            |name| match GeneralName::read(&Reader::new(name).element().ok()?) {
                GeneralName::Directory(name) => Some(name),
                _ => None,
            },
        )
        .collect()
}

/// Looks for everything about the revocation of `targets` and of the authorities above them, found in `pool`, and puts
/// it into `trust`. Certificates of issuers that were fetched are added to `pool`. Without targets nothing is asked.
pub fn look(
    trust: &mut Trust,
    targets: &[Arc<Link>],
    pool: &mut Pool,
    sources: &Sources,
    at: OffsetDateTime,
    deadline: Deadline,
) {
    let mut seen = Seen::default();
    let mut issued = match sources.offline {
        Some(_) => Issued::Named,
        None => Issued::signed(),
    };
    let mut needs = plan(targets, pool, at, &mut issued);
    let network = match &sources.offline {
        Some(because) => Err(because.clone()),
        None if needs.is_empty() => Err("there is no certificate to ask about".to_owned()),
        None => Ok(deadline.sooner(BUDGET)),
    };
    if let Ok(until) = network {
        for _ in 0..ROUNDS {
            let found = ask::issuers(&needs, pool, sources, until.sooner(FOR_ISSUERS), &mut seen);
            if !found {
                break;
            }
            needs = plan(targets, pool, at, &mut issued);
        }
    }
    // Before any list is read: the responders' own numbers are looked for in them as well, and a list is gone through once.
    if let Ok(until) = network {
        ask::ocsp(&needs, sources, at, until.sooner(FOR_OCSP), &mut seen);
    }
    let brought = trust.ocsp.seen().into_iter().flatten();
    let responders: Vec<Arc<Link>> = brought
        .chain(&seen.ocsp)
        .flat_map(responders)
        .map(|it| Arc::new(it.of_redacted()))
        .collect();
    // The number of a stand-in is nobody's: a list that does not have it tells nothing.
    let real = || {
        let own = targets.iter().chain(&responders);
        own.filter(|it| !it.is_stand_in()).chain(pool.iter())
    };
    let sought = Sought::new(real().map(|it| (it.issuer.clone(), it.serial.0.clone())))
        .signed_by(real().map(|it| (it.subject.clone(), it.key.clone())));
    for path in &sources.files {
        let origin = Origin::File {
            path: Pii(path.display().to_string()),
        };
        seen.crls.extend(file::crls_in(path, &origin, &sought));
    }
    let until = network.as_ref().ok().copied();
    let mut first = seen.open(&needs);
    first.extend(seen.responders.iter().map(|it| it.1.clone()));
    ask::crls(&first, sources, at, until, &sought, &mut seen);
    // What a revoked responder said settles nothing.
    if seen.doubt(at) {
        ask::crls(&seen.open(&needs), sources, at, until, &sought, &mut seen);
    }
    // What a snapshot brought stays.
    match &mut trust.crls {
        Observed::Seen(them) => them.extend(seen.crls),
        them => *them = Observed::Seen(seen.crls),
    }
    match network {
        Ok(_) => {
            trust.ocsp = Observed::Seen(seen.ocsp);
            trust.fetches = Observed::Seen(seen.fetches);
        }
        Err(because) if trust.fetches.seen().is_none() => {
            trust.ocsp = Observed::unasked(because.clone());
            trust.fetches = Observed::unasked(because);
        }
        Err(_) => {}
    }
}

/// What was found so far.
#[derive(Default)]
struct Seen {
    crls: Vec<Crl>,
    ocsp: Vec<OcspExchange>,
    fetches: Vec<Fetch>,
    /// Certificates (by SHA-256) whose status an OCSP answer settles.
    settled: BTreeSet<[u8; 32]>,
    /// Responders whose own status is to be looked up, each with the certificate whose status it settles.
    responders: Vec<([u8; 32], Need)>,
    /// Addresses of CRLs that were looked for.
    lists: BTreeSet<String>,
    /// Names without an address, and `host:port` of what could not be reached: not asked again in this run.
    dead: BTreeSet<String>,
    /// The name service does not answer: no name is asked for again in this run.
    nameless: bool,
}

impl Seen {
    /// Whether this certificate's status is open.
    fn is_open(&self, need: &Need) -> bool {
        !self.settled.contains(&need.link.sha256)
    }

    fn open(&self, needs: &[Need]) -> Vec<Need> {
        needs
            .iter()
            .filter(|it| self.is_open(it))
            .cloned()
            .collect()
    }

    /// Opens again what was settled by responders that are revoked; whether there was any.
    fn doubt(&mut self, at: OffsetDateTime) -> bool {
        let before = self.settled.len();
        for (certificate, responder) in &self.responders {
            let issuers = &responder.issuers;
            if issuers
                .iter()
                .any(|issuer| lists(&self.crls, &responder.link, issuer, at))
            {
                self.settled.remove(certificate);
            }
        }
        self.settled.len() < before
    }
}
