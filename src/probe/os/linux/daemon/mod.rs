//! pcscd as it is installed, set up and running.
mod packages;
mod process;
mod units;
mod variables;
mod version;

pub(super) use process::effective;

use super::drivers::head;
use super::root::Root;
use crate::facts::{Daemon, Observed};

pub(super) fn look(root: &Root) -> Daemon {
    let program = program(root);
    let packages = packages::packages(root);
    let processes = process::pcscd(root);
    let manager = units::manager(root);
    let elf = match program.seen() {
        Some(it) => head(root, it),
        None => Observed::unasked("the program was not found"),
    };
    Daemon {
        version: version::version(root, program.seen(), packages.seen()),
        variables: variables::of_the_service(root, manager.seen(), processes.seen()),
        client_variables: variables::of_this_program(),
        program,
        elf,
        processes,
        manager,
        packages,
    }
}

/// Where pcscd's program file lies, if anywhere usual.
fn program(root: &Root) -> Observed<String> {
    [
        "/usr/sbin/pcscd",
        "/usr/bin/pcscd",
        "/usr/local/sbin/pcscd",
        "/usr/local/bin/pcscd",
        "/sbin/pcscd",
        "/run/current-system/sw/bin/pcscd",
    ]
    .into_iter()
    .find(|it| root.exists(it))
    .map_or(Observed::Absent, |it| Observed::Seen(it.to_owned()))
}
