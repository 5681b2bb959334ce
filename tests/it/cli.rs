//! The binary as people and scripts meet it.
#![allow(clippy::disallowed_methods, clippy::disallowed_types)] // these tests run the program
use cac_doctor::report::text::View;
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const BINARY: &str = env!("CARGO_BIN_EXE_cac-doctor");

/// A folder of one test's own, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("cli-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn file(&self, name: &str, content: &str) -> String {
        let path = self.path(name);
        fs::write(&path, content).unwrap();
        path
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    fn names(&self) -> Vec<String> {
        let mut out: Vec<String> = fs::read_dir(&self.0)
            .unwrap()
            .map(|it| it.unwrap().file_name().into_string().unwrap())
            .collect();
        out.sort();
        out
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn run(args: &[&str]) -> Output {
    Command::new(BINARY)
        .args(args)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn out(it: &Output) -> String {
    String::from_utf8(it.stdout.clone()).unwrap()
}

fn err(it: &Output) -> String {
    String::from_utf8(it.stderr.clone()).unwrap()
}

/// A snapshot of a workstation without a reader, made by nobody but this test.
fn snapshot() -> String {
    r#"{"schema":"cac-doctor/snapshot/1.0","taken_at":"2027-01-10T12:00:00Z","took_ms":5,
        "tool":{"name":"cac-doctor","version":"0.1.0"},"scope":"everything",
        "host":"absent","service":{"unasked":{"because":"a test"}},"readers":"absent","login":{"code":null}}"#
        .to_owned()
}

/// Exit 3, nothing on stdout, and a message with all of `words`.
fn refused(args: &[&str], words: &[&str]) {
    let it = run(args);
    let said = err(&it);
    assert_eq!(it.status.code(), Some(3), "{args:?}: {said}");
    assert_eq!(out(&it), "", "{args:?}");
    for word in words {
        assert!(said.contains(word), "{args:?}: no {word:?} in {said}");
    }
}

#[test]
fn help_and_version_are_data_and_end_well() {
    let it = run(&["--version"]);
    assert_eq!(it.status.code(), Some(0));
    assert_eq!(
        out(&it),
        format!("cac-doctor {}\n", env!("CARGO_PKG_VERSION"))
    );
    for args in [&["--help"][..], &["check", "--help"], &["demo", "--help"]] {
        let it = run(args);
        assert_eq!(it.status.code(), Some(0));
        assert!(out(&it).contains("EXIT STATUS"), "{args:?}");
    }
}

#[test]
fn wrong_usage_ends_in_3_and_says_what() {
    refused(&["--nonsense"], &["--nonsense"]);
    refused(&["nonsense"], &["nonsense"]);
    refused(&["check", "--timeout", "0"], &["--timeout", "1..=600"]);
    refused(&["check", "--timeout", "601"], &["--timeout"]);
    refused(&["check", "--timeout", "soon"], &["soon"]);
    refused(&["check", "--at", "tomorrow"], &["tomorrow", "RFC 3339"]);
    refused(&["check", "--symptom", "x"], &["AADSTS53003"]);
    refused(&["check", "--format", "yaml"], &["text", "json"]);
    refused(&["check", "--output", "-"], &["--format json"]);
    refused(&["explain"], &["WHAT"]);
    refused(
        &["explain", "no/such-rule"],
        &["no/such-rule", "cac-doctor rules"],
    );
    refused(&["demo", "no-such-scenario"], &["no-such-scenario"]);
    refused(&["explain", "\x1b[31m\u{202e}"], &["\\x1b[31m\\u{202e}"]);
}

#[test]
fn what_cannot_be_read_back_is_refused_by_name() {
    let folder = Folder::new("from");
    refused(
        &["check", "--from", &folder.path("none.json")],
        &["none.json", "cannot read"],
    );
    refused(&["--from", folder.0.to_str().unwrap()], &["cannot read"]);
    let cases = [
        ("empty.json", String::new(), "empty"),
        (
            "cut.json",
            snapshot()[..100].to_owned(),
            "not JSON: EOF while parsing a string at line 2",
        ),
        ("list.json", "[1, 2]".to_owned(), "not from cac-doctor"),
        (
            "other.json",
            r#"{"schema":"x"}"#.to_owned(),
            "not from cac-doctor",
        ),
        (
            "bare.json",
            r#"{"schema":"cac-doctor/report/1.0"}"#.to_owned(),
            "without the snapshot",
        ),
        (
            "new.json",
            snapshot().replacen("/1.0", "/2.0", 1),
            "cac-doctor/snapshot/2.0",
        ),
        (
            "part.json",
            r#"{"schema":"cac-doctor/snapshot/1.0"}"#.to_owned(),
            "taken_at",
        ),
    ];
    for (name, content, word) in cases {
        let path = folder.file(name, &content);
        for command in ["check", "readers", "certs"] {
            refused(&[command, "--from", &path], &[name, word]);
        }
    }
}

#[test]
fn a_snapshot_is_judged_from_a_file_and_from_standard_input() {
    let folder = Folder::new("judged");
    let path = folder.file("it.json", &snapshot().replacen("/1.0", "/1.9", 1));
    let from_file = run(&["check", "--from", &path, "--format", "json"]);
    let mut child = Command::new(BINARY)
        .args(["--from", "-", "--format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(fs::read_to_string(&path).unwrap().as_bytes())
        .unwrap();
    let from_pipe = child.wait_with_output().unwrap();
    assert_eq!(out(&from_file), out(&from_pipe));
    assert_eq!(from_file.status, from_pipe.status);
    let value: serde_json::Value = serde_json::from_str(&out(&from_file)).unwrap();
    assert_eq!(value["schema"], "cac-doctor/report/1.0");
    assert_eq!(value["taken_at"], "2027-01-10T12:00:00Z");
    assert!(value.get("snapshot").is_none());
    let at = run(&[
        "check",
        "--from",
        &path,
        "--format",
        "json",
        "--at",
        "2030-01-01T00:00:00+01:00",
    ]);
    let value: serde_json::Value = serde_json::from_str(&out(&at)).unwrap();
    assert_eq!(value["at"], "2029-12-31T23:00:00Z");
}

#[test]
fn the_text_report_ends_with_its_exit_status() {
    let folder = Folder::new("closing");
    let path = folder.file("it.json", &snapshot());
    let it = run(&["--from", &path]);
    let status = it.status.code().unwrap();
    let text = out(&it).replace('\n', " ");
    assert!(text.contains(&format!(" exit {status} ")), "{text}");
    assert!(text.ends_with("End of report "), "{text}");
    assert_eq!(err(&it), "");
    let plain = out(&run(&["--from", &path, "--plain"]));
    assert!(
        plain.trim_end().ends_with(&format!("\texit={status}")),
        "{plain}"
    );
    assert!(out(&run(&["--from", &path, "--ascii"])).is_ascii());
    assert!(out(&run(&["--from", &path, "--color", "always"])).contains("\x1b["));
    assert!(!out(&run(&["--from", &path])).contains('\x1b'));
}

#[test]
fn output_writes_what_from_reads_back() {
    let folder = Folder::new("output");
    let path = folder.file("it.json", &snapshot());
    let copy = folder.path("copy.json");
    let first = run(&["check", "--from", &path, "--output", &copy]);
    assert!(
        out(&first).contains("End of report"),
        "the text is shown as well"
    );
    let again = run(&["check", "--from", &copy, "--format", "json"]);
    let direct = run(&["check", "--from", &path, "--format", "json"]);
    assert_eq!(out(&again), out(&direct));
    assert_eq!(first.status, again.status);
    let value: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(&copy).unwrap()).unwrap();
    assert_eq!(value["snapshot"]["schema"], "cac-doctor/snapshot/1.0");

    let json = folder.path("only.json");
    let it = run(&["check", "--from", &path, "--format", "json", "-o", &json]);
    assert_eq!(out(&it), "");
    assert_eq!(
        fs::read_to_string(&json).unwrap(),
        fs::read_to_string(&copy).unwrap()
    );
    let text = folder.path("report.txt");
    let it = run(&[
        "check", "--from", &path, "--format", "text", "--output", &text,
    ]);
    assert_eq!(out(&it), "");
    assert!(fs::read_to_string(&text).unwrap().contains("End of report"));
    assert_eq!(
        folder.names(),
        ["copy.json", "it.json", "only.json", "report.txt"]
    );
}

/// What an application showed; synthetic.
const MESSAGE: &str = "AADSTS53003: Access has been blocked by Conditional Access policies. Trace ID: 11111111-2222-3333-4444-555555550100 \
                       Correlation ID: aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee Timestamp: 2026-11-20 13:05:11Z JANE-SECRET";

#[test]
fn the_error_page_is_read_told_and_not_kept() {
    let folder = Folder::new("page");
    let from = folder.file("it.json", &snapshot());
    let page = folder.file("error.txt", MESSAGE);
    let copy = folder.path("copy.json");
    let it = run(&["check", "--from", &from, "--page", &page, "--output", &copy]);
    let text = out(&it);
    assert!(
        text.contains("Page   error 53003; 2026-11-20 13:05 UTC"),
        "{text}"
    );
    let written = fs::read_to_string(&copy).unwrap();
    assert!(!written.contains("JANE-SECRET") && !text.contains("JANE-SECRET"));
    let value: serde_json::Value = serde_json::from_str(&written).unwrap();
    assert_eq!(
        value["symptom"]["told"], true,
        "the page's code counts as told"
    );
    let page = &value["login"]["page"];
    assert_eq!(page["codes"], serde_json::json!([53003]));
    assert_eq!(page["trace_id"], "11111111-2222-3333-4444-555555550100");
    assert_eq!(page["timestamp"], "2026-11-20T13:05:11Z");
    assert_eq!(page["device"], "not-told");
    // What was read is in the snapshot, so that it is there where the snapshot is judged again.
    let again = run(&["check", "--from", &copy, "--format", "json"]);
    let again: serde_json::Value = serde_json::from_str(&out(&again)).unwrap();
    assert_eq!(again["login"]["page"], *page);
    let plain = out(&run(&["check", "--from", &copy, "--plain"]));
    assert!(
        plain.contains("\nbrought\tpage\terror 53003; 2026-11-20T13:05:11Z"),
        "{plain}"
    );
}

#[test]
fn the_page_comes_from_standard_input_too_but_not_with_the_snapshot() {
    let mut child = Command::new(BINARY)
        .args(["demo", "--page", "-", "--format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(b"\xff\xfe5\x000\x000\x005\x003\x00")
        .unwrap();
    let it = child.wait_with_output().unwrap();
    let value: serde_json::Value = serde_json::from_slice(&it.stdout).unwrap();
    assert_eq!(value["login"]["page"]["codes"], serde_json::json!([50053]));
    assert_eq!(value["symptom"]["code"], 50053);
    refused(
        &["check", "--from", "-", "--page", "-"],
        &["--from", "--page", "standard input"],
    );
}

#[test]
fn a_page_that_cannot_be_understood_is_told_and_the_rest_goes_on() {
    let folder = Folder::new("nopage");
    let from = folder.file("it.json", &snapshot());
    for (content, words) in [
        (&b"\x89PNG\r\n\x1a\n"[..], "PNG picture"),
        (b"nothing of it", "looked for"),
        (b"", "empty"),
        (b"eyJhbGciOiJub25lIn0.e30", "three parts"),
    ] {
        let path = folder.path("page.txt");
        fs::write(&path, content).unwrap();
        let it = run(&["check", "--from", &from, "--page", &path]);
        assert!(
            err(&it).contains(words) && err(&it).contains("page.txt"),
            "{}",
            err(&it)
        );
        assert!(
            out(&it).contains("not read:") && out(&it).contains("End of report"),
            "{}",
            out(&it)
        );
        let it = run(&[
            "check", "--from", &from, "--page", &path, "--format", "json",
        ]);
        let value: serde_json::Value = serde_json::from_str(&out(&it)).unwrap();
        assert!(value["login"]["page"].is_null());
        assert!(
            value["login"]["page_error"]
                .as_str()
                .unwrap()
                .contains(words)
        );
    }
    let large = folder.path("large.txt");
    fs::File::create(&large)
        .unwrap()
        .set_len(20 * 1024 * 1024)
        .unwrap();
    let it = run(&["check", "--from", &from, "--page", &large]);
    assert!(err(&it).contains("20971520 bytes"), "{}", err(&it));
    refused(
        &["check", "--page", &folder.path("none.txt")],
        &["none.txt", "cannot read"],
    );
    refused(&["check", "--page", ""], &["no file name"]);
}

#[test]
#[cfg(unix)]
fn output_is_private_whole_and_leaves_links_and_devices_alone() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let folder = Folder::new("private");
    let path = folder.file("it.json", &snapshot());
    let target = folder.file("target.json", "old");
    symlink(&target, folder.path("link.json")).unwrap();
    run(&[
        "check",
        "--from",
        &path,
        "--output",
        &folder.path("link.json"),
    ]);
    assert!(
        fs::symlink_metadata(folder.path("link.json"))
            .unwrap()
            .is_symlink()
    );
    assert!(fs::read_to_string(&target).unwrap().contains("snapshot"));
    assert_eq!(
        fs::metadata(&target).unwrap().permissions().mode() & 0o777,
        0o600
    );

    let it = run(&[
        "check",
        "--from",
        &path,
        "--format",
        "json",
        "--output",
        "/dev/null",
    ]);
    assert_eq!(err(&it), "");
    assert!(!fs::metadata("/dev/null").unwrap().is_file());

    for bad in [
        folder.path("no/such/folder.json"),
        folder.0.to_str().unwrap().to_owned(),
    ] {
        let it = run(&["check", "--from", &path, "--output", &bad]);
        assert_eq!(it.status.code(), Some(3));
        assert!(err(&it).contains(&bad), "{}", err(&it));
        assert!(
            out(&it).replace('\n', " ").contains("exit 3"),
            "{}",
            out(&it)
        );
        refused(
            &[
                "check", "--from", &path, "--format", "json", "--output", &bad,
            ],
            &[&bad],
        );
    }
    assert_eq!(folder.names(), ["it.json", "link.json", "target.json"]);
}

#[test]
fn a_reader_that_has_seen_enough_ends_it_quietly() {
    let mut child = Command::new(BINARY)
        .arg("schema")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut said = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut said)
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(said, "");
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_told() {
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let it = Command::new(BINARY)
        .arg("schema")
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(it.status.code(), Some(3));
    assert!(err(&it).contains("standard output"), "{}", err(&it));
}

#[test]
fn rules_can_be_listed_and_explained() {
    let it = run(&["rules", "--plain"]);
    assert_eq!(it.status.code(), Some(0));
    let text = out(&it);
    let ids: Vec<&str> = text
        .lines()
        .skip(1)
        .filter_map(|it| it.split('\t').next())
        .collect();
    assert_eq!(
        ids,
        cac_doctor::rules::RULES
            .iter()
            .map(|it| it.id)
            .collect::<Vec<_>>()
    );
    // People find them in the table too, at any width and in a pipe.
    let piped = out(&run(&["rules"]));
    let at = |width| {
        cac_doctor::report::text::rules(View {
            width,
            ..View::default()
        })
    };
    for (width, text) in [(80, piped), (40, at(40)), (64, at(64)), (200, at(200))] {
        for id in &ids {
            let whole = |it: &str| it.split_whitespace().any(|it| it == *id);
            assert!(text.lines().any(whole), "{id} at {width}:\n{text}");
        }
        let fits = |it: &str| width == 40 || it.chars().count() <= width;
        assert!(text.lines().all(fits), "{width}:\n{text}");
    }
    for id in ids {
        let it = run(&["explain", id]);
        assert_eq!(it.status.code(), Some(0));
        for part in ["What it means", "How we know", "What to do", "Sources", id] {
            assert!(out(&it).contains(part), "{id}: {part}");
        }
    }
}

/// A refused sign-in of a log, by a policy of that name.
fn sign_in_log(policy: &str) -> String {
    format!(
        r#"{{"value":[{{"id":"r","correlationId":"c","createdDateTime":"2027-01-10T11:58:00Z",
            "status":{{"errorCode":53003}},"conditionalAccessStatus":"failure",
            "authenticationDetails":[{{"authenticationMethod":"X.509 Certificate","succeeded":true}}],
            "appliedConditionalAccessPolicies":[{{"displayName":"{policy}","result":"failure",
            "enforcedGrantControls":["Block"],"conditionsSatisfied":"application,users,location"}}]}}]}}"#
    )
}

#[test]
fn a_sign_in_log_names_the_policy() {
    let folder = Folder::new("signin-log");
    let from = folder.file("snapshot.json", &snapshot());
    let log = folder.file("log.json", &sign_in_log("Trusted \\u001b[2J places"));
    let args = ["--from", &from, "--signin-log", &log];
    let it = run(&[&args[..], &["--format", "json"]].concat());
    let report: serde_json::Value = serde_json::from_str(&out(&it)).unwrap();
    let sign_in = &report["login"]["sign_in"];
    assert_eq!(sign_in["matched_by"], "only");
    assert_eq!(sign_in["card_cleared"], true);
    assert_eq!(sign_in["policies"][0]["conditions"][2], "location");
    let unseen = report["unseen"].to_string();
    assert!(!unseen.contains("only your organisation's"), "{unseen}");
    let said = out(&run(&args));
    assert!(said.contains("What the sign-in log says"), "{said}");
    assert!(said.contains("\"Trusted \\x1b[2J places\""), "{said}");
    assert!(!said.contains('\x1b'), "{said:?}");
    let said = out(&run(&[&args[..], &["--plain"]].concat()));
    assert!(said.contains("sign-in-log\tEntry of 2027-01-10"), "{said}");
    // What --output wrote says it again.
    let again = folder.path("report.json");
    run(&[&args[..], &["--output", &again]].concat());
    let said = out(&run(&["--from", &again, "--format", "json"]));
    assert!(said.contains("\"card_cleared\": true"), "{said}");
}

#[test]
fn a_log_that_is_none_costs_the_report_nothing() {
    let folder = Folder::new("signin-none");
    let from = folder.file("snapshot.json", &snapshot());
    let log = folder.file("log.html", "<html></html>");
    let it = run(&["--from", &from, "--signin-log", &log, "--format", "json"]);
    assert!(err(&it).contains("an HTML or XML page"), "{}", err(&it));
    let report: serde_json::Value = serde_json::from_str(&out(&it)).unwrap();
    let said = report["login"]["sign_in_error"].as_str().unwrap();
    assert!(said.contains("an HTML or XML page"), "{said}");
    assert!(report["login"]["sign_in"].is_null());
    let said = out(&run(&["--from", &from, "--signin-log", &log]));
    assert!(said.contains("The log could not be used"), "{said}");
    assert_eq!(it.status.code(), Some(3));
    let none = folder.path("none.json");
    refused(&["--from", &from, "--signin-log", &none], &["none.json"]);
    refused(&["--from", "-", "--signin-log", "-"], &["standard input"]);
}

#[test]
fn the_text_to_hand_over_has_the_lines_that_it_means() {
    let folder = Folder::new("hand-over");
    let from = folder.file("snapshot.json", &snapshot());
    let named = "Block\\nRuled out\\n  everything \\u202e\\u001b[2J";
    let log = sign_in_log(named).replace(
        "\"status\"",
        &format!("\"appDisplayName\":\"{named}\",\"status\""),
    );
    let log = folder.file("log.json", &log);
    let args = [
        "--from",
        &from,
        "--symptom",
        "53003",
        "--signin-log",
        &log,
        "--hand-over",
    ];
    let said = out(&run(&args));
    assert!(said.contains("Block\\nRuled out\\n  everything"), "{said}");
    let lines: Vec<&str> = said.lines().map(str::trim).collect();
    assert!(!lines.contains(&"everything"), "{said}");
    assert!(
        lines.iter().filter(|it| **it == "Ruled out").count() <= 1,
        "{said}"
    );
    assert!(!said.contains(['\x1b', '\u{202e}']), "{said:?}");
    for format in ["json", "nagios", "one-line", "prometheus"] {
        let it = run(&[&args[..], &["--format", format]].concat());
        assert_eq!(it.status.code(), Some(3), "{format}");
        let said = out(&it) + &err(&it);
        assert!(said.contains("--hand-over"), "{format}: {said}");
    }
    let it = run(&["demo", "healthy", "--hand-over", "--format", "json"]);
    assert_eq!(it.status.code(), Some(3));
    let it = run(&[&args[..], &["--format", "html"]].concat());
    assert!(out(&it).contains("Text for the identity administrator"));
}
