//! `bundle`, and what comes back: as people and scripts meet it.
use std::fs;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

mod added;

const BINARY: &str = env!("CARGO_BIN_EXE_cac-doctor");
const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// A folder of one test's own, with a state folder in it, removed at the end.
struct Desk(PathBuf);

impl Desk {
    fn new(name: &str) -> Desk {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("bundle-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(path.join("work")).unwrap();
        Desk(path)
    }

    fn path(&self, name: &str) -> String {
        self.0.join("work").join(name).to_str().unwrap().to_owned()
    }

    fn write(&self, name: &str, bytes: &[u8]) -> String {
        fs::write(self.path(name), bytes).unwrap();
        self.path(name)
    }

    fn names(&self) -> Vec<String> {
        let mut out: Vec<String> = fs::read_dir(self.0.join("work"))
            .unwrap()
            .map(|it| it.unwrap().file_name().into_string().unwrap())
            .collect();
        out.sort();
        out
    }

    fn run(&self, args: &[&str]) -> Output {
        Command::new(BINARY)
            .args(args)
            .current_dir(self.0.join("work"))
            .env("XDG_STATE_HOME", self.0.join("state"))
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    /// A bundle of a world, written to `name`.
    fn bundle(&self, name: &str) -> Vec<u8> {
        let it = self.run(&["bundle", "--from", &world("healthy"), "-o", name]);
        assert!(it.status.code().is_some_and(|it| it < 3), "{}", err(&it));
        fs::read(self.path(name)).unwrap()
    }

    /// Exit 3, nothing on stdout, a message with all of `words`, and nothing left behind.
    fn refused(&self, args: &[&str], words: &[&str]) {
        let before = self.names();
        let it = self.run(args);
        assert_eq!(
            it.status.code(),
            Some(3),
            "{args:?}: {}{}",
            out(&it),
            err(&it)
        );
        assert_eq!(out(&it), "", "{args:?}");
        for word in words {
            assert!(
                err(&it).contains(word),
                "{args:?}: {word:?} not in: {}",
                err(&it)
            );
        }
        assert_eq!(self.names(), before, "{args:?}");
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn world(name: &str) -> String {
    format!("{ROOT}/tests/worlds/{name}.json")
}

fn out(it: &Output) -> String {
    String::from_utf8(it.stdout.clone()).unwrap()
}

fn err(it: &Output) -> String {
    String::from_utf8(it.stderr.clone()).unwrap()
}

fn members(zip: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(zip)).unwrap();
    (0..archive.len())
        .map(|n| {
            let mut it = archive.by_index(n).unwrap();
            let mut bytes = Vec::new();
            it.read_to_end(&mut bytes).unwrap();
            (it.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

fn zip(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(name.as_str(), zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_bundle_is_private_reproducible_and_never_written_over() {
    let desk = Desk::new("written");
    let first = desk.bundle("a.zip");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&desk.0.join("work/a.zip")), 0o600);
    let key = desk.0.join("state/cac-doctor/pseudonym.key");
    assert_eq!((mode(&key), fs::read(&key).unwrap().len()), (0o600, 32));
    assert_eq!(mode(key.parent().unwrap()), 0o700);
    assert_eq!(
        first,
        desk.bundle("b.zip"),
        "the same snapshot makes the same bytes"
    );
    desk.refused(
        &["bundle", "--from", &world("healthy"), "-o", "a.zip"],
        &["a.zip is there already", "--force"],
    );
    let forced = desk.run(&[
        "bundle",
        "--from",
        &world("pin-locked"),
        "-o",
        "a.zip",
        "--force",
    ]);
    assert_eq!(forced.status.code(), Some(2), "{}", err(&forced));
    assert_ne!(fs::read(desk.path("a.zip")).unwrap(), first);
    // Its own name: the day, and the support code that is on the screen and in the report.
    let it = desk.run(&["bundle", "--from", &world("healthy")]);
    let said = out(&it);
    let code = said
        .lines()
        .last()
        .unwrap()
        .strip_prefix("Support code ")
        .unwrap()
        .to_owned();
    let name = desk
        .names()
        .into_iter()
        .find(|it| it.starts_with("cac-doctor-"))
        .unwrap();
    assert!(
        name.ends_with(&format!("-{}.zip", code.replace('-', ""))),
        "{name} {code}"
    );
    let live = out(&desk.run(&["check", "--from", &world("healthy")]));
    assert!(live.contains(&format!("support code {code}")), "{live}");
    let replayed = out(&desk.run(&["check", "--from", &name]));
    assert!(
        replayed.contains(&format!("support code {code}")),
        "{replayed}"
    );
    // The key is in no member.
    let key = fs::read(&key).unwrap();
    for (name, bytes) in members(&first) {
        assert!(!bytes.windows(key.len()).any(|it| it == key), "{name}");
    }
}

#[test]
fn the_members_are_what_the_manifest_says() {
    let desk = Desk::new("members");
    let members = members(&desk.bundle("a.zip"));
    let names: Vec<&str> = members.iter().map(|it| it.0.as_str()).collect();
    assert_eq!(
        names[..5],
        [
            "README.txt",
            "report.txt",
            "report.html",
            "report.json",
            "snapshot.json"
        ]
    );
    assert_eq!(names.last(), Some(&"manifest.json"));
    let of = |name: &str| &members.iter().find(|it| it.0 == name).unwrap().1;
    let manifest: serde_json::Value = serde_json::from_slice(of("manifest.json")).unwrap();
    assert_eq!(manifest["schema"], "cac-doctor/bundle/1.0");
    assert_eq!(manifest["complete"], true);
    assert!(
        manifest["redaction"]["replaced"]["person"]
            .as_u64()
            .unwrap()
            > 0
    );
    for it in manifest["members"].as_array().unwrap() {
        let bytes = of(it["name"].as_str().unwrap());
        assert_eq!(it["size"].as_u64(), Some(bytes.len() as u64));
        let sha256 = ring::digest::digest(&ring::digest::SHA256, bytes);
        let hex: String = sha256
            .as_ref()
            .iter()
            .map(|it| format!("{it:02x}"))
            .collect();
        assert_eq!(it["sha256"], hex);
    }
    assert_eq!(
        manifest["members"].as_array().unwrap().len() + 1,
        members.len()
    );
    let report: serde_json::Value = serde_json::from_slice(of("report.json")).unwrap();
    assert_eq!(report["redacted"], true);
    assert!(
        String::from_utf8_lossy(of("README.txt"))
            .contains(manifest["support_code"].as_str().unwrap())
    );
}

#[test]
fn a_preview_writes_nothing_and_tells_no_value() {
    let desk = Desk::new("preview");
    let it = desk.run(&["bundle", "--from", &world("healthy"), "--preview"]);
    assert!(it.status.code().is_some_and(|it| it < 3));
    for word in [
        "snapshot.json",
        "manifest.json",
        "person",
        "Nothing was written",
    ] {
        assert!(out(&it).contains(word), "{}", out(&it));
    }
    assert!(!out(&it).contains("DOE") && desk.names().is_empty());
    assert!(!desk.0.join("state").exists(), "a key was kept");
    // A key that is there is used, and stays as it is.
    desk.bundle("a.zip");
    let key = || fs::read(desk.0.join("state/cac-doctor/pseudonym.key")).unwrap();
    let before = key();
    let it = desk.run(&["bundle", "--from", &world("healthy"), "--preview"]);
    assert!(it.status.code().is_some_and(|it| it < 3));
    assert_eq!(key(), before);
}

#[test]
fn pseudonyms_are_the_same_in_later_bundles_of_one_machine_only() {
    let (desk, other) = (Desk::new("one"), Desk::new("other"));
    let subject = |desk: &Desk, world_: &str, name: &str| {
        let it = desk.run(&["bundle", "--from", &world(world_), "-o", name]);
        assert!(
            it.status.success() || it.status.code() == Some(2),
            "{}",
            err(&it)
        );
        let members = members(&fs::read(desk.path(name)).unwrap());
        let report = &members.iter().find(|it| it.0 == "report.json").unwrap().1;
        let report: serde_json::Value = serde_json::from_slice(report).unwrap();
        report["readers"][0]["card"]["certificates"][0]["common_name"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let first = subject(&desk, "healthy", "a.zip");
    assert!(first.starts_with("person-"), "{first}");
    assert_eq!(first, subject(&desk, "pin-locked", "b.zip"));
    assert_ne!(first, subject(&other, "healthy", "a.zip"));
}

#[test]
fn without_redaction_it_asks_and_says_so_everywhere() {
    let desk = Desk::new("open");
    let from = world("healthy");
    let args = ["bundle", "--from", &from, "-o", "a.zip", "--no-redact"];
    desk.refused(&args, &["--no-redact", "--yes"]);
    let it = desk.run(&[&args[..], &["--yes"]].concat());
    assert!(out(&it).contains("NOT REDACTED"), "{}", out(&it));
    for (name, bytes) in members(&fs::read(desk.path("a.zip")).unwrap()) {
        let text = String::from_utf8(bytes).unwrap();
        match name.as_str() {
            "manifest.json" => {
                assert!(text.contains("\"redaction\": null"), "{text}");
                assert!(text.contains("\"notice\": \"NOT REDACTED"), "{text}");
            }
            "report.json" => assert!(text.contains("\"redacted\": false")),
            _ => assert!(text.contains("NOT REDACTED"), "{name}"),
        }
    }
    // And it reads back, and can be redacted later.
    let it = desk.run(&["bundle", "--from", "a.zip", "-o", "b.zip"]);
    assert!(it.status.code().is_some_and(|it| it < 3), "{}", err(&it));
    let again = members(&fs::read(desk.path("b.zip")).unwrap());
    assert!(
        again
            .iter()
            .all(|it| !String::from_utf8_lossy(&it.1).contains("QUINN"))
    );
}

#[test]
fn reports_are_redacted_on_request() {
    let desk = Desk::new("report");
    for args in [
        &["check"][..],
        &["check", "--format", "json"],
        &["check", "--format", "html"],
        &["certs"],
        &["chain"],
        &["chain", "--plain", "-v"],
        &["chain", "--format", "json"],
        &["check", "--hand-over"],
    ] {
        let from = world("healthy");
        let args = [args, &["--from", &from, "--redact"]].concat();
        let said = out(&desk.run(&args));
        assert!(
            !said.contains("QUINN") && !said.contains("1234567890"),
            "{args:?}: {said}"
        );
        assert!(!said.is_empty());
    }
    for command in ["certs", "chain"] {
        assert!(out(&desk.run(&[command, "--from", &world("healthy")])).contains("QUINN"));
    }
    // Of files there is no form without names, and none is promised.
    desk.refused(&["chain", "--redact", "a.cer"], &["--redact"]);
}

#[test]
fn a_bundle_is_judged_like_what_it_was_made_from() {
    let desk = Desk::new("replay");
    for name in ["healthy", "pin-locked", "expired-certificate", "no-service"] {
        let live = desk.run(&["check", "--from", &world(name), "--format", "json"]);
        let it = desk.run(&["bundle", "--from", &world(name), "-o", "a.zip", "--force"]);
        assert_eq!(it.status.code(), live.status.code(), "{name}");
        for command in ["check", "certs", "readers", "usb"] {
            let (here, there) = (
                desk.run(&[command, "--from", &world(name)]),
                desk.run(&[command, "--from", "a.zip"]),
            );
            assert_eq!(
                here.status.code(),
                there.status.code(),
                "{name} {command}: {}",
                err(&there)
            );
        }
        let of = |it: &Output| {
            let it: serde_json::Value = serde_json::from_slice(&it.stdout).unwrap();
            let findings = it["findings"].as_array().unwrap().clone();
            let rules: Vec<(String, String)> = findings
                .iter()
                .map(|it| {
                    (
                        it["rule"].as_str().unwrap().to_owned(),
                        it["status"].as_str().unwrap().to_owned(),
                    )
                })
                .collect();
            (it["status"].clone(), it["verdict"]["story"].clone(), rules)
        };
        let back = desk.run(&["check", "--from", "a.zip", "--format", "json"]);
        assert_eq!(of(&live), of(&back), "{name}");
    }
}

/// Rule, status and relation of every finding, and how it ends.
fn judged(report: &[u8]) -> (String, Vec<String>) {
    let it: serde_json::Value = serde_json::from_slice(report).unwrap();
    let findings = it["findings"].as_array().unwrap().iter();
    let findings = findings.map(|it| format!("{} {} {}", it["rule"], it["status"], it["relation"]));
    (
        format!(
            "{} {} {} {}",
            it["status"], it["verdict"]["story"], it["at"], it["trust"]["default"]["used"]
        ),
        findings.collect(),
    )
}

#[test]
fn a_bundle_is_judged_as_check_was_asked_to_and_stays_so() {
    let desk = Desk::new("asked");
    for (world_, options) in [
        ("revoked", &[][..]),
        ("revoked", &["--no-default-trust"]),
        ("chains-whole", &["--no-default-trust"]),
        (
            "chains-whole",
            &["--offline", "--at", "2041-01-31T12:00:00Z"],
        ),
        ("revocation-blocked", &[]),
    ] {
        let from = world(world_);
        let with = |start: &[&str]| desk.run(&[start, options].concat());
        let here = with(&["check", "--from", &from, "--format", "json"]);
        let made = with(&["bundle", "--from", &from, "-o", "a.zip", "--force"]);
        assert_eq!(made.status.code(), here.status.code(), "{}", err(&made));
        let members = members(&fs::read(desk.path("a.zip")).unwrap());
        let of = |name: &str| &members.iter().find(|it| it.0 == name).unwrap().1;
        let expected = judged(&here.stdout);
        assert_eq!(judged(of("report.json")), expected, "{world_} {options:?}");
        // Elsewhere, without the options.
        let there = desk.run(&["check", "--from", "a.zip", "--format", "json"]);
        assert_eq!(judged(&there.stdout), expected, "{world_} {options:?}");
        assert_eq!(there.status.code(), here.status.code());
        let readme = String::from_utf8_lossy(of("README.txt")).into_owned();
        let report = String::from_utf8_lossy(of("report.txt")).into_owned();
        for (option, words) in [
            ("--no-default-trust", "--no-default-trust"),
            ("--at", "2041-01-31"),
        ] {
            let asked = options.contains(&option);
            assert_eq!(readme.contains(words), asked, "{readme}");
            assert_eq!(report.contains(words), asked, "{report}");
        }
    }
}

#[test]
fn the_support_code_stands_on_the_screen_and_everywhere_in_the_bundle() {
    let desk = Desk::new("code");
    let made = desk.run(&["bundle", "--from", &world("pin-locked"), "-o", "a.zip"]);
    let said = out(&made);
    let code = said.lines().last().unwrap().rsplit(' ').next().unwrap();
    assert_eq!(code.len(), 9, "{said}");
    let preview = out(&desk.run(&["bundle", "--from", &world("pin-locked"), "--preview"]));
    assert!(preview.contains(code), "{preview}");
    for (name, bytes) in members(&fs::read(desk.path("a.zip")).unwrap()) {
        let text = String::from_utf8_lossy(&bytes);
        assert_eq!(
            text.contains(code),
            !name.starts_with("logs/"),
            "{name} and {code}"
        );
    }
}

/// A list that does not have a stand-in's number does not tell that its certificate is good.
#[test]
fn a_list_that_is_given_later_tells_nothing_of_a_stand_in() {
    use cac_doctor::sim::crl::{Template, number};
    use cac_doctor::sim::issue::Role;
    use cac_doctor::sim::keys::Signer;
    let desk = Desk::new("later");
    let taken = cac_doctor::bundle::parse(&fs::read(world("chains-whole")).unwrap()).unwrap();
    let list = Template {
        issuer: Role::PivAuthentication.issuer(),
        signer: Signer::IdCa,
        this_update: taken.taken_at - time::Duration::hours(1),
        next_update: Some(taken.taken_at + time::Duration::days(7)),
        entries: vec![],
        extensions: vec![number(1)],
    };
    desk.write("list.crl", &list.issue());
    let made = desk.run(&["bundle", "--from", &world("chains-whole"), "-o", "a.zip"]);
    assert!(
        made.status.code().is_some_and(|it| it < 3),
        "{}",
        err(&made)
    );
    let of = |from: &str| {
        let it = desk.run(&[
            "check", "--from", from, "--crl", "list.crl", "--format", "json",
        ]);
        let it: serde_json::Value = serde_json::from_slice(&it.stdout).unwrap();
        it["readers"][0]["card"]["certificates"][0]["revocation"].clone()
    };
    let live = of(&world("chains-whole"));
    assert_eq!(live["status"], "good", "{live}");
    let replayed = of("a.zip");
    assert_ne!(replayed["status"], "good", "{replayed}");
    assert!(
        replayed.to_string().contains("redaction replaced"),
        "{replayed}"
    );
}

#[test]
fn a_bundle_of_a_file_asks_nothing_of_the_network() {
    let desk = Desk::new("quiet");
    let proxy = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    proxy.set_nonblocking(true).unwrap();
    let address = format!("http://{}", proxy.local_addr().unwrap());
    let made = Command::new(BINARY)
        .args(["bundle", "--from", &world("chains-whole"), "-o", "a.zip"])
        .current_dir(desk.0.join("work"))
        .env("XDG_STATE_HOME", desk.0.join("state"))
        .env("http_proxy", &address)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(
        made.status.code().is_some_and(|it| it < 3),
        "{}",
        err(&made)
    );
    assert!(proxy.accept().is_err(), "it asked");
}

#[test]
fn what_changed_on_its_way_is_found() {
    let desk = Desk::new("changed");
    let whole = members(&desk.bundle("a.zip"));
    let finding = |members: &[(String, Vec<u8>)]| {
        desk.write("b.zip", &zip(members));
        let it = desk.run(&["check", "--from", "b.zip", "--format", "json"]);
        let it: serde_json::Value = serde_json::from_slice(&it.stdout).unwrap();
        let of = |it: &serde_json::Value| it["message"].as_str().unwrap().to_owned();
        let found: Vec<String> = it["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|it| it["rule"] == "bundle/member-changed")
            .map(of)
            .collect();
        found.join(" ")
    };
    assert_eq!(finding(&whole), "");
    let mut changed = whole.clone();
    changed[1].1.push(b'x');
    assert!(finding(&changed).contains("report.txt was changed"));
    let mut lost = whole.clone();
    lost.retain(|it| it.0 != "report.html");
    assert!(finding(&lost).contains("report.html is missing"));
    let mut more = whole.clone();
    more.push(("more.txt".to_owned(), b"x".to_vec()));
    assert!(finding(&more).contains("more.txt was added"));
    let mut bare = whole.clone();
    bare.retain(|it| it.0 != "manifest.json");
    assert!(finding(&bare).contains("no manifest.json"));
    let text = out(&desk.run(&["check", "--from", "b.zip"]));
    assert!(text.contains("bundle does not fit together"), "{text}");
}

#[test]
fn what_is_no_bundle_is_told_apart() {
    let desk = Desk::new("bad");
    let whole = desk.bundle("a.zip");
    desk.write("cut.zip", &whole[..whole.len() / 2]);
    desk.write("foreign.zip", &zip(&[("a.txt".to_owned(), b"x".to_vec())]));
    desk.write(
        "away.zip",
        &zip(&[("../../evil".to_owned(), b"x".to_vec())]),
    );
    desk.write("empty.zip", &zip(&[]));
    desk.write(
        "bomb.zip",
        &zip(&[("snapshot.json".to_owned(), vec![b' '; 64 << 20])]),
    );
    desk.write(
        "json.zip",
        &zip(&[("snapshot.json".to_owned(), b"{\"schema\": 1".to_vec())]),
    );
    let newer = String::from_utf8(fs::read(world("healthy")).unwrap())
        .unwrap()
        .replacen("cac-doctor/snapshot/1", "cac-doctor/snapshot/9", 1);
    desk.write(
        "newer.zip",
        &zip(&[("snapshot.json".to_owned(), newer.into_bytes())]),
    );
    // The whole in a layout that is not known here, and one in a minor version of this one.
    let laid_out = |version: &str| -> Vec<(String, Vec<u8>)> {
        let mut all = members(&whole);
        let manifest = all.iter_mut().find(|it| it.0 == "manifest.json");
        let bytes = &mut manifest.expect("a manifest").1;
        let text = String::from_utf8(bytes.clone()).unwrap();
        let schema = format!("cac-doctor/bundle/{version}");
        *bytes = text
            .replacen("cac-doctor/bundle/1.0", &schema, 1)
            .into_bytes();
        all
    };
    desk.write("layout.zip", &zip(&laid_out("2.0")));
    desk.write("minor.zip", &zip(&laid_out("1.7")));
    let it = desk.run(&["check", "--from", "minor.zip", "--format", "json"]);
    let told: serde_json::Value = serde_json::from_slice(&it.stdout).unwrap();
    assert_eq!(told["bundle"]["problem"], serde_json::Value::Null);
    for (name, words) in [
        (
            "layout.zip",
            &["manifest.json", "newer than", "cac-doctor/bundle/2.0"][..],
        ),
        ("cut.zip", &["cut.zip", "cut off or damaged"]),
        ("foreign.zip", &["no snapshot.json", "a.txt"]),
        ("away.zip", &["../../evil", "leads out"]),
        ("empty.zip", &["nothing"]),
        ("bomb.zip", &["snapshot.json", "grows more than"]),
        ("json.zip", &["in its member snapshot.json", "line 1"]),
        ("newer.zip", &["newer than", "cac-doctor/snapshot/9"]),
        ("none.zip", &["none.zip", "No such file"]),
    ] {
        for command in ["check", "certs", "readers", "usb", "bundle"] {
            desk.refused(&[command, "--from", name], words);
        }
    }
}

/// An archive whose directory at the end says what APPNOTE has for large ones (zip64), with these names.
fn zip64(names: &[&str], bytes: &[u8]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    let crc = crc32(bytes);
    let size = u32::try_from(bytes.len()).unwrap().to_le_bytes();
    for name in names {
        let at = u32::try_from(out.len()).unwrap().to_le_bytes();
        let length = u16::try_from(name.len()).unwrap().to_le_bytes();
        let common = [
            &[20, 0, 0, 0, 0, 0, 0, 0, 33, 0][..],
            &crc.to_le_bytes(),
            &size,
            &size,
            &length,
            &[0, 0],
        ]
        .concat();
        out.extend([&b"PK\x03\x04"[..], &common, name.as_bytes(), bytes].concat());
        directory.extend(
            [
                &b"PK\x01\x02\x2D\0"[..],
                &common,
                &[0; 10],
                &at,
                name.as_bytes(),
            ]
            .concat(),
        );
    }
    let start = (out.len() as u64).to_le_bytes();
    let count = (names.len() as u64).to_le_bytes();
    let length = (directory.len() as u64).to_le_bytes();
    out.extend(directory);
    let record = (out.len() as u64).to_le_bytes();
    let head = [
        &b"PK\x06\x06"[..],
        &44_u64.to_le_bytes(),
        &[45, 0, 45, 0],
        &[0; 8],
    ]
    .concat();
    out.extend([&head[..], &count, &count, &length, &start].concat());
    out.extend([&b"PK\x06\x07"[..], &[0; 4], &record, &[1, 0, 0, 0]].concat());
    out.extend([&b"PK\x05\x06"[..], &[0; 4], &[0xFF; 12], &[0, 0]].concat());
    out
}

/// ISO 3309, as zip files have it.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |it, _| {
            it >> 1 ^ (0xEDB8_8320 & 0_u32.wrapping_sub(it & 1))
        })
    })
}

#[test]
fn archives_of_other_makes_are_read_or_told_apart() {
    let desk = Desk::new("makes");
    let snapshot = fs::read(world("pin-locked")).unwrap();
    // Larger than zip64 is for, which some programs write all the same.
    desk.write("large.zip", &zip64(&["snapshot.json"], &snapshot));
    let it = desk.run(&["check", "--from", "large.zip"]);
    assert_eq!(it.status.code(), Some(2), "{}{}", out(&it), err(&it));
    desk.write(
        "twice.zip",
        &zip64(&["snapshot.json", "snapshot.json"], &snapshot),
    );
    desk.refused(
        &["check", "--from", "twice.zip"],
        &["snapshot.json", "there twice"],
    );
    // With a password, as zip tools ask for one.
    let mut locked = zip(&[("snapshot.json".to_owned(), snapshot.clone())]);
    let directory = memchr::memmem::rfind(&locked, b"PK\x01\x02").unwrap();
    locked[directory + 8] |= 1;
    locked[6] |= 1;
    desk.write("locked.zip", &locked);
    desk.refused(
        &["check", "--from", "locked.zip"],
        &["snapshot.json", "encrypted"],
    );
    let many: Vec<(String, Vec<u8>)> = (0..200).map(|n| (format!("{n}"), vec![])).collect();
    desk.write("many.zip", &zip(&many));
    desk.refused(&["check", "--from", "many.zip"], &["200 members"]);
}

#[test]
fn what_is_no_file_ends_in_time() {
    let desk = Desk::new("no-file");
    desk.refused(&["check", "--from", "."], &["cannot read .", "directory"]);
    let pipe = desk.path("pipe");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let started = std::time::Instant::now();
    for command in ["check", "bundle"] {
        desk.refused(
            &[command, "--from", "pipe", "--timeout", "1"],
            &["cannot read pipe", "nothing came from it within 1 s"],
        );
    }
    assert!(started.elapsed() < std::time::Duration::from_secs(15));
    // One that somebody writes to is as good as a file.
    let script = format!("cat '{}' > '{pipe}'", world("pin-locked"));
    let mut writer = Command::new("sh").args(["-c", &script]).spawn().unwrap();
    let it = desk.run(&["check", "--from", "pipe"]);
    assert_eq!(it.status.code(), Some(2), "{}", err(&it));
    assert!(writer.wait().unwrap().success());
    // Ten gigabytes of nothing.
    let huge = fs::File::create(desk.path("huge")).unwrap();
    huge.set_len(10 << 30).unwrap();
    desk.refused(&["check", "--from", "huge"], &["larger than 64 MiB"]);
    desk.refused(&["check", "--from", "/dev/zero"], &["larger than 64 MiB"]);
}

#[test]
fn a_folder_that_may_not_be_written_to_stays_as_it_is() {
    let desk = Desk::new("forbidden");
    let folder = desk.path("folder");
    fs::create_dir(&folder).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
    let from = world("healthy");
    // Root may write everywhere: without its capabilities it is like anybody.
    let script = format!(
        "'{BINARY}' bundle --from '{from}' -o '{folder}/a.zip'; echo \"exit $?\"; ls -A '{folder}' | wc -l"
    );
    let it = Command::new("setpriv")
        .args([
            "--bounding-set=-all",
            "--inh-caps=-all",
            "sh",
            "-c",
            &script,
        ])
        .env("XDG_STATE_HOME", desk.0.join("state"))
        .output()
        .unwrap();
    assert_eq!(out(&it), "exit 3\n0\n", "{}", err(&it));
    assert!(err(&it).contains("Permission denied"), "{}", err(&it));
    assert!(err(&it).contains("nothing was written"), "{}", err(&it));
}

#[test]
fn places_that_cannot_be_written_leave_nothing_behind() {
    let desk = Desk::new("places");
    let from = world("healthy");
    desk.refused(
        &["bundle", "--from", &from, "-o", "no/such/folder/a.zip"],
        &["cannot write", "no/such/folder"],
    );
    desk.refused(&["bundle", "--from", &from, "-o", "-"], &["file name"]);
    // A folder gets a file of its own name.
    fs::create_dir(desk.path("folder")).unwrap();
    let it = desk.run(&["bundle", "--from", &from, "-o", "folder"]);
    assert!(it.status.code().is_some_and(|it| it < 3), "{}", err(&it));
    assert_eq!(fs::read_dir(desk.path("folder")).unwrap().count(), 1);
    // A disk of eight kilobytes.
    let full = desk.path("full");
    fs::create_dir(&full).unwrap();
    let script = format!(
        "mount -t tmpfs -o size=8k tmpfs '{full}' && '{BINARY}' bundle --from '{from}' -o '{full}/a.zip'; echo \"exit $?\"; ls -A '{full}' | wc -l"
    );
    let it = Command::new("unshare")
        .args(["--map-root-user", "--mount", "sh", "-c", &script])
        .env("XDG_STATE_HOME", desk.0.join("state"))
        .output()
        .unwrap();
    assert_eq!(out(&it), "exit 3\n0\n", "{}", err(&it));
    assert!(err(&it).contains("No space left"), "{}", err(&it));
}

#[test]
fn a_key_that_cannot_be_kept_is_one_for_this_time() {
    let desk = Desk::new("key");
    fs::write(desk.0.join("state"), "a file where the folder should be").unwrap();
    let it = desk.run(&["bundle", "--from", &world("healthy"), "-o", "a.zip"]);
    assert!(it.status.code().is_some_and(|it| it < 3));
    assert!(err(&it).contains("good for this time only"), "{}", err(&it));
    let it = desk.run(&["bundle", "--from", &world("healthy"), "-o", "b.zip"]);
    assert!(it.status.code().is_some_and(|it| it < 3));
    assert_ne!(
        fs::read(desk.path("a.zip")).unwrap(),
        fs::read(desk.path("b.zip")).unwrap()
    );
    // One that others can read is none.
    fs::remove_file(desk.0.join("state")).unwrap();
    let _ = desk.bundle("c.zip");
    let key = desk.0.join("state/cac-doctor/pseudonym.key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let it = desk.run(&["bundle", "--from", &world("healthy"), "-o", "d.zip"]);
    assert!(err(&it).contains("others can read it"), "{}", err(&it));
}

#[test]
fn an_encrypted_bundle_opens_with_its_key_alone() {
    let desk = Desk::new("age");
    let identity = age::x25519::Identity::generate();
    let public = identity.to_public().to_string();
    use age::secrecy::ExposeSecret as _;
    desk.write(
        "key.txt",
        format!(
            "# made for a test\n{}\n",
            identity.to_string().expose_secret()
        )
        .as_bytes(),
    );
    desk.write(
        "wrong.txt",
        format!(
            "{}\n",
            age::x25519::Identity::generate()
                .to_string()
                .expose_secret()
        )
        .as_bytes(),
    );
    let it = desk.run(&[
        "bundle",
        "--from",
        &world("healthy"),
        "--recipient",
        &public,
    ]);
    assert!(it.status.code().is_some_and(|it| it < 3), "{}", err(&it));
    let name = desk
        .names()
        .into_iter()
        .find(|it| it.ends_with(".zip.age"))
        .unwrap();
    let bytes = fs::read(desk.path(&name)).unwrap();
    assert!(bytes.starts_with(b"age-encryption.org/v1"));
    desk.refused(
        &["check", "--from", &name],
        &["encrypted with age", "age -d", "--identity"],
    );
    desk.refused(
        &["check", "--from", &name, "--identity", "wrong.txt"],
        &["cannot decrypt with wrong.txt"],
    );
    desk.refused(
        &["check", "--from", &name, "--identity", &world("healthy")],
        &["no key file"],
    );
    let it = desk.run(&["check", "--from", &name, "--identity", "key.txt"]);
    assert!(it.status.code().is_some_and(|it| it < 3), "{}", err(&it));
    desk.refused(
        &[
            "bundle",
            "--from",
            &world("healthy"),
            "--recipient",
            "age1nonsense",
        ],
        &["no public key of age"],
    );
}

#[test]
fn snapshots_of_every_schema_are_read_for_ever() {
    let desk = Desk::new("schemas");
    let current = cac_doctor::facts::SCHEMA.rsplit_once('.').unwrap();
    assert_eq!(
        current.0, "cac-doctor/snapshot/1",
        "a new major: keep the last minor of the old one in tests/schemas"
    );
    for minor in 0..current.1.parse::<u32>().unwrap() {
        let path = format!("{ROOT}/tests/schemas/1.{minor}.json");
        let text = fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{path}: {error}: keep a snapshot of each schema"));
        assert!(
            text.contains(&format!("\"cac-doctor/snapshot/1.{minor}\"")),
            "{path}"
        );
        for command in ["check", "certs", "readers", "usb"] {
            let it = desk.run(&[command, "--from", &path]);
            // Before 1.1 nobody looked at the USB, which is told and not taken for good.
            let unseen = minor == 0 && command == "usb";
            assert_eq!(it.status.code() == Some(3), unseen, "{path} {command}");
            assert!(
                err(&it).is_empty() && !out(&it).is_empty(),
                "{path} {command}: {}",
                err(&it)
            );
        }
        let it = desk.run(&["bundle", "--from", &path, "-o", &format!("{minor}.zip")]);
        assert!(
            it.status.code().is_some_and(|it| it < 3),
            "{path}: {}",
            err(&it)
        );
    }
}

#[test]
fn a_snapshot_from_another_system_reads_the_same() {
    let desk = Desk::new("systems");
    let text = fs::read_to_string(world("windows-service-stopped")).unwrap();
    let crlf = desk.write(
        "crlf.json",
        format!("\u{feff}{}", text.replace('\n', "\r\n")).as_bytes(),
    );
    let of = |path: &str| {
        let it = desk.run(&["check", "--from", path, "--format", "json"]);
        let mut it: serde_json::Value = serde_json::from_slice(&it.stdout).unwrap();
        it.as_object_mut().unwrap().remove("bundle");
        it
    };
    assert_eq!(of(&world("windows-service-stopped")), of(&crlf));
}
