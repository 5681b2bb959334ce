//! What judging snapshots again costs, and what a bundle costs beside that: `cargo bench --bench replay`. Every world of the
//! tests, and the full cards of `demo` as they are seen today. Rules only means `Case::read` and `diagnose`, without reading
//! the file; the aim is 1,000 snapshots a second on two cores.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::disallowed_macros,
    clippy::unwrap_used,
    reason = "this measures: it looks at the clock, reads files and prints"
)]
use cac_doctor::bundle::{self, Contents, archive, redact::redact};
use cac_doctor::case::Case;
use cac_doctor::diagnosis::{Diagnosis, diagnose};
use cac_doctor::facts::{Login, Reader, Scope, Snapshot};
use cac_doctor::probe::{Options, PATIENCE, look_through};
use cac_doctor::report::html::{self, Sheet};
use cac_doctor::report::json;
use cac_doctor::report::text::{self, Closing, View};
use cac_doctor::sim::fascn::FascN;
use cac_doctor::sim::spec::JANE;
use cac_doctor::sim::workstation::Workstation;
use cac_doctor::sim::{Holder, Kind, Scenario, Spec, scenario};
use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use time::OffsetDateTime;

const KEY: [u8; 32] = [0x42; 32];
/// How often everything is judged.
const ROUNDS: usize = 10;

fn main() {
    let mut files: Vec<(String, Vec<u8>)> =
        std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/worlds"))
            .unwrap()
            .map(|it| it.unwrap().path())
            .filter(|it| it.extension().is_some_and(|it| it == "json"))
            .map(|it| (it.display().to_string(), std::fs::read(it).unwrap()))
            .collect();
    files.sort();
    let parse = || -> Vec<Snapshot> {
        let all = files.iter().map(|it| bundle::parse(&it.1).unwrap());
        all.collect()
    };
    // What the tool brings is decoded when first asked for; a run of many pays that once.
    let worlds = parse();
    let _ = replay(&worlds[..1], 1);
    let started = Instant::now();
    let bytes: usize = files.iter().map(|it| it.1.len()).sum();
    let _ = black_box(parse());
    let took = started.elapsed();
    println!(
        "{} worlds of {:.1} MB read in {:.0} ms",
        worlds.len(),
        bytes as f64 / 1e6,
        took.as_secs_f64() * 1e3
    );
    told("worlds", &worlds);
    slowest(&files, &worlds);
    let redacted: Vec<Snapshot> = worlds.iter().map(|it| redact(it, &KEY).unwrap()).collect();
    told("worlds, redacted", &redacted);
    let full = full("healthy");
    let many: Vec<Snapshot> = std::iter::repeat_n(full.clone(), 100).collect();
    told("a full card with two halves", &many);
    println!("a bundle of that card, after it was looked at and judged:");
    costs(&full);
    println!("a snapshot with ever more readers, each with somebody else's card:");
    let all = others();
    for readers in [1, 10, 100, 400] {
        let mut many = full.clone();
        *many.readers.seen_mut().unwrap() = all[..readers].to_vec();
        let started = Instant::now();
        let _ = judged(&many);
        let judging = started.elapsed();
        let started = Instant::now();
        let _ = black_box(redact(&many, &KEY).unwrap());
        println!(
            "{readers:>5}  judged in {:>8.1} ms, redacted in {:>8.1} ms",
            judging.as_secs_f64() * 1e3,
            started.elapsed().as_secs_f64() * 1e3
        );
    }
}

fn judged(it: &Snapshot) -> Diagnosis {
    black_box(diagnose(&Case::read(black_box(it), None)))
}

fn replay(all: &[Snapshot], threads: usize) -> Duration {
    let next = AtomicUsize::new(0);
    let total = all.len() * ROUNDS;
    let started = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= total {
                        break;
                    }
                    let _ = judged(&all[n % all.len()]);
                }
            });
        }
    });
    started.elapsed()
}

fn told(what: &str, all: &[Snapshot]) {
    for threads in [1, 2] {
        let took = replay(all, threads);
        let a_second = (all.len() * ROUNDS) as f64 / took.as_secs_f64();
        println!("{what}: {a_second:.0} snapshots a second on {threads} cores");
    }
}

fn slowest(files: &[(String, Vec<u8>)], all: &[Snapshot]) {
    let mut times: Vec<(Duration, &str)> = files
        .iter()
        .zip(all)
        .map(|((name, _), it)| {
            let started = Instant::now();
            let _ = judged(it);
            let name = name.rsplit('/').next().unwrap_or_default();
            (started.elapsed(), name)
        })
        .collect();
    times.sort();
    let slow: Vec<String> = times
        .iter()
        .rev()
        .take(5)
        .map(|(took, name)| format!("{name} {:.2} ms", took.as_secs_f64() * 1e3))
        .collect();
    println!("slowest: {}", slow.join(", "));
}

/// A scenario of `demo`, with what its computer trusts.
fn full(name: &str) -> Snapshot {
    let now = OffsetDateTime::now_utc();
    let scenario = scenario::named(name, now).unwrap();
    let trust = cac_doctor::sim::trust::trust(now, scenario.trust);
    let mut out = seen(scenario);
    out.trust = trust;
    out
}

/// The simulated workstation as the program sees it.
fn seen(scenario: Scenario) -> Snapshot {
    let now = OffsetDateTime::now_utc();
    let options = Options {
        scope: Scope::Everything,
        timeout: Duration::from_secs(20),
        reader: None,
        login: Login::default(),
        root: "/".into(),
        patience: PATIENCE,
    };
    let workstation = Workstation::new(scenario);
    let (host, machine) = (workstation.host(), workstation.machine(now));
    look_through(&options, Arc::new(workstation), host, machine)
}

/// Readers with full cards of as many holders.
fn others() -> Vec<Reader> {
    let now = OffsetDateTime::now_utc();
    (0..400_u16)
        .map(|n| {
            let mut uuid = JANE.uuid;
            uuid[14..].copy_from_slice(&n.to_be_bytes());
            let name: String = format!("HOLDER.{}.X", letters(n));
            let mut scenario = scenario::named("healthy", now).unwrap();
            scenario.readers[0].card = Some(Spec {
                holder: Holder {
                    name: name.leak(),
                    uuid,
                    fasc_n: FascN {
                        person: JANE.fasc_n.person + u64::from(n),
                        ..JANE.fasc_n
                    },
                    ..JANE
                },
                ..Spec::new(Kind::Dual, now)
            });
            let mut reader = seen(scenario).readers.seen().unwrap()[0].clone();
            reader.name.0 = format!("{} {n:02}", reader.name.0);
            reader
        })
        .collect()
}

fn letters(n: u16) -> String {
    let letter = |it: u16| char::from(b'A' + u8::try_from(it % 26).unwrap_or_default());
    [letter(n / 676), letter(n / 26), letter(n)]
        .iter()
        .collect()
}

/// Each step that `bundle` takes and `check` does not.
fn costs(snapshot: &Snapshot) {
    let started = Instant::now();
    let step = |what: &str, since: Instant| {
        println!(
            "  {what:<24}{:>7.1} ms",
            since.elapsed().as_secs_f64() * 1e3
        );
        Instant::now()
    };
    let redacted = redact(snapshot, &KEY).unwrap();
    let at = step("redaction", started);
    let case = Case::read(&redacted, None);
    let diagnosis = diagnose(&case);
    let at = step("judging it", at);
    let closing = Closing {
        took_ms: 1,
        exit: 0,
    };
    let view = View {
        verbose: true,
        ..View::default()
    };
    let report_text = text::check(&case, &diagnosis, view, closing);
    let at = step("report.txt", at);
    let sheet = Sheet {
        closing,
        notice: None,
        hand_over: None,
    };
    let report_html = html::check(&case, &diagnosis, sheet);
    let at = step("report.html", at);
    let report_json = json::print(&json::from(&case, &diagnosis), false);
    let at = step("report.json", at);
    let members = bundle::members(Contents {
        snapshot: &redacted,
        report_text,
        report_html,
        report_json,
        hand_over: None,
        complete: diagnosis.complete,
        unseen: diagnosis.unseen.clone(),
    });
    let members = members.unwrap();
    let at = step("snapshot and manifest", at);
    let zip = archive::write(&members).unwrap();
    step("zip", at);
    let open: usize = members.iter().map(|it| it.bytes.len()).sum();
    println!(
        "  {:<24}{:>7.1} ms; {:.0} kB, {:.0} kB unpacked",
        "all",
        started.elapsed().as_secs_f64() * 1e3,
        zip.len() as f64 / 1e3,
        open as f64 / 1e3
    );
}
