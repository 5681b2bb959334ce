//! The command line: the only place that knows all the others, and the only one that reads or writes files and
//! streams. Data goes to stdout, talk to stderr.
mod args;
mod brought;
mod bundle;
mod chain;
mod completions;
mod demo;
mod encryption;
mod exit;
mod explain;
mod input;
mod key;
mod man;
mod monitor;
mod output;
mod policy;
mod problem;
mod questions;
mod read_ahead;
mod revocation;
mod run;
mod safety;
mod terminal;
mod trust;

use args::{Cli, Command, SchemaOf};
use clap::Parser as _;
use problem::Problem;
use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs one command line; the exit status comes back.
pub fn main(args: impl IntoIterator<Item = OsString>) -> u8 {
    quiet_other_threads();
    let args: Vec<OsString> = args.into_iter().collect();
    let form = monitor::form(&args);
    if form.is_some() {
        output::be_silent();
    }
    // A defect must not end in 101, which no contract knows: what could not be finished could not be told.
    catch_unwind(AssertUnwindSafe(|| command_line(args, form))).unwrap_or_else(|_| {
        could_not(
            "this is a defect of cac-doctor, please report it",
            form,
            &[],
        );
        exit::COULD_NOT_TELL
    })
}

fn command_line(args: Vec<OsString>, form: Option<monitor::Form>) -> u8 {
    let outcome = match Cli::try_parse_from(&args).and_then(Cli::agreeing) {
        Ok(cli) => dispatch(cli),
        Err(error) => usage(&error, form, &args),
    };
    match outcome {
        Ok(status) => status,
        Err(problem) => {
            output::talk(&format!("cac-doctor: {problem}"));
            could_not(&problem.to_string(), form, &args);
            exit::COULD_NOT_TELL
        }
    }
}

/// For a monitor, which reads only standard output, and keeps it: of files that were named their names alone.
fn could_not(problem: &str, form: Option<monitor::Form>, args: &[OsString]) {
    if let Some(form) = form {
        let problem = &monitor::without_folders(problem, args);
        // Where standard output is what failed, there is nobody left to tell.
        let _ = output::data(&form.could_not(problem));
    }
}

fn dispatch(cli: Cli) -> Result<u8, Problem> {
    match cli.command.unwrap_or(Command::Check(cli.check)) {
        Command::Check(args) => run::check(&args),
        Command::Readers(args) => run::readers(&args),
        Command::Usb(args) => run::usb(&args),
        Command::Certs(args) => run::certs(&args),
        Command::Chain(args) => chain::run(&args),
        Command::Bundle(args) => bundle::run(&args),
        Command::Rules(args) => explain::rules(&args),
        Command::Explain(args) => explain::explain(&args),
        Command::Demo(args) => demo::run(&args),
        Command::Man => man::run(),
        Command::Completions(args) => completions::run(&args),
        Command::Schema(args) => output::data(&match args.of {
            SchemaOf::Report => crate::report::json::schema(),
            SchemaOf::Chain => crate::report::json::chain_schema(),
        })
        .map(|()| 0),
    }
}

/// clap ends a usage error with 2, which this tool means as "failure found".
fn usage(
    error: &clap::Error,
    form: Option<monitor::Form>,
    args: &[OsString],
) -> Result<u8, Problem> {
    let text = error.render().to_string();
    if error.use_stderr() {
        for line in text.lines() {
            output::talk(line);
        }
        let first = text.lines().next().unwrap_or_default();
        could_not(first.strip_prefix("error: ").unwrap_or(first), form, args);
        Ok(exit::COULD_NOT_TELL)
    } else {
        output::data(&text).map(|()| 0)
    }
}

/// A panic of a probe becomes a fact of the snapshot and is told there; only one of the main thread is told here.
fn quiet_other_threads() {
    std::panic::set_hook(Box::new(|info| {
        if std::thread::current().name() == Some("main") {
            output::talk(&format!(
                "cac-doctor: this is a defect of cac-doctor, please report it: {info}"
            ));
        }
    }));
}
