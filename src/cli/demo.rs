//! `demo`: the whole tool on a simulated workstation. The only file outside `sim` and the tests that knows `sim`.
#![allow(clippy::disallowed_methods)] // the run is timed here
use super::args::{Card, DemoArgs};
use super::problem::Problem;
use super::run::{self, Show};
use super::{brought, output, policy, terminal};
use crate::facts::{Scope, Snapshot};
use crate::probe;
use crate::report::text;
use crate::sim::scenario::{self, Scenario};
use crate::sim::workstation::Workstation;
use crate::sim::{Kind, SimCard, Spec, vpcd};
use crate::sim::{revocation, trust};
use std::sync::Arc;
use std::time::Instant;
use time::OffsetDateTime;

pub(super) fn run(args: &DemoArgs) -> Result<u8, Problem> {
    if args.list {
        let text = text::scenarios(&scenarios(), terminal::view(&args.view, false));
        return output::data(&text).map(|()| 0);
    }
    let scenario = named(&args.scenario)?;
    if let Some(address) = &args.attach {
        return attach(address, &scenario, args.card).map(|()| 0);
    }
    let started = Instant::now();
    let options = run::options(
        &args.look,
        Scope::Everything,
        brought::login(&args.symptom)?,
    );
    let mut snapshot = look(scenario, &options);
    policy::elsewhere(&args.look.policy, &mut snapshot.policy)?;
    snapshot.asked_for.at = args.look.at;
    run::judge(
        Show::check(&args.symptom),
        snapshot,
        &crate::case::Judging::at(args.look.at),
        &args.out,
        &args.view,
        started,
    )
}

/// Name and summary of every scenario.
fn scenarios() -> Vec<(&'static str, &'static str)> {
    scenario::all(now())
        .iter()
        .map(|it| (it.name, it.summary))
        .collect()
}

fn now() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}

fn named(name: &str) -> Result<Scenario, Problem> {
    scenario::named(name, now()).ok_or_else(|| {
        let known: Vec<&str> = scenarios().iter().map(|it| it.0).collect();
        Problem::Demo(format!(
            "there is no scenario \"{name}\"; there are: {}",
            known.join(", ")
        ))
    })
}

/// The snapshot of a simulated workstation, taken by the same code as that of a real one.
fn look(scenario: Scenario, options: &probe::Options) -> Snapshot {
    let mut options = options.clone();
    options.login.code = options.login.code.or(scenario.login_code);
    let installed = trust::trust(now(), scenario.trust);
    let revoked = scenario.revoked;
    let workstation = Workstation::new(scenario);
    let (host, machine) = (workstation.host(), workstation.machine(now()));
    let mut out = probe::look_through(&options, Arc::new(workstation), host, machine);
    out.trust = installed;
    out.trust.crls = revocation::offered(&out, revoked);
    out
}

/// Lends the simulated card to a vpcd until interrupted. The scenario gives the card and its faults, `--card` the
/// applications on it.
fn attach(address: &str, scenario: &Scenario, card: Option<Card>) -> Result<(), Problem> {
    let spec = scenario.readers.iter().find_map(|it| it.card.clone());
    let mut spec = match (spec, card) {
        (Some(spec), None) => spec,
        (Some(spec), Some(card)) => spec.of_kind(kind(card)),
        (None, Some(card)) => Spec::new(kind(card), now()),
        (None, None) => {
            return Err(Problem::Demo(format!(
                "the scenario \"{}\" has no card to lend; name one with --card",
                scenario.name
            )));
        }
    };
    spec.now = now();
    let mut card = SimCard::new(&spec);
    let said = format!(
        "a simulated {} card is in the reader at {address}; Ctrl-C takes it out",
        spec.kind
    );
    vpcd::attach(address, &mut card, || output::talk(&said))
        .map_err(|error| Problem::Demo(error.to_string()))
}

fn kind(it: Card) -> Kind {
    match it {
        Card::Piv => Kind::Piv,
        Card::Cac => Kind::Cac,
        Card::Dual => Kind::Dual,
        Card::Foreign => Kind::Foreign,
    }
}
