use super::super::root::Root;
use crate::facts::{Failure, Manager, Observed, Unit, UnitState};
use crate::standards::setup::{Assignment, assignments};
use std::path::Path;

/// Where units are, the first one counts (systemd.unit(5)).
const FOLDERS: [&str; 5] = [
    "/etc/systemd/system",
    "/run/systemd/system",
    "/usr/local/lib/systemd/system",
    "/usr/lib/systemd/system",
    "/lib/systemd/system",
];
/// Largest unit file that is read.
const UNIT: usize = 64 * 1024;

/// What systemd knows of pcscd, where it runs this system (sd_booted(3)).
pub(super) fn manager(root: &Root) -> Observed<Manager> {
    if !root.exists("/run/systemd/system") {
        return Observed::Absent;
    }
    Observed::Seen(Manager {
        socket: unit(root, "pcscd.socket"),
        service: unit(root, "pcscd.service"),
    })
}

fn unit(root: &Root, name: &str) -> Observed<Unit> {
    let found = FOLDERS
        .iter()
        .map(|it| format!("{it}/{name}"))
        .find(|it| root.is_there(it));
    let Some(file) = found else {
        return Observed::Absent;
    };
    if root.leads_to(&file, Path::new("/dev/null")) {
        return Observed::Seen(Unit {
            file,
            state: UnitState::Masked,
            listens: Vec::new(),
            drop_ins: Vec::new(),
            start: None,
        });
    }
    let text = match root.text(&file, UNIT) {
        Observed::Seen(it) => it,
        Observed::Absent => {
            return Observed::Failed(
                Failure::new(format!("read {file}"), "ENOENT", Some(2))
                    .because("the link leads nowhere"),
            );
        }
        Observed::Failed(it) => return Observed::Failed(it),
        Observed::Unasked { because } => return Observed::Unasked { because },
    };
    let drop_ins = drop_ins(root, name);
    let mut lines = assignments(&text);
    for it in &drop_ins {
        if let Observed::Seen(text) = root.text(it, UNIT) {
            lines.extend(assignments(&text));
        }
    }
    let state = if text.trim().is_empty() {
        UnitState::Masked
    } else if wanted(root, name) {
        UnitState::Enabled
    } else {
        UnitState::Disabled
    };
    Observed::Seen(Unit {
        file,
        state,
        listens: values(&lines, "Socket", "ListenStream"),
        drop_ins,
        start: values(&lines, "Service", "ExecStart").pop(),
    })
}

/// Files that change a unit, in the order they count.
fn drop_ins(root: &Root, name: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for folder in FOLDERS {
        let folder = format!("{folder}/{name}.d");
        for it in root.list(&folder).seen().into_iter().flatten() {
            let known = out.iter().any(|known| known.ends_with(&format!("/{it}")));
            if it.ends_with(".conf") && !known {
                out.push(format!("{folder}/{it}"));
            }
        }
    }
    out.sort_by(|a, b| a.rsplit('/').next().cmp(&b.rsplit('/').next()));
    out
}

/// Whether something that the system starts wants it.
fn wanted(root: &Root, name: &str) -> bool {
    FOLDERS.iter().any(|folder| {
        root.list(folder).seen().into_iter().flatten().any(|it| {
            (it.ends_with(".wants") || it.ends_with(".requires"))
                && root.is_there(&format!("{folder}/{it}/{name}"))
        })
    })
}

/// The values of a setting that can stand more than once; an empty one takes back those before.
fn values(lines: &[Assignment], section: &str, name: &str) -> Vec<String> {
    let mut out = Vec::new();
    for it in lines
        .iter()
        .filter(|it| it.section == section && it.name == name)
    {
        if it.value.is_empty() {
            out.clear();
        } else {
            out.push(it.value.clone());
        }
    }
    out
}
