//! Asking the addresses of certificates, all at once.
use super::file::crls_of;
use super::{Seen, Sources, file};
use crate::facts::{
    Bytes, Failure, Fetch, FetchProblem, Fetched, Observed, OcspExchange, Origin, Pii, Wanted,
};
use crate::pki::crl::Sought;
use crate::pki::ocsp::{self, CertificateId, Response};
use crate::pki::path::{Link, Pool};
use crate::pki::revocation::{Need, holds, responders, settles};
use crate::pki::signature::Verification;
use crate::pki::{input, tlv};
use crate::probe::Deadline;
use crate::probe::bounded::{self, Pending};
use crate::probe::http::{self, HttpError, Method, Proxies, Reply, Request, Url};
use ring::rand::{SecureRandom as _, SystemRandom};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};
use time::OffsetDateTime;

/// Largest answers: a few kilobytes are usual for OCSP, some hundred for the certificates of an issuer.
const OCSP_LIMIT: u64 = 256 * 1024;
const ISSUERS_LIMIT: u64 = 2 * 1024 * 1024;
/// Octets of a nonce (RFC 9654 §2.1).
const NONCE: usize = 32;
/// Certificates taken from one answer of caIssuers; DISA's p7c files have a few dozen.
const ISSUERS: usize = 200;
/// Addresses of one kind asked in one run.
const ADDRESSES: usize = 32;

/// A question under way.
struct Question {
    what: Wanted,
    address: String,
    host: String,
    port: u16,
    call: String,
    pending: Pending<Done>,
    deadline: Deadline,
}

struct Done {
    reply: Result<Reply, HttpError>,
    proxy: Option<String>,
    took: Duration,
}

/// What of a question that was posted.
#[derive(Clone)]
struct Post {
    content_type: &'static str,
    body: Vec<u8>,
}

/// Starts asking; `None` where the address is not to be asked, which is then told.
fn start(
    what: Wanted,
    address: &str,
    post: Option<Post>,
    limit: u64,
    proxies: &Proxies,
    deadline: Deadline,
    seen: &mut Seen,
) -> Option<Question> {
    let mut unasked = |because: String| {
        let known = |it: &Fetch| it.address == address && it.wanted == what;
        if !seen.fetches.iter().any(known) {
            seen.fetches.push(Fetch {
                wanted: what,
                address: shown(address),
                proxy: None,
                took_ms: 0,
                outcome: Observed::unasked(because),
                problem: None,
            });
        }
    };
    let url = match Url::parse(address) {
        Ok(it) => it,
        Err(error) => {
            unasked(error.to_string());
            return None;
        }
    };
    if deadline.left().is_zero() {
        unasked(format!(
            "the time for asking ({} s) was over",
            super::BUDGET.as_secs()
        ));
        return None;
    }
    // An address written as a number needs no name service.
    if seen.nameless
        && url.host.parse::<std::net::IpAddr>().is_err()
        && proxies.of(&url).is_ok_and(|it| it.is_none())
    {
        unasked("the name service did not answer a moment before".to_owned());
        return None;
    }
    // A name without an address is dead whatever the port; a port that refuses says nothing of the others.
    let peer = format!("{}:{}", url.host, url.port);
    if seen.dead.contains(&url.host) || seen.dead.contains(&peer) {
        unasked(format!(
            "{} could not be reached a moment before",
            url.authority()
        ));
        return None;
    }
    let call = format!("{} {url}", if post.is_some() { "POST" } else { "GET" });
    let host = url.host.clone();
    let port = url.port;
    let proxies = proxies.clone();
    let pending = bounded::start(&call, move || {
        let started = Instant::now();
        let mut proxy = None;
        let method = post.as_ref().map_or(Method::Get, |it| Method::Post {
            content_type: it.content_type,
            body: &it.body,
        });
        let request = Request {
            url: &url,
            method,
            limit,
            deadline,
        };
        let reply = http::fetch(&request, &proxies, &mut proxy);
        Done {
            reply,
            proxy,
            took: started.elapsed(),
        }
    });
    Some(Question {
        what,
        address: address.to_owned(),
        host,
        port,
        call,
        pending,
        deadline,
    })
}

/// An address as a fact: certificates are hostile, and their text may be long.
fn shown(address: &str) -> String {
    address.chars().take(2048).collect()
}

/// A little longer than the deadline: the thread itself says better why it has no answer.
const GRACE: Duration = Duration::from_millis(100);

impl Question {
    /// The body, or nothing where it failed; both are told.
    fn answer(self, seen: &mut Seen, is_it: impl FnOnce(&[u8]) -> bool) -> Option<Vec<u8>> {
        let until = Deadline::after(self.deadline.left() + GRACE);
        let mut fetch = Fetch {
            wanted: self.what,
            address: shown(&self.address),
            proxy: None,
            took_ms: 0,
            outcome: Observed::Absent,
            problem: None,
        };
        let mut body = None;
        match self.pending.wait(until) {
            Err(failure) => {
                fetch.problem = failure.timed_out().then_some(FetchProblem::TooSlow);
                fetch.outcome = Observed::Failed(failure);
            }
            Ok(done) => {
                fetch.took_ms = u64::try_from(done.took.as_millis()).unwrap_or(u64::MAX);
                fetch.proxy = done.proxy.map(Pii);
                match done.reply {
                    Err(error) => {
                        let problem = error.problem();
                        seen.nameless |= matches!(error, HttpError::NoNames { .. });
                        match problem {
                            FetchProblem::NoSuchHost => {
                                seen.dead.insert(self.host);
                            }
                            FetchProblem::Refused | FetchProblem::Unreachable => {
                                seen.dead.insert(format!("{}:{}", self.host, self.port));
                            }
                            _ => {}
                        }
                        fetch.problem = Some(problem);
                        fetch.outcome = Observed::Failed(error.failure(&self.call));
                    }
                    Ok(reply) if !is_it(&reply.body) => {
                        fetch.problem = Some(FetchProblem::NotTheThing);
                        fetch.outcome = Observed::Failed(Failure::new(
                            self.call,
                            format!(
                                "an answer of {} bytes came (HTTP {}), but it is not what was asked for",
                                reply.body.len(),
                                reply.status
                            ),
                            None,
                        ));
                    }
                    Ok(reply) => {
                        fetch.outcome = Observed::Seen(Fetched {
                            status: reply.status,
                            size: reply.body.len() as u64,
                            content_type: reply.content_type,
                            redirected_to: reply.redirected_to.map(|it| it.to_string()),
                            certificates: Vec::new(),
                        });
                        body = Some(reply.body);
                    }
                }
            }
        }
        seen.fetches.push(fetch);
        body
    }
}

/// Fetches the certificates of issuers that the pool does not have; whether any came.
pub(super) fn issuers(
    needs: &[Need],
    pool: &mut Pool,
    sources: &Sources,
    deadline: Deadline,
    seen: &mut Seen,
) -> bool {
    let asked: BTreeSet<String> = seen.fetches.iter().map(|it| it.address.clone()).collect();
    let missing: BTreeSet<&String> = needs
        .iter()
        .filter(|it| it.issuers.is_empty())
        .flat_map(|it| &it.ca_issuers)
        .filter(|it| !asked.contains(*it))
        .collect();
    let started: Vec<Question> = missing
        .into_iter()
        .take(ADDRESSES)
        .filter_map(|it| {
            start(
                Wanted::Issuer,
                it,
                None,
                ISSUERS_LIMIT,
                &sources.proxies,
                deadline,
                seen,
            )
        })
        .collect();
    let mut found = false;
    for question in started {
        let address = question.address.clone();
        let holds_any = |body: &[u8]| !input::read(&address, body).certificates.is_empty();
        let Some(body) = question.answer(seen, holds_any) else {
            continue;
        };
        let mut kept = Vec::new();
        for it in input::read(&address, &body)
            .certificates
            .into_iter()
            .take(ISSUERS)
        {
            if let Ok(link) = Link::parse(&it.der) {
                kept.push(Bytes(it.der.into_owned()));
                found |= pool.add(Arc::new(link));
            }
        }
        if let Some(Observed::Seen(it)) = seen.fetches.last_mut().map(|it| &mut it.outcome) {
            it.certificates = kept;
        }
    }
    found
}

/// Asks the OCSP responders of everything that is needed.
pub(super) fn ocsp(
    needs: &[Need],
    sources: &Sources,
    at: OffsetDateTime,
    deadline: Deadline,
    seen: &mut Seen,
) {
    // Each has several addresses at most; the next is asked where the one before failed.
    for round in 0.. {
        let mut started = Vec::new();
        let open: Vec<&Need> = needs.iter().filter(|it| seen.is_open(it)).collect();
        for need in open {
            let (Some(address), Some(issuer)) = (need.ocsp.get(round), need.issuers.first()) else {
                continue;
            };
            if started.len() >= ADDRESSES {
                break;
            }
            let nonce = nonce();
            let id = CertificateId {
                issuer_name: need.link.issuer.as_der(),
                issuer_key: &issuer.key.key,
                serial: &need.link.serial,
            };
            let post = Post {
                content_type: "application/ocsp-request",
                body: ocsp::request(&id, nonce.as_deref()),
            };
            let question = start(
                Wanted::Ocsp,
                address,
                Some(post),
                OCSP_LIMIT,
                &sources.proxies,
                deadline,
                seen,
            );
            started.extend(question.map(|it| (it, need, Arc::clone(issuer), nonce)));
        }
        let more = needs.iter().any(|it| it.ocsp.len() > round + 1);
        for (question, need, issuer, nonce) in started {
            let address = question.address.clone();
            let body = question.answer(seen, |it| Response::read(it).is_ok());
            let exchange = OcspExchange {
                origin: Origin::Network {
                    address: shown(&address),
                },
                certificate: Pii(Bytes(need.link.sha256.to_vec()).hex()),
                nonce: nonce.map(Bytes),
                response: match body {
                    Some(it) => Observed::Seen(Pii(Bytes(it))),
                    None => Observed::Absent,
                },
            };
            if settles(&exchange, &need.link, &issuer, at) {
                seen.settled.insert(need.link.sha256);
                // Its own addresses are asked where it is the issuer's own: anybody can send certificates along.
                for link in responders(&exchange) {
                    if link.verify(&issuer.key) == Verification::Good {
                        let own = Need::of(Arc::new(link), vec![Arc::clone(&issuer)]);
                        seen.responders.push((need.link.sha256, own));
                    }
                }
            }
            if exchange.response.seen().is_some() {
                seen.ocsp.push(exchange);
            }
        }
        if !more {
            return;
        }
    }
}

fn nonce() -> Option<Vec<u8>> {
    let mut out = vec![0; NONCE];
    SystemRandom::new().fill(&mut out).ok()?;
    Some(out)
}

/// CRLs of these certificates: from the cache where they hold, else from the network where it may be asked.
pub(super) fn crls(
    needs: &[Need],
    sources: &Sources,
    at: OffsetDateTime,
    network: Option<Deadline>,
    sought: &Sought,
    seen: &mut Seen,
) {
    let mut open: Vec<(Wanted, Vec<String>, Vec<Arc<Link>>)> = Vec::new();
    for need in needs {
        for (what, addresses) in &need.crls {
            if addresses.iter().any(|it| seen.lists.contains(it)) {
                continue;
            }
            seen.lists.extend(addresses.iter().cloned());
            let cached = addresses
                .iter()
                .any(|it| from_cache(it, sources, at, sought, &need.issuers, seen));
            if !cached {
                open.push((*what, addresses.clone(), need.issuers.clone()));
            }
        }
    }
    let Some(deadline) = network else { return };
    for round in 0.. {
        let mut started = Vec::new();
        for (n, (what, addresses, _)) in open.iter().enumerate() {
            if started.len() >= ADDRESSES {
                break;
            }
            if let Some(address) = addresses.get(round) {
                let question = start(
                    *what,
                    address,
                    None,
                    file::SIZE_LIMIT,
                    &sources.proxies,
                    deadline,
                    seen,
                );
                started.extend(question.map(|it| (n, it)));
            }
        }
        let more = open.iter().any(|it| it.1.len() > round + 1);
        let mut had = BTreeSet::new();
        for (n, question) in started {
            let address = question.address.clone();
            let Some(body) = question.answer(seen, is_crl) else {
                continue;
            };
            let origin = Origin::Network {
                address: shown(&address),
            };
            let found = crls_of(&body, &origin, sought, |_| {});
            let issuers = open.get(n).map_or(&[][..], |it| it.2.as_slice());
            let good = found
                .iter()
                .any(|it| it.content.seen().is_some_and(|it| holds(it, at, issuers)));
            if good && let Some(cache) = &sources.cache {
                // Where it cannot be kept the next run asks again; nothing of this one is lost.
                let _ = cache.keep(&address, &body);
            }
            if good {
                had.insert(n);
            }
            seen.crls.extend(found);
        }
        if !more {
            return;
        }
        // Further addresses of a point are asked only where the ones before brought nothing that counts.
        for (n, it) in open.iter_mut().enumerate() {
            if had.contains(&n) {
                it.1.clear();
            }
        }
    }
}

/// Whether it looks like a CRL: DER, or PEM that says so.
fn is_crl(body: &[u8]) -> bool {
    body.first() == Some(&tlv::SEQUENCE)
        || memchr::memmem::find(body, b"-----BEGIN X509 CRL-----").is_some()
}

/// A CRL in the cache that still holds; it is told only then.
fn from_cache(
    address: &str,
    sources: &Sources,
    at: OffsetDateTime,
    sought: &Sought,
    issuers: &[Arc<Link>],
    seen: &mut Seen,
) -> bool {
    let Some((path, fetched_at)) = sources.cache.as_ref().and_then(|it| it.find(address)) else {
        return false;
    };
    let origin = Origin::Cache {
        address: shown(address),
        fetched_at,
    };
    let found = file::crls_in(&path, &origin, sought);
    let good = found
        .iter()
        .any(|it| it.content.seen().is_some_and(|it| holds(it, at, issuers)));
    if good {
        seen.crls.extend(found);
    }
    good
}
