//! A site's policy through the binary: where it comes from, what it changes, and how a wrong one is refused.
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const BINARY: &str = env!("CARGO_BIN_EXE_cac-doctor");
const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn world(name: &str) -> String {
    format!("{ROOT}/tests/worlds/{name}.json")
}

fn run(args: &[&str]) -> Output {
    Command::new(BINARY)
        .args(args)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn json(args: &[&str]) -> (Value, i32) {
    let it = run(&[args, &["--format", "json"]].concat());
    let told = String::from_utf8_lossy(&it.stderr);
    assert!(it.stderr.is_empty(), "{args:?}: {told}");
    let report = serde_json::from_slice(&it.stdout).unwrap();
    (report, it.status.code().unwrap())
}

fn finding<'r>(report: &'r Value, rule: &str) -> &'r Value {
    let mut all = report["findings"].as_array().unwrap().iter();
    all.find(|it| it["rule"] == rule)
        .unwrap_or_else(|| panic!("no {rule} in {report:#}"))
}

/// A file of one test's own, removed at the end.
struct File(PathBuf);

impl File {
    fn new(name: &str, text: &str) -> File {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("policy-{name}-{}.toml", std::process::id()));
        fs::write(&path, text).unwrap();
        File(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

const CARD_AT_HOME: &str =
    "version = 1\n[[rules]]\nid = \"card/none\"\ngrade = \"note\"\nreason = \"Cards go home.\"\n";

#[test]
fn the_example_of_the_documentation_is_one() {
    let text = fs::read_to_string(format!("{ROOT}/docs/policy.md")).unwrap();
    let example = text.split("```toml\n").nth(1).unwrap();
    let example = example.split("```").next().unwrap();
    let read = cac_doctor::policy::parse(example.as_bytes(), "docs/policy.md").unwrap();
    assert_eq!(read.warn_days, Some(45));
    let lists = [
        read.readers.len(),
        read.drivers.len(),
        read.anchors.len(),
        read.rules.len(),
    ];
    assert_eq!(lists, [2, 1, 2, 2]);
    let file = File::new("example", example);
    let (report, status) = json(&["--from", &world("no-card"), "--policy", file.path()]);
    assert_eq!(status, 0);
    assert_eq!(report["policy"]["organisation"], "Example Agency");
    assert_eq!(finding(&report, "card/none")["status"], "info");
}

#[test]
fn what_is_let_pass_is_still_told() {
    let file = File::new("pass", CARD_AT_HOME);
    let no_card = world("no-card");
    let with = ["--from", &no_card, "--policy", file.path()];
    let (report, status) = json(&with);
    assert_eq!((status, report["status"].as_str()), (0, Some("ok")));
    let it = finding(&report, "card/none");
    assert_eq!(it["status"], "info");
    assert_eq!(it["policy"], "Cards go home.");
    let sentence = report["verdict"]["sentence"].as_str().unwrap();
    assert!(sentence.contains("There is no card"), "{sentence}");
    assert!(
        sentence.contains("by site policy: Cards go home."),
        "{sentence}"
    );
    assert_eq!(report["verdict"]["story"], "card-path-broken");
    let text = String::from_utf8(run(&with).stdout).unwrap();
    assert!(text.contains("Card         skipped"), "{text}");
    assert!(text.contains("Site policy in force"), "{text}");
    let nagios = run(&[&with[..], &["--format", "nagios"]].concat());
    let line = String::from_utf8(nagios.stdout).unwrap();
    assert!(
        line.starts_with("CAC OK - nothing was found that counts under the site's policy | "),
        "{line}"
    );
    // Without it the same is a failure.
    let (report, status) = json(&["--from", &no_card]);
    assert_eq!((status, report["policy"].is_null()), (2, true));
}

#[test]
fn no_grade_makes_a_report_say_that_something_works() {
    // Every check that can be graded, switched off at once.
    let mut text = "version = 1\n".to_owned();
    for rule in cac_doctor::rules::RULES {
        if rule.severity != cac_doctor::rules::Severity::Blind {
            let id = rule.id;
            text.push_str(&format!(
                "[[rules]]\nid = \"{id}\"\ngrade = \"off\"\nreason = \"A test.\"\n"
            ));
        }
    }
    let file = File::new("all-off", &text);
    for path in crate::worlds::worlds() {
        let path = path.to_str().unwrap();
        let (before, _) = json(&["--from", path, "--no-policy"]);
        let (after, status) = json(&["--from", path, "--policy", file.path()]);
        if before["status"] == "fail" {
            let works = after["verdict"]["sentence"].as_str().unwrap();
            assert!(!works.starts_with("Your reader"), "{path}: {works}");
            assert_eq!(
                before["verdict"]["story"], after["verdict"]["story"],
                "{path}"
            );
        }
        if before["status"] == "unknown" {
            assert_eq!(status, 3, "{path}: what could not be seen is not let pass");
        }
        assert_ne!(after["status"], "fail", "{path}");
        assert_eq!(after["counts"]["fail"], 0, "{path}");
    }
}

#[test]
fn the_warning_comes_as_early_as_the_site_wants() {
    let early = File::new("early", "version = 1\n[certificates]\nwarn-days = 800\n");
    let healthy = world("healthy");
    let with = ["--from", &healthy, "--policy", early.path()];
    let (report, status) = json(&with);
    assert_eq!(status, 1);
    assert_eq!(
        finding(&report, "certificate/expires-soon")["status"],
        "warn"
    );
    let nagios = run(&[&with[..], &["--format", "nagios"]].concat());
    let line = String::from_utf8(nagios.stdout).unwrap();
    assert!(line.contains("days=694;800:;0:"), "{line}");
    let (_, status) = json(&["--from", &healthy]);
    assert_eq!(status, 0);
}

#[test]
fn a_replay_goes_by_the_policy_of_then_unless_told_otherwise() {
    let then = world("no-card-let-pass");
    let (report, status) = json(&["--from", &then]);
    assert_eq!(
        (status, report["policy"]["organisation"].as_str()),
        (0, Some("Example Agency"))
    );
    let (report, status) = json(&["--from", &then, "--no-policy"]);
    assert_eq!((status, report["policy"].is_null()), (2, true));
    let other = File::new("other", "version = 1\norganisation = \"Another\"\n");
    let (report, status) = json(&["--from", &then, "--policy", other.path()]);
    assert_eq!(
        (status, report["policy"]["organisation"].as_str()),
        (2, Some("Another"))
    );
    // What judged goes into what is written.
    let written = File::new("written", "");
    run(&[
        "--from",
        &then,
        "--policy",
        other.path(),
        "--output",
        written.path(),
    ]);
    let (report, _) = json(&["--from", written.path()]);
    assert_eq!(report["policy"]["organisation"], "Another");
    // A simulated workstation has no site, and takes what it is given.
    let (report, _) = json(&["demo", "no-card"]);
    assert!(report["policy"].is_null());
    let (report, status) = json(&["demo", "no-card", "--policy", other.path()]);
    assert_eq!(
        (status, report["policy"]["organisation"].as_str()),
        (2, Some("Another"))
    );
}

#[test]
fn a_policy_that_cannot_be_used_is_told_with_its_place() {
    let healthy = world("healthy");
    let wrong = File::new(
        "wrong",
        "version = 1\n[[rules]]\nid = \"card/nope\"\ngrade = \"off\"\nreason = \"x\"\n",
    );
    for command in ["check", "readers", "certs"] {
        let it = run(&[command, "--from", &healthy, "--policy", wrong.path()]);
        assert_eq!(it.status.code(), Some(3), "{command}");
        assert!(it.stdout.is_empty(), "{command}");
        let told = String::from_utf8(it.stderr).unwrap();
        assert!(
            told.contains("line 3, column 6: there is no check \"card/nope\""),
            "{told}"
        );
        assert!(
            told.contains("--no-policy") && told.contains(wrong.path()),
            "{told}"
        );
    }
    let it = run(&[
        "check",
        "--from",
        &healthy,
        "--policy",
        wrong.path(),
        "--format",
        "nagios",
    ]);
    let line = String::from_utf8(it.stdout).unwrap();
    assert!(
        line.starts_with("CAC UNKNOWN - cannot use the policy"),
        "{line}"
    );
    let none = run(&[
        "check",
        "--from",
        &healthy,
        "--policy",
        "/no/such/policy.toml",
    ]);
    assert_eq!(none.status.code(), Some(3));
    for refused in [
        &["--policy", "x.toml", "--no-policy"][..],
        &["--policy", "-", "--from", "-"],
    ] {
        assert_eq!(run(refused).status.code(), Some(3), "{refused:?}");
        assert_eq!(run(&[&["certs"], refused].concat()).status.code(), Some(3));
    }
}

/// In a place where /etc is another one, as the machine's own is not ours to write.
#[test]
#[cfg(target_os = "linux")]
fn the_file_of_the_workstation_is_read_where_it_lies() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("etc-{}", std::process::id()));
    fs::create_dir_all(folder.join("cac-doctor")).unwrap();
    let policy = folder.join("cac-doctor/policy.toml");
    let here = |args: &str| {
        let script = format!(
            "mount --bind {} /etc && exec {BINARY} {args}",
            folder.display()
        );
        Command::new("unshare")
            .args(["--mount", "--map-root-user", "sh", "-c", &script])
            .stdin(Stdio::null())
            .output()
            .unwrap()
    };
    let told = |args: &str| -> Value {
        let it = here(args);
        serde_json::from_slice(&it.stdout)
            .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&it.stderr)))
    };
    assert!(told("--format json")["policy"].is_null());
    fs::write(&policy, "version = 1\norganisation = \"Here\"\n").unwrap();
    let report = told("--format json");
    assert_eq!(report["policy"]["organisation"], "Here");
    assert_eq!(report["policy"]["file"], "/etc/cac-doctor/policy.toml");
    assert!(told("--format json --no-policy")["policy"].is_null());
    // What was seen elsewhere is judged by what is laid down there.
    let world = world("healthy");
    assert!(told(&format!("--from {world} --format json"))["policy"].is_null());
    fs::write(&policy, "version = 1\norganisation = \n").unwrap();
    let it = here("--format json");
    let error = String::from_utf8_lossy(&it.stderr).into_owned();
    assert_eq!(it.status.code(), Some(3), "{error}");
    assert!(
        error.contains("/etc/cac-doctor/policy.toml: line 2, column "),
        "{error}"
    );
    fs::remove_dir_all(&folder).unwrap();
}
