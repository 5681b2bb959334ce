//! `--crl` and `--offline`: what is looked for about revocation once the certificates are known.
#![allow(clippy::disallowed_methods)] // what holds now is for the clock to say, and files are opened here
use super::args::{LookArgs, TrustArgs};
use super::output;
use super::problem::Problem;
use crate::facts::{Crl, Failure, Origin, Pii, Snapshot, Trust};
use crate::pki::crl::Sought;
use crate::probe::Deadline;
use crate::probe::http::Proxies;
use crate::probe::revocation::{Cache, Sources, crls_in, of, of_certificates};
use std::fs::{self, File};
use std::path::Path;
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
) -> Result<(), Problem> {
    if from_file && args.crl.is_empty() {
        return Ok(());
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
    used(&snapshot.trust, args)
}

/// Whether the files that `--crl` names can be opened; looked at before anything else is.
pub(super) fn can_be_read(args: &TrustArgs) -> Result<(), Problem> {
    for path in &args.crl {
        // A pipe would wait to be opened; what is no file is told when it is read.
        let opened = match fs::metadata(path) {
            Ok(it) if it.is_file() => File::open(path).map(drop),
            Ok(_) => Ok(()),
            Err(error) => Err(error),
        };
        opened.map_err(|error| Problem::Read {
            path: path.clone(),
            error,
        })?;
    }
    Ok(())
}

/// A file of `--crl` that holds no CRL is a problem of the command line; what else of it could not be used is told. One of
/// another issuer, or one that has run out, is a CRL.
fn used(trust: &Trust, args: &TrustArgs) -> Result<(), Problem> {
    for path in &args.crl {
        let name = path.display().to_string();
        let looked: Vec<&Crl> = trust.crls.seen().into_iter().flatten().collect();
        let of_file: Vec<&Crl> = looked.into_iter().filter(|it| is_of(it, &name)).collect();
        if !of_file.is_empty() {
            told(path, &of_file)?;
            continue;
        }
        // There was no certificate to look for in it.
        let origin = Origin::File { path: Pii(name) };
        let read = crls_in(path, &origin, &Sought::default());
        told(path, &read.iter().collect::<Vec<_>>())?;
    }
    Ok(())
}

/// Whether a CRL came from this file: from it, or from a place in it.
fn is_of(it: &Crl, file: &str) -> bool {
    let Origin::File { path } = &it.origin else {
        return false;
    };
    let rest = path.0.strip_prefix(file);
    rest.is_some_and(|it| it.is_empty() || it.starts_with(": "))
}

fn told(path: &Path, read: &[&Crl]) -> Result<(), Problem> {
    let file = path.display().to_string();
    let why = |it: &Failure| match it.name.starts_with(&file) {
        true => it.name.clone(),
        false => format!("{file}: {}", it.name),
    };
    let failures: Vec<String> = read
        .iter()
        .filter_map(|it| it.content.failure())
        .map(why)
        .collect();
    match failures.first() {
        Some(first) if failures.len() == read.len() => Err(Problem::Unusable {
            option: "--crl",
            told: first.clone(),
        }),
        _ => {
            for it in &failures {
                output::talk(&format!("cac-doctor: {it}"));
            }
            Ok(())
        }
    }
}

/// Looks for what tells of the revocation of certificates in files; `beside` help to find their issuers.
pub(super) fn look_for(
    trust: &mut Trust,
    certificates: &[Vec<u8>],
    beside: &[Vec<u8>],
    args: &TrustArgs,
    look: &LookArgs,
) -> Result<(), Problem> {
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
    used(trust, args)
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
