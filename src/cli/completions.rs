//! `completions SHELL`: made when asked for, from the command line as it is.
use super::args::{Cli, CompletionsArgs};
use super::output;
use super::problem::Problem;
use clap::CommandFactory as _;
use clap_complete::Shell;

pub(super) fn run(args: &CompletionsArgs) -> Result<u8, Problem> {
    let mut script = Vec::new();
    let mut command = Cli::command();
    let name = command.get_name().to_owned();
    clap_complete::generate(args.shell, &mut command, name, &mut script);
    let script = String::from_utf8_lossy(&script);
    let script = match args.shell {
        Shell::Bash => one_name(&script),
        _ => script.into_owned(),
    };
    output::data(&script).map(|()| 0)
}

/// clap_complete 4.6 remembers the command as `cac__doctor__subcmd__check` and asks for `cac__subcmd__doctor__subcmd__check`:
/// the hyphen of our name becomes what it separates commands by.
fn one_name(script: &str) -> String {
    script.replace("cac__subcmd__doctor", "cac__doctor")
}
