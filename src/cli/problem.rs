use crate::bundle::BundleError;
use crate::policy::PolicyError;
use std::io;
use std::path::PathBuf;

/// Why a command could not be carried out. Each says what, where, and what to do; the exit status is 3.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    #[error("cannot read {}: {error}; check the path and its permissions", name(.path))]
    Read { path: PathBuf, error: io::Error },
    #[error("cannot use {}: {error}", name(.path))]
    Bundle { path: PathBuf, error: BundleError },
    #[error("cannot use the policy {}: {error}; mend it, or go without it: --no-policy", name(.path))]
    Policy { path: PathBuf, error: PolicyError },
    #[error(
        "cannot read the policy {}: {error}; check its permissions, or go without it: --no-policy",
        name(.path)
    )]
    PolicyUnread { path: PathBuf, error: io::Error },
    #[error("cannot write {}: {error}; nothing was written, choose another place with --output", name(.path))]
    Write { path: PathBuf, error: io::Error },
    #[error("cannot write to standard output: {0}")]
    Stdout(io::Error),
    #[error("nothing in \"{wanted}\"{} is known here; {}", others(.more), perhaps(.near))]
    NothingRecognised {
        wanted: String,
        /// Further words or lines.
        more: usize,
        near: Vec<&'static str>,
    },
    #[error(
        "only one of --from, --policy, --page and --signin-log can read standard input; give the others as files"
    )]
    StdinTwice,
    #[error("{0}")]
    Demo(String),
}

pub(super) fn name(path: &std::path::Path) -> String {
    if path.as_os_str() == "-" {
        "standard input".to_owned()
    } else {
        path.display().to_string()
    }
}

fn others(more: &usize) -> String {
    match more {
        0 => String::new(),
        1 => " and one more".to_owned(),
        many => format!(" and {many} more"),
    }
}

fn perhaps(near: &[&str]) -> String {
    let kinds = "what can be explained is told by: cac-doctor explain --help; checks are listed by: cac-doctor rules";
    if near.is_empty() {
        kinds.to_owned()
    } else {
        format!("did you mean {}? Else {kinds}", near.join(" or "))
    }
}
