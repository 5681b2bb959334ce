//! Certificates that a trial from outside brought up: each was judged wrongly, or in words that were not true, once.
use super::issue::{Entity, Template, basic_constraints, extension, other_extension, sequence};
use cac_doctor::pki::der::{tag, write};
use cac_doctor::pki::path::{
    Anchor, Anchors, Code, Effect, Engine, Judgement, Link, Parameters, Pool, Status,
};
use std::sync::Arc;
use time::macros::datetime;

fn judge(target: &Arc<Link>, pool: &[Arc<Link>], anchor: &Arc<Link>) -> Judgement {
    let parameters = Parameters::at(datetime!(2026-06-01 00:00 UTC));
    let mut candidates = Pool::new();
    for link in pool {
        candidates.add(Arc::clone(link));
    }
    let mut anchors = Anchors::new();
    anchors.add(Anchor::of_certificate(Arc::clone(anchor)));
    Engine::new(&candidates, &anchors, &parameters).judge(target)
}

/// Every authority certifies every other.
fn mesh(size: usize) -> (Vec<Entity>, Vec<Arc<Link>>) {
    let entities: Vec<Entity> = (0..size)
        .map(|it| Entity::new(&format!("CA {it}")))
        .collect();
    let mut links = Vec::new();
    for issuer in &entities {
        for subject in entities.iter().filter(|it| it.name != issuer.name) {
            links.push(issuer.sign(&subject.ca(issuer, vec![]), subject));
        }
    }
    (entities, links)
}

#[test]
fn the_short_path_out_of_a_mesh_is_found_before_the_budget_ends() {
    let (entities, mut links) = mesh(12);
    let (root, holder) = (Entity::new("Root"), Entity::new("Holder"));
    links.push(root.sign(&entities[0].ca(&root, vec![]), &entities[0]));
    let anchor = root.sign(&root.ca(&root, vec![]), &root);
    let last = &entities[11];
    let leaf = last.sign(&holder.leaf(last, vec![]), &holder);
    let judgement = judge(&leaf, &links, &anchor);
    assert_eq!(judgement.status, Status::Valid);
    assert_eq!(judgement.best().expect("a path").certificates.len(), 4);
    assert!(judgement.cut_short.is_some());
}

#[test]
fn a_ring_of_authorities_without_an_anchor_is_known_to_be_one() {
    for size in [3, 12] {
        let (entities, links) = mesh(size);
        let (root, holder) = (Entity::new("Root"), Entity::new("Holder"));
        let anchor = root.sign(&root.ca(&root, vec![]), &root);
        let leaf = entities[1].sign(&holder.leaf(&entities[1], vec![]), &holder);
        let judgement = judge(&leaf, &links, &anchor);
        assert_eq!(judgement.status, Status::Incomplete, "{size}");
        let best = judgement.best().expect("a path that tells why");
        let ring = best.findings.iter().find(|it| it.code == Code::NoIssuer);
        let said = &ring.expect("a finding").message;
        assert!(said.contains("they certify each other"), "{said}");
    }
}

#[test]
fn an_anchor_is_trusted_whoever_issued_it() {
    let (root, ca) = (Entity::new("Root"), Entity::new("CA"));
    let ca = root.sign(&ca.ca(&root, vec![]), &ca);
    let judgement = judge(&ca, &[], &ca);
    assert_eq!(judgement.status, Status::Valid);
    assert!(judgement.best().expect("a path").anchor.is_some());
}

#[test]
fn an_authority_that_a_store_trusts_does_not_hide_the_path_to_its_root() {
    let (root, ca, holder) = (
        Entity::new("Root"),
        Entity::new("CA"),
        Entity::new("Holder"),
    );
    let ca_link = root.sign(&ca.ca(&root, vec![]), &ca);
    let root_link = root.sign(&root.ca(&root, vec![]), &root);
    let leaf = ca.sign(&holder.leaf(&ca, vec![]), &holder);
    let parameters = Parameters::at(datetime!(2026-06-01 00:00 UTC));
    let mut pool = Pool::new();
    let mut anchors = Anchors::new();
    for link in [&ca_link, &root_link] {
        pool.add(Arc::clone(link));
        anchors.add(Anchor::of_certificate(Arc::clone(link)));
    }
    for (target, lengths) in [(&leaf, [3, 2]), (&ca_link, [2, 1])] {
        let judgement = Engine::new(&pool, &anchors, &parameters).judge(target);
        let found: Vec<usize> = judgement
            .paths
            .iter()
            .map(|it| it.certificates.len())
            .collect();
        assert_eq!(found, lengths);
        assert!(judgement.paths.iter().all(|it| it.status == Status::Valid));
    }
}

fn leaf(change: impl FnOnce(&mut Template)) -> Judgement {
    let (root, holder) = (Entity::new("Root"), Entity::new("Holder"));
    let anchor = root.sign(&root.ca(&root, vec![]), &root);
    let mut template = holder.leaf(&root, vec![]);
    change(&mut template);
    judge(&root.sign(&template, &holder), &[], &anchor)
}

fn said(judgement: &Judgement) -> Vec<(Code, Effect)> {
    let best = judgement.best().expect("a path");
    best.findings
        .iter()
        .map(|it| (it.code, it.effect))
        .collect()
}

#[test]
fn a_version_that_does_not_exist_is_not_relied_on() {
    let judgement = leaf(|it| it.version = 4);
    assert_eq!(judgement.status, Status::Invalid);
    assert_eq!(said(&judgement), [(Code::Malformed, Effect::Fails)]);
}

#[test]
fn slips_of_the_issuer_are_told_and_do_not_invalidate() {
    let slips: [fn(&mut Template); 5] = [
        |it| it.not_before = "2001010000Z".to_owned(),
        |it| it.not_after = "20400101000000Z".to_owned(),
        |it| it.not_after = "20500101000000.5Z".to_owned(),
        |it| it.serial = vec![0, 0, 1],
        |it| it.extensions.push(basic_constraints(false, Some(0))),
    ];
    for (n, slip) in slips.into_iter().enumerate() {
        let judgement = leaf(slip);
        assert_eq!(judgement.status, Status::Valid, "{n}");
        assert_eq!(
            said(&judgement),
            [(Code::Nonconforming, Effect::Warns)],
            "{n}"
        );
    }
    let judgement = leaf(|it| it.not_after = "20500101000000Z".to_owned());
    assert_eq!(said(&judgement), []);
}

#[test]
fn nocheck_may_be_critical() {
    let no_check = [0x2B, 6, 1, 5, 5, 7, 0x30, 1, 5];
    let judgement = leaf(|it| {
        let value = write(tag::NULL, &[]);
        it.extensions.push(other_extension(&no_check, true, &value));
    });
    assert_eq!(judgement.status, Status::Valid);
}

#[test]
fn constraints_on_addresses_hold_for_internationalised_ones() {
    let (root, ca, holder) = (
        Entity::new("Root"),
        Entity::new("CA"),
        Entity::new("Holder"),
    );
    let anchor = root.sign(&root.ca(&root, vec![]), &root);
    let base = write(
        tag::constructed(1),
        &sequence(&[write(0x81, b"evil.example")]),
    );
    let ca_link = root.sign(
        &ca.ca(&root, vec![extension(30, true, &sequence(&[base]))]),
        &ca,
    );
    for (host, status) in [("evil.example", Status::Invalid), ("x.mil", Status::Valid)] {
        let text = write(tag::UTF8_STRING, format!("j\u{f6}rg@{host}").as_bytes());
        let name = [
            write(tag::OID, &[0x2B, 6, 1, 5, 5, 7, 8, 9]),
            write(tag::constructed(0), &text),
        ];
        let names = sequence(&[write(0xA0, &name.concat())]);
        let leaf = holder.leaf(&ca, vec![extension(17, false, &names)]);
        let judgement = judge(&ca.sign(&leaf, &holder), &[Arc::clone(&ca_link)], &anchor);
        assert_eq!(judgement.status, status, "{host}");
    }
}

#[test]
fn an_empty_principal_name_names_nobody() {
    let (root, holder) = (Entity::new("Root"), Entity::new("Holder"));
    for (text, upn) in [("", None), (" ", None), ("1@mil", Some("1@mil"))] {
        let name = [
            write(tag::OID, &[0x2B, 6, 1, 4, 1, 0x82, 0x37, 20, 2, 3]),
            write(
                tag::constructed(0),
                &write(tag::UTF8_STRING, text.as_bytes()),
            ),
        ];
        let names = sequence(&[write(0xA0, &name.concat())]);
        let leaf = holder.leaf(&root, vec![extension(17, false, &names)]);
        let der = leaf.issue(&holder.key, &root.key);
        let read = cac_doctor::pki::Certificate::parse(&der).expect("a certificate");
        assert_eq!(read.upn.as_ref().map(|it| it.0.as_str()), upn);
    }
}

/// A card whose certificate for sign-in is signed by an algorithm that is not known here.
#[test]
fn a_path_that_cannot_be_decided_is_not_said_to_hold() {
    use cac_doctor::case::Case;
    use cac_doctor::diagnosis::{FindingStatus, diagnose};
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/worlds/chains-whole.json"
    );
    let text = std::fs::read_to_string(path).unwrap();
    let of_chain = |text: &str| {
        let snapshot = cac_doctor::bundle::parse(text.as_bytes()).unwrap();
        let case = Case::read(&snapshot, None);
        let told = diagnose(&case);
        let found = told
            .findings
            .iter()
            .find(|it| it.rule.id == "certificate/chain-invalid");
        found.map(|it| (it.status, it.message.clone()))
    };
    assert_eq!(of_chain(&text), None);
    // sha256WithRSAEncryption to sha224WithRSAEncryption, in the one certificate.
    let start = text.find("\"9A\"").unwrap();
    let end = start + text[start..].find("\"9C\"").unwrap();
    let (sha256, sha224) = ("2A864886F70D01010B", "2A864886F70D01010E");
    let changed = text[start..end].replace(sha256, sha224);
    assert_eq!(changed.matches(sha224).count(), 2);
    let text = [&text[..start], &changed, &text[end..]].concat();
    let (status, message) = of_chain(&text).expect("a word about the path");
    assert_eq!(status, FindingStatus::Unknown);
    assert!(
        message.contains("RSA with SHA-224 is not supported here"),
        "{message}"
    );
}
