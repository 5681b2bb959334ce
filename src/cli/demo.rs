//! `demo`: the whole tool on a simulated workstation. The only file outside `sim` and the tests that knows `sim`.
#![allow(clippy::disallowed_methods)] // the run is timed here
use super::args::{Card, DemoArgs};
use super::problem::Problem;
use super::run::{self, Show};
use super::{output, terminal};
use crate::facts::{Scope, Snapshot};
use crate::probe;
use crate::report::text;
use std::time::Instant;

pub(super) fn run(args: &DemoArgs) -> Result<u8, Problem> {
    if args.list {
        let text = text::scenarios(&scenarios(), terminal::view(&args.view, false));
        return output::data(&text).map(|()| 0);
    }
    if !scenarios().iter().any(|it| it.0 == args.scenario) {
        let known: Vec<&str> = scenarios().iter().map(|it| it.0).collect();
        return Err(Problem::Demo(format!(
            "there is no scenario \"{}\"; there are: {}",
            args.scenario,
            known.join(", ")
        )));
    }
    if let Some(address) = &args.attach {
        return attach(address, &args.scenario, args.card).map(|()| 0);
    }
    let started = Instant::now();
    let options = run::options(&args.look, Scope::Everything, args.symptom.symptom);
    let snapshot = look(&args.scenario, &options)?;
    run::judge(
        Show::Check,
        snapshot,
        &args.look,
        &args.out,
        &args.view,
        started,
    )
}

/// Name and summary of every scenario.
fn scenarios() -> Vec<(&'static str, &'static str)> {
    Vec::new()
}

/// The snapshot of a simulated workstation.
fn look(scenario: &str, _: &probe::Options) -> Result<Snapshot, Problem> {
    Err(Problem::Demo(format!("{scenario}: not in this build")))
}

/// Lends the simulated card to a vpcd until interrupted.
fn attach(address: &str, scenario: &str, _: Option<Card>) -> Result<(), Problem> {
    Err(Problem::Demo(format!(
        "{address}, {scenario}: not in this build"
    )))
}
