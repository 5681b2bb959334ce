//! `bundle`: everything a helpdesk needs in one file, and nothing that says who it is about.
#![allow(clippy::disallowed_methods)] // the run is timed here
use super::args::BundleArgs;
use super::encryption::{encrypted, recipient};
use super::problem::Problem;
use super::run;
use super::{brought, exit, key, output};
use crate::bundle::{self, Contents, Member, archive};
use crate::case::Case;
use crate::diagnosis;
use crate::facts::{Observed, Scope, Snapshot};
use crate::report::html::{self, Sheet};
use crate::report::json;
use crate::report::text::{self, Closing, View};
use std::fmt::Write as _;
use std::io::{self, BufRead as _, IsTerminal as _};
use std::path::{Path, PathBuf};

pub(super) fn run(args: &BundleArgs) -> Result<u8, Problem> {
    run::one_reader_of_stdin(&[
        &args.from.from,
        &args.look.policy.policy,
        &args.symptom.page,
        &args.symptom.signin_log,
    ])?;
    let recipients = args
        .recipient
        .iter()
        .map(|it| recipient(it))
        .collect::<Result<Vec<_>, _>>()?;
    // Before anything is looked at: what nobody wants is not done.
    if args.no_redact {
        consent(args.yes)?;
    }
    let login = brought::login(&args.symptom)?;
    let options = run::options(&args.look, Scope::Everything, login);
    let seen = run::obtain_with_trust(&args.from, &args.look, &args.trust, &[], None, &options)?;
    let snapshot = match args.no_redact {
        true => seen,
        false if args.preview => key::previewed(&seen)?,
        false => key::redacted(&seen)?,
    };
    let (members, status) = members(&snapshot, args)?;
    if args.preview {
        output::data(&preview(&snapshot, &members))?;
        return Ok(status);
    }
    let zip = archive::write(&members).map_err(Problem::Archive)?;
    let path = place(args, &snapshot, !recipients.is_empty());
    let bytes = match recipients.is_empty() {
        true => zip,
        false => encrypted(&zip, &recipients)?,
    };
    output::bundle(&path, &bytes, args.force)?;
    output::data(&told(&path, &snapshot, bytes.len(), &members))?;
    Ok(status)
}

/// The members, and the exit status of what they tell.
fn members(snapshot: &Snapshot, args: &BundleArgs) -> Result<(Vec<Member>, u8), Problem> {
    let case = Case::judging(snapshot, run::judging(&args.look, &args.trust));
    let diagnosis = diagnosis::diagnose(&case);
    let mut status = exit::status(diagnosis.status, args.fail_on);
    if snapshot.login.unread().next().is_some() {
        status = exit::COULD_NOT_TELL;
    }
    // Of the snapshot alone, so that the same snapshot makes the same bytes.
    let closing = Closing {
        took_ms: snapshot.took_ms,
        exit: status,
    };
    let view = View {
        verbose: true,
        ..View::default()
    };
    let login = &snapshot.login;
    let failed = login.code.is_some()
        || !matches!(login.page, Observed::Unasked { .. })
        || !matches!(login.sign_in, Observed::Unasked { .. });
    let hand_over = failed.then(|| diagnosis::login::hand_over(&case, &diagnosis));
    let report = json::from(&case, &diagnosis);
    let members = bundle::members(Contents {
        snapshot,
        report_text: text::check(&case, &diagnosis, view, closing),
        report_html: html::check(
            &case,
            &diagnosis,
            Sheet {
                closing,
                notice: snapshot.redaction.is_none().then_some(bundle::NOT_REDACTED),
                hand_over: None,
            },
        ),
        report_json: json::print(&report, false) + "\n",
        hand_over,
        complete: diagnosis.complete,
        unseen: diagnosis.unseen.clone(),
    });
    Ok((members.map_err(Problem::Json)?, status))
}

/// Asks whether names may leave. A script says so with `--yes`.
fn consent(yes: bool) -> Result<(), Problem> {
    if yes {
        return Ok(());
    }
    if !io::stdin().is_terminal() {
        return Err(Problem::NotAsked);
    }
    output::talk(
        "The bundle will hold names, numbers and addresses as they are: of the card's holder, this computer and its network.",
    );
    output::talk("Write it without redaction? Type yes, or just Enter for no:");
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer);
    match read.is_ok() && answer.trim().eq_ignore_ascii_case("yes") {
        true => Ok(()),
        false => Err(Problem::Declined),
    }
}

/// The file that was named; else one of its own name, in the folder that was named or the current one.
fn place(args: &BundleArgs, snapshot: &Snapshot, encrypted: bool) -> PathBuf {
    let name = || {
        let name = bundle::file_name(snapshot);
        match encrypted {
            true => format!("{name}.age"),
            false => name,
        }
    };
    match &args.output {
        Some(path) if path.is_dir() => path.join(name()),
        Some(path) => path.clone(),
        None => PathBuf::from(name()),
    }
}

/// What would be written, without a single value.
fn preview(snapshot: &Snapshot, members: &[Member]) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "Would be written as {}\n", bundle::file_name(snapshot));
    for it in members {
        let _ = writeln!(out, "{:>9}  {}", it.bytes.len(), it.name);
    }
    let total: usize = members.iter().map(|it| it.bytes.len()).sum();
    let _ = writeln!(out, "{total:>9}  bytes in {} members\n", members.len());
    match &snapshot.redaction {
        None => {
            let _ = writeln!(out, "{}", bundle::NOT_REDACTED);
        }
        Some(it) if it.replaced.is_empty() => out.push_str("Nothing personal was seen.\n"),
        Some(it) => {
            out.push_str("Replaced by pseudonyms, different values by kind:\n\n");
            for (kind, count) in &it.replaced {
                let _ = writeln!(out, "{count:>9}  {kind}");
            }
        }
    }
    let _ = writeln!(
        out,
        "\nSupport code {}. Nothing was written.",
        snapshot.support_code()
    );
    out
}

fn told(path: &Path, snapshot: &Snapshot, size: usize, members: &[Member]) -> String {
    let named = path.display().to_string();
    let shown = crate::report::escape::escape(&named, false);
    let mut out = String::new();
    let _ = writeln!(
        out,
        "Wrote {shown} ({} members, {} KiB).",
        members.len(),
        size.div_ceil(1024)
    );
    match &snapshot.redaction {
        None => {
            let _ = writeln!(out, "{}", bundle::NOT_REDACTED);
        }
        Some(it) => {
            let told = match it.replaced.values().sum::<u64>() {
                0 => "No personal value was seen".to_owned(),
                1 => "1 personal value is a pseudonym in it".to_owned(),
                more => format!("{more} personal values are pseudonyms in it"),
            };
            let _ = writeln!(out, "{told}; nothing was sent anywhere.");
        }
    }
    let _ = writeln!(out, "Support code {}", snapshot.support_code());
    out
}
