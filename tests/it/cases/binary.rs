//! The program itself, told of a failed sign-in, with and without a terminal.
use super::texts::{location_block, page};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const BINARY: &str = env!("CARGO_BIN_EXE_cac-doctor");

fn file(name: &str, text: &str) -> PathBuf {
    let path =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("cases-{}-{name}", std::process::id()));
    fs::write(&path, text).unwrap();
    path
}

fn healthy() -> String {
    format!("{}/tests/worlds/healthy.json", env!("CARGO_MANIFEST_DIR"))
}

/// Nothing is asked where input or output is no terminal, whatever there is to ask.
#[test]
fn nothing_is_asked_of_a_script() {
    let page = file("piped-page", &page());
    for stdin in [Stdio::null(), Stdio::piped()] {
        let out = Command::new(BINARY)
            .args([
                "check",
                "--from",
                &healthy(),
                "--page",
                page.to_str().unwrap(),
            ])
            .stdin(stdin)
            .output()
            .unwrap();
        let said = String::from_utf8(out.stderr).unwrap();
        assert!(!said.contains("Enter:"), "{said}");
        assert!(!String::from_utf8(out.stdout).unwrap().contains("Enter:"));
    }
    fs::remove_file(page).unwrap();
}

#[test]
fn page_log_place_and_method_are_taken_from_the_command_line() {
    let page = file("page", &page());
    let log = file("log.json", &location_block().to_string());
    let out = Command::new(BINARY)
        .args(["check", "--format", "json", "--from", &healthy()])
        .args([
            "--page",
            page.to_str().unwrap(),
            "--signin-log",
            log.to_str().unwrap(),
        ])
        .args(["--method", "cac", "--network", "home"])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let report: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(report["verdict"]["story"], "not-the-card");
    assert_eq!(report["login"]["hypotheses"][0]["cause"], "network-place");
    assert_eq!(report["login"]["hypotheses"][0]["relation"], "explains");
    fs::remove_file(page).unwrap();
    fs::remove_file(log).unwrap();
}

/// Runs the program on a terminal of its own (script, of util-linux) and types.
#[cfg(target_os = "linux")]
fn on_a_terminal(args: &str, typed: &str) -> String {
    let mut child = Command::new("script")
        .args(["-qec", &format!("{BINARY} {args}"), "/dev/null"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("script, of the package bsdutils");
    child
        .stdin
        .take()
        .unwrap()
        .write_all(typed.as_bytes())
        .unwrap();
    let out = child.wait_with_output().unwrap();
    String::from_utf8(out.stdout).unwrap()
}

#[cfg(target_os = "linux")]
fn questions(said: &str) -> usize {
    said.matches("Enter:").count()
}

#[test]
#[cfg(target_os = "linux")]
fn at_most_three_questions_are_asked_on_a_terminal_and_their_answers_count() {
    let said = on_a_terminal(&format!("check --from {}", healthy()), "53003\nc\nh\n");
    assert_eq!(questions(&said), 3, "{said}");
    assert!(said.contains("where you are on the network"), "{said}");
}

#[test]
#[cfg(target_os = "linux")]
fn what_was_told_is_not_asked_and_what_does_not_matter_neither() {
    let healthy = healthy();
    for (args, typed, due) in [
        // Nobody saw an error page.
        (format!("check --from {healthy}"), "\n\n\n\n", 1),
        // Another code: neither method nor place says more.
        (format!("check --from {healthy}"), "50126\n\n\n", 1),
        (
            format!("check --from {healthy} --symptom 50126"),
            "\n\n\n",
            0,
        ),
        (
            format!("check --from {healthy} --symptom 53003"),
            "c\nh\n",
            2,
        ),
        (
            format!("check --from {healthy} --symptom 53003 --method cac"),
            "h\n",
            1,
        ),
        (
            format!("check --from {healthy} --symptom 53003 --method cac --network home"),
            "\n",
            0,
        ),
        (
            format!("check --from {healthy} --symptom 53003 --format text"),
            "\n",
            0,
        ),
        (format!("check --from {healthy} --plain"), "\n", 0),
    ] {
        let said = on_a_terminal(&args, typed);
        assert_eq!(questions(&said), due, "{args}: {said}");
    }
}
