//! Parsers of certificates, of the files and stores they come in and of what belongs to them, against damaged input: no
//! panic, an end in time, and whatever could not be used is named.
//!
//! A parser joins by a test that calls [`attack`] with sound inputs and the ways to damage them ([`mutate`]). An ordinary run
//! takes each for a fraction of a second; `CAC_DOCTOR_FUZZ_SECONDS` gives each that many, as a lane of `.ci/run` does.
mod mutate;
mod stores;

use super::vectors;
use cac_doctor::pki::cms::{Content, Lds, SignedData, verify};
use cac_doctor::pki::crl::Sought;
use cac_doctor::pki::path::{Anchor, Anchors, Engine, Link, Parameters, Pool};
use cac_doctor::pki::{Certificate, Name, Profile, crl, ocsp};
use mutate::{Mutation, Random};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use time::macros::datetime;

/// Damage to DER.
const DER: &[Mutation] = &[mutate::bytes, mutate::der];

#[test]
fn damaged_certificates() {
    attack("certificate", &certificates(), DER, read_certificate);
}

#[test]
fn damaged_certificates_in_paths() {
    attack("path", &certificates(), DER, judge_path);
}

#[test]
fn damaged_crls() {
    attack("CRL", &folder("x509/PKITS_data/crls"), DER, |bytes| {
        let _ = crl::read(bytes, &Sought::anywhere([vec![1], vec![14]]), |_| {});
    });
}

#[test]
fn damaged_ocsp_responses() {
    attack("OCSP response", &folder("x509/ocsp"), DER, |bytes| {
        let _ = ocsp::Response::read(bytes);
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
    attack("signed object", &seeds, DER, |bytes| {
        if let Ok(data) = SignedData::parse(bytes) {
            let content = [b"content".to_vec()];
            let _ = verify(
                &data,
                Content::Beside(&content),
                &data.certificates,
                &Lds::types(),
            );
            let _ = verify(&data, Content::Inside, &[], &Lds::types());
            let _ = data.content.as_deref().map(Lds::parse);
        }
    });
}

/// Damaged inputs at least, however slow the machine.
const FEWEST: u64 = 100;
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

/// Inputs no longer than this are also cut off at every byte, and have every byte changed.
const SMALL: usize = 64 * 1024;
/// At so many bytes in an ordinary run and in a long one, spread over the input where it has more.
const PLACES: [usize; 2] = [150, 8_000];

/// Runs a parser on sound inputs, on the shortest of them cut off and changed at every byte, and on as many damaged ones as
/// there is time for.
fn attack(name: &str, seeds: &[Vec<u8>], mutations: &[Mutation], run: fn(&[u8])) {
    let seconds = std::env::var("CAC_DOCTOR_FUZZ_SECONDS").ok().map(|it| {
        it.parse::<f64>()
            .expect("CAC_DOCTOR_FUZZ_SECONDS is a number")
    });
    let one = |bytes: &[u8]| {
        let begun = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| run(bytes)));
        assert!(
            outcome.is_ok() && begun.elapsed() < LIMIT,
            "{name}: {} after {:?} on {}",
            if outcome.is_ok() { "too slow" } else { "panic" },
            begun.elapsed(),
            told(bytes)
        );
    };
    seeds.iter().for_each(|it| one(it));
    let shortest = seeds.iter().min_by_key(|it| it.len()).expect("a seed");
    if shortest.len() <= SMALL {
        let whole = Instant::now();
        let in_time = || seconds.is_none_or(|it| whole.elapsed().as_secs_f64() < it / 2.0);
        let places = PLACES[usize::from(seconds.is_some())];
        let step = shortest.len().div_ceil(places);
        for at in (0..shortest.len()).step_by(step) {
            one(&shortest[..at]);
            let mut changed = shortest.clone();
            let masks: &[u8] = match seconds {
                Some(_) => &[1, 2, 4, 8, 0x10, 0x20, 0x40, 0x80, 0xFF],
                None => &[0xFF],
            };
            for mask in masks.iter().filter(|_| in_time()) {
                changed[at] = shortest[at] ^ mask;
                one(&changed);
            }
        }
    }
    // Another seed each time would find more, and could not be repeated.
    let mut random = Random(0x5EED_0001);
    let started = Instant::now();
    for number in 0u64.. {
        if number >= FEWEST && started.elapsed().as_secs_f64() >= seconds.unwrap_or(0.4) {
            break;
        }
        let mutation = mutations[random.below(mutations.len())];
        one(&mutation(&mut random, seeds));
    }
}

/// An input in hexadecimal, or where it is: long ones are written to a file.
fn told(bytes: &[u8]) -> String {
    if bytes.len() > 20_000 {
        let file = std::env::temp_dir().join(format!("cac-doctor-damaged-{}", std::process::id()));
        fs::write(&file, bytes).expect("the input is written");
        return file.display().to_string();
    }
    bytes.iter().map(|it| format!("{it:02x}")).collect()
}
