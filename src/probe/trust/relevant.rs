//! What of all the stores hold is worth keeping: the authorities this tool knows, by fingerprint, and others whole where a
//! path could go through them. A path goes from a certificate to the issuer of that name, so the names that are issuers,
//! from the card's certificates and the known mesh upwards, tell all of them.
use super::{Content, Found};
use crate::facts::{Bytes, Kept, Store, StoreContent};
use crate::pki::{Name, defaults, input};
use std::collections::{BTreeMap, BTreeSet};

/// Most certificates kept of one store, and most problems told.
const KEPT_LIMIT: usize = 400;
const PROBLEM_LIMIT: usize = 10;

/// Makes facts of what was found. `starts` are certificates whose paths matter: the card's.
pub fn keep(found: Vec<Found>, starts: &[Vec<u8>]) -> Vec<Store> {
    let wanted = wanted(&found, starts);
    found
        .into_iter()
        .map(|it| it.store(|content| kept(content, &wanted)))
        .collect()
}

fn kept(content: Content, wanted: &BTreeSet<Box<[u8]>>) -> StoreContent {
    let mut kept: Vec<Kept> = Vec::new();
    for (der, trust) in &content.certificates {
        let Some(subject) = subject(der) else {
            continue;
        };
        let is_wanted = wanted.contains(&subject);
        let sha256 = defaults::sha256(der);
        let known = defaults::defaults().find(&sha256).is_some();
        if !(known || is_wanted) || kept.len() >= KEPT_LIMIT {
            continue;
        }
        if kept.iter().any(|it| *it.sha256 == sha256) {
            continue;
        }
        kept.push(Kept {
            sha256: Bytes(sha256.to_vec()),
            trust: *trust,
            der: (!known).then(|| Bytes(der.clone())),
        });
    }
    kept.sort_by(|a, b| a.sha256.cmp(&b.sha256));
    let more = content.problems.len().saturating_sub(PROBLEM_LIMIT);
    let mut problems = content.problems;
    problems.truncate(PROBLEM_LIMIT);
    if more > 0 {
        problems.push(format!("and {more} more"));
    }
    StoreContent {
        certificates: u32::try_from(content.certificates.len()).unwrap_or(u32::MAX),
        kept,
        problems,
    }
}

/// Names that are issuers on a way up from the card's certificates or from the mesh.
fn wanted(found: &[Found], starts: &[Vec<u8>]) -> BTreeSet<Box<[u8]>> {
    let mut out: BTreeSet<Box<[u8]>> = BTreeSet::new();
    let mesh = defaults::defaults().authorities.iter().map(|it| it.der);
    for der in mesh.chain(starts.iter().map(Vec::as_slice)) {
        out.extend(issuer(der));
    }
    let mut issuers_of: BTreeMap<Box<[u8]>, BTreeSet<Box<[u8]>>> = BTreeMap::new();
    let all = found.iter().filter_map(|it| it.content.as_ref().ok());
    for (der, _) in all.flat_map(|it| &it.certificates) {
        if let (Some(subject), Some(issuer)) = (subject(der), issuer(der)) {
            issuers_of.entry(subject).or_default().insert(issuer);
        }
    }
    let mut to_do: Vec<Box<[u8]>> = out.iter().cloned().collect();
    while let Some(name) = to_do.pop() {
        for issuer in issuers_of.get(&name).into_iter().flatten() {
            if out.insert(issuer.clone()) {
                to_do.push(issuer.clone());
            }
        }
    }
    out
}

/// Names as they compare (RFC 5280 §7.1).
fn subject(der: &[u8]) -> Option<Box<[u8]>> {
    let names = input::names(der)?;
    Name::from_der(names.subject).ok().map(|it| it.key().into())
}

fn issuer(der: &[u8]) -> Option<Box<[u8]>> {
    let names = input::names(der)?;
    Name::from_der(names.issuer).ok().map(|it| it.key().into())
}
