//! The HTML report, read back by a browser's own parser, in every world.
use crate::worlds::worlds;
use cac_doctor::case::Case;
use cac_doctor::diagnosis::{Diagnosis, FindingStatus, diagnose};
use cac_doctor::facts::{Login, Method, NetworkPlace, Observed, Snapshot};
use cac_doctor::report::escape::{escape, is_hostile};
use cac_doctor::report::html::{self, Sheet};
use cac_doctor::report::text::Closing;
use html5ever::driver::ParseOpts;
use html5ever::tendril::TendrilSink as _;
use html5ever::{parse_document, tree_builder::TreeBuilderOpts};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// What a mail server or a ticket still takes without a word.
const LARGEST: usize = 300_000;

const SHEET: Sheet<'static> = Sheet {
    closing: Closing {
        took_ms: 610,
        exit: 2,
    },
    notice: None,
    hand_over: None,
};

/// An element with its attributes and the text in it.
struct Element {
    tag: String,
    attributes: Vec<(String, String)>,
    text: String,
}

impl Element {
    fn get(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|it| it.0 == name);
        found.map(|it| it.1.as_str())
    }
}

/// Every element in document order. Fails where the parser had to mend anything.
fn parse(page: &str, of: &str) -> Vec<Element> {
    let options = ParseOpts {
        tree_builder: TreeBuilderOpts {
            exact_errors: true,
            ..TreeBuilderOpts::default()
        },
        ..ParseOpts::default()
    };
    let dom = parse_document(RcDom::default(), options).one(page);
    let errors = dom.errors.borrow();
    assert!(errors.is_empty(), "{of}: {errors:?}");
    let mut out = Vec::new();
    gather(&dom.document, &mut out);
    out
}

fn gather(node: &Handle, out: &mut Vec<Element>) {
    if let NodeData::Element { name, attrs, .. } = &node.data {
        let mut text = String::new();
        text_of(node, &mut text);
        out.push(Element {
            tag: name.local.to_string(),
            attributes: attrs
                .borrow()
                .iter()
                .map(|it| (it.name.local.to_string(), it.value.to_string()))
                .collect(),
            text,
        });
    }
    for it in node.children.borrow().iter() {
        gather(it, out);
    }
}

fn text_of(node: &Handle, out: &mut String) {
    if let NodeData::Text { contents } = &node.data {
        out.push_str(&contents.borrow());
    }
    for it in node.children.borrow().iter() {
        text_of(it, out);
    }
}

/// The text of the page as people read it.
fn read_aloud(elements: &[Element]) -> &str {
    let body = elements.iter().find(|it| it.tag == "body");
    &body.expect("a body").text
}

const TAGS: &[&str] = &[
    "a",
    "article",
    "body",
    "caption",
    "code",
    "dd",
    "details",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "head",
    "header",
    "html",
    "li",
    "line",
    "main",
    "meta",
    "ol",
    "p",
    "pre",
    "rect",
    "section",
    "span",
    "strong",
    "style",
    "summary",
    "svg",
    "table",
    "tbody",
    "td",
    "text",
    "th",
    "thead",
    "title",
    "tr",
    "ul",
];

const ATTRIBUTES: &[&str] = &[
    "aria-labelledby",
    "charset",
    "class",
    "content",
    "data-label",
    "height",
    "href",
    "http-equiv",
    "id",
    "lang",
    "name",
    "open",
    "role",
    "rx",
    "scope",
    "text-anchor",
    "width",
    "x",
    "x1",
    "x2",
    "y",
    "y1",
    "y2",
];

/// What holds for every page, whatever is in it.
fn sound(page: &str, of: &str) -> Vec<Element> {
    assert!(page.len() < LARGEST, "{of}: {} bytes", page.len());
    assert!(!page.chars().any(|it| it != '\n' && is_hostile(it)), "{of}");
    let elements = parse(page, of);
    for it in &elements {
        assert!(TAGS.contains(&it.tag.as_str()), "{of}: <{}>", it.tag);
        for (name, value) in &it.attributes {
            assert!(ATTRIBUTES.contains(&name.as_str()), "{of}: {name}={value}");
            assert!(name != "href" || value.starts_with('#'), "{of}: {value}");
        }
        assert!(it.tag != "th" || it.get("scope").is_some(), "{of}");
    }
    let all = |tag: &'static str| elements.iter().filter(move |it| it.tag == tag);
    for tag in [
        "html", "head", "title", "h1", "header", "main", "footer", "style",
    ] {
        assert_eq!(all(tag).count(), 1, "{of}: {tag}");
    }
    assert_eq!(all("html").next().unwrap().get("lang"), Some("en"));
    let ids: Vec<&str> = elements.iter().filter_map(|it| it.get("id")).collect();
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len(), "{of}: an id stands twice: {ids:?}");
    for it in &elements {
        let points = [it.get("aria-labelledby"), it.get("href").map(|it| &it[1..])];
        for id in points.into_iter().flatten() {
            assert!(unique.contains(id), "{of}: nothing has the id {id}");
        }
    }
    for it in all("section") {
        assert!(it.get("aria-labelledby").is_some(), "{of}");
    }
    let levels: Vec<u8> = elements
        .iter()
        .filter(|it| ["h1", "h2", "h3"].contains(&it.tag.as_str()))
        .map(|it| it.tag.as_bytes()[1])
        .collect();
    assert!(
        levels.windows(2).all(|it| it[1] <= it[0] + 1),
        "{of}: a level of headings is left out: {levels:?}"
    );
    policy(&elements, of);
    elements
}

/// Nothing may be loaded, and the only style sheet is the one whose hash the policy names.
fn policy(elements: &[Element], of: &str) {
    let named = |name: &str| {
        let mut metas = elements.iter().filter(|it| it.tag == "meta");
        metas.find(|it| it.get("http-equiv") == Some(name))
    };
    let policy = named("Content-Security-Policy").unwrap();
    let policy = policy.get("content").unwrap();
    assert!(policy.starts_with("default-src 'none'; "), "{of}: {policy}");
    let style = elements.iter().find(|it| it.tag == "style").unwrap();
    for it in ["url(", "@import", "http:", "https:", "expression"] {
        assert!(!style.text.contains(it), "{of}: {it}");
    }
}

fn read(path: &Path) -> Snapshot {
    cac_doctor::bundle::parse(&std::fs::read(path).unwrap()).unwrap()
}

fn world(name: &str) -> Snapshot {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/worlds");
    read(&folder.join(format!("{name}.json")))
}

/// Fails where something that was diagnosed is not on the page.
fn complete(elements: &[Element], case: &Case<'_>, diagnosis: &Diagnosis, of: &str) {
    let said = read_aloud(elements);
    let has = |text: &str| {
        let text = escape(text, false);
        assert!(said.contains(&*text), "{of}: {text:?} is not on the page");
    };
    has(&diagnosis.sentence);
    has(&diagnosis.next.text);
    let path = elements.iter().find(|it| it.get("class") == Some("path"));
    let path = path.expect("the figure of the signal's way");
    for it in &diagnosis.layers {
        assert!(path.text.contains(it.name), "{of}: {}", it.name);
        let begin: String = it.text.chars().take(60).collect();
        has(&begin);
    }
    for it in &diagnosis.findings {
        has(it.rule.id);
        let skipped = it.status == FindingStatus::Skipped;
        if !skipped || it.by_policy.is_some() {
            has(&it.message);
        }
        if let Some(remedy) = it.remedy.as_ref().filter(|_| !skipped) {
            has(&remedy.text);
            remedy.commands.iter().for_each(|it| has(it));
            it.evidence.iter().for_each(|it| has(it));
        }
    }
    diagnosis.unseen.iter().for_each(|it| has(it));
    diagnosis.login.iter().for_each(|it| has(it));
    let sign_in = &diagnosis.sign_in;
    for it in &sign_in.hypotheses {
        has(it.title.trim_end_matches('.'));
        it.speaks_for
            .iter()
            .chain(&it.against)
            .for_each(|it| has(it));
    }
    let advised = sign_in.advised.helpful.iter();
    for it in advised.chain(&sign_in.advised.not_helpful) {
        has(it.remedy);
        has(&it.why);
    }
    sign_in.observations.iter().for_each(|it| has(it));
    for reader in &case.readers {
        has(&reader.name);
        for it in &reader.card.certificates {
            has(&it.container);
            if let Ok(content) = &it.content {
                has(&content.serial);
            }
        }
    }
    has("End of report");
}

#[test]
fn every_world_is_a_whole_and_sound_page() {
    for path in worlds() {
        let of = path.display().to_string();
        let told = Login {
            code: Some(53003),
            method: Method::Password,
            network: NetworkPlace::Home,
            ..Login::default()
        };
        let plain = read(&path);
        let mut asked = plain.clone();
        if asked.login.code.is_none() {
            asked.login = told;
        }
        for snapshot in [plain, asked] {
            let case = Case::read(&snapshot, None);
            let diagnosis = diagnose(&case);
            let elements = sound(&html::check(&case, &diagnosis, SHEET), &of);
            complete(&elements, &case, &diagnosis, &of);
            sound(&html::readers(&case, &diagnosis, SHEET), &of);
            sound(&html::certs(&case, &diagnosis, SHEET), &of);
        }
    }
}

#[test]
fn the_policy_allows_the_one_style_sheet_by_its_hash() {
    let snapshot = world("healthy");
    let case = Case::read(&snapshot, None);
    let elements = parse(&html::check(&case, &diagnose(&case), SHEET), "healthy");
    let style = elements.iter().find(|it| it.tag == "style").unwrap();
    let mut openssl = Command::new("sh")
        .args(["-c", "openssl dgst -sha256 -binary | openssl base64"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = openssl.stdin.take().unwrap();
    stdin.write_all(style.text.as_bytes()).unwrap();
    drop(stdin);
    let digest = openssl.wait_with_output().unwrap().stdout;
    let digest = String::from_utf8(digest).unwrap();
    let allowed = format!("style-src 'sha256-{}'", digest.trim());
    let policies = elements.iter().filter_map(|it| it.get("content"));
    assert_eq!(
        policies.filter(|it| it.contains(&allowed)).count(),
        1,
        "{allowed}"
    );
}

#[test]
fn the_broken_link_is_marked_once() {
    let marks = |name: &str| -> Vec<String> {
        let snapshot = world(name);
        let case = Case::read(&snapshot, None);
        let page = html::check(&case, &diagnose(&case), SHEET);
        let elements = parse(&page, name);
        let broken = elements.iter().filter(|it| {
            it.tag == "li" && (it.text.contains("Broken here") || it.text.contains("Not seen from"))
        });
        broken.map(|it| it.text.trim().to_owned()).collect()
    };
    assert_eq!(marks("healthy"), Vec::<String>::new());
    assert_eq!(marks("expiring-soon"), Vec::<String>::new());
    let [one] = &marks("pin-locked")[..] else {
        panic!("one mark");
    };
    assert!(
        one.starts_with("PIN FAIL") && one.ends_with("Broken here"),
        "{one}"
    );
    let [one] = &marks("not-allowed")[..] else {
        panic!("one mark");
    };
    assert!(one.starts_with("Service unknown"), "{one}");
}

#[test]
fn hostile_names_stay_text() {
    let evil = "</td></p></section><script>alert(1)</script><img src=x onerror=alert(2)>\" onload=\"alert(3)' \
                --><!-- ]]> &lt;b&gt; \\u202egnp.exe\\u0000\\u001b[2J\\u2028";
    let long = "N".repeat(300);
    let text = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/worlds/pin-locked.json"),
    )
    .unwrap();
    let name = "SCM Microsystems Inc. SCR 3310 [CCID Interface] 00 00";
    assert!(text.contains(name) && text.contains("\"jane\"") && text.contains("\"9A\""));
    for bad in [evil, long.as_str()] {
        let bad = bad.replace('"', "\\\"");
        let text = text
            .replace(name, &bad)
            .replace("\"jane\"", &format!("\"{bad}\""))
            .replace("\"9A\"", &format!("\"{bad}\""))
            .replace("\"x86_64\"", &format!("\"{bad}\""));
        let snapshot = cac_doctor::bundle::parse(text.as_bytes()).unwrap();
        let case = Case::read(&snapshot, None);
        let diagnosis = diagnose(&case);
        let notice = format!("{bad}\u{202e}");
        let sheet = Sheet {
            notice: Some(&notice),
            hand_over: Some(&notice),
            ..SHEET
        };
        let elements = sound(&html::check(&case, &diagnosis, sheet), "hostile");
        complete(&elements, &case, &diagnosis, "hostile");
    }
}

/// Nobody has ten thousand readers, but a file can say so.
#[test]
fn a_page_of_too_much_is_cut_and_says_so() {
    let mut snapshot = world("card-mute");
    let Observed::Seen(readers) = &mut snapshot.readers else {
        panic!("readers were seen");
    };
    readers[0].name.0 = "&".repeat(4000);
    let many = std::iter::repeat_n(readers[0].clone(), 400);
    *readers = many.collect();
    snapshot.login.code = Some(53003);
    let case = Case::read(&snapshot, None);
    let diagnosis = diagnose(&case);
    let elements = sound(&html::check(&case, &diagnosis, SHEET), "too much");
    let said = read_aloud(&elements);
    assert!(said.contains("more, left out here: --format json has everything."));
    assert!(said.trim_end().ends_with("exit 2 · End of report"));
}

#[test]
fn the_binary_writes_it_where_it_is_told() {
    let world = format!(
        "{}/tests/worlds/pin-locked.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let file =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("page-{}.html", std::process::id()));
    let run = |args: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_cac-doctor"))
            .args(args)
            .stdin(Stdio::null())
            .output()
            .unwrap()
    };
    for command in ["check", "readers", "certs"] {
        let it = run(&[command, "--from", &world, "--format", "html"]);
        let expected = run(&[command, "--from", &world, "--format", "json"]);
        assert_eq!(it.status.code(), expected.status.code(), "{command}");
        assert!(it.stderr.is_empty(), "{command}");
        sound(&String::from_utf8(it.stdout).unwrap(), command);
    }
    let path = file.to_str().unwrap();
    let it = run(&["demo", "pin-locked", "--format", "html", "--output", path]);
    assert_eq!(it.status.code(), Some(2));
    assert!(it.stdout.is_empty() && it.stderr.is_empty());
    sound(&std::fs::read_to_string(&file).unwrap(), "demo");
    // It holds names.
    use std::os::unix::fs::PermissionsExt as _;
    let mode = file.metadata().unwrap().permissions().mode();
    std::fs::remove_file(&file).unwrap();
    assert_eq!(mode & 0o777, 0o600);
    let letter = run(&[
        "check",
        "--from",
        &world,
        "--symptom",
        "53003",
        "--hand-over",
        "--format",
        "html",
    ]);
    let letter = String::from_utf8(letter.stdout).unwrap();
    assert!(read_aloud(&sound(&letter, "hand-over")).contains("Name and card data are left out"));
}
