//! Held against `openssl verify` on hierarchies with faults strewn in at random: no disagreement without an explanation.
use super::issue::{
    AUTHENTICATES, Entity, Template, basic_constraints, common_name, directory, extension,
    key_usage, other_extension, sequence,
};
use cac_doctor::pki::Oid;
use cac_doctor::pki::der::{tag, write};
use cac_doctor::pki::path::{
    Anchor, Anchors, Code, Effect, Engine, Judgement, Link, Parameters, Pool, Status,
};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use time::macros::datetime;

/// Hierarchies in an ordinary run of the tests; `CAC_DOCTOR_CASES` asks for more.
const CASES: u64 = 200;

/// xorshift64*: the same hierarchies for the same seed, but for their keys.
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % bound
    }

    /// True once in so many times.
    fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len() as u64) as usize]
    }
}

struct Hierarchy {
    root: Vec<u8>,
    between: Vec<Vec<u8>>,
    leaf: Vec<u8>,
    policies: Vec<String>,
    explicit: bool,
    inhibit_mapping: bool,
    inhibit_any: bool,
}

const DOMAINS: [&str; 4] = ["example.com", "mail.example.com", "example.org", "mil"];
const POLICIES: u64 = 3;

fn policy(random: &mut Random) -> Vec<u8> {
    write(tag::OID, &[0x2A, 3, 4, random.below(POLICIES) as u8 + 1])
}

/// A name as base of a subtree or as one of the leaf's own, of the same few.
fn general_name(random: &mut Random, is_base: bool) -> Vec<u8> {
    let domain = *random.pick(&DOMAINS);
    match random.below(5) {
        0 => write(0x82, domain.as_bytes()),
        1 if is_base => {
            let dot = if random.once_in(2) { "." } else { "" };
            write(0x81, format!("{dot}{domain}").as_bytes())
        }
        1 => write(0x81, format!("a@{domain}").as_bytes()),
        2 if is_base => {
            let dot = if random.once_in(2) { "." } else { "" };
            write(0x86, format!("{dot}{domain}").as_bytes())
        }
        2 => write(0x86, format!("http://{domain}/x").as_bytes()),
        3 => {
            let net = random.below(2) as u8;
            if is_base {
                write(0x87, &[10, net, 0, 0, 255, 255, 0, 0])
            } else {
                write(0x87, &[10, net, 1, 1])
            }
        }
        _ => {
            let unit = *random.pick(&["One", "Two", "one"]);
            write(0xA4, &directory(&[(&[0x55, 4, 11], unit)]))
        }
    }
}

fn constraints(random: &mut Random) -> Vec<u8> {
    let number = random.below(2) as u8;
    let bases: Vec<u8> = (0..=random.below(3))
        .flat_map(|_| sequence(&[general_name(random, true)]))
        .collect();
    extension(
        30,
        true,
        &sequence(&[write(tag::constructed(number), &bases)]),
    )
}

fn policies(random: &mut Random) -> Vec<u8> {
    let mut seen = BTreeSet::new();
    for _ in 0..=random.below(2) {
        seen.insert(if random.once_in(5) {
            write(tag::OID, &[0x55, 0x1D, 32, 0])
        } else {
            policy(random)
        });
    }
    let all: Vec<Vec<u8>> = seen
        .iter()
        .map(|it| sequence(std::slice::from_ref(it)))
        .collect();
    extension(32, false, &sequence(&all))
}

/// What any certificate may have wrong.
fn spoil(random: &mut Random, template: &mut Template) {
    if random.once_in(30) {
        template.not_after = "240101000000Z".to_owned();
    }
    if random.once_in(30) {
        template.not_before = "20300101000000Z".to_owned();
    }
    template.tampered = random.once_in(40);
    if random.once_in(40) {
        template
            .extensions
            .push(other_extension(&[0x2A, 9, 9], true, &[5, 0]));
    }
    if random.once_in(40) {
        template.issuer = common_name("Somebody else");
    }
    if random.once_in(2) {
        template.extensions.push(policies(random));
    }
}

fn spoil_ca(random: &mut Random, template: &mut Template) {
    spoil(random, template);
    match random.below(16) {
        0 => template.extensions[0] = basic_constraints(false, None),
        1 | 2 => template.extensions[0] = basic_constraints(true, Some(random.below(2) as u8)),
        3 => template.extensions[1] = key_usage(AUTHENTICATES),
        4 => drop(template.extensions.remove(0)),
        _ => {}
    }
    if random.once_in(5) {
        template.extensions.push(constraints(random));
    }
    if random.once_in(6) {
        let pair = sequence(&[policy(random), policy(random)]);
        template
            .extensions
            .push(extension(33, false, &sequence(&[pair])));
    }
    if random.once_in(8) {
        let counter = write(
            tag::context(random.below(2) as u8),
            &[random.below(2) as u8],
        );
        template
            .extensions
            .push(extension(36, true, &sequence(&[counter])));
    }
    if random.once_in(10) {
        let skip = write(tag::INTEGER, &[random.below(2) as u8]);
        template.extensions.push(extension(54, true, &skip));
    }
}

fn generate(seed: u64) -> Hierarchy {
    let random = &mut Random::new(seed);
    let root = Entity::new("The root");
    let mut template = root.ca(&root, vec![]);
    if random.once_in(10) {
        template.extensions[0] = basic_constraints(true, Some(random.below(3) as u8));
    }
    if random.once_in(20) {
        template.extensions.push(constraints(random));
    }
    let root_der = template.issue(&root.key, &root.key);
    let mut between = Vec::new();
    let mut above = root;
    for depth in 0..random.below(4) {
        // Self-issued now and then: the same name, another key.
        let name = if depth > 0 && random.once_in(5) {
            above.name.clone()
        } else {
            common_name(&format!("Authority {depth}"))
        };
        let mut ca = Entity::new("");
        ca.name = name;
        let mut template = ca.ca(&above, vec![]);
        spoil_ca(random, &mut template);
        between.push(template.issue(&ca.key, &above.key));
        if random.once_in(6) {
            let mut twin = ca.ca(&above, vec![]);
            twin.not_after = "240101000000Z".to_owned();
            twin.serial = vec![0x44];
            between.push(twin.issue(&ca.key, &above.key));
        }
        above = ca;
    }
    let mut holder = Entity::new("");
    let unit = *random.pick(&["One", "Two"]);
    holder.name = directory(&[(&[0x55, 4, 11], unit), (&[0x55, 4, 3], "The holder")]);
    let mut template = holder.leaf(&above, vec![]);
    spoil(random, &mut template);
    let names: Vec<u8> = (0..random.below(3))
        .flat_map(|_| general_name(random, false))
        .collect();
    if !names.is_empty() {
        template
            .extensions
            .push(extension(17, false, &write(tag::SEQUENCE, &names)));
    }
    let asked = |random: &mut Random| format!("1.2.3.4.{}", random.below(POLICIES) + 1);
    Hierarchy {
        root: root_der,
        between,
        leaf: template.issue(&holder.key, &above.key),
        policies: if random.once_in(3) {
            vec![asked(random)]
        } else {
            vec![]
        },
        explicit: random.once_in(4),
        inhibit_mapping: random.once_in(8),
        inhibit_any: random.once_in(8),
    }
}

fn ours(it: &Hierarchy) -> Judgement {
    let mut pool = Pool::new();
    for der in &it.between {
        pool.add_der(der).expect("a certificate");
    }
    let mut anchors = Anchors::new();
    anchors.add(Anchor::of_certificate(Arc::new(
        Link::parse(&it.root).expect("a certificate"),
    )));
    let oids = it
        .policies
        .iter()
        .map(|it| Oid::from_dotted(it).expect("a policy"));
    let parameters = Parameters {
        initial_policies: (!it.policies.is_empty()).then(|| oids.collect()),
        require_explicit_policy: it.explicit,
        inhibit_policy_mapping: it.inhibit_mapping,
        inhibit_any_policy: it.inhibit_any,
        ..Parameters::at(datetime!(2026-06-01 00:00 UTC))
    };
    let leaf = Arc::new(Link::parse(&it.leaf).expect("a certificate"));
    Engine::new(&pool, &anchors, &parameters).judge(&leaf)
}

/// What OpenSSL says: whether it accepts, and its words.
fn theirs(it: &Hierarchy, folder: &Path) -> (bool, String) {
    let pem = |ders: &[Vec<u8>], name: &str| {
        let text: String = ders.iter().map(|der| armoured(der)).collect();
        let path = folder.join(name);
        fs::write(&path, text).expect("a file");
        path
    };
    let mut openssl = Command::new("openssl");
    openssl.args(["verify", "-attime", "1780272000", "-policy_check"]);
    for policy in &it.policies {
        openssl.args(["-policy", policy]);
    }
    // Without any, OpenSSL asks for none of them, where RFC 5280 6.1.1 (c) has any-policy.
    if it.policies.is_empty() {
        openssl.args(["-policy", "2.5.29.32.0"]);
    }
    for (on, option) in [
        (it.explicit, "-explicit_policy"),
        (it.inhibit_mapping, "-inhibit_map"),
        (it.inhibit_any, "-inhibit_any"),
    ] {
        if on {
            openssl.arg(option);
        }
    }
    openssl.args(["-no-CApath", "-no-CAstore", "-CAfile"]);
    openssl.arg(pem(std::slice::from_ref(&it.root), "root.pem"));
    if !it.between.is_empty() {
        openssl
            .arg("-untrusted")
            .arg(pem(&it.between, "between.pem"));
    }
    let out = openssl
        .arg(pem(std::slice::from_ref(&it.leaf), "leaf.pem"))
        .output()
        .expect("openssl, which tests/run installs, runs");
    let said = [out.stdout, out.stderr].concat();
    (
        out.status.success(),
        String::from_utf8_lossy(&said).into_owned(),
    )
}

fn armoured(der: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in der.chunks(3) {
        let bits = chunk
            .iter()
            .chain([0; 2].iter())
            .take(3)
            .fold(0usize, |sum, it| sum << 8 | usize::from(*it));
        for index in 0..4 {
            text.push(if index <= chunk.len() {
                char::from(DIGITS[bits >> (18 - 6 * index) & 63])
            } else {
                '='
            });
        }
    }
    let lines: Vec<&str> = (0..text.len())
        .step_by(64)
        .map(|at| &text[at..text.len().min(at + 64)])
        .collect();
    format!(
        "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
        lines.join("\n")
    )
}

/// Why the two may disagree, if that is known.
fn explanation(judgement: &Judgement, accepted: bool, said: &str) -> Option<&'static str> {
    let failed: BTreeSet<&'static str> = judgement
        .best()?
        .findings
        .iter()
        .filter(|it| it.effect != Effect::Warns)
        .map(|it| it.code.as_str())
        .collect();
    let only = |codes: &[Code]| {
        let codes: BTreeSet<&str> = codes.iter().map(|it| it.as_str()).collect();
        !failed.is_empty() && failed.is_subset(&codes)
    };
    let _ = said;
    if accepted && only(&[Code::NotACa]) {
        return Some("OpenSSL takes keyUsage for basicConstraints where these are absent");
    }
    None
}

#[test]
fn openssl_agrees_or_the_difference_is_explained() {
    let cases = std::env::var("CAC_DOCTOR_CASES").map_or(CASES, |it| {
        it.parse().expect("CAC_DOCTOR_CASES is a number")
    });
    let folder =
        std::env::temp_dir().join(format!("cac-doctor-differential-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let mut wrong = Vec::new();
    let mut explained: BTreeMap<&str, u32> = BTreeMap::new();
    let (mut accepted_both, mut refused_both) = (0, 0);
    for seed in 1..=cases {
        let hierarchy = generate(seed);
        let judgement = ours(&hierarchy);
        let (accepted, said) = theirs(&hierarchy, &folder);
        match (judgement.status == Status::Valid, accepted) {
            (true, true) => accepted_both += 1,
            (false, false) => refused_both += 1,
            _ => match explanation(&judgement, accepted, &said) {
                Some(why) => *explained.entry(why).or_default() += 1,
                None => wrong.push(format!(
                    "seed {seed}: we say {}, {:?}\n  OpenSSL: {said}",
                    judgement.status,
                    judgement.best().map(|it| &it.findings)
                )),
            },
        }
    }
    fs::remove_dir_all(&folder).expect("the folder goes");
    assert!(
        wrong.is_empty(),
        "{} of {cases}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    // Generated so that both verdicts are common.
    assert!(
        accepted_both > cases / 10 && refused_both > cases / 10,
        "{accepted_both} {refused_both} {explained:?}"
    );
}
