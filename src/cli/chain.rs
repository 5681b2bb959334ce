//! `chain`: the paths of the card's certificates, or of certificates in files.
#![allow(clippy::disallowed_methods)] // the run is timed here, and this is where cli asks the clock
use super::args::{ChainArgs, ChainFormat, Format, OutArgs, PurposeArg};
use super::problem::{self, Problem};
use super::run::{self, Show};
use super::{exit, input, output, terminal};
use super::{revocation, trust};
use crate::case::Judging;
use crate::case::chain::{self, Judged, Outcome, Question};
use crate::diagnosis::Status;
use crate::facts::{Login, Scope, Trust};
use crate::pki::Oid;
use crate::pki::input::Input;
use crate::pki::path::{Parameters, Purpose};
use crate::pki::revocation::Known;
use crate::probe;
use crate::report::{json, text};
use std::time::Instant;
use time::OffsetDateTime;

pub(super) fn run(args: &ChainArgs) -> Result<u8, Problem> {
    if args.files.is_empty() {
        of_the_card(args)
    } else {
        of_files(args)
    }
}

/// The tree of every certificate on the card.
fn of_the_card(args: &ChainArgs) -> Result<u8, Problem> {
    let started = Instant::now();
    let options = run::options(&args.look, Scope::Certificates, Login::default());
    let snapshot = run::obtain_with_trust(
        &args.from,
        &args.look,
        &args.trust,
        &args.untrusted,
        None,
        &options,
    )?;
    let out = OutArgs {
        format: args.out.format.map(|it| match it {
            ChainFormat::Text => Format::Text,
            ChainFormat::Json => Format::Json,
        }),
        output: args.out.output.clone(),
        fail_on: args.out.fail_on,
        redact: args.out.redact,
    };
    let at = snapshot.asked_for.at.unwrap_or(snapshot.taken_at);
    let judging = Judging {
        at: args.look.at,
        with_default_trust: !args.trust.no_default_trust,
        parameters: Some(parameters(args, at)),
    };
    run::judge(Show::Chain, snapshot, &judging, &out, &args.view, started)
}

fn parameters(args: &ChainArgs, at: OffsetDateTime) -> Parameters {
    let policies: Vec<Oid> = args.initial_policy.clone();
    Parameters {
        purpose: match args.purpose {
            PurposeArg::Any => Purpose::Any,
            PurposeArg::SignIn => Purpose::SignIn,
            PurposeArg::ContentSigning => Purpose::ContentSigning,
        },
        initial_policies: (!policies.is_empty()).then(|| policies.into_iter().collect()),
        require_explicit_policy: args.require_explicit_policy,
        inhibit_policy_mapping: args.inhibit_policy_mapping,
        inhibit_any_policy: args.inhibit_any_policy,
        ..Parameters::at(at)
    }
}

fn of_files(args: &ChainArgs) -> Result<u8, Problem> {
    let at = args.look.at.unwrap_or_else(OffsetDateTime::now_utc);
    let files: Vec<(String, Vec<u8>)> = args
        .files
        .iter()
        .map(|it| Ok((problem::name(it), input::bytes(it, trust::SIZE_LIMIT)?)))
        .collect::<Result<_, Problem>>()?;
    let given = trust::read(&args.trust, &args.untrusted)?;
    revocation::can_be_read(&args.trust)?;
    let mut targets = Vec::new();
    let mut beside = Vec::new();
    let mut problems = Vec::new();
    for (name, bytes) in &files {
        let read: Input<'_> = crate::pki::input::read(name, bytes);
        problems.extend(read.problems.iter().cloned().map(|it| (it, true)));
        let (of_file, others) = chain::split(read);
        targets.extend(of_file);
        beside.extend(others);
    }
    let mut trusted = Trust::default();
    // Without the default trust nothing of this computer counts, so that the same files give the same answer anywhere.
    if !args.trust.no_default_trust {
        let starts: Vec<Vec<u8>> = targets.iter().map(|it| it.der.clone()).collect();
        trusted.stores = probe::stores(&starts);
    }
    problems.extend(given.problems.iter().cloned().map(|it| (it, false)));
    given.add_to(&mut trusted);
    let starts: Vec<Vec<u8>> = targets.iter().map(|it| it.der.clone()).collect();
    revocation::look_for(&mut trusted, &starts, &beside, &args.trust, &args.look)?;
    beside.extend(trusted.fetched());
    let known = Known::new(&trusted);
    let question = Question {
        parameters: parameters(args, at),
        with_default: !args.trust.no_default_trust,
        beside: &beside,
        revocation: Some(&known),
        redacted: false,
    };
    let judged = chain::judge(targets, &trusted, &question, problems);
    let status = status(&judged);
    let exit = exit::status(status, args.out.fail_on);
    let with_default = !args.trust.no_default_trust;
    deliver(args, &judged, &trusted, with_default, at, status)?;
    Ok(exit)
}

fn status(judged: &Judged) -> Status {
    match judged.outcome() {
        Outcome::Good => Status::Ok,
        Outcome::Warned => Status::Warn,
        Outcome::Open => Status::Unknown,
        Outcome::Bad => Status::Fail,
    }
}

fn deliver(
    args: &ChainArgs,
    judged: &Judged,
    trusted: &Trust,
    with_default: bool,
    at: OffsetDateTime,
    status: Status,
) -> Result<(), Problem> {
    let json = || {
        let told = json::Trust::from(trusted, &judged.chains, with_default, at);
        let report = json::chains(judged, at, told, status);
        let mut text = json::print(&report, args.view.ascii);
        text.push('\n');
        text
    };
    let text = |to_file: bool| {
        let view = terminal::view(&args.view, to_file);
        text::file_chains(judged, at, with_default, view)
    };
    match (args.out.format, &args.out.output) {
        (Some(ChainFormat::Json), None) => output::data(&json()),
        (Some(ChainFormat::Json), Some(path)) => output::file(path, &json()),
        (Some(ChainFormat::Text), Some(path)) => output::file(path, &text(true)),
        (Some(ChainFormat::Text) | None, None) => output::data(&text(false)),
        (None, Some(path)) => {
            output::file(path, &json())?;
            output::data(&text(false))
        }
    }
}
