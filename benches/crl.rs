//! How long a DoD-sized CRL takes: 1.2 million entries, 44 MB of DER, RSA-2048 with SHA-256: `cargo bench --bench crl`.
//! The CRL is made anew under target/. Each reading is a process of its own, so that time and peak memory are those of
//! the whole: first of the reader alone, then of the program, which judges a certificate by it.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::disallowed_macros,
    clippy::unwrap_used,
    reason = "this measures: it looks at the clock, starts programs and prints"
)]
use cac_doctor::facts::{Origin, Pii};
use cac_doctor::pki::crl::Sought;
use cac_doctor::pki::path::Link;
use cac_doctor::pki::revocation::holds;
use cac_doctor::probe::revocation::crls_in;
use cac_doctor::sim::issue::{Hierarchy, Role, days};
use cac_doctor::sim::keys::Signer;
use cac_doctor::sim::spec::{KeyType, Kind, Spec};
use cac_doctor::sim::{der, oids};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

const ENTRIES: u32 = 1_200_000;
const RUNS: usize = 21;
const NOW: OffsetDateTime = datetime!(2027-03-04 12:00 UTC);

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if let Some(at) = args.iter().position(|it| it == "--read") {
        return child(Path::new(&args[at + 1]));
    }
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("crl");
    std::fs::create_dir_all(&folder).unwrap();
    let world = World::make(&folder);
    println!(
        "{ENTRIES} entries, {:.1} MB",
        world.crl.metadata().unwrap().len() as f64 / 1e6
    );
    let own = std::env::current_exe().unwrap();
    measure("reader alone", || {
        run(Command::new(&own).arg("--read").arg(&world.crl))
    });
    for (leaf, wanted) in [(&world.good, "good"), (&world.revoked, "revoked")] {
        measure(&format!("the program, {wanted}"), || {
            let out = run(Command::new(env!("CARGO_BIN_EXE_cac-doctor"))
                .args([
                    "chain",
                    "--offline",
                    "--no-default-trust",
                    "--format",
                    "json",
                ])
                .args(["--at", "2027-03-04T12:00:00Z"])
                .arg("--trust")
                .arg(&world.root)
                .arg("--untrusted")
                .arg(&world.issuer)
                .arg("--crl")
                .arg(&world.crl)
                .arg(leaf));
            let said = &out.2;
            assert!(
                said.contains(&format!("\"status\": \"{wanted}\"")),
                "{said}"
            );
            out
        });
    }
    std::fs::remove_dir_all(folder).unwrap();
}

/// Many runs: how long the whole process took, and the most memory any of them had.
fn measure(name: &str, one: impl Fn() -> (f64, f64, String)) {
    let mut runs: Vec<(f64, f64, String)> = (0..RUNS).map(|_| one()).collect();
    runs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let peak = runs.iter().map(|it| it.1).fold(0.0, f64::max);
    println!(
        "{name}: whole process, {RUNS} runs: best {:.3} s, median {:.3} s, worst {:.3} s; peak {peak:.1} MB",
        runs[0].0,
        runs[RUNS / 2].0,
        runs[RUNS - 1].0
    );
    if runs[0].2.lines().count() == 1 {
        print!("  in the best: {}", runs[0].2);
    }
}

/// Seconds, peak memory in megabytes and what it wrote.
fn run(command: &mut Command) -> (f64, f64, String) {
    let started = Instant::now();
    // GNU time knows the peak of a process that is over; /proc does not.
    let mut timed = Command::new("/usr/bin/time");
    timed
        .args(["-f", "%M"])
        .arg(command.get_program())
        .args(command.get_args());
    let out = timed.output().unwrap();
    let took = started.elapsed().as_secs_f64();
    let said = String::from_utf8(out.stdout).unwrap();
    let error = String::from_utf8(out.stderr).unwrap();
    let peak: f64 = error
        .trim()
        .lines()
        .last()
        .unwrap()
        .parse()
        .unwrap_or_else(|_| panic!("{error}"));
    (took, peak * 1024.0 / 1e6, said)
}

fn child(path: &Path) {
    let issuer = Link::parse(&Hierarchy::new(NOW).id_ca_der).unwrap();
    let sought = Sought::anywhere([vec![0x11, 0x22, 0x33, 0x44]]);
    let origin = Origin::File {
        path: Pii(path.display().to_string()),
    };
    let started = Instant::now();
    let found = crls_in(path, &origin, &sought);
    let read = started.elapsed().as_secs_f64();
    let content = found[0].content.seen().unwrap();
    assert_eq!(content.entries, u64::from(ENTRIES));
    assert!(
        holds(content, NOW, &[Arc::new(issuer)]),
        "its signature is good"
    );
    println!(
        "reading {read:.3} s, verifying {:.4} s",
        started.elapsed().as_secs_f64() - read
    );
}

struct World {
    root: PathBuf,
    issuer: PathBuf,
    crl: PathBuf,
    good: PathBuf,
    revoked: PathBuf,
}

impl World {
    fn make(folder: &Path) -> World {
        let hierarchy = Hierarchy::new(NOW);
        let holder = Spec::new(Kind::Piv, NOW).holder;
        let leaf = |from: i64| {
            let validity = days(NOW.date(), from, 300);
            let role = Role::PivAuthentication;
            (
                role.issue(&holder, KeyType::Rsa2048, validity),
                role.serial(&holder, KeyType::Rsa2048, validity),
            )
        };
        let (good, _) = leaf(-100);
        let (revoked, serial) = leaf(-101);
        let out = World {
            root: folder.join("root.cer"),
            issuer: folder.join("issuer.cer"),
            crl: folder.join("big.crl"),
            good: folder.join("good.cer"),
            revoked: folder.join("revoked.cer"),
        };
        for (path, bytes) in [
            (&out.root, hierarchy.root_der),
            (&out.issuer, hierarchy.id_ca_der),
            (&out.good, good),
            (&out.revoked, revoked),
            (&out.crl, crl(&serial)),
        ] {
            std::fs::write(path, bytes).unwrap();
        }
        out
    }
}

/// Like the DoD's: short serial numbers in no order, a reason code in each entry.
fn crl(revoked: &[u8]) -> Vec<u8> {
    let reason = der::sequence([der::sequence([
        der::oid(&[2, 5, 29, 21]),
        der::octets(&[0x0A, 1, 1]),
    ])]);
    let mut list = Vec::with_capacity(ENTRIES as usize * 38);
    for n in 0..ENTRIES {
        // A serial number of four octets, each once.
        let mixed = n.wrapping_mul(2_654_435_761) & 0x7FFF_FFFF | 0x4000_0000;
        let serial = if n == ENTRIES / 2 {
            revoked.to_vec()
        } else {
            der::element(der::INTEGER, &mixed.to_be_bytes())
        };
        let at = der::time(NOW - Duration::minutes(i64::from(n) + 1));
        list.extend(der::sequence([&serial[..], &at, &reason]));
    }
    let algorithm = der::sequence([der::oid(oids::SHA256_WITH_RSA), der::null()]);
    let extension = |arcs, value: &[u8]| der::sequence([der::oid(arcs), der::octets(value)]);
    let signed = der::sequence([
        der::integer(1),
        algorithm.clone(),
        Role::PivAuthentication.issuer(),
        der::time(NOW - Duration::hours(6)),
        der::time(NOW + Duration::days(7)),
        der::element(der::SEQUENCE, &list),
        der::context(
            0,
            [der::sequence([extension(
                &[2, 5, 29, 20],
                &der::integer(4242),
            )])],
        ),
    ]);
    let signature = Signer::IdCa.sign(&signed);
    der::sequence([signed, algorithm, der::bits(&signature)])
}
