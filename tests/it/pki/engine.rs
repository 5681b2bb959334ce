//! The path engine on hierarchies made for one question each: among them the gaps that C2SP's x509-limbo shows in other
//! implementations (that suite itself is in no package registry).
use super::issue::{
    AUTHENTICATES, Entity, SIGNS, Template, basic_constraints, directory, extension, key_usage,
    other_extension, sequence,
};
use cac_doctor::pki::der::{tag, write};
use cac_doctor::pki::path::{
    Anchor, Anchors, Budget, Code, Effect, Engine, Judgement, Link, NearWhy, Parameters, Pool,
    Purpose, Status,
};
use std::sync::Arc;
use time::macros::datetime;

fn parameters() -> Parameters {
    Parameters::at(datetime!(2026-06-01 00:00 UTC))
}

fn judge(target: &Arc<Link>, pool: &[&Arc<Link>], anchors: &[&Arc<Link>]) -> Judgement {
    judge_with(&parameters(), target, pool, anchors)
}

fn judge_with(
    parameters: &Parameters,
    target: &Arc<Link>,
    pool: &[&Arc<Link>],
    anchors: &[&Arc<Link>],
) -> Judgement {
    let mut candidates = Pool::new();
    for link in pool {
        candidates.add(Arc::clone(link));
    }
    let mut trusted = Anchors::new();
    for link in anchors {
        trusted.add(Anchor::of_certificate(Arc::clone(link)));
    }
    Engine::new(&candidates, &trusted, parameters).judge(target)
}

/// Code, index and effect of every finding of the best path.
fn findings(judgement: &Judgement) -> Vec<(Code, usize, Effect)> {
    let best = judgement.best().expect("a path");
    best.findings
        .iter()
        .map(|it| (it.code, it.certificate, it.effect))
        .collect()
}

/// Whether some finding of the best path has this code, at this certificate.
fn has(judgement: &Judgement, code: Code, certificate: usize) -> bool {
    findings(judgement)
        .iter()
        .any(|it| it.0 == code && it.1 == certificate)
}

/// A root, an issuing CA, and a holder.
struct Three {
    root: Entity,
    ca: Entity,
    holder: Entity,
}

impl Three {
    fn new() -> Self {
        Three {
            root: Entity::new("Root"),
            ca: Entity::new("Issuing CA"),
            holder: Entity::new("Holder"),
        }
    }

    fn root(&self, more: Vec<Vec<u8>>) -> Arc<Link> {
        self.root.sign(&self.root.ca(&self.root, more), &self.root)
    }

    fn ca(&self, more: Vec<Vec<u8>>) -> Arc<Link> {
        self.root.sign(&self.ca.ca(&self.root, more), &self.ca)
    }

    fn leaf(&self, more: Vec<Vec<u8>>) -> Arc<Link> {
        self.ca
            .sign(&self.holder.leaf(&self.ca, more), &self.holder)
    }

    /// With these extensions in the root, the CA and the leaf.
    fn judge(&self, root: Vec<Vec<u8>>, ca: Vec<Vec<u8>>, leaf: Vec<Vec<u8>>) -> Judgement {
        judge(&self.leaf(leaf), &[&self.ca(ca)], &[&self.root(root)])
    }
}

fn alternative_names(names: &[(u8, &[u8])]) -> Vec<u8> {
    let names: Vec<Vec<u8>> = names.iter().map(|(kind, it)| write(*kind, it)).collect();
    extension(17, false, &sequence(&names))
}

fn constraints(permitted: &[(u8, &[u8])], excluded: &[(u8, &[u8])]) -> Vec<u8> {
    let list = |number, bases: &[(u8, &[u8])]| -> Vec<u8> {
        if bases.is_empty() {
            return Vec::new();
        }
        let trees: Vec<u8> = bases
            .iter()
            .flat_map(|(kind, it)| sequence(&[write(*kind, it)]))
            .collect();
        write(tag::constructed(number), &trees)
    };
    extension(
        30,
        true,
        &sequence(&[list(0, permitted), list(1, excluded)]),
    )
}

const EMAIL: u8 = 0x81;
const DNS: u8 = 0x82;
const DIRECTORY: u8 = 0xA4;
const URI: u8 = 0x86;
const IP: u8 = 0x87;

#[test]
fn a_sound_path_has_no_findings() {
    let judgement = Three::new().judge(vec![], vec![], vec![]);
    assert_eq!(judgement.status, Status::Valid);
    assert_eq!(findings(&judgement), []);
    let best = judgement.best().expect("a path");
    assert_eq!(best.certificates.len(), 3);
    assert!(best.anchor.is_some() && judgement.dead_ends.is_empty());
}

#[test]
fn every_fault_of_a_path_is_told_and_none_hides_another() {
    let three = Three::new();
    let mut ca = three.ca.ca(&three.root, vec![]);
    ca.not_after = "250101000000Z".to_owned();
    ca.tampered = true;
    ca.extensions = vec![
        basic_constraints(false, None),
        key_usage(AUTHENTICATES),
        other_extension(&[0x2A, 3], true, &[5, 0]),
    ];
    let ca = three.root.sign(&ca, &three.ca);
    let mut leaf = three.holder.leaf(&three.ca, vec![]);
    leaf.not_before = "20270101000000Z".to_owned();
    let leaf = three.ca.sign(&leaf, &three.holder);
    let judgement = judge(&leaf, &[&ca], &[&three.root(vec![])]);
    assert_eq!(judgement.status, Status::Invalid);
    let failed: Vec<(Code, usize)> = findings(&judgement)
        .iter()
        .filter(|it| it.2 == Effect::Fails)
        .map(|it| (it.0, it.1))
        .collect();
    assert_eq!(
        failed,
        [
            (Code::NotYetValid, 0),
            (Code::Expired, 1),
            (Code::UnknownCriticalExtension, 1),
            (Code::BadSignature, 1),
            (Code::NotACa, 1),
            (Code::KeyUsage, 1),
        ]
    );
}

#[test]
fn without_its_issuer_the_path_says_what_is_missing() {
    let three = Three::new();
    let address = b"http://ca.example/issuing.cer";
    let access = sequence(&[sequence(&[
        write(tag::OID, &[0x2B, 6, 1, 5, 5, 7, 0x30, 2]),
        write(URI, address),
    ])]);
    let access = other_extension(&[0x2B, 6, 1, 5, 5, 7, 1, 1], false, &access);
    let leaf = three.leaf(vec![access]);
    let namesake = Entity::new("issuing ca");
    let namesake = three
        .root
        .sign(&namesake.ca(&three.root, vec![]), &namesake);
    let mut renamed = three.ca.ca(&three.root, vec![]);
    renamed.subject = super::issue::common_name("Another CA");
    let renamed = three.root.sign(&renamed, &three.ca);

    let alone = judge(&leaf, &[], &[&three.root(vec![])]);
    assert_eq!(alone.status, Status::Incomplete);
    assert!(has(&alone, Code::NoIssuer, 0));
    let end = &alone.dead_ends[0];
    assert_eq!(end.issuer, leaf.issuer);
    assert_eq!(
        end.authority_key_id.as_deref(),
        Some(&three.ca.key.id()[..])
    );
    assert_eq!(end.fetch, ["http://ca.example/issuing.cer"]);

    // An authority that was given a new key keeps its name: whoever has the name and not the key identifier that is asked
    // for is not the issuer, which is missing.
    let wrong = judge(&leaf, &[&namesake], &[&three.root(vec![])]);
    assert_eq!(wrong.status, Status::Incomplete);
    assert!(has(&wrong, Code::NoIssuer, 0) && !has(&wrong, Code::BadSignature, 0));
    assert_eq!(wrong.dead_ends[0].near[0].why, NearWhy::OtherKey);
    assert_eq!(wrong.dead_ends[0].fetch, ["http://ca.example/issuing.cer"]);

    // The key under another name is a path whose names do not chain.
    let renamed = judge(&leaf, &[&renamed], &[&three.root(vec![])]);
    assert_eq!(renamed.status, Status::Invalid);
    assert!(has(&renamed, Code::NameMismatch, 0) && !has(&renamed, Code::BadSignature, 0));

    // Beside the real issuer its namesake is no path, and no dead end either.
    let both = judge(
        &leaf,
        &[&namesake, &three.ca(vec![])],
        &[&three.root(vec![])],
    );
    assert_eq!((both.status, both.paths.len()), (Status::Valid, 1));
    assert!(both.dead_ends.is_empty());
}

/// Key identifiers help to find the issuer and prove nothing (RFC 5280 §4.2.1.1).
#[test]
fn the_key_decides_and_its_identifier_tells_who_is_missing() {
    let three = Three::new();
    let root = three.root(vec![]);
    let leaf = |identifier: Option<Vec<u8>>, tampered| {
        let mut leaf = three.holder.leaf(&three.ca, vec![]);
        leaf.tampered = tampered;
        leaf.extensions.remove(2);
        let authority = identifier.map(|it| sequence(&[write(tag::context(0), &it)]));
        let authority = authority.map(|it| extension(35, false, &it));
        leaf.extensions.extend(authority);
        let leaf = three.ca.sign(&leaf, &three.holder);
        judge(&leaf, &[&three.ca(vec![])], &[&root])
    };
    // The key signed it, whatever identifier it bears.
    let other = leaf(Some(vec![7; 20]), false);
    assert_eq!(other.status, Status::Valid);
    assert!(has(&other, Code::KeyIdentifierMismatch, 0));
    // Nobody could have another key: the signature is bad.
    for identifier in [None, Some(three.ca.key.id())] {
        let bad = leaf(identifier, true);
        assert_eq!(bad.status, Status::Invalid);
        assert!(has(&bad, Code::BadSignature, 0));
    }
    let missing = leaf(Some(vec![7; 20]), true);
    assert_eq!(missing.status, Status::Incomplete);
    assert_eq!(missing.dead_ends[0].near[0].why, NearWhy::OtherKey);
}

#[test]
fn bits_of_the_key_usage_count_only_where_their_number_says_so() {
    let ca = |value: &[u8]| {
        let three = Three::new();
        let mut ca = three.ca.ca(&three.root, vec![]);
        ca.extensions[1] = extension(15, true, &write(tag::BIT_STRING, value));
        let ca = three.root.sign(&ca, &three.ca);
        judge(&three.leaf(vec![]), &[&ca], &[&three.root(vec![])])
    };
    assert_eq!(ca(&[1, 0x06]).status, Status::Valid);
    // digitalSignature alone: keyCertSign and cRLSign stand where nothing counts.
    assert!(has(&ca(&[7, 0x86]), Code::KeyUsage, 1));
    let nine = ca(&[9, 0x06]);
    assert_eq!(nine.status, Status::Invalid);
    assert!(has(&nine, Code::Malformed, 1));
}

#[test]
fn a_near_miss_of_the_issuer_is_named() {
    let three = Three::new();
    let mut elsewhere = three.ca.ca(&three.root, vec![]);
    elsewhere.subject = super::issue::common_name("Another CA");
    // The key identifier that is asked for, but not the key.
    let other = Entity::new("Another CA");
    let elsewhere = three.root.sign(&elsewhere, &other);
    let judgement = judge(&three.leaf(vec![]), &[&elsewhere], &[&three.root(vec![])]);
    assert_eq!(judgement.status, Status::Incomplete);
    assert_eq!(judgement.dead_ends[0].near[0].why, NearWhy::OtherName);
}

#[test]
fn a_breach_of_a_name_constraint_names_whose_it_is() {
    let judgement = Three::new().judge(
        vec![constraints(&[(DNS, b"y.mil")], &[])],
        vec![constraints(&[], &[(DNS, b"x.mil")])],
        vec![alternative_names(&[(DNS, b"a.x.mil")])],
    );
    let best = judgement.best().expect("a path");
    let messages = best.findings.iter().map(|it| it.message.as_str());
    let broken = "one of its names (DNS name) lies in what Issuing CA excludes";
    assert_eq!(messages.collect::<Vec<_>>(), [broken]);
    let judgement = Three::new().judge(
        vec![constraints(&[(DNS, b"y.mil")], &[])],
        vec![],
        vec![alternative_names(&[(DNS, b"a.x.mil")])],
    );
    let message = &judgement.best().expect("a path").findings[0].message;
    assert!(
        message.ends_with("lies outside what Root permits"),
        "{message}"
    );
}

/// The limit is this tool's: what lies beyond it may be good or bad.
#[test]
fn more_names_than_are_read_leave_the_question_open() {
    let most: Vec<(u8, &[u8])> = vec![(DNS, b"a.mil"); 8192];
    let judged = |names: &[(u8, &[u8])]| {
        let names = alternative_names(names);
        Three::new().judge(vec![], vec![], vec![names])
    };
    assert_eq!(judged(&most).status, Status::Valid);
    let more = judged(&[&most[..], &[(DNS, b"a.mil")]].concat());
    assert_eq!(more.status, Status::Unknown);
    assert_eq!(findings(&more), [(Code::Budget, 0, Effect::Undecided)]);
    let message = &more.best().expect("a path").findings[0].message;
    assert!(
        message.contains("more than the 8192 names that are read here"),
        "{message}"
    );
}

#[test]
fn what_is_no_certificate_says_what_is_wrong_and_where() {
    let three = Three::new();
    let leaf = |dates: [&str; 2]| {
        let mut leaf = three.holder.leaf(&three.ca, vec![]);
        [leaf.not_before, leaf.not_after] = dates.map(str::to_owned);
        leaf.issue(&three.holder.key, &three.ca.key)
    };
    let sound = leaf(["200101000000Z", "491231235959Z"]);
    let inside = &sound[4..];
    let indefinite = [&[0x30, 0x80][..], inside, &[0, 0]].concat();
    let mut cut = sound.clone();
    cut.truncate(sound.len() - 1);
    for (der, words) in [
        (
            leaf(["200101000000Z", "20491231235959"]),
            "notAfter: \"20491231235959\" is no date in UTC",
        ),
        (indefinite, "Certificate: a length of the indefinite form"),
        (cut, "Certificate: the DER breaks off"),
        (
            vec![0x30, 3, 2, 1, 5],
            "tbsCertificate: tag 02 where 30 should be",
        ),
    ] {
        let said = Link::parse(&der).expect_err(words).to_string();
        let summary = cac_doctor::pki::Certificate::parse(&der).expect_err(words);
        assert_eq!(said, summary.to_string());
        assert!(said.contains(words), "{said}");
        assert!(!said.contains("Error"), "{said}");
    }
}

#[test]
fn a_uri_is_of_the_host_after_its_scheme() {
    for (uri, inside) in [
        (&b"http://x.mil/a"[..], true),
        (b"urn:a?b=http://x.mil/", false),
        (b"foo bar://x.mil/", false),
    ] {
        let judgement = Three::new().judge(
            vec![],
            vec![constraints(&[(URI, b"x.mil")], &[])],
            vec![alternative_names(&[(URI, uri)])],
        );
        assert_eq!(has(&judgement, Code::NameConstraint, 0), !inside);
    }
}

#[test]
fn an_untrusted_root_ends_a_path_and_an_anchor_may_stand_anywhere() {
    let three = Three::new();
    let (root, ca, leaf) = (three.root(vec![]), three.ca(vec![]), three.leaf(vec![]));
    let untrusted = judge(&leaf, &[&ca, &root], &[]);
    assert_eq!(untrusted.status, Status::Invalid);
    assert!(has(&untrusted, Code::UntrustedRoot, 2));
    assert_eq!(judge(&leaf, &[&root], &[&ca]).status, Status::Valid);
    let itself = judge(&root, &[], &[&root]);
    assert_eq!((itself.status, itself.paths.len()), (Status::Valid, 1));
    assert_eq!(itself.paths[0].certificates.len(), 1);
    assert_eq!(judge(&root, &[], &[]).status, Status::Invalid);
}

#[test]
fn an_anchor_may_be_a_name_and_a_key_alone() {
    let three = Three::new();
    let root = three.root(vec![]);
    let mut pool = Pool::new();
    pool.add(three.ca(vec![]));
    pool.add(Arc::clone(&root));
    let mut anchors = Anchors::new();
    assert!(anchors.add(Anchor::of_key(root.subject.clone(), root.key.clone())));
    assert!(!anchors.add(Anchor::of_key(root.subject.clone(), root.key.clone())));
    let parameters = parameters();
    let judgement = Engine::new(&pool, &anchors, &parameters).judge(&three.leaf(vec![]));
    assert_eq!(
        (judgement.status, judgement.paths.len()),
        (Status::Valid, 1)
    );
    assert_eq!(judgement.paths[0].certificates.len(), 2);
}

#[test]
fn cross_certificates_both_ways_make_paths_and_no_loops() {
    let three = Three::new();
    let bridge = Entity::new("Bridge CA");
    let (root, ca, leaf) = (three.root(vec![]), three.ca(vec![]), three.leaf(vec![]));
    let top = bridge.sign(&bridge.ca(&bridge, vec![]), &bridge);
    let over = bridge.sign(&three.root.ca(&bridge, vec![]), &three.root);
    let back = three.root.sign(&bridge.ca(&three.root, vec![]), &bridge);
    let pool = [&ca, &over, &back, &root, &top];
    let judgement = judge(&leaf, &pool, &[&root, &top]);
    let lengths: Vec<usize> = judgement
        .paths
        .iter()
        .map(|it| it.certificates.len())
        .collect();
    assert_eq!(lengths, [3, 4]);
    assert!(judgement.paths.iter().all(|it| it.status == Status::Valid));
    assert!(judgement.dead_ends.is_empty() && judgement.cut_short.is_none());
}

#[test]
fn expired_and_unfit_candidates_are_findings_beside_the_good_path() {
    let three = Three::new();
    let mut expired = three.ca.ca(&three.root, vec![]);
    expired.not_after = "250101000000Z".to_owned();
    let expired = three.root.sign(&expired, &three.ca);
    let (ca, root) = (three.ca(vec![]), three.root(vec![]));
    let judgement = judge(&three.leaf(vec![]), &[&expired, &ca], &[&root]);
    assert_eq!(judgement.status, Status::Valid);
    let second = &judgement.paths[1];
    assert_eq!(second.status, Status::Invalid);
    assert_eq!(second.findings[0].code, Code::Expired);
}

#[test]
fn path_lengths_count_what_is_not_self_issued_and_start_at_the_root() {
    let three = Three::new();
    let none = |more| {
        let mut root = three.root.ca(&three.root, vec![]);
        root.extensions[0] = basic_constraints(true, more);
        three.root.sign(&root, &three.root)
    };
    let (ca, leaf) = (three.ca(vec![]), three.leaf(vec![]));
    let refused = judge(&leaf, &[&ca], &[&none(Some(0))]);
    assert!(has(&refused, Code::PathLength, 1));
    assert_eq!(
        judge(&leaf, &[&ca], &[&none(Some(1))]).status,
        Status::Valid
    );
    // The last certificate is not counted, CA or not.
    assert_eq!(judge(&ca, &[], &[&none(Some(0))]).status, Status::Valid);
}

#[test]
fn roots_are_held_to_what_any_ca_is() {
    let three = Three::new();
    let critical = other_extension(&[0x2A, 3], true, &[5, 0]);
    let judgement = three.judge(vec![critical], vec![], vec![]);
    assert!(has(&judgement, Code::UnknownCriticalExtension, 2));
    let mut root = three.root.ca(&three.root, vec![]);
    root.extensions.remove(0);
    let no_ca = three.root.sign(&root, &three.root);
    let judgement = judge(&three.leaf(vec![]), &[&three.ca(vec![])], &[&no_ca]);
    assert!(has(&judgement, Code::NotACa, 2));
    let mut root = three.root.ca(&three.root, vec![]);
    root.not_after = "250101000000Z".to_owned();
    let expired = three.root.sign(&root, &three.root);
    let judgement = judge(&three.leaf(vec![]), &[&three.ca(vec![])], &[&expired]);
    assert!(has(&judgement, Code::Expired, 2));
    // Version 1 could not say that it is a CA: good enough for a root, not for anything below.
    let mut old = Template::new(&three.root.name, &three.root.name, vec![]);
    old.version = 1;
    let old_root = three.root.sign(&old, &three.root);
    let judgement = judge(&three.leaf(vec![]), &[&three.ca(vec![])], &[&old_root]);
    assert_eq!(judgement.status, Status::Valid);
    let mut old = Template::new(&three.root.name, &three.ca.name, vec![]);
    old.version = 1;
    let old_ca = three.root.sign(&old, &three.ca);
    let judgement = judge(&three.leaf(vec![]), &[&old_ca], &[&three.root(vec![])]);
    assert!(has(&judgement, Code::NotACa, 1));
}

#[test]
fn names_are_held_to_constraints_of_every_form() {
    let mail = directory(&[(&[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 1], "a@x.mil")]);
    let upn = |text: &str| {
        let value = write(
            tag::constructed(0),
            &write(tag::UTF8_STRING, text.as_bytes()),
        );
        let id = write(tag::OID, &[0x2B, 6, 1, 4, 1, 0x82, 0x37, 20, 2, 3]);
        [id, value].concat()
    };
    let (holder_mil, holder_com) = (upn("1234567890@mil"), upn("1234567890@example.com"));
    let at_mil = upn("@mil");
    let holder = super::issue::common_name("Holder");
    let other = super::issue::common_name("Other");
    let name_in: [(u8, &[u8], &[u8], bool); 19] = [
        (DNS, b"example.com", b"a.example.com", true),
        (DNS, b"example.com", b"EXAMPLE.COM", true),
        (DNS, b"example.com", b"badexample.com", false),
        (DNS, b"example.com", b"..example.com", false),
        (DNS, b"example.com", b"a@example.com", false),
        (DNS, b"example.com", b"*.example.com", true),
        (EMAIL, b"x.mil", b"a@x.mil", true),
        (EMAIL, b"x.mil", b"a@y.x.mil", false),
        (EMAIL, b"a@x.mil", b"b@x.mil", false),
        (EMAIL, b"x.mil", b"no-at-sign", false),
        (URI, b".mil", b"http://x.mil/a", true),
        (URI, b".mil", b"http://x.com/a", false),
        (URI, b".mil", b"urn:uuid:1", false),
        (IP, &[10, 0, 0, 0, 255, 0, 0, 0], &[10, 1, 2, 3], true),
        (IP, &[10, 0, 0, 0, 255, 0, 0, 0], &[11, 1, 2, 3], false),
        (IP, &[10, 0, 0, 0, 255, 0, 0, 0], &[1; 16], false),
        (0xA0, &at_mil, &holder_mil, true),
        (0xA0, &at_mil, &holder_com, false),
        (0x88, &[0x2A, 3], &[0x2A, 4], false),
    ];
    let three = Three::new();
    for (form, base, name, inside) in name_in {
        let names = || vec![alternative_names(&[(form, name)])];
        let said = format!(
            "{form:02X} {} {}",
            String::from_utf8_lossy(base),
            String::from_utf8_lossy(name)
        );
        let in_ca = three.judge(vec![], vec![constraints(&[(form, base)], &[])], names());
        assert_eq!(in_ca.status == Status::Valid, inside, "{said}");
        assert_eq!(has(&in_ca, Code::NameConstraint, 0), !inside, "{said}");
        let in_root = three.judge(vec![constraints(&[(form, base)], &[])], vec![], names());
        assert_eq!(
            in_root.status == Status::Valid,
            inside,
            "{said} in the root"
        );
        if inside {
            let excluded = three.judge(vec![], vec![constraints(&[], &[(form, base)])], names());
            assert!(has(&excluded, Code::NameConstraint, 0), "{said} excluded");
        }
    }
    let subject =
        |base: &[u8]| three.judge(vec![], vec![constraints(&[(DIRECTORY, base)], &[])], vec![]);
    assert_eq!(subject(&holder).status, Status::Valid);
    assert!(has(&subject(&other), Code::NameConstraint, 0));
    // An e-mail address in the subject counts where the subjectAltName has none.
    let mut leaf = three.holder.leaf(&three.ca, vec![]);
    leaf.subject = mail;
    let leaf = three.ca.sign(&leaf, &three.holder);
    let ca = three.ca(vec![constraints(&[], &[(EMAIL, b"x.mil")])]);
    assert!(has(
        &judge(&leaf, &[&ca], &[&three.root(vec![])]),
        Code::NameConstraint,
        0
    ));
}

#[test]
fn a_constraint_without_a_meaning_leaves_the_path_undecided() {
    let three = Three::new();
    for (form, base, name) in [
        (DNS, &b".example.com"[..], &b"a.example.com"[..]),
        (IP, &[10, 0, 0, 0, 255, 0, 255, 0], &[10, 1, 2, 3]),
        (IP, &[10, 0, 0, 0], &[10, 1, 2, 3]),
    ] {
        let ca = vec![constraints(&[(form, base)], &[])];
        let judgement = three.judge(vec![], ca, vec![alternative_names(&[(form, name)])]);
        assert_ne!(judgement.status, Status::Valid);
        assert!(has(&judgement, Code::NameConstraint, 0));
    }
}

#[test]
fn very_many_constraints_and_names_are_given_up_in_time() {
    let three = Three::new();
    let domains: Vec<String> = (0..2048).map(|it| format!("d{it}.example")).collect();
    let bases: Vec<(u8, &[u8])> = domains.iter().map(|it| (DNS, it.as_bytes())).collect();
    let names: Vec<String> = (0..2048).map(|it| format!("n{it}.test")).collect();
    let names: Vec<(u8, &[u8])> = names.iter().map(|it| (DNS, it.as_bytes())).collect();
    let ca = vec![constraints(&[], &bases)];
    let started = std::time::Instant::now();
    let judgement = three.judge(vec![], ca, vec![alternative_names(&names)]);
    assert_eq!(judgement.status, Status::Unknown);
    assert!(has(&judgement, Code::Budget, 0));
    assert!(started.elapsed().as_secs() < 10);
}

#[test]
fn a_mesh_without_end_is_cut_short_and_says_so() {
    let entities: Vec<Entity> = (0..9).map(|it| Entity::new(&format!("CA {it}"))).collect();
    let mut links = Vec::new();
    for issuer in &entities {
        for subject in &entities {
            links.push(issuer.sign(&subject.ca(issuer, vec![]), subject));
        }
    }
    let holder = Entity::new("Holder");
    let leaf = entities[0].sign(&holder.leaf(&entities[0], vec![]), &holder);
    let root = Entity::new("Far root");
    links.push(root.sign(&entities[8].ca(&root, vec![]), &entities[8]));
    let root = root.sign(&root.ca(&root, vec![]), &root);
    let pool: Vec<&Arc<Link>> = links.iter().collect();
    let judgement = judge(&leaf, &pool, &[&root]);
    assert_eq!(judgement.status, Status::Valid);
    assert!(judgement.cut_short.is_some());
    let mut small = parameters();
    small.budget = Budget {
        signatures: 2,
        ..Budget::default()
    };
    let judgement = judge_with(&small, &leaf, &pool, &[&root]);
    assert_eq!(judgement.status, Status::Unknown);
    assert!(judgement.cut_short.is_some());
}

#[test]
fn for_a_sign_in_usages_are_kept_all_the_way_down() {
    const CLIENT: &[u8] = &[0x2B, 6, 1, 5, 5, 7, 3, 2];
    const SERVER: &[u8] = &[0x2B, 6, 1, 5, 5, 7, 3, 1];
    const LOGON: &[u8] = &[0x2B, 6, 1, 4, 1, 0x82, 0x37, 20, 2, 2];
    const ANY: &[u8] = &[0x55, 0x1D, 37, 0];
    let usage = |oids: &[&[u8]]| {
        let oids: Vec<Vec<u8>> = oids.iter().map(|it| write(tag::OID, it)).collect();
        vec![extension(37, false, &sequence(&oids))]
    };
    let three = Three::new();
    let mut parameters = parameters();
    parameters.purpose = Purpose::SignIn;
    let judged = |ca, leaf| {
        let (ca, leaf) = (three.ca(ca), three.leaf(leaf));
        let judgement = judge_with(&parameters, &leaf, &[&ca], &[&three.root(vec![])]);
        let code = |it: &(Code, usize, Effect)| (it.0 == Code::Eku).then_some(it.1);
        findings(&judgement).iter().find_map(code)
    };
    assert_eq!(judged(vec![], vec![]), None);
    assert_eq!(judged(vec![], usage(&[CLIENT])), None);
    assert_eq!(judged(usage(&[LOGON]), usage(&[CLIENT, LOGON])), None);
    assert_eq!(judged(usage(&[ANY]), usage(&[LOGON])), None);
    assert_eq!(judged(vec![], usage(&[SERVER])), Some(0));
    assert_eq!(judged(usage(&[SERVER]), usage(&[CLIENT])), Some(1));
    assert_eq!(judged(usage(&[LOGON]), usage(&[CLIENT])), Some(0));
    // A content signer needs PIV's usage or PIV-I's, and no other.
    const PIV: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 6, 7];
    const PIVI: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 8, 7];
    let signing = Parameters {
        purpose: Purpose::ContentSigning,
        ..parameters.clone()
    };
    let judged = |ca, leaf| {
        let (ca, leaf) = (three.ca(ca), three.leaf(leaf));
        let judgement = judge_with(&signing, &leaf, &[&ca], &[&three.root(vec![])]);
        let code = |it: &(Code, usize, Effect)| (it.0 == Code::Eku).then_some(it.1);
        findings(&judgement).iter().find_map(code)
    };
    assert_eq!(judged(vec![], usage(&[PIV])), None);
    assert_eq!(judged(usage(&[PIVI]), usage(&[PIVI])), None);
    assert_eq!(judged(vec![], usage(&[CLIENT])), Some(0));
    assert_eq!(judged(usage(&[CLIENT]), usage(&[PIV])), Some(1));
    let mut signs = three.holder.leaf(&three.ca, vec![]);
    signs.extensions[0] = key_usage(SIGNS);
    let leaf = three.ca.sign(&signs, &three.holder);
    let judgement = judge_with(
        &parameters,
        &leaf,
        &[&three.ca(vec![])],
        &[&three.root(vec![])],
    );
    assert!(has(&judgement, Code::KeyUsage, 0));
}

#[test]
fn what_only_issuers_must_keep_to_is_a_warning() {
    let three = Three::new();
    let warned = |change: &dyn Fn(&mut Template)| {
        let mut leaf = three.holder.leaf(&three.ca, vec![]);
        change(&mut leaf);
        let leaf = three.ca.sign(&leaf, &three.holder);
        let judgement = judge(&leaf, &[&three.ca(vec![])], &[&three.root(vec![])]);
        assert_eq!(judgement.status, Status::Valid);
        findings(&judgement)
    };
    let nonconforming = [(Code::Nonconforming, 0, Effect::Warns)];
    assert_eq!(warned(&|it| it.serial = vec![0x80]), nonconforming);
    assert_eq!(warned(&|it| it.serial = vec![0]), nonconforming);
    assert_eq!(warned(&|it| it.serial = vec![1; 21]), nonconforming);
    assert_eq!(warned(&|it| drop(it.extensions.pop())), nonconforming);
    let foreign = sequence(&[write(tag::context(0), &[1, 2, 3])]);
    assert_eq!(
        warned(&|it| it.extensions[2] = extension(35, false, &foreign)),
        [(Code::KeyIdentifierMismatch, 0, Effect::Warns)]
    );
}

#[test]
fn what_cannot_be_read_or_is_there_twice_fails() {
    let three = Three::new();
    for extensions in [
        vec![extension(19, true, &[0x30, 9])],
        vec![key_usage(AUTHENTICATES)],
        vec![extension(32, false, &[0x30, 0])],
    ] {
        let judgement = three.judge(vec![], vec![], extensions);
        assert_eq!(judgement.status, Status::Invalid);
        assert!(has(&judgement, Code::Malformed, 0));
    }
    // authorityInfoAccess must not be critical, and is not processed.
    let access = sequence(&[sequence(&[
        write(tag::OID, &[0x2B, 6, 1, 5, 5, 7, 0x30, 1]),
        write(URI, b"http://ocsp.example"),
    ])]);
    let access = other_extension(&[0x2B, 6, 1, 5, 5, 7, 1, 1], true, &access);
    let judgement = three.judge(vec![], vec![], vec![access]);
    assert!(has(&judgement, Code::UnknownCriticalExtension, 0));
}
