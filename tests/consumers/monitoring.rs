//! The formats for monitoring, read by Prometheus' own tools, by node_exporter and by a runner of monitoring plugins.
use crate::folder::Folder;
use crate::{BINARY, doctor, run, world};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::process::{Command, Output};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn worlds() -> Vec<String> {
    let mut out: Vec<String> = fs::read_dir(format!("{ROOT}/tests/worlds"))
        .unwrap()
        .map(|it| it.unwrap().path().to_str().unwrap().to_owned())
        .filter(|it| it.ends_with(".json"))
        .collect();
    out.sort();
    assert!(out.len() >= 40);
    out
}

fn metrics(world: &str) -> String {
    let it = doctor(&["--from", world, "--format", "prometheus"]);
    String::from_utf8(it.stdout).unwrap()
}

fn shell(script: &str) -> Output {
    run(Command::new("bash").args(["-c", script]))
}

/// The series of a page: name, labels and value.
fn series(page: &str) -> Vec<&str> {
    page.lines()
        .filter(|it| it.starts_with("cac_doctor_"))
        .collect()
}

#[test]
fn promtool_has_nothing_to_say_of_any_world() {
    let folder = Folder::new("promtool");
    for path in worlds() {
        let file = folder.path("cac.prom");
        fs::write(&file, metrics(&path)).unwrap();
        let it = shell(&format!("promtool check metrics < '{file}'"));
        let said = [it.stdout, it.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        assert!(it.status.success() && said.is_empty(), "{path}: {said}");
    }
    // It complains of what it should.
    let it = shell("printf 'x_total 1\\nx_total 2\\n' | promtool check metrics");
    assert!(!it.status.success());
}

#[test]
fn the_alerts_that_ship_fire_when_they_should() {
    for args in [
        ["check", "rules", "docs/alerts.yml"],
        ["test", "rules", "docs/alerts.test.yml"],
    ] {
        let it = run(Command::new("promtool").args(args).current_dir(ROOT));
        let said = [it.stdout, it.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        assert!(it.status.success() && said.contains("SUCCESS"), "{said}");
    }
    // Every metric they ask for is one that is written.
    let rules = fs::read_to_string(format!("{ROOT}/docs/alerts.yml")).unwrap();
    let page = metrics(&world("healthy"));
    let written: BTreeSet<&str> = page
        .lines()
        .filter_map(|it| it.strip_prefix("# TYPE ")?.split(' ').next())
        .collect();
    let mut asked = 0;
    for line in rules.lines().filter(|it| it.trim().starts_with("expr:")) {
        let words = line.split(|it: char| !it.is_ascii_alphanumeric() && it != '_');
        for word in words.filter(|it| it.starts_with("cac_doctor_")) {
            assert!(written.contains(word), "{word}");
            asked += 1;
        }
    }
    assert!(asked >= 9, "{asked}");
}

/// What the tool writes, as Prometheus sees it after half an hour. Its clock begins at 0 here, so that no date in the
/// metrics has come.
#[test]
fn what_the_tool_writes_sets_the_right_alerts_off() {
    let folder = Folder::new("alerts");
    let all = [
        "CacDoctorFails",
        "CacDoctorCannotTell",
        "CacPinLocked",
        "CacPinOneTryLeft",
        "CacDoctorIncomplete",
    ];
    for (name, due, after) in [
        ("healthy", &[][..], "30m"),
        ("pin-locked", &["CacDoctorFails", "CacPinLocked"], "30m"),
        ("pin-one-try", &["CacPinOneTryLeft"], "30m"),
        ("no-service", &["CacDoctorFails"], "30m"),
        ("not-allowed", &["CacDoctorCannotTell"], "90m"),
    ] {
        let mut test = format!(
            "rule_files: [{ROOT}/docs/alerts.yml]\nevaluation_interval: 5m\ntests:\n  - interval: 5m\n    input_series:\n"
        );
        for it in series(&metrics(&world(name))) {
            let (series, value) = it.rsplit_once(' ').unwrap();
            let _ = writeln!(
                test,
                "      - series: '{series}'\n        values: {value}x30"
            );
        }
        // Asked one by one which of them fire: those that are due, and no other.
        test.push_str("    promql_expr_test:\n");
        for alert in all {
            let firing = u8::from(due.contains(&alert));
            let _ = writeln!(
                test,
                "      - expr: count(ALERTS{{alertname=\"{alert}\",alertstate=\"firing\"}}) or vector(0)\n        eval_time: {after}\n        exp_samples: [{{ labels: '{{}}', value: {firing} }}]"
            );
        }
        let file = folder.path("test.yml");
        fs::write(&file, &test).unwrap();
        let it = run(Command::new("promtool").args(["test", "rules", &file]));
        let said = [it.stdout, it.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        assert!(it.status.success(), "{name}: {said}\n{test}");
    }
}

/// In a network of its own, so that it listens to nobody but this test.
#[test]
fn node_exporter_reads_the_file_while_it_is_written_again_and_again() {
    let folder = Folder::new("node");
    let textfiles = folder.path("textfiles");
    fs::create_dir(&textfiles).unwrap();
    let (locked, healthy) = (world("pin-locked"), world("healthy"));
    let script = format!(
        r#"
        set -u
        ip link set lo up
        prometheus-node-exporter --collector.disable-defaults --collector.textfile \
            --collector.textfile.directory='{textfiles}' --web.listen-address=127.0.0.1:9100 2> '{textfiles}/log' &
        exporter=$!
        trap 'kill $exporter' EXIT
        scrape() {{ exec 3<>/dev/tcp/127.0.0.1/9100 && printf 'GET /metrics HTTP/1.0\r\n\r\n' >&3 && cat <&3; exec 3>&-; }}
        for n in $(seq 100); do (scrape) > /dev/null 2>&1 && break; sleep 0.1; done
        write() {{ '{BINARY}' --from "$1" --format prometheus --output '{textfiles}/cac.prom'; }}
        write '{locked}'
        echo "== first"; scrape
        (for n in $(seq 40); do write '{healthy}'; write '{locked}'; done) & writer=$!
        while kill -0 $writer 2> /dev/null; do echo "== again"; scrape; done
        ls -la '{textfiles}' >&2
        "#
    );
    let it = run(Command::new("unshare").args(["--net", "--map-root-user", "bash", "-c", &script]));
    let said = String::from_utf8_lossy(&it.stdout);
    let told = String::from_utf8_lossy(&it.stderr);
    let mut scrapes = said.split("== ").skip(1);
    let first = scrapes.next().unwrap_or_else(|| panic!("{told}"));
    assert!(
        first.contains("node_textfile_scrape_error 0"),
        "{first}{told}"
    );
    assert!(
        first.contains("node_textfile_mtime_seconds{file="),
        "{first}"
    );
    // node_exporter writes numbers in its own way, so series are compared by name and labels.
    let named = |page: &str| -> BTreeSet<String> {
        let names = series(page).into_iter().map(|it| {
            let (name, labels) = it
                .rsplit_once(' ')
                .unwrap()
                .0
                .split_once('{')
                .unwrap_or((it, ""));
            let mut labels: Vec<&str> = labels.trim_end_matches('}').split(',').collect();
            labels.sort_unstable();
            let name = name.split(' ').next().unwrap();
            format!("{name}{{{}}}", labels.join(","))
        });
        names.collect()
    };
    assert_eq!(named(first), named(&metrics(&locked)));
    assert!(
        first.contains("cac_doctor_pin_tries{reader=\"0\"} 0"),
        "{first}"
    );
    let mut scraped = 0;
    for it in scrapes {
        scraped += 1;
        assert!(it.contains("node_textfile_scrape_error 0"), "{it}");
        // One file or the other, never none and never half of one.
        assert!(
            it.contains("cac_doctor_certificate_expiry_timestamp_seconds{"),
            "{it}"
        );
    }
    assert!(scraped >= 10, "{scraped} {told}");
    assert!(!told.contains(".tmp"), "{told}");
}

/// `negate` of the monitoring plugins runs a plugin, keeps to its contract and changes what it says.
#[test]
fn a_runner_of_monitoring_plugins_understands_status_and_line() {
    for (name, status, word) in [
        ("healthy", 0, "OK"),
        ("expiring-soon", 1, "WARNING"),
        ("pin-locked", 2, "CRITICAL"),
        ("not-allowed", 3, "UNKNOWN"),
    ] {
        let path = world(name);
        let line = [BINARY, "check", "--from", &path, "--format", "nagios"];
        // As it is.
        let keep = [
            "-o", "OK", "-w", "WARNING", "-c", "CRITICAL", "-u", "UNKNOWN",
        ];
        let it = run(Command::new("negate").args(keep).args(line));
        let said = String::from_utf8_lossy(&it.stdout).into_owned();
        assert_eq!(it.status.code(), Some(status), "{name}: {said}");
        assert!(said.starts_with(&format!("CAC {word} - ")), "{said}");
        // Turned round, the word in the text too.
        let turn = [
            "-s", "-o", "CRITICAL", "-w", "UNKNOWN", "-c", "OK", "-u", "WARNING",
        ];
        let it = run(Command::new("negate").args(turn).args(line));
        let said = String::from_utf8_lossy(&it.stdout).into_owned();
        let (status, word) = match status {
            0 => (2, "CRITICAL"),
            1 => (3, "UNKNOWN"),
            2 => (0, "OK"),
            _ => (1, "WARNING"),
        };
        assert_eq!(it.status.code(), Some(status), "{name}: {said}");
        assert!(said.starts_with(&format!("CAC {word} - ")), "{said}");
    }
}
