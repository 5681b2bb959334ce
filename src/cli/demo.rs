//! `demo`: the whole tool on a simulated workstation. The only file outside `sim` and the tests that knows `sim`.
#![allow(clippy::disallowed_methods)] // the run is timed here
use super::args::{Card, DemoArgs};
use super::problem::Problem;
use super::run::{self, Show};
use super::{output, terminal};
use crate::facts::{Scope, Snapshot};
use crate::probe;
use crate::report::text;
use crate::sim::{Kind, Scenario, SimCard, Spec, scenario, vpcd};
use std::time::Instant;
use time::OffsetDateTime;

pub(super) fn run(args: &DemoArgs) -> Result<u8, Problem> {
    let scenarios = scenario::all(OffsetDateTime::now_utc());
    if args.list {
        let rows: Vec<(&str, &str)> = scenarios.iter().map(|it| (it.name, it.summary)).collect();
        let text = text::scenarios(&rows, terminal::view(&args.view, false));
        return output::data(&text).map(|()| 0);
    }
    let Some(chosen) = scenarios.iter().find(|it| it.name == args.scenario) else {
        let known: Vec<&str> = scenarios.iter().map(|it| it.name).collect();
        return Err(Problem::Demo(format!(
            "there is no scenario \"{}\"; there are: {}",
            args.scenario,
            known.join(", ")
        )));
    };
    if let Some(address) = &args.attach {
        return attach(address, chosen, args.card).map(|()| 0);
    }
    let started = Instant::now();
    let options = run::options(&args.look, Scope::Everything, args.symptom.symptom);
    let snapshot = look(chosen, &options)?;
    run::judge(
        Show::Check,
        snapshot,
        &args.look,
        &args.out,
        &args.view,
        started,
    )
}

/// The snapshot of a simulated workstation.
fn look(scenario: &Scenario, _: &probe::Options) -> Result<Snapshot, Problem> {
    Err(Problem::Demo(format!(
        "{}: not in this build",
        scenario.name
    )))
}

/// Lends the simulated card to a vpcd until it is interrupted or the virtual reader goes.
fn attach(address: &str, scenario: &Scenario, kind: Option<Card>) -> Result<(), Problem> {
    let own = scenario.readers.iter().find_map(|it| it.card.clone());
    let spec = match (kind, own) {
        (Some(kind), _) => {
            let kind = match kind {
                Card::Piv => Kind::Piv,
                Card::Cac => Kind::Cac,
                Card::Dual => Kind::Dual,
                Card::Foreign => Kind::Foreign,
            };
            Spec::new(kind, OffsetDateTime::now_utc())
        }
        (None, Some(own)) => own,
        (None, None) => {
            return Err(Problem::Demo(format!(
                "the scenario {} has no card to lend; choose one with --card",
                scenario.name
            )));
        }
    };
    output::talk(&format!(
        "cac-doctor: lending a simulated {} card to {address}; stop with Ctrl-C",
        spec.kind
    ));
    let mut card = SimCard::new(&spec);
    vpcd::attach(address, &mut card).map_err(|error| Problem::Demo(error.to_string()))?;
    output::talk(&format!(
        "cac-doctor: the virtual reader at {address} let the card go"
    ));
    Ok(())
}
