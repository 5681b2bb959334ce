//! The formats for monitoring, through the binary, in every world, and read by Prometheus' own checker.
use crate::worlds::worlds;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const BINARY: &str = env!("CARGO_BIN_EXE_cac-doctor");
const WORDS: [&str; 4] = ["OK", "WARNING", "CRITICAL", "UNKNOWN"];

/// The looks that have a format for monitoring, a test each.
macro_rules! looks {
    ($test:ident) => {
        mod $test {
            #[test]
            fn check() {
                super::$test(&["check"]);
            }

            #[test]
            fn verbose() {
                super::$test(&["check", "-v"]);
            }

            #[test]
            fn readers() {
                super::$test(&["readers"]);
            }

            #[test]
            fn certs() {
                super::$test(&["certs"]);
            }
        }
    };
}

looks!(every_world_is_told_to_nagios_as_its_exit_status_says_and_names_nobody);
looks!(every_world_is_one_line_that_a_spreadsheet_can_hold_and_names_nobody);
looks!(prometheus_takes_every_world_and_reads_no_name);

/// The names of holder, card, reader, host and user in the worlds.
const SECRETS: [&str; 8] = [
    "DOE",
    "JANE",
    "1234567890",
    "jane",
    "SCM",
    "SCR",
    "Evil",
    "demo",
];

fn names_nobody(text: &str, of: &str) {
    for it in SECRETS {
        assert!(!text.contains(it), "{of}: {it} in {text}");
    }
}

fn world(name: &str) -> String {
    format!("{}/tests/worlds/{name}.json", env!("CARGO_MANIFEST_DIR"))
}

fn run(args: &[&str]) -> Output {
    Command::new(BINARY)
        .args(args)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// What it printed and how it ended; nothing may be on standard error.
fn told(args: &[&str]) -> (String, usize) {
    let it = run(args);
    assert!(
        it.stderr.is_empty(),
        "{args:?}: {}",
        String::from_utf8_lossy(&it.stderr)
    );
    let text = String::from_utf8(it.stdout).unwrap();
    assert!(
        text.bytes()
            .all(|it| it == b'\n' || (0x20..0x7f).contains(&it)),
        "{text}"
    );
    (text, usize::try_from(it.status.code().unwrap()).unwrap())
}

/// A folder of one test's own, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("monitor-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Fails where the text is none of Prometheus' exposition format 0.0.4: every series has its TYPE and HELP before it,
/// names and labels are of its alphabet, values are numbers, and the last line ends.
fn exposition(page: &str, of: &str) {
    assert!(page.ends_with('\n'), "{of}: {page}");
    let word = |it: &str| {
        !it.is_empty()
            && it
                .bytes()
                .all(|it| it.is_ascii_alphanumeric() || it == b'_')
            && !it.starts_with(|it: char| it.is_ascii_digit())
    };
    let mut told: BTreeSet<(&str, &str)> = BTreeSet::new();
    for line in page.lines() {
        if let Some(rest) = line.strip_prefix("# ") {
            let mut words = rest.splitn(3, ' ');
            let (kind, name) = (words.next().unwrap(), words.next().unwrap());
            let text = words.next().unwrap_or_default();
            assert!(word(name) && !text.is_empty(), "{of}: {line}");
            assert!(
                kind == "HELP" || (kind == "TYPE" && text == "gauge"),
                "{of}: {line}"
            );
            assert!(told.insert((kind, name)), "{of}: {line} stands twice");
            continue;
        }
        let (series, value) = line.rsplit_once(' ').unwrap();
        assert!(value.parse::<f64>().is_ok(), "{of}: {line}");
        let (name, labels) = match series.split_once('{') {
            Some((name, rest)) => (name, rest.strip_suffix('}').unwrap()),
            None => (series, ""),
        };
        assert!(
            told.contains(&("TYPE", name)) && told.contains(&("HELP", name)),
            "{of}: {line}"
        );
        let mut rest = labels;
        while let Some((label, after)) = rest.split_once("=\"") {
            assert!(word(label.trim_start_matches(',')), "{of}: {line}");
            let mut escaped = false;
            let end = after
                .bytes()
                .position(|it| {
                    let end = it == b'"' && !escaped;
                    escaped = it == b'\\' && !escaped;
                    end
                })
                .unwrap_or_else(|| panic!("{of}: {line}"));
            rest = &after[end + 1..];
        }
        assert!(rest.is_empty(), "{of}: {line}");
    }
}

/// `days=694;30:;0: pin_tries=U;…`, each of its labels once.
fn performance(text: &str) {
    let mut labels = BTreeSet::new();
    for it in text.split(' ') {
        let (label, rest) = it.split_once('=').unwrap_or_else(|| panic!("{text}"));
        assert!(labels.insert(label), "{text}");
        let value = rest.split(';').next().unwrap().trim_end_matches('s');
        assert!(value == "U" || value.parse::<f64>().is_ok(), "{text}");
    }
    let wanted = ["days", "pin_tries", "readers", "time"];
    assert!(labels.iter().eq(wanted.iter()), "{text}");
}

fn every_world_is_told_to_nagios_as_its_exit_status_says_and_names_nobody(look: &[&str]) {
    for path in worlds() {
        let path = path.to_str().unwrap();
        let args = [look, &["--from", path, "--format", "nagios"]].concat();
        let (text, status) = told(&args);
        assert!(text.len() <= 4096, "{path}: {}", text.len());
        if !look.contains(&"-v") {
            names_nobody(&text, path);
        }
        let (first, long) = text.split_once('\n').unwrap();
        let (said, numbers) = first.split_once(" | ").unwrap_or_else(|| panic!("{first}"));
        let prefix = format!("CAC {} - ", WORDS[status]);
        assert!(
            said.starts_with(&prefix) && said.len() > prefix.len(),
            "{path}: {said}"
        );
        performance(numbers);
        // Whatever stands after a second pipe would be read as performance data.
        assert!(!long.contains('|') && !said.contains('|'), "{path}: {text}");
        assert!(
            long.contains("checks: ") || long.ends_with("...\n"),
            "{path}: {long}"
        );
        let json = run(&[look, &["--from", path, "--format", "json"]].concat());
        assert_eq!(
            json.status.code(),
            Some(i32::try_from(status).unwrap()),
            "{path}"
        );
    }
}

fn every_world_is_one_line_that_a_spreadsheet_can_hold_and_names_nobody(look: &[&str]) {
    for path in worlds() {
        let path = path.to_str().unwrap();
        let args = [look, &["--from", path, "--format", "one-line"]].concat();
        let (text, status) = told(&args);
        assert!(text.len() <= 2048, "{path}: {}", text.len());
        if !look.contains(&"-v") {
            names_nobody(&text, path);
        }
        let line = text.strip_suffix('\n').unwrap();
        assert!(
            line.starts_with(&format!("CAC {} - ", WORDS[status])),
            "{path}: {line}"
        );
        assert!(
            !line.contains(['\n', ',', ';', '"', '<', '>', '&', '|']),
            "{path}: {line}"
        );
    }
}

fn prometheus_takes_every_world_and_reads_no_name(look: &[&str]) {
    for path in worlds() {
        let path = path.to_str().unwrap();
        let args = [look, &["--from", path, "--format", "prometheus"]].concat();
        let (text, status) = told(&args);
        exposition(&text, path);
        // Metrics hold no name even with -v.
        names_nobody(&text, path);
        assert!(
            text.contains(&format!("\ncac_doctor_exit_status {status}\n")),
            "{text}"
        );
        let states = text
            .lines()
            .filter(|it| it.starts_with("cac_doctor_status{") && it.ends_with(" 1"));
        assert_eq!(states.count(), 1, "{text}");
        let series: Vec<&str> = text.lines().filter(|it| !it.starts_with('#')).collect();
        let names: BTreeSet<&str> = series
            .iter()
            .map(|it| it.rsplit_once(' ').unwrap().0)
            .collect();
        assert_eq!(names.len(), series.len(), "a series stands twice: {text}");
        assert!(
            series.iter().all(|it| it.starts_with("cac_doctor_")),
            "{text}"
        );
    }
}

#[test]
fn prometheus_takes_every_scenario() {
    let scenarios = String::from_utf8(run(&["demo", "--list", "--plain"]).stdout).unwrap();
    // The first line is the heading.
    let scenarios: Vec<&str> = scenarios
        .lines()
        .skip(1)
        .filter_map(|it| it.split('\t').next())
        .collect();
    assert!(scenarios.contains(&"healthy"), "{scenarios:?}");
    for it in scenarios {
        exposition(
            &told(&["demo", it, "--format", "prometheus", "--timeout", "2"]).0,
            it,
        );
    }
}

#[test]
fn names_that_were_asked_for_come_tamed() {
    let hostile = world("hostile-reader-name");
    for format in ["nagios", "one-line"] {
        let (text, _) = told(&["--from", &hostile, "--format", format, "-v"]);
        assert!(text.contains("Evil /x1b]0"), "{text}");
    }
}

#[test]
fn hostile_names_and_slots_of_a_file_do_no_harm() {
    let folder = Folder::new("hostile");
    let evil = "x\\\"} 1\\nevil 2 | a=1 <script>&amp;, ; $(id) `id` \\u202e\\u0000";
    let text = fs::read_to_string(world("pin-locked")).unwrap();
    let name = "SCM Microsystems Inc. SCR 3310 [CCID Interface] 00 00";
    assert!(text.contains(name) && text.contains("\"9A\"") && text.contains("\"9C\""));
    let text = text
        .replace(name, evil)
        .replace("\"9A\"", &format!("\"{evil}\""))
        // Two slots of one name: their series would stand twice.
        .replace("\"9C\"", &format!("\"{evil}\""));
    let path = folder.path("evil.json");
    fs::write(&path, text).unwrap();
    let (page, _) = told(&["--from", &path, "--format", "prometheus"]);
    exposition(&page, "hostile");
    let stray = page
        .lines()
        .find(|it| !it.starts_with("# ") && !it.starts_with("cac_doctor_"));
    assert_eq!(stray, None, "{page}");
    let (text, status) = told(&["--from", &path, "--format", "nagios", "-v"]);
    assert_eq!(status, 2);
    assert_eq!(text.matches('|').count(), 1, "{text}");
    assert!(!text.contains(['<', '>', '&', '$', '`', '"']), "{text}");
    let (line, _) = told(&["--from", &path, "--format", "one-line", "-v"]);
    assert_eq!(line.lines().count(), 1);
    assert!(
        !line.contains(['|', '<', '>', '&', '$', '`', '"', ',', ';']),
        "{line}"
    );
}

#[test]
fn the_numbers_are_those_of_the_card() {
    let at = ["--at", "2026-11-22T01:31:01Z"];
    let (text, status) = told(&[&["demo", "pin-locked", "--format", "nagios"][..], &at].concat());
    assert_eq!(status, 2);
    assert!(
        text.starts_with("CAC CRITICAL - The card's PIN is locked | days="),
        "{text}"
    );
    assert!(text.contains(" pin_tries=0;2:;1:;0 readers=1;"), "{text}");
    assert!(
        text.contains("(card/pin-locked: card in reader 1)"),
        "{text}"
    );
    let (line, _) = told(&["--from", &world("expiring-soon"), "--format", "one-line"]);
    assert!(line.contains(" days=12 pin_tries=3 readers=1 "), "{line}");
    assert!(line.contains(" rule=certificate/expires-soon"), "{line}");
    let (line, status) = told(&["--from", &world("no-service"), "--format", "one-line"]);
    // What nobody could tell is left out, or marked.
    assert_eq!(status, 2);
    assert!(
        !line.contains("days=") && !line.contains("readers="),
        "{line}"
    );
    let (text, _) = told(&["--from", &world("no-service"), "--format", "nagios"]);
    assert!(
        text.contains("| days=U;30:;0: pin_tries=U;2:;1:;0 readers=U;1:;1:;0 time="),
        "{text}"
    );
    let (page, _) = told(&["--from", &world("no-service"), "--format", "prometheus"]);
    assert!(!page.contains("cac_doctor_readers"), "{page}");
    let (page, _) = told(&["--from", &world("pin-one-try"), "--format", "prometheus"]);
    assert!(
        page.contains("\ncac_doctor_pin_tries{reader=\"0\"} 1\n"),
        "{page}"
    );
    assert!(
        page.contains("{rule=\"card/pin-one-try-left\",status=\"warn\"} 1\n"),
        "{page}"
    );
    let json = run(&["--from", &world("pin-one-try"), "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    let expiry = json["readers"][0]["card"]["certificates"][0]["not_after"]
        .as_str()
        .unwrap();
    let format = &time::format_description::well_known::Rfc3339;
    let expiry = time::OffsetDateTime::parse(expiry, format)
        .unwrap()
        .unix_timestamp();
    let series = format!("slot=\"9A\",purpose=\"piv-authentication\",sign_in=\"1\"}} {expiry}\n");
    assert!(page.contains(&series), "{page}");
    let taken = time::OffsetDateTime::parse(json["taken_at"].as_str().unwrap(), format).unwrap();
    let series = format!(
        "\ncac_doctor_last_run_timestamp_seconds {}\n",
        taken.unix_timestamp()
    );
    assert!(page.contains(&series), "{page}");
}

/// A fleet's scripts run as root or SYSTEM, and what they see is not what the person at the desk sees.
#[test]
fn a_privileged_run_says_so_in_every_form() {
    for (name, account) in [("run-as-root", "root"), ("run-as-system", "SYSTEM")] {
        let path = world(name);
        let of = |format: &str| told(&["--from", &path, "--format", format]).0;
        let line =
            format!("\nran as {account}: what other accounts may do and trust is not proven\n");
        assert!(of("nagios").contains(&line));
        assert!(of("one-line").contains(&format!(" ran_as={account}")));
        assert!(of("prometheus").contains("\ncac_doctor_privileged 1\n"));
        let json = String::from_utf8(run(&["--from", &path, "--format", "json"]).stdout).unwrap();
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        let said = json["unseen"].to_string();
        assert!(said.contains(&format!("this ran as {account}.")), "{said}");
        let text = String::from_utf8(run(&["--from", &path]).stdout).unwrap();
        assert!(text.contains("Other accounts: this ran as"), "{text}");
    }
    let healthy = world("healthy");
    let (text, _) = told(&["--from", &healthy, "--format", "prometheus"]);
    assert!(text.contains("\ncac_doctor_privileged 0\n"), "{text}");
    for format in ["nagios", "one-line"] {
        let (text, _) = told(&["--from", &healthy, "--format", format]);
        assert!(
            !text.contains("ran as") && !text.contains("ran_as"),
            "{text}"
        );
    }
}

#[test]
fn fail_on_changes_word_and_status_alike() {
    let warn = world("expiring-soon");
    for (on, expected) in [("warn", 1), ("fail", 0), ("never", 0)] {
        for format in ["nagios", "one-line"] {
            let (text, status) = told(&["--from", &warn, "--format", format, "--fail-on", on]);
            assert_eq!(status, expected);
            assert!(
                text.starts_with(&format!("CAC {} - ", WORDS[expected])),
                "{text}"
            );
        }
    }
}

#[test]
fn a_file_that_cannot_be_read_is_named_without_its_folder() {
    let folder = Folder::new("jane.doe");
    let none = folder.path("none.json");
    for format in ["nagios", "one-line"] {
        for option in ["--signin-log", "--from", "--page", "--policy"] {
            let (text, status) = told(&[option, &none, "--format", format]);
            assert_eq!(status, 3);
            assert!(text.contains("none.json"), "{option}: {text}");
            assert!(!text.contains("jane.doe"), "{option}: {text}");
        }
    }
}

#[test]
fn what_cannot_be_done_is_unknown_on_standard_output_and_silent_on_the_other() {
    let folder = Folder::new("problems");
    let none = folder.path("no|such,file.json");
    let garbage = folder.path("garbage.txt");
    fs::write(&garbage, "nothing of it").unwrap();
    let healthy = world("healthy");
    for format in ["nagios", "one-line"] {
        let lists: [&[&str]; 5] = [
            &["--from", &none],
            &["--nonsense"],
            &["--timeout", "0"],
            &["--from", &healthy, "--page", &garbage],
            &["--from", &healthy, "--output", "/no/such/folder/file"],
        ];
        for more in lists {
            let (text, status) = told(&[&["check", "--format", format][..], more].concat());
            assert_eq!(status, 3, "{more:?}");
            assert!(text.starts_with("CAC UNKNOWN - "), "{more:?}: {text}");
            assert!(text.lines().next().unwrap().len() > 30, "{more:?}: {text}");
            assert!(format == "nagios" || text.lines().count() == 1, "{text}");
        }
    }
    // The others tell it where they always did.
    let it = run(&["check", "--format", "prometheus", "--from", &none]);
    assert!(it.stdout.is_empty() && !it.stderr.is_empty());
    assert_eq!(it.status.code(), Some(3));
}

#[test]
fn metrics_are_replaced_whole_and_readable_by_their_collector() {
    let folder = Folder::new("textfile");
    let path = folder.path("cac.prom");
    fs::write(&path, "old\n").unwrap();
    let (text, status) = told(&[
        "--from",
        &world("healthy"),
        "--format",
        "prometheus",
        "--output",
        &path,
    ]);
    assert_eq!((text.as_str(), status), ("", 0));
    exposition(&fs::read_to_string(&path).unwrap(), "file");
    let names: Vec<_> = fs::read_dir(&folder.0)
        .unwrap()
        .map(|it| it.unwrap().file_name())
        .collect();
    assert_eq!(names, ["cac.prom"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |it: &str| fs::metadata(it).unwrap().permissions().mode() & 0o777;
        // The collector is somebody else, and administrators' umask shuts others out. Nothing else is for everybody.
        for umask in ["077", "027", "022"] {
            let private = folder.path("line.txt");
            for (format, path) in [("prometheus", &path), ("one-line", &private)] {
                let out = Command::new("sh")
                    .args(["-c", &format!("umask {umask}; exec \"$0\" \"$@\"")])
                    .arg(env!("CARGO_BIN_EXE_cac-doctor"))
                    .args(["--from", &world("healthy"), "--format", format])
                    .args(["--output", path])
                    .output()
                    .unwrap();
                assert_eq!(out.status.code(), Some(0));
            }
            assert_eq!(mode(&path), 0o644, "umask {umask}");
            assert_eq!(mode(&private), 0o600, "umask {umask}");
        }
    }
    // A failed run leaves the last good page, whose time tells its age.
    let before = fs::read_to_string(&path).unwrap();
    let it = run(&[
        "--from",
        "/no/such.json",
        "--format",
        "prometheus",
        "--output",
        &path,
    ]);
    assert_eq!(it.status.code(), Some(3));
    assert_eq!(fs::read_to_string(&path).unwrap(), before);
}
