//! `--trust` and `--untrusted`: certificates given on the command line become stores of the snapshot, so that it can be
//! judged the same again.
use super::args::TrustArgs;
use super::problem::{self, Problem};
use super::{input, output};
use crate::case::chain;
use crate::facts::{Observed, Store, Trust};
use crate::pki::input::{Input, Problem as InputProblem};
use std::path::{Path, PathBuf};

/// Largest file of certificates, bytes. DISA's has some hundred kilobytes.
pub(super) const SIZE_LIMIT: u64 = 128 * 1024 * 1024;

/// Adds what was given. A file that holds nothing usable is told at once; a file that cannot be read is a problem of the
/// command line. What could not be used comes back.
pub(super) fn give(
    trust: &mut Trust,
    args: &TrustArgs,
    untrusted: &[PathBuf],
) -> Result<Vec<InputProblem>, Problem> {
    let mut problems = Vec::new();
    let mut stores = Vec::new();
    for path in &args.trust {
        stores.push(read(path, chain::given, &mut problems)?);
    }
    for path in untrusted {
        stores.push(read(path, chain::untrusted, &mut problems)?);
    }
    if stores.is_empty() {
        return Ok(problems);
    }
    match &mut trust.stores {
        Observed::Seen(them) => them.extend(stores),
        other => *other = Observed::Seen(stores),
    }
    Ok(problems)
}

fn read(
    path: &Path,
    make: fn(&str, &Input<'_>) -> Store,
    problems: &mut Vec<InputProblem>,
) -> Result<Store, Problem> {
    let bytes = input::bytes(path, SIZE_LIMIT)?;
    let name = problem::name(path);
    let read = crate::pki::input::read(&name, &bytes);
    for it in &read.problems {
        output::talk(&format!("cac-doctor: {it}"));
    }
    problems.extend(read.problems.iter().cloned());
    Ok(make(&name, &read))
}
