use crate::bundle::BundleError;
use std::io;
use std::path::PathBuf;

/// Why a command could not be carried out. Each says what, where, and what to do; the exit status is 3.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    #[error("cannot read {}: {error}; check the path and its permissions", name(.path))]
    Read { path: PathBuf, error: io::Error },
    #[error("cannot use {}: {error}", name(.path))]
    Bundle { path: PathBuf, error: BundleError },
    #[error("cannot write {}: {error}; nothing was written, choose another place with --output", name(.path))]
    Write { path: PathBuf, error: io::Error },
    #[error("cannot write to standard output: {0}")]
    Stdout(io::Error),
    #[error("there is no check \"{wanted}\"; {}", perhaps(.near))]
    NoSuchRule {
        wanted: String,
        near: Vec<&'static str>,
    },
    #[error("--from and --signin-log cannot both read standard input; give one of them a file")]
    OneInput,
    #[error("{0}")]
    Demo(String),
}

fn name(path: &std::path::Path) -> String {
    if path.as_os_str() == "-" {
        "standard input".to_owned()
    } else {
        path.display().to_string()
    }
}

fn perhaps(near: &[&str]) -> String {
    if near.is_empty() {
        "all of them are listed by: cac-doctor rules".to_owned()
    } else {
        format!(
            "did you mean {}? All are listed by: cac-doctor rules",
            near.join(" or ")
        )
    }
}
