//! What the documentation shows is what the tool says. `UPDATE=1` writes it anew.
use crate::tidy::committed;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The tool in the folder that the examples are in.
fn run(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cac-doctor"))
        .args(args)
        .current_dir(format!("{ROOT}/docs/examples"))
        .env_remove("COLUMNS")
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// The beginning of what a command prints: up to the end of the table, or of the first part where there is none. Dates
/// depend on the day.
fn shown(command: &str) -> String {
    let args: Vec<&str> = command.split(' ').collect();
    assert_eq!(args[0], "cac-doctor", "{command}");
    let it = run(&args[1..]);
    assert!(
        it.stderr.is_empty(),
        "{command}: {}",
        String::from_utf8_lossy(&it.stderr)
    );
    let text = String::from_utf8(it.stdout).unwrap();
    let whole = args.contains(&"--hand-over");
    let parts: Vec<&str> = text.split("\n\n").collect();
    let part = match parts
        .iter()
        .position(|it| it.starts_with("USB ") || it.starts_with("Service "))
    {
        _ if whole => text.trim_end().to_owned(),
        Some(table) => parts[..=table].join("\n\n"),
        None => parts[..parts.len().min(3)].join("\n\n"),
    };
    let more = if part.len() < text.trim_end().len() {
        "\n…"
    } else {
        ""
    };
    undated(&timeless(&format!("{}{more}\n", part.trim_end())))
}

/// How fast the simulated service answers depends on what else runs here.
fn timeless(text: &str) -> String {
    let Some((before, rest)) = text.split_once("PC/SC answers in ") else {
        return text.to_owned();
    };
    let after = rest.trim_start_matches(|it: char| it.is_ascii_digit());
    format!("{before}PC/SC answers in 1{after}")
}

/// Dates that follow the calendar, as letters; those of the examples' own files stay.
fn undated(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    while at < letters.len() {
        let form = "dddd-dd-dd";
        let date = letters.get(at..at + form.len()).is_some_and(|it| {
            it.iter().zip(form.chars()).all(|(is, form)| match form {
                'd' => is.is_ascii_digit(),
                other => *is == other,
            })
        });
        if date && !letters[at..].starts_with(&['2', '0', '2', '6', '-', '1', '1', '-', '2', '0']) {
            out.push_str("YYYY-MM-DD");
            at += form.len();
            // The time of day goes with it.
            let minute = [' ', 'd', 'd', ':', 'd', 'd'];
            let minutes = letters.get(at..at + minute.len()).is_some_and(|it| {
                it.iter()
                    .zip(minute)
                    .all(|(is, form)| *is == form || form == 'd' && is.is_ascii_digit())
            });
            if minutes {
                out.push_str(" hh:mm");
                at += minute.len();
            } else if letters.get(at) == Some(&'T') {
                out.push_str("Thh:mm:ssZ");
                at += letters[at..].iter().position(|it| *it == 'Z').unwrap() + 1;
            }
        } else {
            out.push(letters[at]);
            at += 1;
        }
    }
    out
}

#[test]
fn tidy_the_guide_shows_what_the_tool_says() {
    let path = format!("{ROOT}/docs/helpdesk.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let mut out = String::new();
    let mut lines = text.lines();
    let mut commands = 0;
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        if line != "```console" {
            continue;
        }
        let command = lines.next().unwrap();
        out.push_str(command);
        out.push('\n');
        out.push_str(&shown(command.strip_prefix("$ ").unwrap()));
        commands += 1;
        for skipped in lines.by_ref() {
            if skipped == "```" {
                out.push_str("```\n");
                break;
            }
        }
    }
    assert!(commands >= 12, "{commands}");
    let situations = text.lines().filter(|it| it.starts_with("### ")).count();
    assert_eq!(situations, 10);
    committed(&path, &out);
}

/// Commands that stand in the running text are ones there are.
#[test]
fn every_command_in_the_running_text_is_understood() {
    let mut tried = 0;
    for file in ["README.md", "docs/helpdesk.md", "docs/policy.md"] {
        let text = std::fs::read_to_string(format!("{ROOT}/{file}")).unwrap();
        let spans = text.split('`').skip(1).step_by(2);
        for it in spans.filter(|it| it.starts_with("cac-doctor ") && !it.contains('\n')) {
            let command = it.split(" \\| ").next().unwrap();
            // Words that stand for something, and marks of what may be left out.
            let sample = command
                .replace("FILE", "page.txt")
                .replace("SHELL", "bash")
                .replace("[SCENARIO]", "healthy")
                .replace("HOST:PORT", "localhost:1")
                .replace(['…', '[', ']'], "");
            let mut args: Vec<&str> = sample.split_whitespace().skip(1).collect();
            // `explain WHAT` is not to be asked of anything; the rest is only to be parsed.
            args.push("--help");
            let it = run(&args);
            assert_eq!(it.status.code(), Some(0), "{file}: {command}");
            tried += 1;
        }
    }
    assert!(tried >= 12, "{tried}");
}

fn examples() -> Vec<(&'static str, &'static str)> {
    vec![
        ("healthy", "healthy"),
        ("pin-locked", "pin-locked"),
        ("service-missing", "no-service"),
        ("could-not-look", "not-allowed"),
        ("blocked-by-policy", "blocked-by-policy"),
        ("site-policy", "no-card-let-pass"),
    ]
}

#[test]
fn tidy_the_examples_of_the_report_are_current_and_fit_the_schema() {
    let schema = run(&["schema"]).stdout;
    let schema: serde_json::Value = serde_json::from_slice(&schema).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let mut known: Vec<PathBuf> = Vec::new();
    for (name, world) in examples() {
        let world = format!("{ROOT}/tests/worlds/{world}.json");
        let report = run(&["check", "--from", &world, "--format", "json"]).stdout;
        let report = String::from_utf8(report).unwrap();
        let path = format!("{ROOT}/docs/examples/{name}.json");
        committed(&path, &report);
        let value: serde_json::Value = serde_json::from_str(&report).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&value)
            .map(|it| format!("{it} at {}", it.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}");
        known.push(PathBuf::from(path));
    }
    // The schema tells right from wrong.
    let mut wrong: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&known[0]).unwrap()).unwrap();
    wrong["counts"]["ok"] = "many".into();
    assert!(!validator.is_valid(&wrong));
    // Nothing lies about that no test writes or reads.
    known.push(Path::new(ROOT).join("docs/examples/signins.json"));
    for entry in std::fs::read_dir(format!("{ROOT}/docs/examples")).unwrap() {
        let path = entry.unwrap().path();
        let page = path.file_name().is_some_and(|it| it == "page.txt");
        assert!(page || known.contains(&path), "{}", path.display());
    }
}
