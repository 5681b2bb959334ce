//! What reads our output elsewhere, for real: a browser, monitoring. `.ci/run` installs what these need and runs them;
//! `cargo test --test consumers` runs them where it is there.
#![cfg(target_os = "linux")]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::disallowed_macros,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "tests look at the machine, start programs and stop at the first surprise"
)]

mod browser;
mod folder;
mod monitoring;

use std::process::{Command, Output, Stdio};

const BINARY: &str = env!("CARGO_BIN_EXE_cac-doctor");

fn world(name: &str) -> String {
    format!("{}/tests/worlds/{name}.json", env!("CARGO_MANIFEST_DIR"))
}

/// cac-doctor with these arguments.
fn doctor(args: &[&str]) -> Output {
    run(Command::new(BINARY).args(args))
}

/// A program that must be there.
fn run(command: &mut Command) -> Output {
    command
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}; .ci/run installs it"))
}
