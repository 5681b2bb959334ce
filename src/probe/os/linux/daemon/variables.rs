use super::super::root::Root;
use crate::facts::{DaemonProcess, Manager, Pii, Unit, Variable};
use crate::standards::setup::{assignments, settings};

/// Variables that change what pcscd, its drivers or its library do (pcscd(8), Environment; libccid README).
fn matters(name: &str) -> bool {
    ["PCSCLITE_", "LIBPCSCLITE_", "LIBCCID_", "PCSCD_ARGS"]
        .iter()
        .any(|it| name.starts_with(it))
}

/// Largest file that is read for variables.
const FILE: usize = 64 * 1024;
/// Characters of a value that are kept.
const VALUE: usize = 400;

/// Variables of the service, from the files that set them and from the one that runs.
pub(super) fn of_the_service(
    root: &Root,
    manager: Option<&Manager>,
    processes: Option<&Vec<DaemonProcess>>,
) -> Vec<Variable> {
    let mut out = Vec::new();
    let mut files = vec![
        "/etc/default/pcscd".to_owned(),
        "/etc/sysconfig/pcscd".to_owned(),
    ];
    if let Some(unit) = manager.and_then(|it| it.service.seen()) {
        of_unit(root, unit, &mut out, &mut files);
    }
    for file in files {
        if let Some(text) = root.text(&file, FILE).seen() {
            let found = settings(text).into_iter().filter(|it| matters(&it.0));
            out.extend(found.map(|(name, value)| variable(name, &value, &file)));
        }
    }
    for it in processes.into_iter().flatten() {
        let Ok((bytes, _)) = root.bytes(&format!("/proc/{}/environ", it.pid), FILE) else {
            continue;
        };
        let environment = String::from_utf8_lossy(&bytes).into_owned();
        let found = environment
            .split('\0')
            .filter_map(|it| it.split_once('='))
            .filter(|it| matters(it.0));
        out.extend(
            found.map(|(name, value)| variable(name.to_owned(), value, "the running service")),
        );
    }
    out.truncate(64);
    out
}

/// `Environment=` of the unit and what changes it; `EnvironmentFile=` names more files.
fn of_unit(root: &Root, unit: &Unit, out: &mut Vec<Variable>, files: &mut Vec<String>) {
    for file in std::iter::once(&unit.file).chain(&unit.drop_ins) {
        let Some(text) = root.text(file, FILE).seen().cloned() else {
            continue;
        };
        for it in assignments(&text) {
            match (it.section.as_str(), it.name.as_str()) {
                ("Service", "Environment") => {
                    let found = words(&it.value);
                    let found = found.iter().filter_map(|it| it.split_once('='));
                    let found = found.filter(|it| matters(it.0));
                    out.extend(found.map(|(name, value)| variable(name.to_owned(), value, file)));
                }
                ("Service", "EnvironmentFile") => {
                    let named = it.value.trim_start_matches('-').to_owned();
                    if named.starts_with('/') && !files.contains(&named) && files.len() < 16 {
                        files.push(named);
                    }
                }
                _ => {}
            }
        }
    }
}

/// Words of a line, where quotes keep blanks together (systemd.syntax(7), Quoting).
fn words(line: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut quote = None;
    for it in line.chars() {
        match quote {
            Some(mark) if it == mark => quote = None,
            None if matches!(it, '"' | '\'') => quote = Some(it),
            None if it.is_whitespace() => out.push(String::new()),
            _ => {
                if let Some(last) = out.last_mut() {
                    last.push(it);
                }
            }
        }
    }
    out.retain(|it| !it.is_empty());
    out
}

fn variable(name: String, value: &str, from: &str) -> Variable {
    Variable {
        name,
        value: Pii(value.chars().take(VALUE).collect()),
        from: from.to_owned(),
    }
}

/// What this program's own PC/SC library goes by.
pub(super) fn of_this_program() -> Vec<Variable> {
    let mut out: Vec<Variable> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
        .filter(|it| it.0.starts_with("PCSCLITE_") || it.0.starts_with("LIBPCSCLITE_"))
        .map(|(name, value)| variable(name, &value.to_string_lossy(), "this program's environment"))
        .collect();
    out.sort_by(|a, b| a.name.cmp(&b.name));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_keep_words_together() {
        assert_eq!(words("A=1 \"B=x y\" C='z w'  "), ["A=1", "B=x y", "C=z w"]);
        assert_eq!(words(""), Vec::<String>::new());
    }
}
