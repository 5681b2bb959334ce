//! Who may use the PC/SC service, and what this session is.
mod ask;
mod session;

pub(super) use ask::ask;

use super::root::Root;
use crate::facts::{Failure, Observed, Permission, PolicyAnswers, PolicyDefaults, ServicePolicy};
use crate::standards::setup::{Action, actions};

/// Where polkit's actions are (polkit(8)).
const POLICY: &str = "/usr/share/polkit-1/actions/org.debian.pcsc-lite.policy";
/// What a program may be asked for by pcsc-lite (its doc/README.polkit).
pub(super) const ACCESS_PCSC: &str = "org.debian.pcsc-lite.access_pcsc";
pub(super) const ACCESS_CARD: &str = "org.debian.pcsc-lite.access_card";
/// Where polkit's rules are.
const RULES: [&str; 4] = [
    "/etc/polkit-1/rules.d",
    "/run/polkit-1/rules.d",
    "/usr/local/share/polkit-1/rules.d",
    "/usr/share/polkit-1/rules.d",
];
/// Largest policy or rule that is read.
const FILE: usize = 256 * 1024;

pub(super) fn look(root: &Root) -> Permission {
    let (rules, rules_unread) = rules(root);
    Permission {
        policy: policy(root),
        rules,
        rules_unread,
        polkit: polkit(root),
        bus: if root.exists("/run/dbus/system_bus_socket") {
            Observed::Seen(())
        } else {
            Observed::Absent
        },
        session: session::session(root),
        asked: Observed::unasked("asked only where the service refuses"),
    }
}

fn policy(root: &Root) -> Observed<ServicePolicy> {
    let text = match root.text(POLICY, FILE) {
        Observed::Seen(it) => it,
        Observed::Absent => return Observed::Absent,
        Observed::Failed(it) => return Observed::Failed(it),
        Observed::Unasked { because } => return Observed::Unasked { because },
    };
    match actions(&text) {
        Ok(them) => {
            let of = |id: &str| them.iter().find(|it| it.id == id).map(defaults);
            Observed::Seen(ServicePolicy {
                file: POLICY.to_owned(),
                access_pcsc: of(ACCESS_PCSC),
                access_card: of(ACCESS_CARD),
            })
        }
        Err(error) => Observed::Failed(
            Failure::new(format!("read {POLICY}"), "malformed", None).because(error.to_string()),
        ),
    }
}

fn defaults(it: &Action) -> PolicyDefaults {
    PolicyDefaults {
        any: it.any.clone(),
        inactive: it.inactive.clone(),
        active: it.active.clone(),
    }
}

/// Rules that name pcsc-lite, and folders of rules that are closed to this user.
fn rules(root: &Root) -> (Observed<Vec<String>>, Vec<String>) {
    let mut found = Vec::new();
    let mut unread = Vec::new();
    for folder in RULES {
        match root.list(folder) {
            Observed::Seen(names) => {
                for name in names.iter().filter(|it| it.ends_with(".rules")).take(200) {
                    let file = format!("{folder}/{name}");
                    match root.text(&file, FILE) {
                        Observed::Seen(text) if text.contains("org.debian.pcsc-lite") => {
                            found.push(file);
                        }
                        Observed::Failed(_) => unread.push(file),
                        _ => {}
                    }
                }
            }
            Observed::Failed(_) => unread.push(folder.to_owned()),
            _ => {}
        }
    }
    let found = if found.is_empty() {
        Observed::Absent
    } else {
        Observed::Seen(found)
    };
    (found, unread)
}

/// Whether polkit's service runs.
fn polkit(root: &Root) -> Observed<()> {
    match root.processes() {
        Observed::Seen(pids) => {
            let runs = pids
                .into_iter()
                .any(|pid| root.process_name(pid).as_deref() == Some("polkitd"));
            if runs {
                Observed::Seen(())
            } else {
                Observed::Absent
            }
        }
        Observed::Failed(it) => Observed::Failed(it),
        _ => Observed::unasked("this system has no /proc"),
    }
}

/// Both answers the same.
fn both(it: &Observed<crate::facts::PolicyAnswer>) -> PolicyAnswers {
    PolicyAnswers {
        access_pcsc: it.clone(),
        access_card: it.clone(),
    }
}
