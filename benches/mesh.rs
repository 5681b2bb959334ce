//! How long it takes to judge the DoD's issuing CAs in the mesh of the authorities the program brings (DoD, Interop,
//! CCEB, ECA, Federal PKI with its loops), every path with every signature and finding: `cargo bench --bench mesh`.
//! Each run is a process of its own, from its start to its end.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::disallowed_macros,
    clippy::unwrap_used,
    reason = "this measures: it looks at the clock, starts programs and prints"
)]
use cac_doctor::pki::defaults::defaults;
use cac_doctor::pki::path::{Anchor, Anchors, Engine, Link, Parameters, Pool, Status};
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;
use time::macros::datetime;

/// How many issuing CAs are judged.
const TARGETS: usize = 48;
const RUNS: usize = 15;

fn main() {
    if std::env::args().any(|it| it == "--judge") {
        return judge();
    }
    let mut seconds: Vec<f64> = Vec::new();
    let mut said = String::new();
    for _ in 0..RUNS {
        let started = Instant::now();
        let out = Command::new(std::env::current_exe().unwrap())
            .arg("--judge")
            .output()
            .unwrap();
        seconds.push(started.elapsed().as_secs_f64());
        assert!(out.status.success(), "{out:?}");
        said = String::from_utf8(out.stdout).unwrap();
    }
    seconds.sort_by(f64::total_cmp);
    print!("{said}");
    println!(
        "whole process, {RUNS} runs: best {:.1} ms, median {:.1} ms",
        seconds[0] * 1e3,
        seconds[RUNS / 2] * 1e3
    );
}

fn judge() {
    let started = Instant::now();
    let mut pool = Pool::new();
    let mut anchors = Anchors::new();
    for authority in &defaults().authorities {
        let Ok(link) = Link::parse(authority.der) else {
            continue;
        };
        let link = Arc::new(link);
        pool.add(Arc::clone(&link));
        if authority.root.is_some() && link.is_self_issued() {
            anchors.add(Anchor::of_certificate(link));
        }
    }
    let read = started.elapsed();
    let parameters = Parameters::at(datetime!(2026-11-22 00:00 UTC));
    let mut engine = Engine::new(&pool, &anchors, &parameters);
    let (mut valid, mut paths, mut findings, mut longest) = (0, 0, 0, 0);
    let targets = pool
        .iter()
        .filter(|it| it.is_ca() && !it.is_self_issued())
        .take(TARGETS);
    let mut judged = 0;
    for target in targets {
        let judgement = engine.judge(target);
        judged += 1;
        valid += usize::from(judgement.status == Status::Valid);
        paths += judgement.paths.len();
        longest = longest.max(judgement.paths.len());
        findings += judgement
            .paths
            .iter()
            .map(|it| it.findings.len())
            .sum::<usize>();
    }
    let counts = engine.counts();
    println!(
        "{} certificates, {} anchors read in {:.1} ms; {judged} judged in {:.1} ms: {valid} valid, {paths} paths (at most {longest} of one), {findings} findings, {} signatures verified",
        pool.len(),
        anchors.iter().count(),
        read.as_secs_f64() * 1e3,
        (started.elapsed() - read).as_secs_f64() * 1e3,
        counts.signatures
    );
}
