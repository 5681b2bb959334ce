//! The manual page and the shell completions, read by what is to read them.
use std::io::Write as _;
use std::process::{Command, Output, Stdio};

const BINARY: &str = env!("CARGO_BIN_EXE_cac-doctor");

fn said(args: &[&str]) -> Vec<u8> {
    let it = Command::new(BINARY).args(args).output().unwrap();
    assert_eq!(it.status.code(), Some(0), "{args:?}");
    assert!(it.stderr.is_empty(), "{args:?}");
    it.stdout
}

/// Runs a program on this text. One that is missing is a failure: tests/run installs it.
fn fed(program: &str, args: &[&str], text: &[u8]) -> Output {
    let mut child = Command::new(program)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{program}: {error}; tests/run installs it"));
    let mut stdin = child.stdin.take().unwrap();
    let text = text.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&text));
    let it = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    it
}

#[test]
fn the_manual_page_says_everything_and_no_formatter_complains() {
    let page = said(&["man"]);
    let groff = fed("groff", &["-man", "-ww", "-Tascii", "-P-cbou"], &page);
    let told = String::from_utf8_lossy(&groff.stderr);
    assert!(groff.status.success() && told.is_empty(), "{told}");
    let shown = String::from_utf8_lossy(&groff.stdout);
    for heading in [
        "NAME",
        "SYNOPSIS",
        "DESCRIPTION",
        "COMMANDS",
        "OPTIONS",
        "EXIT STATUS",
        "ENVIRONMENT",
        "FILES",
        "EXAMPLES",
    ] {
        assert!(
            shown.lines().any(|it| it == heading),
            "no {heading}: {shown}"
        );
    }
    for word in [
        "could not tell",
        "NO_COLOR",
        "PCSCLITE_CSOCK_NAME",
        "pseudonym.key",
        "completions SHELL",
        "--signin-log FILE",
        "prometheus",
    ] {
        let loose = |it: &str| it.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(loose(&shown).contains(&loose(word)), "no {word}: {shown}");
    }
    let mandoc = fed("mandoc", &["-T", "lint", "-W", "warning"], &page);
    let told = String::from_utf8_lossy(&mandoc.stdout);
    assert!(mandoc.status.success() && told.is_empty(), "{told}");
}

#[test]
fn the_manual_page_has_every_command_and_option_of_the_help() {
    let page = String::from_utf8(said(&["man"])).unwrap().replace('\\', "");
    let help = String::from_utf8(said(&["--help"])).unwrap();
    let mut options = 0;
    for word in help.split_whitespace() {
        let word = word.trim_matches(|it: char| !it.is_ascii_alphanumeric() && it != '-');
        if word.starts_with("--") && !["--help", "--version"].contains(&word) {
            assert!(page.contains(word), "{word} is not in the manual page");
            options += 1;
        }
    }
    assert!(options >= 15, "{options}");
    for command in [
        "check",
        "readers",
        "certs",
        "rules",
        "explain",
        "demo",
        "schema",
        "man",
        "completions",
    ] {
        assert!(
            page.contains(&format!("fB{command}fR")),
            "{command}: {page}"
        );
    }
}

#[test]
fn every_shell_has_completions_and_bash_can_use_its_own() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = String::from_utf8(said(&["completions", shell])).unwrap();
        for word in ["signin-log", "hand-over", "completions"] {
            assert!(script.contains(word), "{shell}: no {word}");
        }
    }
    let script = said(&["completions", "bash"]);
    let it = fed("bash", &["-n"], &script);
    let told = String::from_utf8_lossy(&it.stderr);
    assert!(it.status.success() && told.is_empty(), "{told}");
    // What the script offers for the last of these words.
    let offered = |words: &[&str]| {
        let (last, before) = words.split_last().unwrap();
        let call = format!(
            "\nCOMP_WORDS=(cac-doctor {} '{last}'); COMP_CWORD={}; _cac__doctor cac-doctor '{last}' '{}'; echo \"${{COMPREPLY[@]}}\"\n",
            before.join(" "),
            words.len(),
            before.last().unwrap_or(&"cac-doctor"),
        );
        let it = fed("bash", &[], &[&script[..], call.as_bytes()].concat());
        assert!(it.stderr.is_empty(), "{it:?}");
        String::from_utf8_lossy(&it.stdout).trim().to_owned()
    };
    for (words, wanted) in [
        (&["--fail-on", ""][..], "warn fail never"),
        (&["check", "--fail-on", ""], "warn fail never"),
        (&["check", "--for"], "--format"),
        (&["check", "--fail-on", "ne"], "never"),
        (&["demo", "--card", "d"], "dual"),
        (&["bundle", "--previ"], "--preview"),
        (&["completions", "ba"], "bash"),
        (&["explain", "--form"], "--format"),
        (&["che"], "check"),
    ] {
        assert_eq!(offered(words), wanted, "{words:?}");
    }
    let every = Command::new(BINARY).arg("--help").output().unwrap();
    let help = String::from_utf8_lossy(&every.stdout).into_owned();
    for command in [
        "bundle", "certs", "chain", "man", "readers", "rules", "schema", "usb",
    ] {
        assert!(help.contains(command), "{help}");
        let options = offered(&[command, "--"]);
        assert!(options.contains("--help"), "{command}: {options}");
    }
    let refused = Command::new(BINARY)
        .args(["completions", "csh"])
        .output()
        .unwrap();
    assert_eq!(refused.status.code(), Some(3));
}
