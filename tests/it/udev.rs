//! The rules in `udev/`, which a site may install.
use cac_doctor::rules::udev_examples;
use std::fs;
use std::path::Path;
use std::process::Command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn files() -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = fs::read_dir(Path::new(ROOT).join("udev"))
        .unwrap()
        .map(|it| it.unwrap().path())
        .filter(|it| it.extension().is_some_and(|it| it == "rules"))
        .map(|it| {
            let name = it.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(it).unwrap())
        })
        .collect();
    out.sort();
    out
}

fn rules(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .filter(|it| !it.is_empty() && !it.starts_with('#'))
}

/// What is wrong with a piece `KEY OP "value"` of a rule (udev(7)).
fn wrong(piece: &str) -> Option<String> {
    let at = piece.find(['=', '!', '+', '-', ':'])?;
    let (key, rest) = piece.split_at(at);
    let operator = ["==", "!=", "+=", "-=", ":=", "="]
        .into_iter()
        .find(|it| rest.starts_with(it))?;
    let value = rest[operator.len()..]
        .strip_prefix('"')
        .and_then(|it| it.strip_suffix('"'));
    let Some(value) = value.filter(|it| !it.contains('"')) else {
        return Some(format!("{piece}: the value is not quoted"));
    };
    let (name, attribute) = match key.split_once('{') {
        Some((name, rest)) => (name, rest.strip_suffix('}')),
        None => (key, None),
    };
    let matches = ["ACTION", "SUBSYSTEM", "ENV", "ATTR", "ATTRS"];
    let assigns = ["ATTR", "ENV", "GROUP", "MODE"];
    let known = if matches!(operator, "==" | "!=") {
        matches.contains(&name)
    } else {
        assigns.contains(&name)
    };
    let takes_attribute = matches!(name, "ENV" | "ATTR" | "ATTRS");
    if !known || takes_attribute != attribute.is_some() {
        return Some(format!("{piece}: no such key here"));
    }
    let is_id = attribute.is_some_and(|it| it.starts_with("id"));
    if is_id
        && !(value.len() == 4
            && value
                .bytes()
                .all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f')))
    {
        return Some(format!("{piece}: sysfs writes four digits, lower case"));
    }
    None
}

#[test]
fn every_line_is_a_rule() {
    for (name, text) in files() {
        assert!(rules(&text).count() > 0, "{name} has no rule");
        for line in rules(&text) {
            let pieces: Vec<&str> = line.split(", ").collect();
            assert!(pieces.len() > 3, "{name}: {line}");
            for piece in pieces {
                assert!(piece.contains('='), "{name}: {piece}");
                assert_eq!(wrong(piece), None, "{name}");
            }
        }
    }
    assert!(wrong("ATTR{idVendor}==\"04E6\"").is_some());
    assert!(wrong("GROUP==\"x\"").is_some());
    assert!(wrong("ATTR==\"x\"").is_some());
    assert!(wrong("MODE=0660").is_some());
}

/// 92_pcscd_ccid.rules sets the same attributes for every reader; 73-seat-late.rules reads TAG+="uaccess", which none of
/// these needs.
#[test]
fn each_file_sorts_where_it_has_to_and_says_why() {
    for (name, text) in files() {
        assert!(name.as_str() > "92_pcscd_ccid.rules", "{name}");
        assert!(name.as_str() > "92-libccid.rules", "{name}");
        assert!(!text.contains("uaccess"), "{name}");
        for word in ["# Reason: ", "# Order: "] {
            assert!(text.contains(word), "{name} does not say {word}");
        }
    }
}

#[test]
fn the_folder_and_the_remedies_agree() {
    let files = files();
    let examples = udev_examples();
    assert_eq!(files.len(), examples.len());
    let readme = fs::read_to_string(Path::new(ROOT).join("udev/README.md")).unwrap();
    for (path, line) in examples {
        let name = path.strip_prefix("/etc/udev/rules.d/").unwrap();
        let (_, text) = files.iter().find(|it| it.0 == name).unwrap();
        assert_eq!(rules(text).collect::<Vec<_>>(), [line.as_str()], "{name}");
        assert!(
            readme.contains(&format!("`{name}`")),
            "udev/README.md leaves {name} out"
        );
        // A remedy puts it between single quotes of a shell.
        assert!(!line.contains('\''));
    }
    let readme = fs::read_to_string(Path::new(ROOT).join("README.md")).unwrap();
    assert!(
        readme.contains("udev/"),
        "README.md does not name the folder"
    );
}

/// systemd's own word, where it is new enough to have one (254); the tests above hold the rules to its manual everywhere.
#[test]
fn systemd_takes_them_where_it_can_be_asked() {
    let folder = Path::new(ROOT).join("udev");
    let verify = |arguments: &[&str]| Command::new("udevadm").args(arguments).output();
    let can = verify(&["verify", "--help"]).is_ok_and(|it| it.status.success());
    if !can {
        println!(
            "udevadm has no verify here (systemd before 254, or not installed): the syntax test above stands alone"
        );
        return;
    }
    let paths: Vec<String> = files()
        .iter()
        .map(|it| folder.join(&it.0).to_str().unwrap().to_owned())
        .collect();
    let mut arguments = vec!["verify", "--resolve-names=never"];
    arguments.extend(paths.iter().map(String::as_str));
    let output = verify(&arguments).unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
