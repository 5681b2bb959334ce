//! `--crl` and `--offline`: what is looked for about revocation once the certificates are known.
#![allow(clippy::disallowed_methods)] // what holds now is for the clock to say
use super::args::{LookArgs, TrustArgs};
use crate::facts::{Snapshot, Trust};
use crate::probe::Deadline;
use crate::probe::http::Proxies;
use crate::probe::revocation::{Cache, Sources, of, of_certificates};
use std::time::Duration;
use time::OffsetDateTime;

/// Looks for what tells of the revocation of the certificates in a snapshot. `never`: why this command leaves the network
/// alone. What was taken at another time or place is judged with what it holds, and with the files that were named: its
/// addresses and its cache are not this computer's.
pub(super) fn look(
    snapshot: &mut Snapshot,
    args: &TrustArgs,
    from_file: bool,
    never: Option<&str>,
    at: Option<OffsetDateTime>,
    timeout: Duration,
) {
    if from_file && args.crl.is_empty() {
        return;
    }
    let mut sources = sources(args, never, at);
    if from_file {
        sources.offline = Some("a snapshot is judged with what it holds".to_owned());
        sources.cache = None;
    }
    let spent = Duration::from_millis(snapshot.took_ms);
    let left = if from_file {
        timeout
    } else {
        timeout.saturating_sub(spent)
    };
    of(snapshot, &sources, Deadline::after(left));
}

/// Looks for what tells of the revocation of certificates in files; `beside` help to find their issuers.
pub(super) fn look_for(
    trust: &mut Trust,
    certificates: &[Vec<u8>],
    beside: &[Vec<u8>],
    args: &TrustArgs,
    look: &LookArgs,
) {
    let deadline = Deadline::after(Duration::from_secs(look.timeout));
    let now = OffsetDateTime::now_utc();
    of_certificates(
        trust,
        certificates,
        beside,
        &sources(args, None, look.at),
        now,
        deadline,
    );
}

/// Where this computer is to look. The network and the cache tell of now: at another time of interest their lists hold
/// nothing, so they are not asked.
fn sources(args: &TrustArgs, never: Option<&str>, at: Option<OffsetDateTime>) -> Sources {
    let elsewhen = at
        .filter(|at| (*at - OffsetDateTime::now_utc()).abs() > time::Duration::DAY)
        .map(|at| format!("the network tells of now, not of {}", at.date()));
    let offline = args.offline.then_some("--offline").or(never);
    Sources {
        files: args.crl.clone(),
        cache: Cache::of_environment().filter(|_| elsewhen.is_none()),
        offline: offline.map(str::to_owned).or(elsewhen),
        proxies: Proxies::of_environment(),
    }
}
