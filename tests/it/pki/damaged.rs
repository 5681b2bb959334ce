//! Parsers of certificates and what belongs to them against damaged input: no panic, and an end in time.
//!
//! A parser joins by a test that calls [`attack`] with sound inputs. An ordinary run takes each for a fraction of a second;
//! `CAC_DOCTOR_FUZZ_SECONDS` gives each that many, as a lane of `.ci/run` does.
use super::vectors;
use cac_doctor::pki::cms::{Lds, SignedData, verify};
use cac_doctor::pki::crl::Sought;
use cac_doctor::pki::path::{Anchor, Anchors, Engine, Link, Parameters, Pool};
use cac_doctor::pki::{Certificate, Name, Profile, crl, input, ocsp};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use time::macros::datetime;

#[test]
fn damaged_certificates() {
    attack("certificate", &certificates(), read_certificate);
}

#[test]
fn damaged_certificates_in_paths() {
    attack("path", &certificates(), judge_path);
}

#[test]
fn damaged_crls() {
    attack("CRL", &folder("x509/PKITS_data/crls"), |bytes| {
        let _ = crl::read(bytes, &Sought::anywhere([vec![1], vec![14]]), |_| {});
    });
}

#[test]
fn damaged_ocsp_responses() {
    attack("OCSP response", &folder("x509/ocsp"), |bytes| {
        let _ = ocsp::Response::read(bytes);
    });
}

#[test]
fn damaged_files_of_certificates() {
    attack("file", &folder("pkcs7"), |bytes| {
        let _ = input::read("damaged", bytes);
    });
}

#[test]
fn damaged_signed_objects() {
    let world = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/worlds/healthy.json");
    let world = cac_doctor::bundle::parse(&fs::read(world).expect("a world")).expect("a snapshot");
    let card = world.readers.seen().and_then(|it| it[0].card.seen());
    let piv = card.and_then(|it| it.piv.seen()).expect("a PIV card");
    // Tag 3E of the CHUID, tag BB of the Security Object.
    let object = piv.security_object.seen().expect("a Security Object");
    let chuid = piv.chuid.seen().expect("a CHUID");
    let signed = |answer: &[u8], tag: u8| {
        let at = answer.windows(2).position(|it| it == [tag, 0x82]);
        answer[at.expect("the tag") + 4..].to_vec()
    };
    let seeds = [signed(chuid, 0x3E), signed(object, 0xBB)];
    assert!(seeds.iter().all(|it| SignedData::parse(it).is_ok()));
    attack("signed object", &seeds, |bytes| {
        if let Ok(data) = SignedData::parse(bytes) {
            let content = [b"content".to_vec()];
            let _ = verify(&data, &content, &data.certificates, &Lds::types());
            let _ = data.content.as_deref().map(Lds::parse);
        }
    });
}

/// Damaged inputs at least, however slow the machine.
const FEWEST: u64 = 200;
/// Longest time for one input: a thousand times what sound ones take.
const LIMIT: Duration = Duration::from_secs(5);

fn folder(name: &str) -> Vec<Vec<u8>> {
    let path = vectors::folder().join(name);
    let mut files: Vec<PathBuf> = fs::read_dir(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        .map(|it| it.expect("a file").path())
        .collect();
    files.sort();
    files
        .iter()
        .map(|it| fs::read(it).expect("a file"))
        .collect()
}

fn certificates() -> Vec<Vec<u8>> {
    folder("x509/PKITS_data/certs")
}

fn read_certificate(bytes: &[u8]) {
    if let Ok(it) = Certificate::parse(bytes) {
        let json = serde_json::to_string(&(&it, Profile::of(&it))).expect("a profile is written");
        let _: (Certificate, Profile) = serde_json::from_str(&json).expect("it is read back");
    }
    if let Ok(link) = Link::parse(bytes) {
        let _ = (link.subject.to_string(), link.issuer.to_string());
        let _ = Name::from_der(link.subject.as_der());
        let _ = link.verify(&link.key);
        let json = serde_json::to_string(&link).expect("a link is written");
        let _: Link = serde_json::from_str(&json).expect("a link is read back");
    }
}

/// The damaged certificate as the one in question, and as an authority among sound ones.
fn judge_path(bytes: &[u8]) {
    static SOUND: OnceLock<(Pool, Anchors, Vec<Arc<Link>>)> = OnceLock::new();
    let (pool, anchors, all) = SOUND.get_or_init(|| {
        let mut pool = Pool::new();
        let mut anchors = Anchors::new();
        let mut all = Vec::new();
        for der in certificates() {
            let link = pool.add_der(&der).expect("a certificate");
            if link.is_self_issued() && link.subject.to_string().contains("Trust Anchor") {
                anchors.add(Anchor::of_certificate(Arc::clone(&link)));
            }
            all.push(link);
        }
        (pool, anchors, all)
    });
    let Ok(link) = Link::parse(bytes) else {
        return;
    };
    let link = Arc::new(link);
    let parameters = Parameters::at(datetime!(2026-11-01 00:00 UTC));
    let _ = Engine::new(pool, anchors, &parameters).judge(&link);
    let mut few = Pool::new();
    few.add(Arc::clone(&link));
    let below = all.iter().find(|it| it.issuer == link.subject);
    if let Some(below) = below {
        let _ = Engine::new(&few, anchors, &parameters).judge(below);
    }
}

/// xorshift64*.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % bound.max(1)
    }

    fn range(&mut self, length: usize) -> std::ops::Range<usize> {
        let start = self.below(length);
        start..(start + 1 + self.below(16)).min(length)
    }
}

/// One to four changes: what DER breaks at, and what fuzzers have always done.
fn damage(random: &mut Random, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = seeds[random.below(seeds.len())].clone();
    for _ in 0..=random.below(4) {
        if bytes.is_empty() {
            break;
        }
        let at = random.below(bytes.len());
        match random.below(9) {
            0 => bytes[at] ^= 1 << random.below(8),
            1 => bytes[at] = random.below(256) as u8,
            // Lengths and tags at their edges.
            2 => bytes[at] = [0, 0x7F, 0x80, 0x81, 0x84, 0xFF, 0x30, 0x1F][random.below(8)],
            3 => bytes.truncate(at),
            4 => drop(bytes.drain(random.range(at + 1))),
            5 => {
                let copy = bytes[random.range(at + 1)].to_vec();
                bytes.splice(at..at, copy);
            }
            6 => {
                let other = &seeds[random.below(seeds.len())];
                let from = random.below(other.len());
                bytes.truncate(at);
                bytes.extend_from_slice(&other[from..]);
            }
            7 => {
                let filler = vec![random.below(256) as u8; random.below(300)];
                bytes.splice(at..at, filler);
            }
            _ => bytes[at] = bytes[at].wrapping_add(if random.below(2) == 0 { 1 } else { 255 }),
        }
    }
    bytes
}

fn attack(name: &str, seeds: &[Vec<u8>], run: fn(&[u8])) {
    let seconds = std::env::var("CAC_DOCTOR_FUZZ_SECONDS").map_or(0.4, |it| {
        it.parse().expect("CAC_DOCTOR_FUZZ_SECONDS is a number")
    });
    assert!(!seeds.is_empty(), "{}: no seeds", name);
    // Another seed each time would find more, and could not be repeated.
    let mut random = Random(0x5EED_0001);
    let mut inputs = 0;
    let mut one = |bytes: &[u8]| {
        let begun = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| run(bytes)));
        assert!(
            outcome.is_ok() && begun.elapsed() < LIMIT,
            "{}: {} after {:?} on {}",
            name,
            if outcome.is_ok() { "too slow" } else { "panic" },
            begun.elapsed(),
            bytes
                .iter()
                .map(|it| format!("{it:02x}"))
                .collect::<String>()
        );
        inputs += 1;
    };
    for seed in seeds {
        one(seed);
    }
    let started = Instant::now();
    for number in 0u64.. {
        if number >= FEWEST && started.elapsed().as_secs_f64() >= seconds {
            break;
        }
        one(&damage(&mut random, seeds));
    }
    assert!(inputs as u64 >= FEWEST);
}
