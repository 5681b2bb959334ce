//! Look or read back, judge, and show: the way of every command that judges.
#![allow(clippy::disallowed_methods)] // the run is timed here
use super::args::{
    CertsArgs, CheckArgs, Format, FromArgs, LayerArgs, LookArgs, OutArgs, PolicyArgs, SymptomArgs,
    TrustArgs, ViewArgs,
};
use super::problem::Problem;
use super::{brought, exit, input, key, output, policy, questions, revocation, terminal, trust};
use crate::case::{Case, Judging};
use crate::diagnosis::{self, Part};
use crate::facts::{Login, Scope, Snapshot};
use crate::probe;
use crate::report::html::{self, Sheet};
use crate::report::text::{self, Closing, View};
use crate::report::{json, monitor};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// What is shown of what was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Show {
    Check,
    Usb,
    Readers,
    Certificates,
    Chain,
    /// The text for the identity administrator.
    HandOver,
}

impl Show {
    /// What `check` and `demo` show.
    pub(super) fn check(symptom: &SymptomArgs) -> Show {
        if symptom.hand_over {
            Show::HandOver
        } else {
            Show::Check
        }
    }

    /// What of the whole it shows; none: all of it, as certificates depend on everything below them.
    fn part(self) -> Option<Part> {
        match self {
            Show::Usb => Some(Part::Usb),
            Show::Readers => Some(Part::Readers),
            Show::Check | Show::HandOver | Show::Certificates | Show::Chain => None,
        }
    }
}

pub(super) fn check(args: &CheckArgs) -> Result<u8, Problem> {
    let started = Instant::now();
    let inputs = [
        &args.from.from,
        &args.look.policy.policy,
        &args.symptom.page,
        &args.symptom.signin_log,
    ];
    let piped = one_reader_of_stdin(&inputs)?;
    let login = brought::login(&args.symptom)?;
    let options = options(&args.look, Scope::Everything, login);
    let mut snapshot = obtain_with_trust(&args.from, &args.look, &args.trust, &[], None, &options)?;
    if args.out.format.is_none() && !args.view.plain && !piped {
        questions::ask(&mut snapshot, args.look.at);
    }
    judge(
        Show::check(&args.symptom),
        snapshot,
        &judging(&args.look, &args.trust),
        &args.out,
        &args.view,
        started,
    )
}

/// How to judge what was seen.
pub(super) fn judging(look: &LookArgs, trust: &TrustArgs) -> Judging {
    Judging {
        with_default_trust: !trust.no_default_trust,
        ..Judging::at(look.at)
    }
}

pub(super) fn readers(args: &LayerArgs) -> Result<u8, Problem> {
    layer(Show::Readers, Scope::Readers, args, &TrustArgs::default())
}

pub(super) fn usb(args: &LayerArgs) -> Result<u8, Problem> {
    layer(Show::Usb, Scope::Readers, args, &TrustArgs::default())
}

pub(super) fn certs(args: &CertsArgs) -> Result<u8, Problem> {
    layer(
        Show::Certificates,
        Scope::Certificates,
        &args.layer,
        &args.trust,
    )
}

/// `certs` lists, and lists at once.
const ASKED_BY_CHECK: &str = "certs asks nothing of the network, check does";

fn layer(show: Show, scope: Scope, args: &LayerArgs, trust: &TrustArgs) -> Result<u8, Problem> {
    let started = Instant::now();
    let options = options(&args.look, scope, Login::default());
    let quiet = Some(ASKED_BY_CHECK);
    let snapshot = obtain_with_trust(&args.from, &args.look, trust, &[], quiet, &options)?;
    let judging = judging(&args.look, trust);
    judge(show, snapshot, &judging, &args.out, &args.view, started)
}

/// What to ask of a probe, or of a simulated workstation.
pub(super) fn options(look: &LookArgs, scope: Scope, login: Login) -> probe::Options {
    probe::Options {
        scope,
        timeout: Duration::from_secs(look.timeout),
        reader: look.reader.clone(),
        login,
        root: PathBuf::from("/"),
        patience: probe::PATIENCE,
    }
}

/// The same, with what was given to trust, and what is known of revocation. `quiet`: why the network is left alone.
pub(super) fn obtain_with_trust(
    from: &FromArgs,
    look: &LookArgs,
    trust: &TrustArgs,
    untrusted: &[PathBuf],
    quiet: Option<&str>,
    options: &probe::Options,
) -> Result<Snapshot, Problem> {
    let started = Instant::now();
    let source = Source {
        from,
        policy: &look.policy,
    };
    // Before anything is looked at: a file that cannot be used is told at once.
    let given = trust::read(trust, untrusted)?;
    revocation::can_be_read(trust)?;
    let mut snapshot = obtain(&source, options)?;
    given.add_to(&mut snapshot.trust);
    let asked_for = &mut snapshot.asked_for;
    asked_for.at = look.at.or(asked_for.at);
    asked_for.no_default_trust |= trust.no_default_trust;
    if options.scope >= Scope::Certificates {
        let from_file = from.from.is_some();
        // The time limit is for the whole run.
        let left = options.timeout.saturating_sub(started.elapsed());
        revocation::look(&mut snapshot, trust, from_file, quiet, look.at, left)?;
    }
    Ok(snapshot)
}

/// Where what is judged comes from, and by whose policy.
struct Source<'a> {
    from: &'a FromArgs,
    policy: &'a PolicyArgs,
}

/// Whether one of these files is standard input; only one can be.
pub(super) fn one_reader_of_stdin(inputs: &[&Option<PathBuf>]) -> Result<bool, Problem> {
    let stdin = |it: &&&Option<PathBuf>| it.as_ref().is_some_and(|it| it.as_os_str() == "-");
    match inputs.iter().filter(stdin).count() {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(Problem::StdinTwice),
    }
}

/// This workstation now, or the one in a file; what the person says of the sign-in counts for both.
fn obtain(source: &Source<'_>, options: &probe::Options) -> Result<Snapshot, Problem> {
    let laid_down = source.policy;
    let Some(path) = source.from.from.as_deref() else {
        // Before anything is looked at: a policy that cannot be used is told at once.
        let laid_down = policy::here(laid_down)?;
        let mut snapshot = probe::look(options);
        snapshot.policy = laid_down;
        return Ok(snapshot);
    };
    let stdin = Path::new("-");
    if path == stdin && laid_down.policy.as_deref() == Some(stdin) {
        return Err(Problem::StdinTwice);
    }
    let mut snapshot = input::snapshot(path, source.from.identity.as_deref(), options.timeout)?;
    policy::elsewhere(laid_down, &mut snapshot.policy)?;
    brought::tell(&mut snapshot.login, &options.login);
    if let Some(wanted) = &options.reader
        && let Some(readers) = snapshot.readers.seen_mut()
    {
        let wanted = wanted.to_lowercase();
        readers.retain(|it| it.name.to_lowercase().contains(&wanted));
    }
    Ok(snapshot)
}

/// Judges a snapshot and delivers the result; the exit status comes back.
pub(super) fn judge(
    show: Show,
    snapshot: Snapshot,
    judging: &Judging,
    out: &OutArgs,
    view: &ViewArgs,
    started: Instant,
) -> Result<u8, Problem> {
    let snapshot = match out.redact {
        true => key::redacted(&snapshot)?,
        false => snapshot,
    };
    let case = Case::judging(&snapshot, judging.clone());
    let whole = diagnosis::diagnose(&case);
    // Scripts are told of what was asked about, and of nothing else.
    let of_part = show.part().map(|it| whole.only(it, &case));
    let diagnosis = of_part.as_ref().unwrap_or(&whole);
    let mut status = exit::status(diagnosis.status, out.fail_on);
    // What was brought and could not be read costs the report nothing, but the run was not what was asked for.
    if snapshot.login.unread().next().is_some() {
        status = exit::COULD_NOT_TELL;
    }
    let closing = |exit: u8| Closing {
        took_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        exit,
    };
    let write_text = |view: View, status: u8| match show {
        Show::Check => text::check(&case, &whole, view, closing(status)),
        Show::HandOver => text::lines(&diagnosis::login::hand_over(&case, diagnosis), view),
        Show::Usb => text::usb(&case, diagnosis, view),
        Show::Readers => text::readers(&case, &whole, view),
        Show::Certificates => text::certs(&case, &whole, view),
        Show::Chain => text::chain(&case, &whole, view),
    };
    let write_monitor = |format: fn(&monitor::Run<'_>) -> String, status: u8| {
        format(&monitor::Run {
            case: &case,
            diagnosis,
            exit: status,
            took_ms: closing(status).took_ms,
            verbose: view.verbose,
        })
    };
    let write_html = |status: u8| {
        let hand_over =
            (show == Show::HandOver).then(|| diagnosis::login::hand_over(&case, diagnosis));
        let sheet = Sheet {
            closing: closing(status),
            notice: None,
            hand_over: hand_over.as_deref(),
        };
        match show {
            Show::Check | Show::HandOver => html::check(&case, diagnosis, sheet),
            Show::Usb => html::usb(&case, diagnosis, sheet),
            Show::Readers => html::readers(&case, diagnosis, sheet),
            Show::Certificates | Show::Chain => html::certs(&case, diagnosis, sheet),
        }
    };
    let write_json = |with_snapshot: bool| {
        let mut report = json::from(&case, diagnosis);
        report.snapshot = with_snapshot.then_some(&snapshot);
        let mut text = json::print(&report, view.ascii);
        text.push('\n');
        text
    };
    match (out.format, &out.output) {
        (Some(Format::Json), None) => output::data(&write_json(false))?,
        (Some(Format::Json), Some(path)) => output::file(path, &write_json(true))?,
        (Some(Format::Text), Some(path)) => {
            output::file(path, &write_text(terminal::view(view, true), status))?;
        }
        (Some(Format::Html), path) => deliver(path, &write_html(status))?,
        (Some(Format::Nagios), path) => deliver(path, &write_monitor(monitor::nagios, status))?,
        (Some(Format::OneLine), path) => deliver(path, &write_monitor(monitor::one_line, status))?,
        (Some(Format::Prometheus), path) => {
            let text = write_monitor(monitor::prometheus, status);
            match path {
                // node_exporter runs as somebody else, and nothing in it is private.
                Some(path) => output::public_file(path, &text)?,
                None => output::data(&text)?,
            }
        }
        (Some(Format::Text) | None, None) => {
            output::data(&write_text(terminal::view(view, false), status))?;
        }
        (None, Some(path)) => {
            // The file first, so that the last line can say how the run ended.
            let written = output::file(path, &write_json(true));
            if written.is_err() {
                status = exit::COULD_NOT_TELL;
            }
            output::data(&write_text(terminal::view(view, false), status))?;
            written?;
        }
    }
    Ok(status)
}

/// To the file that was named, or to standard output.
fn deliver(path: &Option<PathBuf>, text: &str) -> Result<(), Problem> {
    match path {
        Some(path) => output::file(path, text),
        None => output::data(text),
    }
}
