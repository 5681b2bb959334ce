//! The house in order: what a reviewer would have to look for by eye.
#![allow(clippy::disallowed_methods)] // these tests read the source
use cac_doctor::report::{rule_book, topics};
use cac_doctor::rules::{RULES, sections, title};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// What each place may use of the crate; itself aside. `cli` may use all.
const LAYERS: &[(&str, &[&str])] = &[
    ("standards", &[]),
    ("facts", &[]),
    ("pki", &["facts", "standards"]),
    ("login", &["facts", "standards"]),
    ("policy", &["facts", "rules"]),
    ("bundle", &["facts", "standards", "pki"]),
    ("login", &["facts", "standards"]),
    ("probe", &["facts", "standards", "pki"]),
    ("case", &["facts", "standards", "pki"]),
    ("rules", &["case", "facts", "standards", "pki"]),
    ("diagnosis", &["rules", "case", "facts", "standards", "pki"]),
    (
        "report",
        &["diagnosis", "rules", "case", "facts", "standards", "pki"],
    ),
    ("sim", &["probe", "facts", "standards", "pki"]),
];

/// Fails where a committed file is not what the program writes; with `UPDATE=1` it is written instead.
pub(crate) fn committed(path: &str, expected: &str) {
    if std::env::var("UPDATE").is_ok_and(|it| it == "1") {
        fs::write(path, expected).unwrap();
    }
    let there = fs::read_to_string(path).unwrap_or_default();
    assert!(
        there == expected,
        "{path} is stale; write it anew with: UPDATE=1 cargo test --test it"
    );
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            out.extend(sources(&path));
        } else if path.extension().is_some_and(|it| it == "rs") {
            out.push(path);
        }
    }
    out.sort();
    out
}

/// The code of a file: without comments and without its tests.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let text = text
        .split("#[cfg(test)]\nmod tests")
        .next()
        .unwrap_or_default();
    text.lines()
        .filter(|it| !it.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The places of the crate that a piece of code names: `crate::x` and `crate::{x, y::z}`.
fn names(code: &str) -> BTreeSet<String> {
    let word = |it: &str| -> String {
        it.chars()
            .take_while(|it| it.is_alphanumeric() || *it == '_')
            .collect()
    };
    let mut out = BTreeSet::new();
    for (at, mark) in code.match_indices("crate::") {
        if code[..at].ends_with(|it: char| it.is_alphanumeric() || it == '_') {
            continue;
        }
        let rest = &code[at + mark.len()..];
        let Some(group) = rest.strip_prefix('{') else {
            out.insert(word(rest));
            continue;
        };
        let mut depth = 0;
        let mut start = true;
        for (n, it) in group.char_indices() {
            match it {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => start = true,
                it if it.is_whitespace() => {}
                _ if start => {
                    out.insert(word(&group[n..]));
                    start = false;
                }
                _ => {}
            }
        }
    }
    out
}

/// The top-level place a file belongs to.
fn place(path: &Path) -> String {
    let inside = path.strip_prefix(Path::new(ROOT).join("src")).unwrap();
    let first = inside.components().next().unwrap().as_os_str();
    first.to_str().unwrap().trim_end_matches(".rs").to_owned()
}

#[test]
fn layers_point_one_way() {
    let mut wrong = Vec::new();
    let known: Vec<&str> = LAYERS.iter().map(|it| it.0).collect();
    for path in sources(&Path::new(ROOT).join("src")) {
        let place = place(&path);
        if matches!(place.as_str(), "cli" | "lib" | "main") {
            continue;
        }
        let Some((_, allowed)) = LAYERS.iter().find(|it| it.0 == place) else {
            wrong.push(format!("{}: a place that no layer has", path.display()));
            continue;
        };
        for name in names(&code(&path)) {
            let layer = known.contains(&name.as_str()) || name == "cli";
            if layer && name != place && !allowed.contains(&name.as_str()) {
                wrong.push(format!("{}: {place} may not use {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn only_demo_reaches_the_simulation() {
    let demo = Path::new(ROOT).join("src/cli/demo.rs");
    for path in sources(&Path::new(ROOT).join("src")) {
        if path != demo && place(&path) != "sim" {
            assert!(!names(&code(&path)).contains("sim"), "{}", path.display());
        }
    }
}

#[test]
fn imports_are_found_in_every_form() {
    let found =
        names("use crate::{a, b::{c, d}, e::F};\nlet x = crate::g::h(); $crate::i; mycrate::j");
    assert_eq!(found, ["a", "b", "e", "g", "i"].map(str::to_owned).into());
}

#[test]
fn a_rule_is_a_file_and_its_path_is_its_id() {
    let folder = Path::new(ROOT).join("src/rules");
    let mut files = BTreeSet::new();
    for path in sources(&folder) {
        let inside = path.strip_prefix(&folder).unwrap().with_extension("");
        let parts: Vec<&str> = inside.iter().map(|it| it.to_str().unwrap()).collect();
        if let [place, problem] = parts[..]
            && problem != "mod"
            && code(&path).contains("rule! {")
        {
            files.insert(format!(
                "{}/{}",
                place.replace('_', "-"),
                problem.replace('_', "-")
            ));
        }
    }
    let ids: BTreeSet<String> = RULES.iter().map(|it| it.id.to_owned()).collect();
    assert_eq!(ids.len(), RULES.len(), "an id stands twice in RULES");
    assert_eq!(files, ids, "left: rule files; right: RULES");
    for rule in RULES {
        let file = rule.file.replace('\\', "/");
        let path = format!("src/rules/{}.rs", rule.id.replace('-', "_"));
        assert!(file.ends_with(&path), "{} is in {file}", rule.id);
    }
}

#[test]
fn every_rule_says_what_it_means_how_it_knows_and_what_to_do() {
    for rule in RULES {
        let (place, problem) = rule.id.split_once('/').unwrap();
        for part in [place, problem] {
            let kebab = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-';
            assert!(!part.is_empty() && part.chars().all(kebab), "{}", rule.id);
        }
        assert!(title(rule).len() > 10, "{} has no title", rule.id);
        let sections = sections(rule);
        for wanted in ["What it means", "How we know", "What to do"] {
            let found = sections.iter().find(|it| it.heading == wanted);
            let long =
                found.is_some_and(|it| it.paragraphs.iter().map(String::len).sum::<usize>() > 20);
            assert!(long, "{} says nothing under ## {wanted}", rule.id);
        }
        assert!(!rule.sources.is_empty(), "{} has no source", rule.id);
        for above in rule.masked_by {
            assert!(
                RULES.contains(above),
                "{} is masked by a rule not in RULES",
                rule.id
            );
        }
    }
}

#[test]
fn the_rule_book_is_current() {
    committed(&format!("{ROOT}/docs/rules.md"), &rule_book::markdown());
}

/// Places whose rules each answer a trouble that people know.
const WITH_TOPICS: &[&str] = &[
    "usb",
    "driver",
    "environment",
    "middleware",
    "certificate",
    "trust",
];

#[test]
fn topics_name_rules_and_leave_none_of_their_places_out() {
    let named: BTreeSet<&str> = topics::TOPICS
        .iter()
        .flat_map(|it| it.rules.iter().copied())
        .collect();
    let ids: BTreeSet<&str> = RULES.iter().map(|it| it.id).collect();
    assert_eq!(
        named.difference(&ids).collect::<Vec<_>>(),
        Vec::<&&str>::new()
    );
    for id in ids {
        let place = id.split_once('/').unwrap().0;
        assert!(
            !WITH_TOPICS.contains(&place) || named.contains(id),
            "{id} has no topic in src/report/topics.rs"
        );
    }
    committed(&format!("{ROOT}/docs/topics.md"), &topics::markdown());
}
