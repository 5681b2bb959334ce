//! `--policy`, `--no-policy`, and the file that a site puts on its workstations.
use super::args::PolicyArgs;
use super::input;
use super::problem::Problem;
use crate::facts::{Observed, SitePolicy};
use crate::policy;
use std::io;
use std::path::Path;

/// Where a site's policy lies.
#[cfg(not(windows))]
pub(super) const HERE: &str = "/etc/cac-doctor/policy.toml";
#[cfg(windows)]
pub(super) const HERE: &str = r"C:\ProgramData\cac-doctor\policy.toml";

/// The policy for this workstation: the one that is named, or the one that lies here.
pub(super) fn here(args: &PolicyArgs) -> Result<Observed<SitePolicy>, Problem> {
    if let Some(given) = given(args)? {
        return Ok(given);
    }
    let path = Path::new(HERE);
    match input::bytes(path, policy::SIZE_LIMIT) {
        Ok(bytes) => read(path, &bytes),
        Err(Problem::Read { error, .. }) if is_missing(&error) => Ok(Observed::Absent),
        Err(Problem::Read { path, error }) => Err(Problem::PolicyUnread { path, error }),
        Err(problem) => Err(problem),
    }
}

/// The policy for what was seen elsewhere: the one that is named, or the one that was in force there.
pub(super) fn elsewhere(
    args: &PolicyArgs,
    there: &mut Observed<SitePolicy>,
) -> Result<(), Problem> {
    if let Some(given) = given(args)? {
        *there = given;
    }
    Ok(())
}

/// What the command line says; nothing where it says nothing.
pub(super) fn given(args: &PolicyArgs) -> Result<Option<Observed<SitePolicy>>, Problem> {
    if args.no_policy {
        return Ok(Some(Observed::unasked("--no-policy")));
    }
    let Some(path) = &args.policy else {
        return Ok(None);
    };
    let bytes = input::bytes(path, policy::SIZE_LIMIT)?;
    read(path, &bytes).map(Some)
}

fn read(path: &Path, bytes: &[u8]) -> Result<Observed<SitePolicy>, Problem> {
    let name = super::problem::name(path);
    policy::parse(bytes, &name)
        .map(Observed::Seen)
        .map_err(|error| Problem::Policy {
            path: path.to_owned(),
            error,
        })
}

/// A folder that is none is no policy either.
fn is_missing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}
