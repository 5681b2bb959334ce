use crate::bundle::redact::RedactError;
use crate::bundle::{ArchiveError, BundleError};
use crate::policy::PolicyError;
use std::io;
use std::path::PathBuf;

/// Why a command could not be carried out. Each says what, where, and what to do; the exit status is 3.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    #[error("cannot read {}: {error}; check the path and its permissions", name(.path))]
    Read { path: PathBuf, error: io::Error },
    /// A file that an option names, and that has nothing of what the option is for.
    #[error("cannot use what {option} names: {told}")]
    Unusable { option: &'static str, told: String },
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
    Redact(RedactError),
    #[error("cannot make pseudonyms: this system gives no random numbers")]
    NoRandom,
    #[error(
        "--no-redact lets names leave this computer, and there is no terminal to ask on; a script says so with --yes"
    )]
    NotAsked,
    #[error("nothing was written: without --no-redact the bundle names nobody")]
    Declined,
    #[error("{0}")]
    Archive(ArchiveError),
    #[error(
        "cannot write the report as JSON: {0}; this is a defect of cac-doctor, please report it"
    )]
    Json(serde_json::Error),
    #[error(
        "{text:?} is no public key of age ({error}); they begin with age1, and age-keygen -y prints one"
    )]
    Recipient { text: String, error: String },
    #[error("cannot encrypt: {0}")]
    Encrypt(String),
    #[error("cannot decrypt with {}: {error}; give the key file whose public key it was encrypted to", name(.path))]
    Decrypt { path: PathBuf, error: String },
    #[error("{} is there already; nothing was written, choose another place with --output or write over it with --force", name(.path))]
    Exists { path: PathBuf },
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
