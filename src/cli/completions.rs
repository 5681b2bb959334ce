//! `completions SHELL`: made when asked for, from the command line as it is.
use super::args::{Cli, CompletionsArgs};
use super::output;
use super::problem::Problem;
use clap::CommandFactory as _;

pub(super) fn run(args: &CompletionsArgs) -> Result<u8, Problem> {
    let mut script = Vec::new();
    let mut command = Cli::command();
    let name = command.get_name().to_owned();
    clap_complete::generate(args.shell, &mut command, name, &mut script);
    output::data(&String::from_utf8_lossy(&script)).map(|()| 0)
}
