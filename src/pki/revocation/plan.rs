//! What to ask where, before anything is asked: the certificates whose status matters and the addresses in them.
use crate::facts::Wanted;
use crate::pki::crl::DistributionPoint;
use crate::pki::path::{AccessDescription, Digest, Link, Pool};
use crate::pki::signature::Verification;
use std::collections::BTreeMap;
use std::sync::Arc;
use time::OffsetDateTime;

/// One certificate whose status matters.
#[derive(Clone, Debug)]
pub struct Need {
    pub link: Arc<Link>,
    /// Whose key signed it, one a key.
    pub issuers: Vec<Arc<Link>>,
    /// Addresses of OCSP responders.
    pub ocsp: Vec<String>,
    /// Addresses of CRLs and delta CRLs: one list a distribution point, any of which will do.
    pub crls: Vec<(Wanted, Vec<String>)>,
    /// Addresses of its issuer's certificates.
    pub ca_issuers: Vec<String>,
}

impl Need {
    /// What there is to ask about a certificate of these issuers.
    pub fn of(link: Arc<Link>, issuers: Vec<Arc<Link>>) -> Need {
        let extensions = &link.extensions;
        let access = |method| -> Vec<String> {
            let all = extensions.access(method);
            all.take(ADDRESSES).map(str::to_owned).collect()
        };
        let ocsp = access(AccessDescription::OCSP);
        let ca_issuers = access(AccessDescription::CA_ISSUERS);
        let mut crls = Vec::new();
        for (wanted, value) in [
            (Wanted::Crl, &extensions.crl_distribution_points),
            (Wanted::DeltaCrl, &extensions.freshest_crl),
        ] {
            let Some(value) = value else { continue };
            let points = DistributionPoint::read_all(&value.value).unwrap_or_default();
            for point in points.iter().take(ADDRESSES) {
                let all: Vec<String> = point
                    .addresses()
                    .take(ADDRESSES)
                    .map(str::to_owned)
                    .collect();
                if !all.is_empty() {
                    crls.push((wanted, all));
                }
            }
        }
        Need {
            ocsp,
            crls,
            ca_issuers,
            issuers,
            link,
        }
    }
}

/// Certificates looked after in one run: those of a card and the authorities above them.
const NEEDS: usize = 48;
/// Addresses of one kind taken from one certificate.
const ADDRESSES: usize = 4;

/// How a plan knows who issued a certificate.
#[derive(Debug)]
pub enum Issued {
    /// By the signature: what is asked goes out in an issuer's name. Each is verified once.
    Signed(BTreeMap<(Digest, Digest), bool>),
    /// By name and key identifier, which is enough to look for what is on this computer.
    Named,
}

impl Issued {
    pub fn signed() -> Issued {
        Issued::Signed(BTreeMap::new())
    }

    fn by(&mut self, link: &Link, issuer: &Link) -> bool {
        match self {
            Issued::Signed(known) => *known
                .entry((link.sha256, issuer.key.sha256))
                .or_insert_with(|| link.verify(&issuer.key) == Verification::Good),
            Issued::Named => {
                let ids = (link.authority_key_id(), issuer.subject_key_id());
                !matches!(ids, (Some(wanted), Some(has)) if wanted != has)
            }
        }
    }
}

/// The certificates of `targets` and, upwards, of their issuers in the pool, up to those that are their own.
pub fn plan(
    targets: &[Arc<Link>],
    pool: &Pool,
    at: OffsetDateTime,
    issued: &mut Issued,
) -> Vec<Need> {
    let mut out: Vec<Need> = Vec::new();
    let mut waiting: Vec<Arc<Link>> = targets.to_vec();
    let mut next = 0;
    while let Some(link) = waiting.get(next).cloned() {
        next += 1;
        if out.len() == NEEDS {
            break;
        }
        // Nobody can revoke a self-signed certificate but by taking it out of the stores.
        if link.is_self_issued() && issued.by(&link, &link) {
            continue;
        }
        let issuers = issuers(&link, pool, issued);
        // Where one of them is its own issuer, the way ends there: cross-certificates of it lead elsewhere.
        let ends = issuers.iter().any(|it| it.is_self_issued());
        for it in &issuers {
            let known = waiting.iter().any(|other| other.sha256 == it.sha256);
            if !ends && !known && it.is_valid_at(at) {
                waiting.push(Arc::clone(it));
            }
        }
        out.push(Need::of(link, issuers));
    }
    out
}

fn issuers(link: &Link, pool: &Pool, issued: &mut Issued) -> Vec<Arc<Link>> {
    let mut all: Vec<Arc<Link>> = pool
        .by_subject(&link.issuer)
        .filter(|it| issued.by(link, it))
        .cloned()
        .collect();
    // Own issuers first: [`Need`] asks in the name of the first.
    all.sort_by_key(|it| !it.is_self_issued());
    all
}
