//! How long it takes to judge the 48 issuing CAs of the DoD and its ECAs in the mesh of the authorities the program brings
//! (DoD, Interoperability, CCEB, ECA, Federal PKI with its loops): every path, every signature, every finding.
//! `cargo bench --bench mesh`; with `taskset -c 0` before it on one core.
//!
//! Each run is a process of its own, from its start to its end: first of the engine alone, with the program's own anchors and
//! with the Federal PKI's root as the only one, to which all paths are long; then of the program, which reads a file of all
//! 48, judges them and writes what it found.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::disallowed_macros,
    clippy::unwrap_used,
    reason = "this measures: it looks at the clock, starts programs and prints"
)]
use cac_doctor::pki::defaults::{Community, Defaults, Role, Root, defaults};
use cac_doctor::pki::path::{Anchor, Anchors, Engine, Link, Parameters, Pool, Status};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;
use std::time::Instant;
use time::macros::datetime;

const RUNS: usize = 41;
const AT: &str = "2026-11-22T00:00:00Z";

fn main() {
    let args: Vec<String> = std::env::args().collect();
    for (flag, anchor) in MODES {
        if args.iter().any(|it| it == flag) {
            return judge(anchor);
        }
    }
    for (flag, _) in MODES {
        measure(flag.trim_start_matches('-'), &[], |command| {
            command.arg(flag);
        });
    }
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("mesh");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("issuing.der");
    let all: Vec<u8> = issuing(defaults())
        .iter()
        .flat_map(|it| it.der().unwrap().to_vec())
        .collect();
    std::fs::write(&file, all).unwrap();
    for format in ["text", "json"] {
        program(&file, format);
    }
    std::fs::remove_dir_all(folder).unwrap();
}

/// Which roots are anchors.
type Wanted = fn(&Root) -> bool;

const MODES: [(&str, Wanted); 2] = [
    ("--own-anchors", |it| it.role == Role::Anchor),
    ("--federal-root-alone", |it| {
        it.role == Role::Anchor && it.community == Community::Fpki
    }),
];

/// CAs that a root of the DoD or the ECAs issued, other than roots.
fn issuing(set: &'static Defaults) -> Vec<Arc<Link>> {
    let all: Vec<Arc<Link>> = set.authorities.iter().filter_map(|it| it.link()).collect();
    let roots: Vec<&Link> = set
        .anchors()
        .filter(|it| it.root.is_some_and(|it| it.community != Community::Fpki))
        .filter_map(|root| all.iter().find(|it| it.sha256 == root.sha256))
        .map(|it| &**it)
        .collect();
    all.iter()
        .filter(|it| !it.is_self_issued() && roots.iter().any(|root| root.subject == it.issuer))
        .cloned()
        .collect()
}

fn program(file: &Path, format: &str) {
    let said = measure(&format!("cac-doctor chain, {format}"), &[0, 1], |command| {
        *command = Command::new(env!("CARGO_BIN_EXE_cac-doctor"));
        command
            .args(["chain", "--offline", "--format", format, "--at", AT])
            .arg(file);
    });
    println!("  {} bytes written", said.len());
}

/// Runs a command many times, and says what it said, how long it took and how much memory it had.
fn measure(name: &str, codes: &[i32], set: impl Fn(&mut Command)) -> String {
    let make = |program: &str| {
        let mut out = Command::new(program);
        set(&mut out);
        out
    };
    let own = std::env::current_exe().unwrap().display().to_string();
    let mut seconds: Vec<f64> = Vec::new();
    let mut said = String::new();
    for _ in 0..RUNS {
        let mut command = make(&own);
        let started = Instant::now();
        let out = command.output().unwrap();
        seconds.push(started.elapsed().as_secs_f64());
        said = checked(out, codes);
    }
    seconds.sort_by(f64::total_cmp);
    // GNU time knows the peak of a process that is over; /proc does not.
    let command = make(&own);
    let out = Command::new("/usr/bin/time")
        .args(["-f", "%M"])
        .arg(command.get_program())
        .args(command.get_args())
        .output()
        .unwrap();
    let peak = String::from_utf8(out.stderr).unwrap();
    let peak: f64 = peak.trim().lines().last().unwrap().parse().unwrap();
    println!(
        "{name}: whole process, {RUNS} runs: best {:.1} ms, median {:.1} ms, worst {:.1} ms; peak {:.1} MB",
        seconds[0] * 1e3,
        seconds[RUNS / 2] * 1e3,
        seconds[RUNS - 1] * 1e3,
        peak * 1024.0 / 1e6
    );
    if said.lines().count() == 1 {
        print!("  {said}");
    }
    said
}

fn checked(out: Output, codes: &[i32]) -> String {
    let code = out.status.code().unwrap();
    assert!(code == 0 || codes.contains(&code), "{out:?}");
    String::from_utf8(out.stdout).unwrap()
}

fn judge(wanted: Wanted) {
    let started = Instant::now();
    let mut pool = Pool::new();
    let mut anchors = Anchors::new();
    for authority in &defaults().authorities {
        let Some(link) = authority.link() else {
            continue;
        };
        pool.add(Arc::clone(&link));
        if authority.root.is_some_and(wanted) {
            anchors.add(Anchor::of_certificate(link));
        }
    }
    let targets = issuing(defaults());
    let read = started.elapsed();
    let parameters = Parameters::at(datetime!(2026-11-22 00:00 UTC));
    let mut engine = Engine::new(&pool, &anchors, &parameters);
    let (mut valid, mut paths, mut findings, mut longest, mut cut) = (0, 0, 0, 0, 0);
    for target in &targets {
        let judgement = engine.judge(target);
        valid += usize::from(judgement.status == Status::Valid);
        cut += usize::from(judgement.cut_short.is_some());
        paths += judgement.paths.len();
        longest = longest.max(judgement.paths.len());
        findings += judgement
            .paths
            .iter()
            .map(|it| it.findings.len())
            .sum::<usize>();
    }
    println!(
        "{} certificates, {} anchors read in {:.1} ms; {} CAs judged in {:.1} ms: {valid} valid, {paths} paths (at most {longest} of one, {cut} cut short), {findings} findings, {} signatures verified",
        pool.len(),
        anchors.iter().count(),
        read.as_secs_f64() * 1e3,
        targets.len(),
        (started.elapsed() - read).as_secs_f64() * 1e3,
        engine.counts().signatures
    );
}
